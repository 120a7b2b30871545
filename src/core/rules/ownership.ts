/** Whose a resource is decides what may be changed of it. */
import type { Address } from '../model.ts';
import type { Difference, FieldChange } from '../plan.ts';
import type { RuleOf } from './settings.ts';

/** A resource that carries another owner's tag is not ours: every change of it is refused, and the owner is named. */
export const respectOwners: RuleOf = (differences, { owner }) =>
  differences.map((difference): Difference => {
    const other = otherOwner(difference, owner);
    if (other === undefined) return difference;
    return {
      ...difference,
      withheld: {
        by: 'refused',
        problem: {
          code: 'other-owner',
          at: difference.address,
          message: `It belongs to ${JSON.stringify(other)} (tag trailwarden:owner), not to ${JSON.stringify(owner)}`,
          hint: `Leave it to ${other}, or take the tag away there first.`,
        },
      },
    };
  });

function otherOwner({ fields }: Difference, owner: string): string | undefined {
  const before = fields.find(({ field }) => field === 'owner')?.before;
  return typeof before === 'string' && before !== owner ? before : undefined;
}

/** Where nobody knows whose a resource is, it is strengthened and nothing else. */
export const awaitOwner: RuleOf = (differences, { known }) =>
  differences.map(difference => {
    const live = known.get(difference.address)?.live;
    if (live?.is !== 'present' || live.owner !== undefined) return difference;
    return { ...difference, fields: difference.fields.map(field => awaiting(field, difference.address)) };
  });

function awaiting(field: FieldChange, at: Address): FieldChange {
  if (field.effect === 'strengthens' || field.withheld) return field;
  const message =
    'Its tags could not be read, so nobody knows whose it is; until then it is strengthened and nothing else';
  return { ...field, withheld: { by: 'waits', problem: { code: 'owner-unknown', at, message } } };
}
