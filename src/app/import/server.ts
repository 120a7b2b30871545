/** Finds a bucket or topic of which a trail knows the name alone. */
import { parseArn } from '../../core/arn.ts';
import type { AnyKind, AnyState } from '../../core/kind.ts';
import type { Arn, Live, Target } from '../../core/model.ts';
import { serviceOf } from '../../core/derive.ts';
import type { LocatedAccount } from '../../core/spec/spec.ts';
import { look } from '../look.ts';
import type { Memory } from '../ports.ts';

export interface Server {
  readonly kind: AnyKind;
  readonly live: Live<AnyState>;
  /** Where it stands; where it could not be found, where the first who uses it stands. */
  readonly target: Target;
}

interface Reach {
  readonly kinds: readonly AnyKind[];
  readonly accounts: readonly LocatedAccount[];
  readonly memory: Memory;
}

interface Where {
  readonly kind: AnyKind;
  readonly target: Target;
}

/**
 * Looks where the ARN says. The ARN of a bucket says nothing: then in the accounts of those who use it, and in all others
 * until one may read it.
 */
export async function findServer(arn: Arn, users: readonly Target[], reach: Reach): Promise<Server> {
  const kind = reach.kinds.find(one => serviceOf(one) === parseArn(arn).service);
  if (kind === undefined) throw new Error(`import: nothing is known of ${arn}`);
  const [first, ...more] = candidates(arn, users, reach.accounts);
  if (first === undefined) throw new Error(`import: nobody uses ${arn}`);
  const nearest = await lookAt(arn, { kind, target: first }, reach.memory);
  if (nearest.live.is !== 'unread') return nearest;
  for (const target of more) {
    const found = await lookAt(arn, { kind, target }, reach.memory);
    if (found.live.is === 'present') return found;
  }
  return nearest;
}

function candidates(arn: Arn, users: readonly Target[], accounts: readonly LocatedAccount[]): readonly Target[] {
  const { partition, account, region } = parseArn(arn);
  if (account !== '') return [{ partition, account, region }];
  const others = accounts.flatMap(({ id, partition: own }) =>
    own === partition ? users.slice(0, 1).map(user => ({ ...user, account: id })) : [],
  );
  return [...new Map([...users, ...others].map(target => [target.account, target])).values()];
}

/** One that stands in another region says in which, and is read there. */
async function lookAt(arn: Arn, { kind, target }: Where, memory: Memory): Promise<Server> {
  const live = await one(arn, { kind, target }, memory);
  const region = live.is === 'present' ? live.fields['region'] : undefined;
  if (!region || !('value' in region) || typeof region.value !== 'string' || region.value === target.region)
    return { kind, live, target };
  const there = { ...target, region: region.value };
  return { kind, live: await one(arn, { kind, target: there }, memory), target: there };
}

async function one(arn: Arn, where: Where, memory: Memory): Promise<Live<AnyState>> {
  const { asked, unread } = await look(where, [{ arn, fields: Object.keys(where.kind.apart ?? {}) }], memory);
  const live = asked.get(arn);
  if (live) return live;
  return unread ? { is: 'unread', problem: unread } : { is: 'absent' };
}
