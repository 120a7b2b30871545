/** A small file that is written whole or not at all. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';

/**
 * What stands in it; null: it is not there yet.
 *
 * @throws an error of Node where it cannot be read
 */
export async function readWhole(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Puts a text there in place of what there was. Whoever is killed meanwhile leaves what there was.
 *
 * @throws an error of Node where it cannot be written
 */
export async function writeWhole(file: string, text: string): Promise<void> {
  const beside = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(beside, text, { mode: 0o600 });
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
