/** Who records what: how many copies are made of each class of events, account by account and region by region. */
import { columnsOf, placesOf } from '../core/coverage/count.ts';
import type { Estate } from '../core/coverage/count.ts';
import type { Coverage } from '../core/coverage/coverage.ts';
import { coverageFindings } from '../core/coverage/findings.ts';
import { liveTrails, wantedTrails } from '../core/coverage/trails.ts';
import type { Fault, Trail } from '../core/coverage/trails.ts';
import { derive } from '../core/derive.ts';
import { desireAll } from '../core/desire.ts';
import type { Wish } from '../core/desire.ts';
import type { Arn, Problem, Target } from '../core/model.ts';
import type { Unknown } from '../core/plan.ts';
import { whole } from '../core/reading.ts';
import type { SourceFile } from '../core/spec/source.ts';
import { validateEntries } from '../core/spec/validate.ts';
import { aThird, locate } from './accounts.ts';
import { liveEstate, offlineEstate, placed } from './covered.ts';
import { memoryWithin } from './deadline.ts';
import { estateOf } from './estate.ts';
import { findFaults } from './faults.ts';
import type { Recorder } from './faults.ts';
import { surroundings } from './locate.ts';
import { unreadOf } from './look.ts';
import { observe } from './observe.ts';
import type { Seen } from './observe.ts';
import type { Cloud, Ports } from './ports.ts';
import { isError, validate } from './validate.ts';

export interface CoveragePorts extends Pick<Ports, 'load' | 'kinds' | 'progress' | 'stage'> {
  readonly cloud: Pick<Cloud, 'identity' | 'enter' | 'memory'>;
}

export type Covering =
  | {
      readonly coverage: Coverage;
      readonly sources: readonly SourceFile[];
      /** Id of the organization, where a trail of it needs it and it could be read. */
      readonly organization: string | null;
      /** Where the resources of the spec stand, such as buckets. */
      readonly placed: ReadonlyMap<Arn, Target>;
    }
  | { readonly invalid: readonly Problem[]; readonly sources: readonly SourceFile[] };

/**
 * What the trails record that stand in the accounts of a spec, declared or not. Asks what a plan asks about them.
 *
 * @param trailsIn which trails count, and for what; default: as they stand
 * @throws ApiFailure when the spec names no account and nobody says whose the credentials in force are
 */
export async function coverLive(
  paths: readonly string[],
  ports: CoveragePorts,
  trailsIn: (seen: Seen) => readonly Trail[] = liveTrails,
): Promise<Covering> {
  const { cloud, kinds, progress, stage } = ports;
  const loaded = await ports.load(paths);
  const { spec, problems } = validate(loaded.files, kinds, loaded.problems);
  if (spec === null) return { invalid: problems, sources: loaded.files };
  const memory = cloud.memory();
  const located = await locate(spec, { cloud, memory, kinds, progress, stage, ahead: true });
  const unclear = validateEntries(located.entries, kinds).filter(isError);
  if (unclear.length > 0) return { invalid: unclear, sources: loaded.files };
  const world = await surroundings({ owner: spec.owner, kinds, ...located }, memoryWithin(memory, stage?.(aThird)));
  const wishes = desireAll(located.entries, kinds, world);
  const recording = wishes.filter(({ kind }) => kind.recording).map(({ desired }) => desired.address);
  const { watched } = located;
  const seen = await observe({ wishes, selected: new Set(recording), memory, progress, watched });
  const found = trailsIn(seen);
  progress.step('reading policies');
  const accounts = new Set(located.accounts.map(({ id }) => id));
  const { faults, unknown: closed } = await findFaults({
    recorders: recordersAmong(found, seen),
    wishes,
    world,
    accounts,
    memory: memoryWithin(memory, stage?.(aThird)),
  });
  const estate = liveEstate(seen, { spec, located }, found.map(withFault(faults)));
  const unread = unreadIn(seen, new Set(recording));
  const unknown = [...located.unknown, ...unread, ...seen.unknown, ...closed];
  return {
    coverage: { owner: spec.owner, paths, offline: false, ...covered(estate, wishes), unknown },
    sources: loaded.files,
    organization: world.organization?.id ?? null,
    placed: placed(wishes),
  };
}

/** What logs, as far as all of it could be read. */
function recordersAmong(
  trails: readonly Trail[],
  { known, others }: Pick<Seen, 'known' | 'others'>,
): readonly Recorder[] {
  const lives = new Map(
    [...known, ...others].flatMap(({ live }) => (live.is === 'present' ? [[live.arn, live] as const] : [])),
  );
  return trails.flatMap(trail => {
    const live = trail.recording.takes.length > 0 ? lives.get(trail.arn) : undefined;
    const state = live && whole(live);
    return state ? [{ trail, state }] : [];
  });
}

/** What was found out says more than AWS's own word for it. */
const withFault =
  (faults: ReadonlyMap<Arn, Fault>) =>
  (trail: Trail): Trail => {
    const fault = faults.get(trail.arn);
    return fault ? { ...trail, fault } : trail;
  };

/** What a spec records once it stands in accounts where nothing else does. Asks nobody. */
export async function coverOffline(
  paths: readonly string[],
  { load, kinds }: Pick<Ports, 'load' | 'kinds'>,
): Promise<Covering> {
  const loaded = await load(paths);
  const { spec, problems } = validate(loaded.files, kinds, loaded.problems);
  if (spec === null) return { invalid: problems, sources: loaded.files };
  const { wishes, world, keepers } = estateOf(spec, kinds);
  const absent = wishes.map(wish => ({ ...wish, live: { is: 'absent' } as const }));
  const { known } = derive({ known: absent, strays: [], looks: [], unsettled: new Map() }, keepers, world);
  const all = known.map(one => ({ ...one, desired: { ...one.desired, managed: true } })); // what is only referred to stands
  const trails = wantedTrails({ known: all, others: [], copies: [] });
  const found = covered(offlineEstate(spec, trails), wishes);
  return {
    coverage: { owner: spec.owner, paths, offline: true, ...found, unknown: [] },
    sources: loaded.files,
    organization: null,
    placed: placed(wishes),
  };
}

function covered(estate: Estate, wishes: readonly Wish[]): Pick<Coverage, 'places' | 'columns' | 'findings'> {
  const { trails } = estate;
  const places = placesOf(estate);
  return {
    places,
    columns: columnsOf(trails),
    findings: coverageFindings({ places, trails, buckets: placed(wishes) }),
  };
}

/** Of each resource, why it, or the first field of it that could not be read, was not. */
function unreadIn({ known }: Pick<Seen, 'known'>, asked: ReadonlySet<string>): readonly Unknown[] {
  return known.flatMap(({ desired: { address }, live }) => {
    const problem = asked.has(address) ? unreadOf(live) : undefined;
    return problem ? [{ address, problem }] : [];
  });
}
