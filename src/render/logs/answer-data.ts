/** Answers of queries as data: CSV, JSON a line, and one document of JSON. */
import { harmless as harmlessCell } from '../../logs/forms/csv.ts';
import type { CsvCells } from '../../logs/forms/csv.ts';
import type { AnswerColumn, Row, Value } from '../../logs/query/ports.ts';
import { harmless } from '../json-text.ts';

/** The first line of CSV (RFC 4180), with its end. */
export function csvHead(columns: readonly AnswerColumn[], cells: CsvCells): string {
  return `${columns.map(({ name }) => textField(name, cells)).join(',')}\r\n`;
}

/** Null is an empty field, an empty text one in quotes. A number below zero is no formula. */
export function csvLine(columns: readonly AnswerColumn[], row: Row, cells: CsvCells): string {
  const fields = row.map((value, index) =>
    field(value, columns[index]?.type === 'number' ? { ...cells, raw: true } : cells),
  );
  return `${fields.join(',')}\r\n`;
}

function field(value: Value, cells: CsvCells): string {
  if (value === null) return '';
  if (value === '') return '""';
  return typeof value === 'string' ? textField(value, cells) : quoted(cells.shown(JSON.stringify(value)));
}

const textField = (text: string, { raw, shown }: CsvCells): string => quoted(shown(raw ? text : harmlessCell(text)));

const quoted = (text: string): string => (/[",\r\n]|^\s|\s$/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A row as an object on one line, without its end. Columns of JSON stand in it as they were written. */
export function jsonLine(columns: readonly AnswerColumn[], row: Row): string {
  const members = columns.map(({ name, type }, index) => {
    const value = row[index] ?? null;
    return `${JSON.stringify(name)}:${type === 'json' && typeof value === 'string' ? onOneLine(value) : JSON.stringify(value)}`;
  });
  return harmless(`{${members.join(',')}}`);
}

/** Ends of lines stand between the members of JSON, and never in its texts. */
const onOneLine = (json: string): string => json.replaceAll(/[\r\n]/gu, ' ');

/**
 * What stands around the rows of a document, which come one a line and with commas between them.
 *
 * @param about all that the document says beside its rows, the first of its members being its version and kind
 */
export function documentAround(about: object): { readonly before: string; readonly after: string } {
  const text = harmless(JSON.stringify(about, null, 2)).replace(/\n\}$/u, '');
  return { before: `${text},\n  "rows": [\n`, after: '\n  ]\n}\n' };
}
