/** DuckDB, which is loaded when something is asked, and which not everybody has installed. */
import type { Problem } from '../../core/model.ts';

export type Library = typeof import('@duckdb/node-api');

/** The library, or why it cannot be had: it is an optional dependency, made for each platform. */
export async function loadLibrary(): Promise<Library | Problem> {
  try {
    return await import('@duckdb/node-api');
  } catch (error) {
    return {
      code: 'duckdb-missing',
      message: `DuckDB could not be loaded: ${reasonOf(error)}`,
      hint: 'npm install @duckdb/node-api beside trailwarden, or --engine athena',
    };
  }
}

/** The first line: Node lists all modules that asked for the one that is missing. */
function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}
