/** Follows the delivery of log files: their records are written out as they come, at least once, and known ones are dropped. */
import { ApiFailure, unreadBecause } from '../../core/failure.ts';
import { concatenated } from '../../logs/ahead.ts';
import { seenWindow } from '../../logs/tail/seen.ts';
import type { SeenFiles } from '../../logs/tail/seen-files.ts';
import { counting } from '../../logs/tail/tally.ts';
import type { Tally } from '../../logs/tail/tally.ts';
import { openAnnouncement } from './tail-open.ts';
import type { Opened } from './tail-open.ts';
import type { Announcement, FollowedRecord, TailPorts } from './tail-ports.ts';

export interface TailWish {
  /** What is followed, as the state names it. */
  readonly of: readonly string[];
  /** Files that were written out. */
  readonly files: SeenFiles;
  /** Ids of records that were written out, oldest first. */
  readonly events: readonly string[];
  /** So many records are written at most; null: no end. */
  readonly most: number | null;
}

/** How it ended. */
export interface Tailed extends Tally {
  readonly ended: 'told' | 'enough' | 'unheard';
}

/** Ids of records that are remembered: of some hours of a busy organization. */
const mostEvents = 100_000;
/** Bytes of records that wait to be written. */
const mostWaiting = 64 * 1024;
/** Announcements that are taken off together: what one call of SQS takes. */
const together = 10;
/** Files that are read at the same time, and records of each that wait. */
const ahead = { width: 4, room: 500 };
/** Of what could not be read, so much is told once only. */
const mostTold = 1_000;
/** Milliseconds before the begin: events that are older were caught up with, and say nothing of how late delivery is. */
const oldBefore = 15 * 60_000;
/** Milliseconds between two writes of the state. */
const keepEvery = 1_000;
/** Milliseconds of the first pause after a failure that passes, and of the longest. */
const pauses = { first: 1_000, longest: 60_000 };

/**
 * Follows until it is told to stop, has written enough, or nobody reads what it writes.
 *
 * @throws ApiFailure where the source of news fails for good, such as a queue that was deleted
 */
export async function tail(wish: TailWish, ports: TailPorts, signal: AbortSignal): Promise<Tailed> {
  const tailing = new Tailing(wish, ports);
  try {
    let failures = 0;
    let reached = false;
    while (!signal.aborted && tailing.ended === null) {
      try {
        await tailing.round(signal);
        failures = 0;
        reached = true;
      } catch (error) {
        if (!passes(error, reached)) throw error;
        failures += 1;
        if (failures === 1) ports.tell(unreadBecause(error));
        await ports.clock.sleep(pauseAfter(failures, ports.random), signal);
      }
    }
    return { ...tailing.tally(), ended: tailing.ended ?? 'told' };
  } finally {
    await tailing.end();
  }
}

/** One run: what is known of the records that went through. */
class Tailing {
  ended: Exclude<Tailed['ended'], 'told'> | null = null;
  readonly #wish: TailWish;
  readonly #ports: TailPorts;
  readonly #events;
  readonly #counting = counting();
  /** Read, and not written out yet. */
  #waiting: FollowedRecord[] = [];
  #size = 0;
  readonly #pending = new Set<string>();
  readonly #told = seenWindow(mostTold);
  #out = 0;
  #over: Announcement[] = [];
  #keptAt = 0;
  readonly #began: number;

  constructor(wish: TailWish, ports: TailPorts) {
    this.#wish = wish;
    this.#ports = ports;
    this.#events = seenWindow(mostEvents, wish.events);
    this.#began = ports.clock.now().getTime();
  }

  tally(): Tally {
    return this.#counting.tally();
  }

