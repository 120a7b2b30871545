/** One run, told. Everything that people or programs see of a run is a rendering of this. */
import type { Move } from './basis.ts';
import type { EstateView } from './daemon/snapshot.ts';
import type { Attribution } from './drift/attribution.ts';
import type { Gravity } from './call.ts';
import type { Address, Problem, Written } from './model.ts';
import { differs, gravities, gravityOf, isOpen } from './plan.ts';
import type { Plan } from './plan.ts';

/** What became of one call of a change. */
export interface SentCall {
  /** `service:Operation`. */
  readonly call: string;
  readonly requestId?: string;
  /** How often it was sent. */
  readonly attempts: number;
}

/**
 * - `done`: sent, and reads back as desired
 * - `unconfirmed`: sent, and did not read back within the time given
 * - `failed`: a call failed; those before it are in `sent`
 * - `skipped`: what it comes after failed or was skipped; calls marked `regardless` were sent all the same
 * - `moved`: the resource changed between look and call, so nothing was sent
 * - `left`: the run was interrupted before it, or its deadline passed; then `problem` says so
 */
export type OutcomeStatus = 'done' | 'unconfirmed' | 'failed' | 'skipped' | 'moved' | 'left';

/** What became of one change. */
export interface Outcome {
  readonly address: Address;
  readonly action: 'create' | 'update' | 'adopt' | 'delete';
  readonly status: OutcomeStatus;
  readonly sent: readonly SentCall[];
  readonly problem?: Problem;
  /** From its first call to its last, in seconds. */
  readonly seconds: number;
}

export interface SpecSummary {
  /** As typed. */
  readonly paths: readonly string[];
  readonly files: number;
  /** Of the whole spec, whatever the run looked at. */
  readonly resources: number;
  /** How many of them the run looked at. */
  readonly selected: number;
  /** Ids of the accounts they stand in. */
  readonly accounts: readonly string[];
}

/** A resource of the spec that the run looked at, and where the spec says what of it. */
export interface Declared {
  readonly address: Address;
  readonly written: Written;
  /** False: it is only referred to. */
  readonly managed: boolean;
}

/** A resource that moved between a plan and its apply. */
export interface Moved extends Move {
  readonly address: Address;
}

/** Who caused one difference. */
export interface Attributed {
  readonly address: Address;
  /** Null: the whole resource. */
  readonly field: string | null;
  readonly attribution: Attribution;
}

export interface Report {
  readonly command: 'plan' | 'apply' | 'drift';
  /** Set where AWS was not asked. `base`: what played the live state, as typed; null: nothing. */
  readonly offline?: { readonly base: string | null };
  /** The report whose changes are put back, as typed. Absent: what the spec says is wanted. */
  readonly undoes?: string;
  /** The earlier state of the spec that differences were held against, as typed. Absent: none. */
  readonly base?: string;
  readonly owner: string;
  /** Of the source of the spec, such as `main@4f2a91c`. Absent: files as they stood there. */
  readonly revision?: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Null for a stored plan, which needs no spec. */
  readonly spec: SpecSummary | null;
  /** By address. Absent: a stored plan, whose spec is not at hand. */
  readonly resources?: readonly Declared[];
  /** What was found, before anything was sent. */
  readonly plan: Plan;
  /** Of the plan, by which it can be approved. Absent: nobody can carry it out. */
  readonly digest?: string;
  /** Null when nothing was to be sent (`plan`, `drift`), or nothing was approved. */
  readonly outcomes: readonly Outcome[] | null;
  /** What a last look showed after sending; null when nothing was sent. */
  readonly remaining: Plan | null;
  /** Why an apply sent nothing, if it did. */
  readonly refused: readonly Problem[];
  /** What a saved plan rests on and is no longer as it was then. Absent: nothing of the kind. */
  readonly moved?: readonly Moved[];
  readonly interrupted: boolean;
  /** Who caused what was found. Absent: nobody was asked. */
  readonly attributions?: readonly Attributed[];
  /** The whole estate, for views that draw it. Absent: nobody wanted it, or AWS was not asked. In no document. */
  readonly estate?: EstateView;
  /** Attempts by `service:Operation`. */
  readonly calls: Readonly<Record<string, number>>;
}

/** The reason of an exit code, as JSON has it; public API. */
export type Reason =
  | 'error'
  | 'differs'
  | 'invalid'
  | 'partly-applied'
  | 'refused'
  | 'stale-plan'
  | 'incomplete'
  | 'check-failed'
  | 'interrupted';

/** Exit codes by reason; public API. */
export const exitCodes: Readonly<Record<Reason, number>> = {
  error: 1,
  differs: 2,
  invalid: 3,
  'partly-applied': 4,
  refused: 5,
  'stale-plan': 6,
  incomplete: 8,
  'check-failed': 9,
  interrupted: 130,
};

/** If several hold, the first of these counts. */
const precedence: readonly Reason[] = [
  'interrupted',
  'invalid',
  'stale-plan',
  'refused',
  'partly-applied',
  'error',
  'check-failed',
  'differs',
  'incomplete',
];

export interface Verdict {
  readonly reason: Reason | null;
  readonly exitCode: number;
  /** Whether everything could be read. */
  readonly complete: boolean;
}

/**
 * What a run comes to.
 *
 * @param detailed whether differences have an exit code of their own: always with `drift`, on request with `plan`
 * @param failOn only differences from this gravity on have it
 */
export function verdictOf(report: Report, detailed: boolean, failOn: Gravity = 'info'): Verdict {
  const last = report.remaining ?? report.plan;
  const complete = last.unknown.length === 0;
  const left = last.changes.some(
    change => differs(change) && gravities.indexOf(gravityOf(change)) <= gravities.indexOf(failOn),
  );
  const holds: Readonly<Record<Reason, boolean>> = {
    error: false,
    invalid: false,
    'check-failed': false,
    interrupted: report.interrupted,
    refused: report.refused.some(one => !isStale(one)),
    'stale-plan': report.refused.some(isStale),
    'partly-applied': (report.outcomes ?? []).some(({ status }) => status !== 'done'),
    differs: left && (detailed || report.command === 'drift' || report.outcomes !== null),
    incomplete: !complete,
  };
  const reason = precedence.find(candidate => holds[candidate]) ?? null;
  return { reason, exitCode: reason === null ? 0 : exitCodes[reason], complete };
}

/** Whether a plan was refused because it is no longer the one that was approved, or is too old for that. */
export function isStale({ code }: Problem): boolean {
  return code === 'stale-plan' || code === 'plan-expired' || code === 'other-plan';
}

/** How many resources a plan would add, change and destroy; what cannot be done now is not counted. */
export function countsOf({ changes }: Plan): {
  readonly add: number;
  readonly change: number;
  readonly destroy: number;
} {
  const open = changes.filter(isOpen);
  const of = (...actions: readonly string[]) => open.filter(({ action }) => actions.includes(action)).length;
  return { add: of('create'), change: of('update', 'adopt'), destroy: of('delete') };
}
