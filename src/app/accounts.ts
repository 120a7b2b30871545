/** Which accounts there are, whether they can be got into, and which regions they have. */
import { accountIn } from '../core/address.ts';
import { targetKey } from '../core/arn.ts';
import { unreadBecause } from '../core/failure.ts';
import { leadingRegion } from '../core/keeper.ts';
import type { AnyKind, AnyState } from '../core/kind.ts';
import type { Entry, Problem, Target, World } from '../core/model.ts';
import type { Plan, Unknown } from '../core/plan.ts';
import { accountOf } from '../core/spec/accounts.ts';
import { expand, unknownPlaces } from '../core/spec/expand.ts';
import type { Account, LocatedAccount, Spec } from '../core/spec/spec.ts';
import { enterWithin, memoryWithin } from './deadline.ts';
import { howFar } from './how-far.ts';
import { look, looksAtOnce } from './look.ts';
import { noOrganization, readOrganization, usesUnits } from './organization.ts';
import type { OrganizationRead } from './organization.ts';
import type { Cloud, Memory, Ports, Progress } from './ports.ts';

export interface Located {
  readonly accounts: readonly LocatedAccount[];
  readonly entries: readonly Entry<AnyState>[];
  readonly organization: World['organization'];
  /** Ids of all active accounts of the organization; null: not known. */
  readonly members: readonly string[] | null;
  /** Where trails that nobody declares are looked for, beside what is looked at anyway. */
  readonly watched: readonly Target[];
  /** Accounts that could not be got into and in which nothing is declared, and what nobody could expand. */
  readonly unknown: readonly Unknown[];
}

export interface Locating {
  readonly cloud: Pick<Cloud, 'identity' | 'enter'>;
  readonly memory: Memory;
  readonly kinds: readonly AnyKind[];
  readonly progress: Progress;
  /** Absent: nobody is given up before AWS's own time is over. */
  readonly stage?: Ports['stage'];
  /** Whether everything will be looked at, so that looking may begin before all regions are known. */
  readonly ahead?: boolean;
}

/**
 * Gets into all accounts side by side, adds those that the organization has, and makes one entry of each block at each of
 * its places. What cannot be read holds nothing up: it is unknown, and all that rests on it.
 *
 * @throws ApiFailure when the spec names no account and nobody says whose the credentials in force are
 */
export async function locate(spec: Spec, ports: Locating): Promise<Located> {
  const { cloud, memory, kinds, progress, stage } = ports;
  const closed = new Map<string, Problem>();
  const enter = async (accounts: readonly Account[]): Promise<void> => {
    const open = new Set(accounts.map(({ key }) => key));
    const tell = (): void => {
      progress.step(howFar(`got into ${accounts.length - open.size}`, `${accounts.length} accounts`, open));
    };
    tell();
    const period = stage?.(aThird);
    await Promise.all(
      accounts.map(async account => {
        const problem = await problemOf(enterWithin(cloud, account, period));
        if (problem) closed.set(account.id, problem);
        open.delete(account.key);
        tell();
      }),
    );
  };
  progress.step('asking whose account this is');
  const written = spec.accounts ?? [await accountInForce(spec, cloud)];
  if (spec.accounts) await enter(written);
  if (spec.organization) progress.step(`reading the organization through ${spec.organization.account}`);
  const read = spec.organization ? await readOrganization(spec, memoryWithin(memory, stage?.(aThird))) : noOrganization;
  const added = read.discovered.filter(id => !isExcluded(id, spec)).map(id => accountOf(id, spec));
  await enter(added);
  const found = [
    ...written.map(account => located(account, read, spec)),
    ...added.map(account => ({ ...located(account, read, spec), discovered: true })),
  ];
  const { accounts, problems } = await withRegions(found, spec, { ...ports, closed });
  const { entries, unexpanded } = expand(spec, accounts, kinds);
  const inUse = new Set(entries.map(({ address }) => accountIn(address)));
  const toWatch = accountsToWatch(entries, accounts, { spec, kinds });
  return {
    accounts,
    entries,
    organization: read.organization,
    members: read.members,
    watched: accounts.filter(({ key, id }) => !closed.has(id) && toWatch.has(key)).flatMap(watchedIn(spec, entries)),
    unknown: [
      ...read.problems.map(problem => ({ address: '*/*@organization/*' as const, problem })),
      ...accounts.flatMap(({ key, id }) => {
        const problem = closed.get(id);
        return problem && !inUse.has(key) ? [{ address: `*/*@${key}/*` as const, problem }] : [];
      }),
      ...problems,
      ...unknownPlaces(unexpanded),
    ],
  };
}

