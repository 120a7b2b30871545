/** Node's SQLite, without what it says of itself when it is loaded. */
import type { DatabaseSync } from 'node:sqlite';

/** Loads it. On some versions of Node that prints a warning of an experiment; others are let through. */
export async function loadSqlite(): Promise<typeof import('node:sqlite')> {
  const { emitWarning } = process;
  const isOfSqlite = (warning: unknown): boolean => String(warning).startsWith('SQLite is an experimental feature');
  process.emitWarning = (...said: readonly unknown[]) => {
    if (!isOfSqlite(said[0])) Reflect.apply(emitWarning, process, said);
  };
  try {
    return await import('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Numbers that SQLite has for what went wrong: https://sqlite.org/rescode.html. */
const damaged: ReadonlySet<number> = new Set([11, 26]);

/** Whether the file is no database, or a broken one. */
export function isDamage(error: unknown): boolean {
  return damaged.has((codeOf(error) ?? 0) & 0xff);
}

/** Undefined: it is no error of SQLite. */
export function codeOf(error: unknown): number | undefined {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'errcode') : undefined;
  return typeof code === 'number' ? code : undefined;
}

/** The number that a pragma answers. */
export function pragma(database: DatabaseSync, name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}

/** All of it, or nothing. */
export function inTransaction(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

/** A full disk ends a transaction by itself; then there is none. The versions of Node that say which it is are newer. */
function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // what counts is the first error
  }
}
