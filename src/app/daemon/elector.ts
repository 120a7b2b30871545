/**
 * One leader among replicas, by a lease that is renewed. The rules are those of Kubernetes' own leader election: nobody's
 * clock has to be right, only to run at about the same pace. A lease is free once it was not renewed for its duration,
 * counted by the watch of who looks, from when the renewal was seen. The leader counts from when it began to renew, which is
 * earlier, and by less than the duration: it stops before anybody else can start.
 */
import type { Clock } from '../ports.ts';
import type { Leadership, Lease, LeaseStore, Stopwatch } from './ports.ts';

export interface ElectorOptions {
  readonly store: LeaseStore;
  readonly watch: Stopwatch;
  /** For the moments that stand in the lease, which only people read. */
  readonly clock: Pick<Clock, 'now'>;
  /** Unique among replicas and over restarts. */
  readonly identity: string;
  /** All in milliseconds: how long the lease holds, within which time it must be renewed, how often that is tried. */
  readonly duration: number;
  readonly renewWithin: number;
  readonly retryEvery: number;
  /** Told once when it begins to fail, and again with null when it works again. Must not throw. */
  readonly onTrouble: (error: unknown) => void;
}

/** @throws RangeError when the lease could be taken before its leader stops */
export function elector(options: ElectorOptions): Leadership {
  const { duration, renewWithin, retryEvery } = options;
  if (!(retryEvery > 0 && retryEvery < renewWithin && renewWithin < duration)) {
    throw new RangeError('a lease must hold longer than it may go without renewal, and that longer than a retry');
  }
  return new Elector(options);
}

/** A renewal on its way may come between. */
const releaseTries = 3;

type Attempt = 'held' | 'taken' | 'failed';

class Elector implements Leadership {
  readonly #options: ElectorOptions;
  /** As it was last seen, and when it was seen to change. */
  #seen: { readonly lease: Lease; readonly at: number } | null = null;
  /** When the renewal that succeeded last was begun; null: this replica does not lead. */
  #renewedAt: number | null = null;
  #lost: AbortController | null = null;
  #failing = false;
  /** What is left to the next leader; null: what stands there. */
  #note: string | null = null;
  /** A renewal on its way, which others may wait for. */
  #renewing: Promise<Attempt> | null = null;
  /** Over once it was given back, or that failed. */
  #leaving: Promise<void> = Promise.resolve();

  constructor(options: ElectorOptions) {
    this.#options = options;
  }

  role(): 'leader' | 'standby' {
    return this.certain() ? 'leader' : 'standby';
  }

  leader(): string | null {
    return this.#seen?.lease.holder ?? null;
  }

  certain(): boolean {
    return this.#left() > 0;
  }

