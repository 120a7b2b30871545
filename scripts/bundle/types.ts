/** The declarations of the library: what tsc makes of the sources, less all that nobody who imports it can reach. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';

const entry = 'lib/index.d.ts';

/**
 * Writes the declarations into a folder, in the layout of the sources.
 *
 * @throws Error when they need a package of others: who installs ours gets no other
 */
export async function bundleTypes(root: string, into: string): Promise<void> {
  const emitted = await mkdtemp(join(tmpdir(), 'trailwarden-types-'));
  try {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const options = ['-p', join(root, 'tsconfig.types.json'), '--outDir', emitted];
    await promisify(execFile)(process.execPath, [tsc, ...options]).catch((error: { readonly stdout: string }) => {
      throw new Error(error.stdout);
    });
    for (const [path, text] of await reached(emitted)) {
      await mkdir(dirname(join(into, path)), { recursive: true });
      await writeFile(join(into, path), text.replaceAll(specifiers, "$1'$2.js'"));
    }
  } finally {
    await rm(emitted, { recursive: true, force: true });
  }
}

const specifiers = /((?:\bfrom |\bimport\())['"]([^'"]+?)(?:\.ts)?['"]/gu;

/** The files that are reached from the entry point, with their texts. */
async function reached(folder: string): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const waiting = [entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (texts.has(path)) continue;
    const text = await readFile(join(folder, path), 'utf8');
    texts.set(path, text);
    for (const [, , specifier = ''] of text.matchAll(specifiers)) {
      if (!specifier.startsWith('.')) throw new Error(`the types of the library need ${specifier}: ${path}`);
      waiting.push(relative(folder, join(folder, dirname(path), `${specifier}.d.ts`)));
    }
  }
  return texts;
}
