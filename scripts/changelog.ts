/**
 * Makes a release of what was noted: joins the fragments of .changes/ into CHANGELOG.md under a version, sets that version
 * in package.json, and removes the fragments. `npm run changelog -- 1.2.3 [FOLDER]`; the day is that of the machine, in UTC,
 * or of SOURCE_DATE_EPOCH.
 */
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** In the order in which people look for trouble. */
const headings = [
  ['security', 'Security'],
  ['removed', 'Removed'],
  ['changed', 'Changed'],
  ['added', 'Added'],
  ['fixed', 'Fixed'],
] as const;

interface Fragment {
  readonly kind: string;
  readonly name: string;
  readonly text: string;
}

async function fragmentsIn(folder: string): Promise<readonly Fragment[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.md')).toSorted();
  return Promise.all(
    names.map(async name => {
      const kind = name.replace(/-.*/u, '');
      const text = (await readFile(join(folder, name), 'utf8')).trim();
      if (!headings.some(([known]) => known === kind))
        throw new Error(`${name}: a fragment is called KIND-few-words.md`);
      if (text === '') throw new Error(`${name} says nothing`);
      return { kind, name, text };
    }),
  );
}

function sectionOf(version: string, day: string, fragments: readonly Fragment[]): string {
  const parts = headings.flatMap(([kind, heading]) => {
    const of = fragments.filter(fragment => fragment.kind === kind);
    return of.length === 0 ? [] : [`### ${heading}\n\n${of.map(item).join('\n')}`];
  });
  return [`## ${version} - ${day}`, ...parts].join('\n\n');
}

const item = ({ text }: Fragment): string => `- ${text.replaceAll('\n', '\n  ').replaceAll(/^ +$/gmu, '')}`;

/** What is unreleased stands first and stays empty; the newest release comes next. */
function joined(changelog: string, section: string): string {
  const [before, unreleased, ...rest] = changelog.split(/^(?=## )/mu);
  if (before === undefined || !unreleased?.startsWith('## Unreleased'))
    throw new Error('CHANGELOG.md has no ## Unreleased');
  return `${[before.trim(), unreleased.trim(), section, ...rest.map(part => part.trim())].join('\n\n')}\n`;
}

async function release(version: string, root: string): Promise<string> {
  const changes = join(root, '.changes');
  const [fragments, changelog, manifest] = await Promise.all([
    fragmentsIn(changes),
    readFile(join(root, 'CHANGELOG.md'), 'utf8'),
    readFile(join(root, 'package.json'), 'utf8'),
  ]);
  if (fragments.length === 0) throw new Error('.changes has nothing to release');
  if (changelog.includes(`\n## ${version} `)) throw new Error(`${version} is in CHANGELOG.md already`);
  const epoch = process.env['SOURCE_DATE_EPOCH'];
  const day = (epoch === undefined ? new Date() : new Date(Number(epoch) * 1000)).toISOString().slice(0, 10);
  await writeFile(join(root, 'CHANGELOG.md'), joined(changelog, sectionOf(version, day, fragments)));
  await writeFile(join(root, 'package.json'), manifest.replace(/^( {2}"version": )"[^"]*"/mu, `$1"${version}"`));
  for (const { name } of fragments) await rm(join(changes, name));
  return `${version}: ${fragments.length} changes. Run npm install --package-lock-only, and commit.`;
}

const [version = '', folder] = process.argv.slice(2);
try {
  if (!/^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/u.test(version)) throw new Error('usage: npm run changelog -- 1.2.3');
  console.log(await release(version, folder === undefined ? join(import.meta.dirname, '..') : resolve(folder)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
