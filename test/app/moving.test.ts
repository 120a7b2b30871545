/** A trail moves: the new place first, and the old one is let go once log files arrive in the new one. */
import { describe, expect, it } from 'vitest';

import { verdictOf } from '../../src/core/report.ts';
import type { Report } from '../../src/core/report.ts';
import { leftOver, nothing, run } from '../contract/estate.ts';
import type { SpecBody } from '../contract/estate.ts';
import { MemoryCloud } from '../contract/memory/cloud.ts';
import { FakeClock } from '../fake-clock.ts';

const region = 'eu-west-1';
const account = '111111111111';
const main = `arn:aws:cloudtrail:${region}:${account}:trail/main`;

interface Place {
  readonly bucket?: string;
  readonly prefix?: string;
  readonly topic?: string;
  readonly organization?: boolean;
}

/** Two buckets, two topics, and where the trail delivers. */
function estate(place: Place, policy: object = {}): SpecBody {
  return {
    accounts: { payer: { id: account } },
    organization: { account: 'payer', id: 'o-exampleorgid' },
    buckets: { old: { region, name: 'acme-old', policy }, new: { region: 'us-east-1', name: 'acme-new', policy } },
    topics: { first: { region }, second: { region } },
    trails: { main: { region, bucket: 'old', ...place } },
  };
}

const now = new FakeClock().now();
const daysAgo = (days: number): string =>
  new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '/');

/** The key of a log file of some day, under what stands before AWSLogs/ and behind it. */
function logFile(days = 0, { prefix = '', whose = account, at = region } = {}): string {
  const day = daysAgo(days);
  return `${prefix}AWSLogs/${whose}/CloudTrail/${at}/${day}/${account}_CloudTrail_${at}_${day.replaceAll('/', '')}T0000Z_AbCd.json.gz`;
}

async function deliver(cloud: MemoryCloud, Bucket: string, Key: string): Promise<void> {
  const at = Bucket === 'acme-new' ? 'us-east-1' : region;
  await cloud.send({ call: 's3:PutObject', input: { Bucket, Key } }, { partition: 'aws', account, region: at });
}

async function stands(body: SpecBody): Promise<MemoryCloud> {
  const cloud = new MemoryCloud(account);
  await run(cloud, body, { command: 'apply' });
  return cloud;
}

/** What waits, as `KIND/KEY field`. */
const waiting = ({ plan }: Report): readonly string[] =>
  plan.changes.flatMap(({ address, fields }) =>
    fields.flatMap(({ field, withheld }) =>
      withheld?.by === 'waits' ? [`${address.replace(/@.*/u, '')} ${field}`] : [],
    ),
  );

/** Whether the policy of a bucket names the trail, with what stands before AWSLogs/. */
async function letsIn(cloud: MemoryCloud, Bucket: string, folder = `/AWSLogs/`): Promise<boolean> {
  const at = { partition: 'aws', account, region: Bucket === 'acme-new' ? 'us-east-1' : region };
  const { Policy = '' } = (await cloud.memory().at(at).ask('s3:GetBucketPolicy', { Bucket })) as { Policy?: string };
  return Policy.includes(main) && Policy.includes(`${Bucket}${folder}`);
}

