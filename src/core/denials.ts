/** Nothing moves to a place where it will not be served, and nothing is made there. */
import { changeOf } from './changed.ts';
import { canonical } from './diff.ts';
import type { Known } from './derive.ts';
import type { AnyState } from './kind.ts';
import type { Address, Problem, World } from './model.ts';
import type { Need } from './needs.ts';
import type { Difference, FieldChange, Withheld } from './plan.ts';

/**
 * Withholds what would come to rest on a resource that will not serve it: a creation as a whole, of an update the fields
 * that move it there, which is critical whatever
 * the field. What rests there already, and every repair, is done all the same.
 */
export function holdDenied(
  differences: readonly Difference[],
  known: readonly Known[],
  world: World,
): readonly Difference[] {
  const denied = deniedIn(known);
  if (denied.size === 0) return differences;
  const resources = new Map(known.map(resource => [resource.desired.address, resource]));
  return differences.map(difference => {
    const resource = resources.get(difference.address);
    return resource === undefined || difference.withheld ? difference : held(difference, { resource, denied, world });
  });
}

/** The differences that rest, once they are carried out, on a resource that will not serve them. */
export function restingOnDenied(
  differences: readonly Difference[],
  known: readonly Known[],
  world: World,
): ReadonlySet<Address> {
  const denied = deniedIn(known);
  const resources = new Map(known.map(resource => [resource.desired.address, resource]));
  const isDenied = (difference: Difference): boolean => {
    const resource = resources.get(difference.address);
    if (denied.size === 0 || resource === undefined) return false;
    const { kind, desired } = resource;
    const needs = kind.needs?.(changeOf(resource, difference).desired, desired.arn, world) ?? [];
    return needs.some(need => denied.has(canonical(need)));
  };
  return new Set(differences.filter(isDenied).map(({ address }) => address));
}

/** What resources that the spec only refers to deny to CloudTrail, or do for strangers: nobody mends them here. */
export function deniedFindings(known: readonly Known[]): readonly Problem[] {
  return known.flatMap(({ kind, desired: { state, managed, address } }) =>
    managed
      ? []
      : [...(kind.denies?.(state, false) ?? []).map(({ problem }) => problem), ...(kind.tells?.(state) ?? [])].map(
          problem => ({ ...problem, at: address }),
        ),
  );
}

function deniedIn(known: readonly Known[]): ReadonlyMap<string, Problem> {
  return new Map(
    known.flatMap(({ kind, desired: { state, managed }, denied = [] }) =>
      [...denied, ...(kind.denies?.(state, managed) ?? [])].map(
        ({ need, problem }) => [canonical(need), problem] as const,
      ),
    ),
  );
}

interface Around {
  readonly world: World;
  readonly resource: Known;
  readonly denied: ReadonlyMap<string, Problem>;
}

function held(difference: Difference, { resource: { kind, desired }, denied, world }: Around): Difference {
  const needsOf = (state: AnyState): readonly Need[] => kind.needs?.(state, desired.arn, world) ?? [];
  const unserved = needsOf(desired.state).flatMap(need => {
    const problem = denied.get(canonical(need));
    return problem === undefined ? [] : [{ need, withheld: withholding(problem, desired.address) }];
  });
  const [first] = unserved;
  if (first === undefined) return difference;
  if (difference.action !== 'update') return { ...difference, withheld: first.withheld };
  const { fields } = difference;
  const before = needsOf({ ...desired.state, ...Object.fromEntries(fields.map(one => [one.field, one.before])) });
  return {
    ...difference,
    fields: fields.map((field): FieldChange => {
      if (field.withheld) return field;
      const without = needsOf({ ...desired.state, [field.field]: field.before });
      const moved = unserved.find(({ need }) => moves(need, { before, without }));
      return moved === undefined ? field : { ...field, gravity: 'critical', withheld: moved.withheld };
    }),
  };
}

interface Needs {
  /** Needs as they are. */
  readonly before: readonly Need[];
  /** Needs as they would be but for one field. */
  readonly without: readonly Need[];
}

/**
 * Whether one field moves a need to a new place. What asks for more at the place where it is already waits for nobody:
 * CloudTrail looks for itself, and a repair beside it must not be held up.
 */
function moves(need: Need, { before, without }: Needs): boolean {
  const isThere = (needs: readonly Need[]): boolean => needs.some(other => placeOf(other) === placeOf(need));
  return !isThere(before) && !isThere(without);
}

function placeOf(need: Need): string {
  return canonical([need.to, need.of, need.to === 'deliver-logs' ? need.prefix : null]);
}

function withholding(problem: Problem, at: Address): Withheld {
  return { by: 'fixed', problem: { ...problem, at } };
}
