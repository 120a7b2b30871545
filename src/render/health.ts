/** What AWS reports of a trail by itself: when it last delivered what, and what went wrong. */
import type { Part } from './flow.ts';
import type { Look } from './look.ts';
import { duration } from './words.ts';

type Health = Readonly<Record<string, string | boolean>>;

/** What is delivered, with the names that live health has for the time and the error. */
const deliveries: readonly (readonly [label: string, time: string, error: string])[] = [
  ['log files', 'lastDelivery', 'deliveryError'],
  ['digests', 'lastDigest', 'digestError'],
  ['announcements', 'lastNotification', 'notificationError'],
  ['log group', 'lastLogGroupDelivery', 'logGroupError'],
];

export interface HealthView {
  /** The time that ages are counted to. */
  readonly now: Date;
  /** Whether it records: AWS keeps the times of the latest start and of the latest stop. */
  readonly records: boolean;
}

/** Rows of a table: since when it records or has stopped, then each delivery with its error. */
export function healthRows(
  health: Health,
  { now, records }: HealthView,
  { paint }: Look,
): readonly (readonly Part[])[] {
  const [label, at] = records ? ['since', health['loggingSince']] : ['stopped', health['stoppedSince']];
  const since: readonly (readonly Part[])[] = at === undefined ? [] : [[`  ${label}:`, moment(at, now)]];
  const rows = deliveries.flatMap(([label, at, error]): (readonly Part[])[] => {
    const [time, problem] = [health[at], health[error]];
    return [
      [`${label}:`, time === undefined ? [paint.dim, 'never'] : moment(time, now)],
      ...(problem === undefined ? [] : [['  error:', [paint.red, `${problem}`]] as const]),
    ];
  });
  return [...since, ...rows];
}

/** `2026-11-19 03:07:12 UTC (27 min ago)`. */
export function moment(time: string | boolean, now: Date): string {
  const at = new Date(`${time}`);
  const text = at
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/u, ' UTC');
  return `${text} (${age((now.getTime() - at.getTime()) / 1000)})`;
}

/** Clocks differ by seconds: what lies ahead is now. */
function age(seconds: number): string {
  const past = Math.max(0, seconds);
  const days = Math.floor(past / 86_400);
  if (days >= 2) return `${days} days ago`;
  return past < 10 ? `${Math.round(past)} s ago` : `${duration(past)} ago`;
}
