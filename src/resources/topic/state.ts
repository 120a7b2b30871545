import { parseArn } from '../../core/arn.ts';
import type { Arn } from '../../core/model.ts';
import type { PolicyLimits, PolicyState } from '../../core/policy/state.ts';
import type { PolicyDocument, Statement } from '../../core/policy/statement.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { Tags } from '../../core/tags.ts';

/** What SNS takes: 30 KB and 100 statements. */
export const policyLimits: PolicyLimits = { bytes: 30_720, statements: 100 };

/** A topic, desired or live. A field is the smallest thing that can change on its own. */
export type TopicState = PolicyState & {
  readonly displayName: string | null;
  /** The key's ARN. Live: as it was typed. Null: not encrypted. */
  readonly kmsKey: string | null;
  /** Who is told. Left out where the spec says nothing of it. */
  readonly subscriptions?: Subscriptions;
  /** Desired: those of the spec. Live: all but AWS's and ours. Only the desired keys are compared. */
  readonly tags: Tags;
  /** Whether a tag says that it is never to be deleted. */
  readonly protect: boolean;
  /** The value of the owner tag; null: there is none. */
  readonly owner: string | null;
};

/** What AWS gives a topic that nobody gave a policy: the owning account may do everything. A policy cannot be empty. */
export function defaultPolicy(topic: Arn): PolicyDocument {
  return { header: { version: '2008-10-17', id: '__default_policy_ID' }, statements: [defaultStatement(topic)] };
}

export function defaultStatement(topic: Arn): Statement {
  const actions = [
    'GetTopicAttributes',
    'SetTopicAttributes',
    'AddPermission',
    'RemovePermission',
    'DeleteTopic',
    'Subscribe',
    'ListSubscriptionsByTopic',
    'Publish',
  ];
  return {
    Sid: '__default_statement_ID',
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: actions.map(action => `SNS:${action}`),
    Resource: topic,
    Condition: { StringEquals: { 'AWS:SourceOwner': parseArn(topic).account } },
  };
}
