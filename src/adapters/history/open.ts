/** Opens the history of a daemon, whatever state its file is in. */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

import type { History } from '../../app/daemon/ports.ts';
import type { Clock } from '../../app/ports.ts';
import type { Problem } from '../../core/model.ts';
import { hold } from './alone.ts';
import type { Hold } from './alone.ts';
import { KeptHistory, notKept } from './kept.ts';
import { ForgetfulHistory, MemoryHistory } from './memory.ts';
import { flawIn, migrate, versionOf } from './schema.ts';
import { isDamage, loadSqlite } from './sqlite.ts';
import { Store } from './store.ts';

export interface HistoryOptions {
  /** Null: in memory alone. */
  readonly path: string | null;
  /** How long, in milliseconds. */
  readonly keep: number;
  readonly clock: Pick<Clock, 'now'>;
  /** How long a lock of somebody else is waited for, in milliseconds. */
  readonly patience?: number;
}

/** A history that can be used, and what people should know of it. */
export interface OpenedHistory {
  readonly history: History;
  readonly problems: readonly Problem[];
}

/**
 * Opens the database, or makes it. One that is damaged is set aside and begun anew; where none can be written, or the one
 * there is of a newer version, the history is in memory. Never throws for what is wrong with the file.
 */
export async function openHistory(options: HistoryOptions): Promise<OpenedHistory> {
  const { path, keep } = options;
  if (path === null) return { history: new MemoryHistory({ kept: inMemoryAlone, keep }), problems: [inMemoryAlone] };
  const { DatabaseSync } = await loadSqlite();
  const begin = (): DatabaseSync | Problem => begun(path, new DatabaseSync(prepared(path)), options);
  const opening = { ...options, path, lock: () => hold(path, file => new DatabaseSync(file)) };
  try {
    return opened(begin(), opening, []);
  } catch (error) {
    if (!isDamage(error)) return opened(notKept(reasonOf(error)), opening, []);
    return afterDamage(error, begin, opening);
  }
}

interface Opening extends HistoryOptions {
  readonly path: string;
  /** Taken once the history can be used. */
  readonly lock: () => Hold;
}

const inMemoryAlone: Problem = {
  code: 'history-not-kept',
  severity: 'warning',
  message: 'The history is kept in memory alone: the config names no file for it',
  hint: 'Name one: spec.history.path.',
};

function afterDamage(error: unknown, begin: () => DatabaseSync | Problem, options: Opening): OpenedHistory {
  try {
    const aside = setAside(options.path, options.clock.now());
    const problem: Problem = {
      code: 'history-set-aside',
      severity: 'warning',
      message: `The history ${options.path} is damaged (${reasonOf(error)}): it was renamed to ${aside}, and a new one begun`,
      hint: 'Look at the disk.',
    };
    return opened(begin(), options, [problem]);
  } catch (second) {
    return opened(notKept(reasonOf(second)), options, []);
  }
}

function opened(found: DatabaseSync | Problem, { keep, lock }: Opening, problems: readonly Problem[]): OpenedHistory {
  if ('code' in found) return { history: new ForgetfulHistory({ kept: found, keep }), problems: [...problems, found] };
  const held = lock();
  return { history: new KeptHistory(new Store(found), { keep, held }), problems: [...problems, ...held.problems] };
}

/** Who reads it sees what was sent where: it is for its owner alone. */
function prepared(path: string): string {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  else chmodSync(path, 0o600);
  return path;
}

/** @throws Error of node:sqlite, with the database closed */
function begun(path: string, database: DatabaseSync, { patience = 5000 }: HistoryOptions): DatabaseSync | Problem {
  try {
    database.exec(`PRAGMA busy_timeout = ${patience}`);
    const version = versionOf(database);
    if (typeof version === 'string') throw new NotOurs(version);
    const flaw = flawIn(database);
    if (flaw !== undefined) throw Object.assign(new Error(flaw), { errcode: damage });
    if (version === 0) database.exec('PRAGMA auto_vacuum = INCREMENTAL');
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
    migrate(database, version);
    return database;
  } catch (error) {
    database.close();
    if (!(error instanceof NotOurs)) throw error;
    return error.whose === 'newer' ? newer(path) : notKept(`${path} is a database of something else`);
  }
}

/** A database that is not touched. */
class NotOurs extends Error {
  readonly whose: 'newer' | 'foreign';

  constructor(whose: NotOurs['whose']) {
    super(whose);
    this.whose = whose;
  }
}

/** SQLITE_CORRUPT. */
const damage = 11;

function newer(path: string): Problem {
  return {
    code: 'history-newer',
    severity: 'warning',
    message: `${path} was written by a newer version of trailwarden, and is left as it is`,
    hint: 'Run the newer version, or name another file.',
  };
}

/** With what belongs to it, so that nothing of the old one gets into the new one. */
function setAside(path: string, now: Date): string {
  const stamp = now.toISOString().replaceAll(/[:.]/gu, '-');
  const aside = `${path}.damaged-${stamp}`;
  for (const end of ['', '-wal', '-shm']) if (existsSync(path + end)) renameSync(path + end, aside + end);
  return aside;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Opens a history to read it alone, also while a daemon writes it.
 *
 * @returns why it cannot be read, if so
 */
export async function readHistory(path: string): Promise<Store | Problem> {
  if (!existsSync(path)) return unreadable(path, 'there is no such file');
  const { DatabaseSync } = await loadSqlite();
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    database.exec('PRAGMA busy_timeout = 5000');
    const version = versionOf(database);
    if (typeof version === 'number' && version > 0) return new Store(database);
    database.close();
    return unreadable(path, version === 'newer' ? 'a newer version of trailwarden wrote it' : 'it is something else');
  } catch (error) {
    return unreadable(path, error);
  }
}

/** @param why in words, or what was thrown */
export function unreadable(path: string, why: unknown): Problem {
  const reason = typeof why === 'string' ? why : reasonOf(why);
  return {
    code: 'no-history',
    message: `${path} cannot be read as a history: ${reason}`,
    hint: 'Name the file that history.path of the config names. A damaged one is set aside when the daemon starts.',
  };
}
