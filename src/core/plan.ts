/** The plan and what it is made of. The plan is data: printable, storable, comparable; a dry run is not to send it. */
import type { Basis } from './basis.ts';
import type { Api, Call, Effect, Gravity } from './call.ts';
import type { Address, Arn, Problem, Target } from './model.ts';
import type { AccountAccess } from './spec/access.ts';

/**
 * Why something is not done now: a rule refused it, a waiver or `ignore` leaves it alone, it waits for evidence or for
 * another change, it is `held`: the daemon was told not to enforce it, or it is `fixed`: no call could mend it (AWS does not
 * let it change, or it is not ours to change). What is waived, ignored or waits is no difference; the rest is.
 */
export interface Withheld {
  readonly by: 'refused' | 'waived' | 'ignored' | 'waits' | 'held' | 'fixed';
  readonly problem: Problem;
}

/**
 * Where a difference comes from, held against an earlier state of the spec: `spec`, live is as that wanted it, so the spec
 * changed since and nobody applied it; `outside`, live is otherwise, so somebody changed it at AWS; `new`, the spec did not
 * have the resource.
 */
export type Origin = 'spec' | 'outside' | 'new';

export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
  /** Of the change, live -> desired. */
  readonly effect: Effect;
  readonly gravity: Gravity;
  /** What it means that it stands as it does now. */
  readonly meaning: string;
  /** Where the change weakens: what it means for people once it is made. */
  readonly loss?: string;
  /** Absent: it was held against no earlier state of the spec. */
  readonly origin?: Origin;
  readonly withheld?: Withheld;
  /** What stands there leads to what the spec does not have; absent: it does not. In no file. */
  readonly astray?: true;
  /** ARN of what it uses that is not as it should be, such as a key; absent: it is about the resource itself. In no file. */
  readonly uses?: string;
}

/** One resource that differs. What rules work on. */
export interface Difference {
  readonly address: Address;
  readonly action: 'create' | 'update' | 'adopt' | 'delete';
  readonly fields: readonly FieldChange[];
  readonly withheld?: Withheld;
}

/** May withhold and annotate; must not invent, drop or alter a difference. `now` because nothing in core has a clock. */
export type Rule<Settings> = (
  differences: readonly Difference[],
  settings: Settings,
  now: Date,
) => readonly Difference[];

/** Which resource an address means, so that a stored plan can be checked and carried out without its spec. */
export interface Resource {
  /** Name of the kind. */
  readonly kind: string;
  readonly arn: Arn;
  readonly name: string;
  readonly target: Target;
}

/**
 * One line of the plan: all that is needed to show, approve, send and check it. Plain JSON. What comes after a withheld
 * change is withheld too (`waits`), so that nobody lets go of global events while their keeper is refused.
 */
export interface PlannedChange extends Difference {
  readonly resource: Resource;
  readonly calls: readonly Call<Api>[];
  /**
   * What of it strengthens: sent in place of these where what it comes after failed, and where one of these failed, for
   * each that was not sent. Absent: nothing. Made anew for a stored plan.
   */
  readonly repairs?: readonly Call<Api>[];
  /** A policy that was read denies what it rests on, and will once all is carried out. Not known of a stored plan. */
  readonly denied?: true;
  /** Sent only after these changes succeeded, but for calls marked `regardless`. */
  readonly after: readonly Address[];
  /** What this was computed from: the resource itself, and all it rests on. */
  readonly basis: Readonly<Record<Address, Basis>>;
}

/** What could not be compared, and why. Without a field: the whole resource. */
export interface Unknown {
  readonly address: Address;
  readonly field?: string;
  readonly problem: Problem;
}

/** How an account of a plan is got into: who carries the plan out needs no spec for it. */
interface PlannedAccount {
  readonly id: string;
  readonly partition: string;
  readonly access: AccountAccess;
}

/** One waiver of the spec, in a report. */
export interface WaiverTold {
  /** Pattern of addresses. */
  readonly resource: string;
  readonly field: string;
  /** The live value that it accepts. */
  readonly value: unknown;
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  /** The last day on which it holds. */
  readonly until: string;
  readonly ended: boolean;
  /** The resources that differ where it accepts that. */
  readonly accepts: readonly Address[];
}

export interface Plan {
  readonly owner: string;
  /** Those of the changes and of what they rest on; absent: nobody is asked to carry it out. */
  readonly accounts?: readonly PlannedAccount[];
  /** What serves before what is served. */
  readonly changes: readonly PlannedChange[];
  /** Resources that a change rests on and that do not change themselves. */
  readonly rests: Readonly<Record<Address, Resource>>;
  /** While there is any: never "in sync", nothing pruned. */
  readonly unknown: readonly Unknown[];
  /** All that the spec has; absent: a plan that was read from a file. */
  readonly waivers?: readonly WaiverTold[];
  /** What no change mends: paid duplicates, nobody records global events, unmanaged trails. */
  readonly findings: readonly Problem[];
}

/** A plan as a file has it: approved by whoever gives it to apply. */
export interface SavedPlan extends Plan {
  /** As the file has it; absent: it was in no file. */
  readonly digest?: string;
  /** ISO 8601, UTC. From then on it is not carried out. */
  readonly expiresAt: string;
  /** What a rule refused is left, and the rest carried out. Otherwise nothing is sent if anything is refused. */
  readonly skipRefused: boolean;
}

/**
 * Whether anything of a difference is left to do: it is withheld neither as a whole nor field by field. Nothing is deleted
 * in part.
 */
export function isOpen({ action, fields, withheld }: Difference): boolean {
  const left = fields.filter(field => field.withheld === undefined).length;
  return withheld === undefined && left > 0 && (action !== 'delete' || left === fields.length);
}

/** Whether all that is left to do of it strengthens what stands there. */
export function onlyStrengthens({ action, fields }: Pick<Difference, 'action' | 'fields'>): boolean {
  return (
    action !== 'create' && fields.every(({ effect, withheld }) => withheld !== undefined || effect === 'strengthens')
  );
}

/** What counts as a difference when people ask whether anything differs: all but what is waived, ignored or waits. */
export function differs({ fields, withheld }: Difference): boolean {
  return counts(withheld) && fields.some(field => counts(field.withheld));
}

const counting: ReadonlySet<Withheld['by']> = new Set(['refused', 'held', 'fixed']);

function counts(withheld: Withheld | undefined): boolean {
  return withheld === undefined || counting.has(withheld.by);
}

/** Where the fields that count come from. */
export function originsOf({ fields }: Difference): ReadonlySet<Origin> {
  return new Set(fields.filter(({ withheld }) => counts(withheld)).flatMap(({ origin }) => origin ?? []));
}

/** From the gravest to the lightest. */
export const gravities: readonly Gravity[] = ['critical', 'high', 'medium', 'low', 'info'];

/** The gravest of the fields that count; a difference without such a field is `info`. */
export function gravityOf({ fields }: Difference): Gravity {
  const found = new Set(fields.filter(({ withheld }) => counts(withheld)).map(({ gravity }) => gravity));
  return gravities.find(gravity => found.has(gravity)) ?? 'info';
}
