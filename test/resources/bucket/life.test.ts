/** How long a bucket keeps what it holds, through the whole flow. */
import { describe, expect, it } from 'vitest';

import { gravityOf } from '../../../src/core/plan.ts';
import { verdictOf } from '../../../src/core/report.ts';
import { bucket } from '../../../src/resources/bucket/bucket.ts';
import type { BucketSpec } from '../../../src/resources/bucket/spec.ts';
import { leftOver, nothing, run } from '../../contract/estate.ts';
import type { SpecBody } from '../../contract/estate.ts';
import { MemoryCloud } from '../../contract/memory/cloud.ts';
import { desired, entry, target } from './estate.ts';

const Bucket = 'acme-logs';
const region = 'eu-west-1';

const body = (spec: BucketSpec = {}, trail: object = {}): SpecBody => ({
  buckets: { [Bucket]: { region, ...spec }, 'acme-access-logs': { region } },
  trails: { main: { region, bucket: Bucket, ...trail } },
});

const rule = (ID: string, days: number, prefix = '') => ({
  ID,
  Status: 'Enabled',
  Filter: { Prefix: prefix },
  Expiration: { Days: days },
});

async function standing(spec: BucketSpec = {}, trail: object = {}): Promise<MemoryCloud> {
  const cloud = new MemoryCloud();
  await run(cloud, body(spec, trail), { command: 'apply' });
  return cloud;
}

async function put(cloud: MemoryCloud, call: string, input: object): Promise<void> {
  await cloud.send({ call: `s3:${call}`, input: { Bucket, ...input } }, target);
}

const rules = (cloud: MemoryCloud, ...Rules: object[]) =>
  put(cloud, 'PutBucketLifecycleConfiguration', { LifecycleConfiguration: { Rules } });

async function planned(cloud: MemoryCloud, spec: BucketSpec = {}, trail: object = {}) {
  const report = await run(cloud, body(spec, trail));
  const change = report.plan.changes.find(({ resource }) => resource.name === Bucket);
  const field = (name: string) => change?.fields.find(one => one.field === name);
  return { report, change, field, lifecycle: field('lifecycle'), calls: change?.calls ?? [] };
}

