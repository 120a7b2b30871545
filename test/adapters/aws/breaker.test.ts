import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { breaker, mostUnanswered, pause } from '../../../src/adapters/aws/breaker.ts';
import { systemClock } from '../../../src/adapters/clock.ts';
import type { Clock } from '../../../src/app/ports.ts';
import { ApiFailure } from '../../../src/core/failure.ts';
import type { FailureCategory } from '../../../src/core/failure.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import type { Sandbox } from '../../../src/sandbox/index.ts';
import { connected, failureOf, target } from './connected.ts';

const failure = (name: string, category: FailureCategory): ApiFailure =>
  new ApiFailure(name, 'no', { category, site: { call: 'cloudtrail:DescribeTrails', target } });
const silent = failure('TimeoutError', 'unreachable');

describe('a breaker', () => {
  const unanswered = (times: number) => {
    const made = breaker();
    for (let time = 0; time < times; time += 1) made.ended('here', silent, 0);
    return made;
  };

  it('holds a place once so often in a row no answer came, and no other place', () => {
    expect(unanswered(mostUnanswered - 1).judge('here', 0)).toBe('ask');
    expect(unanswered(mostUnanswered).judge('here', pause - 1)).toBe(silent);
    expect(unanswered(mostUnanswered).judge('there', 0)).toBe('ask');
  });

  it.each([
    ['an answer', undefined],
    ['a refusal, which is an answer', failure('AccessDeniedException', 'permission')],
    ['a failure that is told at once', failure('ECONNREFUSED', 'unreachable')],
  ])('counts anew after %s', (_, ended) => {
    const made = unanswered(mostUnanswered);
    made.ended('here', ended, 0);
    expect(made.judge('here', 0)).toBe('ask');
    for (let time = 1; time < mostUnanswered; time += 1) made.ended('here', silent, 0);
    expect(made.judge('here', 0)).toBe('ask');
  });

  it('lets one through after a while, and all once it was answered', () => {
    const made = unanswered(mostUnanswered);
    expect([made.judge('here', pause), made.judge('here', pause)]).toEqual(['trial', silent]);
    made.ended('here', silent, pause);
    expect(made.judge('here', pause)).toBe(silent);
    expect(made.judge('here', 2 * pause)).toBe('trial');
    made.ended('here', undefined, 2 * pause);
    expect(made.judge('here', 2 * pause)).toBe('ask');
  });
});

describe('an endpoint that hangs', () => {
  let sandbox: Sandbox;
  beforeAll(async () => void (sandbox = await startSandbox()));
  afterAll(() => sandbox.close());
  beforeEach(() => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', '111111111111');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
    sandbox.reset();
  });
  const hang = { match: { service: 'cloudtrail', region: 'eu-west-1' }, effect: { hold: 'before' } } as const;
  const name = (index: number) => ({ Name: `trail-${index}` });
  const many = Array.from({ length: 1_000 }, (_, index) => index);

  it('is waited for by the first few questions, not by a thousand; others are answered, and it is, too, once it does', async () => {
    let ahead = 0;
    const clock: Clock = { ...systemClock, now: () => new Date(systemClock.now().getTime() + ahead) };
    const cloud = connected(sandbox.url, { questionTimeoutMs: 300, clock });
    sandbox.trouble.set({ rules: [hang] });
    const asked = cloud.memory();
    const failures = await Promise.all(
      many.map(async index => failureOf(asked.at(target).ask('cloudtrail:GetTrail', name(index)))),
    );
    expect(new Set(failures.map(one => one.name))).toEqual(new Set(['ETIMEDOUT']));
    expect(new Set(failures.map(({ category }) => category))).toEqual(new Set(['unreachable']));
    expect(failures.at(-1)?.message).toMatch(
      /^not asked, because no answer came in time 20 times in a row; the last, /,
    );
    expect(cloud.counts()['cloudtrail:GetTrail']).toBeLessThan(60);

    const elsewhere = { ...target, region: 'us-east-1' };
    expect(await cloud.memory().at(elsewhere).ask('cloudtrail:DescribeTrails', {})).toEqual({ trailList: [] });

    sandbox.trouble.clear();
    const again = cloud.memory().at(target);
    expect((await failureOf(again.ask('cloudtrail:GetTrail', name(0)))).message).toContain('not asked');
    ahead = pause;
    expect(await cloud.memory().at(target).ask('cloudtrail:DescribeTrails', {})).toEqual({ trailList: [] });
    expect((await failureOf(cloud.memory().at(target).ask('cloudtrail:GetTrail', name(0)))).name).toBe(
      'TrailNotFoundException',
    );
  });

  it('is still told to change what has to change', async () => {
    const cloud = connected(sandbox.url, { questionTimeoutMs: 300 });
    sandbox.trouble.set({ rules: [{ ...hang, match: { operation: 'GetTrail' } }] });
    const asked = cloud.memory().at(target);
    await Promise.all(many.slice(0, 20).map(async index => failureOf(asked.ask('cloudtrail:GetTrail', name(index)))));
    const refused = await failureOf(cloud.send({ call: 'cloudtrail:StartLogging', input: name(0) }, target));
    expect(refused.name).toBe('TrailNotFoundException');
    expect(await cloud.memory().at(target).ask('cloudtrail:DescribeTrails', {})).toEqual({ trailList: [] });
  });
});
