/** What stands in the bundle may be given to everybody under the terms of this package. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import { root } from './packed.ts';

const taken: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
]);

interface Locked {
  readonly license?: string;
}

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};

const all = Object.entries(packages).filter(([path]) => path !== '');

it('every package of the bundle has a licence that lets us', () => {
  const text = readFileSync(join(root, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
  const bundled = all.filter(([path]) => new RegExp(`^${path.replace(/^.*node_modules\//u, '')} \\d`, 'mu').test(text));
  expect(bundled.length).toBeGreaterThan(20);
  expect(
    bundled.filter(([, { license = 'none' }]) => !taken.has(license)).map(([path, { license }]) => [path, license]),
  ).toEqual([]);
});

it('no package that is installed at all is under the GPL or the AGPL', () => {
  const licenses = all.map(([path, { license }]) => [path, license ?? licenseIn(path)] as const);
  expect(licenses.filter(([, license]) => /(?:^|[^L])A?GPL/u.test(license)).map(String)).toEqual([]);
});

/** The lockfile leaves out some that their own manifests have. */
function licenseIn(path: string): string {
  const file = join(root, path, 'package.json');
  return existsSync(file) ? ((JSON.parse(readFileSync(file, 'utf8')) as Locked).license ?? '') : '';
}
