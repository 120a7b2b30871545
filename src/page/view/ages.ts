/** How old deliveries are, and how that is drawn. */
import type { TrailView } from '../../core/daemon/snapshot.ts';
import { minute } from './time.ts';

/** The oldest of the newest log files of some trails. `never`: a trail that is known has delivered none. */
export function newestLog(trails: readonly TrailView[]): string | 'never' | 'unknown' {
  if (trails.length === 0) return 'unknown';
  if (trails.every(({ logging, lastLog }) => logging === null && lastLog === null)) return 'unknown';
  const delivered = trails.flatMap(({ lastLog }) => lastLog ?? []);
  if (delivered.length === 0) return 'never';
  return delivered.reduce((oldest, one) => (Date.parse(one) < Date.parse(oldest) ? one : oldest));
}

/** @returns whether an age is beyond the limit, and how much of a bar it fills: the limit at two thirds, by logarithm */
export function lateness(age: number, limit: number): { readonly isLate: boolean; readonly share: number } {
  const grown = Math.log(Math.max(0, age) / minute + 1) / Math.log(limit / minute + 1);
  return { isLate: age > limit, share: Math.min(1, Math.max(0.02, (grown * 2) / 3)) };
}
