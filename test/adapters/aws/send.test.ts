import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { connected, failureOf, outcomes, target } from './connected.ts';
import { hangUp, json, jsonError, listen, queryError, s3Error, silence, xml } from './wire.ts';
import type { Reply, Wire } from './wire.ts';

let wire: Wire;
beforeAll(async () => void (wire = await listen()));
afterAll(() => wire.close());
beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE000000000');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
});

const createTrail = { call: 'cloudtrail:CreateTrail', input: { Name: 'main', S3BucketName: 'logs' } };
const deleteTrail = { call: 'cloudtrail:DeleteTrail', input: { Name: 'main' } };
const startLogging = { call: 'cloudtrail:StartLogging', input: { Name: 'main' } };
const createBucket = { call: 's3:CreateBucket', input: { Bucket: 'logs' } };
const putPolicy = { call: 's3:PutBucketPolicy', input: { Bucket: 'logs', Policy: '{}' } };
const subscribe = {
  call: 'sns:Subscribe',
  input: { TopicArn: 'arn:aws:sns:eu-west-1:111111111111:a', Protocol: 'sqs' },
};
const done = json({});
const made = xml(200, '');

describe('a mutation', () => {
  it('that works is sent once, and its receipt says so', async () => {
    wire.answers(done);
    expect(await connected(wire.url).send(startLogging, target)).toEqual({ attempts: 1, requestId: 'request-json' });
    expect(wire.requests).toHaveLength(1);
  });

  it('is sent each time it is asked for', async () => {
    wire.answers(done);
    const cloud = connected(wire.url);
    await cloud.send(startLogging, target);
    await cloud.send(startLogging, target);
    expect(cloud.counts()).toEqual({ 'cloudtrail:StartLogging': 2 });
  });

  it('goes to its region, signed, as trailwarden', async () => {
    wire.answers(done);
    await connected(wire.url, { version: '9.8.7' }).send(startLogging, { ...target, region: 'ap-south-2' });
    const headers = wire.requests[0]?.headers;
    expect(headers?.authorization).toContain('/ap-south-2/cloudtrail/aws4_request');
    expect(headers?.['user-agent']).toMatch(/ trailwarden\/9\.8\.7$/);
  });

  it('to S3 at an endpoint of its own names the bucket in the path', async () => {
    wire.answers(made);
    await connected(wire.url).send(putPolicy, target);
    expect(wire.requests[0]?.url).toBe('/logs/?policy=');
    vi.stubEnv('AWS_ENDPOINT_URL', wire.url);
    await connected().send(putPolicy, target);
    expect(wire.requests[1]?.url).toBe('/logs/?policy=');
  });
});

interface Case {
  readonly title: string;
  readonly send: { readonly call: string; readonly input: object };
  readonly answers: readonly Reply[];
  readonly attempts: number;
  readonly fails?: string;
}

const policyNotThere = jsonError('InsufficientS3BucketPolicyException');
const roleUnknown = jsonError('InvalidCloudWatchLogsRoleArnException', 'Access denied. Verify in IAM that the role …');
const roleMalformed = jsonError('InvalidCloudWatchLogsRoleArnException', 'CloudTrail cannot validate the role ARN.');

