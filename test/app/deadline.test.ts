/** What a run with a deadline sees of the outside. */
import { describe, expect, it } from 'vitest';

import { enterWithin, memoryWithin, withDeadline } from '../../src/app/deadline.ts';
import type { Clock, Cloud } from '../../src/app/ports.ts';
import { ApiFailure } from '../../src/core/failure.ts';
import { target } from '../core/toy.ts';

/** A clock that stands until the test moves it. */
class HandClock implements Clock {
  #now = 0;
  readonly sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();

  now(): Date {
    return new Date(this.#now);
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const sleeper = { at: this.#now + milliseconds, wake: () => (this.sleepers.delete(sleeper), resolve()) };
      this.sleepers.add(sleeper);
      if (signal?.aborted) sleeper.wake();
      signal?.addEventListener('abort', sleeper.wake, { once: true });
    });
  }

  async move(milliseconds: number): Promise<void> {
    this.#now += milliseconds;
    for (const { at, wake } of this.sleepers) if (at <= this.#now) wake();
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  }
}

const never = (): Promise<never> => new Promise(() => undefined);
const access = { role: null, externalId: null, sessionName: 'trailwarden', profile: null };
const account = { id: '222222222222', partition: 'aws', access };
const start = { call: 'cloudtrail:StartLogging', input: { Name: 'main' } };

function bounded(cloud: Partial<Cloud>) {
  const clock = new HandClock();
  let closed = 0;
  const whole: Cloud = {
    identity: never,
    enter: never,
    memory: () => ({ at: () => ({ ask: never }) }),
    send: never,
    counts: () => ({ 'sts:AssumeRole': 1 }),
    close: () => void (closed += 1),
    ...cloud,
  };
  return { ...withDeadline({ cloud: whole, clock }, 600_000), hand: clock, closed: () => closed };
}

async function failureOf(asked: Promise<unknown>): Promise<ApiFailure> {
  const failure: unknown = await asked.catch((error: unknown) => error);
  if (failure instanceof ApiFailure) return failure;
  throw new Error('it did not fail');
}

describe('before the deadline', () => {
  it('everything is as it is without one', async () => {
    const denied = new ApiFailure('AccessDenied', 'no', { category: 'permission', site: { call: 'a:B', target } });
    const identity = { account: account.id, arn: 'arn:aws:iam::222222222222:user/ci', partition: 'aws' };
    const { cloud, clock, hand } = bounded({
      identity: async () => Promise.resolve(identity),
      enter: async () => Promise.reject(denied),
      memory: () => ({
        at: ({ region }) => ({ ask: async (call, _, at) => Promise.resolve({ call, at: at ?? region }) }),
      }),
      send: async () => Promise.resolve({ attempts: 2 }),
    });
    await hand.move(599_999);
    expect(await cloud.identity()).toBe(identity);
    expect(await failureOf(cloud.enter(account))).toBe(denied);
    const aws = cloud.memory().at(target);
    expect(await aws.ask('a:B', {})).toEqual({ call: 'a:B', at: 'eu-west-1' });
    expect(await aws.ask('a:B', {}, 'us-east-1')).toEqual({ call: 'a:B', at: 'us-east-1' });
    expect(await cloud.send(start, target)).toEqual({ attempts: 2 });
    expect(cloud.counts()).toEqual({ 'sts:AssumeRole': 1 });
    expect(clock.now()).toEqual(hand.now());
  });

  it('an interruption is told as one', async () => {
    const { cloud } = bounded({
      send: async (call, at) =>
        Promise.reject(
          new ApiFailure('Interrupted', 'not sent', { category: 'transient', site: { call: call.call, target: at } }),
        ),
    });
    expect(await failureOf(cloud.send(start, target, AbortSignal.abort()))).toMatchObject({ name: 'Interrupted' });
  });

  it('nothing is left behind once it is closed', async () => {
    const { cloud, clock, hand, passed, closed } = bounded({});
    const slept = clock.sleep(1000);
    await hand.move(1000);
    await slept;
    cloud.close();
    expect(closed()).toBe(1);
    expect(hand.sleepers.size).toBe(0);
    await hand.move(600_000);
    expect(passed.aborted).toBe(false);
  });
});

describe('a stage of a run', () => {
  it('gives up what does not answer in its share of the time that is left, and the run goes on', async () => {
    const { cloud, stage, hand, passed } = bounded({});
    await hand.move(300_000);
    const period = stage(1 / 3);
    const memory = cloud.memory();
    const open = [
      failureOf(enterWithin(cloud, account, period)),
      failureOf(memoryWithin(memory, period).at(target).ask('ec2:DescribeRegions', {})),
    ];
    const waiting = failureOf(memory.at(target).ask('cloudtrail:DescribeTrails', {}));
    await hand.move(99_999);
    expect(period.passed.aborted).toBe(false);
    await hand.move(1);
    for (const failure of await Promise.all(open)) {
      expect(failure).toMatchObject({ name: 'DeadlinePassed', category: 'deadline' });
      expect(failure.message).toBe(
        'no answer came within 1 min 40 s: the rest of the 10 min that the run may take is for what does answer',
      );
    }
    expect(passed.aborted).toBe(false);
    await hand.move(200_000);
    expect((await waiting).message).toContain('within the 10 min that the run may take');
    expect(stage(1 / 3).unanswered).toContain('0.0 s');
    cloud.close();
    expect(hand.sleepers.size).toBe(0);
  });

  it('is none where there is no deadline', async () => {
    const { cloud } = bounded({ enter: async () => Promise.resolve() });
    const memory = cloud.memory();
    expect(memoryWithin(memory, undefined)).toBe(memory);
    await expect(enterWithin(cloud, account, undefined)).resolves.toBeUndefined();
  });
});

describe('at the deadline', () => {
  it.each<[string, (cloud: Cloud) => Promise<unknown>, string]>([
    ['whose account it is', async cloud => cloud.identity(), 'sts:GetCallerIdentity'],
    ['getting into an account', async cloud => cloud.enter(account), 'sts:GetCallerIdentity'],
    [
      'getting into a role',
      async cloud => cloud.enter({ ...account, access: { ...access, role: 'arn:aws:iam::222222222222:role/r' } }),
      'sts:AssumeRole',
    ],
    ['any question', async cloud => cloud.memory().at(target).ask('s3:HeadBucket', {}), 's3:HeadBucket'],
  ])('%s fails, and later without being asked', async (_, ask, call) => {
    let times = 0;
    const count = async (): Promise<never> => {
      times += 1;
      return never();
    };
    const { cloud, hand } = bounded({ identity: count, enter: count, memory: () => ({ at: () => ({ ask: count }) }) });
    const open = failureOf(ask(cloud));
    await hand.move(600_000);
    for (const failure of [await open, await failureOf(ask(cloud))]) {
      expect(failure).toMatchObject({ name: 'DeadlinePassed', category: 'deadline', site: { call } });
      expect(failure.message).toContain('10 min');
      expect(failure.mend).toContain('--deadline');
    }
    expect(times).toBe(1);
  });

  it('nothing more is sent', async () => {
    let times = 0;
    const { cloud, hand } = bounded({ send: async () => Promise.resolve({ attempts: (times += 1) }) });
    await hand.move(600_000);
    expect(await failureOf(cloud.send(start, target))).toMatchObject({ name: 'NotBegun', category: 'deadline' });
    expect(times).toBe(0);
  });

  it('a call that waits for its turn is not begun', async () => {
    const { cloud, hand } = bounded({
      send: async (call, at, signal) =>
        new Promise((_, reject) => {
          const site = { call: call.call, target: at };
          signal?.addEventListener('abort', () =>
            reject(new ApiFailure('Interrupted', 'not sent', { category: 'transient', site })),
          );
        }),
    });
    const waiting = failureOf(cloud.send(start, target, new AbortController().signal));
    await hand.move(600_000);
    expect(await waiting).toMatchObject({ name: 'NotBegun' });
  });

  it('a call under way is finished, or given up half a minute later', async () => {
    const answers: (() => void)[] = [];
    const { cloud, hand } = bounded({
      send: async () => new Promise(resolve => void answers.push(() => resolve({ attempts: 1 }))),
    });
    const [finished, hung] = [cloud.send(start, target), failureOf(cloud.send(start, target))];
    await hand.move(600_000);
    await hand.move(29_999);
    answers[0]?.();
    expect(await finished).toEqual({ attempts: 1 });
    await hand.move(1);
    expect(await hung).toMatchObject({ name: 'DeadlinePassed' });
    expect((await hung).message).toContain('may have been carried out');
  });

  it('nobody sleeps any longer', async () => {
    const { clock, hand, passed } = bounded({});
    const other = new AbortController();
    const sleeping = [clock.sleep(9_999_999), clock.sleep(9_999_999, other.signal)];
    await hand.move(600_000);
    expect(passed.aborted).toBe(true);
    await Promise.all([...sleeping, clock.sleep(9_999_999)]);
    expect([...hand.sleepers].map(({ at }) => at)).toEqual([630_000]); // for what is under way
  });
});
