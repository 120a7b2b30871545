/** The time of the sandbox. It runs with the machine's clock, moved by what was advanced, until it is frozen. */
export interface SandboxClock {
  readonly frozen: boolean;
  now(): Date;
  /** Moves the clock forward. `seconds` may be a fraction, and must not be negative. */
  advance(seconds: number): Date;
  /** Sets the clock to a moment, earlier or later. */
  set(moment: Date): Date;
  /** Stands still from now on; only `advance` and `set` move it. */
  freeze(): void;
  /** Runs again, from the moment it was frozen at. */
  run(): void;
}

/** With `start` the clock begins frozen at that moment; without it, it tells the machine's time. */
export function sandboxClock(start?: Date): SandboxClock {
  let offset = 0;
  let stopped = start?.getTime();
  const millis = (): number => stopped ?? Date.now() + offset;
  const move = (to: number): Date => {
    if (stopped === undefined) offset = to - Date.now();
    else stopped = to;
    return new Date(to);
  };
  return {
    get frozen(): boolean {
      return stopped !== undefined;
    },
    now: () => new Date(millis()),
    advance(seconds) {
      if (!(seconds >= 0 && Number.isFinite(seconds))) throw new RangeError('seconds must be a number, not negative');
      return move(millis() + seconds * 1000);
    },
    set(moment) {
      if (Number.isNaN(moment.getTime())) throw new RangeError('not a moment in time');
      return move(moment.getTime());
    },
    freeze() {
      stopped = millis();
    },
    run() {
      const at = millis();
      stopped = undefined;
      offset = at - Date.now();
    },
  };
}
