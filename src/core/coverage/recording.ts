/** What a trail records, in words that do not depend on its kind. */
import type { Arn } from '../model.ts';

/** What events are sorted by, as people pay for them. */
export type Category = 'management' | 'data' | 'network' | 'insights';

/**
 * Management events that read or write; data events of a type of resource; network activity events of a source; and what
 * CloudTrail looks for, which is no record of events.
 */
export type EventClass =
  | 'management read'
  | 'management write'
  | `data ${string}`
  | `network ${string}`
  | `insights ${string}`;

/** IAM, STS and CloudFront events among the management events: in the leading region of a partition only. */
export const globalEvents = 'global';

/** A column of the matrix. */
export type Column = EventClass | typeof globalEvents;

/** The category of a class. */
export function categoryOf(column: Column): Category {
  return categories.find(category => column.startsWith(category)) ?? 'management';
}

/** One class of events that is recorded. */
export interface Taken {
  readonly of: EventClass;
  /** False: some events of the class, or some resources, and not others. */
  readonly all: boolean;
  /** Sources that are left out of a class of which the rest is recorded. */
  readonly without: readonly string[];
}

/** As far as it is known: what is not known stands in `open`, and is never taken for nothing. */
export interface Recording {
  /** Whether it records every region of an account, or its own only. */
  readonly everyRegion: boolean;
  /** Whether it records every account of the organization, or its own only. */
  readonly everyAccount: boolean;
  /** The flag for global service events. */
  readonly flag: boolean;
  /** Each class once; nothing where it does not log. */
  readonly takes: readonly Taken[];
  /** Categories of which it may record events, and nobody could read which. */
  readonly open: readonly Category[];
  /** Whether nobody can change log files unseen, because digests are written; null: not known. */
  readonly proves: boolean | null;
  /** Where log files are delivered; null: not known. */
  readonly delivers: Delivery | null;
}

/** The place where log files of a trail are written. */
export interface Delivery {
  /** ARN of the bucket. */
  readonly bucket: Arn;
  /** '' or without slashes at its ends. */
  readonly prefix: string;
}

export const categories: readonly Category[] = ['management', 'data', 'network', 'insights'];
