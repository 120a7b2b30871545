/** Looks at what is live, of a spec or without one. Compares nothing and sends nothing. */
import { accountIn } from '../core/address.ts';
import { parseArn, targetKey, targetOf } from '../core/arn.ts';
import { serviceOf } from '../core/derive.ts';
import { desireAll } from '../core/desire.ts';
import type { Wish } from '../core/desire.ts';
import { unreadBecause } from '../core/failure.ts';
import type { Got, GotResource } from '../core/got.ts';
import { leadingRegion } from '../core/keeper.ts';
import type { AnyKind, AnyState } from '../core/kind.ts';
import type { Address, Arn, Live, Problem, Target } from '../core/model.ts';
import type { Unknown } from '../core/plan.ts';
import { whole } from '../core/reading.ts';
import type { SourceFile } from '../core/spec/source.ts';
import { validateEntries } from '../core/spec/validate.ts';
import { enabledIn, locate } from './accounts.ts';
import { findServer } from './import/server.ts';
import { worldOf, keyOpen } from './locate.ts';
import { observe } from './observe.ts';
import type { Seen } from './observe.ts';
import { unreadOf } from './look.ts';
import type { Memory, Ports } from './ports.ts';
import { isError, validate } from './validate.ts';

export interface GetRun {
  /** Name of the kind that is looked at. */
  readonly kind: string;
  /** Files and folders of a spec; none: the account of the credentials in force. */
  readonly paths: readonly string[];
  /** Without a spec: the one region of which is told what records it; null: every enabled one. */
  readonly region: string | null;
}

export type GetPorts = Pick<Ports, 'load' | 'cloud' | 'kinds' | 'progress' | 'stage'>;

export type Getting =
  | { readonly got: Got }
  | { readonly invalid: readonly Problem[]; readonly sources: readonly SourceFile[] };

/**
 * What stands there of one kind: with a spec its resources, and whatever else records where that is watched; without one
 * all trails of an account, or what they deliver to and announce through.
 *
 * @throws ApiFailure when no account is named and nobody says whose the credentials in force are
 */
export async function get(run: GetRun, ports: GetPorts): Promise<Getting> {
  const kind = ports.kinds.find(({ name }) => name === run.kind);
  if (kind === undefined) throw new Error(`get: there is no kind ${run.kind}`);
  return run.paths.length === 0 ? { got: await ofAccount(kind, run, ports) } : ofSpec(kind, run, ports);
}

async function ofSpec(kind: AnyKind, { paths }: GetRun, ports: GetPorts): Promise<Getting> {
  const { kinds, cloud, progress } = ports;
  const { files: sources, problems: unread } = await ports.load(paths);
  const { spec, problems } = validate(sources, kinds, unread);
  if (spec === null) return { invalid: problems, sources };
  const memory = cloud.memory();
  const located = await locate(spec, { ...ports, memory });
  const { entries, accounts } = located;
  const unclear = validateEntries(entries, kinds).filter(isError);
  if (unclear.length > 0) return { invalid: unclear, sources };
  const world = worldOf(spec.owner, entries, () => keyOpen);
  const wishes = desireAll(entries, kinds, world).filter(wish => wish.kind === kind);
  const selected = new Set(wishes.map(({ desired }) => desired.address));
  const watched = kind.recorder ? located.watched : [];
  const seen = await observe({ wishes, selected, memory, progress, watched, kinds, apart: true });
  const keys = new Map(accounts.map(({ id, key }) => [id, key]));
  const resources = [
    ...seen.known.map(({ desired: { address, arn, name, target, managed }, live }): GotResource => ({
      address,
      kind: kind.name,
      name,
      arn,
      target,
      declared: managed ? 'managed' : 'referred',
      live,
    })),
    ...othersOf(seen, keys).toSorted(byAddress),
  ];
  return {
    got: gotOf({ accounts: accounts.length }, resources, {
      unknown: [...located.unknown.filter(isOf(kind)), ...seen.unknown],
      optional: optionalIn(kind, wishes),
    }),
  };
}

/** What could not be read of an account or of the organization may be of any kind. */
const isOf =
  ({ name }: AnyKind) =>
  ({ address }: Unknown): boolean =>
    address.startsWith('*/') || address.startsWith(`${name}/`);

async function ofAccount(kind: AnyKind, { region }: GetRun, ports: GetPorts): Promise<Got> {
  const { kinds, cloud, progress } = ports;
  progress.step('asking whose account this is');
  const { account: id, partition } = await cloud.identity();
  const memory = cloud.memory();
  const { regions, unknown } =
    region === null ? await regionsOf({ id, partition }, memory) : { regions: [region], unknown: [] };
  const watched = regions.map((one): Target => ({ partition, account: id, region: one }));
  const looking = { wishes: [], selected: new Set<Address>(), memory, progress, kinds };
  const here = await observe({ ...looking, watched });
  const seen = region === null ? here : await withHomes(here, async homes => observe({ ...looking, watched: homes }));
  const trails = othersOf(seen, new Map()).toSorted(byAddress);
  const inRegion = region === null ? {} : { region };
  const optional = optionalIn(kind, []);
  if (kind.recorder)
    return gotOf({ accounts: 1, ...inRegion }, trails, { unknown: [...unknown, ...seen.unknown], optional });
  const { users, blind } = usersOf(trails, kind, kinds);
  const servers = await Promise.all(
    [...users].map(async ([arn, by]) => serverOf(arn, by, { kind, account: id, kinds, memory })),
  );
  return gotOf({ accounts: 1, ...inRegion }, servers.toSorted(byAddress), {
    unknown: [...unknown, ...seen.unknown, ...blind],
    optional,
  });
}

