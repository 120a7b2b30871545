import type { BucketSpec } from '../../../src/resources/bucket/spec.ts';

const readers = {
  Sid: 'Readers',
  Effect: 'Allow',
  Principal: { AWS: '111111111111' },
  Action: ['s3:GetObject', 's3:ListBucket'],
  Resource: ['arn:aws:s3:::acme-logs', 'arn:aws:s3:::acme-logs/*'],
} as const;
const replication = { ...readers, Sid: 'Replication', Action: 's3:GetReplicationConfiguration' } as const;

/** A walk on which every field is set, changed and removed. What is removed goes back to its default. */
export const cases: readonly { readonly name: string; readonly spec: BucketSpec }[] = [
  { name: 'everything by default', spec: {} },
  {
    name: 'everything written',
    spec: {
      policy: { unmanaged: 'remove', grants: 'accounts', tlsOnly: false, statements: [readers] },
      publicAccessBlock: { blockPublicPolicy: false, restrictPublicBuckets: false },
      ownership: 'BucketOwnerPreferred',
      encryption: { algorithm: 'aws:kms', kmsKey: 'alias/audit' },
      versioning: false,
      tags: { team: 'security', stage: 'prod' },
      protect: true,
    },
  },
  {
    name: 'everything changed',
    spec: {
      policy: {
        unmanaged: 'remove',
        grants: 'trails',
        tlsOnly: true,
        statements: [{ ...readers, Action: 's3:GetObject' }, replication],
      },
      publicAccessBlock: { blockPublicAcls: false },
      ownership: 'ObjectWriter',
      encryption: { algorithm: 'aws:kms:dsse', kmsKey: 'alias/other', bucketKey: false },
      versioning: true,
      tags: { team: 'platform' },
    },
  },
  {
    name: "AWS's own key",
    spec: { encryption: { algorithm: 'aws:kms' }, policy: { unmanaged: 'remove', tlsOnly: false } },
  },
  {
    name: 'a statement that stays when it leaves the spec',
    spec: { policy: { statements: [readers] }, versioning: false },
  },
  { name: 'everything removed', spec: {} },
];
