/** Runs that meet: two at once, one trail that replaces another, a place that cannot serve. */
import { describe, expect, it } from 'vitest';

import { noConsent } from '../../src/core/rules/settings.ts';
import { ApiFailure } from '../../src/core/failure.ts';
import { verdictOf } from '../../src/core/report.ts';
import type { Report } from '../../src/core/report.ts';
import { leftOver, nothing, run } from '../contract/estate.ts';
import type { SpecBody } from '../contract/estate.ts';
import { MemoryCloud } from '../contract/memory/cloud.ts';

const region = 'eu-west-1';
const at = { partition: 'aws', account: '111111111111', region };
const body: SpecBody = {
  buckets: { logs: { region, name: 'acme-logs' } },
  topics: { files: { region } },
  trails: { main: { region, bucket: 'logs', topic: 'files' } },
};

const statuses = ({ outcomes }: Report): Readonly<Record<string, string>> =>
  Object.fromEntries((outcomes ?? []).map(({ address, status }) => [address.replace(/@.*/u, ''), status]));

const writes = ({ calls }: MemoryCloud): readonly string[] =>
  calls.flatMap(({ call, input }) =>
    /:(?:Create|Update|Put|Set|Start|Stop|Add|Tag|Delete)/u.test(call)
      ? [
          `${call.replace(/^.*:/u, '')} ${String(Reflect.get(input, 'Name') ?? Reflect.get(input, 'Bucket') ?? '')}`.trim(),
        ]
      : [],
  );

describe('two runs at once', () => {
  it.each([
    ['s3:CreateBucket', { Bucket: 'acme-logs', CreateBucketConfiguration: { LocationConstraint: region } }],
    ['cloudtrail:CreateTrail', { Name: 'main', S3BucketName: 'acme-logs' }],
  ])('the one that comes second to %s looks again and ends well', async (call, input) => {
    const cloud = new MemoryCloud();
    const send = cloud.send.bind(cloud);
    cloud.send = async (sent, target, ...rest) => {
      if (sent.call === call) {
        cloud.send = send;
        const Tags = [{ Key: 'trailwarden:owner', Value: 'acme' }];
        const other = call.startsWith('s3')
          ? { ...input, CreateBucketConfiguration: { LocationConstraint: region, Tags } }
          : { ...input, TagsList: Tags };
        await send({ call, input: other }, target);
      }
      return send(sent, target, ...rest);
    };
    const report = await run(cloud, body, { command: 'apply' });
    expect(Object.values(statuses(report)).every(status => status === 'done')).toBe(true);
    expect(verdictOf(report, false)).toMatchObject({ reason: null });
    expect(leftOver(await run(cloud, body))).toEqual(nothing);
  });

  it('side by side both end well, and nothing is left', async () => {
    const cloud = new MemoryCloud();
    const reports = await Promise.all([1, 2, 3].map(async () => run(cloud, body, { command: 'apply' })));
    expect(reports.map(report => verdictOf(report, false).reason)).toEqual([null, null, null]);
    expect(leftOver(await run(cloud, body))).toEqual(nothing);
  });

  it('a name that another account has is a failure all the same', async () => {
    const cloud = new MemoryCloud();
    const send = cloud.send.bind(cloud);
    cloud.send = async (sent, target, ...rest) => {
      if (sent.call === 's3:CreateBucket') await send(sent, { ...target, account: '222222222222' });
      cloud.send = send;
      return send(sent, target, ...rest);
    };
    const report = await run(cloud, body, { command: 'apply' });
    expect(statuses(report)).toMatchObject({ 'bucket/logs': 'failed', 'trail/main': 'skipped' });
    expect(verdictOf(report, false).reason).toBe('partly-applied');
  });
});

describe('a trail that replaces another', () => {
  const consent = { ...noConsent, weakening: true };
  const estate = (trails: object): SpecBody => ({ buckets: { logs: { region, name: 'acme-logs' } }, trails });
  const before = estate({ old: { region, bucket: 'logs' } });
  const after = estate({ old: { region, bucket: 'logs', logging: false }, young: { region, bucket: 'logs' } });

  it('logs before the old one stops', async () => {
    const cloud = new MemoryCloud();
    await run(cloud, before, { command: 'apply' });
    await run(cloud, after, { command: 'apply', consent });
    expect(
      writes(cloud)
        .filter(call => /Trail|Logging/u.test(call))
        .slice(-3),
    ).toEqual(['CreateTrail young', 'StartLogging young', 'StopLogging old']);
  });

  it('that cannot be made leaves the old one on', async () => {
    const cloud = new MemoryCloud();
    await run(cloud, before, { command: 'apply' });
    cloud.denied.add('cloudtrail:CreateTrail');
    const report = await run(cloud, after, { command: 'apply', consent });
    expect(statuses(report)).toMatchObject({ 'trail/young': 'failed', 'trail/old': 'skipped' });
    expect(writes(cloud)).not.toContain('StopLogging old');
  });
});

