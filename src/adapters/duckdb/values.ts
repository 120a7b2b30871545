/** Values of DuckDB as values of an answer. */
import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';

import type { AnswerColumn, Value } from '../../logs/query/ports.ts';
import type { Library } from './library.ts';

/** What kind of column a type makes. */
export function typeOf({ DuckDBTypeId }: Library, type: DuckDBType): AnswerColumn['type'] {
  if (type.alias === 'JSON') return 'json';
  switch (type.typeId) {
    case DuckDBTypeId.VARCHAR:
    case DuckDBTypeId.ENUM:
    case DuckDBTypeId.UUID:
      return 'text';
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
    case DuckDBTypeId.DECIMAL:
      return 'number';
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_S:
    case DuckDBTypeId.TIMESTAMP_MS:
    case DuckDBTypeId.TIMESTAMP_NS:
    case DuckDBTypeId.TIMESTAMP_TZ:
      return 'time';
    default:
      return 'other';
  }
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
