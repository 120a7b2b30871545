import type { Clock } from '../src/app/ports.ts';

/** A clock that the test moves: sleeping takes no time and moves it on. */
export class FakeClock implements Clock {
  #now: number;

  constructor(start = '2026-11-19T03:34:05Z') {
    this.#now = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#now);
  }

  async sleep(milliseconds: number): Promise<void> {
    this.#now += milliseconds;
    await Promise.resolve();
  }
}
