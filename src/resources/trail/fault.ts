import type { Problem } from '../../core/model.ts';

/** A problem of a block that does not know yet where the block stands. */
export interface Fault extends Omit<Problem, 'at'> {
  /** JSON pointer into the block. */
  readonly at: string;
}

/** What AWS would refuse. */
export function refused(at: string, message: string, hint?: string): Fault {
  return { code: 'invalid-selectors', at, message, ...(hint === undefined ? {} : { hint }) };
}

/** The event sources of management events that AWS lets a trail leave out. */
export const excludable: readonly string[] = ['kms.amazonaws.com', 'rdsdata.amazonaws.com'];
