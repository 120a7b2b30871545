/** Drifts that say the same, told once. */
import { standsNow } from '../../core/drift/drift.ts';
import type { Drift } from '../../core/drift/drift.ts';
import { gravities } from '../../core/plan.ts';

/** At least one; all alike but for where they stand. The first speaks for all. */
export type DriftGroup = readonly [Drift, ...Drift[]];

/** From so many on they are one. Two can be read one by one. */
const alike = 3;

/** Gravest first, then the newest; then what could not be read, and what is over for now last. */
export function groupsOf(drifts: readonly Drift[]): readonly DriftGroup[] {
  const sorted = drifts.toSorted((a, b) => rank(a) - rank(b) || Date.parse(b.openedAt) - Date.parse(a.openedAt));
  const groups = [...Map.groupBy(sorted, likeness).values()];
  return groups
    .flatMap((group): readonly (readonly Drift[])[] => (group.length < alike ? group.map(one => [one]) : [group]))
    .flatMap(([first, ...others]): readonly DriftGroup[] => (first === undefined ? [] : [[first, ...others]]))
    .toSorted(([a], [b]) => rank(a) - rank(b));
}

function rank(drift: Drift): number {
  const { gravity, kind } = drift;
  const apart = (kind === 'unread' ? 1 : 0) + (standsNow(drift) ? 0 : 2);
  return gravities.indexOf(gravity) + gravities.length * apart;
}

/** The same setting of the same block, with the same values, and the same to be said of it. */
function likeness(drift: Drift): string {
  const { address, kind, field, gravity, status, wanted, found, withheld, attribution } = drift;
  const isOver = !standsNow(drift);
  const who = attribution?.answer === 'found' ? attribution.event.principal.name : (attribution?.answer ?? null);
  const block = address.replace(/@.*$/u, '');
  const why = withheld?.problem.message ?? null;
  return JSON.stringify([block, kind, field, gravity, status, isOver, wanted, found, why, who]);
}
