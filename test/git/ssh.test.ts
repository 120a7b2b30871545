/** A real server of ssh. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';

import { gitSource } from '../../src/adapters/specs/repository/source.ts';
import { folder, remote } from '../adapters/specs/repository/remote.ts';

const sshd = '/usr/sbin/sshd';

function keyIn(place: string, name: string): string {
  const path = join(place, name);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path]);
  return path;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => {
    server.close(resolve);
  });
  return port;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    const [first] = await once(socket, 'data');
    return String(first).startsWith('SSH-2.0');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** @returns the port it listens at */
async function listening(place: string, hostKey: string, userKey: string): Promise<number> {
  const port = await freePort();
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true }); // where it locks itself in
  const config = join(place, 'sshd_config');
  writeFileSync(join(place, 'authorized'), readFileSync(`${userKey}.pub`));
  writeFileSync(
    config,
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${hostKey}`,
      `AuthorizedKeysFile ${join(place, 'authorized')}`,
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'UsePAM no',
      'StrictModes no',
      'PidFile none',
      'PermitRootLogin prohibit-password',
    ].join('\n'),
  );
  const child = spawn(sshd, ['-D', '-e', '-f', config], { stdio: 'ignore' });
  onTestFinished(() => void child.kill());
  for (let tries = 0; tries < 50; tries += 1) {
    if (await answers(port)) return port;
    await setTimeout(100);
  }
  throw new Error('sshd does not listen');
}

describe('a repository over ssh', () => {
  test('is read by its key from the host that is known, and from no other', async () => {
    const place = folder();
    const origin = remote();
    const commit = origin.commit({ 'a.yaml': 'kind: TrailSpec\n' });
    const [hostKey, userKey, otherKey] = ['host', 'user', 'other'].map(name => keyIn(place, name)) as [
      string,
      string,
      string,
    ];
    const port = await listening(place, hostKey, userKey);
    const known = (key: string) => {
      const path = join(place, 'known hosts');
      const [type, text] = readFileSync(`${key}.pub`, 'utf8').split(' ');
      writeFileSync(path, `[127.0.0.1]:${port} ${type} ${text}\n`);
      return path;
    };
    const look = async (sshKeyFile: string, knownHostsFile: string) => {
      const credentials = { usernameFile: null, passwordFile: null, sshKeyFile, knownHostsFile };
      const url = `ssh://${userInfo().username}@127.0.0.1:${port}${origin.path}`;
      const source = gitSource({
        is: 'git',
        url,
        ref: { branch: 'main' },
        path: '',
        depth: 1,
        interval: 60_000,
        timeout: 30_000,
        credentials,
        verify: null,
        webhook: null,
      });
      onTestFinished(() => source.close());
      const looked = await source.look(new AbortController().signal);
      return 'revision' in looked ? looked.revision : looked.unavailable.map(({ message }) => message).join();
    };
    expect(await look(userKey, known(hostKey))).toBe(`main@${commit.slice(0, 7)}`);
    expect(await look(otherKey, known(hostKey))).toBe('the credentials were refused, or there are none');
    expect(await look(userKey, known(otherKey))).toBe('the host showed a key that knownHostsFile does not have');
    writeFileSync(join(place, 'empty'), '');
    expect(await look(userKey, join(place, 'empty'))).toBe('the host showed a key that knownHostsFile does not have');
  });
});
