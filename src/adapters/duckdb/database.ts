/** A private database of DuckDB that lives as long as one query, and cannot reach anything but itself. */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';

import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

import type { Problem } from '../../core/model.ts';
import { columns } from '../../logs/flatten.ts';
import type { Cell } from '../../logs/flatten.ts';
import { differing } from '../../logs/query/ports.ts';
import type { Answer, Row } from '../../logs/query/ports.ts';
import { literal } from '../../logs/query/text.ts';
import { Appender } from './appender.ts';
import { loadLibrary } from './library.ts';
import type { Library } from './library.ts';
import { columnsRead, invalidQuery } from './plan.ts';
import { countTwins, createEvents, createLoaded, functionsOfAthena, identifying } from './table.ts';
import { plainly, typeOf } from './values.ts';

/** What DuckDB may take for itself; whatever needs more goes through files in the folder of the database. */
const memory = '100MB';

/** A query that was understood. Rows are added, then it is asked, once. */
export interface Query {
  /** The columns of `events` that it reads. */
  readonly reads: ReadonlySet<string>;
  /** Those that rows have: with what tells whether a record is there again. */
  readonly wanted: ReadonlySet<string>;
  /** A row of the columns that are wanted, in their order. */
  add(cells: readonly Cell[]): void;
  /** No further row comes. Answers how many are left out because they are there again. Before it is asked. */
  loaded(): Promise<number>;
  /** @throws QueryFailure */
  ask(): Promise<Answer>;
  /** The answer as a file of Parquet, which is gone with `close`. @throws QueryFailure */
  parquet(): Promise<{ readonly file: string; readonly rows: number }>;
  /** Ends what is under way, with a QueryFailure. */
  interrupt(): void;
  /** Removes the database. */
  close(): Promise<void>;
}

/** What DuckDB said when a query was under way. */
export class QueryFailure extends Error {
  readonly problem: Problem;

  constructor(error: unknown) {
    const { message, ...rest } = invalidQuery(error);
    super(message);
    this.problem = { ...rest, code: 'query-failed', message };
  }
}

/** Opens a database for one query; a problem where there is no DuckDB, or the query is none. */
export async function openQuery(sql: string): Promise<Query | Problem> {
  const library = await loadLibrary();
  if ('code' in library) return library;
  setFlagsFromString('--semi-space-growth-factor=1'); // records die young: V8 would take 100 MB more for them, to no avail
  const folder = await mkdtemp(join(tmpdir(), 'trailwarden-query-'));
  const opened = await opening(library, folder);
  const close = async (): Promise<void> => {
    opened.connection.closeSync();
    opened.instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const reads = await columnsRead(opened.connection, sql, library);
    if ('code' in reads) {
      await close();
      return reads;
    }
    return { ...(await loading({ ...opened, library, folder }, sql, reads)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Opened {
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
}

/** From here on nothing outside of the folder can be read or written, and nothing loaded. */
async function opening({ DuckDBInstance: Instance }: Library, folder: string): Promise<Opened> {
  const instance = await Instance.create(join(folder, 'events.db'), {
    memory_limit: memory,
    threads: String(Math.min(availableParallelism(), 4)),
    temp_directory: folder,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    allow_persistent_secrets: 'false',
  });
  const connection = await instance.connect();
  for (const statement of [
    `SET allowed_directories = [${literal(`${folder}/`)}]`,
    "SET TimeZone = 'UTC'",
    'SET enable_external_access = false',
    ...functionsOfAthena,
  ])
    await connection.run(statement);
  return { instance, connection };
}

interface Open extends Opened {
  readonly library: Library;
  readonly folder: string;
}

async function loading(
  { library, connection, folder }: Open,
  sql: string,
  reads: ReadonlySet<string>,
): Promise<Omit<Query, 'close'>> {
  const wanted = new Set([...reads, ...identifying]);
  const loaded = columns.filter(({ name }) => wanted.has(name));
  for (const statement of [createLoaded(loaded), 'SET lock_configuration = true']) await connection.run(statement);
  const appender = await Appender.open(library, connection, loaded);
  return {
    reads,
    wanted,
    add: cells => appender.add(cells),
    loaded: async () => {
      appender.close();
      const twins = Number((await connection.runAndReadAll(countTwins)).getRows()[0]?.[0]);
      await connection.run(createEvents(loaded, twins > 0));
      return twins;
    },
    ask: async () => answered({ library, connection }, sql),
    parquet: async () => {
      const file = join(folder, 'answer.parquet');
      const written = await orFailure(() =>
        connection.runAndReadAll(`COPY (\n${sql.replace(/;\s*$/u, '')}\n) TO ${literal(file)} (FORMAT parquet)`),
      );
      return { file, rows: Number(written.getRows()[0]?.[0] ?? 0) };
    },
    interrupt: () => connection.interrupt(),
  };
}

async function answered({ library, connection }: Pick<Open, 'library' | 'connection'>, sql: string): Promise<Answer> {
  const result = await orFailure(() => connection.stream(sql));
  const names = differing(result.columnNames());
  const types = result.columnTypes();
  const plain = plainly(library);
  async function* rows(): AsyncGenerator<readonly Row[]> {
    for (;;) {
      const chunk = await orFailure(() => result.fetchChunk());
      if (chunk === null || chunk.rowCount === 0) return;
      yield chunk.getRows().map(row => row.map(plain));
    }
  }
  return {
    columns: names.map((name, index) => {
      const type = types[index];
      return { name, type: type ? typeOf(library, type) : 'other' };
    }),
    rows: rows(),
  };
}

async function orFailure<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new QueryFailure(error);
  }
}
