/** What carries no owner tag is strengthened and nothing else, until somebody says that it is ours. */
import { matchesAddress } from '../address.ts';
import type { Known } from '../derive.ts';
import type { AnyState } from '../kind.ts';
import type { Address, Desired, Live, Problem } from '../model.ts';
import type { Difference, FieldChange } from '../plan.ts';
import type { Consent, RuleOf } from './settings.ts';

/**
 * The differences, those of untagged resources that are said to be ours marked as adoptions: `adopt: true` says so in the
 * spec, `--adopt` for one run. The calls of an adoption are those of an update, the tag among them.
 *
 * @param known the resources of the spec with what was seen of them
 */
export function adopting(
  differences: readonly Difference[],
  known: ReadonlyMap<Address, Known>,
  consent: Pick<Consent, 'adopt'>,
): readonly Difference[] {
  return differences.map(difference => {
    const one = known.get(difference.address);
    const ours = one !== undefined && isUntagged(one.live) && isSaidToBeOurs(one.desired, consent);
    return ours ? { ...difference, action: 'adopt' } : difference;
  });
}

/** Of a resource without an owner tag that nobody adopts, all but what strengthens stays as it is. */
export const awaitAdoption: RuleOf = (differences, { known }) =>
  differences.map(difference => {
    const live = known.get(difference.address)?.live;
    if (difference.action === 'adopt' || live === undefined || !isUntagged(live)) return difference;
    return { ...difference, fields: difference.fields.map(field => untouched(field, difference.address)) };
  });

/** Patterns of `--adopt` that mean nothing which lacks its tag: most likely a slip of the pen. */
export function idleAdoptions(patterns: readonly string[], known: readonly Known[]): readonly Problem[] {
  const open = known.filter(({ live }) => live.is === 'unread' || (live.is === 'present' && !live.owner));
  const means = (pattern: string): boolean => open.some(({ desired }) => matchesAddress(pattern, desired.address));
  return patterns
    .filter(pattern => !means(pattern))
    .map(pattern => ({
      code: 'nothing-to-adopt',
      severity: 'warning',
      message: `--adopt ${pattern} means nothing that lacks our owner tag`,
      hint: 'KIND/KEY@ACCOUNT/REGION, with * in any part. What carries the tag is ours already.',
    }));
}

/** What an interrupted creation of ours left behind is ours, although it has no tag yet. */
function isUntagged(live: Live<AnyState>): boolean {
  return live.is === 'present' && live.owner === null && live.unclaimed !== true;
}

function isSaidToBeOurs({ adopt, address }: Desired<AnyState>, consent: Pick<Consent, 'adopt'>): boolean {
  return adopt || consent.adopt.some(pattern => matchesAddress(pattern, address));
}

function untouched(field: FieldChange, at: Address): FieldChange {
  // whose is to be protected must be known, and no tag of ours is put on what is not
  if ((field.effect === 'strengthens' && field.field !== 'protect') || field.withheld) return field;
  return { ...field, withheld: { by: 'fixed', problem: notAdopted(at) } };
}

function notAdopted(at: Address): Problem {
  return {
    code: 'not-adopted',
    at,
    message: "Without our owner tag it may be somebody else's, so it is strengthened and nothing else",
    hint: `Adopt it: --adopt ${at} for this run, or adopt: true in its block.`,
  };
}
