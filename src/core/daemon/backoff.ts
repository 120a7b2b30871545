/** When what failed is tried again: sooner than the schedule says, and later each time it fails again. Pure. */
import { matchesAddress } from '../address.ts';
import type { Address } from '../model.ts';
import type { Report } from '../report.ts';
import type { ScheduleConfig } from './config.ts';

/** A place that failed, and when it is due. */
interface Failing {
  /** In a row. */
  readonly failures: number;
  /** Milliseconds since 1970. */
  readonly dueAt: number;
}

/** By pattern of addresses: `@payments/eu-west-1`; empty: everything. */
export type Backoff = ReadonlyMap<string, Failing>;

/** What stands for all resources. */
export const everywhere = '';

export interface Tried {
  /** Patterns of places that failed. */
  readonly failed: ReadonlySet<string>;
  /** Patterns that the run was limited to; empty: everything. */
  readonly targets: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * What is to be tried again after a run. A place that did not fail this time is forgotten, if the run was about it: the
 * next failure there is its first.
 */
export function afterRun(before: Backoff, { failed, targets, now }: Tried, retry: ScheduleConfig['retry']): Backoff {
  const untouched = [...before].filter(
    ([place]) => !failed.has(place) && targets.length > 0 && !targets.includes(place),
  );
  const failing = [...failed].map((place): readonly [string, Failing] => {
    const failures = (before.get(place)?.failures ?? 0) + 1;
    const wait = Math.min(retry.longest, retry.first * retry.factor ** (failures - 1));
    return [place, { failures, dueAt: now + wait }];
  });
  return new Map([...untouched, ...failing]);
}

/** When the first of them is due; null: nothing failed. */
export function nextRetry(backoff: Backoff): number | null {
  return backoff.size === 0 ? null : Math.min(...[...backoff.values()].map(({ dueAt }) => dueAt));
}

/** The patterns that are due; null: none is. Empty: everything is. */
export function dueTargets(backoff: Backoff, now: number): readonly string[] | null {
  const due = [...backoff].filter(([, { dueAt }]) => dueAt <= now).map(([place]) => place);
  if (due.length === 0) return null;
  return due.includes(everywhere) ? [] : due;
}

/** Where a run could not read, or could not carry out, what it wanted to. */
export function placesFailing(
  { plan, remaining, outcomes }: Pick<Report, 'plan' | 'remaining' | 'outcomes'>,
  declared: readonly Address[],
): ReadonlySet<string> {
  const unread = (remaining ?? plan).unknown.filter(({ problem }) => problem.code !== 'not-looked-at');
  const failed = (outcomes ?? []).filter(({ status }) => status !== 'done' && status !== 'skipped');
  const places = [...unread, ...failed].map(({ address }) => address.slice(address.indexOf('@')));
  return new Set(places.map(place => (declared.some(address => matchesAddress(place, address)) ? place : everywhere)));
}
