import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';

import { gitSource, type GitSource } from '../../../../src/adapters/specs/repository/source.ts';
import type { GitConfig } from '../../../../src/core/daemon/config.ts';
import { folder, remote, serve } from './remote.ts';

const spec = 'apiVersion: trailwarden.dev/v1alpha1\nkind: TrailSpec\n';

const nothing: GitConfig['credentials'] = {
  usernameFile: null,
  passwordFile: null,
  sshKeyFile: null,
  knownHostsFile: null,
};

function source(url: string, more: Partial<GitConfig> = {}, within?: string): GitSource {
  const config: GitConfig = {
    is: 'git',
    url,
    ref: { branch: 'main' },
    path: '',
    depth: 1,
    interval: 60_000,
    timeout: 20_000,
    credentials: nothing,
    verify: null,
    webhook: null,
    ...more,
  };
  const made = gitSource(config, within);
  onTestFinished(() => made.close());
  return made;
}

const look = (of: GitSource) => of.look(new AbortController().signal);

/** The files that were read, or the problems. */
async function seen(of: GitSource): Promise<unknown> {
  const looked = await look(of);
  if ('unavailable' in looked) return looked.unavailable.map(({ code, message }) => `${code}: ${message}`);
  const problems = looked.problems.map(({ code, at }) => `${code} ${typeof at === 'object' ? at.file : ''}`);
  return [...looked.files.map(({ path }) => path), ...problems];
}

const copiesIn = (place: string) => readdirSync(place).filter(name => name.startsWith('trailwarden-source-'));

