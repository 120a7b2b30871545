/** What rules go by, beside the differences themselves. */
import type { Known } from '../derive.ts';
import type { Address, Problem } from '../model.ts';
import type { Rule } from '../plan.ts';
import type { Safety } from '../spec/safety.ts';
import type { Enforcement } from './enforcement.ts';
import type { Rollout } from './rollout.ts';

/** What a person, or a program in their place, has said for this one run. */
export interface Consent {
  /** Changes that weaken may be sent. */
  readonly weakening: boolean;
  /** Patterns of addresses that are ours from now on, even without our owner tag. */
  readonly adopt: readonly string[];
  /** The spec's limits do not hold. */
  readonly overLimits: boolean;
}

/** Nobody has said anything. */
export const noConsent: Consent = { weakening: false, adopt: [], overLimits: false };

export interface RuleSettings {
  /** `metadata.name`. */
  readonly owner: string;
  /** What the spec says. */
  readonly safety: Safety;
  readonly consent: Consent;
  /** All resources of the spec with what was seen of them, as derived. */
  readonly known: ReadonlyMap<Address, Known>;
  /** Fields that lead back to what the spec knows, as `homecomings` finds them. */
  readonly homecoming: ReadonlySet<string>;
  /** Why nothing may be deleted, as `deriveWithin` finds it; null: nothing speaks against it. */
  readonly gone: Problem | null;
  /** Null: the spec has none. */
  readonly rollout: Rollout | null;
  /** Null: whatever no other rule withholds is carried out. */
  readonly enforcement: Enforcement | null;
}

export type RuleOf = Rule<RuleSettings>;
