/** Reads the files of a spec as they stood at a revision of git. */
import { execFile } from 'node:child_process';
import { realpath, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';

import type { Problem } from '../../core/model.ts';
import { largestFile } from '../../core/spec/parse.ts';
import type { SourceFile } from '../../core/spec/source.ts';
import { isSpecFile, sourceOf } from './folder.ts';
import type { FolderReading } from './folder.ts';

/**
 * The files that the same paths hold at a revision; none where the revision does not have them. What a repository can make
 * git run (hooks, filters, drivers, monitors, fetches) is off: revisions come from strangers.
 *
 * @param paths files and folders that exist today, as typed
 */
export async function readRevision(revision: string, paths: readonly string[]): Promise<FolderReading> {
  const read = new Map<string, SourceFile | Problem>();
  try {
    for (const path of paths) for (const one of await readPath(revision, path)) read.set(JSON.stringify(one), one);
  } catch (error) {
    return { files: [], problems: [refused(error, revision)] };
  }
  return {
    files: [...read.values()]
      .flatMap(one => ('text' in one ? [one] : []))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    problems: [...read.values()].flatMap(one => ('code' in one ? [one] : [])),
  };
}

async function readPath(revision: string, path: string): Promise<readonly (SourceFile | Problem)[]> {
  const real = await realpath(resolve(path));
  const folder = (await stat(real)).isDirectory();
  const top = await realpath(await words(folder ? real : dirname(real), 'rev-parse', '--show-toplevel'));
  const commit = await words(top, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
  const below = relative(top, real).replaceAll(sep, '/');
  const tree = await words(top, 'ls-tree', '-r', '-z', '--full-tree', commit, ...(below === '' ? [] : ['--', below]));
  const sources: (SourceFile | Problem)[] = [];
  for (const { mode, blob, name } of tree.split('\0').flatMap(entryOf)) {
    const rest = folder ? name.slice(below === '' ? 0 : below.length + 1) : '';
    if (folder && !isSpecFile(rest)) continue;
    const shown = `${revision}:${rest === '' ? path : join(path, rest)}`;
    sources.push(mode.startsWith('100') ? sourceOf(shown, await git(top, 'cat-file', 'blob', blob)) : link(shown));
  }
  return sources;
}

interface TreeEntry {
  /** `100644`, `100755`; `120000` of a link. */
  readonly mode: string;
  readonly blob: string;
  /** From the top of the repository. */
  readonly name: string;
}

/** A line of `ls-tree`. Folders of other repositories are none of this one's files. */
function entryOf(line: string): readonly TreeEntry[] {
  const [, mode, blob, name] = /^(\d+) blob (\w+)\t(.+)$/su.exec(line) ?? [];
  return mode === undefined || blob === undefined || name === undefined ? [] : [{ mode, blob, name }];
}

const link = (file: string): Problem => ({
  code: 'file-special',
  message: 'this is a link, which is not followed in a revision',
  hint: 'name files and folders only',
  at: { file, line: 1, column: 1 },
});

/** Nothing that the repository's or the user's settings name is run, and nothing is fetched. */
const settings = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', '-c', 'protocol.allow=never'];
const environment = { GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1', LC_ALL: 'C' };

/** What git says, less the last line's end. */
async function words(folder: string, ...args: readonly string[]): Promise<string> {
  return (await git(folder, ...args)).toString().trimEnd();
}

function git(folder: string, ...args: readonly string[]): Promise<Buffer> {
  const options = {
    cwd: folder,
    encoding: 'buffer',
    maxBuffer: 4 * largestFile,
    env: { ...process.env, ...environment },
  } as const;
  return new Promise((done, fail) => {
    execFile('git', ['--no-pager', ...settings, ...args], options, (error, stdout, stderr) => {
      if (error) fail(Object.assign(error, { said: stderr.toString().trim() }));
      else done(stdout);
    });
  });
}

/** @throws what git and the file system have no part in: a bug of ours */
function refused(error: unknown, revision: string): Problem {
  if (!(error instanceof Error && 'code' in error)) throw error;
  const said = 'said' in error ? String(error.said) : '';
  const [message, hint] = reasonOf(String(error.code), said, revision);
  return { code: 'base-not-read', message, hint };
}

function reasonOf(code: string, said: string, revision: string): readonly [message: string, hint: string] {
  const path = `there is no file or folder ${revision}`;
  if (code === 'ENOENT') return [`${path}, and there is no git to ask for a revision`, 'install git, or name a path'];
  if (said.includes('not a git repository'))
    return [`${path}, and the spec does not stand in a git repository`, 'name a path, or a revision in a repository'];
  if (said === '')
    return [`${path}, and no revision of that name`, 'git fetch it first (CI clones often have one commit alone)'];
  return [`git could not read ${revision}: ${said.split('\n', 1)[0] ?? ''}`, 'try git show yourself'];
}