describe('a mutation that meets trouble', () => {
  const table: readonly Case[] = [
    { title: 'throttling', send: startLogging, answers: [jsonError('ThrottlingException'), done], attempts: 2 },
    {
      title: 'a server error',
      send: startLogging,
      answers: [jsonError('InternalFailure', '', 500), done],
      attempts: 2,
    },
    { title: 'another operation', send: createTrail, answers: [jsonError('ConflictException'), done], attempts: 2 },
    {
      title: 'another operation in S3',
      send: putPolicy,
      answers: [s3Error(409, 'OperationAborted'), made],
      attempts: 2,
    },
    {
      title: 'a policy not yet in force',
      send: createTrail,
      answers: [policyNotThere, policyNotThere, done],
      attempts: 3,
    },
    { title: 'a role IAM does not know yet', send: createTrail, answers: [roleUnknown, done], attempts: 2 },
    {
      title: 'a malformed role',
      send: createTrail,
      answers: [roleMalformed, done],
      attempts: 1,
      fails: 'InvalidCloudWatchLogsRoleArnException',
    },
    {
      title: 'a refusal',
      send: createTrail,
      answers: [jsonError('AccessDeniedException'), done],
      attempts: 1,
      fails: 'AccessDeniedException',
    },
    {
      title: 'an organization that is not ready',
      send: createTrail,
      answers: [jsonError('CloudTrailAccessNotEnabledException'), done],
      attempts: 1,
      fails: 'CloudTrailAccessNotEnabledException',
    },
    {
      title: 'a lost answer, where sending twice does no harm',
      send: startLogging,
      answers: [hangUp, done],
      attempts: 2,
    },
    { title: 'silence, where sending twice does no harm', send: startLogging, answers: [silence, done], attempts: 2 },
    {
      title: 'a lost answer of a creation that happened',
      send: createTrail,
      answers: [hangUp, jsonError('TrailAlreadyExistsException')],
      attempts: 2,
    },
    {
      title: 'a lost answer, then throttling, then the echo',
      send: createTrail,
      answers: [hangUp, jsonError('ThrottlingException'), jsonError('TrailAlreadyExistsException')],
      attempts: 3,
    },
    {
      title: 'a lost answer of a bucket that was made',
      send: createBucket,
      answers: [hangUp, s3Error(409, 'BucketAlreadyOwnedByYou')],
      attempts: 2,
    },
    {
      title: 'a lost answer of a deletion that happened',
      send: deleteTrail,
      answers: [hangUp, jsonError('TrailNotFoundException')],
      attempts: 2,
    },
    {
      title: 'the same name from the start',
      send: createTrail,
      answers: [jsonError('TrailAlreadyExistsException'), done],
      attempts: 1,
      fails: 'TrailAlreadyExistsException',
    },
    {
      title: 'throttling first: the name was taken by somebody else',
      send: createTrail,
      answers: [jsonError('ThrottlingException'), jsonError('TrailAlreadyExistsException')],
      attempts: 2,
      fails: 'TrailAlreadyExistsException',
    },
    {
      title: 'a lost answer, where sending twice would do it twice',
      send: subscribe,
      answers: [hangUp, done],
      attempts: 1,
      fails: 'ECONNRESET',
    },
    {
      title: 'throttling, where sending twice would do it twice: it was not done',
      send: subscribe,
      answers: [queryError(429, 'Throttled'), queryError(400, 'InvalidParameter')],
      attempts: 2,
      fails: 'InvalidParameterException',
    },
    {
      title: 'a bucket that is not there',
      send: putPolicy,
      answers: [s3Error(404, 'NoSuchBucket'), made],
      attempts: 1,
      fails: 'NoSuchBucket',
    },
  ];

  it.each(table)('$title: $attempts attempts', async ({ send, answers, attempts, fails }) => {
    wire.answers(...answers);
    const cloud = connected(wire.url, answers.includes(silence) ? { requestTimeoutMs: 150 } : {});
    const sent = cloud.send(send, target);
    if (fails === undefined) expect(await sent).toMatchObject({ attempts });
    else expect((await failureOf(sent)).name).toBe(fails);
    expect(wire.requests).toHaveLength(attempts);
  });
});

