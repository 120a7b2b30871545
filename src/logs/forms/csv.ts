/** Rows of text with commas between them (RFC 4180). */
import { columns, flattener } from '../flatten.ts';
import type { Cell } from '../flatten.ts';
import type { Form } from './form.ts';

/**
 * The first row has the names of columns. Times, flags and JSON stand as their texts, lists as JSON; nothing for null.
 *
 * @param raw cells as they are. Else one that a spreadsheet would take for a formula begins with an apostrophe: whoever makes
 *   a call chooses its user agent
 */
export function csv(raw: boolean): Form {
  const flat = flattener();
  const cell = raw ? quoted : (text: string) => quoted(harmless(text));
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
const harmless = (text: string): string => (/^[=+\-@\t\r＝＋－＠]/u.test(text) ? `'${text}` : text);
