/** A spec without AWS: what it declares, with others in place of what only AWS knows. */
import { desireAll, recordersOf } from '../core/desire.ts';
import type { Wish } from '../core/desire.ts';
import { chooseKeepers } from '../core/keeper.ts';
import type { Keepers } from '../core/keeper.ts';
import type { AnyKind } from '../core/kind.ts';
import type { Arn, World } from '../core/model.ts';
import { expand } from '../core/spec/expand.ts';
import type { Spec } from '../core/spec/spec.ts';
import { standIns } from '../core/spec/stand-ins.ts';
import { worldOf } from './locate.ts';

/** The id of an organization that nobody knows yet. */
export const unknownOrganization = 'o-unknown';

/** What a spec declares, as far as that is known without AWS. */
export interface Estate {
  readonly wishes: readonly Wish[];
  readonly world: World;
  readonly keepers: Keepers;
}

/**
 * All that a spec declares. Keys behind aliases go by the ARN of the alias, and what only AWS knows has a name that says so.
 *
 * @param id of the account that the spec leaves open: that of the credentials in force, where it names none, and the
 *   management account of its organization, which else is taken to be the one through which the organization is read
 */
export function estateOf(spec: Spec, kinds: readonly AnyKind[], id?: string): Estate {
  const accounts = standIns(spec, id === undefined ? undefined : { key: id, id });
  const { entries } = expand(spec, accounts, kinds);
  const through = accounts.find(({ key }) => key === spec.organization?.account) ?? accounts[0];
  const world: World = {
    ...worldOf(spec.owner, entries, (reference, { partition, account, region }) =>
      reference.startsWith('arn:') ? (reference as Arn) : `arn:${partition}:kms:${region}:${account}:${reference}`,
    ),
    // stand-ins are nobody: what is not written, only AWS knows
    ...(spec.accounts === null || (spec.organization?.discover ?? null) !== null ? { accounts: null } : {}),
    organization: { id: spec.organization?.id ?? unknownOrganization, managementAccount: id ?? through?.id ?? '' },
  };
  const wishes = desireAll(entries, kinds, world);
  return { wishes, world, keepers: chooseKeepers(recordersOf(wishes), spec.keeper) };
}
