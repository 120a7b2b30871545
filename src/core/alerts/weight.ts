/** How much a drift matters to those who are told. Pure. */
import { isAccepted } from '../daemon/cells.ts';
import type { Drift } from '../drift/drift.ts';
import type { Weight } from './notice.ts';

/** What could not be read stands between medium and high: nobody knows. */
const weights: readonly Weight[] = ['critical', 'high', 'not-known', 'medium', 'low', 'info'];

export const weightOf = ({ kind, gravity }: Pick<Drift, 'kind' | 'gravity'>): Weight =>
  kind === 'unread' ? 'not-known' : gravity;

/** Negative: the first is graver. */
export const compareWeights = (one: Weight, other: Weight): number => weights.indexOf(one) - weights.indexOf(other);

/** `info` where there are none. */
export function gravest(drifts: readonly Drift[]): Weight {
  return drifts.map(weightOf).toSorted(compareWeights)[0] ?? 'info';
}

/** Gravest first, then by address and field. */
export function byWeight(drifts: readonly Drift[]): readonly Drift[] {
  const nameOf = ({ address, field }: Drift): string => JSON.stringify([address, field]);
  return drifts.toSorted(
    (a, b) => compareWeights(weightOf(a), weightOf(b)) || (nameOf(a) < nameOf(b) ? -1 : Number(nameOf(a) > nameOf(b))),
  );
}

export const isGrave = (weight: Weight): boolean => weight === 'critical' || weight === 'high';

/** Whether anybody is told of it at all: not of what only informs, and not of what somebody accepted. */
export const isWorthTelling = (drift: Drift): boolean => weightOf(drift) !== 'info' && !isAccepted(drift.withheld);
