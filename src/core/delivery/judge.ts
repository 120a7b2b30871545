/**
 * Whether what a trail records arrives, by what AWS says of one region: what failed, and what is late. Nothing is late just
 * because nothing happened: a log file is awaited only after a call that the trail surely records. Pure; moments are ISO
 * 8601, UTC.
 */

/** What is delivered. */
export type Delivered = 'log' | 'digest' | 'notification' | 'log group';

/** What GetTrailStatus says in one region. Null: never, or not known. */
export interface Status {
  readonly lastLog: string | null;
  readonly lastDigest: string | null;
  readonly lastNotification: string | null;
  /** AWS's own words for what went wrong when it last tried. */
  readonly errors: { readonly [D in Delivered]?: string };
}

/** What of a trail decides what is to arrive. */
export interface Expected {
  readonly logging: boolean;
  /** Null: not known. */
  readonly loggingSince: string | null;
  /** Whether it writes digests, every hour, also when nothing happens. */
  readonly digests: boolean;
  /** Whether it announces its log files. */
  readonly announces: boolean;
  /** Whether it surely records that somebody asks for it: then every look is something to be delivered. */
  readonly recordsLooks: boolean;
}

/** What earlier looks at a trail in a region left behind. */
export interface Remembered {
  /** The first look that no log file has followed yet; null: there is none, or the trail does not record it. */
  readonly awaited: string | null;
  /** Since when it is seen to write digests, and to announce; null: it does not. */
  readonly digestsSince: string | null;
  readonly announcesSince: string | null;
}

/** Milliseconds. */
export interface Limits {
  readonly log: number;
  readonly digest: number;
  readonly notification: number;
}

/** One thing that does not arrive. */
export interface Trouble {
  readonly of: Delivered;
  /** `failing`: AWS says so. `late`: it does not, and nothing comes. */
  readonly is: 'failing' | 'late';
  /** AWS's words, or since when nothing came. */
  readonly why: string;
}

/** So far may the clocks of AWS and of this machine be apart, in milliseconds: by more, AWS would refuse to answer. */
const apart = 300_000;

/** What a look leaves behind for the next. */
export function remember(before: Remembered | null, expected: Expected, { status, now }: Look): Remembered {
  const { logging, digests, announces, recordsLooks } = expected;
  const since = (is: boolean, earlier: string | null | undefined): string | null =>
    logging && is ? (earlier ?? now) : null;
  return {
    awaited: logging && recordsLooks ? (stillAwaited(before, expected, status) ?? now) : null,
    digestsSince: since(digests, before?.digestsSince),
    announcesSince: since(announces, before?.announcesSince),
  };
}

export interface Look {
  readonly status: Status;
  readonly now: string;
}

/** What was recorded before it was stopped may have been delivered before, too. */
function stillAwaited(before: Remembered | null, { loggingSince }: Expected, { lastLog }: Status): string | null {
  const awaited = before?.awaited ?? null;
  if (awaited === null || isBefore(awaited, loggingSince)) return null;
  return lastLog === null || isBefore(lastLog, awaited) ? awaited : null;
}

/** What does not arrive, by a look and by what was remembered after it. Nothing of a trail that does not log. */
export function troubles(
  remembered: Remembered,
  expected: Expected,
  look: Look & { readonly limits: Limits },
): readonly Trouble[] {
  if (!expected.logging) return [];
  const { errors } = look.status;
  const failing = delivered.flatMap((of): Trouble[] => {
    const why = errors[of];
    return why === undefined ? [] : [{ of, is: 'failing', why }];
  });
  const late = [lateLog(remembered, look), lateDigest(remembered, expected, look), lateNotification(remembered, look)];
  return [...failing, ...late.flatMap(one => (one === null || errors[one.of] !== undefined ? [] : [one]))];
}

/** In the order of what they mean. */
const delivered = ['log', 'digest', 'notification', 'log group'] as const;

type Judged = Look & { readonly limits: Limits };

function lateLog({ awaited }: Remembered, { status, now, limits }: Judged): Trouble | null {
  if (awaited === null || age(awaited, now) <= limits.log) return null;
  return { of: 'log', is: 'late', why: status.lastLog ?? awaited };
}

function lateDigest(
  { digestsSince }: Remembered,
  { loggingSince }: Expected,
  { status, now, limits }: Judged,
): Trouble | null {
  if (digestsSince === null) return null;
  const last = [loggingSince, status.lastDigest].reduce<string>(
    (latest, one) => (one !== null && isBefore(latest, one) ? one : latest),
    digestsSince,
  );
  return age(last, now) > limits.digest ? { of: 'digest', is: 'late', why: status.lastDigest ?? digestsSince } : null;
}

/** A log file came, long after the last announcement, and a while ago. */
function lateNotification({ announcesSince }: Remembered, { status, now, limits }: Judged): Trouble | null {
  const { lastLog, lastNotification } = status;
  if (announcesSince === null || lastLog === null || age(lastLog, now) <= 0) return null;
  const last =
    lastNotification !== null && isBefore(announcesSince, lastNotification) ? lastNotification : announcesSince;
  if (Date.parse(lastLog) - Date.parse(last) <= limits.notification) return null;
  return { of: 'notification', is: 'late', why: last };
}

/** How long ago something certainly was, in milliseconds. */
function age(moment: string, now: string): number {
  return Date.parse(now) - Date.parse(moment) - apart;
}

function isBefore(one: string, other: string | null): boolean {
  return other !== null && Date.parse(one) < Date.parse(other);
}
