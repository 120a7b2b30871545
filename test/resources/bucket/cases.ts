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
      retention: { minDays: 365 },
      lifecycle: [
        {
          ID: 'everything',
          Status: 'Enabled',
          Filter: {
            And: {
              Prefix: 'AWSLogs/',
              ObjectSizeGreaterThan: 1024,
              ObjectSizeLessThan: 1048576,
              Tags: [{ Key: 'stage', Value: 'prod' }],
            },
          },
          Expiration: { Days: 3650 },
          NoncurrentVersionExpiration: { NoncurrentDays: 400, NewerNoncurrentVersions: 3 },
          Transitions: [
            { Date: '2030-01-01T00:00:00.000Z', StorageClass: 'GLACIER' },
            { Days: 90, StorageClass: 'GLACIER_IR' },
          ],
          NoncurrentVersionTransitions: [
            { NewerNoncurrentVersions: 2, NoncurrentDays: 30, StorageClass: 'GLACIER_IR' },
          ],
        },
        { ID: 'larger', Status: 'Disabled', Filter: { ObjectSizeGreaterThan: 1 }, Expiration: { Days: 1 } },
        {
          ID: 'markers',
          Status: 'Enabled',
          Filter: { Prefix: '' },
          Expiration: { ExpiredObjectDeleteMarker: true },
        },
        { ID: 'smaller', Status: 'Disabled', Filter: { ObjectSizeLessThan: 2 }, Expiration: { Days: 1 } },
        {
          ID: 'tagged',
          Status: 'Disabled',
          Filter: { Tag: { Key: 'scrap', Value: '' } },
          Expiration: { Date: '2030-01-01T00:00:00.000Z' },
        },
        {
          ID: 'uploads',
          Status: 'Enabled',
          Filter: { Prefix: 'tmp/' },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
        },
      ],
      accessLogging: { bucket: 'acme-access-logs', prefix: 'audit/' },
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
      retention: { minDays: 30 },
      lifecycle: [{ ID: 'uploads', Status: 'Enabled', Filter: { Prefix: 'tmp/' }, Expiration: { Days: 1 } }],
      accessLogging: { bucket: 'acme-access-logs' },
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
  { name: 'no lifecycle and no access logs', spec: { lifecycle: [], accessLogging: null } },
  { name: 'everything removed', spec: {} },
  { name: 'locked for years', spec: { objectLock: { mode: 'COMPLIANCE', years: 7 } } },
  { name: 'locked for days', spec: { objectLock: { mode: 'GOVERNANCE', days: 30 } } },
  { name: 'locked on request', spec: { objectLock: {} } },
  { name: 'locked as it is', spec: {} },
];
