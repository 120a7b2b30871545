/**
 * Bundles the program and the library into dist/: two small files that start, and chunks that are loaded when they are
 * needed. All that they need of others is in there.
 */
import { chmod, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';

import { build } from 'esbuild';
import type { Metafile, Plugin } from 'esbuild';

import { bundleAction } from './bundle/action.ts';
import { writeManPages } from './bundle/man-pages.ts';
import { bundlePage } from './bundle/page.ts';
import { specValidator } from './bundle/spec-validator.ts';
import { bundleTypes } from './bundle/types.ts';
import { version } from '../src/cli/version.ts';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const entryPoint = join(root, 'src/cli/main.ts');
const libraryEntry = join(root, 'src/lib/index.ts');

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

/** For commands that are programs of their own. None of ours is, so no start waits for the module. */
const withoutChildProcess: Plugin = {
  name: 'without-child-process',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /[/\\]commander[/\\]/.test(importer) ? { path: 'child_process', namespace: 'nothing' } : null,
    );
    onLoad({ filter: /./, namespace: 'nothing' }, () => ({ contents: '' }));
  },
};

/**
 * The SDK writes the shapes of a service as lists with computed keys, which nobody may leave out who does not know that
 * they have no effect. Of EC2, whose shapes take a tenth of a second to load, one operation is used.
 */
const shapesOfEc2: Plugin = {
  name: 'shapes-of-ec2',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]client-ec2[/\\]dist-es[/\\]schemas[/\\]schemas_0\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const marked = text.replaceAll(
        /^((?:export )?var \w+\$? = )(\[[\s\S]*?\]);$/gmu,
        '$1/* @__PURE__ */ (() => $2)();',
      );
      return { contents: marked, loader: 'js' };
    });
  },
};

/**
 * Node makes an ES module of each of its own that is imported, and for that loads all that it would load later or never.
 * The entry point has to start on a Node that does not have this yet.
 */
const builtinsAsTheyAre: Plugin = {
  name: 'builtins-as-they-are',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ path, importer, kind }) => {
      const name = path.replace(/^node:/, '');
      const early = kind !== 'dynamic-import' && importer !== entryPoint; // who asks late wants an ES module
      return early && isBuiltin(path) ? { path: name, namespace: 'builtin' } : null;
    });
    onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(`node:${path}`)});`,
    }));
  },
};

/** CommonJS packages inside of the bundle ask for Node's own modules this way. Making it takes its time: where it is used. */
const requireForCommonJs =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

async function bundle(): Promise<Metafile> {
  const { metafile, outputFiles } = await build({
    entryPoints: { main: entryPoint, lib: libraryEntry },
    outdir: dist,
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    external: [...withPlatforms],
    format: 'esm',
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    alias: { yaml: join(root, 'node_modules/yaml/browser/dist/index.js') }, // the same as ES modules: starts sooner
    legalComments: 'none', // whole licence texts are collected instead
    minifySyntax: true,
    minifyWhitespace: true, // names stay, so that stacks can be read
    metafile: true,
    write: false,
    logLevel: 'warning',
    plugins: [versionOnly, withoutChildProcess, shapesOfEc2, builtinsAsTheyAre, specValidator(root)],
  });
  await mkdir(join(dist, 'chunks'), { recursive: true });
  for (const { path, text } of outputFiles)
    await writeFile(path, text.includes('typeof require') ? `${requireForCommonJs}\n${text}` : text);
  return metafile;
}

/** What the bundle asks for when it runs, and Node does not have. The package is published without dependencies. */
function missingFrom({ outputs }: Metafile): readonly string[] {
  const asked = Object.values(outputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
  return [...new Set(asked.map(({ path }) => path))].filter(path => !isBuiltin(path) && !optional.has(path));
}

/** Made for each platform, so npm installs them beside the bundle; whoever asks for them does without. */
const withPlatforms = ['@duckdb/node-api'] as const;

/** Whoever asks for these does without. */
const optional: ReadonlySet<string> = new Set(['supports-color', 'bufferutil', 'utf-8-validate', ...withPlatforms]);

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
const [metafile, page] = await Promise.all([
  bundle(),
  bundlePage(root, join(dist, 'page')),
  bundleTypes(root, join(dist, 'types')),
  bundleAction(root, join(dist, 'action')), // of ours alone
  writeManPages(join(dist, 'man'), version),
]);
const missing = missingFrom(metafile);
if (missing.length > 0)
  throw new Error(`the bundle needs packages that nobody installs with it: ${missing.join(', ')}`);
const packages = [...new Set([metafile, page].flatMap(packagesIn))].toSorted();
const licenses = await Promise.all(packages.map(licenseOf));
await writeFile(join(dist, 'THIRD-PARTY-LICENSES.txt'), licensesText(licenses));
await chmod(join(dist, 'main.js'), 0o755);
