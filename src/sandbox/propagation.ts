/** How long a written policy takes until CloudTrail sees it. Nothing set: at once. */
export interface Propagation {
  /** Seconds of the sandbox clock. */
  readonly seconds?: number;
  /** The next so many calls that look at the policy still see the one before. */
  readonly calls?: number;
}

/** A value that takes time to be in force everywhere. */
export interface Lagging<T> {
  /** What was written last; its owner reads this. */
  readonly current: T;
  write(value: T, now: Date): void;
  /** What others see. A look counts as one of `calls`. */
  seen(now: Date, propagation: Propagation): T;
}

export function lagging<T>(initial: T): Lagging<T> {
  let current = initial;
  let before = initial;
  let writtenAt = Number.NEGATIVE_INFINITY;
  let looks = Number.POSITIVE_INFINITY;
  let inForce = true;
  const settle = (now: Date, propagation: Propagation): void => {
    const late = now.getTime() - writtenAt < (propagation.seconds ?? 0) * 1000 || looks < (propagation.calls ?? 0);
    if (!late) inForce = true;
  };
  return {
    get current() {
      return current;
    },
    write(value, now) {
      if (inForce) before = current;
      current = value;
      writtenAt = now.getTime();
      looks = 0;
      inForce = false;
    },
    seen(now, propagation) {
      settle(now, propagation);
      looks += 1;
      return inForce ? current : before;
    },
  };
}
