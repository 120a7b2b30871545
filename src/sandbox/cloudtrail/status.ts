import type { Context } from '../call.ts';
import { type Deliveries, deliveriesOf } from '../delivery/course.ts';
import type { Estate } from '../estate.ts';
import { announceError } from './preflight.ts';
import type { Trail } from './trail.ts';

/** The status of a trail in the region of the call. The strings are deprecated and still answered: a moment to the second, or empty. */
export function status(trail: Trail, context: Context): object {
  const { log, logError, digest, digestError, notification, notificationError } = delivered(trail, context);
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

/** What was delivered until now, or why it could not be: only an attempt shows that something is in its way. */
function delivered(trail: Trail, context: Context): Deliveries {
  const { call, estate } = context;
  const account = trail.settings.organization ? call.principal.account : trail.account;
  const done = deliveriesOf(trail.course, { account, region: call.region });
  const written = writtenBySomebody(trail, estate);
  if (written === undefined || (done.log !== undefined && done.log >= written)) return done;
  done.log = written;
  done.logError = undefined;
  if (trail.settings.topicArn === undefined) return done;
  done.notificationError = announceError(trail, context);
  if (done.notificationError === undefined) done.notification = written;
  return done;
}

/** When the newest log file was put where the trail delivers to, by somebody who plays a delivery. */
function writtenBySomebody({ account, homeRegion, settings }: Trail, { buckets }: Estate): Date | undefined {
  const { bucket, prefix, multiRegion } = settings;
  const folder = `${prefix === undefined || prefix === '' ? '' : `${prefix}/`}AWSLogs/`;
  const ofTrail = `${account}/CloudTrail/${multiRegion ? '' : `${homeRegion}/`}`;
  const objects = buckets.get(bucket)?.objects;
  const written = [...(objects?.byCallers() ?? [])].flatMap(key =>
    key.startsWith(folder) &&
    key.endsWith('.json.gz') &&
    key.replace(/AWSLogs\/o-[^/]+\//u, 'AWSLogs/').includes(`AWSLogs/${ofTrail}`)
      ? (objects?.get(key)?.modified ?? [])
      : [],
  );
  return written.toSorted((a, b) => b.getTime() - a.getTime())[0];
}

function toSecond(moment: Date | undefined): string {
  return moment ? moment.toISOString().replace(/\.\d{3}Z$/, 'Z') : '';
}
