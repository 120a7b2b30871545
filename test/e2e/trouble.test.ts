/** What goes wrong between here and AWS, and what must be true all the same. */
import {
  GetTrailStatusCommand,
  PutEventSelectorsCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Report } from '../../src/core/report.ts';
import { verdictOf } from '../../src/core/report.ts';
import { noConsent } from '../../src/core/rules/settings.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { leftOver, nothing, run } from '../contract/estate.ts';
import type { SpecBody } from '../contract/estate.ts';
import { endpointAt } from './endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import { estate } from './scenarios.ts';

const region = 'eu-west-1';
const small: SpecBody = {
  buckets: { 'acme-audit-logs': { region } },
  trails: { main: { region, bucket: 'acme-audit-logs' } },
};

const statuses = ({ outcomes }: Report) =>
  Object.fromEntries((outcomes ?? []).map(({ address, status }) => [address.replace(/@.*/u, ''), status]));

const denied = (service: string, operation: string) => ({
  match: { service, operation },
  effect: { deny: true as const },
});

describe('trouble', () => {
  let sandbox: Sandbox;
  let endpoint: Endpoint;
  beforeEach(async () => {
    sandbox = await startSandbox();
    endpoint = endpointAt(sandbox.url);
  });
  afterEach(async () => sandbox.close());

  const apply = async (body: SpecBody): Promise<Report> => run(endpoint.cloud(), body, { command: 'apply' });
  const plan = async (body: SpecBody): Promise<Report> => run(endpoint.cloud(), body);
  const policy = async (): Promise<string> =>
    (await endpoint.s3(region).send(new GetBucketPolicyCommand({ Bucket: 'acme-audit-logs' }))).Policy ?? '';

  describe('access denied on one call of many is unread', () => {
    it.each([
      ['cloudtrail', 'GetTrailStatus', 'logging'],
      ['cloudtrail', 'GetEventSelectors', 'eventSelectors'],
      ['cloudtrail', 'ListTags', 'tags'],
      ['cloudtrail', 'DescribeTrails', undefined],
      ['s3', 'GetBucketPolicy', 'grants'],
      ['s3', 'GetPublicAccessBlock', 'publicAccessBlock'],
      ['s3', 'HeadBucket', undefined],
      ['sns', 'GetTopicAttributes', undefined],
    ])('%s:%s', async (service, operation, field) => {
      await apply(estate);
      const before = await policy();
      sandbox.trouble.set({ rules: [denied(service, operation)] });
      const report = await plan(estate);
      expect(report.plan.changes).toEqual([]);
      expect(report.plan.unknown.length).toBeGreaterThan(0);
      if (field !== undefined) expect(report.plan.unknown.map(one => one.field)).toContain(field);
      expect(report.plan.unknown.every(({ problem }) => problem.code === 'access-denied')).toBe(true);
      expect(verdictOf(report, true)).toEqual({ reason: 'incomplete', exitCode: 8, complete: false });

      await apply({ ...estate, trails: { main: { region, bucket: 'acme-audit-logs', topic: 'audit-delivery' } } });
      sandbox.trouble.clear();
      if (operation === 'DescribeTrails' || service === 's3')
        expect(await policy(), 'no grant is withdrawn').toBe(before);
    });
  });

  it('keeps the grant of a trail that cannot be read any more, and repairs the rest', async () => {
    await apply(estate);
    await endpoint.cloudtrail(region).send(new StopLoggingCommand({ Name: 'main' }));
    sandbox.trouble.set({ rules: [{ match: { service: 'cloudtrail', region: 'us-east-1' }, effect: { deny: true } }] });
    const report = await apply(estate);
    expect(statuses(report)).toEqual({ 'trail/main': 'done' });
    expect(verdictOf(report, false).reason).toBe('incomplete');
    expect(await policy()).toContain('us-copy');
  });

  it('starts a stopped trail even when its bucket refuses it, and says what failed', async () => {
    await apply(small);
    await endpoint.cloudtrail(region).send(new StopLoggingCommand({ Name: 'main' }));
    const deny = {
      Sid: 'TmpFix',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::acme-audit-logs/*',
    };
    const document = JSON.parse(await policy()) as { Statement: object[] };
    const Policy = JSON.stringify({ ...document, Statement: [...document.Statement, deny] });
    await endpoint.s3(region).send(new PutBucketPolicyCommand({ Bucket: 'acme-audit-logs', Policy }));
    const body: SpecBody = {
      ...small,
      trails: { main: { region, bucket: 'acme-audit-logs', logFileValidation: false } },
    };
    const consent = { ...noConsent, weakening: true };
    const report = await run(endpoint.cloud(), body, { command: 'apply', consent });
    expect(statuses(report)).toMatchObject({ 'trail/main': 'failed' });
    expect(report.outcomes?.[0]?.problem?.message).toContain('InsufficientS3BucketPolicyException');
    const { IsLogging } = await endpoint.cloudtrail(region).send(new GetTrailStatusCommand({ Name: 'main' }));
    expect(IsLogging).toBe(true);
    expect(verdictOf(report, false).reason).toBe('partly-applied');
  });

  it('puts the event selectors right though the bucket refuses it, and waits for no policy', async () => {
    await apply(small);
    const cloudtrail = endpoint.cloudtrail(region);
    await cloudtrail.send(new StopLoggingCommand({ Name: 'main' }));
    await cloudtrail.send(new UpdateTrailCommand({ Name: 'main', EnableLogFileValidation: false }));
    const EventSelectors = [{ ReadWriteType: 'WriteOnly' as const, IncludeManagementEvents: true }];
    await cloudtrail.send(new PutEventSelectorsCommand({ TrailName: 'main', EventSelectors }));
    const Resource = 'arn:aws:s3:::acme-audit-logs/AWSLogs/*';
    const deny = { Sid: 'TmpFix', Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [deny] });
    await endpoint.s3(region).send(new PutBucketPolicyCommand({ Bucket: 'acme-audit-logs', Policy }));

    const cloud = endpoint.cloud();
    const report = await run(cloud, small, { command: 'apply' });
    const trail = report.outcomes?.find(({ address }) => address.startsWith('trail/'));
    expect(trail?.status).toBe('failed');
    expect(trail?.problem?.message).toContain('cloudtrail:UpdateTrail');
    expect(trail?.sent.map(({ call }) => call)).toEqual(['cloudtrail:StartLogging', 'cloudtrail:PutEventSelectors']);
    expect(trail?.seconds).toBeLessThan(15);
    expect(report.outcomes?.find(({ address }) => address.startsWith('bucket/'))?.status).toBe('done');
    const left = report.remaining?.changes.find(({ address }) => address.startsWith('trail/'));
    expect(left?.fields.map(({ field }) => field)).toEqual(['logFileValidation']);
  });

  it('waits for a fresh bucket policy to be in force', async () => {
    sandbox.trouble.set({ propagation: { calls: 3 } });
    expect(statuses(await apply(small))).toEqual({ 'bucket/acme-audit-logs': 'done', 'trail/main': 'done' });
    expect(sandbox.counts().operations['cloudtrail:CreateTrail']).toBeGreaterThan(1);
    expect(leftOver(await plan(small))).toEqual(nothing);
  });

  it('is no match for two runs at once: both end well, and nothing is left', async () => {
    const reports = await Promise.all([apply(estate), apply(estate)]);
    expect(reports.map(report => [statuses(report), verdictOf(report, false).reason])).toEqual(
      reports.map(() => [expect.not.objectContaining({ 'trail/main': 'failed' }), null]),
    );
    expect(leftOver(await plan(estate))).toEqual(nothing);
  });

  it.each(['CreateBucket', 'PutBucketPolicy', 'CreateTrail', 'StartLogging', 'CreateTopic'])(
    'survives that the answer to %s is lost',
    async operation => {
      sandbox.trouble.set({ rules: [{ match: { operation }, count: 1, effect: { drop: 'after' } }] });
      const report = await apply(estate);
      expect(Object.values(statuses(report)).every(status => status === 'done')).toBe(true);
      expect(leftOver(await plan(estate))).toEqual(nothing);
    },
  );

  it.each([
    ['a throttled endpoint', { effect: { throttle: true as const }, count: 4 }],
    ['an endpoint that breaks', { effect: { error: { code: 'InternalFailure', status: 500 } }, count: 2 }],
    ['connections that drop', { effect: { drop: 'before' as const }, count: 2 }],
  ])('gets through %s', async (_, rule) => {
    sandbox.trouble.set({ rules: [rule] });
    await apply(small);
    sandbox.trouble.clear();
    expect(leftOver(await plan(small))).toEqual(nothing);
  });

  it('stays within the documented rates, on a clock that both sides share', async () => {
    sandbox.clock.freeze();
    sandbox.trouble.set({ rates: true });
    const clock = {
      now: () => sandbox.clock.now(),
      sleep: async (milliseconds: number) => {
        sandbox.clock.advance(milliseconds / 1000);
        await Promise.resolve();
      },
    };
    const names = ['one', 'two', 'three', 'four'];
    const trail = { region, bucket: 'acme-audit-logs', multiRegion: false };
    const body: SpecBody = {
      globalServiceEvents: { keeper: 'elsewhere' },
      buckets: { 'acme-audit-logs': { region } },
      trails: Object.fromEntries(names.map(name => [name, trail])),
    };
    const report = await run(endpointAt(sandbox.url, () => clock).cloud(), body, { command: 'apply' });
    expect(Object.values(statuses(report))).toEqual(names.concat('bucket').map(() => 'done'));
    expect(sandbox.calls().filter(({ outcome }) => outcome === 'ThrottlingException')).toEqual([]);
    expect(report.calls['cloudtrail:CreateTrail']).toBe(4);
  });

  it('does with one question what can be done with one', async () => {
    await apply(estate);
    const cloud = endpoint.cloud();
    await run(cloud, estate);
    expect(cloud.counts()).toEqual({
      'sts:GetCallerIdentity': 1,
      'ec2:DescribeRegions': 1,
      'cloudtrail:DescribeTrails': 17, // one for each enabled region
      'cloudtrail:ListTags': 2,
      'cloudtrail:GetTrailStatus': 2,
      'cloudtrail:GetEventSelectors': 2,
      'cloudtrail:GetInsightSelectors': 2,
      's3:HeadBucket': 1,
      's3:GetBucketPolicy': 1,
      's3:GetPublicAccessBlock': 1,
      's3:GetBucketOwnershipControls': 1,
      's3:GetBucketCors': 1,
      's3:GetBucketEncryption': 1,
      's3:GetBucketLifecycleConfiguration': 1,
      's3:GetBucketReplication': 1,
      's3:GetBucketRequestPayment': 1,
      's3:GetBucketWebsite': 1,
      's3:GetBucketVersioning': 1,
      's3:GetBucketTagging': 1,
      'sns:GetTopicAttributes': 1,
      'sns:ListTagsForResource': 1,
    });
  });

  it("leaves somebody else's bucket alone", async () => {
    const other = endpointAt(sandbox.url).s3(region);
    other.config.credentials = async () => Promise.resolve({ accessKeyId: '222222222222', secretAccessKey: 'x' });
    await other.send(
      new CreateBucketCommand({
        Bucket: 'acme-audit-logs',
        CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
      }),
    );
    const report = await plan(small);
    expect(report.plan.unknown.map(({ address }) => address)).toEqual([
      'bucket/acme-audit-logs@111111111111/eu-west-1',
    ]);
    expect(report.plan.changes.map(({ address }) => address)).toEqual(['trail/main@111111111111/eu-west-1']);
  });

  it('takes no open bucket of somebody else for ours, and writes nothing into it', async () => {
    const other = endpointAt(sandbox.url).s3(region);
    other.config.credentials = async () => Promise.resolve({ accessKeyId: '222222222222', secretAccessKey: 'x' });
    const Bucket = 'acme-audit-logs';
    await other.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
    );
    await other.send(new DeletePublicAccessBlockCommand({ Bucket }));
    const everybody = {
      Sid: 'All',
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:*',
      Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
    };
    await other.send(
      new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement: [everybody] }) }),
    );
    const report = await apply(small);
    expect(report.plan.unknown.map(({ address }) => address)).toContain(
      'bucket/acme-audit-logs@111111111111/eu-west-1',
    );
    const theirs = sandbox
      .calls()
      .filter(
        ({ account, operation, outcome }) =>
          account === '111111111111' && /^s3:(Put|Create|Delete)/u.test(operation) && outcome === 'ok',
      );
    expect(theirs).toEqual([]);
  });
});
