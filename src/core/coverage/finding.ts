import type { Gravity } from '../kind.ts';
import type { Arn, Problem, Target } from '../model.ts';
import type { Place } from './count.ts';
import type { Trail } from './trails.ts';

/** One finding, and how grave it is. */
export interface Finding {
  readonly gravity: Gravity;
  readonly problem: Problem;
}

export interface FindingsInput {
  readonly places: readonly Place[];
  readonly trails: readonly Trail[];
  /** Where buckets stand, as far as that is known. */
  readonly buckets: ReadonlyMap<Arn, Target>;
}
