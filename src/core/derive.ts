/** Completes desired state with what spans resources: grants, the keeper's flag, and what comes after what. */
import { parseArn, targetKey } from './arn.ts';
import type { Wish } from './desire.ts';
import type { AnyKind, AnyState } from './kind.ts';
import type { Keepers } from './keeper.ts';
import type { Address, Arn, Live, Problem, Target, World } from './model.ts';
import { standingNeeds, waiting } from './moves.ts';
import type { Awaited } from './moves.ts';
import { whole } from './reading.ts';
import type { Given, Need } from './needs.ts';
import type { Denied } from './policy/denied.ts';

/** One resource of the spec with what was seen of it. In a run over some targets only, `live` of the rest is `unread`. */
export interface Known extends Wish {
  readonly live: Live<AnyState>;
  /**
   * Where something of it waits for evidence, or is refused: what it would be, and what is waited for or why not.
   */
  readonly waits?: { readonly state: AnyState; readonly problem: Problem; readonly by?: 'refused' };
  /** Needs that it does not serve for what it uses beside the spec, such as a key. */
  readonly denied?: readonly Denied[];
}

/** A live resource with our owner tag that no longer stands in the spec. It still records, so its needs still count. */
export interface Stray {
  readonly kind: AnyKind;
  readonly live: Extract<Live<AnyState>, { is: 'present' }>;
}

/** A look at one target that showed every resource of one kind there is: what it did not show does not exist. */
export interface Look {
  readonly kind: AnyKind;
  readonly target: Target;
}

export interface Evidence {
  /** False: every grant that stands is kept. */
  readonly withdraws?: false;
  readonly known: readonly Known[];
  readonly strays: readonly Stray[];
  /** All that the looks showed and the spec does not name, strays among it. Absent: nobody looked. */
  readonly others?: readonly { readonly kind: AnyKind; readonly live: Live<AnyState> }[];
  readonly looks: readonly Look[];
  /** Trails that moved and have not been seen to deliver at the new place: the old place keeps its grants until then. */
  readonly unsettled: ReadonlyMap<Arn, Awaited>;
  /** Where else trails may stand; absent: nobody knows, so that no grant that is wider than a trail is withdrawn. */
  readonly estate?: Estate;
}

/** How far accounts reach, so that it can be said that all of one, or of an organization, was looked at. */
interface Estate {
  /** Regions that an account has enabled; null: not known. */
  readonly accounts: readonly { readonly id: string; readonly enabled: readonly string[] | null }[];
  /** Ids of all accounts of the organization; null: not known. */
  readonly members: readonly string[] | null;
}

export interface Derived {
  readonly known: readonly Known[];
  /** Which resource rests on which: what serves a need first, the keeper before those that let go. */
  readonly after: ReadonlyMap<Address, readonly Address[]>;
  /** Of these, the keepers: only a change that lets go of something comes after its keeper. */
  readonly keeper: Keepers['before'];
}

/** Resources by their addresses. */
export function byAddress(known: readonly Known[]): ReadonlyMap<Address, Known> {
  return new Map(known.map(resource => [resource.desired.address, resource]));
}

/**
 * Completes desired state with what spans resources. Always takes all resources of the spec, so that a run over a few
 * targets derives the same policies as a full one; what it did not look at can keep a grant, never lose one.
 */
export function derive(evidence: Evidence, keepers: Keepers, world: World): Derived {
  const { known, unsettled } = evidence;
  const complete = completer(evidence, keepers, world);
  const [now, later] = [settledBy(evidence), settledBy({ ...evidence, unsettled: new Map() })];
  const completed = known.map((resource): Known => {
    const one = complete(resource, now);
    if (unsettled.size === 0) return one;
    const waits = waiting(one, complete(resource, later), unsettled);
    return waits === undefined ? one : { ...one, waits };
  });
  return { known: completed, after: order(known, keepers, world), keeper: keepers.before };
}

/** Completes one resource, given whose needs are all known. */
function completer(
  evidence: Evidence,
  keepers: Keepers,
  world: World,
): (resource: Known, settled: Given['settled']) => Known {
  const { known, strays } = evidence;
  const { withdraws: _withdraws, ...read } = evidence;
  const seen = settledBy({ ...read, unsettled: new Map() });
  const wanted = wantedNeeds(known, world);
  const standing = [...known, ...strays].flatMap(({ kind, live }) => standingNeeds(kind, live, world));
  const needsOf = Map.groupBy([...wanted.map(({ need }) => need), ...standing], ({ of }) => of);
  const usedBy = Map.groupBy(standing, ({ of }) => of);
  const stood = new Set(known.flatMap(({ live, desired }) => (whole(live) === undefined ? [] : [desired.arn])));
  const beside = outsiders(evidence).flatMap(({ kind, live }) => standingNeeds(kind, live, world));
  const besideOf = Map.groupBy(beside, ({ of }) => of);
  const allRead = accountsRead(evidence);
  const declared = new Set(known.map(({ desired }) => desired.arn));
  const aheadIn = (arn: Arn): Pick<ReadonlySet<Arn>, 'has'> => {
    const using = new Set(usedBy.get(arn)?.map(({ trail }) => trail));
    return { has: trail => stood.has(trail) && !using.has(trail) };
  };
  return (resource, settled) => {
    const { kind, desired, live } = resource;
    if (!kind.complete) return resource;
    const keeper = keepers.keeps.has(desired.address);
    const { account } = desired.target;
    const bystanders = { needs: besideOf.get(desired.arn) ?? [], read: allRead };
    const given = {
      needs: needsOf.get(desired.arn) ?? [],
      settled,
      seen,
      bystanders,
      declared,
      account,
      keeper,
      ahead: aheadIn(desired.arn),
    };
    const stands = live.is === 'present' ? live.fields : undefined;
    return {
      ...resource,
      desired: { ...desired, state: kind.complete(desired.state, given, stands, desired.arn, world) },
    };
  };
}

