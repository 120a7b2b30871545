import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';

import { gitSource } from '../../src/adapters/specs/repository/source.ts';
import type { GitConfig } from '../../src/core/daemon/config.ts';
import { folder, remote, serve, type Remote } from '../adapters/specs/repository/remote.ts';

const spec = 'apiVersion: trailwarden.dev/v1alpha1\nkind: TrailSpec\n';

type Keys = NonNullable<GitConfig['verify']>;

/** The revision, or what is wrong with the signature. */
async function judged(url: string, verify: Partial<Keys>, ref: GitConfig['ref'] = { branch: 'main' }): Promise<string> {
  const of = gitSource({
    is: 'git',
    url,
    ref,
    path: '',
    depth: 1,
    interval: 60_000,
    timeout: 20_000,
    credentials: { usernameFile: null, passwordFile: null, sshKeyFile: null, knownHostsFile: null },
    verify: { allowedSignersFile: null, gpgKeysFile: null, ...verify },
    webhook: null,
  });
  onTestFinished(() => of.close());
  const looked = await of.look(new AbortController().signal);
  if ('revision' in looked) return 'good';
  return looked.unavailable
    .map(({ code, message }) => `${code}: ${message.replaceAll(/commit [0-9a-f]{7}/gu, 'commit X')}`)
    .join();
}

function sshKey(name: string): { readonly path: string; readonly public: string } {
  const path = join(folder(), name);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', path]);
  return { path, public: readFileSync(`${path}.pub`, 'utf8').split(' ').slice(0, 2).join(' ') };
}

function signersFile(...lines: readonly string[]): string {
  const path = join(folder(), 'allowed signers');
  writeFileSync(path, lines.map(line => `${line}\n`).join(''));
  return path;
}

function signingBySsh(origin: Remote, key: string): void {
  origin.git('config', 'gpg.format', 'ssh');
  origin.git('config', 'user.signingKey', key);
}

describe('signatures of ssh', () => {
  test('count by a key that was given, and by no other', async () => {
    const origin = remote();
    const [ours, theirs] = [sshKey('ours'), sshKey('theirs')];
    const allowedSignersFile = signersFile(`a@acme.example ${ours.public}`);
    const { url } = await serve(origin);
    origin.commit({ 'a.yaml': spec });
    expect(await judged(url, { allowedSignersFile })).toBe('source-not-signed: commit X is not signed');
    signingBySsh(origin, ours.path);
    origin.commit({ 'b.yaml': spec }, '--gpg-sign');
    expect(await judged(url, { allowedSignersFile })).toBe('good');
    signingBySsh(origin, theirs.path);
    origin.commit({ 'c.yaml': spec }, '--gpg-sign');
    expect(await judged(url, { allowedSignersFile })).toBe(
      'source-not-signed: commit X is signed by none of the keys, or by one that was not valid then',
    );
    expect(await judged(url, { allowedSignersFile: signersFile('') })).toMatch(/^source-not-signed/u);
    expect(await judged(url, { allowedSignersFile: '/none' })).toBe(
      'source-unavailable: allowedSignersFile /none could not be read: ENOENT',
    );
  });

  test('do not count by a key that had ended, or that is for something else', async () => {
    const origin = remote();
    const ours = sshKey('ours');
    const { url } = await serve(origin);
    signingBySsh(origin, ours.path);
    origin.commit({ 'b.yaml': spec }, '--gpg-sign');
    for (const limit of ['valid-before="20200101"', 'valid-after="20990101"', 'namespaces="file"']) {
      const allowedSignersFile = signersFile(`a@acme.example ${limit} ${ours.public}`);
      expect(await judged(url, { allowedSignersFile })).toBe(
        'source-not-signed: commit X is signed by none of the keys, or by one that was not valid then',
      );
    }
    expect(
      await judged(url, { allowedSignersFile: signersFile(`a@acme.example valid-before="20990101" ${ours.public}`) }),
    ).toBe('good');
  });

  test('must fit what is signed', async () => {
    const origin = remote();
    const ours = sshKey('ours');
    const { url } = await serve(origin);
    signingBySsh(origin, ours.path);
    const signed = origin.commit({ 'b.yaml': spec }, '--gpg-sign');
    const altered = origin.git('cat-file', 'commit', signed).replace(/\n\nx$/u, '\n\ny');
    const path = join(folder(), 'altered');
    writeFileSync(path, `${altered}\n`);
    origin.git('update-ref', 'refs/heads/main', origin.git('hash-object', '-t', 'commit', '-w', path));
    const allowedSignersFile = signersFile(`a@acme.example ${ours.public}`);
    expect(await judged(url, { allowedSignersFile })).toMatch(
      /^source-not-signed: commit X (?:has a signature that does not fit|is signed by none)/u,
    );
  });

  test('of a tag count for its own name, and so does that of its commit', async () => {
    const origin = remote();
    const [ours, theirs] = [sshKey('ours'), sshKey('theirs')];
    const allowedSignersFile = signersFile(`a@acme.example ${ours.public}`);
    const { url } = await serve(origin);
    const at = async (tag: string) => await judged(url, { allowedSignersFile }, { tag });
    origin.commit({ 'a.yaml': spec });
    signingBySsh(origin, ours.path);
    origin.git('tag', 'light');
    origin.git('tag', '--annotate', '--message=x', 'plain');
    origin.git('tag', '--sign', '--message=x', 'v1');
    origin.git('update-ref', 'refs/tags/v2', 'refs/tags/v1');
    signingBySsh(origin, theirs.path);
    origin.git('tag', '--sign', '--message=x', 'foreign');
    expect(await at('v1')).toBe('good');
    expect(await at('light')).toBe('source-not-signed: commit X is not signed');
    expect(await at('plain')).toBe('source-not-signed: tag plain is not signed, and commit X is not signed');
    expect(await at('v2')).toBe(
      'source-not-signed: tag v2 is the one that was made as "v1", and commit X is not signed',
    );
    expect(await at('foreign')).toMatch(/^source-not-signed: tag foreign is signed by none of the keys/u);
    signingBySsh(origin, ours.path);
    origin.commit({ 'b.yaml': spec }, '--gpg-sign');
    origin.git('tag', '--annotate', '--message=x', 'of-signed');
    expect(await at('of-signed')).toBe('good');
  });
});

