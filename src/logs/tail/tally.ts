/** What following delivery came to, in numbers. */

export interface Tally {
  /** Files whose records were written out. */
  readonly files: number;
  readonly written: number;
  /** Records that were there before. */
  readonly duplicates: number;
  /** Records that were not asked for. */
  readonly unmatched: number;
  /** Files that could not be read. */
  readonly unread: number;
  /** Seconds from an event to its record here, the middle one of the latest few thousand; null: none was written. */
  readonly lag: number | null;
}

export interface Counting {
  count(what: Exclude<keyof Tally, 'lag'>): void;
  /** @param seconds from the event until its record was written */
  lagged(seconds: number): void;
  tally(): Tally;
}

/** Lags that the middle is taken of: the latest. */
const mostLags = 10_000;

export function counting(): Counting {
  const counts = { files: 0, written: 0, duplicates: 0, unmatched: 0, unread: 0 };
  const lags: number[] = [];
  let next = 0;
  return {
    count(what) {
      counts[what] += 1;
    },
    lagged(seconds) {
      lags[next] = seconds;
      next = (next + 1) % mostLags;
    },
    tally: () => ({ ...counts, lag: middle(lags) }),
  };
}

/** The median; of an even number the lower one. */
function middle(values: readonly number[]): number | null {
  return values.toSorted((one, other) => one - other)[Math.floor((values.length - 1) / 2)] ?? null;
}
