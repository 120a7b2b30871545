/** Rows of text with commas between them (RFC 4180). */
import { columns, flattener } from '../flatten.ts';
import type { Cell } from '../flatten.ts';
import type { Form } from './form.ts';

/** What becomes of the texts of cells. */
export interface CsvCells {
  /**
   * As they are. Else one that a spreadsheet would take for a formula begins with an apostrophe: whoever makes a call
   * chooses its user agent.
   */
  readonly raw: boolean;
  /** What is done for whatever takes the bytes, such as a terminal. */
  readonly shown: (text: string) => string;
}

/**
 * The first row has the names of columns. Times, flags and JSON stand as their texts, lists as JSON; nothing for null.
 *
 */
export function csv({ raw, shown }: CsvCells): Form {
  const flat = flattener();
  const cell = (text: string): string => quoted(shown(raw ? text : harmless(text)));
  const line = (cells: readonly Cell[]): string =>
    `${cells.map(one => (one === null ? '' : cell(textOf(one)))).join(',')}\r\n`;
  return async function* (parts) {
    yield line(columns.map(({ name }) => name));
    for await (const part of parts)
      yield part.map(({ record, bytes, file }) => line(flat(record, bytes.toString(), file))).join('');
  };
}

function textOf(cell: Exclude<Cell, null>): string {
  if (typeof cell === 'string') return cell;
  return typeof cell === 'boolean' ? String(cell) : JSON.stringify(cell);
}

const quoted = (text: string): string => (/[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** What spreadsheets take for a formula, in letters of any width. */
export const harmless = (text: string): string => (/^[=+\-@\t\r＝＋－＠]/u.test(text) ? `'${text}` : text);
