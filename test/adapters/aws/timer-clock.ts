import type { Clock } from '../../../src/app/ports.ts';

/** A clock on which several can wait at once. It moves to the next who wakes when nobody has anything left to do. */
export class TimerClock implements Clock {
  #now = Date.parse('2026-11-19T03:00:00Z');
  #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  now(): Date {
    return new Date(this.#now);
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise(wake => void this.#sleepers.push({ at: this.#now + milliseconds, wake }));
  }

  /** Lets everybody sleep and wake until the work is done. */
  async until(work: Promise<unknown>): Promise<void> {
    let over = false;
    const end = (): void => void (over = true);
    work.then(end, end);
    for (;;) {
      await new Promise(resolve => setImmediate(resolve));
      if (over) return;
      this.#sleepers = this.#sleepers.toSorted((a, b) => a.at - b.at);
      const next = this.#sleepers.shift();
      if (!next) throw new Error('nobody sleeps, and the work is not done');
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
  }
}
