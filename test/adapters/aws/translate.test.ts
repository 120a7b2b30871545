import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { mayHaveHappened } from '../../../src/core/failure.ts';
import { connected, failureOf, outcomes, target } from './connected.ts';
import {
  breakOff,
  endless,
  hangUp,
  html,
  json,
  jsonError,
  listen,
  queryError,
  reply,
  s3Error,
  silence,
  trickle,
} from './wire.ts';
import type { Reply, Wire } from './wire.ts';

let wire: Wire;
beforeAll(async () => void (wire = await listen()));
afterAll(() => wire.close());
beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE000000000');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
});

const inputs: Readonly<Record<string, object>> = {
  'cloudtrail:GetTrail': { Name: 'main' },
  'cloudtrail:GetInsightSelectors': { TrailName: 'main' },
  's3:HeadBucket': { Bucket: 'logs' },
  's3:GetBucketPolicy': { Bucket: 'logs' },
  'sns:GetTopicAttributes': { TopicArn: 'arn:aws:sns:eu-west-1:111111111111:alerts' },
  'kms:DescribeKey': { KeyId: 'alias/x' },
  'organizations:DescribeOrganization': {},
};

const elsewhere = { 'x-amz-bucket-region': 'eu-north-1' };
const here = { 'x-amz-bucket-region': 'eu-west-1' };

describe('a question that fails', () => {
  const table: readonly (readonly [string, Reply, string, string, number])[] = [
    // call, answer, name, category, attempts
    ['cloudtrail:GetTrail', jsonError('TrailNotFoundException'), 'TrailNotFoundException', 'absent', 1],
    ['cloudtrail:GetTrail', jsonError('com.amazonaws.x#TrailNotFoundException'), 'TrailNotFoundException', 'absent', 1],
    [
      'cloudtrail:GetInsightSelectors',
      jsonError('InsightNotEnabledException'),
      'InsightNotEnabledException',
      'absent',
      1,
    ],
    ['cloudtrail:GetTrail', jsonError('AccessDeniedException'), 'AccessDeniedException', 'permission', 1],
    ['cloudtrail:GetTrail', jsonError('UnrecognizedClientException'), 'UnrecognizedClientException', 'credentials', 1],
    ['cloudtrail:GetTrail', jsonError('ExpiredTokenException'), 'ExpiredTokenException', 'credentials', 1],
    ['cloudtrail:GetTrail', jsonError('InvalidSignatureException'), 'InvalidSignatureException', 'credentials', 2],
    ['cloudtrail:GetTrail', jsonError('ThrottlingException'), 'ThrottlingException', 'throttled', 10],
    ['cloudtrail:GetTrail', jsonError('InternalFailure', 'oops', 500), 'InternalFailure', 'transient', 5],
    ['cloudtrail:GetTrail', jsonError('ConflictException'), 'ConflictException', 'conflict', 16],
    ['cloudtrail:GetTrail', jsonError('InvalidTrailNameException'), 'InvalidTrailNameException', 'invalid', 1],
    ['cloudtrail:GetTrail', jsonError('NeverHeardOfException', '', 404), 'NeverHeardOfException', 'invalid', 1],
    ['cloudtrail:GetTrail', jsonError('NeverHeardOfException', '', 403), 'NeverHeardOfException', 'permission', 1],
    ['cloudtrail:GetTrail', jsonError('NeverHeardOfException', '', 409), 'NeverHeardOfException', 'conflict', 1],
    ['cloudtrail:GetTrail', jsonError('NeverHeardOfException', '', 503), 'NeverHeardOfException', 'transient', 5],
    ['cloudtrail:GetTrail', jsonError('NeverHeardOfException', '', 429), 'NeverHeardOfException', 'throttled', 10],
    ['cloudtrail:GetTrail', jsonError('UnknownOperationException'), 'UnknownOperationException', 'unsupported', 1],
    [
      'cloudtrail:GetTrail',
      jsonError('InsufficientS3BucketPolicyException'),
      'InsufficientS3BucketPolicyException',
      'dependency',
      1,
    ],
    ['cloudtrail:GetTrail', reply(500), 'Http500', 'transient', 5],
    ['cloudtrail:GetTrail', reply(404), 'Http404', 'invalid', 1],
    ['cloudtrail:GetTrail', html(503), 'UnreadableAnswer', 'transient', 5],
    ['cloudtrail:GetTrail', html(404), 'UnreadableAnswer', 'unsupported', 1],
    ['cloudtrail:GetTrail', html(429), 'UnreadableAnswer', 'throttled', 10],
    ['cloudtrail:GetTrail', html(200), 'UnreadableAnswer', 'unreachable', 3],
    ['cloudtrail:GetTrail', html(403), 'UnreadableAnswer', 'unreachable', 3],
    ['cloudtrail:GetTrail', hangUp, 'ECONNRESET', 'unreachable', 3],
    ['cloudtrail:GetTrail', breakOff, 'ECONNRESET', 'unreachable', 3],
    ['cloudtrail:GetTrail', silence, 'ETIMEDOUT', 'unreachable', 2],
    ['s3:HeadBucket', reply(404), 'NotFound', 'absent', 1],
    ['s3:HeadBucket', reply(403, '', here), 'AccessDenied', 'permission', 1],
    ['s3:HeadBucket', reply(301, '', elsewhere), 'PermanentRedirect', 'conflict', 1],
    ['s3:HeadBucket', reply(400, '', elsewhere), 'PermanentRedirect', 'conflict', 1],
    ['s3:HeadBucket', reply(301), 'PermanentRedirect', 'conflict', 1],
    ['s3:HeadBucket', reply(400, '', here), 'BadRequest', 'invalid', 1],
    ['s3:HeadBucket', reply(503), 'Http503', 'transient', 5],
    ['s3:GetBucketPolicy', s3Error(404, 'NoSuchBucketPolicy'), 'NoSuchBucketPolicy', 'absent', 1],
    ['s3:GetBucketPolicy', s3Error(404, 'NoSuchBucket'), 'NoSuchBucket', 'absent', 1],
    ['s3:GetBucketPolicy', s3Error(404, 'NoSuchThing'), 'NoSuchThing', 'invalid', 1],
    ['s3:GetBucketPolicy', s3Error(405, 'MethodNotAllowed'), 'MethodNotAllowed', 'permission', 1],
    ['s3:GetBucketPolicy', s3Error(503, 'SlowDown'), 'SlowDown', 'throttled', 10],
    ['s3:GetBucketPolicy', s3Error(301, 'PermanentRedirect', 'go away', elsewhere), 'PermanentRedirect', 'conflict', 1],
    ['s3:GetBucketPolicy', s3Error(403, 'InvalidAccessKeyId'), 'InvalidAccessKeyId', 'credentials', 1],
    ['s3:GetBucketPolicy', s3Error(501, 'NotImplemented'), 'NotImplemented', 'unsupported', 1],
    ['s3:GetBucketPolicy', html(502), 'UnreadableAnswer', 'transient', 5],
    ['sns:GetTopicAttributes', queryError(404, 'NotFound'), 'NotFoundException', 'absent', 1],
    ['sns:GetTopicAttributes', queryError(403, 'AuthorizationError'), 'AuthorizationErrorException', 'permission', 1],
    ['sns:GetTopicAttributes', queryError(429, 'Throttled'), 'ThrottledException', 'throttled', 10],
    ['sns:GetTopicAttributes', queryError(400, 'InvalidParameter'), 'InvalidParameterException', 'invalid', 1],
    ['sns:GetTopicAttributes', queryError(403, 'InvalidClientTokenId'), 'InvalidClientTokenId', 'credentials', 1],
    ['kms:DescribeKey', jsonError('NotFoundException'), 'NotFoundException', 'absent', 1],
    [
      'organizations:DescribeOrganization',
      jsonError('AWSOrganizationsNotInUseException'),
      'AWSOrganizationsNotInUseException',
      'absent',
      1,
    ],
  ];

  it.each(
    table.map(([call, answer, name, category, attempts], row) => ({ row, call, answer, name, category, attempts })),
  )('$row: $call ends with $name ($category) after $attempts', async ({ call, answer, name, category, attempts }) => {
    wire.answers(answer);
    const cloud = connected(wire.url, answer === silence ? { requestTimeoutMs: 150 } : {});
    const failure = await failureOf(
      cloud
        .memory()
        .at(target)
        .ask(call, inputs[call] ?? {}),
    );
    cloud.close();
    expect(failure).toMatchObject({ name, category, site: { call, target } });
    expect(outcomes(cloud)).toEqual(Array.from({ length: attempts }, () => name));
    expect(wire.requests).toHaveLength(attempts);
    expect(cloud.counts()).toEqual({ [call]: attempts });
    expect(failure.cause).toBeUndefined();
  });
});

