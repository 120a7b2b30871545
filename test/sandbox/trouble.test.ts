import {
  CreateTrailCommand,
  DescribeTrailsCommand,
  LookupEventsCommand,
  StartLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { DeleteBucketPolicyCommand, ListBucketsCommand } from '@aws-sdk/client-s3';
import { CreateTopicCommand, ListTopicsCommand, SetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it, test, vi } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { ACCOUNT, type Clients, clients, failure, OTHER, sandbox } from './clients.ts';
import { arnOf, grants, HOME, makeBucket, makeTrail, openBucket, policy, putPolicy } from './estate.ts';

const describeTrails = ({ cloudtrail }: Clients) => cloudtrail.send(new DescribeTrailsCommand({}));

describe('a rule', () => {
  test.each<[string, (of: Clients) => Promise<unknown>, string, string, number]>([
    ['cloudtrail', describeTrails, 'ThrottlingException', 'AccessDeniedException', 400],
    [
      'kms',
      ({ kms }) => kms.send(new DescribeKeyCommand({ KeyId: 'x' })),
      'ThrottlingException',
      'AccessDeniedException',
      400,
    ],
    ['s3', ({ s3 }) => s3.send(new ListBucketsCommand({})), 'SlowDown', 'AccessDenied', 403],
    ['sns', ({ sns }) => sns.send(new ListTopicsCommand({})), 'ThrottledException', 'AuthorizationErrorException', 403],
    ['sts', ({ sts }) => sts.send(new GetCallerIdentityCommand({})), 'Throttling', 'AccessDenied', 403],
  ])('throttles and denies %s in its own words', async (service, call, throttled, denied, status) => {
    const box = await sandbox();
    const here = clients(box);
    box.trouble.set({ rules: [{ match: { service }, effect: { throttle: true } }] });
    expect((await failure(call(here))).name).toBe(throttled);
    box.trouble.set({ rules: [{ match: { service }, effect: { deny: true } }] });
    expect(await failure(call(here))).toMatchObject({
      name: denied,
      status,
      message: expect.stringContaining(`user/sandbox is not authorized to perform: ${service}:`) as string,
    });
  });

  it('answers with any error', async () => {
    const box = await sandbox();
    box.trouble.set({ rules: [{ effect: { error: { code: 'InternalFailure', status: 500, message: 'Oh no' } } }] });
    expect(await failure(describeTrails(clients(box)))).toEqual({
      name: 'InternalFailure',
      message: 'Oh no',
      status: 500,
    });
    box.trouble.set({ rules: [{ effect: { error: { code: 'ConflictException' } } }] });
    expect(await failure(describeTrails(clients(box)))).toMatchObject({ name: 'ConflictException', status: 400 });
  });

  test.each<[string, { service?: string; operation?: string; region?: string; account?: string }, boolean]>([
    ['everything', {}, true],
    ['its service', { service: 'cloudtrail' }, true],
    ['another service', { service: 's3' }, false],
    ['its operation', { operation: 'DescribeTrails' }, true],
    ['another operation', { operation: 'ListTrails' }, false],
    ['its region', { region: HOME }, true],
    ['another region', { region: 'us-east-1' }, false],
    ['its account', { account: ACCOUNT }, true],
    ['another account', { account: OTHER }, false],
    ['all at once', { service: 'cloudtrail', operation: 'DescribeTrails', region: HOME, account: ACCOUNT }, true],
    ['all but one', { service: 'cloudtrail', operation: 'DescribeTrails', region: HOME, account: OTHER }, false],
  ])('is about %s', async (_, match, hit) => {
    const box = await sandbox();
    box.trouble.set({ rules: [{ match, effect: { throttle: true } }] });
    const asked = describeTrails(clients(box));
    if (hit) await failure(asked);
    else await asked;
  });

  it('hits a number of calls after a number of calls, and is then over', async () => {
    const box = await sandbox();
    box.trouble.set({ rules: [{ after: 1, count: 2, effect: { throttle: true } }] });
    const outcomes: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      outcomes.push(
        await describeTrails(clients(box)).then(
          () => 'ok',
          (error: Error) => error.name,
        ),
      );
    }
    expect(outcomes).toEqual(['ok', 'ThrottlingException', 'ThrottlingException', 'ok', 'ok']);
    expect(box.trouble.current().seen).toEqual([5]);
  });

  it('waits, and adds up', async () => {
    const box = await sandbox();
    box.trouble.set({ rules: [{ effect: { latency: 5 } }, { effect: { latency: 10 } }] });
    const before = performance.now();
    await describeTrails(clients(box));
    expect(performance.now() - before).toBeGreaterThan(13);
  });

  it('gives way to a rule before it', async () => {
    const box = await sandbox();
    box.trouble.set({
      rules: [{ effect: { deny: true } }, { effect: { throttle: true } }, { effect: { drop: 'before' } }],
    });
    expect((await failure(describeTrails(clients(box)))).name).toBe('AccessDeniedException');
  });
});

