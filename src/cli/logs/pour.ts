/** Where data streams to: stdout, at the pace of whoever reads it, or a new file. */
import { link, open, rm } from 'node:fs/promises';

import { fileNotWritten } from '../new-file.ts';

type Chunks = AsyncIterable<Uint8Array | string>;

/** @returns false: nobody reads any more, and the rest was not made */
export async function pourOut(chunks: Chunks, stream: NodeJS.WritableStream): Promise<boolean> {
  for await (const chunk of chunks) if (!(await written(stream, chunk))) return false;
  return true;
}

async function written(stream: NodeJS.WritableStream, chunk: Uint8Array | string): Promise<boolean> {
  if (chunk.length === 0) return true;
  return new Promise(done => {
    stream.write(chunk, error => done(error === null || error === undefined));
  });
}

/**
 * Writes a file whole or not at all, and never over another.
 *
 * @param begun told how to remove what is there until then, for whoever is interrupted
 * @throws Refusal when it cannot be written, or when something stands there
 */
export async function pourInto(
  file: string,
  chunks: Chunks,
  begun: (remove: () => Promise<void>) => void,
): Promise<void> {
  const beside = `${file}.${process.pid}.tmp`;
  const remove = async (): Promise<void> => rm(beside, { force: true });
  begun(remove);
  try {
    const handle = await writing(file, open(beside, 'wx'));
    try {
      for await (const chunk of chunks) await writing(file, handle.appendFile(chunk));
    } finally {
      await handle.close();
    }
    await writing(file, link(beside, file)); // unlike a rename, fails where something stands
  } finally {
    await remove();
  }
}

async function writing<Result>(file: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw fileNotWritten(file, error);
  }
}
