/** The table `events`, as DuckDB has it. */
import { columns } from '../../logs/flatten.ts';
import type { Column, ColumnType } from '../../logs/flatten.ts';
import { quotedName } from '../../logs/query/text.ts';

/** What rows are written into: texts are taken as they come, and become what they are when they are read. */
export const loadedTable = 'loaded';

const stored: Readonly<Record<ColumnType, string>> = {
  text: 'VARCHAR',
  time: 'VARCHAR',
  flag: 'BOOLEAN',
  json: 'JSON',
  list: 'VARCHAR',
};

const shown: Readonly<Record<ColumnType, string>> = {
  text: 'VARCHAR',
  time: 'TIMESTAMP',
  flag: 'BOOLEAN',
  json: 'JSON',
  list: 'VARCHAR[]',
};

/** For docs: the type that a column has in queries. */
export const typeInQueries = ({ type }: Column): string => shown[type];

/** By these a record is known again that was delivered twice. */
export const identifying: readonly string[] = ['event_id', 'account'];

export function createLoaded(loaded: readonly Column[]): string {
  return `CREATE TABLE ${loadedTable} (${loaded.map(({ name, type }) => `${quotedName(name)} ${stored[type]}`).join(', ')})`;
}

/** How many rows are there again. Hashes of 64 bits: that two records have the same one does not happen. */
export const countTwins = `SELECT count(*) - count(DISTINCT hash(event_id, account)) FROM ${loadedTable} WHERE event_id IS NOT NULL`;

/**
 * `events`, of what was loaded: columns that the query does not read are null.
 *
 * @param once whether rows that are there again are to be left out
 */
export function createEvents(loaded: readonly Column[], once: boolean): string {
  const names = new Set(loaded.map(({ name }) => name));
  const shownColumns = columns.map(column => (names.has(column.name) ? read(column) : absent(column)));
  const first = `rowid IN (SELECT min(rowid) FROM ${loadedTable} GROUP BY hash(event_id, account))`;
  const where = once ? ` WHERE event_id IS NULL OR ${first}` : '';
  return `CREATE VIEW events AS SELECT ${shownColumns.join(', ')} FROM ${loadedTable}${where}`;
}

/** An empty table of all columns, to find out which of them a query reads. */
export const emptyEvents = `CREATE TABLE events (${columns.map(column => `${quotedName(column.name)} ${shown[column.type]}`).join(', ')})`;

function read({ name, type }: Column): string {
  const own = quotedName(name);
  if (type === 'time') return `CAST(${own} AS TIMESTAMP) AS ${own}`;
  return type === 'list' ? `CAST(CAST(${own} AS JSON) AS VARCHAR[]) AS ${own}` : own;
}

function absent({ name, type }: Column): string {
  return `CAST(NULL AS ${shown[type]}) AS ${quotedName(name)}`;
}

/** Functions of Athena under their names there, so that the same question runs on both. */
export const functionsOfAthena: readonly string[] = [
  'CREATE MACRO json_extract_scalar(json, path) AS json_extract_string(json, path)',
  'CREATE MACRO regexp_like(string, pattern) AS regexp_matches(string, pattern)',
  'CREATE MACRO array_join(list, separator) AS array_to_string(list, separator)',
];
