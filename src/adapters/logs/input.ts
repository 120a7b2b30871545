/** Log files that people have at hand: files, folders of them, and stdin. */
import { createReadStream } from 'node:fs';
import { readFile, readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

import type { Problem } from '../../core/model.ts';
import type { LogFile } from '../../logs/cat.ts';
import { isGzip } from '../../logs/decode/gzip.ts';
import type { FileToRead } from '../../logs/fetch.ts';

/** Larger files are not held in memory. */
const mostAtOnce = 64 * 1024 * 1024;

const logName = /\.(?:json|ndjson|jsonl|gz)$/u;
/** Beside log files in a copy of a bucket. */
const digestName = /_CloudTrail-Digest_[^/]*\.json\.gz$/u;

/**
 * The files that were named, and of folders all below them that may be log files, in the order of their names. What cannot
 * be read says so when its turn comes.
 *
 * @param paths `-` is stdin
 */
export async function* inputFiles(paths: readonly string[], stdin: Readable): AsyncGenerator<FileToRead> {
  for (const path of paths) {
    if (path === '-') yield { name: 'stdin', size: 0, read: async () => streamed(stdin) };
    else yield* filesAt(path);
  }
}

async function* filesAt(path: string): AsyncGenerator<FileToRead> {
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) yield* filesBelow(path, path);
    else yield fileAt(path, facts.size);
  } catch (error) {
    yield unread(path, error);
  }
}

/** Of what nobody named itself, only regular files: a pipe may never end, and a link may lead anywhere. */
async function* filesBelow(folder: string, top: string): AsyncGenerator<FileToRead> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) yield* filesBelow(path, top);
    else if (entry.isSymbolicLink() || (logName.test(entry.name) && !digestName.test(entry.name)))
      yield* regularAt(path, top);
  }
}

async function* regularAt(path: string, top: string): AsyncGenerator<FileToRead> {
  try {
    const [real, root] = await Promise.all([realpath(path), realpath(top)]);
    const facts = await stat(real);
    const isOutside = relative(root, real).split(sep)[0] === '..';
    if (isOutside || facts.isDirectory())
      throw new Error('a symbolic link out of the folder, or to a folder, is not followed');
    if (!facts.isFile()) throw new Error('it is no regular file');
    if (logName.test(path) && !digestName.test(path)) yield fileAt(path, facts.size);
  } catch (error) {
    yield unread(path, error);
  }
}

function fileAt(path: string, size: number): FileToRead {
  return {
    name: path,
    size: Math.min(size, mostAtOnce),
    async read() {
      try {
        if (size > mostAtOnce) return await streamed(createReadStream(path));
        return { is: 'present', body: { bytes: await readFile(path), metadata: {} } };
      } catch (error) {
        return { is: 'unread', problem: problemOf(path, error) };
      }
    },
  };
}

function unread(path: string, error: unknown): FileToRead {
  return { name: path, size: 0, read: async () => ({ is: 'unread', problem: problemOf(path, error) }) };
}

function problemOf(path: string, error: unknown): Problem {
  const why = error instanceof Error ? error.message : String(error);
  return { code: 'file-missing', message: `${path} could not be read: ${why}` };
}

/** Unpacked, if it begins as gzip does. */
async function streamed(stream: Readable): Promise<LogFile['content']> {
  const first = await firstBytes(stream);
  const bytes: AsyncIterable<Uint8Array> = isGzip(first) ? stream.pipe(createGunzip()) : stream;
  return { is: 'stream', bytes };
}

/** Looks at the first bytes, and puts them back. */
async function firstBytes(stream: Readable): Promise<Uint8Array> {
  await new Promise<void>((ready, fail) => {
    stream.once('readable', ready);
    stream.once('end', ready);
    stream.once('error', fail);
  });
  const bytes = stream.read() as Buffer | null;
  if (bytes !== null) stream.unshift(bytes);
  return bytes ?? new Uint8Array();
}
