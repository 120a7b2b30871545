import type { Context } from '../call.ts';
import { Fault } from '../fault.ts';
import { type PolicyDocument, PolicyError, parsePolicy } from '../policy/document.ts';
import type { Bucket } from './bucket.ts';
import { type S3Input, type S3Operation, type S3Output, accessDenied, notConfigured, xmlOutput } from './operation.ts';
import { LARGEST_POLICY, checkBucketPolicy, isPublic, storedPolicy } from './policy.ts';

function policyOf(bucket: Bucket): string {
  const policy = bucket.policy.current;
  if (policy === undefined) throw notConfigured('NoSuchBucketPolicy', 'The bucket policy does not exist', bucket);
  return policy;
}

function checked(source: string, bucket: Bucket): PolicyDocument {
  try {
    const document = parsePolicy(source);
    checkBucketPolicy(document, bucket);
    return document;
  } catch (error) {
    if (error instanceof PolicyError) throw new Fault('MalformedPolicy', error.message);
    throw error;
  }
}

function putPolicy(input: S3Input, bucket: Bucket, { call }: Context): S3Output {
  const source = input.body.toString('utf8');
  if (input.body.length > LARGEST_POLICY)
    throw new Fault('PolicyTooLarge', 'Policy exceeds the maximum allowed document size.');
  const document = checked(source, bucket);
  if (bucket.publicAccessBlock?.BlockPublicPolicy && isPublic(document)) throw accessDenied();
  bucket.policy.write(storedPolicy(source, bucket), call.at);
  return { status: 204 };
}

export const policyOperations: readonly S3Operation[] = [
  {
    name: 'GetBucketPolicy',
    method: 'GET',
    level: 'bucket',
    subresource: 'policy',
    kind: 'read',
    action: 's3:GetBucketPolicy',
    run: (_, bucket) => ({ headers: { 'content-type': 'application/json' }, body: policyOf(bucket) }),
  },
  {
    name: 'PutBucketPolicy',
    method: 'PUT',
    level: 'bucket',
    subresource: 'policy',
    headers: ['x-amz-confirm-remove-self-bucket-access'],
    kind: 'write',
    action: 's3:PutBucketPolicy',
    run: putPolicy,
  },
  {
    name: 'DeleteBucketPolicy',
    method: 'DELETE',
    level: 'bucket',
    subresource: 'policy',
    kind: 'write',
    action: 's3:DeleteBucketPolicy',
    run(_, bucket, { call }) {
      bucket.policy.write(undefined, call.at);
      return { status: 204 };
    },
  },
  {
    name: 'GetBucketPolicyStatus',
    method: 'GET',
    level: 'bucket',
    subresource: 'policyStatus',
    kind: 'read',
    action: 's3:GetBucketPolicyStatus',
    run: (_, bucket) => xmlOutput('PolicyStatus', { IsPublic: isPublic(parsePolicy(policyOf(bucket))) }),
  },
];
