/** Files that are read again and again: what they hold, and when that changes. */
import { createHash } from 'node:crypto';
import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';

import { systemClock } from '../clock.ts';
import { readFolder, type FolderReading } from './folder.ts';

export interface Watched {
  /** Reads them now. The digest is of all that was found, and of what was wrong. */
  read(): Promise<FolderReading & { readonly digest: string }>;
  /** Calls back whenever they hold something else than at the last reading, until aborted. */
  watch(changed: () => void, signal: AbortSignal): void;
}

/** Changes that come one after the other are one. In milliseconds. */
const gathering = 100;

/**
 * Files and folders with all below them. The file system tells of changes as they happen, also of the links that Kubernetes
 * swaps in a mounted ConfigMap; as it does not tell all of them everywhere, they are read every now and then, too.
 *
 * @param every how often, in milliseconds
 */
export function watched(paths: readonly string[], every = 10_000): Watched {
  let seen: string | null = null;
  const look = async () => {
    const reading = await readFolder(paths);
    return { ...reading, digest: digestOf(reading) };
  };
  return {
    async read() {
      const reading = await look();
      seen = reading.digest;
      return reading;
    },
    watch(changed, signal) {
      const compare = async (): Promise<void> => {
        if (!signal.aborted && (await look()).digest !== seen && !signal.aborted) changed();
      };
      void keepWatching({ paths, every, compare, signal });
    },
  };
}

interface Watch {
  readonly paths: readonly string[];
  readonly every: number;
  readonly compare: () => Promise<void>;
  readonly signal: AbortSignal;
}

async function keepWatching({ paths, every, compare, signal }: Watch): Promise<void> {
  while (!signal.aborted) {
    const rung = new AbortController();
    // anew each time: a folder that was put in the place of another is not the one that was watched
    const watchers = placesOf(paths).flatMap(place => watcherOf(place, () => rung.abort()));
    await compare(); // what happens from here on rings
    await systemClock.sleep(every, AbortSignal.any([signal, rung.signal]));
    if (rung.signal.aborted) await systemClock.sleep(gathering, signal);
    for (const watcher of watchers) watcher.close();
  }
}

/** A folder, and which names in it matter. */
interface Place {
  readonly folder: string;
  readonly matters: (name: string) => boolean;
}

/** Of each path the folder in which it stands, and the path itself, if it is one. */
function placesOf(paths: readonly string[]): readonly Place[] {
  return paths.flatMap(path => [
    { folder: path, matters: () => true },
    // the folder of a config may hold a database, too; the links that Kubernetes swaps begin with two dots
    { folder: dirname(path), matters: name => name === basename(path) || name.startsWith('..') },
  ]);
}

/** None where the system cannot watch: there is the look every now and then. */
function watcherOf({ folder, matters }: Place, ring: () => void): readonly FSWatcher[] {
  try {
    const watcher = watch(folder, (_, name) => {
      if (name === null || matters(name)) ring();
    });
    watcher.on('error', ring);
    return [watcher];
  } catch {
    return [];
  }
}

function digestOf({ files, problems }: FolderReading): string {
  const text = JSON.stringify([files, problems.map(({ code, at }) => [code, at])]);
  return createHash('sha256').update(text).digest('hex');
}
