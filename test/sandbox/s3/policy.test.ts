import {
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it, test } from 'vitest';
import { ACCOUNT, clients, failure, OTHER, sandbox } from '../clients.ts';
import { grants, HOME, makeBucket, policy, putPolicy } from '../estate.ts';

const Bucket = 'logs';
const ALLOW = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 's3:GetObject', Resource: 'arn:aws:s3:::logs/*' };

async function bucket() {
  const box = await sandbox();
  const here = clients(box);
  await makeBucket(here);
  return { box, here, foreign: clients(box, HOME, OTHER) };
}

describe('a bucket policy', () => {
  it('is absent, stands once written, and is gone once deleted', async () => {
    const { here } = await bucket();
    const read = async () => (await here.s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy;
    expect(await failure(read())).toEqual({
      name: 'NoSuchBucketPolicy',
      message: 'The bucket policy does not exist',
      status: 404,
    });
    await putPolicy(here, policy(...grants()));
    expect(await read()).toBe(policy(...grants()));
    await here.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    expect((await failure(read())).name).toBe('NoSuchBucketPolicy');
    await here.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  });

  it('comes back as S3 stores it: lists of one as scalars, account ids as roots', async () => {
    const { here } = await bucket();
    const written = {
      Version: '2012-10-17',
      Statement: {
        Sid: 'a',
        Effect: 'Allow',
        Principal: { AWS: [ACCOUNT, OTHER], Service: ['cloudtrail.amazonaws.com'] },
        Action: ['s3:GetObject'],
        Resource: ['arn:aws:s3:::logs/*'],
        Condition: { StringEquals: { 'aws:SourceAccount': [ACCOUNT], 'aws:PrincipalArn': ['a', 'b'] } },
      },
    };
    await putPolicy(here, JSON.stringify(written));
    const { Policy: read = '' } = await here.s3.send(new GetBucketPolicyCommand({ Bucket }));
    expect(JSON.parse(read)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'a',
          Effect: 'Allow',
          Principal: {
            AWS: [`arn:aws:iam::${ACCOUNT}:root`, `arn:aws:iam::${OTHER}:root`],
            Service: 'cloudtrail.amazonaws.com',
          },
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::logs/*',
          Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT, 'aws:PrincipalArn': ['a', 'b'] } },
        },
      ],
    });
  });

  test.each<[string, string, string]>([
    ['no JSON', '{', 'This policy contains invalid Json'],
    [
      'another version',
      JSON.stringify({ Version: '2020-01-01', Statement: [ALLOW] }),
      'The policy must contain a valid version string',
    ],
    ['no statements', '{"Version":"2012-10-17"}', 'Missing required field Statement'],
    ['no principal', policy({ ...ALLOW, Principal: undefined }), 'Missing required field Principal'],
    ['no action', policy({ ...ALLOW, Action: undefined }), 'Missing required field Action'],
    ['no resource', policy({ ...ALLOW, Resource: undefined }), 'Missing required field Resource'],
    [
      'a principal that is none',
      policy({ ...ALLOW, Principal: { AWS: 'arn:aws:iam::1:root' } }),
      'Invalid principal in policy',
    ],
    [
      'a wildcard in a principal',
      policy({ ...ALLOW, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/*` } }),
      'Invalid principal in policy',
    ],
    [
      'a service that is none',
      policy({ ...ALLOW, Principal: { Service: 'cloudtrail' } }),
      'Invalid principal in policy',
    ],
    ["another service's action", policy({ ...ALLOW, Action: 'sns:Publish' }), 'Policy has invalid action'],
    ['another bucket', policy({ ...ALLOW, Resource: 'arn:aws:s3:::other/*' }), 'Policy has invalid resource'],
    [
      'an action on objects of the bucket itself',
      policy({ ...ALLOW, Resource: 'arn:aws:s3:::logs' }),
      'Action does not apply to any resource(s) in statement',
    ],
    [
      'an action on buckets of its objects',
      policy({ ...ALLOW, Action: 's3:GetBucketAcl' }),
      'Action does not apply to any resource(s) in statement',
    ],
    [
      'a Sid twice',
      policy({ ...ALLOW, Sid: 'a' }, { ...ALLOW, Sid: 'a' }),
      'Statement IDs (SID) in a single policy must be unique.',
    ],
  ])('is refused with %s', async (_, document, message) => {
    const { here } = await bucket();
    expect(await failure(putPolicy(here, document))).toEqual({ name: 'MalformedPolicy', message, status: 400 });
  });

  it('has at most 20,480 bytes', async () => {
    const { here } = await bucket();
    const padded = (size: number): string =>
      policy({ ...ALLOW, Sid: '' }).replace(
        '"Sid":""',
        sid => `"Sid":"${'s'.repeat(size - policy({ ...ALLOW, Sid: '' }).length)}"${sid.slice(8)}`,
      );
    await putPolicy(here, padded(20_480));
    expect((await failure(putPolicy(here, padded(20_481)))).name).toBe('PolicyTooLarge');
  });

  const everybody = { ...ALLOW, Principal: '*' };
  test.each<[string, object, boolean]>([
    ['an account', ALLOW, false],
    ['everybody', everybody, true],
    ['everybody by AWS', { ...ALLOW, Principal: { AWS: '*' } }, true],
    ['everybody but one', { ...ALLOW, Principal: undefined, NotPrincipal: { AWS: ACCOUNT } }, true],
    ['a deny for everybody', { ...everybody, Effect: 'Deny', Action: 's3:PutObject' }, false],
    [
      'everybody of an organization',
      { ...everybody, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } },
      false,
    ],
    [
      'everybody for a source',
      { ...everybody, Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:1:*' } } },
      false,
    ],
    [
      'everybody by a condition that confines nobody',
      { ...everybody, Condition: { StringLike: { 'aws:SourceArn': '*' } } },
      true,
    ],
    ['everybody by another condition', { ...everybody, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }, true],
  ])('for %s', async (_, statement, open) => {
    const { here } = await bucket();
    const put = () => here.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policy(statement) }));
    if (open) expect(await failure(put())).toMatchObject({ name: 'AccessDenied', status: 403 });
    await here.s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await put();
    expect((await here.s3.send(new GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus).toEqual({ IsPublic: open });
  });

  it('is for its owner alone', async () => {
    const { foreign } = await bucket();
    const refused = { name: 'MethodNotAllowed', status: 405 };
    expect(await failure(foreign.s3.send(new GetBucketPolicyCommand({ Bucket })))).toMatchObject(refused);
    expect(await failure(putPolicy(foreign, policy(ALLOW)))).toMatchObject(refused);
    expect(await failure(foreign.s3.send(new DeleteBucketPolicyCommand({ Bucket })))).toMatchObject(refused);
  });

  it('is also asked of callers: it opens to other accounts and closes to its own', async () => {
    const { here, foreign } = await bucket();
    await here.s3.send(new PutObjectCommand({ Bucket, Key: 'a/k', Body: 'x' }));
    const get = (of: typeof here, Key = 'a/k') => of.s3.send(new GetObjectCommand({ Bucket, Key }));
    expect((await failure(get(foreign))).name).toBe('AccessDenied');
    const opened = { ...ALLOW, Principal: { AWS: OTHER }, Resource: 'arn:aws:s3:::logs/a/*' };
    const closed = { Effect: 'Deny', Principal: '*', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::logs' };
    await putPolicy(here, policy(opened, closed));
    expect(await (await get(foreign)).Body?.transformToString()).toBe('x');
    expect((await failure(get(foreign, 'b/k'))).name).toBe('AccessDenied');
    expect((await failure(here.s3.send(new ListObjectsV2Command({ Bucket })))).name).toBe('AccessDenied');
  });
});
