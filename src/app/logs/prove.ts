/** Proves delivery end to end: makes marked calls that read nothing, and follows each until its record is there. */
import { ApiFailure, unreadBecause } from '../../core/failure.ts';
import type { Trail } from '../../core/coverage/trails.ts';
import type { Arn, Problem, Target } from '../../core/model.ts';
import type { SourceFile } from '../../core/spec/source.ts';
import type { Unknown } from '../../core/plan.ts';
import { copiesOf, isAnnounced, isSettled, progressed } from '../../logs/prove/judge.ts';
import type { Announced } from '../../logs/prove/judge.ts';
import { folderName } from '../../logs/prove/proof.ts';
import type { Copy, DigestLeg, LogFolder, MarkedCall, Proof, Way } from '../../logs/prove/proof.ts';
import { FolderSearch } from '../../logs/prove/search.ts';
import type { Objects } from '../../logs/ports.ts';
import { coverLive } from '../coverage.ts';
import type { CoveragePorts } from '../coverage.ts';
import type { Clock, Cloud } from '../ports.ts';
import { callsFor, nothingMeant } from './prove-ways.ts';
import type { CallWish, ProveChoice } from './prove-ways.ts';

export interface ProvePorts extends CoveragePorts {
  readonly cloud: Pick<Cloud, 'identity' | 'enter' | 'memory'>;
  readonly clock: Clock;
  /** Reads a bucket. `owner`: the account that the spec says it stands in; null: it says nothing. */
  readonly bucket: (name: string, owner: Target | null) => Promise<Objects>;
  /** Lower-case letters and digits that no call had before. */
  readonly nonce: () => string;
  /** Looks for the digest that lists a log file, and whether it holds; null: nobody wants to know. */
  readonly digest: ((file: FoundFile, objects: Objects) => Promise<DigestLeg>) | null;
  /** Told how far it is, after every look. */
  readonly proofs: (proofs: readonly Proof[]) => void;
}

/** A log file with the record of a marked call. */
interface FoundFile {
  readonly call: MarkedCall;
  readonly way: Way;
  readonly copy: Copy;
}

export interface ProveQuestion extends ProveChoice {
  readonly paths: readonly string[];
  /** How long records and announcements are waited for, in milliseconds. */
  readonly wait: number;
  /** Aborted: it tells what it has. */
  readonly signal: AbortSignal;
}

export interface Proven {
  readonly owner: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly proofs: readonly Proof[];
  /** Where trails may stand that nobody could see. */
  readonly unknown: readonly Unknown[];
  readonly interrupted: boolean;
}

export type Proving =
  | { readonly proven: Proven; readonly sources: readonly SourceFile[] }
  | { readonly invalid: readonly Problem[]; readonly sources: readonly SourceFile[] };

/**
 * @throws ApiFailure when the spec names no account and nobody says whose the credentials in force are
 */
export async function prove(question: ProveQuestion, ports: ProvePorts): Promise<Proving> {
  const { clock, progress } = ports;
  const startedAt = clock.now().toISOString();
  const covered = await coverLive(question.paths, ports);
  if ('invalid' in covered) return covered;
  const { coverage, organization, placed, sources } = covered;
  const wishes = callsFor({ places: coverage.places, organization }, question);
  if (wishes.length === 0) return { invalid: [nothingMeant(question)], sources };
  progress.step(`calling ${wishes.length} times`);
  const made = await Promise.all(wishes.map(async wish => makeCall(wish, ports)));
  const chase = new Chase(made, placed, ports);
  const proofs = await chase.untilSettled(question);
  return {
    proven: {
      owner: coverage.owner,
      startedAt,
      finishedAt: clock.now().toISOString(),
      proofs,
      unknown: coverage.unknown,
      interrupted: question.signal.aborted,
    },
    sources,
  };
}

interface Made {
  readonly wish: CallWish;
  readonly call: MarkedCall;
  readonly unmade: Problem | null;
}

/** What is asked for does not exist: that AWS says so, or refuses, is what is recorded. */
async function makeCall(wish: CallWish, { cloud, clock, nonce }: ProvePorts): Promise<Made> {
  const { target, accountKey, operation, global } = wish;
  const mark = `trailwarden-prove-${nonce()}`;
  const { account, region } = target;
  const call = { account, accountKey, region, operation, global, mark, at: clock.now().toISOString(), requestId: null };
  const input = operation === 'iam:GetRole' ? { RoleName: mark } : { Name: mark };
  try {
    await cloud.memory().at(target).ask(operation, input);
    return { wish, call, unmade: null };
  } catch (error) {
    const problem = unreadBecause(error); // throws what is a bug
    if (!(error instanceof ApiFailure)) throw error;
    const { category, site } = error;
    const isRecorded = category === 'absent' || category === 'permission' || category === 'invalid';
    return {
      wish,
      call: { ...call, requestId: site.requestId ?? null },
      unmade: isRecorded ? null : problem,
    };
  }
}

/** Milliseconds between two looks: the first files come within a minute, most within ten. */
const waits = [2_000, 3_000, 5_000, 10_000, 15_000, 20_000, 30_000];

