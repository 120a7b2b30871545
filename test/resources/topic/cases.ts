import type { TopicSpec } from '../../../src/resources/topic/spec.ts';

const queue = {
  Sid: 'Queue',
  Effect: 'Allow',
  Principal: { AWS: ['111111111111'] },
  Action: 'sns:Subscribe',
  Resource: '*',
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
      tags: { team: 'platform' },
    },
  },
  { name: 'nothing but grants', spec: { policy: { unmanaged: 'remove' } } },
  { name: 'a statement that stays when it leaves the spec', spec: { policy: { statements: [queue] } } },
  { name: 'everything removed', spec: {} },
];
