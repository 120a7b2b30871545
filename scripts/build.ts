/** Bundles the program into dist/: one small file that starts, and chunks that are loaded when they are needed. */
import { chmod, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { build } from 'esbuild';
import type { Metafile, Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

/** Of package.json the program needs no more than this. */
const versionOnly: Plugin = {
  name: 'version-only',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]package\.json$/ }, async ({ path }) => {
      if (path !== join(root, 'package.json')) return null;
      const { version } = JSON.parse(await readFile(path, 'utf8')) as { readonly version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/** CommonJS packages inside of the bundle ask for Node's own modules this way. */
const requireForCommonJs =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

async function bundle(): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: { main: join(root, 'src/cli/main.ts') },
    outdir: dist,
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    banner: { js: requireForCommonJs },
    legalComments: 'none', // whole licence texts are collected instead
    minifySyntax: true,
    minifyWhitespace: true, // names stay, so that stacks can be read
    metafile: true,
    logLevel: 'warning',
    plugins: [versionOnly],
  });
  return metafile;
}

/** The packages that went into the bundle, by the paths of their files. */
function packagesIn({ inputs }: Metafile): readonly string[] {
  const folders = Object.keys(inputs).flatMap(path => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
  return [...new Set(folders)].toSorted();
}

interface Licensed {
  readonly name: string;
  readonly text: string;
}

async function licenseOf(folder: string): Promise<Licensed> {
  const manifest = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  const files = await readdir(join(root, folder));
  const own = files.filter(file => /^(licen[cs]e|notice)/i.test(file)).toSorted();
  const texts = await Promise.all(own.map(file => readFile(join(root, folder, file), 'utf8')));
  const text = texts.map(one => one.trim()).join('\n\n') || `License: ${manifest.license ?? 'not stated'}`;
  return { name: `${manifest.name} ${manifest.version}`, text };
}

/** One text for all packages that share it. */
function licensesText(licenses: readonly Licensed[]): string {
  const groups = Map.groupBy(licenses, ({ text }) => text);
  const parts = [...groups].map(([text, same]) => `${same.map(({ name }) => name).join('\n')}\n\n${text}`);
  return `The program contains these packages of others.\n\n${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
const metafile = await bundle();
const licenses = await Promise.all(packagesIn(metafile).map(licenseOf));
await writeFile(join(dist, 'THIRD-PARTY-LICENSES.txt'), licensesText(licenses));
await chmod(join(dist, 'main.js'), 0o755);
