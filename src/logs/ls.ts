/** Sums up a list of delivered files, however long it is, and finds hours without a digest. Pure. */
import { logKinds } from './layout.ts';
import type { LogKey, LogKind } from './layout.ts';
import type { Listed } from './listing.ts';
import type { LogPlace, TimeRange } from './place.ts';

/** Files of one kind in one account and region of a bucket. */
export interface LogTotal {
  readonly bucket: string;
  readonly account: string;
  readonly region: string;
  readonly kind: LogKind;
  readonly files: number;
  /** As stored. */
  readonly bytes: number;
  /** Moments in the names of the earliest and the latest, as ISO 8601; null where no name has one. */
  readonly first: string | null;
  readonly last: string | null;
}

/** Hours without a digest. */
export interface DigestHole {
  readonly bucket: string;
  readonly account: string;
  readonly region: string;
  /** The trail's name. */
  readonly trail: string;
  /** Where the digest before ends, and where the one after begins; or until when none was seen. */
  readonly from: string;
  readonly until: string;
}

export interface Summary {
  readonly totals: readonly LogTotal[];
  readonly holes: readonly DigestHole[];
}

export interface Tally {
  add(place: LogPlace, listed: Listed): void;
  /** @param now ISO 8601: a digest that is not due yet is not missed */
  summary(range: TimeRange, now: string): Summary;
}

/** The last digest of one trail in one region, and whether another is to come. */
interface Series {
  readonly of: Omit<DigestHole, 'from' | 'until'>;
  readonly end: string;
  readonly goesOn: boolean;
}

const hour = 3_600_000;

/** A digest is delivered about half an hour after its hour, in one that was watched; so long after its end at most, in milliseconds. */
const due = 75 * 60_000;

/** Memory goes by accounts and regions, not by files. */
export function tally(): Tally {
  const totals = new Map<string, LogTotal>();
  const series = new Map<string, Series>();
  const holes: DigestHole[] = [];
  return {
    add(place, { key, object }) {
      const { account, region, kind } = key;
      const where = { bucket: place.bucket, account, region, kind };
      const name = `${place.bucket} ${account} ${region} ${kind}`;
      totals.set(name, more(totals.get(name) ?? nothing(where), key.stamp, object.size));
      const next = seriesOf(place, key);
      if (next === null) return;
      const id = `${place.bucket} ${key.prefix} ${account} ${region} ${next.of.trail} ${key.digest?.homeRegion ?? ''}`;
      const before = series.get(id);
      if (before !== undefined) holes.push(...between(before, next));
      series.set(id, next);
    },
    summary(range, now) {
      const open = [...series.values()].flatMap(one => (one.goesOn ? since(one, range, now) : []));
      return { totals: [...totals.values()].toSorted(byPlace), holes: [...holes, ...open].toSorted(byPlace) };
    },
  };
}

function nothing(where: Pick<LogTotal, 'bucket' | 'account' | 'region' | 'kind'>): LogTotal {
  return { ...where, files: 0, bytes: 0, first: null, last: null };
}

function more(total: LogTotal, stamp: string | null, bytes: number): LogTotal {
  const first = stamp !== null && (total.first === null || stamp < total.first) ? stamp : total.first;
  const last = stamp !== null && (total.last === null || stamp > total.last) ? stamp : total.last;
  return { ...total, files: total.files + 1, bytes: total.bytes + bytes, first, last };
}

/** Null for what is no hour's own digest: what is made up for later stands beside the hour's. */
function seriesOf({ bucket, trail }: LogPlace, { account, region, digest, stamp }: LogKey): Series | null {
  if (digest === null || digest.backfill || stamp === null) return null;
  const goesOn = trail !== null && trail.validation === true && trail.logging === true;
  return { of: { bucket, account, region, trail: digest.trail }, end: stamp, goesOn };
}

/** Each digest covers the hour before its end. */
function between({ end: before }: Series, { of, end }: Series): readonly DigestHole[] {
  const from = Date.parse(before);
  const until = Date.parse(end) - hour;
  return until > from ? [{ ...of, from: before, until: textOf(until) }] : [];
}

/** A trail that records and validates has a digest every hour. */
function since({ of, end }: Series, range: TimeRange, now: string): readonly DigestHole[] {
  const seen = Math.min(Date.parse(range.until), Date.parse(now) - due);
  const late = Math.floor((seen - Date.parse(end)) / hour);
  return late >= 1 ? [{ ...of, from: end, until: textOf(Date.parse(end) + late * hour) }] : [];
}

const textOf = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

interface Placed {
  readonly bucket: string;
  readonly account: string;
  readonly region: string;
  readonly kind?: LogKind;
  readonly from?: string;
}

function byPlace(a: Placed, b: Placed): number {
  return orderOf(a) < orderOf(b) ? -1 : 1;
}

const orderOf = ({ bucket, account, region, kind = 'log', from = '' }: Placed): string =>
  `${bucket} ${account} ${region} ${logKinds.indexOf(kind)} ${from}`;
