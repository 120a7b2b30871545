/** What is told to people outside the daemon. One notice is one message to them, or a change to one, or a line under it. */
import type { Mode, SourceState } from '../daemon/snapshot.ts';
import type { Drift } from '../drift/drift.ts';
import type { Gravity } from '../kind.ts';
import type { Problem } from '../model.ts';

/**
 * - `opened`: drifts that were not known before: a grave one, all grave ones of one person in one run, or what else a run found
 * - `worse`, `milder`: the gravity of a drift that was told rose, or fell
 * - `changed`: what stands there is another value than was told
 * - `attributed`: it became known who did it
 * - `reminder`: a grave one still stands
 * - `flapping`: it opens and closes again and again; from now on its turns are not told one by one
 * - `contested`: nobody goes on fighting; a person must decide
 * - `resolved`: all that the incident was about is over
 * - `first-run`: what the very first run found, in one
 * - `returned`: the receiver could not be reached for some time: what is open, and how much came and went meanwhile
 * - `blind`: several runs in a row could not look; nothing is known. `seeing`: that is over
 * - `source-broken`: a new spec is not in force, the one before stays. `source-mended`: that is over
 * - `test`: somebody asked for it
 */
export const happenings = [
  'opened',
  'worse',
  'milder',
  'changed',
  'attributed',
  'reminder',
  'flapping',
  'contested',
  'resolved',
  'first-run',
  'returned',
  'blind',
  'seeing',
  'source-broken',
  'source-mended',
  'test',
] as const;
export type Happening = (typeof happenings)[number];

/** Beside the gravities: nobody could look. Outranks `medium`, never `high`. */
export type Weight = Gravity | 'not-known';

/** Moments are ISO 8601, UTC. */
export interface Notice {
  /** Of this turn of the incident: the same turn has the same id after a restart, so that receivers can drop a second one. */
  readonly id: string;
  /** What messages belong together. Made of fingerprints, never of values. */
  readonly incident: string;
  readonly happening: Happening;
  /** Of the gravest in it. */
  readonly weight: Weight;
  readonly at: string;
  /** When the incident began. */
  readonly since: string;
  /** What it is about, gravest first; with `resolved`, as they ended. Empty for `blind`, `seeing` and the source. */
  readonly drifts: readonly Drift[];
  /** With `returned`: how many drifts opened and were over while nobody could be told. */
  readonly missed: number;
  /** With `worse`, what was told of the first drift before; with `milder`, of all of it. */
  readonly before: Weight | null;
  /** How often was reminded, this one counted. */
  readonly reminders: number;
  /** Null: nobody will be reminded. */
  readonly nextReminderAt: string | null;
  /** How long recording was interrupted so far, in seconds; null: it was not, or nobody can say. */
  readonly unrecorded: number | null;
  /** With `blind`, why; with the source, the first of what is wrong with it. */
  readonly problems: readonly Problem[];
  readonly around: Around;
}

/** What stands around a notice. */
export interface Around {
  readonly owner: string | null;
  /** `metadata.name` of the daemon. */
  readonly daemon: string;
  readonly mode: Mode;
  /** Why enforcing changes nothing now, such as `outside the windows`; null: that holds nothing back. */
  readonly idle: string | null;
  /** Of the run that it came from; null: of none. */
  readonly run: string | null;
  readonly nextRunAt: string | null;
  readonly source: SourceState;
  /** Aliases of accounts by id, where the spec has one. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Ids of accounts that no trail records in some region, as the last look saw it: what is said of these is more than of a trail. */
  readonly dark: readonly string[];
  /** Fingerprints of all open drifts, as the status counts them, so that a message can say how many more there are. */
  readonly open: readonly string[];
  /** Where the page is, without a slash at its end; null: nowhere. */
  readonly pageUrl: string | null;
  /** Where the runbooks are, without a slash at its end. */
  readonly runbookUrl: string;
}

/**
 * How a notice reaches a receiver: `post` a message of its own; `edit` the first one; `reply` under it, and `broadcast` that
 * reply to everybody.
 */
export type Move = 'post' | 'edit' | 'reply' | 'broadcast';