describe('a keeper that fails', () => {
  it('holds up what lets go, and nothing that is only made', async () => {
    const estate = (trails: object): SpecBody => ({
      buckets: { logs: { region, name: 'acme-logs' } },
      trails: { ...trails, 'us-copy': { region: 'us-east-1', bucket: 'logs', multiRegion: false } },
    });
    const cloud = new MemoryCloud();
    await run(cloud, estate({}), { command: 'apply' });
    const send = cloud.send.bind(cloud);
    cloud.send = async (sent, target, ...rest) => {
      if (sent.call === 'cloudtrail:CreateTrail' && Reflect.get(sent.input, 'Name') === 'main')
        throw new ApiFailure('AccessDeniedException', 'no', {
          category: 'permission',
          site: { call: sent.call, target },
        });
      return send(sent, target, ...rest);
    };
    const report = await run(
      cloud,
      estate({ main: { region, bucket: 'logs' }, local: { region: 'eu-north-1', bucket: 'logs', multiRegion: false } }),
      { command: 'apply' },
    );
    expect(statuses(report)).toMatchObject({
      'trail/main': 'failed',
      'trail/local': 'done',
      'trail/us-copy': 'skipped',
    });
  });
});

describe('a bucket in another region than declared', () => {
  it('is told once, and what would rest on it is not tried', async () => {
    const cloud = new MemoryCloud();
    await cloud.send({ call: 's3:CreateBucket', input: { Bucket: 'acme-logs' } }, { ...at, region: 'us-east-1' });
    const report = await run(cloud, body, { command: 'apply' });
    expect(report.plan.unknown).toEqual([]);
    expect(
      report.plan.changes.map(({ address, fields, withheld }) => [
        address.replace(/@.*/u, ''),
        withheld?.problem.code ?? fields[0]?.withheld?.problem.code,
      ]),
    ).toEqual([
      ['bucket/logs', 'cannot-change'],
      ['topic/files', undefined],
      ['trail/main', 'cannot-serve'],
    ]);
    expect(writes(cloud)).toEqual(['CreateBucket acme-logs', 'CreateTopic files']);
    expect(verdictOf(report, false).reason).toBe('differs');
  });

  it('lets trails that rest there be repaired', async () => {
    const cloud = new MemoryCloud();
    await run(cloud, body, { command: 'apply' });
    await cloud.send({ call: 'cloudtrail:StopLogging', input: { Name: 'main' } }, at);
    const wrong = { ...body, buckets: { logs: { region: 'us-east-1', name: 'acme-logs' } } };
    const report = await run(cloud, wrong, { command: 'apply' });
    expect(statuses(report)).toEqual({ 'trail/main': 'done' });
  });
});

describe('a bucket that an interrupted creation left without tags', () => {
  const bare = {
    call: 's3:CreateBucket',
    input: { Bucket: 'acme-logs', CreateBucketConfiguration: { LocationConstraint: region } },
  };

  it('is finished by the next run, which nobody has to tell that it is ours', async () => {
    const cloud = new MemoryCloud();
    await cloud.send(bare, at);
    const report = await run(cloud, body, { command: 'apply' });
    expect(statuses(report)).toMatchObject({ 'bucket/logs': 'done', 'trail/main': 'done' });
    expect(leftOver(await run(cloud, body))).toEqual(nothing);
    const asked = cloud.counts()['s3:ListObjectsV2'];
    await run(cloud, body);
    expect(cloud.counts()['s3:ListObjectsV2']).toBe(asked);
  });

  it('is somebody’s once anything is in it', async () => {
    const cloud = new MemoryCloud();
    await cloud.send(bare, at);
    await cloud.send({ call: 's3:PutObject', input: { Bucket: 'acme-logs', Key: 'a' } }, at);
    const { plan } = await run(cloud, body);
    const fields = plan.changes.find(({ address }) => address.startsWith('bucket'))?.fields;
    expect(fields?.find(({ field }) => field === 'owner')?.withheld?.problem.code).toBe('not-adopted');
  });
});

describe('a new place that fails', () => {
  it('holds back the move alone: the trail is repaired all the same', async () => {
    const cloud = new MemoryCloud();
    await run(cloud, body, { command: 'apply' });
    await cloud.send({ call: 'cloudtrail:UpdateTrail', input: { Name: 'main', EnableLogFileValidation: false } }, at);
    await cloud.send({ call: 'cloudtrail:StopLogging', input: { Name: 'main' } }, at);
    cloud.denied.add('s3:CreateBucket');
    const moved = {
      ...body,
      buckets: { logs: { region, name: 'acme-logs' }, archive: { region, name: 'acme-archive' } },
      trails: { main: { region, bucket: 'archive', topic: 'files' } },
    };
    const report = await run(cloud, moved, { command: 'apply' });
    expect(statuses(report)).toEqual({ 'bucket/archive': 'failed', 'trail/main': 'skipped' });
    expect(report.outcomes?.find(({ address }) => address.startsWith('trail'))?.sent.map(({ call }) => call)).toEqual([
      'cloudtrail:StartLogging',
      'cloudtrail:UpdateTrail',
    ]);
    cloud.denied.clear();
    const { plan } = await run(cloud, moved);
    const trail = plan.changes.find(({ address }) => address.startsWith('trail'));
    expect(trail?.fields.map(({ field }) => field)).toEqual(['destination']);
  });
});
