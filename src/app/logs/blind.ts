/** When nobody recorded, in the accounts of a spec: from the event history, from status, from digests, from a daemon's memory. */
import { parseArn } from '../../core/arn.ts';
import { anyRegion } from '../../core/coverage/count.ts';
import type { Place } from '../../core/coverage/count.ts';
import { liveTrails } from '../../core/coverage/trails.ts';
import type { Trail } from '../../core/coverage/trails.ts';
import type { Drift } from '../../core/drift/drift.ts';
import { begunAt } from '../../core/drift/gaps.ts';
import { unreadBecause } from '../../core/failure.ts';
import type { Arn, Problem, Target } from '../../core/model.ts';
import type { Unknown } from '../../core/plan.ts';
import type { SourceFile } from '../../core/spec/source.ts';
import { blindTimes } from '../../logs/blind/blind.ts';
import type { Blind, Reach } from '../../logs/blind/blind.ts';
import { darkTimes, isAbout, telling } from '../../logs/blind/dark.ts';
import type { Dark, TrailChange, TrailNow } from '../../logs/blind/dark.ts';
import { digestGaps } from '../../logs/blind/digest-gaps.ts';
import type { TimeRange } from '../../logs/place.ts';
import type { Objects } from '../../logs/ports.ts';
import { coverLive } from '../coverage.ts';
import type { CoveragePorts } from '../coverage.ts';
import type { Clock, Cloud, Memory } from '../ports.ts';
import { historyKept, historyOf } from './event-history.ts';
import { meantTrails } from './meant-trails.ts';
import { isMeant, nothingMeant } from './prove-ways.ts';

export interface BlindPorts extends CoveragePorts {
  readonly cloud: Pick<Cloud, 'identity' | 'enter' | 'memory'>;
  readonly clock: Clock;
  /** Reads a bucket; null: digests are not looked at. */
  readonly bucket: ((name: string, owner: Target | null) => Promise<Objects>) | null;
  /** What a daemon remembers of drifts since the beginning of the time; empty: nobody was asked. */
  readonly drifts: readonly Drift[];
}

export interface BlindQuestion {
  readonly paths: readonly string[];
  readonly range: TimeRange;
  /** Keys or ids. */
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly trail?: string | undefined;
}

export interface Blindness {
  readonly owner: string;
  readonly range: TimeRange;
  /** How far the event history goes back that was asked. */
  readonly historyFrom: string;
  readonly blind: readonly Blind[];
  /** What could not be read: there may be more. */
  readonly unknown: readonly Unknown[];
}

export type Blinding =
  | { readonly blindness: Blindness; readonly sources: readonly SourceFile[] }
  | { readonly invalid: readonly Problem[]; readonly sources: readonly SourceFile[] };

/** @throws ApiFailure when the spec names no account and nobody says whose the credentials in force are */
export async function findBlind(question: BlindQuestion, ports: BlindPorts): Promise<Blinding> {
  const { clock, progress } = ports;
  const standing = new Map<Arn, Trail>();
  const covered = await coverLive(question.paths, ports, seen => {
    for (const trail of liveTrails(seen)) standing.set(trail.arn, trail);
    return meantTrails(seen);
  });
  if ('invalid' in covered) return covered;
  const { coverage, organization, placed, sources } = covered;
  const places = coverage.places.filter(place => isChosen(place, question));
  if (places.length === 0) return { invalid: [nothingMeant(question)], sources };
  const trails = [...new Map(places.flatMap(one => one.trails).map(trail => [trail.arn, trail])).values()];
  const now = secondOf(clock.now());
  const historyFrom = secondOf(new Date(clock.now().getTime() - historyKept));
  progress.step(`asking what became of ${trails.length} trails`);
  const asked = {
    ports,
    standing,
    memory: ports.cloud.memory(),
    now,
    historyFrom,
    range: question.range,
    organization,
    placed,
  };
  const found = await Promise.all(trails.map(async trail => darkOf(trail, places, asked)));
  const darks = [...found.flatMap(one => one.darks), ...rememberedDarks(trails, ports.drifts)];
  return {
    blindness: {
      owner: coverage.owner,
      range: question.range,
      historyFrom,
      blind: blindTimes(reachesOf(places, question), darks, question.range),
      unknown: [...coverage.unknown, ...found.flatMap(one => one.unknown)],
    },
    sources,
  };
}

