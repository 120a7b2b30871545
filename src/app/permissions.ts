/** Which permissions a spec needs, worked out without asking anybody. */
import { parseArn } from '../core/arn.ts';
import { attachable, attachedReads, roleReads } from '../core/beside/reads.ts';
import { usesOf } from '../core/beside/use.ts';
import type { Uses } from '../core/beside/use.ts';
import { derive } from '../core/derive.ts';
import { desireAll, recordersOf } from '../core/desire.ts';
import type { Wish } from '../core/desire.ts';
import type { BesideRead, Work } from '../core/iam.ts';
import { chooseKeepers } from '../core/keeper.ts';
import type { AnyKind } from '../core/kind.ts';
import type { Target, World } from '../core/model.ts';
import { becomesOrganizations } from '../core/readiness.ts';
import { expand } from '../core/spec/expand.ts';
import type { LocatedAccount, Organization, Spec } from '../core/spec/spec.ts';
import { standIns, unknownAccount } from '../core/spec/stand-ins.ts';
import { accountsToWatch } from './accounts.ts';
import { keyOpen, worldOf } from './locate.ts';
import { usesUnits } from './organization.ts';

export interface AccountWork extends Work {
  readonly account: LocatedAccount;
}

/**
 * What is worked on in each account of a spec. What only AWS can say may be anything: permissions hold a `*` for it, as
 * for the enabled regions of an account.
 *
 * @param id of the account of the credentials in force, where the spec names none
 */
export function workOf(spec: Spec, kinds: readonly AnyKind[], id: string = unknownAccount): readonly AccountWork[] {
  return workIn(
    standIns(spec, { key: id, id }).map(account => ({ ...account, enabled: ['*'] })),
    spec,
    kinds,
  );
}

/** The same in these accounts, with their enabled regions. */
export function workIn(
  accounts: readonly LocatedAccount[],
  spec: Spec,
  kinds: readonly AnyKind[],
): readonly AccountWork[] {
  const { entries } = expand(spec, accounts, kinds);
  const keys = new Map<string, Work['keys'][number]>();
  const organized = new Set<string>();
  let current = '';
  const world: World = {
    ...worldOf(spec.owner, entries, (reference, at) => {
      keys.set(`${reference} ${at.account}/${at.region}`, { reference, at });
      return keyOpen;
    }),
    get organization() {
      organized.add(current);
      return { id: '*', managementAccount: '*' };
    },
  };
  const wishes = entries.flatMap(entry => {
    current = entry.target.account;
    return desireAll([entry], kinds, world);
  });
  const asking = new Set(organized); // what follows asks in the name of everybody
  const keepers = chooseKeepers(recordersOf(wishes), spec.keeper);
  const known = wishes.map(wish => ({ ...wish, live: { is: 'absent' } as const }));
  const derived = derive({ known, strays: [], looks: [], unsettled: new Map() }, keepers, world);
  const wishesIn = Map.groupBy(derived.known, ({ desired }) => desired.target.account);
  const recorders = new Set(derived.known.map(({ kind }) => kind).filter(({ recorder }) => recorder));
  const used = usesOf(derived.known, world);
  const beside = besideReads({ ids: new Set(accounts.map(({ id }) => id)), keys: [...keys.values()], used });
  const toWatch = accountsToWatch(entries, accounts, { spec, kinds });
  const organizing = derived.known.filter(one => becomesOrganizations(one, world));
  const makesOne = new Set(organizing.map(({ desired }) => desired.target.account));
  return accounts.map(account => ({
    account,
    watched: toWatch.has(account.key) ? [...recorders] : [],
    prunes: spec.safety.prune === 'trails',
    at: { partition: account.partition, account: account.id },
    wishes: wishesIn.get(account.id) ?? [],
    around: around(account, wishesIn.get(account.id) ?? [], {
      spec,
      watched: toWatch.has(account.key),
      others: [...makesOne].some(id => id !== account.id),
    }),
    keys: [...keys.values()].filter(({ at }) => at.account === account.id),
    beside: beside.get(account.id) ?? [],
    organization: asking.has(account.id),
  }));
}

