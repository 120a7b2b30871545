/** Verifies log files on a schedule of its own, beside the runs. */
import type { DaemonConfig, VerifyConfig } from '../../core/daemon/config.ts';
import type { VerifiedView } from '../../core/daemon/snapshot.ts';
import type { Problem } from '../../core/model.ts';
import { pointsAfter } from '../../logs/verify/verification.ts';
import type { Verification } from '../../logs/verify/verification.ts';
import { duration } from '../../render/words.ts';
import { boundedPlace } from '../logs/bounded.ts';
import { isFailing, verifiedView, without } from '../logs/verified.ts';
import { verifyLogs } from '../logs/verify.ts';
import type { Revision } from './in-force.ts';
import type { Archives, DaemonPorts, OpenArchives } from './ports.ts';
import { keepVerified, recalledVerified } from './verified-memory.ts';
import type { VerifiedMemory } from './verified-memory.ts';
import { untilAborted } from './waiting.ts';

interface Verifying {
  readonly config: VerifyConfig;
  /** How long points of trails that deliver no more are kept, in milliseconds. */
  readonly keep: number;
  /** The spec in force; null: there is none. */
  readonly spec: () => Revision | null;
  /** Told how it came out, and whether a trail stands otherwise than before. */
  readonly told: (view: VerifiedView, isOther: boolean) => void;
}

type Ports = Pick<DaemonPorts, 'clock' | 'history' | 'log' | 'newId' | 'random' | 'timetable'> & {
  readonly archives: Archives;
};

/** Verifies as the config says, if it does, until the signal. */
export async function verifyBeside(
  { verify, history: { keep } }: DaemonConfig,
  around: Pick<Verifying, 'spec' | 'told'>,
  { archives, ends, ...ports }: DaemonPorts & { readonly ends: AbortSignal },
): Promise<void> {
  if (verify === null || archives === null) return;
  await verifyOnSchedule({ config: verify, keep, ...around }, { ...ports, archives }, ends);
}

/** Verifies whenever it is due, until the signal. Begins nothing new then, and keeps nothing of what it was at. */
async function verifyOnSchedule(verifying: Verifying, ports: Ports, ends: AbortSignal): Promise<void> {
  const { clock, timetable, random, log } = ports;
  const { cron, timeZone, jitter } = verifying.config.schedule;
  while (!ends.aborted) {
    const now = clock.now();
    const due = timetable.next(cron, timeZone, now).getTime() + Math.floor(random() * jitter);
    await sleepUntil(due, ports, ends);
    const spec = verifying.spec();
    if (ends.aborted || spec === null) continue;
    try {
      await verifyOnce(spec, verifying, { ...ports, ends });
    } catch (error) {
      log.warn({ error: String(error) }, 'log files could not be verified');
    }
  }
}

/** Nobody sleeps longer, so that a clock that was set is noticed. In milliseconds. */
const longestSleep = 60_000;

async function sleepUntil(due: number, { clock }: Pick<Ports, 'clock'>, ends: AbortSignal): Promise<void> {
  for (let left = due - clock.now().getTime(); left > 0 && !ends.aborted; left = due - clock.now().getTime())
    await clock.sleep(Math.min(left, longestSleep), ends);
}

type Once = Ports & { readonly ends: AbortSignal };

async function verifyOnce(spec: Revision, verifying: Verifying, ports: Once): Promise<void> {
  const { archives, clock, ends, history, log, newId } = ports;
  const memory = await recalledVerified(history);
  const { passed, release } = deadline(verifying.config.schedule.deadline, ports);
  try {
    const opened = await openedWithin(archives, spec, passed);
    if (ends.aborted) return;
    if (!('places' in opened)) {
      log.warn({ problems: opened }, 'log files could not be verified');
      return;
    }
    const told = await verified(opened, { verifying, memory, passed, clock });
    if (!ends.aborted) await keep(told, { verifying, memory, history, id: newId(), log });
  } finally {
    release();
  }
}

