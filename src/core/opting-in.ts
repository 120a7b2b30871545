/** Members of an organization that have not enabled the region in which its trail stands. */
import type { Known } from './derive.ts';
import type { Problem, World } from './model.ts';
import { isOrganizations } from './readiness.ts';
import type { LocatedAccount } from './spec/spec.ts';
import { some } from './spec/words.ts';

interface Members {
  readonly accounts: readonly Pick<LocatedAccount, 'key' | 'id' | 'partition' | 'enabled'>[];
  /** Whether the organization has an account, by its id. */
  readonly isMember: (account: string) => boolean;
}

/** One for each trail whose home some members have not enabled. */
export function closedHomes(
  known: readonly Known[],
  world: World,
  { accounts, isMember }: Members,
): readonly Problem[] {
  return known.flatMap(one => {
    const { address, target, state } = one.desired;
    if (!isOrganizations(one, state, world)) return [];
    const closed = accounts.filter(
      ({ id, partition, enabled }) =>
        partition === target.partition && isMember(id) && enabled !== null && !enabled.includes(target.region),
    );
    if (closed.length === 0) return [];
    return [
      {
        code: 'home-region-closed',
        severity: 'warning',
        at: address,
        message: `${target.region} is not enabled in ${some(closed.map(({ key }) => key))}: what happens in such an account may not be recorded by ${address}`,
        hint: 'Enable the region in these accounts, or let the trail stand in a region that all have.',
      },
    ];
  });
}