describe('patience', () => {
  const seconds = (cloud: { readonly clock: { now(): Date } }, since: Date): number =>
    (cloud.clock.now().getTime() - since.getTime()) / 1000;

  it('lasts half a minute for what somebody else should have prepared', async () => {
    wire.answers(policyNotThere);
    const cloud = connected(wire.url);
    const since = cloud.clock.now();
    expect((await failureOf(cloud.send(createTrail, target))).name).toBe('InsufficientS3BucketPolicyException');
    expect(seconds(cloud, since)).toBeGreaterThanOrEqual(30);
    expect(seconds(cloud, since)).toBeLessThan(45);
  });

  it('lasts two minutes for what was changed from here', async () => {
    const cloud = connected(wire.url);
    wire.answers(made);
    await cloud.send(putPolicy, target);
    wire.answers(policyNotThere);
    const since = cloud.clock.now();
    await failureOf(cloud.send(createTrail, target));
    expect(seconds(cloud, since)).toBeGreaterThanOrEqual(120);
    expect(seconds(cloud, since)).toBeLessThan(135);
  });

  it('lasts a few seconds where the policy is known to deny it, though it was written from here', async () => {
    const cloud = connected(wire.url);
    wire.answers(made);
    await cloud.send(putPolicy, target);
    wire.answers(policyNotThere);
    const since = cloud.clock.now();
    const failure = await failureOf(cloud.send({ ...createTrail, denied: true }, target));
    expect(failure.name).toBe('InsufficientS3BucketPolicyException');
    expect(seconds(cloud, since)).toBeLessThan(10);
    expect(wire.requests.length).toBeGreaterThan(2);
    wire.answers(roleUnknown, roleUnknown, roleUnknown, roleUnknown, roleUnknown, roleUnknown, roleUnknown, done);
    expect(await cloud.send({ ...createTrail, denied: true }, target)).toMatchObject({ attempts: 8 });
  });

  it('is over for that some minutes later', async () => {
    const cloud = connected(wire.url);
    wire.answers(made);
    await cloud.send(putPolicy, target);
    await cloud.clock.sleep(301_000);
    wire.answers(policyNotThere);
    const since = cloud.clock.now();
    await failureOf(cloud.send(createTrail, target));
    expect(seconds(cloud, since)).toBeLessThan(45);
  });

  it('covers a bucket that was just made and is not known everywhere', async () => {
    const cloud = connected(wire.url);
    wire.answers(made);
    await cloud.send(createBucket, target);
    wire.answers(s3Error(404, 'NoSuchBucket'), s3Error(404, 'NoSuchBucket'), made);
    expect(await cloud.send(putPolicy, target)).toMatchObject({ attempts: 3 });
    wire.answers(s3Error(404, 'NoSuchBucket'));
    const other = { call: 's3:PutBucketPolicy', input: { Bucket: 'other', Policy: '{}' } };
    await failureOf(cloud.send(other, target));
    expect(wire.requests).toHaveLength(1);
  });

  it('is told, so that nobody wonders', async () => {
    const told: object[] = [];
    wire.answers(policyNotThere, done);
    const log = { debug: () => {}, info: (details: object) => void told.push(details), warn: () => {} };
    await connected(wire.url, { log }).send(createTrail, target);
    expect(told).toEqual([
      {
        call: 'cloudtrail:CreateTrail',
        account: '111111111111',
        region: 'eu-west-1',
        failure: 'InsufficientS3BucketPolicyException',
        pause_ms: 500,
      },
    ]);
  });
});

describe('a signal', () => {
  it('before the first attempt: nothing is sent', async () => {
    wire.answers(done);
    const cloud = connected(wire.url);
    const failure = await failureOf(cloud.send(startLogging, target, AbortSignal.abort()));
    expect(failure).toMatchObject({ name: 'Interrupted', category: 'transient' });
    expect(wire.requests).toEqual([]);
  });

  it('during a call: its answer still counts', async () => {
    const controller = new AbortController();
    wire.answers((request, response) => {
      controller.abort();
      done(request, response);
    });
    expect(await connected(wire.url).send(startLogging, target, controller.signal)).toMatchObject({ attempts: 1 });
  });

  it('during a call that fails: it is not sent again, and the failure is told', async () => {
    const controller = new AbortController();
    wire.answers((request, response) => {
      controller.abort();
      jsonError('ThrottlingException')(request, response);
    });
    const cloud = connected(wire.url);
    expect((await failureOf(cloud.send(startLogging, target, controller.signal))).name).toBe('ThrottlingException');
    expect(outcomes(cloud)).toEqual(['ThrottlingException']);
  });

  it('during a wait: the wait ends, and the failure that was waited for is told', async () => {
    const controller = new AbortController();
    wire.answers(policyNotThere);
    const cloud = connected(wire.url, {
      random: () => {
        controller.abort();
        return 0.5;
      },
    });
    const failure = await failureOf(cloud.send(createTrail, target, controller.signal));
    expect(failure.name).toBe('InsufficientS3BucketPolicyException');
    expect(wire.requests).toHaveLength(1);
  });
});

describe('throttling', () => {
  it('slows down the calls that follow', async () => {
    const cloud = connected(wire.url);
    const read = async (name: string): Promise<number> => {
      const before = cloud.clock.now().getTime();
      await cloud.memory().at(target).ask('cloudtrail:GetTrail', { Name: name });
      return cloud.clock.now().getTime() - before;
    };
    wire.answers(json({ Trail: {} }));
    expect(await read('a')).toBe(0);
    wire.answers(jsonError('ThrottlingException'), json({ Trail: {} }));
    await read('b');
    expect(await read('c')).toBeGreaterThan(0);
  });
});
