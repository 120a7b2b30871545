import type * as S3 from '@aws-sdk/client-s3';
import { parseArn } from '../../core/arn.ts';
import type { ResourceKind } from '../../core/kind.ts';
import type { Arn } from '../../core/model.ts';
import type { LifecycleRule } from './lifecycle-rule.ts';

/** What is asked of S3 about a bucket. */
export type BucketReads = {
  's3:HeadBucket': { input: S3.HeadBucketCommandInput; output: S3.HeadBucketCommandOutput };
  's3:GetBucketPolicy': { input: S3.GetBucketPolicyCommandInput; output: S3.GetBucketPolicyCommandOutput };
  's3:GetPublicAccessBlock': {
    input: S3.GetPublicAccessBlockCommandInput;
    output: S3.GetPublicAccessBlockCommandOutput;
  };
  's3:GetBucketOwnershipControls': {
    input: S3.GetBucketOwnershipControlsCommandInput;
    output: S3.GetBucketOwnershipControlsCommandOutput;
  };
  's3:GetBucketEncryption': { input: S3.GetBucketEncryptionCommandInput; output: S3.GetBucketEncryptionCommandOutput };
  's3:GetBucketVersioning': { input: S3.GetBucketVersioningCommandInput; output: S3.GetBucketVersioningCommandOutput };
  's3:GetBucketTagging': { input: S3.GetBucketTaggingCommandInput; output: S3.GetBucketTaggingCommandOutput };
  's3:GetBucketLifecycleConfiguration': {
    input: S3.GetBucketLifecycleConfigurationCommandInput;
    output: S3.GetBucketLifecycleConfigurationCommandOutput;
  };
  's3:GetObjectLockConfiguration': {
    input: S3.GetObjectLockConfigurationCommandInput;
    output: S3.GetObjectLockConfigurationCommandOutput;
  };
  's3:GetBucketLogging': { input: S3.GetBucketLoggingCommandInput; output: S3.GetBucketLoggingCommandOutput };
  's3:GetBucketRequestPayment': {
    input: S3.GetBucketRequestPaymentCommandInput;
    output: S3.GetBucketRequestPaymentCommandOutput;
  };
  's3:GetBucketReplication': {
    input: S3.GetBucketReplicationCommandInput;
    output: S3.GetBucketReplicationCommandOutput;
  };
  's3:GetBucketAcl': { input: S3.GetBucketAclCommandInput; output: S3.GetBucketAclCommandOutput };
  's3:GetBucketCors': { input: S3.GetBucketCorsCommandInput; output: S3.GetBucketCorsCommandOutput };
  's3:GetBucketWebsite': { input: S3.GetBucketWebsiteCommandInput; output: S3.GetBucketWebsiteCommandOutput };
  's3:ListObjectsV2': { input: S3.ListObjectsV2CommandInput; output: S3.ListObjectsV2CommandOutput };
};

/** What is sent to S3. A bucket is never deleted. */
export type BucketWrites = {
  's3:CreateBucket': { input: S3.CreateBucketCommandInput; output: object };
  's3:PutBucketOwnershipControls': { input: S3.PutBucketOwnershipControlsCommandInput; output: object };
  's3:PutPublicAccessBlock': { input: S3.PutPublicAccessBlockCommandInput; output: object };
  's3:PutBucketEncryption': { input: S3.PutBucketEncryptionCommandInput; output: object };
  's3:PutBucketVersioning': { input: S3.PutBucketVersioningCommandInput; output: object };
  's3:PutObjectLockConfiguration': { input: S3.PutObjectLockConfigurationCommandInput; output: object };
  's3:PutBucketLifecycleConfiguration': { input: LifecycleInput; output: object };
  's3:DeleteBucketLifecycle': { input: S3.DeleteBucketLifecycleCommandInput; output: object };
  's3:PutBucketLogging': { input: S3.PutBucketLoggingCommandInput; output: object };
  's3:PutBucketTagging': { input: S3.PutBucketTaggingCommandInput; output: object };
  's3:PutBucketPolicy': { input: S3.PutBucketPolicyCommandInput; output: object };
  's3:DeleteBucketPolicy': { input: S3.DeleteBucketPolicyCommandInput; output: object };
};