describe('the message of a failure', () => {
  const messageOf = async (call: string, answer: Reply): Promise<string> => {
    wire.answers(answer);
    return (
      await failureOf(
        connected(wire.url)
          .memory()
          .at(target)
          .ask(call, inputs[call] ?? {}),
      )
    ).message;
  };

  it('is what AWS said, with the id of the request', async () => {
    wire.answers(jsonError('TrailNotFoundException', 'Unknown trail: main for the user: 111111111111'));
    const failure = await failureOf(
      connected(wire.url).memory().at(target).ask('cloudtrail:GetTrail', { Name: 'main' }),
    );
    expect(failure.message).toBe('Unknown trail: main for the user: 111111111111');
    expect(failure.site.requestId).toBe('request-json');
  });

  it('names the region of a bucket that is elsewhere, before any other', async () => {
    expect(await messageOf('s3:HeadBucket', reply(301, '', elsewhere))).toBe('the bucket is in eu-north-1');
    expect(await messageOf('s3:HeadBucket', reply(301))).toBe('the bucket is in another region');
    expect(await messageOf('s3:GetBucketPolicy', s3Error(301, 'PermanentRedirect', 'use it', elsewhere))).toBe(
      'the bucket is in eu-north-1: use it',
    );
  });

  it('leaves out what the SDK says to programmers', async () => {
    const message = await messageOf('cloudtrail:GetTrail', html(404));
    expect(message).toContain('status 404 with a body that is no answer of AWS');
    expect(message).not.toContain('$response');
  });

  it('is one line', async () => {
    const message = await messageOf('cloudtrail:GetTrail', jsonError('ValidationException', 'no:\r\n  not\n\nso\n'));
    expect(message).toBe('no: not so');
  });

  it('does not say which part of the SDK lost its patience', async () => {
    wire.answers(silence);
    const cloud = connected(wire.url, { requestTimeoutMs: 150 });
    const { message } = await failureOf(cloud.memory().at(target).ask('cloudtrail:GetTrail', { Name: 'main' }));
    cloud.close();
    expect(message).toMatch(/^a request has exceeded the configured 150 ms requestTimeout/);
  });

  it('holds no secret', async () => {
    const said = 'The Canonical String should have been x-amz-security-token:FwoGZXIvYXdzEXAMPLETOKEN0123456789';
    const message = await messageOf('cloudtrail:GetTrail', jsonError('SignatureDoesNotMatch', said));
    expect(message).toBe('The Canonical String should have been x-amz-security-token:REDACTED');
  });
});

