import type { Arn } from '../model.ts';
import type { PolicyDocument } from './statement.ts';

/** One policy, ready to be put in place. */
export interface PrintedPolicy {
  /** What it is put on. Of a role: who may assume it, or what it may do. */
  readonly on: 'bucket' | 'topic' | 'key' | 'role-trust' | 'role-permissions';
  /** ARN of that; of a key that goes by an alias, the ARN of the alias. Null: nothing was named. */
  readonly resource: Arn | null;
  /** ARNs of the trails that it is for. */
  readonly trails: readonly Arn[];
  readonly document: PolicyDocument;
}