function isChosen(
  { account: { key, id }, regions, trails }: Place,
  { account, region, trail }: BlindQuestion,
): boolean {
  return (
    (account === undefined || [key, id].includes(account)) &&
    (region === undefined || (region !== anyRegion && regions.includes(region))) &&
    trails.some(one => one.address !== undefined && isMeant(one, { trail }))
  );
}

/** Classes that count: those that are recorded as a whole, and the events of global services where they happen. */
function reachesOf(places: readonly Place[], { region }: BlindQuestion): readonly Reach[] {
  return places.map(({ account: { id, key }, regions, trails }) => ({
    account: id,
    accountKey: key,
    regions: regions.filter(one => one !== anyRegion && (region === undefined || one === region)),
    trails: trails.map(trail => ({ arn: trail.arn, classes: classesOf(trail) })),
  }));
}

function classesOf({ recording }: Trail): readonly string[] {
  return recording.takes.map(({ of }) => of).filter(of => !of.startsWith('insights'));
}

interface Asked {
  readonly ports: BlindPorts;
  /** Trails as they stand. */
  readonly standing: ReadonlyMap<Arn, Trail>;
  /** Trails of one account share what its history answers. */
  readonly memory: Memory;
  readonly now: string;
  readonly historyFrom: string;
  readonly range: TimeRange;
  readonly organization: string | null;
  readonly placed: ReadonlyMap<Arn, Target>;
}

interface Found {
  readonly darks: readonly Dark[];
  readonly unknown: readonly Unknown[];
}

async function darkOf(trail: Trail, places: readonly Place[], asked: Asked): Promise<Found> {
  const told = await toldOf(trail, asked);
  const gaps = await gapsOf(trail, places, asked);
  // a gap that is explained is told once, by what explains it
  const own = gaps.darks.filter(gap => !told.darks.some(dark => isOverlapping(dark, gap)));
  return { darks: [...told.darks, ...own], unknown: [...told.unknown, ...gaps.unknown] };
}

/** Digests are hourly: what explains a gap may begin or end an hour beside it. */
const hour = 3_600_000;

function isOverlapping(dark: Dark, gap: Dark): boolean {
  const end = (to: string | null): number => (to === null ? Infinity : Date.parse(to) + hour);
  return Date.parse(dark.from) <= end(gap.to) && Date.parse(gap.from) <= end(dark.to);
}

/** What the event history and the status of a trail tell. Nobody but its owner is told. */
async function toldOf(trail: Trail, { memory, now, historyFrom, standing }: Asked): Promise<Found> {
  const { arn, target, address } = trail;
  const homeRegion = parseArn(arn).region;
  const home = { ...target, account: parseArn(arn).account, region: homeRegion };
  const unknown: Unknown[] = [];
  const problemAt = (problem: Problem): void => {
    unknown.push({ address: address ?? `trail/*@${home.account}/${homeRegion}`, problem });
  };
  const changes = await changesOf(trail, home, { memory, historyFrom, problemAt });
  const status = await statusOf(trail, home, memory);
  if ('problem' in status) {
    problemAt(status.problem);
    return { darks: [], unknown };
  }
  const stands = { arn, homeRegion, ...status, classes: classesOf(trail), ...nowOf(trail, standing.get(arn)) };
  return { darks: darkTimes(stands, changes, { from: historyFrom, now }), unknown };
}

/** What of a trail as it stands says that it records less than it should. */
function nowOf(meant: Trail, live: Trail | undefined): Pick<TrailNow, 'logging' | 'takes' | 'narrow'> {
  const logging = live?.state['logging'];
  const isOff = logging === false;
  const recording =
    live && (isOff ? live.kind.recording?.({ ...live.state, logging: true }, live.arn) : live.recording);
  return {
    logging: typeof logging === 'boolean' ? logging : null,
    takes: recording && recording.open.length === 0 ? recording.takes.map(({ of }) => of) : null,
    narrow: meant.recording.everyRegion && recording?.everyRegion === false,
  };
}

interface Telling extends Pick<Asked, 'memory' | 'historyFrom'> {
  readonly problemAt: (problem: Problem) => void;
}