  async lead(signal: AbortSignal): Promise<AbortSignal> {
    const { watch, retryEvery } = this.#options;
    while (!signal.aborted) {
      await this.#leaving; // what is being given back is not taken meanwhile
      if ((await this.#attempt(signal, retryEvery)) === 'held') return this.#begin(signal);
      await watch.sleep(retryEvery, signal);
    }
    return AbortSignal.abort();
  }

  note(): string | null {
    return this.certain() ? (this.#seen?.lease.note ?? null) : null;
  }

  async leave(note: string, urgency: 'now' | 'later'): Promise<boolean> {
    const lost = this.#lost;
    if (lost === null || !this.certain()) return false;
    this.#note = note;
    if (urgency === 'later') return true;
    while (this.#lost === lost && this.certain()) {
      if (this.#seen?.lease.note === this.#note) return true;
      const attempt = await this.#renew(lost.signal);
      if (attempt === 'taken' && this.#lost === lost) this.#end();
      if (attempt === 'failed') await this.#options.watch.sleep(this.#options.retryEvery, lost.signal);
    }
    return false;
  }

  async release(): Promise<void> {
    const led = this.#renewedAt !== null;
    this.#end();
    if (!led) return;
    this.#leaving = this.#leave();
    await this.#leaving;
  }

  async #leave(): Promise<void> {
    const until = AbortSignal.timeout(this.#options.retryEvery);
    for (let tries = 0; tries < releaseTries && !until.aborted; tries += 1) {
      try {
        if (await this.#free(until)) return;
      } catch (error) {
        this.#tell(error);
      }
    }
  }

  /** @returns whether it is no longer ours. It is read first: a renewal that nobody waits for any more may have changed it. */
  async #free(signal: AbortSignal): Promise<boolean> {
    const stands = await this.#look(signal);
    if (stands?.holder !== this.#options.identity) return true;
    const note = this.#note ?? stands.note;
    const freed = { ...stands, holder: null, renewedAt: this.#now(), duration: 1000, note };
    const written = await this.#options.store.replace(freed, signal);
    this.#see(written);
    return written !== null;
  }

  /** How long this replica may still write, in milliseconds. */
  #left(): number {
    const { watch, renewWithin } = this.#options;
    return this.#renewedAt === null ? 0 : this.#renewedAt + renewWithin - watch.elapsed();
  }

  #begin(signal: AbortSignal): AbortSignal {
    const lost = new AbortController();
    this.#lost = lost;
    this.#note = null;
    void this.#keep(signal, lost);
    return lost.signal;
  }

  /** Renews until the lead is lost, or given back. */
  async #keep(signal: AbortSignal, lost: AbortController): Promise<void> {
    const { watch, retryEvery } = this.#options;
    const over = AbortSignal.any([signal, lost.signal]);
    while (!over.aborted) {
      await watch.sleep(Math.min(retryEvery, this.#left()), over);
      if (over.aborted) return;
      if (this.#left() <= 0 || (await this.#renew(lost.signal)) === 'taken') break;
    }
    if (!over.aborted && this.#lost === lost) this.#end();
  }

  /** One at a time: what would be a second one waits for the first. */
  async #renew(lost: AbortSignal): Promise<Attempt> {
    const within = Math.min(this.#left(), this.#options.retryEvery);
    this.#renewing ??= this.#attempt(lost, within).finally(() => (this.#renewing = null));
    return this.#renewing;
  }

  #end(): void {
    this.#renewedAt = null;
    this.#lost?.abort();
    this.#lost = null;
  }

  /** Tries once to get or to keep the lease, for no longer than `within` milliseconds. */
  async #attempt(signal: AbortSignal, within: number): Promise<Attempt> {
    const { watch } = this.#options;
    const late = new AbortController();
    const over = AbortSignal.any([signal, late.signal]);
    const begun = watch.elapsed();
    const timer = watch.sleep(within, over).then((): Attempt => {
      if (!over.aborted) this.#tell(new Error(`no answer within ${within} ms`));
      late.abort();
      return 'failed';
    });
    const tried = this.#try(begun, over).catch((error: unknown): Attempt => {
      if (!over.aborted) this.#tell(error);
      return 'failed';
    });
    const attempt = await Promise.race([tried, timer]);
    late.abort();
    return attempt;
  }

  async #try(begun: number, signal: AbortSignal): Promise<Attempt> {
    const held = this.#renewedAt !== null ? (this.#seen?.lease ?? null) : null;
    const renewed = held && (await this.#write(held, signal));
    const stands = renewed ? null : await this.#look(signal);
    if (stands && !this.#isFree(stands)) return this.#worked('taken');
    const written = renewed ?? (await this.#write(stands, signal));
    if (signal.aborted) return 'failed'; // nobody waits for this answer any more: it counts as not known
    if (!written) return this.#worked('failed'); // somebody was quicker: the next look tells who
    this.#see(written);
    this.#renewedAt = begun;
    return this.#worked('held');
  }

  async #look(signal: AbortSignal): Promise<Lease | null> {
    const stands = await this.#options.store.read(signal);
    this.#see(stands);
    return stands;
  }

  /** Null: it no longer stands so. An own write whose answer was lost does that, too. */
  #write(stands: Lease | null, signal: AbortSignal): Promise<Lease | null> {
    const { store } = this.#options;
    const wanted = this.#wanted(stands);
    return stands ? store.replace({ ...wanted, version: stands.version }, signal) : store.create(wanted, signal);
  }

  #worked(attempt: Attempt): Attempt {
    if (this.#failing) this.#options.onTrouble(null);
    this.#failing = false;
    return attempt;
  }

  #tell(error: unknown): void {
    if (!this.#failing) this.#options.onTrouble(error);
    this.#failing = true;
  }

  #see(lease: Lease | null): void {
    if (lease && this.#seen?.lease.version === lease.version) return;
    this.#seen = lease && { lease, at: this.#options.watch.elapsed() };
  }

  /** Ours, nobody's, or not renewed for as long as it holds, since it was seen to change. */
  #isFree({ holder, duration }: Lease): boolean {
    if (holder === null || holder === this.#options.identity) return true;
    return this.#seen !== null && this.#options.watch.elapsed() >= this.#seen.at + duration;
  }

  #wanted(stands: Lease | null): Omit<Lease, 'version'> {
    const { identity, duration } = this.#options;
    const now = this.#now();
    const isOurs = stands?.holder === identity;
    return {
      holder: identity,
      duration,
      renewedAt: now,
      acquiredAt: isOurs ? (stands.acquiredAt ?? now) : now,
      transitions: (stands?.transitions ?? 0) + (stands && !isOurs ? 1 : 0),
      note: (isOurs ? this.#note : null) ?? stands?.note ?? null,
    };
  }

  #now(): string {
    return this.#options.clock.now().toISOString();
  }
}