/** What records a region may stand in another one: there was only a copy of it to see, so it is looked at where it stands. */
async function withHomes(
  { copies, ...here }: Seen,
  look: (homes: readonly Target[]) => Promise<Seen>,
): Promise<Pick<Seen, 'others' | 'unknown'>> {
  if (copies.length === 0) return here;
  const homes = new Map(copies.map(({ arn }) => [targetKey(targetOf(arn)), targetOf(arn)]));
  const there = await look([...homes.values()]);
  const meant = new Set(copies.map(({ arn }) => arn));
  const more = there.others.filter(({ live }) => 'arn' in live && meant.has(live.arn));
  return { others: [...here.others, ...more], unknown: [...here.unknown, ...there.unknown] };
}

async function regionsOf(
  { id, partition }: { readonly id: string; readonly partition: string },
  memory: Memory,
): Promise<{ readonly regions: readonly string[]; readonly unknown: readonly Unknown[] }> {
  try {
    return { regions: await enabledIn({ id, partition }, memory), unknown: [] };
  } catch (error) {
    const hint = 'Allow ec2:DescribeRegions, or say --region.';
    const leader = leadingRegion(partition);
    return {
      regions: leader === undefined ? [] : [leader],
      unknown: [{ address: `trail/*@${id}/*`, problem: { hint, ...unreadBecause(error) } }],
    };
  }
}

/** What a look showed that no spec names. */
function othersOf({ others }: Pick<Seen, 'others'>, keys: ReadonlyMap<string, string>): readonly GotResource[] {
  return others.flatMap(({ kind, live }): GotResource[] => {
    if (live.is !== 'present' && live.is !== 'elsewhere') return [];
    const { partition, account, region } = parseArn(live.arn);
    const target = live.is === 'present' ? live.target : { partition, account, region };
    return [named({ kind: kind.name, arn: live.arn, target, live }, keys)];
  });
}

function named(
  one: Pick<GotResource, 'kind' | 'arn' | 'target' | 'live'>,
  keys: ReadonlyMap<string, string>,
): GotResource {
  const name = parseArn(one.arn).resource.replace(/^.*\//u, '');
  const { account, region } = one.target;
  return { ...one, name, address: `${one.kind}/${name}@${keys.get(account) ?? account}/${region}`, declared: null };
}

interface Users {
  /** By what they use: where those stand that do. */
  readonly users: ReadonlyMap<Arn, readonly Target[]>;
  /** Trails of which that is not known. */
  readonly blind: readonly Unknown[];
}

function usersOf(trails: readonly GotResource[], server: AnyKind, kinds: readonly AnyKind[]): Users {
  const users = new Map<Arn, Target[]>();
  const blind: Unknown[] = [];
  const world = worldOf('', [], () => keyOpen);
  const service = serviceOf(server);
  for (const { kind, address, arn, target, live } of trails) {
    const state = whole(live);
    const problem = unreadOf(live);
    if (problem) blind.push({ address, problem });
    if (state === undefined) continue;
    const needs = kinds.find(one => one.name === kind)?.needs?.(state, arn, world) ?? [];
    for (const { of } of needs.filter(need => parseArn(need.of).service === service))
      users.set(of, [...(users.get(of) ?? []), target]);
  }
  return { users, blind };
}

interface Around {
  readonly kind: AnyKind;
  readonly account: string;
  readonly kinds: readonly AnyKind[];
  readonly memory: Memory;
}

/** One of another account is not asked for: these credentials are not that account's. */
async function serverOf(
  arn: Arn,
  users: readonly Target[],
  { kind, account, kinds, memory }: Around,
): Promise<GotResource> {
  const { partition, account: owner, region } = parseArn(arn);
  const isForeign = owner !== '' && owner !== account;
  const { live, target }: { readonly live: Live<AnyState>; readonly target: Target } = isForeign
    ? { live: { is: 'elsewhere', arn }, target: { partition, account: owner, region } }
    : await findServer(arn, users, { kinds, accounts: [], memory });
  return named({ kind: kind.name, arn, target, live }, new Map());
}

/** Account by account, in the order that resources have: what a spec names in its order, as in a plan. */
function gotOf(
  where: Pick<Got, 'accounts' | 'region'>,
  resources: readonly GotResource[],
  { unknown, optional }: { readonly unknown: readonly Unknown[]; readonly optional: ReadonlySet<string> },
): Got {
  const inOrder = [...Map.groupBy(resources, ({ address }) => accountIn(address)).values()].flat();
  return { ...where, resources: inOrder, unknown: [...unknown, ...inOrder.flatMap(one => unreadIn(one, optional))] };
}

function byAddress(a: GotResource, b: GotResource): number {
  return sortKey(a.address) < sortKey(b.address) ? -1 : 1;
}

const sortKey = (address: Address): string => `${accountIn(address)} ${address}`;

/** Fields that take questions of their own, and of which no resource of the spec says anything: who plans may not be allowed to ask. */
function optionalIn({ apart = {} }: AnyKind, wishes: readonly Wish[]): ReadonlySet<string> {
  return new Set(
    Object.keys(apart).filter(field => !wishes.some(({ desired }) => Object.hasOwn(desired.state, field))),
  );
}

/** What is only referred to may stay unread, and so may what nobody asked for. */
function unreadIn({ address, declared, live }: GotResource, optional: ReadonlySet<string>): readonly Unknown[] {
  if (declared === 'referred') return [];
  if (live.is === 'unread') return [{ address, problem: live.problem }];
  if (live.is !== 'present') return [];
  return Object.entries(live.fields).flatMap(([field, reading]): Unknown[] =>
    'unread' in reading && !optional.has(field) ? [{ address, field, problem: reading.unread }] : [],
  );
}
