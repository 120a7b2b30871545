import type { TopicSpec } from '../../../src/resources/topic/spec.ts';

const queue = {
  Sid: 'Queue',
  Effect: 'Allow',
  Principal: { AWS: ['111111111111'] },
  Action: 'sns:Subscribe',
  Resource: '*',
} as const;

const queueOf = (name: string) => `arn:aws:sqs:eu-west-1:111111111111:${name}`;
const stream = {
  protocol: 'firehose',
  endpoint: 'arn:aws:firehose:eu-west-1:111111111111:deliverystream/audit',
  role: 'arn:aws:iam::111111111111:role/to-stream',
} as const;

/** A walk on which every field is set, changed and removed. What is removed goes back to its default. */
export const cases: readonly { readonly name: string; readonly spec: TopicSpec }[] = [
  { name: 'everything by default', spec: {} },
  {
    name: 'everything written',
    spec: {
      displayName: 'Audit log files',
      kmsKey: 'alias/audit',
      policy: { unmanaged: 'remove', grants: 'accounts', statements: [queue] },
      subscriptions: [
        { protocol: 'sqs', endpoint: queueOf('audit'), raw: true },
        { protocol: 'email', endpoint: 'audit@acme.example' },
        stream,
      ],
      tags: { team: 'security', stage: 'prod' },
      protect: true,
    },
  },
  {
    name: 'everything changed',
    spec: {
      displayName: 'Log files',
      kmsKey: 'alias/other',
      policy: { unmanaged: 'remove', grants: 'trails', statements: [{ ...queue, Sid: 'OtherQueue' }] },
      subscriptions: [
        { protocol: 'sqs', endpoint: queueOf('audit') },
        { protocol: 'email', endpoint: 'audit@acme.example' },
        { ...stream, role: 'arn:aws:iam::111111111111:role/to-stream-2' },
      ],
      tags: { team: 'platform' },
    },
  },
  { name: 'nothing but grants', spec: { policy: { unmanaged: 'remove' } } },
  { name: 'nobody who is told', spec: { subscriptions: [] } },
  { name: 'a statement that stays when it leaves the spec', spec: { policy: { statements: [queue] } } },
  { name: 'everything removed', spec: {} },
];
