/** A history in a database: every method throws what SQLite throws. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { gunzipSync, gzipSync } from 'node:zlib';

import type { DriftQuery, JournalEntry, JournalQuery, Notification } from '../../app/daemon/ports.ts';
import type { RunSummary } from '../../core/daemon/snapshot.ts';
import type { Drift, DriftStep } from '../../core/drift/drift.ts';
import { isAskedFor, isEntryAskedFor } from './memory.ts';
import type { Recorded } from './memory.ts';
import { inTransaction } from './sqlite.ts';

export class Store {
  readonly #database: DatabaseSync;
  #isClosed = false;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  remembered(): readonly Drift[] {
    return this.#first<Drift>(Infinity, isAny, 'SELECT drift FROM drifts WHERE is_remembered = 1 ORDER BY rowid');
  }

  record({ run, report, steps }: Recorded, drifts: readonly Drift[]): void {
    inTransaction(this.#database, () => {
      this.#run('INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?)', run.id, run.startedAt, text(run), zipped(report));
      this.#run('DELETE FROM steps WHERE run = ?', run.id);
      this.#step(drifts, steps, run.id);
    });
  }

  amend(drifts: readonly Drift[], steps: readonly DriftStep[]): void {
    inTransaction(this.#database, () => this.#step(drifts, steps));
  }

  /** @param of the run that they are recorded with; absent: each with its own */
  #step(drifts: readonly Drift[], steps: readonly DriftStep[], of?: string): void {
    for (const step of steps)
      this.#run('INSERT INTO steps (run, at, step) VALUES (?, ?, ?)', of ?? step.run, step.at, text(step));
    this.#run('UPDATE drifts SET is_remembered = 0 WHERE is_remembered = 1');
    for (const { drift } of steps) this.#keep(drift, 0);
    for (const drift of drifts) this.#keep(drift, 1);
  }

  #keep(drift: Drift, isRemembered: 0 | 1): void {
    const { fingerprint, openedAt, closedAt, status } = drift;
    const closed = status === 'closed' ? closedAt : null;
    const values = [fingerprint, openedAt, closed, isRemembered, text(drift)];
    this.#run('INSERT OR REPLACE INTO drifts VALUES (?, ?, ?, ?, ?)', ...values);
  }

  runs({ before, limit }: { readonly before?: string; readonly limit: number }): readonly RunSummary[] {
    const newest = 'SELECT summary FROM runs ORDER BY started_at DESC, id DESC LIMIT ?';
    if (before === undefined) return this.#first<RunSummary>(limit, isAny, newest, limit);
    const older = `SELECT summary FROM runs
      WHERE (started_at, id) < (SELECT started_at, id FROM runs WHERE id = ?) ORDER BY started_at DESC, id DESC LIMIT ?`;
    return this.#first<RunSummary>(limit, isAny, older, before, limit);
  }

  run(id: string): Recorded | null {
    const row = this.#database.prepare('SELECT summary, report FROM runs WHERE id = ?').get(id);
    if (!row) return null;
    const steps = this.#first<DriftStep>(Infinity, isAny, 'SELECT step FROM steps WHERE run = ? ORDER BY seq', id);
    const { summary, report } = row;
    const whole: unknown = report instanceof Uint8Array ? JSON.parse(gunzipSync(report).toString('utf8')) : null;
    return { run: JSON.parse(String(summary)) as RunSummary, report: whole, steps };
  }

  drifts({ limit, ...asked }: DriftQuery): readonly Drift[] {
    const since = asked.since ?? '';
    const all = 'SELECT drift FROM drifts WHERE closed_at IS NULL OR closed_at >= ? ORDER BY opened_at DESC';
    return this.#first<Drift>(limit, drift => isAskedFor(drift, asked), all, since);
  }

  requestIds(since: string): ReadonlySet<string> {
    const ended = this.#first<JournalEntry>(
      Infinity,
      isAny,
      "SELECT entry FROM journal WHERE phase = 'after' AND at >= ?",
      since,
    );
    return new Set(ended.flatMap(({ requestIds = [] }) => requestIds));
  }

  write(entry: JournalEntry): void {
    const { id, phase, at } = entry;
    this.#run('INSERT INTO journal (id, phase, at, entry) VALUES (?, ?, ?, ?)', id, phase, at, text(entry));
  }

  journal({ limit, ...asked }: JournalQuery): readonly JournalEntry[] {
    const all = 'SELECT entry FROM journal WHERE at >= ? ORDER BY seq DESC';
    return this.#first<JournalEntry>(limit, entry => isEntryAskedFor(entry, asked), all, asked.since ?? '');
  }

  unsure(): readonly JournalEntry[] {
    return this.#first<JournalEntry>(
      Infinity,
      isAny,
      `SELECT entry FROM journal AS begun WHERE phase = 'before'
       AND NOT EXISTS (SELECT 1 FROM journal AS ended WHERE ended.id = begun.id AND ended.phase = 'after') ORDER BY seq`,
    );
  }

  notifications(receiver: string): readonly Notification[] {
    const all = 'SELECT incident, at, state FROM notifications WHERE receiver = ? ORDER BY rowid';
    return this.#database
      .prepare(all)
      .all(receiver)
      .map(({ incident, at, state }) => {
        const told: unknown = JSON.parse(String(state));
        return { receiver, incident: String(incident), state: told, at: String(at) };
      });
  }

  notified({ receiver, incident, at, state }: Notification): void {
    this.#run('INSERT OR REPLACE INTO notifications VALUES (?, ?, ?, ?)', receiver, incident, at, text(state));
  }

  recall(name: string): unknown {
    const [value] = this.#first<unknown>(Infinity, isAny, 'SELECT value FROM names WHERE name = ?', name);
    return value;
  }

  remember(name: string, value: unknown): void {
    this.#run('INSERT OR REPLACE INTO names VALUES (?, ?)', name, text(value));
  }

  /** Forgets what is older, and gives the room back. */
  forget(oldest: string): void {
    inTransaction(this.#database, () => {
      this.#run('DELETE FROM runs WHERE started_at < ?', oldest);
      this.#run('DELETE FROM steps WHERE at < ?', oldest);
      this.#run('DELETE FROM drifts WHERE closed_at < ? AND is_remembered = 0', oldest);
      this.#run('DELETE FROM journal WHERE at < ?', oldest);
      this.#run('DELETE FROM notifications WHERE at < ?', oldest);
    });
    this.#database.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)');
  }

  close(): void {
    if (!this.#isClosed) this.#database.close();
    this.#isClosed = true;
  }

  #run(statement: string, ...values: readonly SQLInputValue[]): void {
    this.#database.prepare(statement).run(...values);
  }

  /** The first column, as what it is a document of, of the rows that are asked for. */
  #first<T>(
    limit: number,
    isAsked: (one: T) => boolean,
    question: string,
    ...values: readonly SQLInputValue[]
  ): readonly T[] {
    const found: T[] = [];
    for (const row of this.#database.prepare(question).iterate(...values)) {
      if (found.length >= limit) break;
      const one = JSON.parse(String(Object.values(row)[0])) as T;
      if (isAsked(one)) found.push(one);
    }
    return found;
  }
}

const isAny = (): boolean => true;

const text = (value: unknown): string => JSON.stringify(value ?? null);

/** The report of a thousand accounts is a megabyte, and compresses to a twentieth. */
const zipped = (report: unknown): Uint8Array => gzipSync(text(report));
