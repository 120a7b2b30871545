/** Against the sandbox, which has its own idea of CloudTrail's rates and of how long a policy takes to be in force. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Clock } from '../../../src/app/ports.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import type { Sandbox } from '../../../src/sandbox/index.ts';
import { connected, failureOf, outcomes, target } from './connected.ts';

let sandbox: Sandbox;
beforeAll(async () => void (sandbox = await startSandbox({ now: new Date('2026-11-19T03:00:00Z') })));
afterAll(() => sandbox.close());
beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE000000000');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
  sandbox.reset();
});

/** Both sides have one clock, and it moves only when somebody waits. */
const shared: Clock = {
  now: () => sandbox.clock.now(),
  async sleep(milliseconds) {
    sandbox.clock.advance(milliseconds / 1000);
    await Promise.resolve();
  },
};

const trailArn = 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/main';
const policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: ['s3:GetBucketAcl', 's3:PutObject'],
      Resource: ['arn:aws:s3:::logs', 'arn:aws:s3:::logs/AWSLogs/111111111111/*'],
      Condition: { StringEquals: { 'aws:SourceArn': trailArn } },
    },
  ],
});
const createBucket = {
  call: 's3:CreateBucket',
  input: { Bucket: 'logs', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } },
};
const putPolicy = { call: 's3:PutBucketPolicy', input: { Bucket: 'logs', Policy: policy } };
const createTrail = { call: 'cloudtrail:CreateTrail', input: { Name: 'main', S3BucketName: 'logs' } };
const startLogging = { call: 'cloudtrail:StartLogging', input: { Name: trailArn } };

describe('the documented rates', () => {
  it('are kept: nothing is throttled', async () => {
    sandbox.trouble.set({ rates: true });
    const cloud = connected(sandbox.url, { clock: shared });
    // One after another: calls under way would see the clock move on without them.
    for (let times = 0; times < 45; times += 1) {
      await cloud.memory().at(target).ask('cloudtrail:DescribeTrails', { includeShadowTrails: false });
    }
    await cloud.send(createBucket, target);
    await cloud.send(putPolicy, target);
    await cloud.send(createTrail, target);
    for (let times = 0; times < 4; times += 1) await cloud.send(startLogging, target);
    expect(outcomes(cloud).filter(outcome => outcome !== 'ok')).toEqual([]);
    expect(cloud.counts()).toMatchObject({ 'cloudtrail:DescribeTrails': 45, 'cloudtrail:StartLogging': 4 });
  });
});

describe('a bucket policy', () => {
  it('that takes a minute to be in force is waited for', async () => {
    const cloud = connected(sandbox.url, { clock: shared });
    await cloud.send(createBucket, target);
    sandbox.trouble.set({ propagation: { seconds: 60 } });
    await cloud.send(putPolicy, target);
    const { attempts } = await cloud.send(createTrail, target);
    expect(attempts).toBeGreaterThan(1);
    expect(outcomes(cloud)).toContain('InsufficientS3BucketPolicyException');
  });

  it('that is not there is told after a while', async () => {
    const cloud = connected(sandbox.url, { clock: shared });
    await cloud.send(createBucket, target);
    const failure = await failureOf(cloud.send(createTrail, target));
    expect(failure).toMatchObject({ name: 'InsufficientS3BucketPolicyException', category: 'dependency' });
  });
});

describe('a creation whose answer is lost', () => {
  it('is a success when the second answer says so', async () => {
    const cloud = connected(sandbox.url, { clock: shared });
    await cloud.send(createBucket, target);
    await cloud.send(putPolicy, target);
    sandbox.trouble.set({ rules: [{ match: { operation: 'CreateTrail' }, count: 1, effect: { drop: 'after' } }] });
    expect(await cloud.send(createTrail, target)).toMatchObject({ attempts: 2 });
    expect(outcomes(cloud).at(-1)).toBe('TrailAlreadyExistsException');
  });
});
