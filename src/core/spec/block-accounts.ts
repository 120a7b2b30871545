/** In which accounts blocks stand. */
import type { Problem } from '../model.ts';
import type { AccountNames } from './names.ts';
import { listed, matchNothing, positionIn, type Named, type Titled } from './places.ts';
import type { Block } from './spec.ts';

/** What a block says about its accounts, as far as its shape is right. */
export interface WrittenAccounts {
  readonly account?: string;
  readonly accounts?: readonly string[] | 'all';
  readonly exclude?: { readonly accounts?: readonly string[] };
}

export interface BlockAccounts extends Pick<Block, 'accounts' | 'excludedAccounts'> {
  /** Keys of the accounts; null where groups or `all` say which they are. */
  readonly plain: readonly Named[] | null;
  readonly problems: readonly Problem[];
}

/** The accounts of a block, and what is wrong with them. */
export function accountsOf(
  { account, accounts, exclude }: WrittenAccounts,
  block: Titled,
  names: AccountNames,
): BlockAccounts {
  const { title, written } = block;
  const single = account === undefined ? [] : [{ name: account, at: positionIn(written, '/account') }];
  const many = listed(accounts === 'all' ? [] : accounts, written, '/accounts');
  const excluded = listed(exclude?.accounts, written, '/exclude/accounts');
  const chosen = account === undefined ? (accounts ?? null) : [...single, ...many].map(({ name }) => name);
  const plain =
    chosen === 'all' ? null : plainIn(chosen === null ? onlyOne(block, names) : [...single, ...many], names);
  const without = plainIn(excluded, names);
  const problems: Problem[] = [...names.notAccounts(single), ...names.unknown([...many, ...excluded])];
  if (account !== undefined && accounts !== undefined) problems.push(both(block));
  if (chosen === null && names.several) problems.push(missing(block, names));
  const left = plain?.filter(({ name }) => !without?.some(other => other.name === name)) ?? null;
  if (plain && without) problems.push(...matchNothing(without, plain, 'accounts'));
  if (plain && plain.length > 0 && left?.length === 0)
    problems.push({
      code: 'place-empty',
      message: `${title} stands nowhere: all of its accounts are excluded`,
      hint: 'exclude fewer, or remove the block',
      at: positionIn(written, '/exclude/accounts'),
    });
  return { accounts: chosen, excludedAccounts: excluded.map(({ name }) => name), plain: without && left, problems };
}

/** What overrides name besides the accounts of their block. */
export function overriddenAccounts(
  named: readonly Named[],
  { plain }: BlockAccounts,
  names: AccountNames,
): readonly Problem[] {
  const own = plainIn(named, names);
  return [...names.unknown(named), ...(own && plain && plain.length > 0 ? matchNothing(own, plain, 'accounts') : [])];
}

function onlyOne({ written }: Titled, { only }: AccountNames): readonly Named[] {
  return only === undefined ? [] : [{ name: only, at: positionIn(written, '') }];
}

/** The keys of accounts that names mean; null where one of them is a group, or means nothing. */
function plainIn(named: readonly Named[], names: AccountNames): readonly Named[] | null {
  const plain = named.flatMap(({ name, at }) => {
    const key = names.keyOf(name);
    return key === undefined ? [] : [{ name: key, at }];
  });
  return plain.length === named.length ? plain : null;
}

function both({ title, written }: Titled): Problem {
  return {
    code: 'place-contradicts',
    message: `${title} has both account and accounts`,
    hint: 'keep one of the two',
    at: positionIn(written, '/account'),
  };
}

function missing({ title, written }: Titled, names: AccountNames): Problem {
  return {
    code: 'place-missing',
    message: `${title} says nothing about its account`,
    hint: `account: one of ${names.examples}; or accounts: a list, or all`,
    at: positionIn(written, ''),
  };
}
