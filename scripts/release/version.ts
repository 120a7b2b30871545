/**
 * Prints what a release is called, as lines for `GITHUB_OUTPUT`, if everything that names it names the same: the tag, the
 * package, the chart and the changelog.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

const root = process.env['TRAILWARDEN_ROOT'] ?? join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const [tag = ''] = process.argv.slice(2);
const version = /^v(\d+\.\d+\.\d+(?:-[\w.]+)?)$/.exec(tag)?.[1];
const chart = 'helm/trailwarden/Chart.yaml';

/** Everything that disagrees with the tag. */
function disagreements(): readonly string[] {
  if (version === undefined) return [`the tag is ${JSON.stringify(tag)}, and should be like v1.2.3`];
  const manifest = JSON.parse(read('package.json')) as { readonly version: string };
  const found: [string, unknown][] = [['package.json', manifest.version]];
  if (existsSync(join(root, chart))) {
    const { version, appVersion } = parse(read(chart)) as { readonly version: unknown; readonly appVersion: unknown };
    found.push([chart, version], [`${chart}, appVersion`, appVersion]);
  }
  const wrong = found.filter(([, said]) => said !== version).map(([where, said]) => `${where} says ${String(said)}`);
  const heading = new RegExp(`^## \\[?${version.replaceAll('.', String.raw`\.`)}\\b`, 'mu');
  return heading.test(read('CHANGELOG.md')) ? wrong : [...wrong, `CHANGELOG.md has no section ${version}`];
}

const wrong = disagreements();
if (wrong.length > 0) {
  console.error(`${tag} cannot be released:\n${wrong.map(line => `  ${line}`).join('\n')}`);
  process.exitCode = 1;
} else {
  console.log(`version=${version}\nchannel=${version?.includes('-') ? 'next' : 'latest'}`);
}
