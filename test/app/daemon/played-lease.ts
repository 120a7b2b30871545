/** A lease between replicas in a time of their own, over a network that loses and delays. */
import { elector } from '../../../src/app/daemon/elector.ts';
import type { Leadership, Lease, LeaseStore, Stopwatch } from '../../../src/app/daemon/ports.ts';

/** What becomes of one request: how long it takes there and back, and what is lost. Milliseconds. */
export interface Fate {
  readonly there: number;
  readonly back: number;
  readonly lost?: 'request' | 'answer' | undefined;
}

export interface Times {
  readonly duration: number;
  readonly renewWithin: number;
  readonly retryEvery: number;
}

/** Kubernetes' own numbers. */
export const usual: Times = { duration: 35_000, renewWithin: 30_000, retryEvery: 5_000 };

export class PlayedTime {
  now = 0;
  readonly #due: { readonly at: number; readonly wake: () => void }[] = [];

  at(moment: number, wake: () => void): void {
    this.#due.push({ at: moment, wake });
  }

  after(milliseconds: number): Promise<void> {
    return new Promise(resolve => this.at(this.now + milliseconds, resolve));
  }

  /** Goes on to a moment, one event after the other; all that an event sets off is over before the next. */
  async until(end: number, each: () => void = () => {}): Promise<void> {
    await settled();
    for (;;) {
      this.#due.sort((a, b) => a.at - b.at);
      const next = this.#due[0];
      if (!next || next.at > end) break;
      this.#due.shift();
      this.now = Math.max(this.now, next.at);
      next.wake();
      await settled();
      each();
    }
    this.now = end;
    each();
  }
}

/** Everything that waits for nothing has run. */
function settled(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}

export class PlayedStore {
  lease: Lease | null = null;
  #version = 0;
  readonly #time: PlayedTime;

  constructor(time: PlayedTime) {
    this.#time = time;
  }

  /** As one replica reaches it. */
  through(fate: () => Fate): LeaseStore {
    const ask = async (answer: () => Lease | null): Promise<Lease | null> => {
      const { there, back, lost } = fate();
      await this.#time.after(there);
      if (lost === 'request') throw new Error('connection reset');
      const said = answer();
      await this.#time.after(back);
      if (lost === 'answer') throw new Error('connection reset');
      return said;
    };
    return {
      read: () => ask(() => this.lease),
      create: lease => ask(() => (this.lease ? null : this.#write(lease))),
      replace: lease => ask(() => (this.lease?.version === lease.version ? this.#write(lease) : null)),
    };
  }

  #write(lease: Omit<Lease, 'version'>): Lease {
    this.#version += 1;
    this.lease = { ...lease, version: `${this.#version}` };
    return this.lease;
  }
}

export interface Replica {
  readonly name: string;
  readonly leadership: Leadership;
  /** Whether it was told that it leads, and not yet that it no longer does. */
  leads(): boolean;
  /** It is no more, at once. */
  kill(): void;
  readonly told: unknown[];
}

interface Playing {
  readonly time: PlayedTime;
  readonly store: PlayedStore;
  readonly name: string;
  readonly fate?: () => Fate;
  /** How much faster its watch goes than the true one. */
  readonly pace?: number;
  readonly times?: Times;
}

const prompt: Fate = { there: 5, back: 5 };

/** A replica that wants to lead for as long as it is there. */
export function replica({ time, store, name, fate = () => prompt, pace = 1, times = usual }: Playing): Replica {
  const watch: Stopwatch = {
    elapsed: () => time.now * pace,
    sleep: (milliseconds, signal) =>
      new Promise(resolve => {
        if (signal?.aborted) return resolve();
        signal?.addEventListener('abort', () => resolve(), { once: true });
        time.at(time.now + Math.max(0, milliseconds) / pace, resolve);
      }),
  };
  const told: unknown[] = [];
  const leadership = elector({
    store: store.through(fate),
    watch,
    clock: { now: () => new Date(time.now) },
    identity: name,
    ...times,
    onTrouble: error => told.push(error),
  });
  let isDead = false;
  let lead: AbortSignal | null = null;
  const end = new AbortController();
  const go = async (): Promise<void> => {
    while (!end.signal.aborted) {
      lead = await leadership.lead(end.signal);
      const over = lead;
      if (!over.aborted) await new Promise(resolve => over.addEventListener('abort', resolve, { once: true }));
    }
  };
  void go();
  return {
    name,
    leadership,
    told,
    leads: () => !isDead && lead !== null && !lead.aborted && leadership.certain(),
    kill: () => {
      isDead = true;
      end.abort();
    },
  };
}
