/** Apache Arrow: columns in memory, as a stream of batches (its IPC format). */
import {
  Bool,
  Field,
  List,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampMillisecond,
  Utf8,
  makeBuilder,
  makeData,
} from 'apache-arrow';
import type { DataType } from 'apache-arrow';

import { columns, flattener } from '../flatten.ts';
import type { Cell, Column } from '../flatten.ts';
import type { ReadRecord } from '../cat.ts';
import type { Form } from './form.ts';
import { groupsOf } from './groups.ts';

/** Rows in a batch: what is in memory at once. */
const batchSize = 10_000;

/** Columns as `columns` has them: texts, JSON as text, times in milliseconds of UTC, flags, lists of texts. */
export const arrow: Form = async function* (parts) {
  yield* await RecordBatchStreamWriter.writeAll(batchesOf(parts));
};

async function* batchesOf(parts: AsyncIterable<readonly ReadRecord[]>): AsyncGenerator<RecordBatch> {
  const flat = flattener();
  yield batchOf([]); // the schema is told even where there are no rows
  for await (const group of groupsOf(parts, batchSize))
    yield batchOf(group.map(({ record, bytes, file }) => flat(record, bytes.toString(), file)));
}

function batchOf(rows: readonly (readonly Cell[])[]): RecordBatch {
  const children = columns.map((column, index) => {
    const builder = makeBuilder({ type: typeOf(column), nullValues: [null] });
    for (const row of rows) builder.append(valueOf(row[index] ?? null, column));
    return builder.finish().flush();
  });
  return new RecordBatch(
    schema,
    makeData({ type: new Struct(schema.fields), length: rows.length, nullCount: 0, children }),
  );
}

function valueOf(cell: Cell, { type }: Column): Cell | number {
  return type === 'time' && typeof cell === 'string' ? Date.parse(cell) : cell;
}

function typeOf({ type }: Column): DataType {
  switch (type) {
    case 'time':
      return new TimestampMillisecond('UTC');
    case 'flag':
      return new Bool();
    case 'list':
      return new List(new Field('item', new Utf8(), true));
    case 'text':
    case 'json':
      return new Utf8();
  }
}

const schema = new Schema(columns.map(column => new Field(column.name, typeOf(column), true)));