describe('a lost answer', () => {
  async function withBucket() {
    const box = await sandbox();
    const here = clients(box);
    await openBucket(here);
    return { box, here };
  }

  test.each([
    ['after', 'TrailAlreadyExistsException'],
    ['before', undefined],
  ] as const)('%s the work', async (drop, then) => {
    const { box, here } = await withBucket();
    box.trouble.set({ rules: [{ match: { operation: 'CreateTrail' }, count: 1, effect: { drop } }] });
    expect((await failure(makeTrail(here))).status).toBeUndefined();
    const again = makeTrail(here);
    if (then === undefined) await again;
    else expect((await failure(again)).name).toBe(then);
    expect(
      box.calls().findLast(call => call.operation === 'cloudtrail:CreateTrail' && call.outcome === 'dropped'),
    ).toBeDefined();
  });

  test.each([
    ['after', 'TrailAlreadyExistsException'],
    ['before', undefined],
  ] as const)('that is waited for until the caller gives up, %s the work', async (hold, then) => {
    const { box, here } = await withBucket();
    box.trouble.set({ rules: [{ match: { operation: 'CreateTrail' }, count: 1, effect: { hold } }] });
    const input = { Name: 'main', S3BucketName: 'logs' };
    const held = here.cloudtrail.send(new CreateTrailCommand(input), { abortSignal: AbortSignal.timeout(200) });
    expect((await failure(held)).name).toBe('AbortError');
    const again = makeTrail(here);
    if (then === undefined) await again;
    else expect((await failure(again)).name).toBe(then);
  });

  it('is recorded if the work was done', async () => {
    const { box, here } = await withBucket();
    await makeTrail(here);
    box.trouble.set({ rules: [{ match: { operation: 'StartLogging' }, effect: { drop: 'after' } }] });
    await failure(here.cloudtrail.send(new StartLoggingCommand({ Name: 'main' })));
    const { Events: events } = await here.cloudtrail.send(new LookupEventsCommand({ MaxResults: 1 }));
    expect(events?.[0]?.EventName).toBe('StartLogging');
  });

  test.each(['before', 'after'] as const)('with the whole endpoint, %s the work', async exit => {
    const onExit = vi.fn<() => void>();
    const box = await sandbox({ onExit });
    box.trouble.set({ rules: [{ after: 1, effect: { exit } }] });
    await describeTrails(clients(box));
    const topics = clients(box).sns;
    expect((await failure(topics.send(new CreateTopicCommand({ Name: 'alerts' })))).status).toBeUndefined();
    expect(onExit).toHaveBeenCalledOnce();
    expect((await failure(topics.send(new ListTopicsCommand({})))).message).toContain('ECONNREFUSED');
  });
});

