import { DescribeTrailsCommand, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { CreateTopicCommand, PublishCommand } from '@aws-sdk/client-sns';
import { describe, expect, it, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { ACCOUNT, clients, failure, sandbox } from './clients.ts';
import { HOME, makeBucket } from './estate.ts';

async function control(
  box: Sandbox,
  method: string,
  name: string,
  body?: unknown,
): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${box.url}/_sandbox/${name}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

describe('the controls', () => {
  it('tell that all is well', async () => {
    expect(await control(await sandbox(), 'GET', 'health')).toEqual({ status: 200, body: { status: 'ok' } });
  });

  it('count calls by operation and place, as the sandbox itself does', async () => {
    const box = await sandbox();
    await clients(box).cloudtrail.send(new DescribeTrailsCommand({}));
    await clients(box, 'us-east-1').cloudtrail.send(new DescribeTrailsCommand({}));
    await failure(clients(box).s3.send(new HeadBucketCommand({ Bucket: 'none' })));
    const { body } = await control(box, 'GET', 'counts');
    expect(body).toEqual({
      total: 3,
      operations: { 'cloudtrail:DescribeTrails': 2, 's3:HeadBucket': 1 },
      places: {
        [`${ACCOUNT} ${HOME} cloudtrail:DescribeTrails`]: 1,
        [`${ACCOUNT} ${HOME} s3:HeadBucket`]: 1,
        [`${ACCOUNT} us-east-1 cloudtrail:DescribeTrails`]: 1,
      },
    });
    expect(box.counts()).toEqual(body);
  });

  it('show the latest calls', async () => {
    const box = await sandbox({ now: new Date('2026-10-01T00:00:00Z') });
    await failure(clients(box).cloudtrail.send(new StopLoggingCommand({ Name: 'none' })));
    const { body } = await control(box, 'GET', 'calls');
    expect(body).toEqual({
      calls: [
        {
          at: '2026-10-01T00:00:00.000Z',
          requestId: expect.any(String) as string,
          operation: 'cloudtrail:StopLogging',
          account: ACCOUNT,
          region: HOME,
          principal: `arn:aws:iam::${ACCOUNT}:user/sandbox`,
          inputs: ['Name'],
          outcome: 'TrailNotFoundException',
        },
      ],
    });
  });

  it('show messages', async () => {
    const box = await sandbox();
    const { sns } = clients(box);
    const { TopicArn: topic = '' } = await sns.send(new CreateTopicCommand({ Name: 'alerts' }));
    await sns.send(new PublishCommand({ TopicArn: topic, Message: 'hello' }));
    const { body } = await control(box, 'GET', `messages?topic=${topic}`);
    expect(body).toMatchObject({ messages: [{ body: 'hello' }] });
  });

  it('reset everything but the clock', async () => {
    const now = new Date('2026-10-01T00:00:00Z');
    const box = await sandbox({ now });
    const here = clients(box);
    await makeBucket(here);
    box.trouble.set({ rates: true });
    expect((await control(box, 'POST', 'reset')).status).toBe(200);
    expect([box.counts().total, box.calls(), box.trouble.current(), box.clock.now()]).toEqual([
      0,
      [],
      { seen: [] },
      now,
    ]);
    expect((await failure(here.s3.send(new HeadBucketCommand({ Bucket: 'logs' })))).name).toBe('NotFound');
  });

  it('move the clock', async () => {
    const box = await sandbox();
    const set = await control(box, 'POST', 'clock', { frozen: true, now: '2026-10-01T00:00:00Z', advance: 90 });
    expect(set.body).toEqual({ now: '2026-10-01T00:01:30.000Z', frozen: true });
    expect(await control(box, 'GET', 'clock')).toEqual(set);
    await control(box, 'POST', 'clock', { frozen: false });
    expect(box.clock.frozen).toBe(false);
    const offset = Date.now() - box.clock.now().getTime();
    box.clock.advance(3600);
    const moved = Date.now() - box.clock.now().getTime();
    expect(Math.round((offset - moved) / 60_000)).toBe(60);
  });

  it('set, show and clear trouble', async () => {
    const box = await sandbox();
    const trouble = {
      rules: [
        { match: { service: 'cloudtrail' }, after: 1, count: 1, effect: { latency: 1 } },
        { effect: { error: { code: 'X', status: 500, message: 'm' } } },
        { effect: { throttle: true } },
        { effect: { deny: true } },
        { effect: { drop: 'before' } },
        { effect: { hold: 'after' } },
        { effect: { exit: 'after' } },
      ],
      rates: true,
      propagation: { seconds: 5, calls: 1 },
    };
    const set = await control(box, 'POST', 'trouble', trouble);
    expect(set).toEqual({ status: 200, body: { ...trouble, seen: [0, 0, 0, 0, 0, 0, 0] } });
    expect(await control(box, 'GET', 'trouble')).toEqual(set);
    await control(box, 'DELETE', 'trouble');
    expect((await control(box, 'GET', 'trouble')).body).toEqual({ seen: [] });
  });

  test.each<[string, unknown]>([
    [
      'organization',
      { id: 'o-exampleorgid', management: ACCOUNT, units: [{ name: 'Prod', members: ['222222222222'] }] },
    ],
    ['regions', { '*': [HOME, 'eu-south-1'] }],
    ['roles', { 'arn:aws:iam::222222222222:role/R': { refused: true, externalId: 'x', maxSeconds: 3600 } }],
  ])('set, show and take back: %s', async (name, value) => {
    const box = await sandbox();
    expect(await control(box, 'POST', name, value)).toEqual({ status: 200, body: value });
    box.reset();
    expect(await control(box, 'GET', name)).toEqual({ status: 200, body: value });
    await control(box, 'DELETE', name);
    expect(await control(box, 'GET', name)).toEqual({ status: 200, body: {} });
  });

  test.each<[string, string, string, unknown, number]>([
    ['an organization without an id', 'POST', 'organization', { management: ACCOUNT }, 400],
    ['an organization that makes no sense', 'POST', 'organization', { id: 'x', management: ACCOUNT }, 400],
    ['regions of no account', 'POST', 'regions', { me: [HOME] }, 400],
    ['roles with unknown rules', 'POST', 'roles', { 'arn:aws:iam::222222222222:role/R': { colour: 'red' } }, 400],
    ['a control that is not there', 'GET', 'nothing', undefined, 404],
    ['a method that is not there', 'DELETE', 'counts', undefined, 404],
    ['time that goes back', 'POST', 'clock', { advance: -1 }, 400],
    ['a moment that is none', 'POST', 'clock', { now: 'noon' }, 400],
    ['an unknown member', 'POST', 'clock', { skip: 1 }, 400],
    ['an unknown switch', 'POST', 'trouble', { rule: [] }, 400],
    ['an unknown effect', 'POST', 'trouble', { rules: [{ effect: { explode: true } }] }, 400],
    ['two effects', 'POST', 'trouble', { rules: [{ effect: { deny: true, latency: 1 } }] }, 400],
    ['no effect', 'POST', 'trouble', { rules: [{}] }, 400],
    ['an effect that is off', 'POST', 'trouble', { rules: [{ effect: { deny: false } }] }, 400],
    ['an error without a code', 'POST', 'trouble', { rules: [{ effect: { error: {} } }] }, 400],
    ['a drop at no time', 'POST', 'trouble', { rules: [{ effect: { drop: 'now' } }] }, 400],
  ])('refuse %s', async (_, method, name, body, status) => {
    const box = await sandbox();
    const answer = await control(box, method, name, body);
    expect(answer.status).toBe(status);
    expect(answer.body).toHaveProperty('error');
    expect(box.trouble.current()).toEqual({ seen: [] });
  });

  it('refuse a body that is no JSON', async () => {
    const box = await sandbox();
    expect((await fetch(`${box.url}/_sandbox/clock`, { method: 'POST', body: '{' })).status).toBe(400);
  });
});

describe('the endpoint', () => {
  it('rejects a port that is taken', async () => {
    const box = await sandbox();
    await expect(startSandbox({ port: box.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('ends with open connections, and twice', async () => {
    const box = await startSandbox();
    await clients(box).cloudtrail.send(new DescribeTrailsCommand({}));
    await box.close();
    await box.close();
    await expect(fetch(`${box.url}/_sandbox/health`)).rejects.toThrow('fetch failed');
  });

  it('stands apart from others', async () => {
    const [one, two] = [await sandbox(), await sandbox()];
    await makeBucket(clients(one));
    expect((await failure(clients(two).s3.send(new HeadBucketCommand({ Bucket: 'logs' })))).name).toBe('NotFound');
    expect(two.counts().total).toBe(1);
  });

  it('keeps the latest thousand calls and counts all', async () => {
    const box = await sandbox();
    const { cloudtrail } = clients(box);
    for (let n = 0; n < 2001; n += 50)
      await Promise.all(Array.from({ length: 50 }, () => cloudtrail.send(new DescribeTrailsCommand({}))));
    expect([box.calls().length, box.counts().total]).toEqual([1000, 2050]);
  });
});
