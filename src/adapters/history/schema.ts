/** The tables of a history, and how older ones become these. */
import type { DatabaseSync } from 'node:sqlite';

import { inTransaction, pragma } from './sqlite.ts';

/** Marks a database as a history: `TWH` and a version of the mark. */
const applicationId = 0x54574801;

/** What makes each version of the one before. A step that was published is never changed. */
const steps: readonly string[] = [
  `CREATE TABLE runs (
     id TEXT PRIMARY KEY,
     started_at TEXT NOT NULL,
     summary TEXT NOT NULL,
     report BLOB
   ) STRICT;
   CREATE INDEX runs_by_time ON runs (started_at);
   CREATE TABLE drifts (
     fingerprint TEXT NOT NULL,
     opened_at TEXT NOT NULL,
     closed_at TEXT,
     is_remembered INTEGER NOT NULL,
     drift TEXT NOT NULL,
     PRIMARY KEY (fingerprint, opened_at)
   ) STRICT;
   CREATE INDEX drifts_by_time ON drifts (opened_at);
   CREATE INDEX drifts_remembered ON drifts (is_remembered);
   CREATE TABLE steps (
     seq INTEGER PRIMARY KEY,
     run TEXT NOT NULL,
     at TEXT NOT NULL,
     step TEXT NOT NULL
   ) STRICT;
   CREATE INDEX steps_by_run ON steps (run);
   CREATE TABLE journal (
     seq INTEGER PRIMARY KEY,
     id TEXT NOT NULL,
     phase TEXT NOT NULL,
     at TEXT NOT NULL,
     entry TEXT NOT NULL
   ) STRICT;
   CREATE INDEX journal_by_id ON journal (id, phase);
   CREATE INDEX journal_by_time ON journal (at);
   CREATE TABLE notifications (
     receiver TEXT NOT NULL,
     incident TEXT NOT NULL,
     at TEXT NOT NULL,
     state TEXT NOT NULL,
     PRIMARY KEY (receiver, incident)
   ) STRICT;
   CREATE TABLE names (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;`,
];

/** The version that this program writes. */
const newest = steps.length;

/**
 * What a database is: of a version of ours, of a newer one, empty, or somebody else's.
 *
 * @throws Error of node:sqlite when it is damaged
 */
export function versionOf(database: DatabaseSync): number | 'newer' | 'foreign' {
  const version = pragma(database, 'user_version');
  if (pragma(database, 'application_id') === applicationId) return version > newest ? 'newer' : version;
  const tables = database.prepare('SELECT count(*) AS n FROM sqlite_schema').get();
  return Number(tables?.['n']) === 0 ? 0 : 'foreign';
}

/** What is broken in it; undefined: nothing that a quick look shows. */
export function flawIn(database: DatabaseSync): string | undefined {
  const [answer] = Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {});
  return answer === 'ok' ? undefined : String(answer);
}

/** Brings a database to the newest version. */
export function migrate(database: DatabaseSync, from: number): void {
  for (const [index, step] of steps.entries())
    if (index >= from)
      inTransaction(database, () => {
        database.exec(step);
        database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${index + 1}`);
      });
}
