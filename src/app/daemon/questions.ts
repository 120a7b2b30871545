/** Asks who caused drifts beside the loop: no run waits for it. One question at a time, the oldest first. */

/** More than these wait for nothing: each keeps the report of its run. */
const mostWaiting = 5;

/** What is asked, and what to do where it is not. */
export interface Question {
  /** @param ends aborted: it answers at once with what it has */
  ask(ends: AbortSignal): Promise<void>;
  /** It is not asked now, and stays open. */
  putOff(): Promise<void>;
}

export class Questions {
  readonly #ends = new AbortController();
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  add(question: Question): void {
    const isTooMany = this.#waiting >= mostWaiting;
    this.#waiting += 1;
    const before = this.#last;
    this.#last = isTooMany
      ? Promise.all([before, question.putOff()]).then(() => this.#done())
      : this.#next(before, question);
  }

  /** Resolves when nothing is open. */
  async answered(): Promise<void> {
    await this.#last;
  }

  /** What is under way ends at once, and what waits is put off. */
  async end(): Promise<void> {
    this.#ends.abort();
    await this.#last;
  }

  async #next(before: Promise<void>, question: Question): Promise<void> {
    await before;
    const { signal } = this.#ends;
    await (signal.aborted ? question.putOff() : question.ask(signal));
    this.#done();
  }

  #done(): void {
    this.#waiting -= 1;
  }
}
