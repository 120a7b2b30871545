/** docs/library-api.md: every declaration that programs can be compiled against, so that a change shows in review. */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bundleTypes } from '../bundle/types.ts';

/** The codes of problems have a page of their own, docs/problems.md. */
const apart: ReadonlySet<string> = new Set(['core/catalogue/index.d.ts']);

export async function libraryApiPage(root: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'trailwarden-api-'));
  try {
    await bundleTypes(root, folder);
    const paths = (await readdir(folder, { recursive: true })).filter(
      path => path.endsWith('.d.ts') && !apart.has(path),
    );
    const sections = await Promise.all(
      paths.toSorted().map(async path => section(path, await readFile(join(folder, path), 'utf8'))),
    );
    return `# The library's types

Generated from the sources: every declaration that a program which imports \`trailwarden\` is compiled against, without
its comments. [How to use it](library.md).

${sections.join('\n')}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function section(path: string, text: string): string {
  const declarations = text.replaceAll(/^\s*\/\*\*[\s\S]*?\*\/\n|^\s*\/\/.*\n/gmu, '').trim();
  return `## ${path.replace(/\.d\.ts$/u, '')}\n\n\`\`\`ts\n${declarations}\n\`\`\`\n`;
}
