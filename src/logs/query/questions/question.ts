/** Questions that come ready. Each is SQL over the table `events` that DuckDB and Athena (Trino) understand alike. */
import type { TimeRange } from '../../place.ts';

/** What a question is asked of. */
export interface Asking {
  readonly range: TimeRange;
  /** Where the log files lie. */
  readonly buckets: readonly string[];
  /** An ARN, or a name or id; empty where the question is of none. */
  readonly resource: string;
}

export interface Question {
  /** As `--ask` takes it. */
  readonly name: string;
  /** What it asks, in a few words. */
  readonly asks: string;
  /** Whether it is asked of a resource. */
  readonly ofResource?: true;
  /** What its answer has, what it leaves out, and why, in a sentence or more. */
  readonly says: string;
  readonly sql: (asking: Asking) => string;
}
