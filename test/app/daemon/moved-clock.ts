import type { Clock } from '../../../src/app/ports.ts';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** A clock that stands still until the test moves it: whoever sleeps wakes in the order of time. */
export class MovedClock implements Clock {
  #now: number;
  #sleepers: Sleeper[] = [];

  constructor(start = '2027-03-01T00:00:00Z') {
    this.#now = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#now);
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    await new Promise<void>(resolve => {
      const sleeper = { until: this.#now + milliseconds, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener(
        'abort',
        () => {
          this.#sleepers = this.#sleepers.filter(one => one !== sleeper);
          resolve();
        },
        { once: true },
      );
    });
  }

  /** Moves on; between two that wake, everything that does not wait for time happens. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      await settled();
      const [next] = this.#sleepers.toSorted((a, b) => a.until - b.until);
      if (next === undefined || next.until > end) break;
      this.#now = Math.max(this.#now, next.until);
      this.#sleepers = this.#sleepers.filter(one => one !== next);
      next.wake();
    }
    this.#now = end;
    await settled();
  }

  /** How many wait for time to pass. */
  sleeping(): number {
    return this.#sleepers.length;
  }
}

/** Everything that is ready has happened. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise<void>(resolve => setImmediate(resolve));
}
