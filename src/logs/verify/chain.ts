/** A chain of digests, link by link, from old to new: what is missing in it, and where it is broken. */
import type { PreviousDigest } from '../digest.ts';
import { readKey } from '../layout.ts';
import type { TimeRange } from '../place.ts';
import type { DigestJudged } from './digest-file.ts';
import { Ends, isBeside, isLinked, Links, named } from './links.ts';
import type { Valid } from './links.ts';
import { earlier, hourWords, later, latest, minutesBetween } from './moments.ts';
import type { LogPoint, PointOf } from './points.ts';
import type { Finding, Tally, Word } from './verdict.ts';

/** What is known beforehand. */
export interface ChainStart {
  readonly chain: PointOf;
  readonly range: TimeRange;
  /** Where the run before ended; null: there was none. */
  readonly point: LogPoint | null;
  /** Whether what lies before the first digest counts, too: not where no beginning was asked for. */
  readonly head: boolean;
  /** Until when there must be digests: they come late. */
  readonly due: string;
  /** Why the trail writes none now, where AWS says so of it. */
  readonly idle: string | null;
}

/** A finding as a chain makes it. */
export type ChainFinding = Pick<Finding, 'word' | 'about' | 'object' | 'range' | 'count' | 'message' | 'explained'>;

/** Whether an event can explain it: a time without digests that no other digest proves to have had some. */
export interface Open {
  readonly isOpen: boolean;
}

/** @param end of the hour in which all before is whole */
type Tell = (finding: ChainFinding, end: string, open?: Open) => void;

/** Digests that end so many minutes before the point are read again, as files that came late stand in none of the later ones. */
export const again = 180;

const hour = 60;

const plain = { object: null, range: null, count: 1, explained: null } as const;
const gap = { ...plain, word: 'GAP', about: 'chain' } as const;
const ofDigest = { ...plain, about: 'digest' } as const;

/** Takes the digests of one trail in one account and region, those of each sort in the order of their ends. */
export class Chain {
  readonly #start: ChainStart;
  readonly #links = new Links();
  readonly #backfills: Valid[] = [];
  readonly #told: Tell;
  /** Up to here is known what became of every hour. */
  #cursor: string;
  #first: string | null = null;
  #last: string | null = null;
  #seen = 0;
  readonly #ends: Ends;
  #isPointWhole: boolean;
  #pointSeen = false;
  /** The end of the last digest that an earlier run verified. */
  #old: string | null = null;
  /** Hours whose log files cannot be proven. */
  readonly #unproven: TimeRange[] = [];
  readonly #tallies = { digests: { valid: 0, total: 0 }, backfills: { valid: 0, total: 0 } };

  /** @param told of each finding */
  constructor(start: ChainStart, told: Tell) {
    this.#start = start;
    this.#told = told;
    this.#isPointWhole = start.point !== null;
    this.#ends = new Ends(start.chain);
    this.#cursor = start.point?.end ?? start.range.from;
    if (start.point) this.#links.keep(start.point.key, start.point);
  }

  get seen(): number {
    return this.#seen;
  }

  get tallies(): { readonly digests: Tally; readonly backfills: Tally } {
    return this.#tallies;
  }

  get unproven(): readonly TimeRange[] {
    return this.#unproven;
  }

