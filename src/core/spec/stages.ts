/** In which order the groups of a rollout are served, and what belongs to which. */
import { accountIn } from '../address.ts';
import type { Derived } from '../derive.ts';
import type { Address } from '../model.ts';
import { Members } from './members.ts';
import type { LocatedAccount, Spec } from './spec.ts';

/** The groups of a rollout, for one run. */
export interface Stages {
  /** In their order; everybody else comes after them. */
  readonly groups: readonly string[];
  /** Of accounts that may be in a group, and nobody could read whether they are: the first such group. */
  readonly unsure: ReadonlyMap<number, string>;
  /** The place of an account among the groups, from 0. */
  ofAccount(address: Address): number;
  /** That of a resource: what an earlier group's resources rest on goes with them. */
  of(address: Address): number;
}

/** Null: the spec has no rollout. */
export function stagesOf(
  spec: Pick<Spec, 'groups' | 'safety'>,
  accounts: readonly LocatedAccount[],
  after: Derived['after'],
): Stages | null {
  const groups = spec.safety.rollout;
  if (groups.length === 0) return null;
  const members = new Members(spec, accounts);
  const meant = groups.map(group => members.named([group]));
  const first = new Map<string, number>();
  for (const [stage, { sure }] of meant.entries())
    for (const { key } of sure) if (!first.has(key)) first.set(key, stage);
  const unsure = meant.flatMap(({ unsure: some }, stage) =>
    [...some].slice(0, 1).map(({ key }) => [stage, key] as const),
  );
  const ofAccount = (address: Address): number => first.get(accountIn(address)) ?? groups.length;
  const served = earliest(after, ofAccount);
  return {
    groups,
    unsure: new Map(unsure),
    ofAccount,
    of: address => Math.min(ofAccount(address), served.get(address) ?? groups.length),
  };
}

/** For what others rest on, the earliest place of these, through however many steps. */
function earliest(after: Derived['after'], own: (address: Address) => number): ReadonlyMap<Address, number> {
  const found = new Map<Address, number>();
  const pass = (address: Address, stage: number): void => {
    for (const first of after.get(address) ?? []) {
      if ((found.get(first) ?? Infinity) <= stage) continue;
      found.set(first, stage);
      pass(first, stage);
    }
  };
  for (const address of after.keys()) pass(address, own(address));
  return found;
}
