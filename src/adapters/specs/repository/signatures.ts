/** Whether a commit, or a tag, is signed by a key that was given. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { GitConfig } from '../../../core/daemon/config.ts';
import type { Problem } from '../../../core/model.ts';
import { copyOf } from './credentials.ts';
import { git, GitFailure, run, type GitPlace } from './git.ts';

export interface Signed {
  readonly commit: string;
  /** What the branch or tag names: the commit, or an annotated tag. */
  readonly object: string;
  /** The name of the tag that was asked for; null: none was. */
  readonly tag: string | null;
}

/**
 * What is wrong with the signature; null: nothing. A tag counts if it is signed, or if its commit is.
 *
 * @throws GitFailure, UnreadableFile
 */
export async function unsigned(
  place: GitPlace,
  { commit, object, tag }: Signed,
  keys: NonNullable<GitConfig['verify']>,
): Promise<Problem | null> {
  const [signers, ring] = [join(place.home, 'signers', 'allowed'), join(place.home, 'ring')];
  if (keys.allowedSignersFile !== null) await copyOf('allowedSignersFile', keys.allowedSignersFile, signers);
  await rm(ring, { recursive: true, force: true });
  await mkdir(ring, { mode: 0o700 });
  const judging = { ...place, environment: { ...place.environment, GNUPGHOME: ring } };
  if (keys.gpgKeysFile !== null) await importKeys(judging, keys.gpgKeysFile);
  const allowed = keys.allowedSignersFile === null ? '/dev/null' : signers;
  const ofTag = object === commit || tag === null ? null : await judgeTag(judging, { object, tag, allowed });
  if (object !== commit && ofTag === null) return null;
  const ofCommit = await judge(judging, ['verify-commit', commit], allowed);
  if (ofCommit === null) return null;
  return ofTag === null
    ? notSigned(`commit ${commit.slice(0, 7)} ${ofCommit}`)
    : notSigned(`tag ${tag} ${ofTag}, and commit ${commit.slice(0, 7)} ${ofCommit}`);
}

function notSigned(message: string): Problem {
  return {
    code: 'source-not-signed',
    message,
    hint: 'sign it by one of the keys under source.git.verify, or give the key of who signed it',
  };
}

async function importKeys(place: GitPlace, path: string): Promise<void> {
  const keys = join(place.home, 'keys', 'public');
  await copyOf('gpgKeysFile', path, keys);
  await run('gpg', { args: ['--batch', '--no-tty', '--quiet', '--no-autostart', '--import', keys] }, place);
}

/** A signed tag could be put under another name: the name is part of what is signed. */
async function judgeTag(
  place: GitPlace,
  { object, tag, allowed }: { readonly object: string; readonly tag: string; readonly allowed: string },
): Promise<string | null> {
  const text = (await git(place, { args: ['cat-file', 'tag', object] })).out.toString();
  const [, name] = /^tag (.*)$/mu.exec(text.slice(0, text.indexOf('\n\n'))) ?? [];
  if (name !== tag) return `is the one that was made as ${JSON.stringify(name)}`;
  return await judge(place, ['verify-tag', object], allowed);
}

/** What is wrong, in words that follow upon the name of what is judged; null: nothing. */
async function judge(
  place: GitPlace,
  [command, object]: readonly [string, string],
  allowed: string,
): Promise<string | null> {
  try {
    await git(place, { args: ['-c', `gpg.ssh.allowedSignersFile=${allowed}`, command, '--raw', object] });
    return null;
  } catch (error) {
    if (!(error instanceof GitFailure) || error.why !== 'failed') throw error;
    return await reasonFor(place, object, error.said);
  }
}

async function reasonFor(place: GitPlace, object: string, said: string): Promise<string> {
  const text = (await git(place, { args: ['cat-file', '-p', object] })).out.toString();
  if (!/^gpgsig(?:-sha256)? |^-----BEGIN (?:PGP|SSH) SIGNATURE-----$/mu.test(text)) return 'is not signed';
  if (/EXPKEYSIG|EXPSIG|KEYEXPIRED/u.test(said)) return 'is signed by a key, or for a time, that has ended';
  if (/REVKEYSIG/u.test(said)) return 'is signed by a key that was revoked';
  if (/BADSIG|incorrect signature|Signature verification failed/u.test(said))
    return 'has a signature that does not fit';
  return 'is signed by none of the keys, or by one that was not valid then';
}
