/** A folder that holds a copy of buckets, as `aws s3 sync` makes it, with what copies lose in an index. */
import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { ApiFailure, unreadBecause } from '../../core/failure.ts';
import type { ObjectRead, Objects, StoredObject } from '../../logs/ports.ts';
import { NoRegularFile, readRegular } from './regular.ts';

/** What an index says of an object that its copy does not. */
type Metadata = Readonly<Record<string, string>>;

export interface FolderOptions {
  /** Where keys begin, of each bucket. */
  readonly rootOf: (bucket: string) => string;
  /** Metadata of objects, by `BUCKET/KEY`. */
  readonly index: ReadonlyMap<string, Metadata>;
}

/**
 * Copies of objects in a folder. A file that cannot be read is unread; what is not there is absent. Only regular files are
 * read: pipes, devices and links out of the folder are unread, and a link to a folder fails the list.
 */
export function folderObjects({ rootOf, index }: FolderOptions): Objects {
  return {
    list: ({ bucket, prefix, after = '' }) => filesBelow(rootOf(bucket), { prefix, after }),
    async folders(bucket, prefix) {
      const entries = await entriesIn(join(rootOf(bucket), ...partsOf(prefix)));
      const folders = entries.filter(entry => entry.isFolder);
      for (const { name, isLink } of folders) if (isLink) throw linked(`${prefix}${name}`);
      return folders.map(({ name }) => name);
    },
    async read(bucket, key): Promise<ObjectRead> {
      try {
        const bytes = await readRegular(join(rootOf(bucket), ...partsOf(key)), rootOf(bucket));
        const metadata = index.size === 0 ? null : (index.get(`${bucket}/${key}`) ?? {});
        return { is: 'present', body: { bytes, metadata } };
      } catch (error) {
        if (isMissing(error)) return { is: 'absent' };
        return { is: 'unread', problem: unreadBecause(failureOf(error, 'read')) };
      }
    },
  };
}

interface Below {
  readonly prefix: string;
  readonly after: string;
}

/** Goes only into folders whose keys can be wanted. */
async function* filesBelow(root: string, { prefix, after }: Below): AsyncGenerator<StoredObject> {
  yield* walk(prefix.slice(0, prefix.lastIndexOf('/') + 1));

  async function* walk(folder: string): AsyncGenerator<StoredObject> {
    for (const { name, isFolder, isLink } of await entriesIn(join(root, ...partsOf(folder)))) {
      const key = `${folder}${name}${isFolder ? '/' : ''}`;
      if (isFolder) {
        const isWanted = (key.startsWith(prefix) || prefix.startsWith(key)) && (key > after || after.startsWith(key));
        if (isWanted && isLink) throw linked(key);
        if (isWanted) yield* walk(key);
      } else if (key.startsWith(prefix) && key > after) {
        const { size, mtime } = await lstat(join(root, ...partsOf(key)));
        yield { key, size, modified: mtime.toISOString() };
      }
    }
  }
}

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
  /** A folder that stands elsewhere: what is in it is not of this copy, or is in it twice. */
  readonly isLink: boolean;
}

/** In the order in which keys below them sort: a folder's name counts with its slash. */
async function entriesIn(path: string): Promise<readonly Entry[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    const found = await Promise.all(
      entries.map(async (entry): Promise<Entry> => {
        const isLink = entry.isSymbolicLink() && (await leadsToFolder(join(path, entry.name)));
        return { name: entry.name, isFolder: isLink || entry.isDirectory(), isLink };
      }),
    );
    const spelt = ({ name, isFolder }: Entry): string => (isFolder ? `${name}/` : name);
    return found.toSorted((a, b) => Buffer.compare(Buffer.from(spelt(a)), Buffer.from(spelt(b))));
  } catch (error) {
    if (isMissing(error)) return [];
    throw failureOf(error, 'list');
  }
}

async function leadsToFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false; // reading it says what is wrong
  }
}

const linked = (key: string): ApiFailure =>
  failureOf(new NoRegularFile(`${key} is a symbolic link to a folder, which is not followed`), 'list');

/** What leads out of the folder is no part of it. */
function partsOf(key: string): readonly string[] {
  return key.split('/').filter(part => part !== '' && part !== '.' && part !== '..');
}

/** As S3 would fail: whoever reads logs knows one kind of failure. */
function failureOf(error: unknown, what: 'list' | 'read'): ApiFailure {
  const code = codeOf(error) ?? 'Error';
  const category = code === 'EACCES' || code === 'EPERM' ? 'permission' : 'unreachable';
  const site = { call: `folder:${what}`, target: { partition: '', account: '', region: '' } };
  return new ApiFailure(code, error instanceof Error ? error.message : String(error), { category, site });
}

export const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '');

function codeOf(error: unknown): string | undefined {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : undefined;
}
