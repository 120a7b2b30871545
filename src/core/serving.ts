/** What needs a resource that cannot serve it is not tried in vain. */
import { changeOf } from './changed.ts';
import type { Known } from './derive.ts';
import { byAddress } from './derive.ts';
import type { AnyState } from './kind.ts';
import type { Arn, Problem, World } from './model.ts';
import type { Need } from './needs.ts';
import { isOpen } from './plan.ts';
import type { Difference, Withheld } from './plan.ts';
import { standing } from './reading.ts';

/**
 * The differences, less what would newly rest on a resource that cannot serve anybody as it stands: creations, and fields
 * such as a trail's destination. What rests there already, and every repair, is done all the same.
 */
export function holdUnserved(
  differences: readonly Difference[],
  known: readonly Known[],
  world: World,
): readonly Difference[] {
  const unfit = new Map(known.flatMap(resource => unfitness(resource)));
  if (unfit.size === 0) return differences;
  const resources = byAddress(known);
  return differences.map(difference => {
    const resource = resources.get(difference.address);
    return resource && isOpen(difference) ? held(difference, resource, { unfit, world }) : difference;
  });
}

/** Why nobody can be served, by the ARN of what serves. */
function unfitness({ kind, desired, live }: Known): readonly (readonly [Arn, Problem])[] {
  const { address, name, arn, managed, target } = desired;
  const problem = live.is === 'present' ? kind.unfit?.(live.fields, target) : undefined;
  if (problem) return [[arn, cannotServe(`${address}, which cannot serve it: ${problem.message}`, problem.hint)]];
  if (live.is !== 'absent' || managed) return [];
  return [[arn, cannotServe(`${address}: ${name} does not exist, and the spec only refers to it (manage: false)`)]];
}

function cannotServe(what: string, hint?: string): Problem {
  return { code: 'cannot-serve', message: `It needs ${what}`, ...(hint === undefined ? {} : { hint }) };
}

interface Around {
  readonly unfit: ReadonlyMap<Arn, Problem>;
  readonly world: World;
}

function held(difference: Difference, resource: Known, { unfit, world }: Around): Difference {
  const { kind, desired, live } = resource;
  const needsOf = (state: AnyState): readonly Need[] => kind.needs?.(state, desired.arn, world) ?? [];
  const after = changeOf(resource, difference).desired;
  const before = live.is === 'present' ? needsOf({ ...after, ...standing(live.fields) }).map(placeKey) : [];
  const [first, ...more] = needsOf(after).filter(need => unfit.has(need.of) && !before.includes(placeKey(need)));
  const problem = first && unfit.get(first.of);
  if (!first || !problem) return difference;
  const withheld: Withheld = { by: 'fixed', problem: { ...problem, at: difference.address } };
  if (live.is !== 'present') return { ...difference, withheld };
  const unserved = [first, ...more].map(placeKey);
  const fields = difference.fields.map(field => {
    const without = needsOf({ ...after, [field.field]: field.before }).map(placeKey);
    const places = field.withheld === undefined && unserved.some(need => !without.includes(need));
    return places ? { ...field, withheld } : field;
  });
  return { ...difference, fields };
}

/** Where something is needed, whatever for: a need that only asks for more of the same place is no new one. */
function placeKey(need: Need): string {
  return `${need.to} ${need.of} ${need.to === 'deliver-logs' ? need.prefix : ''}`;
}
