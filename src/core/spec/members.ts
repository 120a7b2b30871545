/** Which accounts a name in the spec means: an account's key or id, a group, or `all`. */
import type { Group, LocatedAccount, Spec } from './spec.ts';

/** The group of every account of the spec. */
export const everyAccount = 'all';

type Accounts = ReadonlySet<LocatedAccount>;

/** What names mean, as far as it is known. */
export interface Meant {
  readonly sure: Accounts;
  /** Those that may be meant: they are in a group of units, and nobody could read which units are above them. */
  readonly unsure: Accounts;
  /** Names of single accounts that are not among the accounts there are. */
  readonly missing: readonly string[];
}

/** A block's or an override's say about accounts. */
interface Choice {
  readonly accounts: readonly string[] | 'all' | null;
  readonly excludedAccounts: readonly string[];
}

/** Answers for the accounts of one spec. Each name is worked out once. */
export class Members {
  readonly #groups: Spec['groups'];
  readonly #accounts: readonly LocatedAccount[];
  readonly #byName: ReadonlyMap<string, LocatedAccount>;
  readonly #known = new Map<string, Meant>();

  constructor({ groups }: Pick<Spec, 'groups'>, accounts: readonly LocatedAccount[]) {
    this.#groups = groups;
    this.#accounts = accounts;
    this.#byName = new Map([
      ...accounts.map(account => [account.id, account] as const),
      ...accounts.map(account => [account.key, account] as const),
    ]);
  }

  /** The accounts that a block stands in, in the order in which it names them. */
  chosen({ accounts, excludedAccounts }: Choice): Meant {
    const named = this.named(accounts === null || accounts === 'all' ? [everyAccount] : accounts);
    const without = this.named(excludedAccounts);
    const sure = less(named.sure, without.sure, without.unsure);
    const unsure = less([...named.sure, ...named.unsure], without.sure, sure);
    return { sure, unsure, missing: named.missing.filter(name => !without.missing.includes(name)) };
  }

  /** All that some names mean together. */
  named(names: readonly string[]): Meant {
    const each = names.map(name => this.#one(name));
    const sure = new Set(each.flatMap(one => [...one.sure]));
    const unsure = less(
      each.flatMap(one => [...one.unsure]),
      sure,
    );
    return { sure, unsure, missing: [...new Set(each.flatMap(one => one.missing))] };
  }

  #one(name: string): Meant {
    const known = this.#known.get(name) ?? this.#meaning(name);
    this.#known.set(name, known);
    return known;
  }

  #meaning(name: string): Meant {
    if (name === everyAccount) return { ...nobody, sure: new Set(this.#accounts) };
    const group = this.#groups.get(name);
    if (group) return this.#group(group);
    const account = this.#byName.get(name);
    return account ? { ...nobody, sure: new Set([account]) } : { ...nobody, missing: [name] };
  }

  #group(group: Group): Meant {
    const [named, excluded] = [new Set(group.accounts), new Set(group.exclude)];
    const isIn = (names: ReadonlySet<string>, { key, id }: LocatedAccount) => names.has(key) || names.has(id);
    const standing = this.#accounts.filter(account => !isIn(excluded, account));
    const sure = new Set(
      standing.filter(account => isIn(named, account) || hasLabels(account, group) || under(account, group)),
    );
    const maybe = standing.filter(({ units }) => units === null && group.units.length > 0);
    const unsure = less(maybe, sure);
    return { sure, unsure, missing: [...named].filter(name => !this.#byName.has(name) && !excluded.has(name)) };
  }
}

const nobody: Meant = { sure: new Set(), unsure: new Set(), missing: [] };

/** The accounts that are in none of some sets, in their order. */
function less(accounts: Iterable<LocatedAccount>, ...others: readonly Accounts[]): Accounts {
  return new Set([...accounts].filter(account => !others.some(other => other.has(account))));
}

/** Whether an account has all of some labels, and there is any. */
export function hasLabels({ labels: own }: Pick<LocatedAccount, 'labels'>, { labels }: Pick<Group, 'labels'>): boolean {
  const wanted = Object.entries(labels);
  return wanted.length > 0 && wanted.every(([label, value]) => own[label] === value);
}

function under({ units }: LocatedAccount, group: Group): boolean {
  return group.units.some(unit => units?.includes(unit));
}
