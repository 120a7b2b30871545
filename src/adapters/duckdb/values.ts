/** Values of DuckDB as values of an answer. */
import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';

import type { AnswerColumn, Value } from '../../logs/query/ports.ts';
import type { Library } from './library.ts';

/** What kind of column a type makes. */
export function typeOf({ DuckDBTypeId: ids }: Library, { alias, typeId }: DuckDBType): AnswerColumn['type'] {
  if (alias === 'JSON') return 'json';
  if ([ids.VARCHAR, ids.ENUM, ids.UUID].includes(typeId)) return 'text';
  const times = [ids.TIMESTAMP, ids.TIMESTAMP_S, ids.TIMESTAMP_MS, ids.TIMESTAMP_NS, ids.TIMESTAMP_TZ];
  if (times.includes(typeId)) return 'time';
  const whole = [ids.TINYINT, ids.SMALLINT, ids.INTEGER, ids.BIGINT, ids.HUGEINT];
  const unsigned = [ids.UTINYINT, ids.USMALLINT, ids.UINTEGER, ids.UBIGINT, ids.UHUGEINT];
  return [...whole, ...unsigned, ids.FLOAT, ids.DOUBLE, ids.DECIMAL].includes(typeId) ? 'number' : 'other';
}

/** Makes plain values; what JSON has no form for is a text as DuckDB writes it. */
export function plainly(library: Library): (value: DuckDBValue) => Value {
  const times = [
    library.DuckDBTimestampValue,
    library.DuckDBTimestampSecondsValue,
    library.DuckDBTimestampMillisecondsValue,
    library.DuckDBTimestampNanosecondsValue,
  ];
  const plain = (value: DuckDBValue): Value => {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
    if (typeof value === 'bigint') return counted(value);
    if (value instanceof library.DuckDBDecimalValue) return decimal(value.toString());
    if (times.some(time => value instanceof time)) return inUtc(String(value));
    if (value instanceof library.DuckDBTimestampTZValue)
      return inUtc(new library.DuckDBTimestampValue(value.micros).toString());
    if (value instanceof library.DuckDBListValue || value instanceof library.DuckDBArrayValue)
      return value.items.map(plain);
    if (value instanceof library.DuckDBStructValue)
      return Object.fromEntries(Object.entries(value.entries).map(([name, member]) => [name, plain(member)]));
    if (value instanceof library.DuckDBMapValue)
      return Object.fromEntries(value.entries.map(({ key, value: member }) => [textOf(plain(key)), plain(member)]));
    return String(value);
  };
  return plain;
}

function counted(value: bigint): Value {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** A decimal of more digits than a number holds stays a text. */
function decimal(text: string): Value {
  return text.replaceAll(/\D/gu, '').length <= 15 ? Number(text) : text;
}

const textOf = (value: Value): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** `2026-01-01 00:00:00.5` as ISO 8601; `infinity` stays what it is. */
function inUtc(text: string): string {
  return /^\d{4,}-\d\d-\d\d /u.test(text) ? `${text.replace(' ', 'T')}Z` : text;
}