/** Dates are text, so that a plan can be stored; they become dates where the call is sent. */
type LifecycleInput = Omit<S3.PutBucketLifecycleConfigurationCommandInput, 'LifecycleConfiguration'> & {
  LifecycleConfiguration: { Rules: readonly LifecycleRule[] };
};

type Actions = Pick<ResourceKind<unknown, object, BucketReads, BucketWrites>, 'reads' | 'writes'>;

/** IAM's names of the actions are not always S3's names of the operations. */
export const actions: Actions = {
  reads: {
    's3:HeadBucket': ['s3:ListBucket'],
    's3:GetBucketPolicy': ['s3:GetBucketPolicy'],
    's3:GetPublicAccessBlock': ['s3:GetBucketPublicAccessBlock'],
    's3:GetBucketOwnershipControls': ['s3:GetBucketOwnershipControls'],
    's3:GetBucketEncryption': ['s3:GetEncryptionConfiguration'],
    's3:GetBucketVersioning': ['s3:GetBucketVersioning'],
    's3:GetBucketTagging': ['s3:GetBucketTagging'],
    's3:GetBucketLifecycleConfiguration': ['s3:GetLifecycleConfiguration'],
    's3:GetObjectLockConfiguration': ['s3:GetBucketObjectLockConfiguration'],
    's3:GetBucketLogging': ['s3:GetBucketLogging'],
    's3:GetBucketRequestPayment': ['s3:GetBucketRequestPayment'],
    's3:GetBucketReplication': ['s3:GetReplicationConfiguration'],
    's3:GetBucketAcl': ['s3:GetBucketAcl'],
    's3:GetBucketCors': ['s3:GetBucketCORS'],
    's3:GetBucketWebsite': ['s3:GetBucketWebsite'],
    's3:ListObjectsV2': ['s3:ListBucket'],
  },
  writes: {
    's3:CreateBucket': ['s3:CreateBucket', 's3:TagResource'],
    's3:PutBucketOwnershipControls': ['s3:PutBucketOwnershipControls'],
    's3:PutPublicAccessBlock': ['s3:PutBucketPublicAccessBlock'],
    's3:PutBucketEncryption': ['s3:PutEncryptionConfiguration'],
    's3:PutBucketVersioning': ['s3:PutBucketVersioning'],
    's3:PutObjectLockConfiguration': ['s3:PutBucketObjectLockConfiguration'],
    's3:PutBucketLifecycleConfiguration': ['s3:PutLifecycleConfiguration'],
    's3:DeleteBucketLifecycle': ['s3:PutLifecycleConfiguration'],
    's3:PutBucketLogging': ['s3:PutBucketLogging'],
    's3:PutBucketTagging': ['s3:PutBucketTagging'],
    's3:PutBucketPolicy': ['s3:PutBucketPolicy'],
    's3:DeleteBucketPolicy': ['s3:DeleteBucketPolicy'],
  },
};

/** One question for each operation that reads. */
export function probes(arn: Arn): { readonly [C in keyof BucketReads]: BucketReads[C]['input'] } {
  const bucket = { Bucket: parseArn(arn).resource };
  return {
    's3:HeadBucket': bucket,
    's3:GetBucketPolicy': bucket,
    's3:GetPublicAccessBlock': bucket,
    's3:GetBucketOwnershipControls': bucket,
    's3:GetBucketEncryption': bucket,
    's3:GetBucketVersioning': bucket,
    's3:GetBucketTagging': bucket,
    's3:GetBucketLifecycleConfiguration': bucket,
    's3:GetObjectLockConfiguration': bucket,
    's3:GetBucketLogging': bucket,
    's3:GetBucketRequestPayment': bucket,
    's3:GetBucketReplication': bucket,
    's3:GetBucketAcl': bucket,
    's3:GetBucketCors': bucket,
    's3:GetBucketWebsite': bucket,
    's3:ListObjectsV2': { ...bucket, MaxKeys: 1 },
  };
}