async function changesOf({ arn }: Trail, home: Target, { memory, historyFrom, problemAt }: Telling) {
  const period = { from: historyFrom, until: null };
  const answers = await Promise.all(
    telling.map(async name => historyOf(memory.at(home), { by: ['EventName', name], period })),
  );
  const [failed] = answers.flatMap(({ problem }) => problem ?? []);
  if (failed) problemAt(failed);
  return answers
    .flatMap(({ events }) => events)
    .filter(event => event.errorCode === undefined && event.source === 'cloudtrail.amazonaws.com')
    .map(({ eventId, name, at, principal, parameters }): TrailChange => ({
      by: { name: principal.name, event: name, eventId, at: secondOf(new Date(at)) },
      parameters,
    }))
    .filter(change => isAbout(change, arn));
}

type Status = { readonly exists: boolean; readonly stoppedSince: string | null } | { readonly problem: Problem };

/** A trail that AWS does not know is not there. */
async function statusOf({ arn, kind }: Trail, home: Target, memory: Memory): Promise<Status> {
  try {
    const health = (await kind.healthElsewhere?.(arn, memory.at(home))) ?? {};
    const stopped = health['stoppedSince'];
    return { exists: true, stoppedSince: stopped === undefined ? null : secondOf(new Date(stopped)) };
  } catch (error) {
    const problem = unreadBecause(error);
    const isGone = error instanceof Error && error.name === 'TrailNotFoundException';
    return isGone ? { exists: false, stoppedSince: null } : { problem };
  }
}

/** Hours without digests and without log files, in every region that a trail reaches. */
async function gapsOf(trail: Trail, places: readonly Place[], asked: Asked): Promise<Found> {
  const { ports, placed, organization, range, now } = asked;
  const { recording, arn, address, target } = trail;
  const { delivers, everyAccount } = recording;
  if (ports.bucket === null || recording.proves !== true || delivers === null) return { darks: [], unknown: [] };
  const open = ports.bucket;
  const bucket = parseArn(delivers.bucket).resource;
  const reached = places.filter(place => place.trails.some(one => one.arn === arn));
  try {
    const objects = await open(bucket, placed.get(delivers.bucket) ?? null);
    const found = await Promise.all(
      reached.flatMap(place =>
        place.regions.map(async region => {
          const folder = {
            bucket,
            prefix: delivers.prefix,
            organization: everyAccount ? organization : null,
            account: place.account.id,
            region,
            trail: arn.slice(arn.indexOf('/') + 1),
            homeRegion: parseArn(arn).region,
          };
          const gaps = region === anyRegion ? [] : await digestGaps(objects, folder, { range, now });
          return gaps.map((gap): Dark => ({
            trail: arn,
            regions: [region],
            except: null,
            classes: null,
            ...gap,
            why: 'no digest',
            by: null,
            source: 'digests',
          }));
        }),
      ),
    );
    return { darks: found.flat(), unknown: [] };
  } catch (error) {
    const problem = unreadBecause(error);
    return { darks: [], unknown: [{ address: address ?? `trail/*@${target.account}/*`, problem }] };
  }
}

/** What a daemon saw of its own trails: also of a time that the event history no longer knows. */
function rememberedDarks(trails: readonly Trail[], drifts: readonly Drift[]): readonly Dark[] {
  return drifts.flatMap((drift): readonly Dark[] => {
    const trail = trails.find(({ address }) => address === drift.address);
    const isOff = drift.field === 'logging' && drift.found === false;
    if (!trail || !(drift.kind === 'missing' || isOff)) return [];
    const { attribution } = drift;
    const event = attribution?.answer === 'found' && attribution.confidence !== 'possible' ? attribution.event : null;
    const begun = begunAt({ openedAt: drift.openedAt, causedAt: event?.at ?? null });
    return [
      {
        trail: trail.arn,
        regions: null,
        except: null,
        classes: null,
        from: secondOf(new Date(begun)),
        to: drift.closedAt === null ? null : secondOf(new Date(drift.closedAt)),
        why: isOff ? 'stopped' : 'not there',
        by: event && { name: event.principal.name, event: event.name, eventId: event.eventId, at: event.at },
        source: 'history',
      },
    ];
  });
}

/** Moments as texts that compare. */
export const secondOf = (moment: Date): string => `${moment.toISOString().slice(0, 19)}Z`;
