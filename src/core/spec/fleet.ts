/** Reads which accounts a spec has: those written down, groups of them, and whose are discovered. */
import type { Problem } from '../model.ts';
import { accessOf, partitionWritten } from './accounts.ts';
import { accountProblems, fleetProblems, type DeclaredKeys } from './fleet-problems.ts';
import type { Joined } from './join.ts';
import { AccountNames } from './names.ts';
import { member, valueOf, type Entries, type Member, type Node } from './node.ts';
import type { Account, AccountDefaults, Discovery, Group, Organization, Spec } from './spec.ts';

export interface Fleet extends Pick<Spec, 'accounts' | 'accountDefaults' | 'groups' | 'organization' | 'watch'> {
  readonly names: AccountNames;
  readonly problems: readonly Problem[];
}

/** The accounts of a spec, from nodes whose shape has been judged. */
export function readFleet({ settings, accounts, groups }: Joined, declared: DeclaredKeys): Fleet {
  const defaults = member(settings.get('defaults')?.value, 'account');
  const accountDefaults: AccountDefaults = { ...nothingSet, ...settingsOf(defaults) };
  const own = [...accounts].flatMap(([key, one]) => buildAccount(key, one, accountDefaults));
  const organization = organizationIn(settings);
  const first = new Map(own.toReversed().map(account => [account.id, account]));
  const written = declared.accounts.size > 0;
  const names = new AccountNames({
    accounts: new Set(declared.accounts.keys()),
    ids: new Map(own.map(({ id, key }) => [id, key])),
    groups: new Set(declared.groups.keys()),
    discovers: organization?.discover !== undefined && organization.discover !== null,
    whole: declared.whole && settings.has('organization') === (organization !== null),
  });
  const watch = settings.get('watch')?.value;
  return {
    accounts: written ? own.filter(account => first.get(account.id) === account) : null,
    accountDefaults,
    groups: new Map([...groups].map(([key, { value }]) => [key, { ...nobody, ...settingsOf(value) }])),
    organization,
    watch: watch && valueOf(watch) === 'declared' ? 'declared' : 'enabled',
    names,
    problems: [
      ...own.flatMap(account => accountProblems(account, accounts.get(account.key) as Member)),
      ...fleetProblems({ own, declared, groups, organization: settings.get('organization'), defaults, names }),
    ],
  };
}

const nothingSet: AccountDefaults = {
  role: null,
  externalId: null,
  sessionName: 'trailwarden',
  profile: null,
  partition: null,
};

const nobody: Group = { accounts: [], labels: {}, units: [], exclude: [] };

/** A map's settings; none where there is no map, or nothing in it is right. */
function settingsOf(node: Node | undefined): object {
  return node?.is === 'map' ? (valueOf(node) as object) : {};
}

interface WrittenAccount extends Partial<AccountDefaults> {
  readonly id?: string;
  readonly regions?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

/** None where the id is wrong or missing, which has been said. */
function buildAccount(key: string, { key: at, value }: Member, defaults: AccountDefaults): readonly Account[] {
  const written: WrittenAccount = value.is === 'scalar' ? { id: String(value.value) } : settingsOf(value);
  const { id, regions = null, labels = {}, ...own } = written;
  if (id === undefined) return [];
  const settings = { ...defaults, ...own };
  const partition = partitionWritten(settings) ?? 'aws';
  return [{ key, id, partition, access: accessOf(settings, { id, partition }), regions, labels, at }];
}

/** Null where there is none, or it does not say through which account. */
function organizationIn(settings: Entries): Organization | null {
  const written = settings.get('organization');
  if (!written) return null;
  const { account, id = null, discover = null } = settingsOf(written.value) as Partial<Organization>;
  if (account === undefined) return null;
  return {
    account,
    id,
    discover: discover === null || discover === 'all' ? discover : { ...everything, ...discover },
    at: written.key,
  };
}

const everything: Discovery = { units: [], tags: {}, exclude: [] };
