/** The manual as pages for `man`, in dist/man: the same sections that `--help` shows. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { allManuals } from '../../src/cli/manual.ts';
import type { Block, Manual, Section } from '../../src/cli/manual.ts';

/** @param version of the package, for the foot of each page. There is no date, so that the same source makes the same files. */
export async function writeManPages(folder: string, version: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const manual of allManuals()) await writeFile(join(folder, `${slug(manual)}.1`), manPage(manual, version));
}

/** The names of the files. */
export const manPaths = (): readonly string[] => allManuals().map(manual => `${slug(manual)}.1`);

const slug = ({ name }: Manual): string => name.replaceAll(' ', '-');

function manPage(manual: Manual, version: string): string {
  const [name, ...rest] = manual.sections.map(section => sectionOf(section, manual));
  const title = `.TH ${quoted(slug(manual).toUpperCase())} 1 "" ${quoted(`trailwarden ${version}`)} "trailwarden"`;
  return `${[title, '.nh', '.ad l', name, ...rest].join('\n')}\n`;
}

function sectionOf({ heading, blocks }: Section, manual: Manual): string {
  if (heading === 'NAME') return [`.SH NAME`, nameLine(blocks, manual)].join('\n');
  return [`.SH ${quoted(heading)}`, ...blocks.flatMap((block, at) => [...(at > 0 ? ['.P'] : []), blockOf(block)])].join(
    '\n',
  );
}

/** As `apropos` reads it: one word, then what it is. */
function nameLine([block]: readonly Block[], manual: Manual): string {
  const text = block !== undefined && 'text' in block ? block.text : '';
  return `${slug(manual)} \\- ${roff(text.replace(/^.*? - /u, ''))}`;
}

function blockOf(block: Block): string {
  if ('text' in block) return roff(block.text);
  if ('lines' in block) return ['.nf', ...block.lines.map(roff), '.fi'].join('\n');
  const [heading, terms] = 'examples' in block ? [undefined, block.examples] : [block.heading, block.terms];
  const rows = terms.flatMap(([term, text]) => ['.TP', `\\fB${escaped(term)}\\fR`, roff(text)]);
  return [...(heading === undefined ? [] : [`.SS ${quoted(heading)}`]), ...rows].join('\n');
}

/** Text at the begin of a line: a dot or an apostrophe there would be a request. */
const roff = (text: string): string => escaped(text).replace(/^(?=[.'])/u, '\\&');

function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replaceAll(
      /[^\u0020-\u007e]/gu,
      one => `\\[u${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    );
}

const quoted = (text: string): string => `"${escaped(text).replaceAll('"', '\\(dq')}"`;
