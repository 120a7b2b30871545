/** What a look at live resources came to, compared with nothing. */
import type { AnyState } from './kind.ts';
import type { Address, Arn, Live, Target } from './model.ts';
import type { Unknown } from './plan.ts';

/** One resource, whether a spec names it or not. */
export interface GotResource {
  /** As in a plan; of one that no spec names, AWS's name stands for its key. */
  readonly address: Address;
  /** Name of the kind. */
  readonly kind: string;
  readonly name: string;
  readonly arn: Arn;
  readonly target: Target;
  /** Null: no spec names it. */
  readonly declared: 'managed' | 'referred' | null;
  readonly live: Live<AnyState>;
}

export interface Got {
  /** How many were looked at. */
  readonly accounts: number;
  /** The one of which was asked what records it; absent: all that were looked at. */
  readonly region?: string;
  /** Ordered by account and address. */
  readonly resources: readonly GotResource[];
  /** What could not be read, resource by resource and field by field. */
  readonly unknown: readonly Unknown[];
}
