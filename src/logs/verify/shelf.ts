/** Verifies the files of one account in one region. */
import type { Problem } from '../../core/model.ts';
import type { ListedFile } from '../digest.ts';
import { regionFolder } from '../layout.ts';
import { listed } from '../listing.ts';
import type { LogPlace, TimeRange } from '../place.ts';
import type { Objects } from '../ports.ts';
import { again } from './chain.ts';
import { digestAt, judgeDigest } from './digest-file.ts';
import type { DigestAt, DigestJudged } from './digest-file.ts';
import type { Switch } from './explained.ts';
import type { Keyring } from './keyring.ts';
import { inOrder, load } from './lanes.ts';
import type { Lanes, Load } from './lanes.ts';
import { judgeFile } from './log-file.ts';
import { earlier, later, lateness } from './moments.ts';
import { isIn, pointOf } from './points.ts';
import type { LogPoint, PointOf } from './points.ts';
import { Tale } from './tale.ts';
import { judgeUnlisted } from './unlisted.ts';
import type { ChainVerdict, FileVerdict } from './verdict.ts';

/** What is to be verified, of a place. */
export interface VerifyQuestion {
  readonly place: LogPlace;
  readonly range: TimeRange;
  /** Whether there must be digests from the beginning of the range on: not where no beginning was asked for. */
  readonly head: boolean;
  /** Where earlier runs ended; where there is one, the range begins there. */
  readonly points: readonly LogPoint[];
  /** Who switched the place's trail off and on, as far as that is known; asked where digests are not there. */
  readonly switches: () => Promise<readonly Switch[]>;
  /** ISO 8601. */
  readonly now: string;
}

/** All that it takes, shared by all places of a run. */
export interface Verifying {
  readonly objects: Objects;
  readonly keyring: Keyring;
  readonly lanes: Lanes;
  /** Makes a problem of what a port throws, and throws what is a bug. */
  readonly because: (error: unknown) => Problem;
  /** Told of every file. Must return at once. */
  readonly told: (file: FileVerdict) => void;
}

/** Whose folders. */
export interface Shelf {
  readonly account: string;
  readonly region: string;
  /** Whether there must be digests: not where nothing but a folder for log files is known. */
  readonly isExpected: boolean;
}

const ahead = { digests: 24, files: 512 };

/** Verifies what lies in a shelf: a verdict for each trail whose digests it holds, or else for the one that was meant. */
export async function verifyShelf(
  shelf: Shelf,
  question: VerifyQuestion,
  verifying: Verifying,
): Promise<readonly ChainVerdict[]> {
  const run = new ShelfRun(shelf, question, verifying);
  try {
    await run.digests();
    await run.files();
  } catch (error) {
    run.unread(verifying.because(error));
  }
  return run.verdicts();
}

class ShelfRun {
  readonly #shelf: Shelf;
  readonly #question: VerifyQuestion;
  readonly #verifying: Verifying;
  /** By trail and home region. */
  readonly #tales = new Map<string, Tale>();
  /** Names of files in this folder that digests list. */
  readonly #listed = new Set<string>();
  readonly #load: Load = load(ahead.files);
  readonly #folder: string;

  constructor(shelf: Shelf, question: VerifyQuestion, verifying: Verifying) {
    this.#shelf = shelf;
    this.#question = question;
    this.#verifying = verifying;
    this.#folder = regionFolder({ ...question.place, ...shelf, kind: 'log' });
    const { trail } = question.place;
    if (trail) this.#taleOf({ trail: trail.name, homeRegion: trail.homeRegion });
  }

