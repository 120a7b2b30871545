/** The files of a spec out of a commit: only blobs are read, and nothing is checked out. */
import { largestFile } from '../../../core/spec/parse.ts';
import type { Problem } from '../../../core/model.ts';
import type { SourceFile } from '../../../core/spec/source.ts';
import { isSpecFile, sourceOf, type FolderReading } from '../folder.ts';
import { git, type GitPlace } from './git.ts';

interface TreeEntry {
  /** `100644`, `100755`; `120000` of a link; `160000` of another repository. */
  readonly mode: string;
  readonly object: string;
  /** Bytes; NaN of what has none. */
  readonly size: number;
  /** From the top of the repository. */
  readonly path: string;
}

const mostFiles = 10_000;
const mostBytes = 100_000_000;

/**
 * All that a spec can be of what a commit holds at a path.
 *
 * @param path within the repository; '': all of it
 * @throws GitFailure
 */
export async function readTree(place: GitPlace, commit: string, path: string): Promise<FolderReading> {
  const below = path.replace(/\/+$/u, '');
  const args = ['ls-tree', '-r', '-l', '-z', '--full-tree', commit, ...(below === '' ? [] : ['--', below])];
  const entries = (await git(place, { args })).out.toString().split('\0').flatMap(entryOf);
  const judged = entries.map(entry => judge(entry, below));
  const wanted = judged.flatMap(one => (one !== null && 'object' in one ? [one] : []));
  const problems = judged.flatMap(one => (one !== null && 'code' in one ? [one] : []));
  if (wanted.length > mostFiles || wanted.reduce((sum, { size }) => sum + size, 0) > mostBytes)
    return { files: [], problems: [tooMuch] };
  if (wanted.length + problems.length === 0) return { files: [], problems: [nothing(path)] };
  const read = await blobs(place, wanted);
  return {
    files: read.flatMap(one => ('text' in one ? [one] : [])).toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    problems: [...problems, ...read.flatMap(one => ('code' in one ? [one] : []))],
  };
}

function entryOf(line: string): readonly TreeEntry[] {
  const [, mode, object, size, path] = /^(\d+) \w+ (\w+) +(\d+|-)\t(.+)$/su.exec(line) ?? [];
  return mode === undefined || object === undefined || path === undefined
    ? []
    : [{ mode, object, size: Number(size), path }];
}

/** What is read, what is wrong instead, or null: it is none of a spec's files. */
function judge(entry: TreeEntry, below: string): TreeEntry | Problem | null {
  const { mode, size, path } = entry;
  const rest = path === below ? '' : path.slice(below === '' ? 0 : below.length + 1);
  const hidden = rest.split('/').some(name => name.startsWith('.'));
  const named = rest === '' || isSpecFile(rest);
  if (mode === '160000') return hidden ? null : special(path, 'this is another repository, which is not fetched');
  const folderLike = !rest.slice(rest.lastIndexOf('/') + 1).includes('.');
  if (mode === '120000')
    return named || (folderLike && !hidden)
      ? special(path, 'this is a link, which is not followed in a repository')
      : null;
  if (!named) return null;
  return size > largestFile
    ? { code: 'file-too-large', message: 'the file is larger than 10 MB', hint: 'split it', at: start(path) }
    : entry;
}

/** The contents of blobs, by one process for all. */
async function blobs(place: GitPlace, entries: readonly TreeEntry[]): Promise<readonly (SourceFile | Problem)[]> {
  const input = entries.map(({ object }) => `${object}\n`).join('');
  const most = entries.reduce((sum, { size }) => sum + size + 200, 0);
  const { out } = await git(place, { args: ['cat-file', '--batch'], input, most });
  let at = 0;
  return entries.map(({ object, size, path }) => {
    const head = `${object} blob ${size}\n`;
    if (out.toString('latin1', at, at + head.length) !== head)
      throw new Error(`git cat-file said something else of ${path}`);
    const bytes = out.subarray(at + head.length, at + head.length + size);
    at += head.length + size + 1;
    return sourceOf(path, bytes);
  });
}

const start = (file: string) => ({ file, line: 1, column: 1 });

function special(path: string, message: string): Problem {
  return { code: 'file-special', message, hint: 'write the file itself', at: start(path) };
}

const tooMuch: Problem = {
  code: 'source-too-large',
  message: 'the files of the spec have more than 100 MB, or are more than 10,000',
  hint: 'name the folder of the spec by path',
};

function nothing(path: string): Problem {
  return path === ''
    ? { code: 'folder-empty', message: 'the repository has no .yaml, .yml or .json file', hint: 'check ref' }
    : {
        code: 'file-missing',
        message: `the repository has no .yaml, .yml or .json file at ${path}`,
        hint: 'check path and ref',
      };
}
