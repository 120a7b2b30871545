/** Reads files ahead of whoever takes them, in their order, with bounded memory. */
import { concatenated } from './ahead.ts';
import type { LogFile } from './cat.ts';

/** A file that is read when its turn comes. */
export interface FileToRead {
  /** For people. */
  readonly name: string;
  /** Bytes, as stored. */
  readonly size: number;
  /** Never throws for what can be expected. */
  readonly read: () => Promise<LogFile['content']>;
}

interface FetchLimits {
  /** Files that are read at the same time. */
  readonly width: number;
  /** Bytes of files that are read and wait. A file that is larger is read alone. */
  readonly bytes: number;
}

const usual: FetchLimits = { width: 16, bytes: 32 * 1024 * 1024 };

/** The files, read, in the same order. */
export function fetched(files: AsyncIterable<FileToRead>, limits = usual): AsyncGenerator<LogFile> {
  const room = roomOf(limits.bytes);
  return concatenated(files, { width: limits.width, room: 1 }, async function* ({ name, size, read }) {
    await room.take(size);
    try {
      yield { name, content: await read() };
    } finally {
      room.give(size);
    }
  });
}

interface Room {
  /** Waits until there is as much; whoever asked first gets it first. */
  take(size: number): Promise<void>;
  give(size: number): void;
}

function roomOf(whole: number): Room {
  let used = 0;
  const waiting: { readonly size: number; readonly go: () => void }[] = [];
  const admit = (): void => {
    for (let first = waiting[0]; first && (used === 0 || used + first.size <= whole); first = waiting[0]) {
      used += first.size;
      waiting.shift();
      first.go();
    }
  };
  return {
    take: async size =>
      new Promise(go => {
        waiting.push({ size, go });
        admit();
      }),
    give(size) {
      used -= size;
      admit();
    },
  };
}