/**
 * The trails whose needs are all known in this run: they were read whole, AWS said that they do not exist, or a look at
 * their home did not show them. A pattern of trails (`arn:P:cloudtrail:*:ACCOUNT:trail/NAME`) is settled when every
 * enabled region of the account was looked at and each trail that it means is; one of all accounts
 * (`arn:P:cloudtrail:*:*:trail/*`) when that holds for every account of the organization.
 */
function settledBy({ known, strays, looks, unsettled, estate, withdraws }: Evidence): Given['settled'] {
  if (withdraws === false) return { has: () => false };
  const read = new Map<Arn, boolean>([
    ...known.map(({ desired, live }) => [desired.arn, live.is === 'absent' || whole(live) !== undefined] as const),
    ...strays.map(({ live }) => [live.arn, whole(live) !== undefined] as const),
  ]);
  const open = meantBy([...unsettled.keys(), ...[...read].flatMap(([arn, whole]) => (whole ? [] : [arn]))]);
  const enabled = new Map(estate?.accounts.map(one => [one.id, one.enabled]));
  const lookedAll = (service: string, account: string): boolean =>
    enabled.get(account)?.every(region => looked.has(`${service} ${account}/${region}`)) ?? false;
  const looked = new Set(looks.map(({ kind, target }) => `${serviceOf(kind)} ${targetKey(target)}`));
  return {
    has(arn) {
      const { service, account, region, resource } = parseArn(arn);
      if (region === '*')
        return (
          !open.has(account === '*' ? service : `${service} ${account} ${resource}`) &&
          (account === '*' ? (estate?.members ?? null) : [account])?.every(one => lookedAll(service, one)) === true
        );
      return (
        !unsettled.has(arn) &&
        (read.get(arn) ?? looked.has(`${service} ${targetKey({ partition: '', account, region })}`))
      );
    },
  };
}

/** What was seen that is neither of the spec nor its stray. */
function outsiders({ others = [], strays }: Evidence): NonNullable<Evidence['others']> {
  const own = new Set<Live<AnyState>>(strays.map(({ live }) => live));
  return others.filter(({ live }) => !own.has(live));
}

/** Accounts of which every enabled region was looked at for what records, and all that was found there was read whole. */
function accountsRead({ known, others = [], looks, estate, withdraws }: Evidence): Pick<ReadonlySet<string>, 'has'> {
  if (withdraws === false) return new Set();
  const looked = new Set(looks.flatMap(({ kind, target }) => (kind.recorder ? [targetKey(target)] : [])));
  const open = new Set([
    ...known.flatMap(({ kind, desired, live }) =>
      kind.recorder && live.is !== 'absent' && whole(live) === undefined ? [desired.target.account] : [],
    ),
    ...others.flatMap(({ live }) => (live.is === 'present' && whole(live) === undefined ? [live.target.account] : [])),
  ]);
  const isRead = ({ id, enabled }: Estate['accounts'][number]): boolean =>
    !open.has(id) &&
    enabled !== null &&
    enabled.every(region => looked.has(targetKey({ partition: '', account: id, region })));
  return new Set((estate?.accounts ?? []).filter(isRead).map(({ id }) => id));
}

/** What patterns of any region mean some of these: one for all accounts, and one for each name in an account. */
function meantBy(arns: readonly Arn[]): ReadonlySet<string> {
  return new Set(
    arns.map(parseArn).flatMap(({ service, account, resource }) => [service, `${service} ${account} ${resource}`]),
  );
}

/** The service of a kind's operations, which is the service of its ARNs too. */
export function serviceOf({ reads }: AnyKind): string {
  return Object.keys(reads).join().replace(/:.*/u, '');
}

function wantedNeeds(wishes: readonly Wish[], world: World): readonly { readonly by: Address; readonly need: Need }[] {
  return wishes.flatMap(({ kind, desired: { state, arn, address } }) =>
    (kind.needs?.(state, arn, world) ?? []).map(need => ({ by: address, need })),
  );
}

/** Which resource rests on which: on what serves its needs, and on the keeper that must be on before it lets go. */
export function order(wishes: readonly Wish[], keepers: Keepers, world: World): Derived['after'] {
  const server = new Map(wishes.map(({ desired: { arn, address } }) => [arn, address]));
  const after = new Map<Address, Set<Address>>();
  const comesAfter = (by: Address, first: Address): void => {
    after.set(by, (after.get(by) ?? new Set()).add(first));
  };
  for (const { by, need } of wantedNeeds(wishes, world)) {
    const first = server.get(need.of);
    if (first !== undefined) comesAfter(by, first);
  }
  for (const { kind, desired } of wishes)
    for (const arn of kind.restsOn?.(desired.state, desired.arn) ?? []) {
      const first = server.get(arn);
      if (first !== undefined && first !== desired.address) comesAfter(desired.address, first);
    }
  for (const [by, first] of keepers.before) comesAfter(by, first);
  return new Map([...after].map(([by, first]) => [by, [...first].toSorted()]));
}