/** Aborted once the time is over, or all of it ends. */
function deadline(within: number, { clock, ends }: Pick<Once, 'clock' | 'ends'>) {
  const [passed, released] = [new AbortController(), new AbortController()];
  void clock.sleep(within, AbortSignal.any([ends, released.signal])).then(() => passed.abort());
  return { passed: passed.signal, release: (): void => released.abort() };
}

/** Opened too late, they are closed again. */
async function openedWithin(
  archives: Archives,
  spec: Revision,
  passed: AbortSignal,
): Promise<OpenArchives | readonly Problem[]> {
  const opening = archives.open(spec);
  const late = untilAborted(passed).then(() => null);
  const opened = await Promise.race([opening, late]);
  if (opened !== null) return opened;
  void opening.then(close, () => undefined);
  throw new Error('where log files lie was not found out within verify.schedule.deadline');
}

const close = (opened: OpenArchives | readonly Problem[]): void => {
  if ('places' in opened) opened.close();
};

interface Verified {
  readonly verifying: Verifying;
  readonly memory: VerifiedMemory;
  readonly passed: AbortSignal;
  readonly clock: Ports['clock'];
}

async function verified(
  opened: OpenArchives,
  { verifying: { config }, memory, passed, clock }: Verified,
): Promise<Verification> {
  const why = `not read within the ${duration(config.schedule.deadline / 1000)} that verifying may take`;
  void untilAborted(passed).then(() => opened.close());
  const points = memory.points;
  const begun = new Set(points.map(({ trail }) => trail));
  const places = opened.places
    .filter(({ place: { trail } }) => trail?.validation !== false || begun.has(trail.name))
    .map(place => boundedPlace(place, passed, why));
  const range = rangeOf(config, memory, clock.now());
  const known = range.from === config.notBefore ? without(points, range.from) : points;
  const run = { places, range, head: true, points: known, unknown: opened.unknown };
  try {
    return await verifyLogs(run, { clock, cloud: opened.cloud, told: () => undefined });
  } finally {
    opened.close();
  }
}

/** What failed once is looked at again until it is whole. */
function rangeOf({ since, notBefore }: VerifyConfig, { failingSince }: VerifiedMemory, now: Date) {
  const usual = secondsOf(new Date(now.getTime() - since).toISOString());
  const from = failingSince !== null && failingSince < usual ? failingSince : usual;
  const earliest = notBefore === null ? from : secondsOf(notBefore);
  return { from: from < earliest ? earliest : from, until: secondsOf(now.toISOString()) };
}

const secondsOf = (moment: string): string => `${moment.slice(0, 19)}Z`;

interface Keeping extends Pick<Verified, 'verifying' | 'memory'> {
  readonly history: Ports['history'];
  readonly log: Ports['log'];
  readonly id: string;
}

async function keep(told: Verification, { verifying, memory, history, log, id }: Keeping): Promise<void> {
  const oldest = new Date(Date.parse(told.finishedAt) - verifying.keep).toISOString();
  const points = without(pointsAfter(memory.points, told), oldest);
  const view = verifiedView({ id, told, before: memory.points, after: points });
  const failingSince = isFailing(view) ? (memory.failingSince ?? told.range.from) : stillFailing(view, memory);
  try {
    await keepVerified(history, { points, failingSince, view });
  } catch (error) {
    log.warn({ error: String(error) }, 'how far log files are whole could not be written down');
  }
  const { outcome, invalid, problem, trails } = view;
  const isBad = isFailing(view);
  log[isBad ? 'warn' : 'info'](
    { outcome, invalid, problem, trails: trails.length, places: told.places.length },
    isBad ? 'log files are not as CloudTrail wrote them, or are gone' : 'log files were verified',
  );
  verifying.told(view, standsOf(view) !== standsOf(memory.view));
}

/** What could not be read may fail still. */
function stillFailing({ trails }: VerifiedView, { failingSince }: VerifiedMemory): string | null {
  return trails.some(({ state }) => state === 'unread') ? failingSince : null;
}

function standsOf(view: VerifiedView | null): string {
  return JSON.stringify(
    view?.trails.map(({ arn, state, found, count }) => [arn, state, found, count]).toSorted() ?? [],
  );
}