describe('a repository', () => {
  test('is read at its branch, without anything that is no spec', async () => {
    const origin = remote();
    const commit = origin.commit({
      'specs/b.yaml': spec,
      'specs/deep/a.yml': spec,
      'specs/.hidden.yaml': 'x',
      'specs/README.md': 'x',
      'other.yaml': spec,
    });
    const { url } = await serve(origin);
    const of = source(url, { path: 'specs' });
    expect(of.name).toBe(`${url} (main, specs)`);
    expect(await look(of)).toEqual({
      revision: `main@${commit.slice(0, 7)}`,
      paths: ['specs'],
      files: [
        { path: 'specs/b.yaml', text: spec },
        { path: 'specs/deep/a.yml', text: spec },
      ],
      problems: [],
    });
    expect(await seen(source(url))).toEqual(['other.yaml', 'specs/b.yaml', 'specs/deep/a.yml']);
    expect(await seen(source(url, { path: 'specs/b.yaml', depth: 0 }))).toEqual(['specs/b.yaml']);
    expect(await seen(source(url, { path: 'spec' }))).toEqual([
      'file-missing: the repository has no .yaml, .yml or .json file at spec',
    ]);
    expect(await seen(source(url, { path: ':(glob)**' }))).toEqual([
      'file-missing: the repository has no .yaml, .yml or .json file at :(glob)**',
    ]);
  });

  test('is followed: commits, a force-push, a branch that is gone and comes back', async () => {
    const origin = remote();
    const first = origin.commit({ 'a.yaml': spec });
    const { url } = await serve(origin);
    const of = source(url);
    const revision = async () => {
      const looked = await look(of);
      return 'revision' in looked
        ? [looked.revision, looked.files.length]
        : looked.unavailable.map(({ message }) => message);
    };
    expect(await revision()).toEqual([`main@${first.slice(0, 7)}`, 1]);
    expect(await revision()).toEqual([`main@${first.slice(0, 7)}`, 1]);
    const second = origin.commit({ 'b.yaml': spec });
    expect(await revision()).toEqual([`main@${second.slice(0, 7)}`, 2]);
    origin.git('reset', '--quiet', '--hard', first);
    const other = origin.commit({ 'c.yaml': spec, 'a.yaml': null });
    expect(await revision()).toEqual([`main@${other.slice(0, 7)}`, 1]);
    origin.git('branch', '--move', 'main', 'trunk');
    expect(await revision()).toEqual(['there is no branch main']);
    origin.git('branch', '--move', 'trunk', 'main');
    expect(await revision()).toEqual([`main@${other.slice(0, 7)}`, 1]);
  });

  test('is read at a tag, annotated or not, and at a commit', async () => {
    const origin = remote();
    const first = origin.commit({ 'a.yaml': spec });
    origin.git('tag', 'light');
    origin.git('tag', '--annotate', '--message=x', 'v1');
    origin.commit({ 'b.yaml': spec });
    const { url } = await serve(origin);
    const revisionAt = async (ref: GitConfig['ref']) => {
      const looked = await look(source(url, { ref }));
      return 'revision' in looked
        ? [looked.revision, looked.files.length]
        : looked.unavailable.map(({ message }) => message);
    };
    expect(await revisionAt({ tag: 'light' })).toEqual([`light@${first.slice(0, 7)}`, 1]);
    expect(await revisionAt({ tag: 'v1' })).toEqual([`v1@${first.slice(0, 7)}`, 1]);
    expect(await revisionAt({ commit: first })).toEqual([first.slice(0, 7), 1]);
    expect(await revisionAt({ tag: 'main' })).toEqual(['there is no tag main']);
    expect(await revisionAt({ branch: 'v1' })).toEqual(['there is no branch v1']);
    expect(await revisionAt({ commit: '0'.repeat(39) + '1' })).toEqual(['there is no commit 0000000']);
  });

  test('that is down, silent or elsewhere is a problem, and is read again when it is back', async () => {
    const origin = remote();
    origin.commit({ 'a.yaml': spec });
    const served = await serve(origin);
    const of = source(served.url, { timeout: 700 });
    const patient = source(served.url);
    served.mood = 'down';
    expect(await seen(patient)).toEqual([
      expect.stringMatching(/^source-unavailable: (the host does not answer|git failed: )/u),
    ]);
    for (const mood of ['silent', 'trickles'] as const) {
      served.mood = mood;
      expect(await seen(of)).toEqual(['source-unavailable: no answer within 0.7 s']);
    }
    served.mood = { redirect: 'http://127.0.0.1:1' };
    expect(await seen(patient)).toEqual([
      'source-unavailable: the url leads elsewhere, and is not followed with credentials',
    ]);
    served.mood = { status: 404, says: 'no' };
    expect(await seen(patient)).toEqual(['source-unavailable: there is no such repository, or it is hidden']);
    served.mood = { status: 503, says: 'later' };
    expect(await seen(patient)).toEqual(['source-unavailable: the host does not answer']);
    served.mood = 'serves';
    expect(await seen(patient)).toEqual(['a.yaml']);
  });

  test('that is looked at by several at once is looked at by one after the other', async () => {
    const origin = remote();
    origin.commit({ 'a.yaml': spec });
    const { url } = await serve(origin);
    const of = source(url);
    expect(await Promise.all([seen(of), seen(of), seen(of)])).toEqual([['a.yaml'], ['a.yaml'], ['a.yaml']]);
  });

  test('is left alone when the caller breaks off', async () => {
    const origin = remote();
    origin.commit({ 'a.yaml': spec });
    const served = await serve(origin);
    served.mood = 'silent';
    const ended = new AbortController();
    const looking = source(served.url).look(ended.signal);
    setTimeout(() => ended.abort(), 200);
    expect(await looking).toMatchObject({ unavailable: [{ message: 'the look was broken off' }] });
    expect(await source(served.url).look(AbortSignal.abort())).toMatchObject({
      unavailable: [{ message: 'the look was broken off' }],
    });
  });

  test('calls back at its interval, until it is not wanted any more', async () => {
    const ended = new AbortController();
    let calls = 0;
    const twice = new Promise<void>(resolve => {
      const counted = (): void => {
        calls += 1;
        if (calls === 2) resolve();
      };
      source('https://h.example/r', { interval: 5 }).watch(counted, ended.signal);
    });
    await twice;
    ended.abort();
    await new Promise(resolve => setTimeout(resolve, 30));
    expect(calls).toBe(2);
  });

  test('leaves nothing behind', async () => {
    const place = folder();
    const origin = remote();
    origin.commit({ 'a.yaml': spec });
    const { url } = await serve(origin);
    const of = source(url, {}, place);
    await look(of);
    const [home = 'none'] = copiesIn(place);
    expect(statSync(join(place, home)).mode & 0o777).toBe(0o700);
    await of.close();
    expect(copiesIn(place)).toEqual([]);
  });
});

