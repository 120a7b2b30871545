/** Judges a query before anything is loaded for it. */
import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api';

import type { Position, Problem } from '../../core/model.ts';
import { columns } from '../../logs/flatten.ts';
import { queryName } from '../../logs/query/text.ts';
import type { Library } from './library.ts';
import { emptyEvents } from './table.ts';

/**
 * The columns of `events` that a query reads: DuckDB's own plan of it over an empty table says so. Of its optimizers the
 * one that leaves columns out is on alone: others would take advantage of the table being empty.
 *
 * @returns a problem where the text is not one query, or names what there is not
 */
export async function columnsRead(
  connection: DuckDBConnection,
  sql: string,
  library: Library,
): Promise<ReadonlySet<string> | Problem> {
  const optimizers = (await connection.runAndReadAll('SELECT name FROM duckdb_optimizers()')).getRows().flat();
  const others = optimizers.filter(name => name !== 'unused_columns');
  await connection.run(`SET disabled_optimizers = '${others.join(',')}'`);
  await connection.run(emptyEvents);
  try {
    const refused = await notOneQuery(connection, sql, library);
    if (refused) return refused;
    const explained = await connection.runAndReadAll(`EXPLAIN (FORMAT json) ${sql}`);
    const told = [...toldIn(JSON.parse(String(explained.getRows()[0]?.[1])))];
    const acting = told.flatMap(node => functionsOf(node)).find(name => acts.test(name));
    if (acting !== undefined) return invalid(`${acting.toLowerCase()} does something, and is no query`);
    return new Set(told.flatMap(columnsOf));
  } catch (error) {
    return invalidQuery(error, sql);
  } finally {
    await connection.run('DROP TABLE events');
    await connection.run('RESET disabled_optimizers');
  }
}

async function notOneQuery(
  connection: DuckDBConnection,
  sql: string,
  { StatementType }: Library,
): Promise<Problem | null> {
  if (sql.replaceAll(/--.*$|\/\*[\s\S]*?\*\/|[\s;]/gmu, '') === '') return invalid('there is no query');
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) return invalid('this is more than one statement');
  const statement: DuckDBPreparedStatement = await statements.prepare(0);
  const { statementType } = statement;
  statement.destroySync();
  if (statementType === StatementType.SELECT) return null;
  const isInstall = StatementType[statementType] === 'LOAD' && /^\s*(?:force\s+)?install\b/iu.test(sql); // DuckDB has one type for both
  return invalid(`${isInstall ? 'INSTALL' : StatementType[statementType]} is no query`);
}

const invalid = (message: string): Problem => ({
  code: 'query-invalid',
  message,
  hint: 'one SELECT, also as WITH, FROM, DESCRIBE or SUMMARIZE; logs query --help has examples',
});

/** What DuckDB says: the first line is what is wrong, the others what may mend it, and where in the query it is. */
export function invalidQuery(error: unknown, sql = ''): Problem {
  const text = error instanceof Error ? error.message : String(error);
  const [first = '', ...more] = text.replace(/^Failed to extract statements: /u, '').split('\n');
  const drawn = more.findIndex(line => /^LINE \d+: /u.test(line));
  const said = (drawn === -1 ? more : more.slice(0, drawn)).filter(line => line.trim() !== '').join(' ');
  const at = drawn === -1 ? null : placeIn(sql, more[drawn] ?? '', more[drawn + 1] ?? '');
  return {
    code: 'query-invalid',
    message: first.replace(/\.$/u, ''),
    ...(at === null ? {} : { at }),
    ...(said === '' ? {} : { hint: said }),
  };
}

/** Where the caret points that DuckDB draws under a line, of which it may show but a piece between dots. */
function placeIn(sql: string, drawn: string, caret: string): Position | null {
  const [label = '', number = ''] = /^LINE (\d+): /u.exec(drawn) ?? [];
  const source = sql.split('\n')[Number(number) - 1] ?? '';
  const shown = drawn.slice(label.length);
  const begin = shown.startsWith('...') ? 3 : 0;
  const piece = source.startsWith(shown) ? shown : shown.slice(begin).replace(/\.\.\.$/u, '');
  const start = source.indexOf(piece);
  const offset = caret.indexOf('^') - label.length - (source.startsWith(shown) ? 0 : begin);
  if (start === -1 || offset < 0) return null;
  const [word = ''] = /^\w*/u.exec(source.slice(start + offset)) ?? [];
  return { file: queryName, line: Number(number), column: start + offset + 1, length: Math.max(1, word.length) };
}

/** Functions that stand where a table does and change how the database works. */
const acts = /^(?:enable|disable|truncate|force|checkpoint)/iu;

type Told = Readonly<Record<string, unknown>>;

/** What the nodes of a plan tell of themselves. */
function* toldIn(node: unknown): Generator<Told> {
  if (Array.isArray(node)) for (const one of node) yield* toldIn(one);
  if (typeof node !== 'object' || node === null) return;
  if ('children' in node) yield* toldIn(node.children);
  if ('extra_info' in node && isTold(node.extra_info)) yield node.extra_info;
}

const isTold = (value: unknown): value is Told => typeof value === 'object' && value !== null;

/** Names in the lists of columns that scans give on. */
function columnsOf({ Projections: given }: Told): readonly string[] {
  const names: readonly unknown[] = Array.isArray(given) ? given : [given];
  return columns.flatMap(({ name }) => (names.includes(name) ? [name] : []));
}

function functionsOf({ Function: name }: Told): readonly string[] {
  return typeof name === 'string' ? [name] : [];
}
