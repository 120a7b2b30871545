/** Apache Parquet: columns of rows, in groups, compressed. */
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { SchemaElement } from 'hyparquet-writer';

import { columns, flattener } from '../flatten.ts';
import type { Cell, Column } from '../flatten.ts';
import type { Form } from './form.ts';
import { groupsOf } from './groups.ts';

/** Rows in a group: what is in memory at once. */
const groupSize = 10_000;

/** Columns as `columns` has them: texts, JSON as text, times in milliseconds of UTC, flags, lists of texts. */
export const parquet: Form = async function* (parts) {
  const writer = new ByteWriter();
  const file = new ParquetWriter({ writer, schema, createdBy: 'trailwarden' });
  const flat = flattener();
  for await (const group of groupsOf(parts, groupSize)) {
    const rows = group.map(({ record, bytes, file: name }) => flat(record, bytes.toString(), name));
    const columnData = columns.map((column, index) => ({
      name: column.name,
      data: rows.map(row => valueOf(row[index] ?? null, column)),
      statistics: column.type !== 'json', // of no use there, and long
    }));
    await file.write({ columnData, rowGroupSize: groupSize });
    yield taken(writer);
  }
  await file.finish();
  yield taken(writer);
};

/** What it wrote so far; it goes on counting, and its memory is used again. */
function taken(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}

function valueOf(cell: Cell, { type }: Column): Cell | Date {
  return type === 'time' && typeof cell === 'string' ? new Date(cell) : cell;
}

const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' } as const;

function elementsOf({ name, type }: Column): readonly SchemaElement[] {
  switch (type) {
    case 'time':
      return [
        { name, type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'OPTIONAL', logical_type: inUtc },
      ];
    case 'flag':
      return [{ name, type: 'BOOLEAN', repetition_type: 'OPTIONAL' }];
    case 'list':
      return [
        { name, converted_type: 'LIST', repetition_type: 'OPTIONAL', num_children: 1 },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', ...text },
      ];
    case 'text':
    case 'json':
      return [{ name, ...text }];
  }
}

const inUtc = { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' } as const;
const schema: SchemaElement[] = [{ name: 'root', num_children: columns.length }, ...columns.flatMap(elementsOf)];
