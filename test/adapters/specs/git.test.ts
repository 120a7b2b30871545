import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, describe, expect, it, onTestFinished } from 'vitest';

import { readRevision } from '../../../src/adapters/specs/git.ts';

/** A repository with these files in its only commit. */
function repository(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-git-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  git(folder, 'init', '--quiet', '--initial-branch=main');
  write(folder, files);
  commit(folder);
  return folder;
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

function git(folder: string, ...args: readonly string[]): void {
  const author = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgSign=false'];
  execFileSync('git', [...author, ...args], { cwd: folder, stdio: 'ignore' });
}

function commit(folder: string): void {
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', 'x');
}

/** What was read, less the folder before it. */
async function read(revision: string, folder: string, ...paths: readonly string[]) {
  const { files, problems } = await readRevision(
    revision,
    paths.map(path => join(folder, path)),
  );
  const short = (path: string) => path.replace(`${folder}/`, '');
  return { files: files.map(({ path, text }) => [short(path), text]), problems };
}

const path = process.env['PATH'];
afterEach(() => {
  process.env['PATH'] = path;
});

describe('a spec at a revision', () => {
  const files = {
    'specs/a.yaml': 'a',
    'specs/deep/b.json': 'b',
    'specs/notes.md': 'n',
    'specs/.c.yaml': 'c',
    'd.yaml': 'd',
  };

  it('is what stood there, not what stands there now', async () => {
    const folder = repository(files);
    write(folder, { 'specs/a.yaml': 'changed', 'specs/new.yaml': 'new' });
    expect(await read('main', folder, 'specs')).toEqual({
      files: [
        ['main:specs/a.yaml', 'a'],
        ['main:specs/deep/b.json', 'b'],
      ],
      problems: [],
    });
    expect((await read('HEAD', folder, 'specs/new.yaml')).files).toEqual([]);
  });

  it.each([
    ['one file, whatever its name', ['specs/notes.md'], ['n']],
    ['the whole repository', ['.'], ['d', 'a', 'b']],
    ['a file and a folder', ['d.yaml', 'specs/deep'], ['d', 'b']],
    ['the same twice', ['d.yaml', 'd.yaml'], ['d']],
  ])('%s', async (_, paths, texts) => {
    const { files: found } = await read('HEAD', repository(files), ...paths);
    expect(found.map(([, text]) => text)).toEqual(texts);
  });

  it('does not take one folder for another whose name begins like it', async () => {
    const folder = repository({ 'specs/a.yaml': 'a', 'specs-old/b.yaml': 'b' });
    expect((await read('HEAD', folder, 'specs')).files).toEqual([['HEAD:specs/a.yaml', 'a']]);
  });

  it('follows no link', async () => {
    const folder = repository({ 'specs/a.yaml': 'a' });
    symlinkSync('/etc/hostname', join(folder, 'specs/link.yaml'));
    commit(folder);
    const { files: found, problems } = await read('HEAD', folder, 'specs');
    expect(found).toEqual([['HEAD:specs/a.yaml', 'a']]);
    expect(problems).toMatchObject([{ code: 'file-special' }]);
  });

  it.each([
    ['nowhere', /no revision of that name/u],
    ['--output=x', /no revision of that name/u],
    ['main:specs', /no revision of that name/u],
  ])('says that there is no %s', async (revision, message) => {
    const { files: found, problems } = await read(revision, repository(files), 'specs');
    expect({ found, problems }).toMatchObject({ found: [], problems: [{ code: 'base-not-read' }] });
    expect(problems[0]?.message).toMatch(message);
  });

  it('says so where there is no repository, and where there is no git', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'trailwarden-nogit-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    write(folder, { 'a.yaml': 'a' });
    expect((await read('main', folder, 'a.yaml')).problems[0]?.message).toMatch(/not stand in a git repository/u);
    process.env['PATH'] = folder;
    expect((await read('main', folder, 'a.yaml')).problems[0]?.message).toMatch(/no git to ask/u);
  });

  it('runs nothing that a repository names', async () => {
    const folder = repository({ 'specs/a.yaml': 'a', '.gitattributes': '*.yaml diff=evil filter=evil' });
    const ran = join(folder, 'ran');
    for (const key of ['core.fsmonitor', 'diff.evil.textconv', 'filter.evil.smudge', 'core.pager', 'diff.external'])
      git(folder, 'config', key, `touch ${ran}; cat`);
    expect((await read('HEAD', folder, 'specs')).files).toEqual([['HEAD:specs/a.yaml', 'a']]);
    expect(existsSync(ran)).toBe(false);
  });
});