describe('a trail that moves', () => {
  it('leaves the grants of the old place until a log file stands in the new one', async () => {
    const cloud = await stands(estate({}));
    const moved = await run(cloud, estate({ bucket: 'new' }), { command: 'apply' });
    expect(moved.outcomes?.map(({ address, status }) => `${address.replace(/@.*/u, '')} ${status}`)).toEqual([
      'bucket/new done',
      'trail/main done',
    ]);
    expect([await letsIn(cloud, 'acme-old'), await letsIn(cloud, 'acme-new')]).toEqual([true, true]);
    expect(verdictOf(moved, false)).toMatchObject({ reason: null, complete: true });

    const plan = await run(cloud, estate({ bucket: 'new' }));
    expect(waiting(plan)).toEqual(['bucket/old grants']);
    expect(plan.plan.changes[0]?.fields[0]?.withheld?.problem.message).toBe(
      'No log file of trail/main@payer/eu-west-1 in acme-new was seen yet, of today or yesterday (UTC); until one is, what lets it in here stays',
    );
    expect(verdictOf(plan, true)).toEqual({ reason: null, exitCode: 0, complete: true });
    const again = await run(cloud, estate({ bucket: 'new' }), { command: 'apply' });
    expect(again.outcomes).toEqual([]);

    await deliver(cloud, 'acme-new', logFile());
    const settled = await run(cloud, estate({ bucket: 'new' }), { command: 'apply' });
    expect(settled.outcomes?.map(({ address, status }) => `${address.replace(/@.*/u, '')} ${status}`)).toEqual([
      'bucket/old done',
    ]);
    expect([await letsIn(cloud, 'acme-old'), await letsIn(cloud, 'acme-new')]).toEqual([false, true]);
    expect((await run(cloud, estate({ bucket: 'new' }))).plan.changes).toEqual([]);
  });

  it('has the new place ready first: its policy is written before the trail is changed', async () => {
    const cloud = await stands(estate({}));
    const before = cloud.calls.length;
    await run(cloud, estate({ bucket: 'new', topic: 'second' }), { command: 'apply' });
    const writes = cloud.calls.slice(before).flatMap(({ call }) => (/:(?:Put|Set|Update)/u.test(call) ? [call] : []));
    expect(writes.at(-1)).toBe('cloudtrail:UpdateTrail');
    expect(writes.slice(0, -1).toSorted()).toEqual(['s3:PutBucketPolicy', 'sns:SetTopicAttributes']);
  });

  it('asks for log files only while something waits', async () => {
    const cloud = await stands(estate({}));
    await run(cloud, estate({}));
    await run(cloud, { ...estate({}), topics: {} });
    expect(cloud.counts()['s3:ListObjectsV2']).toBeUndefined();
    await run(cloud, estate({ bucket: 'new' }), { command: 'apply' });
    expect(cloud.counts()['s3:ListObjectsV2']).toBe(2);
  });

  const evidence: readonly (readonly [string, Place, readonly string[], boolean])[] = [
    ['a file of today', {}, [logFile()], true],
    ['a file of yesterday', {}, [logFile(1)], true],
    ['a file of the day before', {}, [logFile(2)], false],
    ['a file of another region', {}, [logFile(0, { at: 'us-east-1' })], false],
    ['a file of another account', {}, [logFile(0, { whose: '222222222222' })], false],
    ['a file under a prefix that is not the trail’s', {}, [logFile(0, { prefix: 'other/' })], false],
    ['a file under its prefix', { prefix: 'audit' }, [logFile(0, { prefix: 'audit/' })], true],
    ['a marker', {}, [`AWSLogs/${account}/CloudTrail/`, `AWSLogs/${account}/CloudTrail-Digest/`], false],
    ['a digest', {}, [logFile().replace('/CloudTrail/', '/CloudTrail-Digest/')], false],
    ['no log file at its place', {}, [`AWSLogs/${account}/CloudTrail/${region}/${daysAgo(0)}/notes.txt`], false],
    ['a file of the organization', { organization: true }, [logFile(0, { whose: `o-exampleorgid/${account}` })], true],
    ['a file of the account alone, of an organization’s trail', { organization: true }, [logFile()], false],
  ];

  it.each(evidence)('takes for evidence, or not: %s', async (_, place, keys, settles) => {
    const cloud = await stands(estate({ ...place, bucket: 'old' }));
    for (const key of keys) await deliver(cloud, 'acme-new', key);
    await run(cloud, estate({ ...place, bucket: 'new' }), { command: 'apply' });
    expect(await letsIn(cloud, 'acme-old', place.prefix === undefined ? '/AWSLogs/' : `/${place.prefix}/`)).toBe(
      !settles,
    );
  });

  it('to another prefix of the same bucket: both are let in until then', async () => {
    const cloud = await stands(estate({}));
    await run(cloud, estate({ prefix: 'audit' }), { command: 'apply' });
    expect([await letsIn(cloud, 'acme-old'), await letsIn(cloud, 'acme-old', '/audit/AWSLogs/')]).toEqual([true, true]);
    expect(waiting(await run(cloud, estate({ prefix: 'audit' })))).toEqual(['bucket/old grants']);
    await deliver(cloud, 'acme-old', logFile(0, { prefix: 'audit/' }));
    await run(cloud, estate({ prefix: 'audit' }), { command: 'apply' });
    expect([await letsIn(cloud, 'acme-old'), await letsIn(cloud, 'acme-old', '/audit/AWSLogs/')]).toEqual([
      false,
      true,
    ]);
    expect((await run(cloud, estate({ prefix: 'audit' }))).plan.changes).toEqual([]);
  });

  it.each([
    ['that delivers', [logFile()], []],
    ['that was not seen to deliver', [], ['topic/first grants']],
  ] as const)('to another topic lets the old one go with the same evidence: one %s', async (_, keys, waits) => {
    const cloud = await stands(estate({ topic: 'first' }));
    for (const key of keys) await deliver(cloud, 'acme-old', key);
    await run(cloud, estate({ topic: 'second' }), { command: 'apply' });
    const plan = await run(cloud, estate({ topic: 'second' }));
    expect([waiting(plan), leftOver(plan)]).toEqual([waits, nothing]);
  });

  it('and is let in by account waits as well', async () => {
    const cloud = await stands(estate({}, { grants: 'accounts' }));
    await run(cloud, estate({ bucket: 'new' }, { grants: 'accounts' }), { command: 'apply' });
    const plan = await run(cloud, estate({ bucket: 'new' }, { grants: 'accounts' }));
    expect([waiting(plan), leftOver(plan)]).toEqual([['bucket/old grants'], nothing]);
    await deliver(cloud, 'acme-new', logFile());
    await run(cloud, estate({ bucket: 'new' }, { grants: 'accounts' }), { command: 'apply' });
    expect((await run(cloud, estate({ bucket: 'new' }, { grants: 'accounts' }))).plan.changes).toEqual([]);
  });

  it('and whose new place cannot be listed keeps the grants, and that is told', async () => {
    const cloud = await stands(estate({}));
    cloud.denied.add('s3:ListObjectsV2');
    const report = await run(cloud, estate({ bucket: 'new' }), { command: 'apply' });
    expect(report.remaining?.unknown).toMatchObject([
      { address: 'bucket/new@payer/us-east-1', field: 'logFiles', problem: { code: 'access-denied' } },
    ]);
    expect(verdictOf(report, false)).toEqual({ reason: 'incomplete', exitCode: 8, complete: false });
    expect(await letsIn(cloud, 'acme-old')).toBe(true);
  });

  it('is told beside what else changes in the old place', async () => {
    const cloud = await stands(estate({}));
    await run(cloud, estate({ bucket: 'new' }), { command: 'apply' });
    const body = estate({ bucket: 'new' });
    const both: SpecBody = {
      ...body,
      trails: { ...(body['trails'] as object), 'us-copy': { region: 'us-east-1', bucket: 'old', multiRegion: false } },
    };
    const { plan } = await run(cloud, both);
    expect(plan.findings.map(({ code }) => code)).toContain('waits-for-logs');
    await run(cloud, both, { command: 'apply' });
    expect(await letsIn(cloud, 'acme-old')).toBe(true);
    expect(waiting(await run(cloud, both))).toEqual(['bucket/old grants']);
  });

  it('twice before anything arrived keeps every place that it left', async () => {
    const cloud = await stands(estate({}));
    await run(cloud, estate({ bucket: 'new' }), { command: 'apply' });
    await run(cloud, estate({ bucket: 'new', prefix: 'audit' }), { command: 'apply' });
    expect([await letsIn(cloud, 'acme-old'), await letsIn(cloud, 'acme-new')]).toEqual([true, true]);
    await deliver(cloud, 'acme-new', logFile(0, { prefix: 'audit/' }));
    await run(cloud, estate({ bucket: 'new', prefix: 'audit' }), { command: 'apply' });
    expect([await letsIn(cloud, 'acme-old'), await letsIn(cloud, 'acme-new')]).toEqual([false, false]);
  });

  it('that nobody moved on purpose is brought back, and nothing of its place is let go', async () => {
    const cloud = await stands(estate({}));
    await cloud.send(
      { call: 'cloudtrail:UpdateTrail', input: { Name: 'main', S3BucketName: 'stranger' } },
      { partition: 'aws', account, region },
    );
    const { plan } = await run(cloud, estate({}));
    expect(plan.changes.map(({ address }) => address)).toEqual(['trail/main@payer/eu-west-1']);
    expect(waiting(await run(cloud, estate({ bucket: 'new' })))).toEqual(['bucket/old grants']);
  });
});
