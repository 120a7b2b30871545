/** The pages of the documentation. */
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

/** Every page of `docs/`, and those beside it that people read, by their paths from the root. */
export const pages: ReadonlyMap<string, string> = new Map(
  [
    ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md'].filter(name => readdirSync(root).includes(name)),
    'src/sandbox/README.md',
    ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.md'))
      .map(name => `docs/${name.replaceAll('\\', '/')}`)
      .toSorted(),
  ].map(path => [path, readFileSync(join(root, path), 'utf8')]),
);

/** Those whose commands a test runs, one after the other, as a reader would. */
export const walked: readonly (readonly [path: string, page: string])[] = [...pages].filter(([path]) =>
  /^docs\/(?:getting-started[^/]*|migrate-[^/]*|how-to\/[^/]+|runbooks\/(?!alert-)[^/]+)\.md$/u.test(path),
);
