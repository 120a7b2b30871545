/** Runs that somebody wants and that have not begun. Pure. */
import type { Cause } from './snapshot.ts';

/** A run that is to begin as soon as no other goes on. */
export interface Wanted {
  /** Of the run. */
  readonly id: string;
  readonly cause: Cause;
  /** Patterns of addresses; empty: everything. */
  readonly targets: readonly string[];
}

/** What is said of a run that several things asked for: the first of these. */
const causes: readonly Cause[] = ['start', 'request', 'source', 'config', 'event', 'logs', 'schedule', 'retry'];

/** One run for two wishes. It has the id of the first, so that whoever was told of it finds it. */
export function merged(first: Wanted | null, more: Wanted): Wanted {
  if (first === null) return more;
  const whole = first.targets.length === 0 || more.targets.length === 0;
  return {
    id: first.id,
    cause: causes.indexOf(first.cause) < causes.indexOf(more.cause) ? first.cause : more.cause,
    targets: whole ? [] : [...new Set([...first.targets, ...more.targets])],
  };
}