  async round(signal: AbortSignal): Promise<void> {
    const { news } = this.#ports;
    const opened = concatenated(news.round(signal), ahead, announcement =>
      openAnnouncement(announcement, this.#wish.files, this.#ports),
    );
    for await (const step of opened) {
      await this.#take(step);
      if (signal.aborted || this.ended !== null) break;
    }
    await this.#settle();
    if (signal.aborted || this.ended !== null) return;
    await news.complete();
    await this.#keep('now');
  }

  /** What is known is kept, whatever ended the run. */
  async end(): Promise<void> {
    await this.#keep('now');
    await this.#ports.news.end();
  }

  async #take(step: Opened): Promise<void> {
    if (step.is === 'record') {
      this.#add(step.record);
      if (this.#size >= mostWaiting || this.#isFull()) await this.#flush();
    } else if (step.is === 'over') {
      await this.#flush();
      if (this.ended === null) this.#close(step);
      if (this.#over.length >= together) await this.#settle();
    }
  }

  #add(record: FollowedRecord): void {
    const { identity, read } = record;
    if (this.#isFull()) return;
    if (read === null) this.#counting.count('unmatched');
    else if (identity !== null && (this.#events.has(identity) || this.#pending.has(identity)))
      this.#counting.count('duplicates');
    else {
      if (identity !== null) this.#pending.add(identity);
      this.#waiting.push(record);
      this.#size += read.bytes.length;
    }
  }

  #isFull(): boolean {
    const { most } = this.#wish;
    return most !== null && this.#out + this.#waiting.length >= most;
  }

  /** Only what is out is remembered. */
  async #flush(): Promise<void> {
    const full = this.#isFull();
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#size = 0;
    const out = waiting.length === 0 || (await this.#ports.write(waiting.flatMap(({ read }) => read ?? [])));
    if (out) for (const record of waiting) this.#written(record);
    this.#pending.clear();
    if (!out) this.ended = 'unheard';
    else if (full) this.ended = 'enough';
  }

  #written({ identity, time }: FollowedRecord): void {
    if (identity !== null) this.#events.add(identity);
    this.#out += 1;
    this.#counting.count('written');
    const lag = this.#ports.clock.now().getTime() - Date.parse(time ?? '');
    if (lag < this.#ports.clock.now().getTime() - this.#began + oldBefore) this.#counting.lagged(lag / 1000);
  }

  #close({ announcement, unread, read, passing }: Extract<Opened, { is: 'over' }>): void {
    for (let file = 0; file < read; file += 1) this.#counting.count('files');
    for (const problem of unread) {
      if (!this.#told.add(problem.message)) continue;
      this.#counting.count('unread');
      this.#ports.tell(problem);
    }
    if (unread.length === 0) this.#over.push(announcement);
    else this.#ports.news.left(announcement, passing);
  }

  /** The state first: what is taken off and not in it would be told twice where the same file is announced again. */
  async #settle(): Promise<void> {
    const over = this.#over;
    this.#over = [];
    if (over.length === 0) return;
    for (const { files } of over) for (const file of files) this.#wish.files.add(file, false);
    await this.#keep('soon');
    await this.#ports.news.done(over);
  }

  async #keep(when: 'now' | 'soon'): Promise<void> {
    const now = this.#ports.clock.now().getTime();
    if (when === 'soon' && now - this.#keptAt < keepEvery) return;
    this.#keptAt = now;
    const { of, files } = this.#wish;
    await this.#ports.keep({ of, checked: this.#ports.news.checked(), files: files.all(), events: this.#events.all() });
  }
}

/** @param reached whether it went well before: who was never reached has another address, perhaps */
function passes(error: unknown, reached: boolean): boolean {
  if (!(error instanceof ApiFailure)) return false;
  const { category } = error;
  return category === 'throttled' || category === 'transient' || (reached && category === 'unreachable');
}

/** Doubles from failure to failure; a random share of it, so that many who fail together do not come back together. */
function pauseAfter(failures: number, random: () => number): number {
  return Math.min(pauses.longest, pauses.first * 2 ** (failures - 1)) * (0.5 + random() / 2);
}
