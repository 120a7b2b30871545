/** Prints what CHANGELOG.md says of one version, without its heading. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = process.env['TRAILWARDEN_ROOT'] ?? join(import.meta.dirname, '../..');
const [version = ''] = process.argv.slice(2);

const sections = readFileSync(join(root, 'CHANGELOG.md'), 'utf8').split(/^## /mu);
const section = sections.find(text => /^\[?([^\s\]]+)/u.exec(text)?.[1] === version);
if (section === undefined) {
  console.error(`CHANGELOG.md has no section ${version}`);
  process.exitCode = 1;
} else {
  console.log(section.slice(section.indexOf('\n')).trim());
}
