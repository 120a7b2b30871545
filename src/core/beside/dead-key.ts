/** Keys of trails under which nothing can be delivered: taking one off loses nothing. Pure. */
import { parseArn } from '../arn.ts';
import type { Known } from '../derive.ts';
import type { Arn, World } from '../model.ts';
import type { Difference, FieldChange } from '../plan.ts';
import { under } from '../policy/evaluate/circumstances.ts';
import { encryptionRequests } from '../policy/evaluate/encryption.ts';
import { evaluator } from '../policy/evaluate/evaluator.ts';
import { standing } from '../reading.ts';
import type { KeySeen } from './key.ts';
import { isKeyArn, usesOf } from './use.ts';
import type { KeyUsed } from './use.ts';

/** The keys of trails as they stand, where the spec wants another, or none. */
export function keysToLeave(known: readonly Known[], world: World): readonly KeyUsed[] {
  const asTheyStand = known.map(({ kind, desired, live }) => ({
    kind,
    desired: { ...desired, state: { ...desired.state, ...(live.is === 'present' ? standing(live.fields) : {}) } },
  }));
  const wanted = new Map(known.map(({ desired }) => [desired.address, desired.state]));
  return usesOf(asTheyStand, world).keys.filter(
    ({ encrypts, key, field, by }) =>
      encrypts === 'trail' && isKeyArn(key) && wanted.get(by.desired.address)?.[field] !== key,
  );
}

/** The differences, where leaving a dead key strengthens. What is not known of a key counts as if it worked. */
export function freeOfDeadKeys(
  differences: readonly Difference[],
  uses: readonly KeyUsed[],
  { keys, now }: { readonly keys: ReadonlyMap<Arn, KeySeen>; readonly now: string | undefined },
): readonly Difference[] {
  const dead = uses.filter(use => isDead(use, keys.get(use.key), now));
  if (dead.length === 0) return differences;
  return differences.map(difference => ({
    ...difference,
    fields: difference.fields.map(change => {
      const isLeft = ({ by, field }: KeyUsed): boolean =>
        by.desired.address === difference.address && field === change.field;
      return dead.some(isLeft) ? freed(change) : change;
    }),
  }));
}

function freed({ loss: _loss, ...change }: FieldChange): FieldChange {
  const meaning = `Nothing can be delivered under ${String(change.before)}, which the spec does not ask for.`;
  return { ...change, effect: 'strengthens', gravity: 'critical', meaning };
}

const deadStates: ReadonlySet<string> = new Set(['Disabled', 'PendingDeletion', 'PendingReplicaDeletion']);

/** A data key of files is what is needed for each; of the other requests a trail that delivers may do without. */
function isDead(use: KeyUsed, seen: KeySeen | undefined, now: string | undefined): boolean {
  if (seen === undefined) return false;
  const { facts, policy } = seen;
  if ('value' in facts && (facts.value === null || deadStates.has(facts.value.state))) return true;
  if ('unread' in policy) return false;
  const { account, region } = parseArn(use.key);
  const answer = evaluator(policy.value);
  const asked = use.trails
    .flatMap(using => under({ now, account, region })(encryptionRequests({ ...use, ...using, of: use.key })))
    .filter(({ request }) => request.action === 'kms:GenerateDataKey');
  return asked.length > 0 && asked.every(({ request }) => answer(request).verdict === 'denied');
}