describe('an answer without an end', () => {
  it('is broken off', async () => {
    let close = (): void => {};
    const closed = new Promise<void>(resolve => (close = resolve));
    wire.answers(endless(close), jsonError('TrailNotFoundException'));
    const cloud = connected(wire.url);
    const failure = await failureOf(cloud.memory().at(target).ask('cloudtrail:GetTrail', { Name: 'main' }));
    await closed;
    expect(failure.name).toBe('TrailNotFoundException');
    expect(outcomes(cloud)).toEqual(['UnreadableAnswer', 'TrailNotFoundException']);
  });

  it('ends as an endpoint that cannot be reached', async () => {
    wire.answers(endless(() => {}));
    const cloud = connected(wire.url);
    const failure = await failureOf(cloud.memory().at(target).ask('cloudtrail:GetTrail', { Name: 'main' }));
    expect(failure).toMatchObject({ name: 'UnreadableAnswer', category: 'unreachable' });
    expect(failure.message).toBe('the answer is longer than 32 MB');
  });
});

describe('an answer of one byte now and then', () => {
  it.each([{}, { 'content-length': '1000000' }])('is broken off, with %j', async headers => {
    const broken = Promise.withResolvers<void>();
    wire.answers(
      trickle(() => broken.resolve(), headers),
      jsonError('TrailNotFoundException'),
    );
    const cloud = connected(wire.url, { requestTimeoutMs: 300 });
    const failure = await failureOf(cloud.memory().at(target).ask('cloudtrail:GetTrail', { Name: 'main' }));
    await broken.promise;
    expect(failure.name).toBe('TrailNotFoundException');
    expect(outcomes(cloud)).toEqual(['TimeoutError', 'TrailNotFoundException']);
  });

  it('leaves open whether what it answers was carried out', async () => {
    wire.answers(trickle());
    const cloud = connected(wire.url, { requestTimeoutMs: 200 });
    const call = { call: 'cloudtrail:CreateTrail', input: { Name: 'main', S3BucketName: 'logs' } };
    const failure = await failureOf(cloud.send(call, target));
    expect(failure).toMatchObject({ name: 'TimeoutError', category: 'unreachable' });
    expect(failure.message).toBe('the answer did not end within 0.2 s');
    expect(mayHaveHappened(failure)).toBe(true);
  });
});

describe('nobody there', () => {
  it('is a failure, not a bug of ours', async () => {
    const closed = await listen();
    await closed.close();
    const cloud = connected(closed.url);
    const failure = await failureOf(cloud.memory().at(target).ask('cloudtrail:GetTrail', { Name: 'main' }));
    expect(failure).toMatchObject({ name: 'ECONNREFUSED', category: 'unreachable' });
    expect(failure.message).toContain('127.0.0.1');
    expect(outcomes(cloud)).toHaveLength(3);
  });

  it('that speaks TLS is one too', async () => {
    const cloud = connected(wire.url.replace('http:', 'https:'));
    const failure = await failureOf(cloud.memory().at(target).ask('cloudtrail:GetTrail', { Name: 'main' }));
    expect(failure.category).toBe('unreachable');
  });

  it.each(['no url', 'ftp://127.0.0.1'])('is what an endpoint like %s comes to', async url => {
    const cloud = connected(url);
    const failure = await failureOf(cloud.memory().at(target).ask('cloudtrail:GetTrail', { Name: 'main' }));
    expect(failure.category).toBe('unreachable');
  });
});

describe('a bug of ours', () => {
  it.each([
    ['cloudtrail:NoSuchOperation', {}, /no operation NoSuchOperation/],
    ['route53:ListHostedZones', {}, /no client for the service route53/],
    ['s3:GetBucketPolicy', {}, /Bucket/],
  ])('%s is thrown as it is', async (call, input, message) => {
    wire.answers(json({}));
    await expect(failureOf(connected(wire.url).memory().at(target).ask(call, input))).rejects.toThrow(message);
    expect(wire.requests).toEqual([]);
  });
});
