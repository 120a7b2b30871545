/** Pages of the manual as a terminal shows them: as wide as it is, headings in bold where it has colours. */
import { paint } from '../render/style.ts';
import type { Block, Manual, Section, Term } from './manual.ts';

/** What the text is for. */
export interface HelpScreen {
  /** Columns; null: nobody said, which means 80. */
  readonly width: number | null;
  readonly color: boolean;
}

/** One page, with a line feed at its end. */
export function helpText({ sections }: Manual, { width, color }: HelpScreen): string {
  const page: Page = { columns: Math.min(Math.max(width ?? 80, 40), 100), bold: paint(color).bold };
  return `${sections.map(section => sectionText(section, page)).join('\n\n')}\n`;
}

interface Page {
  readonly columns: number;
  readonly bold: (text: string) => string;
}

const margin = 2;

function sectionText({ heading, blocks }: Section, page: Page): string {
  const parts = blocks.filter(block => !('terms' in block) || block.terms.length > 0);
  const grouped = parts.some(block => 'heading' in block);
  const indent = grouped ? 2 * margin : margin;
  const left = widestOf(parts, page.columns - indent);
  const texts = parts.map(block => blockText(block, { ...page, indent, left }));
  return [page.bold(heading), texts.join(grouped ? '\n' : '\n\n')].join('\n');
}

interface Place extends Page {
  /** Of terms. */
  readonly indent: number;
  /** Columns of the terms with what parts them from their texts. */
  readonly left: number;
}

function blockText(block: Block, { columns, indent, left }: Place): string {
  if ('text' in block) return indented(wrapped(block.text, columns - margin), margin);
  if ('lines' in block) return indented(block.lines, margin);
  if ('examples' in block) {
    const lines = block.examples.map(([line, what]) => [
      ...typed(line, columns - margin),
      ...indented(wrapped(what, columns - 4 * margin), 3 * margin).split('\n'),
    ]);
    return indented(lines.flat(), margin);
  }
  const terms = block.terms.flatMap(term => termLines(term, { columns: columns - indent, left }));
  return [
    ...(block.heading === undefined ? [] : [indented(wrapped(block.heading, columns - margin), margin)]),
    indented(terms, indent),
  ].join('\n');
}

const widestTerm = 44;

function widestOf(blocks: readonly Block[], columns: number): number {
  const most = Math.min(widestTerm, Math.floor(columns / 2));
  const lengths = blocks.flatMap(block => ('terms' in block ? block.terms.map(([term]) => term.length) : []));
  return Math.max(0, ...lengths.filter(length => length <= most)) + 2;
}

/** Two columns. A first column that is too wide stands on a line of its own. */
function termLines([term, text]: Term, { columns, left }: Pick<Place, 'columns' | 'left'>): readonly string[] {
  const right = wrapped(text, columns - left);
  const pad = ' '.repeat(left);
  if (term.length <= left - 2) return right.map((line, at) => (at === 0 ? term.padEnd(left) : pad) + line);
  return [term, ...right.map(line => pad + line)];
}

/** A line that is too long is broken as a shell lets one type it, before an option if that will do. */
function typed(line: string, columns: number): readonly string[] {
  if (line.length <= columns) return [line];
  const option = line.lastIndexOf(' --', columns - 2);
  const end = option > 4 ? option : line.lastIndexOf(' ', columns - 2);
  if (end <= 4) return [line];
  return [`${line.slice(0, end)} \\`, ...typed(`    ${line.slice(end + 1)}`, columns)];
}

function wrapped(text: string, columns: number): readonly string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}

const indented = (lines: readonly string[], by: number): string =>
  lines.map(line => `${' '.repeat(by)}${line}`.trimEnd()).join('\n');
