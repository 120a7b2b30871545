/** What people write in a topic's block. Place, `name` and `manage` belong to every kind and are core's. */
import { subscriptionsSchema } from './spec-subscriptions.ts';
import type { SubscriptionSpec } from './spec-subscriptions.ts';
import { policySchema } from '../../core/policy/schema.ts';
import type { PolicySpec } from '../../core/policy/state.ts';

/** A topic as written. What is missing has the default that the schema names. */
export type TopicSpec = {
  readonly displayName?: string;
  /** Alias, key id or ARN, in the topic's region. */
  readonly kmsKey?: string;
  readonly policy?: PolicySpec;
  readonly subscriptions?: readonly SubscriptionSpec[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly protect?: boolean;
};

/** JSON Schema of `TopicSpec`; every keyword means the same in draft-07 and in 2020-12. */
export const schema = {
  type: 'object',
  title: 'Topic',
  description: 'An SNS topic that announces delivered log files. Standard topics only; it is never deleted.',
  additionalProperties: false,
  properties: {
    displayName: {
      type: 'string',
      minLength: 1,
      maxLength: 100,
      title: 'Display name',
      description: 'The name that subscribers by e-mail and text message see.',
      examples: ['Audit log files'],
    },
    kmsKey: {
      type: 'string',
      minLength: 1,
      title: 'KMS key',
      description:
        "Alias, id or ARN of the key that encrypts messages, in the topic's region. Not alias/aws/sns: its policy cannot let CloudTrail in.",
      examples: ['alias/audit'],
    },
    policy: policySchema('topic', '30,720 bytes and 100 statements'),
    subscriptions: subscriptionsSchema,
    tags: {
      type: 'object',
      title: 'Tags',
      description: 'Tags of the topic. Only the keys written here, and ours, are managed; others are left alone.',
      additionalProperties: { type: 'string' },
      default: {},
      examples: [{ team: 'security' }],
    },
  },
} as const;
