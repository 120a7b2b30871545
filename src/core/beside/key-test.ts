/** What keys that stand let CloudTrail do for the trails of a spec, use by use. */
import type { Arn } from '../model.ts';
import type { Wish } from '../desire.ts';
import { encryptionRequests } from '../policy/evaluate/encryption.ts';
import { answers } from '../policy/evaluate/judge.ts';
import type { PolicyDocument } from '../policy/statement.ts';
import { tested, untested } from '../policy/tested.ts';
import type { Tested } from '../policy/tested.ts';
import { unfitness } from './key.ts';
import type { KeySeen } from './key.ts';
import type { KeyUsed, Using } from './use.ts';

/**
 * One test for every trail that comes to a key of a trail or a topic. The key of a bucket is left out: whether CloudTrail
 * leaves encryption to the bucket is not established.
 */
export function testKeys(
  uses: readonly KeyUsed[],
  seen: ReadonlyMap<Arn, KeySeen>,
  wishes: readonly Wish[],
): readonly Tested[] {
  const trails = new Map(wishes.map(({ desired }) => [desired.arn, desired.address]));
  const ready = new Map<PolicyDocument, ReturnType<typeof answers>>();
  const ask = (policy: PolicyDocument): ReturnType<typeof answers> => {
    const answer = ready.get(policy) ?? answers(policy);
    ready.set(policy, answer);
    return answer;
  };
  return uses.flatMap(use => {
    const key = seen.get(use.key);
    if (key === undefined || use.encrypts === 'bucket') return [];
    return use.trails.map(using => testKey({ use, using, address: trails.get(using.trail) ?? null }, key, ask));
  });
}

interface Used extends Pick<Tested, 'address'> {
  readonly use: KeyUsed;
  readonly using: Using;
}

/** A key that does not work serves nobody, whatever its policy says. */
function testKey(
  { use, using, address }: Used,
  { facts, policy }: KeySeen,
  ask: (policy: PolicyDocument) => ReturnType<typeof answers>,
): Tested {
  const { key: resource, encrypts, bucketKey } = use;
  const to = encrypts === 'topic' ? 'encrypt-announcements' : 'encrypt-logs';
  const used = { address, trail: using.trail, to, resource } as const;
  const unfit = 'value' in facts ? unfitness(use, facts.value) : undefined;
  if (unfit) return untested(used, 'denied', unfit.problem);
  if ('unread' in policy) return untested(used, 'unknown', policy.unread);
  return tested(used, ask(policy.value)(encryptionRequests({ of: resource, ...using, encrypts, bucketKey })));
}
