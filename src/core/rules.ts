/** What may be changed at all, decided field by field before any call exists. */
import type { Difference, Rule } from './plan.ts';

export interface OwnershipSettings {
  /** `metadata.name`. */
  readonly owner: string;
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

/** All rules, one after the other. */
export const applyRules: Rule<OwnershipSettings> = (differences, settings, now) =>
  respectOwners(differences, settings, now);
