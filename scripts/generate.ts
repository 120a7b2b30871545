/** Writes what is made of the code: schemas and reference pages. `--check` writes nothing and fails if one is stale. */
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { manPaths } from './bundle/man-pages.ts';
import { allSchemas } from '../src/cli/actions/schema.ts';
import { chartFiles } from './chart/files.ts';
import { alertsMessagesPage } from './pages/alerts-messages.ts';
import { cliPage } from './pages/cli.ts';
import { daemonPage } from './pages/daemon.ts';
import { logColumnsPage } from './pages/log-columns.ts';
import { libraryApiPage } from './pages/library-api.ts';
import { metricsPage } from './pages/metrics.ts';
import { withNavigation } from './pages/navigation.ts';
import { problemsPage } from './pages/problems.ts';
import { specPage } from './pages/spec.ts';

const root = join(import.meta.dirname, '..');

/** Every generated file by its path, with what must stand in it. */
async function generated(): Promise<ReadonlyMap<string, string>> {
  const schemas = [...allSchemas()].map(
    ([name, schema]) => [`schemas/${name}.schema.json`, `${JSON.stringify(schema, null, 2)}\n`] as const,
  );
  return new Map([
    ...schemas,
    ['docs/spec-reference.md', specPage()],
    ['docs/daemon-config.md', daemonPage()],
    ['docs/cli.md', cliPage()],
    ['docs/library-api.md', await libraryApiPage(root)],
    ['docs/problems.md', problemsPage()],
    ['docs/metrics.md', metricsPage()],
    ['docs/log-columns.md', logColumnsPage()],
    ['docs/alerts-messages.md', alertsMessagesPage()],
    ['package.json', await manifest()],
    ...chartFiles(),
  ]);
}

/** The manifest with the list of manual pages, of which npm takes no pattern. */
async function manifest(): Promise<string> {
  const text = await readFile(join(root, 'package.json'), 'utf8');
  const man = manPaths().map(path => `./dist/man/${path}`);
  return text.replace(/"man": \[[^\]]*\]/u, `"man": ${JSON.stringify(man, null, 2).replaceAll('\n', '\n  ')}`);
}

/** Every page of `docs/`, by its path there: those of people as they stand, with the way to the next one. */
async function pagesOf(made: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(join(root, 'docs'), { recursive: true });
  const pages = names.map(name => name.replaceAll('\\', '/')).filter(name => name.endsWith('.md'));
  const read = pages.map(async name => {
    const text = await readFile(join(root, 'docs', name), 'utf8');
    return [name, text.replaceAll('\r\n', '\n')] as const;
  });
  const ours = [...made]
    .filter(([path]) => /^docs\/.*\.md$/u.test(path))
    .map(([path, text]) => [path.slice('docs/'.length), text] as const);
  const all = withNavigation(new Map([...(await Promise.all(read)), ...ours]));
  return new Map([...all].map(([name, text]) => [`docs/${name}`, text]));
}

async function isStale(path: string, wanted: string): Promise<boolean> {
  const found = await readFile(join(root, path), 'utf8').catch(() => undefined);
  return found?.replaceAll('\r\n', '\n') !== wanted;
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

const stale: string[] = [];
const made = await generated();
for (const [path, text] of new Map([...made, ...(await pagesOf(made))])) {
  if (!(await isStale(path, text))) continue;
  stale.push(path);
  if (!process.argv.includes('--check')) await write(path, text);
}
if (process.argv.includes('--check') && stale.length > 0) {
  console.error(`Stale: ${stale.join(', ')}. Run: npm run generate`);
  process.exitCode = 1;
} else if (stale.length > 0) {
  console.log(`Written: ${stale.join(', ')}`);
}
