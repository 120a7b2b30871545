import type { Pattern } from './pattern.ts';
import { partitionOf } from '../places.ts';

export const states = ['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'] as const;
export type RuleState = (typeof states)[number];

/** Where a rule sends events to. */
export interface RuleTarget {
  readonly Id: string;
  /** Of a queue, or of an event bus. */
  readonly Arn: string;
  /** Needed for event buses. */
  readonly RoleArn?: string;
  readonly DeadLetterConfig?: object;
  readonly RetryPolicy?: object;
}

/** A rule of the default event bus. */
export interface Rule {
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  source: string;
  pattern: Pattern;
  state: RuleState;
  description: string | undefined;
  /** By id. */
  readonly targets: Map<string, RuleTarget>;
}

export function ruleArn(name: string, account: string, region: string): string {
  return `arn:${partitionOf(region)}:events:${region}:${account}:rule/${name}`;
}

/** The default event bus of an account in a region. */
export function busArn(account: string, region: string): string {
  return `arn:${partitionOf(region)}:events:${region}:${account}:event-bus/default`;
}
