/** Opens a folder of copied log files: which buckets it has, and what its index says of them. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';

import type { Problem } from '../../core/model.ts';
import type { Objects, PublicKeys } from '../../logs/ports.ts';
import { folderObjects, isMissing } from './folder.ts';
import { writtenKeys } from './keys.ts';

export interface Archive {
  readonly objects: Objects;
  /** Where log files may lie: each bucket with what stands before `AWSLogs/`. */
  readonly places: readonly { readonly bucket: string; readonly prefix: string }[];
  /** Keys of its index; null: it has none. */
  readonly keys: PublicKeys | null;
}

/** What is known of it beforehand; null: nothing. */
export interface ArchiveQuestion {
  readonly bucket: string | null;
  readonly prefix: string | null;
}

interface Index {
  readonly metadata: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly keys: PublicKeys | null;
}

/**
 * Opens it. Keys lie below `FOLDER/BUCKET/`, or below the folder itself, which is then a copy of one bucket and has its
 * name. `index.json` may say of objects, by `BUCKET/KEY`, which metadata they have: then they may lie below `objects/`.
 */
export async function openArchive(folder: string, question: ArchiveQuestion): Promise<Archive | Problem> {
  if (!(await isFolder(folder))) return broken(`${folder} is no folder`);
  const index = await indexIn(folder);
  if ('code' in index) return index;
  const within = join(folder, 'objects');
  const base = index.metadata.size > 0 && (await isFolder(within)) ? within : folder;
  const roots = await rootsIn(base, { name: basename(resolve(folder)), bucket: question.bucket });
  const places = await Promise.all(
    [...roots].map(async ([bucket, root]) => {
      const prefixes = question.prefix === null ? await prefixesBelow(root, '') : [question.prefix];
      return prefixes.map(prefix => ({ bucket, prefix }));
    }),
  );
  const objects = folderObjects({ rootOf: bucket => roots.get(bucket) ?? join(base, bucket), index: index.metadata });
  return { objects, places: places.flat(), keys: index.keys };
}

async function rootsIn(
  base: string,
  { name, bucket }: { readonly name: string; readonly bucket: string | null },
): Promise<ReadonlyMap<string, string>> {
  if (bucket !== null) {
    const own = join(base, bucket);
    return new Map([[bucket, (await isFolder(own)) ? own : base]]);
  }
  const folders = await foldersIn(base);
  if (folders.includes('AWSLogs')) return new Map([[name, base]]);
  return new Map(folders.map(folder => [folder, join(base, folder)]));
}

/** A prefix has few folders. */
const deepest = 6;

/** What stands before `AWSLogs/`, wherever that is found. */
async function prefixesBelow(root: string, prefix: string): Promise<readonly string[]> {
  const folders = await foldersIn(join(root, prefix));
  if (folders.includes('AWSLogs')) return [prefix];
  if (prefix.split('/').length > deepest) return [];
  const below = folders.map(async folder => prefixesBelow(root, prefix === '' ? folder : `${prefix}/${folder}`));
  return (await Promise.all(below)).flat();
}

async function indexIn(folder: string): Promise<Index | Problem> {
  const path = join(folder, 'index.json');
  let document: unknown;
  try {
    document = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (isMissing(error)) return { metadata: new Map(), keys: null };
    return broken(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const objects = member(document, 'objects');
  if (!Array.isArray(objects)) return broken(`${path} has no list of objects`);
  const metadata = new Map<string, Readonly<Record<string, string>>>();
  for (const one of objects as readonly unknown[]) {
    const name = member(one, 'name');
    if (typeof name !== 'string') return broken(`${path} has an object without a name`);
    metadata.set(name, textsIn(member(one, 'metadata')));
  }
  const listed = member(document, 'keys');
  if (listed === undefined) return { metadata, keys: null };
  const read = writtenKeys(JSON.stringify(listed));
  return 'wrong' in read ? broken(`${path}: ${read.wrong}`) : { metadata, keys: { ...read.keys, origin: 'copy' } };
}

/** Public keys of a file. */
export async function keysIn(path: string): Promise<{ readonly keys: PublicKeys } | Problem> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    return broken(error instanceof Error ? error.message : String(error));
  }
  const read = writtenKeys(text);
  return 'wrong' in read ? broken(`${path} holds no public keys: ${read.wrong}`) : read;
}

function broken(message: string): Problem {
  return { code: 'archive-not-read', message, hint: 'docs/logs.md says how a copy is made.' };
}

async function foldersIn(path: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries
      .filter(entry => entry.isDirectory())
      .map(({ name }) => name)
      .toSorted();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Names in lower case, as HTTP has them. */
function textsIn(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return {};
  const texts = Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return Object.fromEntries(texts.map(([name, text]) => [name.toLowerCase(), text]));
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
