import type { Context } from '../call.ts';
import { Fault } from '../fault.ts';
import { askerOf, keysOf } from '../policy/asker.ts';
import { parsePolicy } from '../policy/document.ts';
import { evaluate } from '../policy/evaluate.ts';
import { partitionOf } from '../places.ts';
import type { Bucket } from './bucket.ts';
import { type S3Input, type S3Operation, accessDenied, noSuchBucket } from './operation.ts';

const OWNER_ONLY = new Set(['GetBucketPolicy', 'PutBucketPolicy', 'DeleteBucketPolicy', 'GetBucketPolicyStatus']);

/** The bucket of a request, if the caller may do this to it from this region. Throws the `Fault` that S3 answers if not. */
export function openBucket(operation: S3Operation, input: S3Input, context: Context): Bucket {
  const bucket = context.estate.buckets.get(input.bucket);
  if (!bucket) throw noSuchBucket(input.bucket);
  const { region, principal } = context.call;
  if (region !== bucket.region && !(operation.name === 'GetBucketLocation' && region === 'us-east-1'))
    throw elsewhere(bucket);
  const here = { 'x-amz-bucket-region': bucket.region };
  const expected = input.headers.get('x-amz-expected-bucket-owner');
  if (expected !== undefined && expected !== bucket.account) throw accessDenied(here);
  if (principal.account !== bucket.account && OWNER_ONLY.has(operation.name)) {
    throw new Fault('MethodNotAllowed', 'The specified method is not allowed against this resource.', {
      status: 405,
      headers: here,
    });
  }
  if (!permitted(operation, input, bucket, context)) throw accessDenied(here);
  return bucket;
}

function elsewhere(bucket: Bucket): Fault {
  const message =
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.';
  return new Fault('PermanentRedirect', message, {
    status: 301,
    headers: { 'x-amz-bucket-region': bucket.region },
    elements: { Endpoint: `${bucket.name}.s3.${bucket.region}.amazonaws.com`, Bucket: bucket.name },
  });
}

/** Callers of the owning account may do all that the policy does not deny; others what it allows. */
function permitted(operation: S3Operation, input: S3Input, bucket: Bucket, context: Context): boolean {
  const own = context.call.principal.account === bucket.account;
  if (bucket.policy.current === undefined) return own;
  const arn = `arn:${partitionOf(bucket.region)}:s3:::${bucket.name}`;
  const keys = new Map(keysOf(context));
  for (const header of ['x-amz-acl', 'x-amz-server-side-encryption', 'x-amz-server-side-encryption-aws-kms-key-id']) {
    const value = input.headers.get(header);
    if (value !== undefined) keys.set(`s3:${header}`, [value]);
  }
  const answer = evaluate(parsePolicy(bucket.policy.current), {
    asker: askerOf(context.call.principal),
    action: operation.action,
    resource: operation.level === 'object' ? `${arn}/${input.key}` : arn,
    keys,
  });
  return own ? answer !== 'deny' : answer === 'allow';
}
