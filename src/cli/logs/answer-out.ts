/** Where the rows of an answer go, and in which form. */
import { copyFile, constants, open } from 'node:fs/promises';

import type { Answer, Row } from '../../logs/query/ports.ts';
import { csvHead, csvLine, documentAround, jsonLine } from '../../render/logs/answer-data.ts';
import { mostShown, renderAnswer } from '../../render/logs/answer.ts';
import type { Input } from '../definition.ts';
import { Refusal } from '../trouble.ts';
import { csvCells } from './csv-cells.ts';

type Write = (text: string) => Promise<void>;

/** Writes all rows, as they come, and answers how many there were. @param about what a document of JSON says beside them */
export async function writeAnswer(answer: Answer, about: object, input: Input): Promise<number> {
  const { out } = input.options;
  if (out === undefined) return formed(answer, about, { input, write: stdout(input) });
  const file = await open(out, 'wx').catch((error: unknown) => {
    throw unwritten(out, error);
  });
  try {
    return await formed(answer, about, { input, write: async text => file.writeFile(text) });
  } finally {
    await file.close();
  }
}

/** @param from a file that is gone soon */
export async function copyAnswer(from: string, out: string): Promise<void> {
  await copyFile(from, out, constants.COPYFILE_EXCL).catch((error: unknown) => {
    throw unwritten(out, error);
  });
}

interface Place {
  readonly input: Input;
  readonly write: Write;
}

/** What is written waits for whoever reads it. */
function stdout({ output }: Input): Write {
  return async text => {
    output.result(text);
    await new Promise<void>(written => process.stdout.write('', () => written()));
  };
}

async function formed(answer: Answer, about: object, { input, write }: Place): Promise<number> {
  const { format } = input.options;
  const { columns } = answer;
  if (format === 'json') return document(answer, about, write);
  if (format === 'ndjson')
    return each(answer, async rows => write(rows.map(row => `${jsonLine(columns, row)}\n`).join('')));
  if (format !== 'csv') return forPeople(answer, { input, write });
  const cells = csvCells(input);
  await write(csvHead(columns, cells));
  return each(answer, async rows => write(rows.map(row => csvLine(columns, row, cells)).join('')));
}

async function each({ rows }: Answer, take: (rows: readonly Row[]) => Promise<void>): Promise<number> {
  let count = 0;
  for await (const part of rows) {
    count += part.length;
    await take(part);
  }
  return count;
}

async function document(answer: Answer, about: object, write: Write): Promise<number> {
  const { before, after } = documentAround({ ...about, columns: answer.columns });
  await write(before);
  let first = true;
  const count = await each(answer, async rows => {
    await write(
      rows.map((row, index) => `${first && index === 0 ? '' : ',\n'}    ${jsonLine(answer.columns, row)}`).join(''),
    );
    first = false;
  });
  await write(after);
  return count;
}

async function forPeople(answer: Answer, { input: { options, output }, write }: Place): Promise<number> {
  const shown: Row[] = [];
  const count = await each(answer, async rows => {
    shown.push(...rows.slice(0, mostShown - shown.length));
    return Promise.resolve();
  });
  const view = options.out === undefined ? output.screen : { color: false, ascii: false, width: null };
  await write(renderAnswer(answer.columns, shown, view));
  return count;
}

function unwritten(out: string, error: unknown): Refusal {
  const message = error instanceof Error ? error.message : String(error);
  return new Refusal('error', {
    code: 'file-not-written',
    message: `${out} could not be written: ${message}`,
    hint: 'name another file, or move that one away',
  });
}
