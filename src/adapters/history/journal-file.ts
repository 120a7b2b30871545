/** A journal as a file: one JSON document a line, safe on the disk before anything is sent. */
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

import type { Journal, JournalEntry } from '../../app/daemon/ports.ts';

export interface JournalFile extends Journal {
  /** Calls that were begun and of which nobody knows the outcome, as the file has them. */
  unsure(): Promise<readonly JournalEntry[]>;
  close(): Promise<void>;
}

/**
 * Opens a file, or makes one that its owner alone may read, and writes at its end.
 *
 * @throws Error of node:fs when it cannot be opened for that
 */
export async function openJournalFile(path: string): Promise<JournalFile> {
  const file = await open(path, 'a+', 0o600);
  let last: Promise<void> = endLine(file);
  await last;
  return {
    write(entry) {
      const written = last.then(async () => append(file, `${JSON.stringify(entry)}\n`));
      last = written.catch(() => undefined); // the next one tries by itself
      return written;
    },
    async unsure() {
      await last;
      return openEntries(path);
    },
    async close() {
      await last;
      await file.close();
    },
  };
}

async function append(file: FileHandle, text: string): Promise<void> {
  await file.appendFile(text);
  await file.datasync();
}

/** A machine that went down may have left half a line. */
async function endLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  if (size === 0) return;
  const { buffer } = await file.read({ buffer: Buffer.alloc(1), position: size - 1 });
  if (buffer[0] !== newline) await append(file, '\n');
}

const newline = 10;

async function openEntries(path: string): Promise<readonly JournalEntry[]> {
  const file = await open(path, 'r');
  const begun = new Map<string, JournalEntry>();
  for await (const line of file.readLines()) {
    const entry = entryIn(line);
    if (entry?.phase === 'before') begun.set(entry.id, entry);
    else if (entry) begun.delete(entry.id);
  }
  return [...begun.values()];
}

/** Null: half a line, or one of somebody else. */
function entryIn(line: string): JournalEntry | null {
  try {
    const value: unknown = JSON.parse(line);
    return isEntry(value) ? value : null;
  } catch {
    return null;
  }
}

function isEntry(value: unknown): value is JournalEntry {
  const has = (name: string): boolean =>
    typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'string';
  return ['id', 'phase', 'run', 'at', 'call'].every(has);
}
