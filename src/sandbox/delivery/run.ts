import { randomUUID } from 'node:crypto';
import { announceError, deliveryError } from '../cloudtrail/preflight.ts';
import type { Trail } from '../cloudtrail/trail.ts';
import type { Estate } from '../estate.ts';
import { publish } from '../sns/topic.ts';
import { endPeriod, forgetUnlisted } from './chain.ts';
import type { Fate } from '../trouble/deliveries.ts';
import {
  type Course,
  type Digest,
  type Lane,
  type LogFile,
  type Lot,
  deliveriesOf,
  enqueue,
  laneName,
} from './course.ts';
import { writeDigest, writeLog } from './files.ts';

/** When something is to be done for a trail next; at once, if something is late. */
export function nextOf({ lots, digests, lateLots, lateDigests, chain }: Course): number {
  if (lateLots.length + lateDigests.length > 0) return Number.NEGATIVE_INFINITY;
  return Math.min(dueOf(lots), chain?.nextEnd ?? Number.POSITIVE_INFINITY, dueOf(digests));
}

const dueOf = ([first]: readonly { readonly due: number }[]): number => first?.due ?? Number.POSITIVE_INFINITY;

/** One run of a trail's deliveries: nothing that others do changes while it lasts. */
interface Run {
  readonly trail: Trail;
  readonly estate: Estate;
  /** What is in the way, by lane and folder. */
  readonly obstacles: Map<string, string | undefined>;
}

/** Does what was due for a trail until now, each thing at its time. Moments are milliseconds since 1970. */
export function runCourse(trail: Trail, estate: Estate, now: number): void {
  const run: Run = { trail, estate, obstacles: new Map() };
  const { course } = trail;
  const [lateLots, lateDigests] = [course.lateLots, course.lateDigests];
  [course.lateLots, course.lateDigests] = [[], []];
  for (const lot of lateLots) deliverLot(lot, run, now);
  for (const digest of lateDigests) deliverDigest(digest, run, now);
  for (;;) {
    const next = Math.min(dueOf(course.lots), course.chain?.nextEnd ?? Number.POSITIVE_INFINITY, dueOf(course.digests));
    if (next > now) break;
    doNext(run, next);
  }
  forgetUnlisted(course, now);
}

/** What ends a period comes before the file that is written at its end. */
function doNext(run: Run, at: number): void {
  const { course } = run.trail;
  if (course.chain?.nextEnd === at) endPeriod(run.trail, run.estate, at);
  else if (dueOf(course.lots) === at) deliverLot(shifted(course.lots), run, at);
  else deliverDigest(shifted(course.digests), run, at);
}

function shifted<T>(queue: T[]): T {
  const [first] = queue.splice(0, 1);
  if (first === undefined) throw new Error('nothing is due');
  return first;
}

function deliverLot(lot: Lot, run: Run, at: number): void {
  const { trail, estate } = run;
  const { course } = trail;
  const trouble = estate.deliveries();
  const of = { trail, account: lot.account, region: lot.region };
  if (trouble.withholds('logs', of)) {
    course.lateLots.push(lot);
    return;
  }
  const fate = lot.fate ?? trouble.fateOf(of);
  if (fate.delay > 0) enqueue(course, { ...lot, due: lot.due + fate.delay, fate: { ...fate, delay: 0 } });
  else if (!fate.lost) tryLot({ ...lot, fate }, run, at);
}

function tryLot(lot: Lot & { readonly fate: Fate }, run: Run, at: number): void {
  const { trail, estate } = run;
  const { course } = trail;
  const deliveries = deliveriesOf(course, lot);
  deliveries.logError = obstacle('CloudTrail', lot, run, at);
  if (deliveries.logError !== undefined) {
    course.lateLots.push(lot);
    return;
  }
  for (let times = lot.fate.twice ? 2 : 1; times > 0; times -= 1) {
    const file = writeLog(lot, trail, estate, at);
    course[lot.fate.backfill > 0 ? 'missed' : 'unlisted'].push(file);
    deliveries.log = new Date(at);
    tell(file, run, at);
  }
}

/** Announces a log file. */
function tell({ account, region, bucket, key }: LogFile, { trail, estate }: Run, at: number): void {
  const { topicArn } = trail.settings;
  if (topicArn === undefined) return;
  const deliveries = deliveriesOf(trail.course, { account, region });
  const moment = new Date(at);
  deliveries.notificationError = announceError(trail, { estate, call: { at: moment } });
  const topic = estate.topics.get(topicArn);
  if (deliveries.notificationError !== undefined || !topic) return;
  deliveries.notification = moment;
  const body = JSON.stringify({ s3Bucket: bucket, s3ObjectKey: [key] });
  publish(topic, { id: randomUUID(), body, at: moment }, estate);
}

function deliverDigest(digest: Digest, run: Run, at: number): void {
  const { trail, estate } = run;
  if (estate.deliveries().withholds('digests', { trail, account: digest.account, region: digest.region })) {
    trail.course.lateDigests.push(digest);
    return;
  }
  const deliveries = deliveriesOf(trail.course, digest);
  deliveries.digestError = obstacle('CloudTrail-Digest', digest, run, at);
  if (deliveries.digestError !== undefined) {
    trail.course.lateDigests.push(digest);
    return;
  }
  writeDigest(digest, trail, estate, at);
  deliveries.digest = new Date(at);
}

function obstacle(folder: 'CloudTrail' | 'CloudTrail-Digest', lane: Lane, run: Run, at: number): string | undefined {
  const { trail, estate, obstacles } = run;
  const name = `${laneName(lane)} ${folder}`;
  if (!obstacles.has(name)) {
    const error = deliveryError(trail, { folder, ...lane }, { estate, call: { at: new Date(at) } });
    obstacles.set(name, error);
  }
  return obstacles.get(name);
}
