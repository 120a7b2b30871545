/** What digests are linked to: the ones before them, of which a bounded number is remembered. */
import { readKey } from '../layout.ts';
import type { DigestJudged } from './digest-file.ts';
import type { LogPoint, PointOf } from './points.ts';

/** A digest that CloudTrail wrote. */
export type Valid = Extract<DigestJudged, { readonly is: 'valid' }>;

/** What a digest is held against by the one after it. */
export interface Link {
  readonly hash: string;
  readonly signature: string;
}

/** So many digests are remembered, to be linked to. */
const remembered = 96;

export class Links {
  readonly #links = new Map<string, Link>();

  /** The oldest are linked to by nobody any more. */
  keep(key: string, { hash, signature }: Link): void {
    this.#links.set(key, { hash, signature });
    const [oldest] = this.#links.keys();
    if (this.#links.size > remembered && oldest !== undefined) this.#links.delete(oldest);
  }

  get(key: string): Link | undefined {
    return this.#links.get(key);
  }

  has(key: string): boolean {
    return this.#links.has(key);
  }
}

/** Whether a digest names a link as it is. */
export const isLinked = ({ previous, previousSignature }: Valid['digest'], link: Link): boolean =>
  previous?.hash?.toLowerCase() === link.hash && previousSignature === link.signature;

/** Where a digest lies that another one names. */
export function named({ bucket, key }: { readonly bucket: string; readonly key: string }) {
  return { bucket, key, stamp: readKey(key)?.stamp ?? '1970-01-01T00:00:00Z' };
}

/** Whether two keys are of one bucket's prefix. */
export const isBeside = (key: string, other: string): boolean =>
  key.slice(0, key.lastIndexOf('AWSLogs/')) === other.slice(0, other.lastIndexOf('AWSLogs/'));

/** Digests from which the next run could begin: the latest, and one of each two days before. */
export class Ends {
  readonly #chain: PointOf;
  readonly #ends: LogPoint[] = [];
  #kept = 0;

  constructor(chain: PointOf) {
    this.#chain = chain;
  }

  keep({ at, digest, hash, signature }: Valid): void {
    this.#ends.push({ ...this.#chain, key: at.key, end: digest.until, hash, signature });
    this.#kept += 1;
    const old = this.#ends.length - remembered;
    if (old > 0 && this.#kept % 48 !== 0) this.#ends.splice(old - 1, 1);
  }

  /** The last one that ends at a moment or before it. */
  by(limit: string): LogPoint | null {
    return this.#ends.findLast(({ end }) => end <= limit) ?? null;
  }
}