/** Follows what was called until nothing is awaited any more. */
class Chase {
  readonly #made: readonly Made[];
  readonly #placed: ReadonlyMap<Arn, Target>;
  readonly #ports: ProvePorts;
  /** By the name of a folder. */
  readonly #searches = new Map<string, Promise<FolderSearch>>();
  readonly #problems = new Map<string, Problem | null>();
  #copies: readonly Copy[] = [];
  #proofs: readonly Proof[] = [];
  /** What does not change any more, by mark and trail. */
  readonly #announcements = new Map<string, Announced>();
  readonly #digests = new Map<string, DigestLeg>();

  constructor(made: readonly Made[], placed: ReadonlyMap<Arn, Target>, ports: ProvePorts) {
    this.#made = made;
    this.#placed = placed;
    this.#ports = ports;
  }

  async untilSettled({ wait, signal }: ProveQuestion): Promise<readonly Proof[]> {
    const { clock, proofs: tell } = this.#ports;
    const end = clock.now().getTime() + wait;
    for (let turn = 0; ; turn += 1) {
      const isLast = clock.now().getTime() >= end;
      await this.#look();
      tell(this.#proofs);
      if (isLast || signal.aborted || this.#proofs.every(isSettled)) return this.#proofs;
      const pause = waits[Math.min(turn, waits.length - 1)] ?? 0;
      await clock.sleep(Math.max(0, Math.min(pause, end - clock.now().getTime())), signal);
    }
  }

  async #look(): Promise<void> {
    await Promise.all([...this.#folders()].map(async ([name, work]) => this.#search(name, work)));
    this.#proofs = await Promise.all(this.#made.map(async made => this.#proofOf(made)));
  }

  /** Each folder once, with the calls whose records may come there. */
  #folders(): ReadonlyMap<string, Work> {
    const folders = new Map<string, { folder: LogFolder; trail: Trail | undefined; calls: MarkedCall[] }>();
    for (const { wish, call, unmade } of this.#made)
      for (const [index, { folder }] of unmade ? [] : wish.ways.entries()) {
        if (folder === null) continue;
        const name = folderName(folder);
        const work = folders.get(name) ?? { folder, trail: wish.trails[index], calls: [] };
        if (!work.calls.includes(call)) work.calls.push(call);
        folders.set(name, work);
      }
    return folders;
  }

  async #search(name: string, { folder, calls }: Work): Promise<void> {
    try {
      const search = this.#searches.get(name) ?? this.#begin(folder);
      this.#searches.set(name, search);
      const { copies, problems } = await (await search).look(calls);
      this.#copies = [...this.#copies, ...copies];
      this.#problems.set(name, problems[0] ?? null);
    } catch (error) {
      this.#problems.set(name, unreadBecause(error));
    }
  }

  async #begin(folder: LogFolder): Promise<FolderSearch> {
    return new FolderSearch(folder, await this.#bucket(folder));
  }

  async #bucket({ bucket }: LogFolder): Promise<Objects> {
    const owner = [...this.#placed].find(([arn]) => arn.endsWith(`:s3:::${bucket}`))?.[1] ?? null;
    return this.#ports.bucket(bucket, owner);
  }

  async #proofOf({ wish, call, unmade }: Made): Promise<Proof> {
    const copies = copiesOf(call, this.#copies);
    if (unmade) return { call, unmade, ways: [], copies };
    const ways = wish.ways.map(async (way, index) => {
      const found = {
        copies,
        problem: way.folder === null ? null : (this.#problems.get(folderName(way.folder)) ?? null),
        announced: null,
        digest: null,
      };
      const first = progressed(call, way, found);
      const trail = wish.trails[index];
      if (first.record.is !== 'arrived' || !trail) return first;
      const { key } = first.record;
      const copy = copies.find(one => one.key === key);
      const [announced, digest] = await Promise.all([
        way.announces ? this.#announced({ call, trail, target: wish.target, written: first.record.at }) : null,
        copy && way.digests ? this.#digest({ call, way, copy }) : null,
      ]);
      return progressed(call, way, { ...found, announced, digest });
    });
    return { call, unmade, ways: await Promise.all(ways), copies };
  }

  /** AWS tells the last one only: the first that is late enough is kept. */
  async #announced({ call, trail, target, written }: Announcement): Promise<Announced> {
    const name = JSON.stringify([call.mark, trail.arn]);
    const known = this.#announcements.get(name);
    if (known) return known;
    try {
      const health = (await trail.kind.healthElsewhere?.(trail.arn, this.#ports.cloud.memory().at(target))) ?? {};
      const found = { last: health['lastNotification'] ?? null, error: health['notificationError'] ?? null };
      if (isAnnounced(found, written)) this.#announcements.set(name, found);
      return found;
    } catch (error) {
      return { problem: unreadBecause(error) };
    }
  }

  async #digest(file: FoundFile): Promise<DigestLeg | null> {
    const { digest } = this.#ports;
    if (digest === null) return null;
    const name = JSON.stringify([file.call.mark, file.way.trail]);
    const known = this.#digests.get(name);
    if (known) return known;
    try {
      const found = await digest(file, await this.#bucket(file.copy.folder));
      if (found.is === 'verified' || found.is === 'wrong') this.#digests.set(name, found);
      return found;
    } catch (error) {
      return { is: 'unread', problem: unreadBecause(error) };
    }
  }
}

interface Work {
  readonly folder: LogFolder;
  readonly calls: readonly MarkedCall[];
}

interface Announcement {
  readonly call: MarkedCall;
  readonly trail: Trail;
  readonly target: Target;
  /** When the file was written. */
  readonly written: string;
}
