/** Files that are written once, and never over anything. */
import { link, lstat, rm, writeFile } from 'node:fs/promises';

import { Refusal } from './trouble.ts';

/** @throws Refusal when something stands there already, before anything is asked or written */
export async function mustNotExist(file: string): Promise<void> {
  if ((await lstat(file).catch(() => undefined)) !== undefined) throw exists(file);
}

/**
 * Writes a file whole or not at all. What appeared there meanwhile stays.
 *
 * @throws Refusal when it cannot be written, or when something stands there
 */
export async function writeNewFile(file: string, text: string): Promise<void> {
  const beside = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(beside, text, { flag: 'wx' });
    await link(beside, file); // unlike a rename, fails where something stands
  } catch (error) {
    throw fileNotWritten(file, error);
  } finally {
    await rm(beside, { force: true });
  }
}

/** What is to be thrown where writing a file failed by this: a refusal, if the file system says so. */
export function fileNotWritten(file: string, error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error)) return error;
  if (error.code === 'EEXIST') return exists(file);
  return new Refusal('error', {
    code: 'file-not-written',
    message: `${file} could not be written: ${error.message}`,
    hint: 'nothing was changed; name another file',
  });
}

const exists = (file: string): Refusal =>
  new Refusal('invalid', {
    code: 'file-not-written',
    message: `${file} exists`,
    hint: 'nothing was changed; name another file, or move that one away',
  });