  /** From the first to the last valid digest, as far as the range goes. */
  get found(): TimeRange | null {
    if (this.#first === null || this.#last === null) return null;
    const { range } = this.#start;
    return { from: latest(this.#first, range.from), until: earlier(this.#last, range.until) };
  }

  /** Where the first valid digest begins; of digests that are read again, too. */
  get first(): string | null {
    return this.#first;
  }

  /** The end of the last valid digest, also beyond the range. */
  get last(): string | null {
    return this.#last;
  }

  /** Whether it lies before the point, and was verified by an earlier run. */
  isOld({ at: { stamp, name } }: DigestJudged): boolean {
    return !name.backfill && this.#start.point !== null && stamp <= this.#start.point.end;
  }

  /** Where digests before this one lie, if that is another place than its own and they are in the range. */
  before(judged: DigestJudged): { readonly bucket: string; readonly key: string; readonly range: TimeRange } | null {
    if (judged.is !== 'valid' || judged.digest.previous === null || judged.at.name.backfill) return null;
    const { previous, from } = judged.digest;
    const isHere = previous.bucket === judged.at.bucket && isBeside(previous.key, judged.at.key);
    if (isHere || this.#links.has(previous.key) || from <= this.#cursor) return null;
    return { bucket: previous.bucket, key: previous.key, range: { from: this.#cursor, until: from } };
  }

  take(judged: DigestJudged): void {
    this.#seen += 1;
    if (judged.at.name.backfill) return this.#takeBackfill(judged);
    if (this.isOld(judged)) return this.#takeOld(judged);
    this.#tallies.digests.total += 1;
    if (judged.is === 'invalid') return this.#takeInvalid(judged);
    const { digest, at } = judged;
    this.#link(judged);
    this.#links.keep(at.key, judged);
    if (judged.trailing === 0) this.#tallies.digests.valid += 1;
    this.#first ??= digest.from;
    this.#last = digest.until;
    this.#cursor = latest(this.#cursor, digest.until);
    this.#ends.keep(judged);
  }

  /** The last digest that ends at a moment or before it, so that the next run can begin there. */
  reached(limit: string): LogPoint | null {
    const { point } = this.#start;
    return this.#ends.by(limit) ?? (point && this.#isPointWhole && point.end <= limit ? point : null);
  }

  /** What is found when no more digests come. */
  finish(): void {
    const { point, due } = this.#start;
    if (point && !this.#pointSeen) this.#tellPoint('MISSING', 'the digest that the checkpoint names is gone');
    for (const one of this.#backfills) this.#linkBackfill(one);
    if (this.#seen === 0) return;
    if (minutesBetween(this.#cursor, due) >= hour) this.#hole({ from: this.#cursor, until: due }, null);
  }

  #takeBackfill(judged: DigestJudged): void {
    this.#tallies.backfills.total += 1;
    if (judged.is === 'invalid') return this.#tell(judged.word, judged, judged.message);
    this.#backfills.push(judged);
    if (judged.trailing === 0) this.#tallies.backfills.valid += 1;
  }

  #takeOld(judged: DigestJudged): void {
    const { point } = this.#start;
    const isPoint = judged.at.key === point?.key;
    this.#pointSeen ||= isPoint;
    const { stamp } = judged.at;
    const old = this.#old;
    this.#old = stamp;
    if (judged.is === 'invalid') {
      this.#unproven.push({ from: later(stamp, -hour), until: stamp });
      return this.#tell(judged.word, judged, `${judged.message}; it was whole before`);
    }
    const { from } = judged.digest;
    if (old !== null && from > old && judged.digest.previous) this.#hole({ from: old, until: from }, judged);
    this.#first ??= from;
    this.#last = stamp;
    if (isPoint && point && (judged.hash !== point.hash || judged.signature !== point.signature))
      this.#tellPoint('CHANGED', 'the digest is not the one that the checkpoint has');
    else if (!isPoint) this.#links.keep(judged.at.key, judged);
  }

  #takeInvalid(judged: Extract<DigestJudged, { readonly is: 'invalid' }>): void {
    const { stamp } = judged.at;
    const from = latest(later(stamp, -hour), this.#cursor);
    if (from > this.#cursor && this.#isAsked()) this.#hole({ from: this.#cursor, until: from }, null);
    this.#unproven.push({ from, until: stamp });
    this.#tell(judged.word, judged, judged.message);
    this.#cursor = latest(this.#cursor, stamp);
  }

  /** Holds a digest against the one that it names, and against the time that is covered. */
  #link(judged: Valid): void {
    const { digest } = judged;
    const { previous, from } = digest;
    const link = previous && this.#links.get(previous.key);
    const holds = from > this.#cursor;
    if (previous && link && !isLinked(digest, link))
      this.#tell(
        'CHANGED',
        { at: named(previous) },
        `it is not the digest that the one of ${hourWords(digest.until)} was linked to`,
      );
    if (holds && this.#isAsked()) this.#hole({ from: this.#cursor, until: from }, judged);
    else if (previous === null && this.#isUnderWay() && digest.until > this.#cursor)
      this.#anew({ from: this.#cursor, until: digest.until });
    else if (
      previous &&
      !link &&
      this.#isMeant(previous.key) &&
      !holds &&
      !this.#unproven.some(({ until }) => until === from)
    )
      this.#missing(
        { from: later(from, -hour), until: from },
        `the digest of ${hourWords(digest.until)} names one that is gone`,
        previous,
      );
  }

  /** Whether the time before a digest counts: of the first one only where a beginning was asked for. */
  #isAsked(): boolean {
    return this.#tallies.digests.total > 1 || this.#start.head || this.#start.point !== null;
  }

  /** Whether there was a digest before, so that none may begin a chain without a word. */
  #isUnderWay(): boolean {
    return this.#first !== null || this.#start.point !== null;
  }

  /** A digest before the range, or one that was found not to be valid, is looked for no more. */
  #isMeant(key: string): boolean {
    const stamp = readKey(key)?.stamp ?? null;
    return stamp !== null && stamp > latest(this.#start.range.from, this.#start.point?.end ?? '');
  }

  #hole(range: TimeRange, next: Valid | null): void {
    this.#unproven.push(range);
    const { idle, due } = this.#start;
    const previous = next?.digest.previous ?? null;
    const isEnd = next === null && range.until === due;
    const stopped = isEnd ? idle : null;
    const isGone = previous ? !this.#links.has(previous.key) : next === null;
    const times = `no digest from ${hourWords(range.from)} to ${hourWords(range.until)}`;
    if (!isGone || stopped !== null) {
      const more = stopped === null ? (previous ? '' : ', and the chain begins anew') : `: ${stopped}`;
      this.#told({ ...gap, range, message: times + more }, range.from, { isOpen: true });
    } else if (previous && next) {
      const message = `the digest of ${hourWords(next.digest.until)} names the one before it, so that it did exist`;
      this.#missing(range, message, previous);
    } else {
      const message = `nothing follows the digest of ${hourWords(range.from)}, and a trail writes one an hour`;
      this.#missing(range, isEnd ? message : times, null);
    }
  }

  #missing(range: TimeRange, message: string, object: PreviousDigest | null): void {
    const minutes = minutesBetween(range.from, range.until);
    const count = Math.max(1, object ? Math.ceil(minutes / hour) : Math.floor(minutes / hour));
    this.#tallies.digests.total += count;
    const place = object && { bucket: object.bucket, key: object.key };
    const finding = { ...ofDigest, word: 'MISSING', object: place, range, count, message } as const;
    this.#told(finding, range.from, { isOpen: object === null });
  }

  #anew(range: TimeRange): void {
    const message = `the chain ends ${hourWords(range.from)} and begins anew with the digest of ${hourWords(range.until)}`;
    this.#told({ ...gap, range, message }, range.from, { isOpen: true });
  }

  /** AWS does not say whether these are linked: where one names another, it is held against it. */
  #linkBackfill(one: Valid): void {
    const { previous } = one.digest;
    if (previous === null) return;
    const other = this.#backfills.find(({ at }) => at.key === previous.key);
    const link = other ?? this.#links.get(previous.key);
    if (link && !isLinked(one.digest, link))
      this.#tell(
        'CHANGED',
        { at: named(previous) },
        `it is not the digest that the backfilled one of ${hourWords(one.digest.until)} was linked to`,
      );
    const its = readKey(previous.key);
    if (link || !its?.digest?.backfill || !this.#isMeant(previous.key)) return;
    this.#tallies.backfills.total += 1;
    const message = `the backfilled digest of ${hourWords(one.digest.until)} names one that is gone`;
    const object = { bucket: previous.bucket, key: previous.key };
    this.#told({ ...ofDigest, word: 'MISSING', object, message }, its.stamp ?? this.#cursor);
  }

  #tell(
    word: Word,
    { at }: { readonly at: { readonly bucket: string; readonly key: string; readonly stamp: string } },
    message: string,
  ): void {
    const { bucket, key, stamp } = at;
    this.#told({ ...ofDigest, word, object: { bucket, key }, message }, later(stamp, -hour));
  }

  #tellPoint(word: Word, message: string): void {
    const { point } = this.#start;
    if (point) this.#tell(word, { at: { bucket: point.bucket, key: point.key, stamp: point.end } }, message);
    this.#isPointWhole = false;
  }
}
