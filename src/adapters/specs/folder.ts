/** Reads the files of a spec from paths that people named. */
import type { Dirent } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Problem } from '../../core/model.ts';
import { largestFile } from '../../core/spec/parse.ts';
import type { SourceFile } from '../../core/spec/source.ts';

export interface FolderReading {
  /** In the order of their paths, each file once. */
  readonly files: readonly SourceFile[];
  /** Everything that could not be read. Without any file there is at least one. */
  readonly problems: readonly Problem[];
}

/**
 * Reads files, and folders with all below them: `*.yaml`, `*.yml` and `*.json`, without names that begin with a dot.
 * Does not throw for what the file system says: each is a problem. A file that was named is read whatever its name is.
 */
export async function readFolder(paths: readonly string[]): Promise<FolderReading> {
  const found = (await Promise.all(paths.map(path => look({ path, root: undefined })))).flat();
  const readings: (SourceFile | Problem)[] = [];
  for (const one of firstOfEach(found)) readings.push(await read(one)); // one at a time: open files are few
  const nothing: readonly Problem[] =
    paths.length === 0 ? [{ code: 'file-missing', message: 'no file or folder was named' }] : [];
  return {
    files: readings.flatMap(one => ('text' in one ? [one] : [])).toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    problems: [...nothing, ...readings.flatMap(one => ('code' in one ? [one] : []))],
  };
}

/** A file to be read, or what is wrong instead. */
type Found = { readonly path: string; readonly real: string; readonly size: number } | Problem;

interface Looked {
  readonly path: string;
  /** The folder that was named, with links resolved: what lies below may not lead out of it. */
  readonly root: string | undefined;
}

async function look({ path, root }: Looked): Promise<readonly Found[]> {
  try {
    const real = await realpath(path);
    if (root !== undefined && !inside(real, root)) return [outside(path)];
    const facts = await stat(real);
    if (facts.isDirectory()) return await lookBelow({ path, root: root ?? real });
    if (!facts.isFile()) return [special(path)];
    return [{ path, real, size: facts.size }];
  } catch (error) {
    return [unreadable(path, error)];
  }
}

async function lookBelow({ path, root }: { path: string; root: string }): Promise<readonly Found[]> {
  const entries = (await readdir(path, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'));
  const found = (await Promise.all(entries.map(entry => lookAt(entry, { path: join(path, entry.name), root })))).flat();
  return found.length === 0 && (await realpath(path)) === root ? [emptyFolder(path)] : found;
}

async function lookAt(entry: Dirent, place: { path: string; root: string }): Promise<readonly Found[]> {
  if (entry.isSymbolicLink() && (await isFolder(place.path))) {
    // What stands in the folder is found without the link, which could also lead round in a circle.
    return inside(await realpath(place.path), place.root) ? [] : [outside(place.path)];
  }
  return entry.isDirectory() || isSpecFile(entry.name) ? look(place) : [];
}

/** Whether a file below a folder is read. @param path below that folder, with `/` between names */
export function isSpecFile(path: string): boolean {
  return /\.(ya?ml|json)$/i.test(path) && !path.split('/').some(name => name.startsWith('.'));
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false; // a link to nothing: told if it would have been read
  }
}

function inside(real: string, root: string): boolean {
  const way = relative(root, real);
  return way !== '..' && !way.startsWith(`..${sep}`);
}

/** A file that several paths lead to is read once, under the path that was named first. */
function firstOfEach(found: readonly Found[]): readonly Found[] {
  const seen = new Set<string>();
  return found.filter(one => {
    if (!('real' in one)) return true;
    const fresh = !seen.has(one.real);
    seen.add(one.real);
    return fresh;
  });
}

async function read(found: Found): Promise<SourceFile | Problem> {
  if (!('real' in found)) return found;
  const { path, real, size } = found;
  if (size > largestFile) return tooLarge(path);
  try {
    const bytes = await upTo(real, largestFile + 1);
    return sourceOf(path, bytes);
  } catch (error) {
    return unreadable(path, error);
  }
}

/** At most so many bytes, even of a file that grows meanwhile. */
async function upTo(path: string, most: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let left = most; left > 0; left -= chunks.at(-1)?.length ?? 0) {
      const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(Math.min(left, 65_536)) });
      if (bytesRead === 0) break;
      chunks.push(buffer.subarray(0, bytesRead));
    }
    return Buffer.concat(chunks);
  } finally {
    await file.close();
  }
}

/** A file of these bytes: UTF-8, a byte order mark left out, and no larger than a spec may be. */
export function sourceOf(path: string, bytes: Buffer): SourceFile | Problem {
  if (bytes.length > largestFile) return tooLarge(path);
  if (bytes.includes(0)) return notText(path, 'the file holds NUL bytes: it is not text');
  try {
    return { path, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return notText(path, 'the file is not UTF-8');
  }
}

const start = (file: string) => ({ file, line: 1, column: 1 });

function tooLarge(path: string): Problem {
  return { code: 'file-too-large', message: 'the file is larger than 10 MB', hint: 'split it', at: start(path) };
}

function notText(path: string, message: string): Problem {
  return { code: 'file-not-text', message, hint: 'save it as UTF-8, or keep it out of the folder', at: start(path) };
}

function outside(path: string): Problem {
  return {
    code: 'file-outside-folder',
    message: 'a link leads out of the folder',
    hint: 'put the file into the folder, or name it on the command line',
    at: start(path),
  };
}

function special(path: string): Problem {
  return {
    code: 'file-special',
    message: 'this is no ordinary file',
    hint: 'name files and folders only',
    at: start(path),
  };
}

function emptyFolder(path: string): Problem {
  return {
    code: 'folder-empty',
    message: 'the folder has no .yaml, .yml or .json file',
    hint: 'check the path',
    at: start(path),
  };
}

/** @throws what is no error of the file system: a bug of ours */
function unreadable(path: string, error: unknown): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) throw error;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return {
      code: 'file-missing',
      message: 'there is no such file or folder',
      hint: 'check the path; trailwarden init writes a first spec',
      at: start(path),
    };
  }
  return {
    code: 'file-unreadable',
    message: `reading failed: ${reasons[code] ?? code}`,
    hint: 'check its permissions',
    at: start(path),
  };
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'its links lead round in a circle',
  EMFILE: 'too many open files',
  EIO: 'the disk reported an error',
};
