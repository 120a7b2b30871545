/** Wakes who waits for something to happen; rings that nobody waited for are not lost. */
export class Bell {
  #ring: () => void = () => undefined;
  #next: Promise<void> = Promise.resolve();

  constructor() {
    this.quiet();
  }

  ring(): void {
    this.#ring();
  }

  /** Resolves once it has rung since it was last made quiet. */
  rung(): Promise<void> {
    return this.#next;
  }

  /** What rang so far is being seen to. */
  quiet(): void {
    this.#next = new Promise(resolve => (this.#ring = resolve));
  }
}