/** So much of the time that is left has a stage of locating: who answers must still be read, and repaired. */
export const aThird = 1 / 3;

/**
 * Whether an account belongs to the organization, by its id. Where the spec does not have them looked for, all are taken
 * for members; where that could not be read, none is, so that no account gives up what only its own trail may record.
 */
export function memberIn({ organization }: Spec, { members }: Pick<Located, 'members'>): (account: string) => boolean {
  const discovers = (organization?.discover ?? null) !== null;
  return account => !discovers || members?.includes(account) === true;
}

/** The plan with the accounts that somebody must get into to carry it out. */
export function withAccounts(plan: Plan, accounts: readonly Account[]): Plan {
  const resources = [...plan.changes.map(({ resource }) => resource), ...Object.values(plan.rests)];
  const inUse = new Set(resources.map(({ target }) => target.account));
  const needed = accounts.filter(({ id }) => inUse.has(id));
  return { ...plan, accounts: needed.map(({ id, partition, access }) => ({ id, partition, access })) };
}

/** The one account of a spec that names none. */
export async function accountInForce(spec: Spec, cloud: Locating['cloud']): Promise<Account> {
  const { account, partition } = await cloud.identity();
  return { ...accountOf(account, spec), partition };
}

async function problemOf(asked: Promise<unknown>): Promise<Problem | undefined> {
  try {
    await asked;
    return undefined;
  } catch (error) {
    return unreadBecause(error);
  }
}

/** `exclude` of a discovery names ids or keys; what is discovered has its id as key. */
function isExcluded(id: string, { organization }: Spec): boolean {
  const discover = organization?.discover;
  return typeof discover === 'object' && discover !== null && discover.exclude.includes(id);
}

function located(account: Account, { units }: OrganizationRead, spec: Spec): LocatedAccount {
  const above = usesUnits(spec) ? (units?.get(account.id) ?? null) : [];
  return { ...account, enabled: null, units: above, discovered: false };
}

/**
 * Keys of the accounts in which a trail of this spec may stand that the spec no longer declares there: where anything
 * records at all, every account that is written. Those that an organization adds count only where something is declared in
 * one of them, or trails are pruned: otherwise nobody said that they can be got into.
 */
export function accountsToWatch(
  entries: readonly Entry<AnyState>[],
  accounts: readonly LocatedAccount[],
  { spec, kinds }: { readonly spec: Spec; readonly kinds: readonly AnyKind[] },
): ReadonlySet<string> {
  const recorders = new Set(kinds.flatMap(({ name, recorder }) => (recorder ? [name] : [])));
  const recording = new Set(
    entries.flatMap(({ address }) => (recorders.has(kindOf(address)) ? [accountIn(address)] : [])),
  );
  if (recording.size === 0) return recording;
  const added = spec.safety.prune === 'trails' || accounts.some(one => one.discovered && recording.has(one.key));
  return new Set(accounts.flatMap(({ key, discovered }) => (!discovered || added ? [key] : [])));
}

const kindOf = (address: string): string => address.slice(0, address.indexOf('/'));

