/** What may be changed at all, decided field by field before any call exists. */
import type { Known } from './derive.ts';
import type { Address } from './model.ts';
import type { Difference, FieldChange, Rule } from './plan.ts';

export interface OwnershipSettings {
  /** `metadata.name`. */
  readonly owner: string;
  /** Resources whose tags could not be read: whose they are is not known. */
  readonly unknownOwners: ReadonlySet<Address>;
}

/** The resources that exist and whose tags could not be read. */
export function ownersUnknown(known: readonly Known[]): ReadonlySet<Address> {
  const blind = known.filter(({ live }) => live.is === 'present' && live.owner === undefined);
  return new Set(blind.map(({ desired }) => desired.address));
}

/** A resource that carries another owner's tag is not ours: every change of it is refused, and the owner is named. */
const respectOwners: Rule<OwnershipSettings> = (differences, { owner }) =>
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
const awaitOwner: Rule<OwnershipSettings> = (differences, { unknownOwners }) =>
  differences.map(difference => {
    if (!unknownOwners.has(difference.address)) return difference;
    return { ...difference, fields: difference.fields.map(field => awaiting(field, difference.address)) };
  });

function awaiting(field: FieldChange, at: Address): FieldChange {
  if (field.effect === 'strengthens' || field.withheld) return field;
  const message =
    'Its tags could not be read, so nobody knows whose it is; until then it is strengthened and nothing else';
  return { ...field, withheld: { by: 'waits', problem: { code: 'owner-unknown', at, message } } };
}

/** All rules, one after the other. */
export const applyRules: Rule<OwnershipSettings> = (differences, settings, now) =>
  awaitOwner(respectOwners(differences, settings, now), settings, now);
