/** Writes rows into DuckDB. */
import type { DuckDBAppender, DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';

import type { Cell, Column } from '../../logs/flatten.ts';
import type { Library } from './library.ts';
import { loadedTable } from './table.ts';

/** The most that a chunk of DuckDB holds. */
const rowsOfChunk = 2048;
/** Between two writes to the file: rows wait in memory until then. */
const chunksOfFlush = 4;

type Vector = ReturnType<DuckDBDataChunk['getColumnVector']>;

/** Rows go cell by cell into one chunk, again and again: nothing of them is kept in JavaScript. */
export class Appender {
  readonly #appender: DuckDBAppender;
  readonly #chunk: DuckDBDataChunk;
  readonly #columns: readonly Column[];
  #vectors: readonly Vector[] = [];
  #filled = 0;
  #chunks = 0;

  private constructor(appender: DuckDBAppender, chunk: DuckDBDataChunk, columns: readonly Column[]) {
    this.#appender = appender;
    this.#chunk = chunk;
    this.#columns = columns;
    this.#begin();
  }

  /** @param columns those of the table, in its order */
  static async open(
    { DuckDBDataChunk: Chunk, VARCHAR, BOOLEAN }: Library,
    connection: DuckDBConnection,
    columns: readonly Column[],
  ): Promise<Appender> {
    const types = columns.map(({ type }) => (type === 'flag' ? BOOLEAN : VARCHAR));
    const chunk = Chunk.create(types, rowsOfChunk);
    return new Appender(await connection.createAppender(loadedTable), chunk, columns);
  }

  /** @param cells as the columns are */
  add(cells: readonly Cell[]): void {
    for (const [index, vector] of this.#vectors.entries()) vector.setItem(this.#filled, this.#cell(cells, index));
    if (++this.#filled === rowsOfChunk) this.#write();
  }

  close(): void {
    if (this.#filled > 0) this.#write();
    this.#appender.closeSync();
  }

  #cell(cells: readonly Cell[], index: number): string | boolean | null {
    const cell = cells[index] ?? null;
    if (cell === null || typeof cell === 'boolean') return cell;
    if (typeof cell !== 'string') return wellFormed(JSON.stringify(cell));
    return this.#columns[index]?.type === 'json' ? wellFormed(cell) : cell;
  }

  #write(): void {
    for (const vector of this.#vectors) vector.flush();
    if (this.#filled < rowsOfChunk) this.#chunk.rowCount = this.#filled;
    this.#appender.appendDataChunk(this.#chunk);
    if (++this.#chunks % chunksOfFlush === 0) this.#appender.flushSync();
    this.#begin();
  }

  #begin(): void {
    this.#chunk.reset();
    this.#chunk.rowCount = rowsOfChunk;
    this.#vectors = this.#columns.map((_, index) => this.#chunk.getColumnVector(index));
    this.#filled = 0;
  }
}

/** Half a pair of UTF-16, written as an escape, is JSON for JavaScript and none for DuckDB. */
function wellFormed(json: string): string {
  return json.includes(String.raw`\u`)
    ? json.replaceAll(escapes, one => (lone.test(one) ? String.raw`\ufffd` : one))
    : json;
}

/** A backslash and what belongs to it, pairs of UTF-16 as one. */
const escapes = /\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)/gu;
const lone = /^\\u[dD][89a-fA-F][0-9a-fA-F]{2}$/u;