describe('what a stranger may put into a repository', () => {
  test('links, other repositories and what is too large are told, and not read', async () => {
    const origin = remote();
    origin.commit({
      'a.yaml': spec,
      'passwd.yaml': { link: '/etc/passwd' },
      folder: { link: '../../etc' },
      'README.md': { link: 'a.yaml' },
      'large.yaml': `# ${'x'.repeat(10_000_001)}`,
      'binary.yaml': Buffer.from([0, 1, 2]),
      'latin.json': Buffer.from([0xff, 0xfe]),
    });
    origin.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},vendor`);
    origin.git('commit', '--quiet', '--message=x');
    const { url } = await serve(origin);
    const found = (await seen(source(url))) as readonly string[];
    expect(found.toSorted()).toEqual([
      'a.yaml',
      'file-not-text binary.yaml',
      'file-not-text latin.json',
      'file-special folder',
      'file-special passwd.yaml',
      'file-special vendor',
      'file-too-large large.yaml',
    ]);
  });

  test('hooks, settings, attributes and submodules in it do nothing', async () => {
    const origin = remote();
    const mark = join(folder(), 'run');
    const script = `#!/bin/sh\ntouch '${mark}'\n`;
    origin.commit({
      'a.yaml': spec,
      'hooks/post-checkout': script,
      'hooks/reference-transaction': script,
      '.gitattributes': '*.yaml filter=evil diff=evil text eol=crlf\n',
      '.gitmodules': `[submodule "x"]\n\tpath = x\n\turl = ext::sh -c "touch% '${mark}'"\n`,
      config: `[core]\n\tfsmonitor = touch '${mark}'\n`,
    });
    const { url } = await serve(origin);
    expect(await look(source(url))).toMatchObject({ files: [{ path: 'a.yaml', text: spec }] });
    expect(existsSync(mark)).toBe(false);
  });

  test('nor do settings, helpers and credentials of whoever runs the daemon', async () => {
    const origin = remote();
    origin.commit({ 'a.yaml': spec });
    const served = await serve(origin, { password: 'right' });
    const home = folder();
    const mark = join(home, 'run');
    writeFileSync(
      join(home, '.gitconfig'),
      `[credential]\n\thelper = "!touch '${mark}'; echo username=git; echo password=right"\n`,
    );
    writeFileSync(join(home, '.netrc'), 'machine 127.0.0.1 login git password right\n');
    const before = { ...process.env };
    onTestFinished(() => void (process.env = before));
    process.env = {
      ...before,
      HOME: home,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.sshCommand',
      GIT_CONFIG_VALUE_0: 'x',
    };
    expect(await seen(source(served.url))).toEqual([
      'source-unavailable: the credentials were refused, or there are none',
    ]);
    expect(served.asked.every(one => one === undefined)).toBe(true);
    expect(existsSync(mark)).toBe(false);
  });
});

describe('credentials', () => {
  const secret = 'ghp_Canary/4+2';
  const files = (password = secret, user?: string) => {
    const place = folder();
    writeFileSync(join(place, 'password'), `${password}\n`);
    writeFileSync(join(place, 'user'), `${user}\n`);
    return {
      ...nothing,
      passwordFile: join(place, 'password'),
      usernameFile: user === undefined ? null : join(place, 'user'),
    };
  };

  test('are taken from files, anew at each look', async () => {
    const origin = remote();
    origin.commit({ 'a.yaml': spec });
    const served = await serve(origin, { password: secret });
    const credentials = files('old');
    const of = source(served.url, { credentials });
    expect(await seen(of)).toEqual(['source-unavailable: the credentials were refused, or there are none']);
    writeFileSync(credentials.passwordFile, secret);
    expect(await seen(of)).toEqual(['a.yaml']);
    const named = await serve(origin, { user: 'bot', password: secret });
    expect(await seen(source(named.url, { credentials: files(secret, 'bot') }))).toEqual(['a.yaml']);
  });

  test('whose file is not there are a problem that names the file', async () => {
    const credentials = { ...nothing, passwordFile: '/nowhere/token' };
    expect(await seen(source('http://127.0.0.1:1/r', { credentials }))).toEqual([
      'source-unavailable: passwordFile /nowhere/token could not be read: ENOENT',
    ]);
  });

  test('stand in no argument, environment, message or setting, whatever the host repeats of them', async () => {
    const origin = remote();
    origin.commit({ 'a.yaml': spec });
    const served = await serve(origin, { password: secret });
    const told: unknown[] = [];
    const of = source(served.url, { credentials: files() });
    const place = folder();
    const log = join(place, 'log');
    // stands before git, and writes down all that it is given
    const real = (process.env['PATH'] ?? '')
      .split(':')
      .map(dir => join(dir, 'git'))
      .find(path => existsSync(path));
    writeFileSync(
      join(place, 'git'),
      `#!/bin/sh\n{ echo "$@"; env; cat "$GIT_DIR/config"; } >>'${log}' 2>/dev/null\nexec '${real}' "$@"\n`,
      { mode: 0o755 },
    );
    const path = process.env['PATH'];
    onTestFinished(() => void (process.env['PATH'] = path));
    process.env['PATH'] = `${place}:${path}`;
    told.push(await look(of));
    expect(told).toMatchObject([{ files: [{ path: 'a.yaml' }] }]);
    const pair = Buffer.from(`git:${secret}`).toString('base64');
    for (const says of [`fatal: no ${secret}`, `Basic ${pair}`, encodeURIComponent(secret)]) {
      served.mood = { status: 500, says };
      told.push(await look(of));
      served.mood = { status: 403, says };
      told.push(await look(of));
    }
    const everything = JSON.stringify(told) + of.name + readFileSync(log, 'utf8');
    expect(everything).toContain('fetch');
    for (const one of [secret, pair, encodeURIComponent(secret)]) expect(everything).not.toContain(one);
  });
});

