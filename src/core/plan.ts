import type { AnyState, Api, Call, Change, Effect, Gravity } from './kind.ts';
import type { Address, Desired, Problem, Readings, Target } from './model.ts';

/**
 * Why something is not done now: a rule refused it, a waiver or `ignore` leaves it alone, it waits for evidence or for
 * another change, or it is `fixed`: no call could mend it (AWS does not let it change, or it is not ours to change).
 * What is waived, ignored or waits is no difference; what is refused or fixed is.
 */
export interface Withheld {
  readonly by: 'refused' | 'waived' | 'ignored' | 'waits' | 'fixed';
  readonly problem: Problem;
}

export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
  /** Of the change, live -> desired. */
  readonly effect: Effect;
  readonly gravity: Gravity;
  readonly meaning: string;
  readonly withheld?: Withheld;
}

/** One resource that differs. What rules work on. */
export interface Difference {
  readonly address: Address;
  readonly action: 'create' | 'update' | 'adopt' | 'delete';
  readonly fields: readonly FieldChange[];
  readonly withheld?: Withheld;
}

/** May withhold and annotate; must not invent, drop or alter a difference. `now` because nothing in core has a clock. */
export type Rule<Settings> = (differences: readonly Difference[], settings: Settings, now: Date) => readonly Difference[];

/**
 * One line of the plan: all that is needed to show, approve, send and check it. Plain JSON. What comes after a withheld
 * change is withheld too (`waits`), so that nobody lets go of global events while their keeper is refused.
 */
export interface PlannedChange extends Difference {
  readonly target: Target;
  readonly calls: readonly Call<Api>[];
  /** Sent only after these changes succeeded, but for calls marked `regardless`. */
  readonly after: readonly Address[];
  /** Digest of the live fields this was computed from: its own and those of the resources in `after`. Never of health. */
  readonly basis: string;
}

export interface Plan {
  readonly owner: string;
  readonly changes: readonly PlannedChange[];
  /** What could not be compared, and why. While there is any: never "in sync", nothing pruned. */
  readonly unknown: readonly { readonly address: Address; readonly field?: string; readonly problem: Problem }[];
  /** What no change mends: paid duplicates, nobody records global events, unmanaged trails. */
  readonly findings: readonly Problem[];
}

/** Judges the whole plan; returns it with a reason to refuse it, or as it was. */
export type Guard<Settings> = (plan: Plan, settings: Settings) => Plan & { readonly refused?: readonly Problem[] };

/** The change that `calls` is asked for: withheld fields keep what stands there. */
export function effective(desired: Desired<AnyState>, live: Readings<AnyState>, { fields }: Difference): Change<AnyState> {
  const state: Record<string, unknown> = { ...desired.state };
  for (const { field, before } of fields.filter(({ withheld }) => withheld)) state[field] = before;
  const changed = fields.filter(({ withheld }) => !withheld).map(({ field }) => field);
  return { action: 'update', name: desired.name, arn: desired.arn, target: desired.target, desired: state, live, changed };
}

