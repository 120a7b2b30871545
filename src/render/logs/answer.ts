/** Answers of queries, for people. */
import type { AnswerColumn, Row, Value } from '../../logs/query/ports.ts';
import type { Part } from '../flow.ts';
import { room } from '../flow.ts';
import type { Paint } from '../style.ts';
import { paint } from '../style.ts';
import { table } from '../table.ts';
import { counted, digits, duration } from '../words.ts';

export interface AnswerView {
  readonly color: boolean;
  readonly ascii: boolean;
  /** Columns of the window; null: nothing is cut or folded. */
  readonly width: number | null;
}

/** A table that shows more is read by nobody; data has all of it. */
export const mostShown = 1_000;

/** Longer texts are cut where there is a window. */
const widestCell = 60;

/** Rows as a table; where that is wider than the window, one block a row. */
export function renderAnswer(columns: readonly AnswerColumn[], rows: readonly Row[], view: AnswerView): string {
  if (rows.length === 0) return '';
  const look = paint(view.color);
  const cells = rows.map(row => columns.map(({ type }, index) => cell(row[index] ?? null, { type, view, look })));
  const aligned = columns.map(({ name, type }, index) =>
    type === 'number' ? Math.max(name.length, ...cells.map(row => room([row[index] ?? '']))) : 0,
  );
  const head = columns.map(({ name, type }, index): Part => [
    look.bold,
    heading(name, type).padStart(aligned[index] ?? 0),
  ]);
  const lines = table([head, ...cells.map(row => row.map((part, index) => right(part, aligned[index] ?? 0)))]);
  const fits = view.width === null || lines.every(line => room([line.replaceAll(escapes, '')]) <= (view.width ?? 0));
  return `${(fits ? lines : blocks(columns, cells, look)).join('\n')}\n`;
}

// oxlint-disable-next-line no-control-regex -- colours take no room
const escapes = /\u001b\[\d+m/gu;

function blocks(columns: readonly AnswerColumn[], cells: readonly (readonly Part[])[], look: Paint): readonly string[] {
  return cells.flatMap((row, number) => [
    ...(number === 0 ? [] : ['']),
    ...table(columns.map(({ name }, index) => [[look.bold, name], row[index] ?? ''])),
  ]);
}

const heading = (name: string, type: AnswerColumn['type']): string =>
  `${name.toUpperCase().replaceAll('_', ' ')}${type === 'time' ? ' (UTC)' : ''}`;

function right(part: Part, width: number): Part {
  const missing = width - room([part]);
  if (missing <= 0) return part;
  const space = ' '.repeat(missing);
  return typeof part === 'string' ? space + part : [part[0], space + part[1]];
}

interface Showing {
  readonly type: AnswerColumn['type'];
  readonly view: AnswerView;
  readonly look: Paint;
}

function cell(value: Value, { type, view, look }: Showing): Part {
  if (value === null) return [look.dim, view.ascii ? '-' : '–'];
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const shown = type === 'time' ? text.replace('T', ' ').replace(/Z$/u, '') : text;
  const letters = Array.from(shown);
  if (view.width === null || letters.length <= widestCell) return shown;
  return `${letters.slice(0, widestCell - 1).join('')}${view.ascii ? '~' : '…'}`;
}

/** What an answer rests on. */
export interface Basis {
  readonly rows: number;
  readonly files: number;
  /** As stored. */
  readonly bytes: number;
  readonly records: number;
  /** Records that were delivered more than once and count once. */
  readonly twice: number;
  readonly seconds: number;
  /** How many files could not be read, or not whole. */
  readonly unread: number;
  /** How many places could not be found out. */
  readonly unknown: number;
  readonly silent: readonly { readonly account: string; readonly since: string | null }[];
}

/** Rows, files, time, and what the answer cannot contain. */
export function renderFoot(basis: Basis): readonly string[] {
  const { rows, files, bytes, seconds, twice } = basis;
  const read = `${counted(rows, 'row')} from ${counted(files, 'file')} (${sizeText(bytes)}), ${counted(basis.records, 'record')}`;
  return [`${read}${twice === 0 ? '' : `, ${digits(twice)} of them twice`}, ${duration(seconds)}.`, ...missing(basis)];
}

function missing({ unread, unknown, silent, files }: Basis): readonly string[] {
  const known = silent.flatMap(({ account, since }) => (since === null ? [] : [{ account, since }]));
  const none = silent.filter(({ since }) => since === null).map(({ account }) => account);
  return [
    ...(unread === 0
      ? []
      : [`Not all was read: ${counted(unread, 'file')} could not be, or not whole. What stands there is missing.`]),
    ...(unknown === 0 ? [] : [`Not all is known: ${counted(unknown, 'place')} could not be found out.`]),
    ...(files === 0 && none.length === 0 ? ['There are no log files of that time.'] : []),
    ...(none.length === 0 ? [] : [`${few(none)} ${none.length === 1 ? 'has' : 'have'} no log files of that time.`]),
    ...known
      .slice(0, mostAccounts)
      .map(
        ({ account, since }) => `${account} has no log files after ${since.slice(0, 10)} ${since.slice(11, 16)} UTC.`,
      ),
    ...(known.length > mostAccounts ? [`The same of ${counted(known.length - mostAccounts, 'other account')}.`] : []),
  ];
}

const mostAccounts = 5;

function few(names: readonly string[]): string {
  const more = names.length - mostAccounts;
  return more > 0
    ? `${names.slice(0, mostAccounts).join(', ')} and ${counted(more, 'other account')}`
    : names.join(', ');
}

/** `41 MB`; a kilobyte has 1,000 bytes. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  const [unit, size] = bytes < 1e6 ? ['KB', bytes / 1e3] : bytes < 1e9 ? ['MB', bytes / 1e6] : ['GB', bytes / 1e9];
  return `${size < 10 ? size.toFixed(1) : digits(Math.round(size))} ${unit}`;
}
