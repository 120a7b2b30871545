/** docs/problems.md: the long form of every code. */
import { awsProblems } from '../../src/core/catalogue/aws.ts';
import { cliProblems } from '../../src/core/catalogue/cli.ts';
import type { CatalogueEntry } from '../../src/core/catalogue/entry.ts';
import { catalogue } from '../../src/core/catalogue/index.ts';
import { historyProblems } from '../../src/core/catalogue/history.ts';
import { configProblems } from '../../src/core/catalogue/config.ts';
import { httpProblems } from '../../src/core/catalogue/http.ts';
import { importProblems } from '../../src/core/catalogue/import.ts';
import { kindProblems } from '../../src/core/catalogue/kinds.ts';
import { logProblems } from '../../src/core/catalogue/logs.ts';
import { tailProblems } from '../../src/core/catalogue/logs-tail.ts';
import { queryProblems } from '../../src/core/catalogue/query.ts';
import { runProblems } from '../../src/core/catalogue/run.ts';
import { specProblems } from '../../src/core/catalogue/spec.ts';

const chapters: readonly (readonly [title: string, entries: Readonly<Record<string, CatalogueEntry>>])[] = [
  ['Reading the spec', specProblems],
  ['Trails, buckets and topics', kindProblems],
  ['AWS', awsProblems],
  ['Planning and applying', runProblems],
  ['What is remembered', historyProblems],
  ['Importing', importProblems],
  ['The command line', cliProblems],
  ['The config of a daemon and its source', configProblems],
  ['The server of the daemon', httpProblems],
  ['Delivered log files', logProblems],
  ['Following delivery', tailProblems],
  ['Questions to the logs', queryProblems],
];

export function problemsPage(): string {
  const told = chapters.flatMap(([, entries]) => Object.keys(entries));
  const missing = Object.keys(catalogue).filter(code => !told.includes(code));
  if (missing.length > 0) throw new Error(`no chapter of docs/problems.md has ${missing.join(', ')}`);
  return `# Problems

Every problem has a code. Codes do not change; the words around them may. Generated from \`src/core/catalogue\`.

${chapters.map(([title, entries]) => chapter(title, entries)).join('\n')}`;
}

function chapter(title: string, entries: Readonly<Record<string, CatalogueEntry>>): string {
  const items = Object.entries(entries).map(
    ([code, { title: heading, text }]) => `### ${code}\n\n**${heading}.** ${text}\n`,
  );
  return `## ${title}\n\n${items.join('\n')}`;
}
