/** Records as they were written: a line each, or as the list of a log file. */
import type { ReadRecord } from '../cat.ts';
import type { Form } from './form.ts';

const [newline, comma] = [0x0a, 0x2c];

/** A record a line, byte for byte; of one that was written over several lines, without the white space between. */
export const ndjson: Form = async function* (parts) {
  for await (const part of parts) yield joined(part, newline);
};

/** One document, `{"Records":[…]}`, as log files are. */
export const logFile: Form = async function* (parts) {
  let rest = '{"Records":[';
  for await (const part of parts) {
    yield rest;
    yield joined(part, comma).subarray(0, -1);
    rest = ',';
  }
  yield rest === ',' ? ']}\n' : '{"Records":[]}\n';
};

/** Each with the byte after it. */
function joined(records: readonly ReadRecord[], after: number): Buffer {
  const lines = records.map(({ bytes }) => onOneLine(bytes));
  const all = Buffer.allocUnsafe(lines.reduce((sum, { length }) => sum + length + 1, 0));
  let at = 0;
  for (const line of lines) {
    line.copy(all, at);
    at += line.length;
    all[at++] = after;
  }
  return all;
}

/** In texts of JSON no line ends are written as such. */
function onOneLine(bytes: Buffer): Buffer {
  if (!bytes.includes(newline) && !bytes.includes(0x0d)) return bytes;
  const texts = /("(?:[^"\\]|\\.)*")|\s+/gsu;
  return Buffer.from(bytes.toString().replaceAll(texts, (_, text: string | undefined) => text ?? ''));
}
