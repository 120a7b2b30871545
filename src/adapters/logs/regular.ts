/** Reads regular files only: a pipe may never end, a device has no end, and a link may lead to what nobody meant. */
import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { relative, sep } from 'node:path';

/** It is none, or it stands elsewhere. */
export class NoRegularFile extends Error {
  /** As errors of Node have one. */
  readonly code = 'NoRegularFile';
}

/**
 * The bytes of a regular file. Opening never waits for whoever writes to a pipe.
 *
 * @param within the folder that links must not lead out of
 * @throws NoRegularFile, and what Node throws
 */
export async function readRegular(path: string, within: string): Promise<Buffer> {
  const [real, root] = await Promise.all([realpath(path), realpath(within)]);
  const [first] = relative(root, real).split(sep);
  if (first === '..') throw new NoRegularFile(`${path} is a symbolic link out of the folder, which is not followed`);
  const file = await open(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const facts = await file.stat();
    if (facts.isFile() || facts.isDirectory()) return await file.readFile();
    throw new NoRegularFile(`${path} is no regular file`);
  } finally {
    await file.close();
  }
}
