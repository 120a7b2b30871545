/** Members of an incident that weigh more than was told of them. Pure. */
import type { Drift } from '../drift/drift.ts';
import type { Incident } from './incident.ts';
import { isStanding } from './incident.ts';
import type { Weight } from './notice.ts';
import { compareWeights, gravest, isGrave, weightOf } from './weight.ts';

type Told = Pick<Incident, 'drifts' | 'weight'>;

interface Member {
  readonly is: Drift;
  /** What was told of it, where it weighs more now. */
  readonly before: Weight | null;
}

/**
 * Whether one has become as grave as the gravest: told also where the incident was that grave before.
 *
 * @param drifts as they are now, in the order in which they were told
 */
export function hasRisen(told: Told, drifts: readonly Drift[]): boolean {
  const standing = membersOf(told, drifts).filter(({ is }) => isStanding(is));
  const weight = gravest(standing.map(({ is }) => is));
  if (compareWeights(weight, told.weight) < 0) return true;
  return isGrave(weight) && standing.some(({ is, before }) => before !== null && weightOf(is) === weight);
}

/** What stands first, of that the gravest, of these who have risen; and what was told of the first of all. */
export function afterRise(
  told: Told,
  drifts: readonly Drift[],
): { readonly drifts: readonly Drift[]; readonly before: Weight } {
  const ordered = membersOf(told, drifts).toSorted(
    (one, other) =>
      Number(isStanding(other.is)) - Number(isStanding(one.is)) ||
      compareWeights(weightOf(one.is), weightOf(other.is)) ||
      Number(one.before === null) - Number(other.before === null),
  );
  const [before = told.weight] = ordered.flatMap(member => member.before ?? []);
  return { drifts: ordered.map(({ is }) => is), before };
}

function membersOf({ drifts: told }: Told, drifts: readonly Drift[]): readonly Member[] {
  return drifts.map((is, index) => {
    const was = told.slice(index, index + 1).map(weightOf);
    const [before = null] = was.filter(weight => compareWeights(weightOf(is), weight) < 0);
    return { is, before };
  });
}