describe('documented rates', () => {
  async function burst(
    box: Sandbox,
    calls: number,
    send: (of: Clients) => Promise<unknown>,
    of = clients(box),
  ): Promise<number> {
    let throttled = 0;
    for (let n = 0; n < calls; n += 1) {
      await send(of).catch((error: Error) => {
        throttled += error.name === 'ThrottlingException' ? 1 : 0;
      });
    }
    return throttled;
  }
  const start = ({ cloudtrail }: Clients) => cloudtrail.send(new StartLoggingCommand({ Name: 'none' }));
  const lookUp = ({ cloudtrail }: Clients) => cloudtrail.send(new LookupEventsCommand({}));

  test.each<[string, number, (of: Clients) => Promise<unknown>]>([
    ['a write', 1, start],
    ['LookupEvents', 2, lookUp],
    ['a read', 10, describeTrails],
  ])('let %s through %i times a second of the sandbox clock', async (_, rate, send) => {
    const box = await sandbox({ now: new Date('2026-10-01T00:00:00Z') });
    box.trouble.set({ rates: true });
    expect(await burst(box, rate + 3, send)).toBe(3);
    box.clock.advance(1);
    expect(await burst(box, rate + 3, send)).toBe(3);
    box.clock.advance(60);
    expect(await burst(box, rate + 3, send)).toBe(3);
  });

  it('are counted by account, region and operation', async () => {
    const box = await sandbox({ now: new Date('2026-10-01T00:00:00Z') });
    box.trouble.set({ rates: true });
    for (const of of [clients(box), clients(box, 'us-east-1'), clients(box, HOME, OTHER)])
      expect(await burst(box, 2, start, of)).toBe(1);
    expect(await burst(box, 2, describeTrails)).toBe(0);
    expect(await burst(box, 20, ({ s3 }) => s3.send(new ListBucketsCommand({})))).toBe(0);
  });
});

describe('propagation', () => {
  const insufficient = 'InsufficientS3BucketPolicyException';

  it('lets CloudTrail see a bucket policy only after some seconds', async () => {
    const box = await sandbox({ now: new Date('2026-10-01T00:00:00Z') });
    const here = clients(box);
    box.trouble.set({ propagation: { seconds: 10 } });
    await openBucket(here);
    expect((await failure(makeTrail(here))).name).toBe(insufficient);
    box.clock.advance(9);
    expect((await failure(makeTrail(here))).name).toBe(insufficient);
    box.clock.advance(1);
    await makeTrail(here);
    await here.s3.send(new DeleteBucketPolicyCommand({ Bucket: 'logs' }));
    await makeTrail(here, { Name: 'second' });
    box.clock.advance(10);
    expect((await failure(makeTrail(here, { Name: 'third' }))).name).toBe(insufficient);
  });

  it('or only after some looks', async () => {
    const box = await sandbox();
    const here = clients(box);
    box.trouble.set({ propagation: { calls: 2 } });
    await openBucket(here);
    for (const _ of [1, 2]) expect((await failure(makeTrail(here))).name).toBe(insufficient);
    await makeTrail(here);
  });

  it('shows what was in force before, not what was written in between', async () => {
    const box = await sandbox({ now: new Date('2026-10-01T00:00:00Z') });
    const here = clients(box);
    await makeBucket(here);
    await putPolicy(here, policy(...grants()));
    await makeTrail(here);
    box.trouble.set({ propagation: { seconds: 10 } });
    box.clock.advance(60);
    await putPolicy(here, policy(...grants({ arns: arnOf('second') })));
    box.clock.advance(5);
    await putPolicy(here, policy(...grants({ arns: arnOf('third') })));
    box.clock.advance(5);
    expect((await failure(makeTrail(here, { Name: 'second' }))).name).toBe(insufficient);
    box.clock.advance(5);
    expect((await failure(makeTrail(here, { Name: 'second' }))).name).toBe(insufficient);
    await makeTrail(here, { Name: 'third' });
  });

  it('is the same for topics, and shows its owner what was written', async () => {
    const box = await sandbox({ now: new Date('2026-10-01T00:00:00Z') });
    const here = clients(box);
    await openBucket(here);
    const { TopicArn } = await here.sns.send(new CreateTopicCommand({ Name: 'alerts' }));
    box.clock.advance(60);
    box.trouble.set({ propagation: { seconds: 10 } });
    const AttributeValue = policy({
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: 'SNS:Publish',
      Resource: TopicArn,
    });
    await here.sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue }));
    const make = () =>
      here.cloudtrail.send(new CreateTrailCommand({ Name: 'main', S3BucketName: 'logs', SnsTopicName: 'alerts' }));
    box.clock.advance(9);
    expect((await failure(make())).name).toBe('InsufficientSnsTopicPolicyException');
    box.clock.advance(1);
    await make();
  });
});
