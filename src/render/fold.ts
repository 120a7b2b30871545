/** The same change of many resources, told once. */
import { canonical } from '../core/diff.ts';
import type { Address } from '../core/model.ts';
import type { PlannedChange, Withheld } from '../core/plan.ts';

/** At least one change; all alike but for where they stand. */
export type Group = readonly [PlannedChange, ...PlannedChange[]];

/** Changes that say the same together, in the order of the first of each. */
export function folded(changes: readonly PlannedChange[], fold: boolean): readonly Group[] {
  if (!fold) return changes.map((change): Group => [change]);
  const groups = new Map<string, [PlannedChange, ...PlannedChange[]]>();
  for (const change of changes) {
    const key = likeness(change);
    const group = groups.get(key);
    if (group) group.push(change);
    else groups.set(key, [change]);
  }
  return [...groups.values()];
}

function likeness({ address, resource, action, fields, withheld }: PlannedChange): string {
  return canonical([
    blockOf(address),
    resource.name,
    action,
    reason(withheld),
    fields.map(({ withheld: one, ...field }) => ({ ...field, withheld: reason(one) })),
  ]);
}

/** `trail/main`: the block of the spec that a resource comes from. */
function blockOf(address: Address): string {
  return address.replace(/@.*/u, '');
}

/** Why, whatever the place. */
function reason(withheld: Withheld | undefined): unknown {
  if (withheld === undefined) return null;
  const { by, problem } = withheld;
  return [by, problem.code, problem.message, problem.hint ?? null];
}

/** How many addresses of a group are named. */
export const mostAddresses = 3;
