/** Whether somebody else writes the same history: a lock beside it, which goes with the process that has it. */
import { chmodSync, closeSync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

import type { Problem } from '../../core/model.ts';
import { codeOf } from './sqlite.ts';

/** SQLITE_BUSY. */
const busy = 5;

/** What is held until it is released, or null where there was nothing to hold; and what people should know of it. */
export interface Hold {
  release(): void;
  readonly problems: readonly Problem[];
}

const nothing: Hold = { release: () => undefined, problems: [] };

/**
 * Takes the lock of a history. Two daemons on one history both mend and both tell, and neither knows what the other did:
 * that is told, and no reason to do nothing.
 *
 * @param open makes a database of a file
 */
export function hold(path: string, open: (path: string) => DatabaseSync): Hold {
  const file = `${path}-lock`;
  let lock: DatabaseSync | undefined;
  try {
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
    lock = open(file);
    lock.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    const held = lock;
    return { release: () => held.close(), problems: [] };
  } catch (error) {
    lock?.close();
    // what else may be wrong with the place is told of the history itself
    return codeOf(error) === busy ? { ...nothing, problems: [inUse(path)] } : nothing;
  }
}

function inUse(path: string): Problem {
  return {
    code: 'history-in-use',
    severity: 'warning',
    message: `Another daemon writes the history ${path}: both mend and both tell, and neither knows what the other did`,
    hint: 'End one of them, or name another file in history.path.',
  };
}
