/** The estate as one look showed it: who is recorded where, what was delivered, and how each resource stands. */
import { anyRegion, cellOf, receivesGlobal } from '../coverage/count.ts';
import type { Covered, Place } from '../coverage/count.ts';
import { globalEvents } from '../coverage/recording.ts';
import type { Known } from '../derive.ts';
import type { Drift } from '../drift/drift.ts';
import type { Arn, Problem } from '../model.ts';
import { gravities } from '../plan.ts';
import { cellStateOf, isAccepted, troubleOf } from './cells.ts';
import type { Trouble } from './cells.ts';
import type { AccountView, CellState, EstateView, ResourceView } from './snapshot.ts';
import { trailView } from './trail-view.ts';

export interface EstateInput {
  /** When the look began. ISO 8601, UTC. */
  readonly at: string;
  /** Of all accounts. */
  readonly places: readonly Place[];
  /** All resources of the spec. */
  readonly known: readonly Known[];
  /** Those that are not closed. */
  readonly drifts: readonly Drift[];
  /** By the id of the account: where it stands in the organization, as far as that is known. */
  readonly units: ReadonlyMap<string, string>;
  readonly findings: readonly Problem[];
  /** As an earlier look left them: where regions cannot be read, nobody says that there are fewer. Absent: there was none. */
  readonly before?: readonly AccountView[];
}

export function estateView({ at, places, known, drifts, units, findings, before = [] }: EstateInput): EstateView {
  const trouble = troubleOf(drifts);
  const all = [...regionsOf(places), ...regionsBefore(before)];
  const accounts = [...Map.groupBy(places, ({ account }) => account)];
  const standing = Map.groupBy(
    drifts.filter(({ closedAt }) => closedAt === null),
    ({ address }) => address,
  );
  return {
    at,
    accounts: accounts.map(([account, own]) => accountView(account, own, { all, trouble, units })),
    trails: known.flatMap(one => (one.kind.recording ? [trailView(one)] : [])),
    resources: known.map(one => resourceView(one, standing.get(one.desired.address) ?? [])),
    findings,
  };
}

interface Region {
  readonly partition: string;
  readonly region: string;
}

/** Every region that some account is known to have, once. */
function regionsOf(places: readonly Place[]): readonly Region[] {
  const found = new Map<string, Region>();
  for (const { account, regions } of places) {
    const { partition } = account;
    for (const region of regions) if (region !== anyRegion) found.set(`${partition} ${region}`, { partition, region });
  }
  return [...found.values()];
}

/** Those that an account was known to have. */
function regionsBefore(before: readonly AccountView[]): readonly Region[] {
  return before.flatMap(({ partition, cells }) =>
    Object.entries(cells).flatMap(([region, state]) => (state === 'off' ? [] : [{ partition, region }])),
  );
}

interface Around {
  readonly all: readonly Region[];
  readonly trouble: Trouble;
  readonly units: ReadonlyMap<string, string>;
}

function accountView(account: Covered, places: readonly Place[], { all, trouble, units }: Around): AccountView {
  const { key, id, partition } = account;
  const cells = new Map<string, CellState>();
  const rest = restOf(account, places);
  if (rest) for (const one of all) if (one.partition === partition) cells.set(one.region, cellStateOf(rest, trouble));
  for (const place of places)
    for (const region of place.regions) if (region !== anyRegion) cells.set(region, cellStateOf(place, trouble));
  const unit = units.get(id) ?? null;
  return { key, id, partition, unit, cells: Object.fromEntries(cells), ...keeperOf(places.find(({ leads }) => leads)) };
}

/** What holds for regions of the account that nobody named; undefined: all that it has are named. */
function restOf({ partly }: Covered, places: readonly Place[]): Place | undefined {
  const open = places.find(({ regions }) => regions.includes(anyRegion));
  const [first] = places;
  if (open || !partly || !first) return open;
  const trails = first.trails.filter(({ recording }) => recording.everyRegion);
  return { ...first, trails, leads: false, open: true };
}

type Kept = Pick<AccountView, 'keeper' | 'copies'>;

/** Of the region in which global service events happen. Of several copies one that the spec declares is the keeper. */
function keeperOf(place: Place | undefined): Kept {
  const cell = place && cellOf(place, globalEvents);
  if (!place || !cell || cell.open) return { keeper: null, copies: null };
  const keeping = place.trails.filter(
    trail => receivesGlobal(trail) && trail.fault === undefined && trail.recording.takes.some(isWrite),
  );
  const keeper = keeping.find(({ address }) => address !== undefined) ?? keeping[0];
  return {
    keeper: keeper ? { address: keeper.address ?? null, arn: keeper.arn, region: keeper.target.region } : null,
    copies: cell.all + cell.part,
  };
}

const isWrite = ({ of }: { readonly of: string }): boolean => of === 'management write';

/** Closed drifts say nothing of how it stands. */
function resourceView({ kind, desired, live }: Known, drifts: readonly Drift[]): ResourceView {
  const { address, target } = desired;
  const isUnread = live.is === 'unread' || drifts.some(drift => drift.kind === 'unread');
  const grave = drifts.filter(drift => drift.kind !== 'unread').map(({ gravity }) => gravity);
  const arn: Arn = live.is === 'present' ? live.arn : desired.arn;
  return {
    address,
    kind: kind.name,
    arn,
    account: target.account,
    region: target.region,
    state: isUnread ? 'unread' : stateOf(live.is === 'present', drifts),
    gravity: gravities.find(gravity => grave.includes(gravity)) ?? null,
  };
}

function stateOf(isThere: boolean, drifts: readonly Drift[]): ResourceView['state'] {
  if (!isThere) return 'missing';
  if (drifts.length === 0) return 'in-sync';
  return drifts.every(({ status, withheld }) => status === 'withheld' || isAccepted(withheld)) ? 'withheld' : 'differs';
}