  /** Digest by digest, from old to new. */
  async digests(): Promise<void> {
    const { place, range, points } = this.#question;
    const mine = points.filter(point => point.account === this.#shelf.account && point.region === this.#shelf.region);
    const known = mine.filter(point => pointOf([point], this.#chainOf(point)));
    for (const point of known) if (isIn(point, place)) this.#taleOf(point);
    const begins = known.map(({ end }) => later(end, -again)).reduce(earlier, range.from);
    const reading = { from: begins, until: later(range.until, 60) };
    await this.#walk(place, reading, null);
    await this.#load.done();
    const tales = [...this.#tales.values()];
    for (const tale of tales) tale.chain.finish();
    const switches = tales.some(tale => tale.asksHistory) ? await this.#question.switches() : [];
    for (const tale of tales) tale.close(switches);
  }

  /** Log files that no digest lists. */
  async files(): Promise<void> {
    const { place, range, now } = this.#question;
    const tales = this.#known();
    const asked = { place: this.#placeOf(place), range, now, listed: this.#listed };
    await judgeUnlisted(tales, asked, this.#verifying.objects);
  }

  unread({ message }: Problem): void {
    const [tale] = this.#known();
    tale?.tell({ word: 'UNREAD', about: 'chain', object: null, range: null, count: 1, message, explained: null }, '');
  }

  verdicts(): readonly ChainVerdict[] {
    return this.#known().flatMap(tale => tale.verdict(this.#shelf.isExpected) ?? []);
  }

  /** All tales; where nobody knows of any trail, one of none. */
  #known(): readonly Tale[] {
    if (this.#tales.size === 0) this.#taleOf({ trail: '', homeRegion: '' });
    return [...this.#tales.values()];
  }

  /** @param only the trail whose digests are meant; null: all of them */
  async #walk(place: LogPlace, reading: TimeRange, only: DigestAt | null): Promise<void> {
    const found = this.#digestsIn(this.#placeOf(place), reading, only);
    const { lanes } = this.#verifying;
    const judged = inOrder(found, ahead.digests, async at => lanes.run(async () => this.#judge(at)));
    for await (const one of judged) await this.#take(one, place);
  }

  async *#digestsIn(place: LogPlace, range: TimeRange, only: DigestAt | null): AsyncGenerator<DigestAt> {
    for await (const { key, object } of listed(this.#verifying.objects, place, { kinds: ['digest'], range })) {
      const at = digestAt(place.bucket, object.key, key);
      if (at === null || (only !== null && !isOf(at, only))) continue;
      if (this.#isWanted(at)) yield at;
    }
  }

  /** In the range of its chain; of other trails, too, as their digests list files of the same folder. */
  #isWanted(at: DigestAt): boolean {
    const point = pointOf(this.#question.points, this.#chainOf(at.name));
    return at.stamp > (point === null ? this.#question.range.from : later(point.end, -again));
  }

  async #judge(at: DigestAt) {
    const { objects, keyring } = this.#verifying;
    const { range, points } = this.#question;
    const from = points.map(({ end }) => end).reduce(earlier, range.from);
    const keysFor = { from: later(from, -2 * again), until: later(range.until, 2 * lateness) };
    return judgeDigest(at, { objects, keyring, keysFor });
  }

  async #take(judged: DigestJudged, place: LogPlace): Promise<void> {
    const { at } = judged;
    const { trail } = this.#question.place;
    const isMeant = trail === null || (at.name.trail === trail.name && at.name.homeRegion === trail.homeRegion);
    if (judged.is === 'valid') this.#note(judged.digest.files);
    if (!isMeant) return;
    const tale = this.#taleOf(at.name);
    const older = tale.chain.before(judged);
    if (older !== null) await this.#older(older, { place, at });
    tale.take(judged);
    const isOld = tale.chain.isOld(judged);
    this.#verifying.told({
      kind: 'digest',
      bucket: at.bucket,
      key: at.key,
      word: judged.is === 'valid' ? null : judged.word,
    });
    if (judged.is === 'valid' && !isOld)
      for (const file of judged.digest.files) await this.#load.add(this.#file(file, judged.digest, tale));
  }

  /** Where the trail delivered to before. */
  async #older(
    { bucket, key, range }: { readonly bucket: string; readonly key: string; readonly range: TimeRange },
    { place, at }: { readonly place: LogPlace; readonly at: DigestAt },
  ): Promise<void> {
    const [prefix = ''] = key.split(/\/?AWSLogs\//u);
    if (bucket === place.bucket && prefix === place.prefix) return;
    await this.#walk({ ...place, bucket, prefix }, { ...range, until: later(range.until, 1 / 60) }, at);
  }

  async #file(file: ListedFile, digest: { readonly from: string; readonly until: string }, tale: Tale): Promise<void> {
    const { lanes, objects, told } = this.#verifying;
    const fault = await lanes.run(async () => judgeFile(file, digest.until, objects));
    const { bucket, key } = file;
    tale.file(fault, { bucket, key, from: digest.from });
    told({ kind: 'log', bucket, key, word: fault?.word ?? null });
  }

  #note(files: readonly ListedFile[]): void {
    for (const { bucket, key } of files)
      if (bucket === this.#question.place.bucket && key.startsWith(this.#folder)) this.#listed.add(nameOf(key));
  }

  #taleOf(name: { readonly trail: string; readonly homeRegion: string }): Tale {
    const id = `${name.trail} ${name.homeRegion}`;
    const before = this.#tales.get(id);
    if (before) return before;
    const tale = new Tale(this.#chainOf(name), this.#question);
    this.#tales.set(id, tale);
    return tale;
  }

  #chainOf({ trail, homeRegion }: { readonly trail: string; readonly homeRegion: string }): PointOf {
    const { bucket, prefix, organization } = this.#question.place;
    const { account, region } = this.#shelf;
    return { bucket, prefix, organization, account, region, trail, homeRegion };
  }

  /** The place, as far as it is this shelf; digests of all trails in it. */
  #placeOf(place: LogPlace): LogPlace {
    const { account, region } = this.#shelf;
    return { ...place, accounts: [account], regions: [region], trail: null };
  }
}

const isOf = (at: DigestAt, other: DigestAt): boolean =>
  at.name.trail === other.name.trail && at.name.homeRegion === other.name.homeRegion;

/** The last part of a key; copied, as a part of a text would keep the whole digest in memory. */
function nameOf(key: string): string {
  return Buffer.from(key.slice(key.lastIndexOf('/') + 1), 'latin1').toString('latin1');
}
