/**
 * A drift as people and programs follow it from run to run: opened, changed, withheld, contested, flapping, closed. Alerts,
 * history, metrics and the page are made of these, and of the steps between them.
 */
import type { Effect, Gravity } from '../kind.ts';
import type { Address, Problem } from '../model.ts';
import type { Origin, Resource, Withheld } from '../plan.ts';
import type { Attribution } from './attribution.ts';

/**
 * What is wrong: a field that is not as the spec says, a resource that is not there, a trail of ours that has left the spec,
 * a trail that logs while nothing arrives, one whose log files are not as CloudTrail wrote them, or a resource that could not be read.
 */
export type DriftKind = 'changed' | 'missing' | 'stray' | 'undelivered' | 'unproven' | 'unread';

/** By what an episode of a drift is known: the same drift may begin anew. */
export const episodeOf = ({ fingerprint, openedAt }: Pick<Drift, 'fingerprint' | 'openedAt'>): string =>
  `${fingerprint} ${openedAt}`;

/** What one run says of one drift. */
export interface Sighting {
  /** Made of owner, address, kind and field, never of values: the same drift has it in every run. `d-` and hexadecimals. */
  readonly fingerprint: string;
  readonly kind: DriftKind;
  readonly address: Address;
  /** Null: it could not be read, and nothing is known of it but its address. */
  readonly resource: Resource | null;
  /** Null: the whole resource. */
  readonly field: string | null;
  readonly gravity: Gravity;
  /** Of the way from what the spec says to what stands there. */
  readonly effect: Effect;
  /** What it means for people, one sentence. */
  readonly meaning: string;
  /** What the spec says; null for a whole resource. */
  readonly wanted: unknown;
  /** What stands there; null for a whole resource. */
  readonly found: unknown;
  /** Absent: the state of the spec before was not at hand. */
  readonly origin?: Origin;
  /** Why it is not mended now; absent: it is, or would be where enforcing is allowed. */
  readonly withheld?: Withheld;
  /** What stands there leads to what the spec does not have. Absent: it does not. */
  readonly astray?: true;
  /** ARN of what it uses that is not as it should be, such as a key. Absent: it is about the resource itself. */
  readonly uses?: string;
  /** Why it could not be read. Set for `unread` only. */
  readonly problem?: Problem;
}

/**
 * - `open`: seen, and to be mended (enforcing), or told (observing)
 * - `withheld`: a rule, a waiver or a wait keeps it as it is
 * - `contested`: harmless (see `isContestable`), put back so often that nobody goes on fighting
 * - `flapping`: opened and closed so often that it is told as one incident
 * - `closed`: a run saw that it is over; `ending` says how
 */
export type DriftStatus = 'open' | 'withheld' | 'contested' | 'flapping' | 'closed';

/**
 * How a drift ended: our call mended it; it was put back at AWS by somebody else; the spec was changed to what stands there;
 * a waiver or `ignore` accepts it; the resource has left the spec; it could be read again; or what was late has come.
 */
export type Ending = 'healed' | 'reverted' | 'adopted' | 'waived' | 'left-the-spec' | 'read-again' | 'arrived';

/** A time in which a drift stood. */
export interface Stand {
  readonly from: string;
  readonly to: string;
}

/** Whether it is there now: one that flaps may be over for the moment. */
export const standsNow = ({ status, closedAt }: Pick<Drift, 'status' | 'closedAt'>): boolean =>
  status !== 'closed' && closedAt === null;

/** Since when a drift stands that is there now; of one that comes and goes, since it came last. */
export function stoodFrom({
  status,
  openedAt,
  reopenedAt,
  standsSince,
  stood,
}: Pick<Drift, 'status' | 'openedAt' | 'reopenedAt' | 'standsSince' | 'stood'>): string {
  return standsSince ?? (status === 'flapping' || stood !== undefined ? reopenedAt.at(-1) : undefined) ?? openedAt;
}

/** A drift with its life so far. Moments are ISO 8601, UTC. */
export interface Drift extends Sighting {
  readonly status: DriftStatus;
  /** Of this episode. A drift that comes back has a new one. */
  readonly openedAt: string;
  /** When its values last changed. */
  readonly changedAt: string;
  /** When a run last saw it. */
  readonly seenAt: string;
  /** Of that run. */
  readonly seenBy: string;
  /** While it is flapping: when it was last over, and how. Null: it stands. */
  readonly closedAt: string | null;
  readonly ending: Ending | null;
  /** Of the run that opened it, and of the one that closed it. */
  readonly openedBy: string;
  readonly closedBy: string | null;
  /** Moments at which our own calls mended it, newest last, as far back as fights are counted. */
  readonly healedAt: readonly string[];
  /** Moments at which it was opened, newest last, as far back as flapping is counted. */
  readonly reopenedAt: readonly string[];
  /** While it is flapping: since when it stands, once it does for longer than a run, or is withheld; also once it flaps no more. */
  readonly standsSince?: string;
  /** When it stood in this episode and was over again, oldest first, the last thousand. Absent: it has not come and gone. */
  readonly stood?: readonly Stand[];
  /** Null: not looked for yet. */
  readonly attribution: Attribution | null;
  /** Who made it, in this and earlier episodes, by the names of principals, newest last: the other side of a fight. */
  readonly others: readonly string[];
}

/** One step in the life of a drift: what alerts, events and history tell. */
export interface DriftStep {
  readonly step: 'opened' | 'changed' | 'withheld' | 'released' | 'contested' | 'flapping' | 'attributed' | 'closed';
  readonly at: string;
  /** Of the run that took it. */
  readonly run: string;
  /** As it is after the step. */
  readonly drift: Drift;
}