describe('ssh', () => {
  test('is called with the key and the known hosts that were given, and nothing of its own', async () => {
    const origin = remote();
    origin.commit({ 'a.yaml': spec });
    const place = folder();
    const log = join(place, 'log');
    // stands in the place of ssh: notes how it was called, and serves the repository as the host would
    const script = `#!/bin/sh
for word in "$@"; do echo "$word" >>'${log}'; done
while [ "$1" != -- ] && [ $# -gt 2 ]; do [ "$1" = -i ] && { stat -c %a "$2"; cat "$2"; } >>'${log}'; shift; done
cd '${join(origin.path, '..')}' && exec git upload-pack audit.git
`;
    writeFileSync(join(place, 'ssh'), script, { mode: 0o755 });
    writeFileSync(join(place, 'key'), 'PRIVATE\n', { mode: 0o644 });
    writeFileSync(join(place, 'hosts'), 'h ssh-ed25519 AAAA\n');
    const path = process.env['PATH'];
    onTestFinished(() => void (process.env['PATH'] = path));
    process.env['PATH'] = `${place}:${path}`;
    const credentials = { ...nothing, sshKeyFile: join(place, 'key'), knownHostsFile: join(place, 'hosts') };
    expect(await seen(source('git@h.example:audit.git', { credentials }))).toEqual(['a.yaml']);
    const called = readFileSync(log, 'utf8');
    for (const one of [
      'StrictHostKeyChecking=yes',
      'GlobalKnownHostsFile=/dev/null',
      'IdentitiesOnly=yes',
      'IdentityAgent=none',
      'BatchMode=yes',
    ])
      expect(called.split('\n')).toContain(one);
    expect(called).toMatch(/^-F\n\/dev\/null$/mu);
    expect(called).toMatch(/^600\nPRIVATE$/mu); // Kubernetes mounts it for all to read, which ssh refuses
    writeFileSync(join(place, 'ssh'), '#!/bin/sh\necho "Host key verification failed." >&2\nexit 255\n', {
      mode: 0o755,
    });
    expect(await seen(source('ssh://git@h.example/audit.git', { credentials }))).toEqual([
      'source-unavailable: the host showed a key that knownHostsFile does not have',
    ]);
    expect(
      await seen(source('git@h.example:audit.git', { credentials: { ...credentials, knownHostsFile: '/none' } })),
    ).toEqual(['source-unavailable: knownHostsFile /none could not be read: ENOENT']);
  });
});

test('a copy that was spoilt is made anew', async () => {
  const place = folder();
  const origin = remote();
  origin.commit({ 'a.yaml': spec });
  const { url } = await serve(origin);
  const of = source(url, {}, place);
  expect(await seen(of)).toEqual(['a.yaml']);
  const [home = 'none'] = copiesIn(place);
  rmSync(join(place, home, 'repository/objects'), { recursive: true });
  expect(await seen(of)).toEqual([expect.stringMatching(/^source-unavailable: git failed: fatal: /u)]);
  expect(await seen(of)).toEqual(['a.yaml']);
  await of.close();
  expect(copiesIn(place)).toEqual([]);
});
