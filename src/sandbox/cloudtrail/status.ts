import type { Context } from '../call.ts';
import type { Estate } from '../estate.ts';
import { announceError, writeError } from './preflight.ts';
import { records } from './records.ts';
import type { Deliveries, Trail } from './trail.ts';

/** Milliseconds from an event to its log file; CloudTrail takes about five minutes. */
const TO_LOG = 5 * 60_000;
/** From the end of the hour that a digest covers until it is written. */
const TO_DIGEST = 30 * 60_000;
const HOUR = 60 * 60_000;

/** The status of a trail in the region of the call. The strings are deprecated and still answered: a moment to the second, or empty. */
export function status(trail: Trail, context: Context): object {
  const { log, logError, digest, digestError, notification, notificationError } = deliver(trail, context);
  return {
    IsLogging: trail.logging,
    StartLoggingTime: trail.started,
    StopLoggingTime: trail.stopped,
    LatestDeliveryTime: log,
    LatestDeliveryError: logError,
    LatestNotificationTime: notification,
    LatestNotificationError: notificationError,
    LatestDigestDeliveryTime: digest,
    LatestDigestDeliveryError: digestError,
    LatestDeliveryAttemptTime: toSecond(log),
    LatestNotificationAttemptTime: toSecond(notification),
    LatestNotificationAttemptSucceeded: toSecond(notification),
    LatestDeliveryAttemptSucceeded: toSecond(log),
    TimeLoggingStarted: toSecond(trail.started),
    TimeLoggingStopped: toSecond(trail.stopped),
  };
}

/** What was to be delivered until now, or why it could not be: only an attempt shows that something is in its way. */
function deliver(trail: Trail, context: Context): Deliveries {
  const { region } = context.call;
  const done = trail.deliveries.get(region) ?? fresh();
  trail.deliveries.set(region, done);
  const written = writtenBySomebody(trail, context.estate);
  const log = later(dueLog(trail, context), written);
  if (log && isLater(log, done.log)) {
    done.logError = log === written ? undefined : writeError(trail, context);
    if (done.logError === undefined) {
      done.log = log;
      announce(trail, done, context);
    }
  }
  const digest = dueDigest(trail, context.clock.now());
  if (digest && isLater(digest, done.digest)) {
    done.digestError = writeError(trail, context);
    if (done.digestError === undefined) done.digest = digest;
  }
  return done;
}

function fresh(): Deliveries {
  return {
    log: undefined,
    logError: undefined,
    digest: undefined,
    digestError: undefined,
    notification: undefined,
    notificationError: undefined,
  };
}

function announce(trail: Trail, done: Deliveries, context: Context): void {
  if (trail.settings.topicArn === undefined) return;
  done.notificationError = announceError(trail, context);
  if (done.notificationError === undefined) done.notification = done.log;
}

const isLater = (one: Date, other: Date | undefined): boolean => other === undefined || one > other;

function later(one: Date | undefined, other: Date | undefined): Date | undefined {
  if (!one || !other) return one ?? other;
  return one > other ? one : other;
}

/** When the log file of the newest event was to be written that the trail recorded in the region. */
function dueLog(
  { account, selectors, logging, started, stopped }: Trail,
  { call, estate, clock }: Context,
): Date | undefined {
  const { reads, writes } = records(selectors);
  const until = Math.min(clock.now().getTime() - TO_LOG, logging ? Infinity : (stopped?.getTime() ?? 0));
  const from = started?.getTime() ?? Infinity;
  const newest = estate.history
    .of(account, call.region)
    .find(({ at, readOnly }) => at.getTime() >= from && at.getTime() <= until && (readOnly ? reads : writes));
  return newest && new Date(newest.at.getTime() + TO_LOG);
}

/** When the latest digest was to be written: one an hour, also when nothing happened. */
function dueDigest({ settings, logging, started }: Trail, now: Date): Date | undefined {
  if (!settings.validation || !logging || !started) return undefined;
  const first = started.getTime() + TO_DIGEST;
  const hours = Math.floor((now.getTime() - first) / HOUR);
  return hours < 0 ? undefined : new Date(first + hours * HOUR);
}

/** When the newest log file was put where the trail delivers to, by somebody who plays a delivery. */
function writtenBySomebody({ account, homeRegion, settings }: Trail, { buckets }: Estate): Date | undefined {
  const { bucket, prefix, multiRegion } = settings;
  const folder = `${prefix === undefined || prefix === '' ? '' : `${prefix}/`}AWSLogs/`;
  const ofTrail = `${account}/CloudTrail/${multiRegion ? '' : `${homeRegion}/`}`;
  const written = [...(buckets.get(bucket)?.objects ?? [])].flatMap(([key, { modified }]) =>
    key.startsWith(folder) &&
    key.endsWith('.json.gz') &&
    key.replace(/AWSLogs\/o-[^/]+\//u, 'AWSLogs/').includes(`AWSLogs/${ofTrail}`)
      ? modified
      : [],
  );
  return written.toSorted((a, b) => b.getTime() - a.getTime())[0];
}

function toSecond(moment: Date | undefined): string {
  return moment ? moment.toISOString().replace(/\.\d{3}Z$/, 'Z') : '';
}
