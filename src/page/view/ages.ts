/** How old deliveries are, and how that is drawn. */
import type { TrailView } from '../../core/daemon/snapshot.ts';
import { minute } from './time.ts';

/** When something was delivered last. `at` is null where nothing ever was. */
export interface Newest {
  readonly known: boolean;
  readonly at: string | null;
}

/** The oldest of the newest log files of some trails. */
export function newestLog(trails: readonly TrailView[]): Newest {
  const known = trails.some(({ logging, lastLog }) => logging !== null || lastLog !== null);
  const delivered = trails.flatMap(({ lastLog }) => lastLog ?? []);
  if (delivered.length === 0) return { known, at: null };
  const at = delivered.reduce((oldest, one) => (Date.parse(one) < Date.parse(oldest) ? one : oldest));
  return { known, at };
}

/** Whether that nothing ever came from a trail is no wonder: it logs, and nothing went wrong. */
export function isYoung({ logging, errors }: TrailView): boolean {
  return logging === true && Object.keys(errors).length === 0;
}

/** @returns whether an age is beyond the limit, and how much of a bar it fills: the limit at two thirds, by logarithm */
export function lateness(age: number, limit: number): { readonly isLate: boolean; readonly share: number } {
  const grown = Math.log(Math.max(0, age) / minute + 1) / Math.log(limit / minute + 1);
  return { isLate: age > limit, share: Math.min(1, Math.max(0.02, (grown * 2) / 3)) };
}
