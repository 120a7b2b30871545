import { devNull } from 'node:os';
import { resolve } from 'node:path';

import { expect } from 'vitest';

import { policy } from '../../sandbox/estate.ts';
import { json } from './row.ts';
import type { Rows } from './row.ts';

const deny = policy({ Effect: 'Deny', Principal: '*', Action: 's3:DeleteBucket', Resource: 'arn:aws:s3:::logs' });
const encryption = json({ Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] });
const lifecycle = json({ Rules: [{ ID: 'more', Status: 'Enabled', Filter: {}, Expiration: { Days: 500 } }] });
const lock = json({
  ObjectLockEnabled: 'Enabled',
  Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } },
});
const logging = json({ LoggingEnabled: { TargetBucket: 'empty-logs', TargetPrefix: 'x' } });
const destination = { Bucket: 'arn:aws:s3:::copy' };
const replication = json({
  Role: 'arn:aws:iam::111111111111:role/copy',
  Rules: [
    {
      ID: 'all',
      Status: 'Enabled',
      Priority: 1,
      Filter: {},
      DeleteMarkerReplication: { Status: 'Disabled' },
      Destination: destination,
    },
  ],
});
const cors = json({ CORSRules: [{ AllowedOrigins: ['*'], AllowedMethods: ['GET'] }] });
const website = json({ IndexDocument: { Suffix: 'index.html' } });
const acl = json({ Owner: { ID: 'me' }, Grants: [] });
const body = resolve(import.meta.dirname, 's3.ts');

const buckets: Rows = {
  CreateBucket: [
    'create-bucket --bucket more-logs --create-bucket-configuration LocationConstraint=eu-west-1',
    { Location: expect.any(String) as string },
  ],
  HeadBucket: ['head-bucket --bucket logs'],
  DeleteBucket: ['delete-bucket --bucket empty-logs'],
  ListBuckets: ['list-buckets', { Buckets: [{ Name: 'empty-logs' }, { Name: 'logs' }] }],
  GetBucketLocation: ['get-bucket-location --bucket logs', { LocationConstraint: 'eu-west-1' }],
  GetBucketAcl: ['get-bucket-acl --bucket logs', { Grants: [{ Permission: 'FULL_CONTROL' }] }],
  GetBucketLogging: ['get-bucket-logging --bucket logs'],
  GetBucketRequestPayment: ['get-bucket-request-payment --bucket logs', { Payer: 'BucketOwner' }],
  GetBucketPolicyStatus: ['get-bucket-policy-status --bucket logs', { PolicyStatus: { IsPublic: false } }],
  GetBucketPolicy: [
    'get-bucket-policy --bucket logs',
    { Policy: expect.stringContaining('cloudtrail.amazonaws.com') as string },
  ],
  PutBucketPolicy: [`put-bucket-policy --bucket logs --policy ${deny}`],
  DeleteBucketPolicy: ['delete-bucket-policy --bucket logs'],
};

const settings: Rows = {
  GetPublicAccessBlock: [
    'get-public-access-block --bucket logs',
    { PublicAccessBlockConfiguration: { BlockPublicAcls: true } },
  ],
  PutPublicAccessBlock: [
    'put-public-access-block --bucket logs --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true',
  ],
  DeletePublicAccessBlock: ['delete-public-access-block --bucket logs'],
  GetBucketEncryption: [
    'get-bucket-encryption --bucket logs',
    {
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    },
  ],
  PutBucketEncryption: [`put-bucket-encryption --bucket logs --server-side-encryption-configuration ${encryption}`],
  DeleteBucketEncryption: ['delete-bucket-encryption --bucket logs'],
  GetBucketOwnershipControls: [
    'get-bucket-ownership-controls --bucket logs',
    { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } },
  ],
  PutBucketOwnershipControls: [
    'put-bucket-ownership-controls --bucket logs --ownership-controls Rules=[{ObjectOwnership=BucketOwnerPreferred}]',
  ],
  DeleteBucketOwnershipControls: ['delete-bucket-ownership-controls --bucket logs'],
  GetBucketTagging: ['get-bucket-tagging --bucket logs', { TagSet: [{ Key: 'team', Value: 'security' }] }],
  PutBucketTagging: ['put-bucket-tagging --bucket logs --tagging TagSet=[{Key=stage,Value=prod}]'],
  DeleteBucketTagging: ['delete-bucket-tagging --bucket logs'],
  GetBucketLifecycleConfiguration: [
    'get-bucket-lifecycle-configuration --bucket logs',
    { Rules: [{ ID: 'late', Expiration: { Days: 400 } }] },
  ],
  PutBucketLifecycleConfiguration: [
    `put-bucket-lifecycle-configuration --bucket logs --lifecycle-configuration ${lifecycle}`,
  ],
  DeleteBucketLifecycle: ['delete-bucket-lifecycle --bucket logs'],
  GetObjectLockConfiguration: [
    'get-object-lock-configuration --bucket empty-logs',
    { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } },
  ],
  PutObjectLockConfiguration: [`put-object-lock-configuration --bucket empty-logs --object-lock-configuration ${lock}`],
  PutBucketLogging: [`put-bucket-logging --bucket logs --bucket-logging-status ${logging}`],
  PutBucketRequestPayment: ['put-bucket-request-payment --bucket logs --request-payment-configuration Payer=Requester'],
  GetBucketReplication: [
    'get-bucket-replication --bucket logs',
    { ReplicationConfiguration: { Rules: [{ Status: 'Enabled' }] } },
  ],
  PutBucketReplication: [`put-bucket-replication --bucket logs --replication-configuration ${replication}`],
  DeleteBucketReplication: ['delete-bucket-replication --bucket logs'],
  GetBucketCors: ['get-bucket-cors --bucket logs', { CORSRules: [{ AllowedMethods: ['GET'] }] }],
  PutBucketCors: [`put-bucket-cors --bucket logs --cors-configuration ${cors}`],
  DeleteBucketCors: ['delete-bucket-cors --bucket logs'],
  GetBucketWebsite: ['get-bucket-website --bucket logs', { IndexDocument: { Suffix: 'index.html' } }],
  PutBucketWebsite: [`put-bucket-website --bucket logs --website-configuration ${website}`],
  DeleteBucketWebsite: ['delete-bucket-website --bucket logs'],
  PutBucketAcl: [`put-bucket-acl --bucket empty-logs --access-control-policy ${acl}`],
  GetBucketVersioning: ['get-bucket-versioning --bucket logs', { Status: 'Enabled' }],
  PutBucketVersioning: ['put-bucket-versioning --bucket logs --versioning-configuration Status=Suspended'],
};

export const s3: Rows = {
  ...buckets,
  ...settings,
  PutObject: [`put-object --bucket logs --key copy --body ${body}`, { ETag: expect.any(String) as string }],
  GetObject: [`get-object --bucket logs --key readme ${devNull}`, { ContentLength: 5 }],
  HeadObject: ['head-object --bucket logs --key readme', { ContentLength: 5 }],
  DeleteObject: ['delete-object --bucket logs --key readme'],
  ListObjectsV2: ['list-objects-v2 --bucket logs --prefix read', { Contents: [{ Key: 'readme', Size: 5 }] }],
  ListObjects: ['list-objects --bucket logs --prefix read', { Contents: [{ Key: 'readme', Size: 5 }] }],
};
