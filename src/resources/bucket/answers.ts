/** What S3's answers have, as far as they are read. */
import type { Shapes } from '../../core/answers.ts';
import type { BucketReads } from './api.ts';

const text = 'text';
const number = 'number';
const tag = { Key: text, Value: text } as const;
const conditions = { Prefix: text, ObjectSizeGreaterThan: number, ObjectSizeLessThan: number } as const;
const transition = {
  Days: number,
  Date: 'time',
  NoncurrentDays: number,
  NewerNoncurrentVersions: number,
  StorageClass: text,
} as const;

const rule = {
  ID: text,
  Status: text,
  Prefix: text,
  Filter: { ...conditions, Tag: tag, And: { ...conditions, Tags: [tag] } },
  Expiration: { Days: number, Date: 'time', ExpiredObjectDeleteMarker: 'flag' },
  NoncurrentVersionExpiration: { NoncurrentDays: number, NewerNoncurrentVersions: number },
  Transitions: [transition],
  NoncurrentVersionTransitions: [transition],
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: number },
} as const;

export const answers: Shapes<BucketReads> = {
  's3:HeadBucket': { BucketRegion: text },
  's3:GetBucketPolicy': { Policy: text },
  's3:GetPublicAccessBlock': {
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: 'flag',
      IgnorePublicAcls: 'flag',
      BlockPublicPolicy: 'flag',
      RestrictPublicBuckets: 'flag',
    },
  },
  's3:GetBucketOwnershipControls': { OwnershipControls: { Rules: [{ ObjectOwnership: text }] } },
  's3:GetBucketEncryption': {
    ServerSideEncryptionConfiguration: {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: { SSEAlgorithm: text, KMSMasterKeyID: text },
          BucketKeyEnabled: 'flag',
        },
      ],
    },
  },
  's3:GetBucketVersioning': { Status: text, MFADelete: text },
  's3:GetBucketTagging': { TagSet: [tag] },
  's3:GetBucketLifecycleConfiguration': { Rules: [rule], TransitionDefaultMinimumObjectSize: text },
  's3:GetObjectLockConfiguration': {
    ObjectLockConfiguration: {
      ObjectLockEnabled: text,
      Rule: { DefaultRetention: { Mode: text, Days: number, Years: number } },
    },
  },
  's3:GetBucketLogging': { LoggingEnabled: { TargetBucket: text, TargetPrefix: text } },
  's3:GetBucketRequestPayment': { Payer: text },
  's3:GetBucketReplication': {
    ReplicationConfiguration: { Rules: [{ Status: text, Destination: { Bucket: text } }] },
  },
  's3:GetBucketCors': { CORSRules: [{}] },
  's3:GetBucketWebsite': { IndexDocument: {}, RedirectAllRequestsTo: {} },
  's3:GetBucketAcl': {
    Owner: { ID: text },
    Grants: [{ Grantee: { ID: text, URI: text, EmailAddress: text }, Permission: text }],
  },
  's3:ListObjectsV2': { Contents: [{ Key: text, LastModified: 'time', Size: number }], IsTruncated: 'flag' },
};
