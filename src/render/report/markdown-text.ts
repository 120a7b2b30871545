/** Text of unknown origin in Markdown as GitHub reads it: nothing of it acts, mentions anybody, or ends what it stands in. */
import type { Position } from '../../core/model.ts';
import { short } from './words.ts';

/** In a sentence. */
export function plain(text: string): string {
  return short(text, longest)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_[\]{}()|~!$]/gu, character => `\\${character}`)
    .replaceAll(/[@#]/gu, character => `${character}&#8203;`) // neither a person nor an issue
    .replaceAll(/(?<=https?|ftp|www)(?=[:.])/giu, '&#8203;') // nor a link
    .replaceAll(/\bGH(?=-\d)/giu, '$&&#8203;') // nor an issue by its other name
    .replaceAll(/\b(?=[a-f]*\d)(?=\d*[a-f])[\da-f]{7,64}\b/giu, notCommit)
    .replaceAll(/^(?=[-+=]|\d+\.)/gu, '&#8203;'); // nor a list
}

/** Hexadecimal digits that GitHub would take for a commit. */
const notCommit = (digits: string): string => `${digits.slice(0, 6)}&#8203;${digits.slice(6)}`;

/** So long may a text be in a document that has a limit. */
const longest = 400;

/** As code: names, values, commands. In tables, too. */
export function code(text: string): string {
  const shown = short(text, longest);
  const fence = '`'.repeat(longestRun(shown) + 1);
  const pad = /^`|`$|^ | $|^$/u.test(shown) ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** As code in a cell of a table, where a bar ends the cell even there. */
export const cell = (text: string): string => code(text).replaceAll('|', String.raw`\|`);

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/gu)].map(([run]) => run.length));
}

/** Lines between fences that none of them ends. */
export function fenced(language: string, lines: readonly string[]): readonly string[] {
  const shown = lines.map(line => short(line, 1_000));
  const fence = '`'.repeat(Math.max(3, longestRun(shown.join('\n')) + 1));
  return [`${fence}${language}`, ...shown, fence];
}

/** `specs/trails.yaml:22`; '' where there is none. */
export function placeText(position: Position | undefined): string {
  return position === undefined ? '' : cell(`${position.file}:${position.line}`);
}

/** A table; nothing without rows. Cells are Markdown already. */
export function rows(head: readonly string[], body: readonly (readonly string[])[]): readonly string[] {
  if (body.length === 0) return [];
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...body.map(row)];
}

/** A box of GitHub's, such as `CAUTION`. */
export function alert(kind: 'CAUTION' | 'WARNING' | 'NOTE', lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`> [!${kind}]`, ...lines.map(line => `> ${line}`.trimEnd())];
}

/** What can be opened. */
export function details(summary: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`<details><summary>${summary}</summary>`, '', ...lines, '', '</details>'];
}
