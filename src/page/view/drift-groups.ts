/** Drifts that say the same, told once. */
import type { Drift } from '../../core/drift/drift.ts';
import { gravities } from '../../core/plan.ts';

/** At least one; all alike but for where they stand. The first speaks for all. */
export type DriftGroup = readonly [Drift, ...Drift[]];

/** From so many on they are one. Two can be read one by one. */
const alike = 3;

/** Gravest first, then the newest; what could not be read last. */
export function groupsOf(drifts: readonly Drift[]): readonly DriftGroup[] {
  const sorted = drifts.toSorted((a, b) => rank(a) - rank(b) || Date.parse(b.openedAt) - Date.parse(a.openedAt));
  const groups = [...Map.groupBy(sorted, likeness).values()];
  return groups
    .flatMap((group): readonly (readonly Drift[])[] => (group.length < alike ? group.map(one => [one]) : [group]))
    .flatMap(([first, ...others]): readonly DriftGroup[] => (first === undefined ? [] : [[first, ...others]]))
    .toSorted(([a], [b]) => rank(a) - rank(b));
}

function rank({ gravity, kind }: Drift): number {
  return gravities.indexOf(gravity) + (kind === 'unread' ? gravities.length : 0);
}

/** The same setting of the same block, with the same values, and the same to be said of it. */
function likeness({ address, kind, field, gravity, status, wanted, found, withheld, attribution }: Drift): string {
  const who = attribution?.answer === 'found' ? attribution.event.principal.name : (attribution?.answer ?? null);
  const block = address.replace(/@.*$/u, '');
  return JSON.stringify([block, kind, field, gravity, status, wanted, found, withheld?.problem.message ?? null, who]);
}
