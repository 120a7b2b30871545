/** Credentials of a repository: read from their files at each look, and handed to git by files alone. */
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { GitConfig } from '../../../core/daemon/config.ts';
import type { Problem } from '../../../core/model.ts';

export interface Handed {
  /** For git: what asks for credentials, and how ssh is called. */
  readonly environment: Readonly<Record<string, string>>;
  /** What must never be repeated, whoever says it. */
  readonly secrets: readonly string[];
}

/** A file that the config names could not be read. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
  readonly problem: Problem;

  constructor(setting: string, path: string, reason: string) {
    super(`${setting} could not be read`);
    const message = `${setting} ${path} could not be read: ${reason}`;
    this.problem = {
      code: 'source-unavailable',
      message,
      hint: 'check that the Secret is mounted there, and readable',
    };
  }
}

/**
 * Readies the credentials in a folder of ours.
 *
 * @throws UnreadableFile
 */
export async function handOver({ credentials }: Pick<GitConfig, 'credentials'>, home: string): Promise<Handed> {
  const { usernameFile, passwordFile, sshKeyFile, knownHostsFile } = credentials;
  if (sshKeyFile !== null) return await forSsh(home, { sshKeyFile, knownHostsFile });
  if (passwordFile === null) return { environment: {}, secrets: [] };
  const password = await content('passwordFile', passwordFile);
  const name = usernameFile === null ? 'git' : await content('usernameFile', usernameFile);
  const asked = join(home, 'ask');
  const files = { name: join(home, 'name'), word: join(home, 'word') };
  await secretFile(files.name, name);
  await secretFile(files.word, password);
  await writeFile(asked, askpass, { mode: 0o700 });
  const pair = Buffer.from(`${name}:${password}`).toString('base64');
  return {
    environment: { GIT_ASKPASS: asked, TRAILWARDEN_NAME_FILE: files.name, TRAILWARDEN_WORD_FILE: files.word },
    secrets: [password, pair, encodeURIComponent(password)].filter(secret => secret !== ''),
  };
}

/** git calls it with a question that begins with what it wants to know. */
const askpass = `#!/bin/sh
case "$1" in
  Username*) exec cat "$TRAILWARDEN_NAME_FILE" ;;
  *) exec cat "$TRAILWARDEN_WORD_FILE" ;;
esac
`;

/** ssh refuses keys that others could read, as Kubernetes mounts them: it gets a copy. */
async function forSsh(
  home: string,
  files: Pick<GitConfig['credentials'], 'sshKeyFile' | 'knownHostsFile'>,
): Promise<Handed> {
  const [key, hosts] = [join(home, 'key'), join(home, 'known_hosts')];
  await secretFile(key, `${await content('sshKeyFile', String(files.sshKeyFile))}\n`);
  await secretFile(hosts, `${await content('knownHostsFile', String(files.knownHostsFile))}\n`);
  const options = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile="${hosts}"`,
    'GlobalKnownHostsFile=/dev/null',
    'UpdateHostKeys=no',
    'IdentitiesOnly=yes',
    'IdentityAgent=none',
    'PreferredAuthentications=publickey',
    'ClearAllForwardings=yes',
    'PermitLocalCommand=no',
    'ControlPath=none',
    'ConnectTimeout=20',
  ];
  const words = ['ssh', '-F', '/dev/null', '-i', key, ...options.flatMap(option => ['-o', option])];
  return { environment: { GIT_SSH_COMMAND: words.map(quoted).join(' '), GIT_SSH_VARIANT: 'ssh' }, secrets: [] };
}

/** As the shell takes it for one word. */
const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** Keys that signatures are held against, in a folder of ours. */
export async function copyOf(setting: string, path: string, to: string): Promise<void> {
  try {
    await mkdir(join(to, '..'), { recursive: true, mode: 0o700 });
    await rm(to, { force: true });
    await copyFile(path, to);
  } catch (error) {
    throw new UnreadableFile(setting, path, reasonOf(error));
  }
}

/** Without the end of the last line. */
async function content(setting: string, path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trimEnd();
  } catch (error) {
    throw new UnreadableFile(setting, path, reasonOf(error));
  }
}

/** @throws what is no error of the file system: a bug of ours */
function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code);
  throw error;
}

async function secretFile(path: string, text: string): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, text, { mode: 0o600 });
}