describe('signatures of OpenPGP', () => {
  /** A key of one's own, in the ring of whoever commits. */
  function gpgKey(origin: Remote, name: string, expires: string): string {
    const home = join(origin.path, '..', 'gnupg');
    mkdirSync(home, { recursive: true, mode: 0o700 });
    const gpg = (...args: readonly string[]) =>
      execFileSync('gpg', ['--batch', '--homedir', home, ...args], {
        stdio: ['ignore', 'pipe', 'ignore'],
        encoding: 'utf8',
      });
    onTestFinished(() => void execFileSync('gpgconf', ['--homedir', home, '--kill', 'all']));
    gpg(
      '--passphrase',
      '',
      '--faked-system-time',
      '20260101T000000!',
      '--quick-generate-key',
      `${name}@acme.example`,
      'ed25519',
      'sign',
      expires,
    );
    return gpg('--armor', '--export', `${name}@acme.example`);
  }

  function keysFile(text: string): string {
    const path = join(folder(), 'keys');
    writeFileSync(path, text);
    return path;
  }

  test('count by a key that was given, unless it has ended', async () => {
    const origin = remote();
    const [ours, theirs] = [gpgKey(origin, 'ours', '0'), gpgKey(origin, 'theirs', '0')];
    const { url } = await serve(origin);
    origin.git('config', 'user.signingKey', 'ours@acme.example');
    origin.commit({ 'a.yaml': spec }, '--gpg-sign');
    expect(await judged(url, { gpgKeysFile: keysFile(ours) })).toBe('good');
    expect(await judged(url, { gpgKeysFile: keysFile(theirs + ours) })).toBe('good');
    expect(await judged(url, { gpgKeysFile: keysFile(theirs) })).toMatch(
      /^source-not-signed: commit X is signed by none/u,
    );
    const ssh = signersFile(`a@acme.example ${sshKey('x').public}`);
    expect(await judged(url, { allowedSignersFile: ssh })).toMatch(/^source-not-signed: commit X is signed by none/u);
    expect(await judged(url, { allowedSignersFile: ssh, gpgKeysFile: keysFile(ours) })).toBe('good');
    expect(await judged(url, { gpgKeysFile: keysFile('nonsense') })).toMatch(/^source-unavailable/u);
    expect(await judged(url, { gpgKeysFile: '/none' })).toMatch(/^source-unavailable: gpgKeysFile \/none/u);
  });

  test('by a key that has ended do not count', async () => {
    const origin = remote();
    const short = gpgKey(origin, 'short', '1d');
    const { url } = await serve(origin);
    const program = join(folder(), 'gpg-then');
    writeFileSync(program, '#!/bin/sh\nexec gpg --faked-system-time 20260101T120000! "$@"\n', { mode: 0o755 });
    origin.git('config', 'gpg.program', program);
    origin.git('config', 'user.signingKey', 'short@acme.example');
    origin.commit({ 'a.yaml': spec }, '--gpg-sign');
    expect(await judged(url, { gpgKeysFile: keysFile(short) })).toBe(
      'source-not-signed: commit X is signed by a key, or for a time, that has ended',
    );
  });

  test('of whoever runs the daemon are not believed', async () => {
    const origin = remote();
    const ours = gpgKey(origin, 'ours', '0');
    const { url } = await serve(origin);
    origin.git('config', 'user.signingKey', 'ours@acme.example');
    origin.commit({ 'a.yaml': spec }, '--gpg-sign');
    const before = process.env['GNUPGHOME'];
    onTestFinished(
      () => void (before === undefined ? delete process.env['GNUPGHOME'] : (process.env['GNUPGHOME'] = before)),
    );
    process.env['GNUPGHOME'] = join(origin.path, '..', 'gnupg'); // has the key
    const empty = signersFile('');
    appendFileSync(empty, '# nobody\n');
    expect(ours).toContain('PUBLIC KEY');
    expect(await judged(url, { allowedSignersFile: empty })).toMatch(/^source-not-signed: commit X is signed by none/u);
  });
});