/** An account may have had a trail in any region in which something is declared anywhere. */
function watchedIn(
  { watch }: Spec,
  entries: readonly Entry<AnyState>[],
): (account: LocatedAccount) => readonly Target[] {
  const declared = new Map(
    [...Map.groupBy(entries, ({ target }) => target.partition)].map(([partition, own]) => [
      partition,
      own.map(({ target }) => target.region),
    ]),
  );
  return ({ partition, id, regions, enabled }) => {
    const leader = leadingRegion(partition);
    const open = regions ?? enabled;
    const more = watch === 'enabled' ? (open ?? []) : (declared.get(partition) ?? []).filter(has(open));
    const all = new Set([...(leader === undefined ? [] : [leader]), ...more]);
    return [...all].map(region => ({ partition, account: id, region }));
  };
}

const has =
  (open: readonly string[] | null) =>
  (region: string): boolean =>
    open === null || open.includes(region);

interface Asked extends Locating {
  readonly closed: ReadonlyMap<string, Problem>;
}

/** Asks for the enabled regions of those accounts where something rests on them. */
async function withRegions(
  accounts: readonly LocatedAccount[],
  spec: Spec,
  { memory, kinds, closed, progress, stage, ahead = false }: Asked,
): Promise<{ readonly accounts: readonly LocatedAccount[]; readonly problems: readonly Unknown[] }> {
  const { entries, unexpanded } = expand(spec, accounts, kinds);
  const open = new Set(unexpanded.map(({ account }) => account));
  const toWatch = accountsToWatch(entries, accounts, { spec, kinds });
  const problems: Unknown[] = [];
  const wants = ({ key, id, regions }: LocatedAccount): boolean =>
    regions === null && !closed.has(id) && (open.has(key) || (spec.watch === 'enabled' && toWatch.has(key)));
  const wanted = new Set(accounts.filter(wants));
  const silent = new Set([...wanted].map(({ key }) => key));
  const tell = (): void => {
    progress.step(howFar(`read the regions of ${wanted.size - silent.size}`, `${wanted.size} accounts`, silent));
  };
  if (wanted.size > 0) tell();
  if (ahead) lookAhead(entries, new Set([...wanted].map(({ id }) => id)), { kinds, memory });
  const soon = memoryWithin(memory, stage?.(aThird));
  const asked = accounts.map(async account => {
    if (!wanted.has(account)) return account;
    try {
      return { ...account, enabled: await enabledIn(account, soon) };
    } catch (error) {
      problems.push({ address: `trail/*@${account.key}/*`, problem: { hint: regionsHint, ...unreadBecause(error) } });
      return account;
    } finally {
      silent.delete(account.key);
      tell();
    }
  });
  return { accounts: await Promise.all(asked), problems };
}

/**
 * Begins with what will be looked at in any case, so that nobody waits for the list of regions first: the answers are
 * found in the memory later on, and so is what went wrong.
 */
function lookAhead(
  entries: readonly Entry<AnyState>[],
  accounts: ReadonlySet<string>,
  { kinds, memory }: Pick<Locating, 'kinds' | 'memory'>,
): void {
  const looks = kinds
    .filter(({ recorder }) => recorder)
    .flatMap(kind => {
      const own = entries.filter(
        ({ address, target }) => kindOf(address) === kind.name && accounts.has(target.account),
      );
      const targets = new Map(own.map(({ target }) => [targetKey(target), target]));
      return [...targets.values()].map(target => ({ kind, target }));
    });
  for (const one of looks.slice(0, looksAtOnce)) look(one, [], memory).catch(() => undefined);
}

const regionsHint = 'Allow ec2:DescribeRegions, write the regions of the account, or say watch: declared.';

/**
 * The enabled regions of an account.
 *
 * @throws ApiFailure when AWS would not say
 */
export async function enabledIn(
  { partition, id }: Pick<LocatedAccount, 'partition' | 'id'>,
  memory: Memory,
): Promise<readonly string[]> {
  const region = leadingRegion(partition) ?? 'us-east-1';
  const aws = memory.at({ partition, account: id, region });
  const { Regions = [] } = (await aws.ask('ec2:DescribeRegions', { AllRegions: false })) as {
    readonly Regions?: readonly { readonly RegionName?: string }[];
  };
  return Regions.flatMap(({ RegionName }) => RegionName ?? []);
}