interface Used {
  /** Ids of the accounts of the spec. */
  readonly ids: ReadonlySet<string>;
  /** Those that go by an alias. */
  readonly keys: Work['keys'];
  readonly used: Uses;
}

/**
 * What is looked at beside the spec, by the account from which it is: a key from its own, if that is of the spec, else from
 * where it is used, and then without its policy; a log group and its role from that of the trail.
 */
function besideReads(using: Used): ReadonlyMap<string, readonly BesideRead[]> {
  return Map.groupBy([...keyReads(using), ...logReads(using)], ({ from }) => from);
}

interface ReadFrom extends BesideRead {
  /** Id of an account. */
  readonly from: string;
}

function keyReads({ ids, keys, used }: Used): readonly ReadFrom[] {
  const named = used.keys.map(({ key, by }) => ({ key, user: by.desired.target.account }));
  const aliased = keys.map(({ reference, at }) => ({ key: anyKeyBehind(reference, at), user: at.account }));
  const users = Map.groupBy([...named, ...aliased], ({ key }) => key);
  return [...users].flatMap(([key, uses]) => {
    const { account } = parseArn(key);
    const look = { action: 'kms:DescribeKey', resource: key } as const;
    if (!ids.has(account)) return [...new Set(uses.map(({ user }) => user))].map(user => ({ from: user, ...look }));
    return [look, { action: 'kms:GetKeyPolicy', resource: key } as const].map(read => ({ from: account, ...read }));
  });
}

/** AWS holds the question for groups against all that an account has in a region. */
function logReads({ used }: Used): readonly ReadFrom[] {
  return used.logs.flatMap(({ logGroup, role, by }) => {
    const from = by.desired.target.account;
    const groups = logGroup.replace(/:log-group:.*$/u, ':log-group:*');
    return [
      { from, action: 'logs:DescribeLogGroups', resource: groups },
      ...roleReads.map(action => ({ from, action, resource: role })),
      ...attachable(by.desired.target).flatMap(resource => attachedReads.map(action => ({ from, action, resource }))),
    ];
  });
}

/** Which key an alias means, only AWS can say. */
function anyKeyBehind(reference: string, at: Target): string {
  const { partition, region, account } = reference.startsWith('arn:') ? parseArn(reference) : at;
  return `arn:${partition}:kms:${region}:${account}:key/*`;
}

/** What is asked about an account before anything is looked at, as `locate` asks it. */
function around(
  account: LocatedAccount,
  wishes: readonly Wish[],
  { spec, watched, others }: { readonly spec: Spec; readonly watched: boolean; readonly others: boolean },
): Work['around'] {
  const { organization, watch, blocks } = spec;
  const everywhere = wishes.length > 0 && blocks.some(({ regions }) => regions === 'all');
  return [
    ...(account.regions === null && ((watched && watch === 'enabled') || everywhere)
      ? (['ec2:DescribeRegions'] as const)
      : []),
    ...(organization?.account === account.key ? organizationReads(organization, spec) : []),
    ...(organization?.account === account.key && others
      ? (['organizations:ListDelegatedAdministrators'] as const)
      : []),
  ];
}

function organizationReads({ id, discover }: Organization, spec: Spec): Work['around'] {
  const tagged = discover !== null && discover !== 'all' && Object.keys(discover.tags).length > 0;
  const walks = usesUnits(spec);
  return [
    ...(id === null ? (['organizations:DescribeOrganization'] as const) : []),
    ...(walks ? walk : []),
    ...(!walks && discover !== null ? (['organizations:ListAccounts'] as const) : []),
    ...(tagged ? (['organizations:ListTagsForResource'] as const) : []),
  ];
}

const walk = [
  'organizations:ListRoots',
  'organizations:ListAccountsForParent',
  'organizations:ListOrganizationalUnitsForParent',
] as const;
