import type { Call } from '../call.ts';
import type { Propagation } from '../propagation.ts';
import type { DeliveryRule } from './deliveries.ts';

/** What a rule is about. A part that is not given matches everything. */
interface Match {
  readonly service?: string;
  /** E.g. `CreateTrail`. */
  readonly operation?: string;
  readonly region?: string;
  readonly account?: string;
}

/** What happens to a call. */
export type Effect =
  /** Waits so many milliseconds of real time before the call is carried out. Further rules may add to it. */
  | { readonly latency: number }
  /** Refused with the throttling error of its service. */
  | { readonly throttle: true }
  /** Refused as an action that the caller's policies do not allow. */
  | { readonly deny: true }
  /** Refused with this answer. */
  | { readonly error: { readonly code: string; readonly status?: number; readonly message?: string } }
  /** The connection ends without an answer: `before` nothing was done, `after` the work was done. */
  | { readonly drop: 'before' | 'after' }
  /** The connection stays open without an answer, until the caller gives up or is killed. */
  | { readonly hold: 'before' | 'after' }
  /** The whole endpoint ends, as if its process had been killed: `before` or `after` the work was done. */
  | { readonly exit: 'before' | 'after' };

export interface Rule {
  readonly match?: Match;
  /** The first so many matching calls pass. */
  readonly after?: number;
  /** Then so many are hit; not given: all. */
  readonly count?: number;
  readonly effect: Effect;
}

/** All switches. Setting them replaces what stood before. */
export interface Trouble {
  readonly rules?: readonly Rule[];
  /** CloudTrail throttles by its documented rates, per account, region and operation, on the sandbox clock. */
  readonly rates?: boolean;
  readonly propagation?: Propagation;
  /** Events stand in the history so many seconds of the sandbox clock after their call. */
  readonly history?: { readonly seconds?: number };
  readonly deliveries?: readonly DeliveryRule[];
}

/** A rule with what has become of it. */
export interface Armed {
  readonly rule: Rule;
  seen: number;
}

export function arm(rules: readonly Rule[]): Armed[] {
  return rules.map(rule => ({ rule, seen: 0 }));
}

/** The effects that hit a call, in the order of their rules. Counts the call. */
export function effectsOn(call: Call, armed: readonly Armed[]): readonly Effect[] {
  const hit: Effect[] = [];
  for (const entry of armed) {
    if (!matches(entry.rule.match ?? {}, call)) continue;
    entry.seen += 1;
    const nth = entry.seen - (entry.rule.after ?? 0);
    if (nth >= 1 && nth <= (entry.rule.count ?? Number.POSITIVE_INFINITY)) hit.push(entry.rule.effect);
  }
  return hit;
}

function matches(match: Match, call: Call): boolean {
  return (
    (match.service ?? call.service) === call.service &&
    (match.operation ?? call.operation) === call.operation &&
    (match.region ?? call.region) === call.region &&
    (match.account ?? call.principal.account) === call.principal.account
  );
}
