import type { Fate } from '../trouble/deliveries.ts';

/** When what was delivered last, and what went wrong since. */
export interface Deliveries {
  log: Date | undefined;
  logError: string | undefined;
  digest: Date | undefined;
  digestError: string | undefined;
  notification: Date | undefined;
  notificationError: string | undefined;
}

/** Whose events of which region a file holds. Each has a folder of its own, and a chain of digests. */
export interface Lane {
  readonly account: string;
  readonly region: string;
}

/** Events that go into one log file. Moments are milliseconds since 1970. */
export interface Lot extends Lane {
  /** The end of its five minutes. */
  readonly stamp: number;
  readonly due: number;
  readonly records: object[];
  /** What trouble makes of it, once that is known. */
  readonly fate?: Fate;
}

/** A log file in its bucket. */
export interface LogFile extends Lane {
  readonly bucket: string;
  readonly key: string;
  readonly at: number;
  readonly oldest: string;
  readonly newest: string;
  /** How long after the digest of its hour, which misses it, another lists it, in milliseconds; 0 if that lists it. */
  readonly missing: number;
  /** SHA-256 of what was packed, in hexadecimal. */
  hash(): string;
}

/** A digest file, written or to be. */
export interface Digest extends Lane {
  readonly start: number;
  readonly end: number;
  readonly due: number;
  readonly files: readonly LogFile[];
  /** Whether it lists what the hour's own digest missed. */
  readonly backfill: boolean;
  readonly previous: Digest | undefined;
  /** Where it lies, and when the key it is signed with was in use; undefined until it is written. */
  place: { readonly bucket: string; readonly key: string; readonly signedAt: number } | undefined;
  /** Made when somebody looks. */
  made: MadeDigest | undefined;
}

export interface MadeDigest {
  readonly body: Buffer;
  /** SHA-256 of what was packed, in hexadecimal. */
  readonly hash: string;
  readonly signature: string;
}

/** Digests of a trail from when it logs and validates until it does not, in all its lanes. */
interface Chain {
  /** Where the next digest begins. */
  start: number;
  nextEnd: number;
  /** The end of its last digest, once it is to end. */
  closes: number | undefined;
  /** Of each lane. */
  readonly last: Map<string, Digest>;
}

/** All that is on its way for a trail, and what came of what was. */
export interface Course {
  /** By lane. */
  readonly deliveries: Map<string, Deliveries>;
  /** To be written, the first due first. */
  lots: Lot[];
  digests: Digest[];
  /** What could not be written when it was due. */
  lateLots: Lot[];
  lateDigests: Digest[];
  /** Written, and in no digest yet; the second kind is left to backfill digests. */
  unlisted: LogFile[];
  missed: LogFile[];
  chain: Chain | undefined;
  /** The end of the latest digests. */
  lastEnd: number;
  /** The latest backfill digest of each lane. */
  readonly backfilled: Map<string, Digest>;
  /** Log files written so far. */
  count: number;
}

export function freshCourse(): Course {
  return {
    deliveries: new Map(),
    lots: [],
    digests: [],
    lateLots: [],
    lateDigests: [],
    unlisted: [],
    missed: [],
    chain: undefined,
    lastEnd: Number.NEGATIVE_INFINITY,
    backfilled: new Map(),
    count: 0,
  };
}

export const laneName = ({ account, region }: Lane): string => `${account} ${region}`;

/** What came of deliveries in one lane so far. */
export function deliveriesOf({ deliveries }: Course, lane: Lane): Deliveries {
  const known = deliveries.get(laneName(lane));
  if (known) return known;
  const fresh: Deliveries = {
    log: undefined,
    logError: undefined,
    digest: undefined,
    digestError: undefined,
    notification: undefined,
    notificationError: undefined,
  };
  deliveries.set(laneName(lane), fresh);
  return fresh;
}

/** Puts events on their way. */
export function enqueue({ lots }: Course, lot: Lot): void {
  const before = lots.findIndex(({ due }) => due > lot.due);
  lots.splice(before === -1 ? lots.length : before, 0, lot);
}