describe('a lifecycle rule that deletes log files too early', () => {
  const spec = { retention: { minDays: 365 } };

  it('is critical, and removed; the others stay with all they say', async () => {
    const cloud = await standing(spec);
    await put(cloud, 'PutBucketLifecycleConfiguration', {
      TransitionDefaultMinimumObjectSize: 'varies_by_storage_class',
      LifecycleConfiguration: { Rules: [rule('wipe', 1), rule('late', 400), rule('tmp', 1, 'tmp/')] },
    });
    const { lifecycle, calls } = await planned(cloud, spec);
    expect(lifecycle).toMatchObject({
      gravity: 'critical',
      effect: 'strengthens',
      meaning: 'A lifecycle rule deletes log files after 1 day.',
    });
    expect(calls).toEqual([
      {
        call: 's3:PutBucketLifecycleConfiguration',
        input: {
          Bucket,
          ExpectedBucketOwner: target.account,
          TransitionDefaultMinimumObjectSize: 'varies_by_storage_class',
          LifecycleConfiguration: { Rules: [rule('late', 400), rule('tmp', 1, 'tmp/')] },
        },
        whole: true,
      },
    ]);
    const { outcomes } = await run(cloud, body(spec), { command: 'apply' });
    expect(outcomes?.map(({ status }) => status)).toEqual(['done']);
    expect(leftOver(await run(cloud, body(spec)))).toEqual(nothing);
  });

  it('goes with the whole lifecycle where it is the only one', async () => {
    const cloud = await standing(spec);
    await rules(cloud, {
      ...rule('old', 1),
      Expiration: undefined,
      NoncurrentVersionExpiration: { NoncurrentDays: 30 },
    });
    const { lifecycle, calls } = await planned(cloud, spec);
    expect(lifecycle?.meaning).toBe('A lifecycle rule deletes old versions of log files after 30 days.');
    expect(calls.map(({ call }) => call)).toEqual(['s3:DeleteBucketLifecycle']);
    const { outcomes } = await run(cloud, body(spec), { command: 'apply' });
    expect(outcomes?.map(({ status }) => status)).toEqual(['done']);
    expect(leftOver(await run(cloud, body(spec)))).toEqual(nothing);
  });

  it('is critical, told and left where the spec does not say how long', async () => {
    const cloud = await standing();
    await rules(cloud, rule('wipe', 89));
    const { report, change, lifecycle, calls } = await planned(cloud);
    expect(lifecycle).toMatchObject({
      gravity: 'critical',
      withheld: { by: 'fixed', problem: { code: 'retention-unset' } },
    });
    expect(calls).toEqual([]);
    expect(change && gravityOf(change)).toBe('critical');
    expect(verdictOf(report, true, 'critical').exitCode).toBe(2);
    const applied = await run(cloud, body(), { command: 'apply' });
    expect(applied.outcomes).toEqual([]);
  });

  it.each<[string, BucketSpec, object, object]>([
    ['after 90 days', {}, {}, rule('late', 90)],
    ['after the days that the spec says', { retention: { minDays: 7 } }, {}, rule('week', 7)],
    ['where no logs are', spec, {}, rule('tmp', 1, 'tmp/')],
    ['when it is off', spec, {}, { ...rule('off', 1), Status: 'Disabled' }],
  ])('is in order %s', async (_, wanted, trail, one) => {
    const cloud = await standing(wanted, trail);
    await rules(cloud, one);
    expect((await planned(cloud, wanted, trail)).change).toBeUndefined();
  });

  it('is one where a trail has its logs', async () => {
    const cloud = await standing(spec, { prefix: 'tmp' });
    await rules(cloud, rule('tmp', 1, 'tmp/'));
    expect((await planned(cloud, spec, { prefix: 'tmp' })).lifecycle?.gravity).toBe('critical');
  });

  it('is one where the policy lets in a trail that nobody declares', async () => {
    const theirs = {
      Sid: 'Theirs',
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${Bucket}/team/AWSLogs/222222222222/*`,
      Condition: { StringEquals: { 'aws:SourceArn': 'arn:aws:cloudtrail:eu-west-1:222222222222:trail/t' } },
    } as const;
    const wanted: BucketSpec = { ...spec, policy: { statements: [theirs] } };
    const cloud = await standing(wanted);
    await rules(cloud, rule('team', 1, 'team/'));
    expect((await planned(cloud, wanted)).lifecycle?.gravity).toBe('critical');
  });

  it('is not known where the lifecycle cannot be read', async () => {
    const cloud = await standing(spec);
    cloud.denied.add('s3:GetBucketLifecycleConfiguration');
    const { report } = await planned(cloud, spec);
    expect([...new Set(report.plan.unknown.map(({ field }) => field))]).toEqual(['lifecycle']);
    expect(verdictOf(report, true, 'critical').exitCode).toBe(8);
  });

  it('may be anywhere where the policy cannot be read', async () => {
    const cloud = await standing(spec);
    await rules(cloud, rule('tmp', 1, 'tmp/'));
    cloud.denied.add('s3:GetBucketPolicy');
    expect((await planned(cloud, spec)).lifecycle?.gravity).toBe('critical');
  });
});

describe('a lifecycle that is written', () => {
  it('is all there is', async () => {
    const lifecycle = [rule('late', 400)];
    const cloud = await standing({ lifecycle });
    await rules(cloud, rule('late', 400), rule('tmp', 1, 'tmp/'));
    const found = await planned(cloud, { lifecycle });
    expect(found.lifecycle).toMatchObject({ gravity: 'medium', effect: 'neutral' });
    await run(cloud, body({ lifecycle }), { command: 'apply' });
    expect(leftOver(await run(cloud, body({ lifecycle })))).toEqual(nothing);
  });

  it('is a difference of rules, in whatever order they stand', async () => {
    const lifecycle = [rule('b', 400), rule('a', 500)];
    const cloud = await standing({ lifecycle });
    await rules(cloud, rule('b', 400), rule('a', 500));
    expect((await planned(cloud, { lifecycle })).change).toBeUndefined();
  });

  it('weakens where it deletes sooner, unless the spec says that this is long enough', async () => {
    const lifecycle = [rule('late', 400)];
    const cloud = await standing();
    const weakens = await planned(cloud, { lifecycle });
    expect(weakens.lifecycle).toMatchObject({ effect: 'weakens', withheld: { by: 'refused' } });
    const enough = await planned(cloud, { lifecycle, retention: { minDays: 365 } });
    expect(enough.lifecycle).toMatchObject({ effect: 'neutral' });
    expect(enough.calls.map(({ call }) => call)).toEqual(['s3:PutBucketLifecycleConfiguration']);
  });

  it('is refused where it breaks the retention of a trail that has its logs there', async () => {
    const spec: BucketSpec = { retention: { minDays: 365 }, lifecycle: [rule('team', 1, 'team/')] };
    const cloud = await standing(spec);
    const { change, report } = await planned(cloud, spec, { prefix: 'team' });
    expect(change?.withheld).toMatchObject({ by: 'refused', problem: { code: 'retention-broken' } });
    expect(report.plan.findings.map(({ code }) => code)).toContain('retention-broken');
  });
});

describe('what else is kept until it is written', () => {
  it('is Object Lock, which only grows by itself', async () => {
    const cloud = await standing();
    await put(cloud, 'PutObjectLockConfiguration', {
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 30 } },
      },
    });
    expect((await planned(cloud)).change).toBeUndefined();
    const longer = await planned(cloud, { objectLock: { mode: 'COMPLIANCE', days: 365 } });
    expect(longer.field('objectLock')).toMatchObject({ gravity: 'critical', effect: 'strengthens' });
    const shorter = await planned(cloud, { objectLock: { mode: 'GOVERNANCE', days: 7 } });
    expect(shorter.field('objectLock')).toMatchObject({ gravity: 'medium', withheld: { by: 'refused' } });
  });

  it('is access logging', async () => {
    const cloud = await standing();
    await put(cloud, 'PutBucketLogging', {
      BucketLoggingStatus: { LoggingEnabled: { TargetBucket: 'acme-access-logs', TargetPrefix: 'x' } },
    });
    expect((await planned(cloud)).change).toBeUndefined();
    const gone = await planned(cloud, { accessLogging: null });
    expect(gone.field('accessLogging')).toMatchObject({ effect: 'weakens', withheld: { by: 'refused' } });
    const other = await planned(cloud, { accessLogging: { bucket: 'acme-access-logs' } });
    expect(other.calls.map(({ input }) => input)).toMatchObject([
      { BucketLoggingStatus: { LoggingEnabled: { TargetBucket: 'acme-access-logs', TargetPrefix: '' } } },
    ]);
  });

  it('takes a key for the bucket that has it at the same place, and else for a name', async () => {
    const named = (bucket: string): SpecBody => ({
      buckets: {
        [Bucket]: { region, accessLogging: { bucket } },
        access: { region, name: 'acme-access-logs' },
        far: { region: 'us-east-1', name: 'acme-far-logs' },
      },
    });
    const targetOf = async (key: string) => {
      const { plan } = await run(new MemoryCloud(), named(key));
      const change = plan.changes.find(({ resource }) => resource.name === Bucket);
      return change?.calls.find(({ call }) => call === 's3:PutBucketLogging')?.input;
    };
    for (const [key, name] of [
      ['access', 'acme-access-logs'],
      ['far', 'far'],
      ['other', 'other'],
    ] as const)
      expect(await targetOf(key)).toMatchObject({ BucketLoggingStatus: { LoggingEnabled: { TargetBucket: name } } });
  });
});

describe('what is only reported', () => {
  it('is quiet where a bucket is as a log bucket should be, and shown where not, as no difference', async () => {
    const cloud = await standing();
    await put(cloud, 'PutBucketCors', { CORSConfiguration: { CORSRules: [{}] } });
    await put(cloud, 'PutBucketWebsite', { WebsiteConfiguration: { IndexDocument: { Suffix: 'index.html' } } });
    await put(cloud, 'PutBucketReplication', {
      ReplicationConfiguration: { Rules: [{ Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::copy' } }] },
    });
    const { change, report, calls } = await planned(cloud);
    expect(change?.fields.map(({ field, withheld }) => `${field}: ${withheld?.problem.code}`)).toEqual([
      'replication: only-reported',
      'cors: only-reported',
      'website: only-reported',
    ]);
    expect(calls).toEqual([]);
    expect(verdictOf(report, true, 'critical').exitCode).toBe(0);
  });

  it('is a critical difference where it ends delivery: the requester pays', async () => {
    const cloud = await standing();
    await put(cloud, 'PutBucketRequestPayment', { RequestPaymentConfiguration: { Payer: 'Requester' } });
    const { field, report, calls } = await planned(cloud);
    expect(field('requesterPays')).toMatchObject({
      gravity: 'critical',
      withheld: { by: 'fixed', problem: { code: 'requester-pays' } },
    });
    expect(calls).toEqual([]);
    expect(verdictOf(report, true, 'critical').exitCode).toBe(2);
  });
});

describe('check', () => {
  const problems = (spec: BucketSpec) =>
    (bucket.check?.([entry(spec)]) ?? []).map(
      ({ code, message, severity = 'error' }) => `${severity} ${code}: ${message}`,
    );

  it.each<[string, BucketSpec, readonly string[]]>([
    ['rules in order', { lifecycle: [rule('a', 400), rule('tmp', 1, 'tmp/')], retention: { minDays: 400 } }, []],
    [
      'a rule before the retention',
      { lifecycle: [rule('a', 30)], retention: { minDays: 365 } },
      ['error retention-broken: Rule a deletes log files after 30 days, and retention.minDays is 365'],
    ],
    [
      'a day, whatever the age',
      { lifecycle: [{ ID: 'a', Expiration: { Date: '2030-01-01' } }], retention: { minDays: 1 } },
      ['error retention-broken: Rule a deletes log files whatever their age, and retention.minDays is 1'],
    ],
    [
      'old versions before the retention',
      { lifecycle: [{ ID: 'a', NoncurrentVersionExpiration: { NoncurrentDays: 7 } }], retention: { minDays: 30 } },
      ['error retention-broken: Rule a deletes old versions of log files after 7 days, and retention.minDays is 30'],
    ],
    [
      'a rule before 90 days without a word',
      { lifecycle: [rule('a', 30)] },
      ['warning retention-unset: Rule a deletes log files after 30 days, which is before 90 days'],
    ],
    [
      'the same ID twice',
      { lifecycle: [rule('a', 400), rule('a', 500)] },
      ['error invalid-lifecycle: The ID a is used twice'],
    ],
    ['a rule that does nothing', { lifecycle: [{ ID: 'a' }] }, ['error invalid-lifecycle: Rule a does nothing']],
    [
      'two ways to expire',
      { lifecycle: [{ ID: 'a', Expiration: { Days: 400, ExpiredObjectDeleteMarker: true } }] },
      ['error invalid-lifecycle: Rule a expires by one of Days, Date and ExpiredObjectDeleteMarker'],
    ],
    [
      'no way to move',
      { lifecycle: [{ ID: 'a', Transitions: [{ StorageClass: 'GLACIER' }] }] },
      ['error invalid-lifecycle: Rule a moves objects by one of Days and Date'],
    ],
    ['Object Lock without a default', { objectLock: {} }, []],
    ['Object Lock', { objectLock: { mode: 'COMPLIANCE', years: 7 } }, []],
    [
      'a mode without a time',
      { objectLock: { mode: 'COMPLIANCE' } },
      ['error invalid-object-lock: A default retention is a mode and either days or years'],
    ],
    [
      'a time without a mode',
      { objectLock: { days: 7 } },
      ['error invalid-object-lock: A default retention is a mode and either days or years'],
    ],
    [
      'two times',
      { objectLock: { mode: 'COMPLIANCE', days: 7, years: 1 } },
      ['error invalid-object-lock: A default retention is a mode and either days or years'],
    ],
    [
      'Object Lock without versions',
      { objectLock: {}, versioning: false },
      ['error invalid-object-lock: Object Lock needs versioning'],
    ],
    ['access logs elsewhere', { accessLogging: { bucket: 'other' } }, []],
    [
      'access logs into itself, by name',
      { accessLogging: { bucket: 'acme-logs' } },
      ['error invalid-access-logging: A bucket that logs to itself logs its own logging, without end'],
    ],
    [
      'access logs into itself, by key',
      { accessLogging: { bucket: 'logs' } },
      ['error invalid-access-logging: A bucket that logs to itself logs its own logging, without end'],
    ],
  ])('%s', (_, spec, expected) => {
    expect(problems(spec)).toEqual(expected);
  });

  it('names the number that is too small', () => {
    const at = { file: 'spec.yaml', line: 9, column: 30 };
    const spec = { lifecycle: [rule('a', 30)], retention: { minDays: 365 } };
    expect(bucket.check?.([entry(spec, { written: { '/lifecycle/0/Expiration/Days': at } })])).toMatchObject([{ at }]);
  });
});

it('asks for leave to replace the lifecycle where the retention may have to be kept', () => {
  const common = { name: Bucket, arn: 'arn:aws:s3:::acme-logs', target, action: 'update' } as const;
  const callsOf = (spec: BucketSpec) => {
    const state = desired(spec);
    const live = Object.fromEntries(Object.entries(state).map(([field, value]) => [field, { value }]));
    return bucket.calls({
      ...common,
      desired: state,
      live: live as never,
      changed: ['lifecycle', 'objectLock', 'accessLogging'],
    });
  };
  expect(callsOf({ retention: { minDays: 1 } }).map(({ call }) => call)).toEqual(['s3:DeleteBucketLifecycle']);
  expect(callsOf({})).toEqual([]);
});
