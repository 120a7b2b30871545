/** The accounts of a spec as far as they are known without asking AWS, with others in place of what only AWS knows. */
import { accountIn } from '../address.ts';
import type { Address } from '../model.ts';
import { accountOf } from './accounts.ts';
import { isId } from './names.ts';
import { knownRegions, partitionOf } from './regions.ts';
import type { Account, LocatedAccount, Spec } from './spec.ts';

/** The id of accounts that nobody knows yet. */
export const unknownAccount = '000000000000';

/** A pattern that means a resource also once AWS says which account was meant where the spec leaves that open. */
export function lastingPattern(address: Address, account: string | undefined): string {
  return account === unknownAccount ? address.replace(`@${accountIn(address)}/`, '@*/') : address;
}

/**
 * All accounts that a spec means. In each the known regions of its partition are taken to be enabled. One more stands
 * for all that will be discovered, in every unit that the spec names, and one for each id that is named only.
 *
 * @param account key and id of the account of the credentials in force, where the spec names none
 */
export function standIns(spec: Spec, account = { key: 'account', id: unknownAccount }): readonly LocatedAccount[] {
  const { accounts, organization } = spec;
  if (accounts === null) {
    const named = spec.blocks.flatMap(({ regions }) => (regions === 'all' ? [] : regions));
    const partition = partitionOf(named[0] ?? 'us-east-1');
    return [located({ ...accountOf(account.id, spec, account.key), partition }, { discovered: false })];
  }
  const written = accounts.map(one => located(one, { discovered: false }));
  if (organization === null || organization.discover === null) return written;
  const units = [...spec.groups.values()].flatMap(group => group.units);
  const known = new Set(accounts.map(({ id }) => id));
  const discovered = idsIn(spec).filter(id => !known.has(id));
  return [
    ...written,
    ...discovered.map(id => located(accountOf(id, spec), { discovered: true })),
    { ...located(accountOf(unknownAccount, spec), { discovered: true }), units },
  ];
}

function located(account: Account, { discovered }: Pick<LocatedAccount, 'discovered'>): LocatedAccount {
  const enabled = knownRegions.filter(region => partitionOf(region) === account.partition);
  return { ...account, enabled, units: [], discovered };
}

/** Every account id that a group, a block or an override names, each once. */
function idsIn({ groups, blocks }: Spec): readonly string[] {
  const names = [
    ...[...groups.values()].flatMap(group => group.accounts),
    ...blocks.flatMap(({ accounts, overrides }) => [accounts, ...overrides.map(one => one.accounts)].flat()),
  ];
  return [...new Set(names.map(String))].filter(isId);
}
