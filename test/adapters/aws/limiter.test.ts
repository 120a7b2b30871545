import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { gate } from '../../../src/adapters/aws/gate.ts';
import { limiter, tokenBucket } from '../../../src/adapters/aws/limiter.ts';
import { limitOf } from '../../../src/adapters/aws/limits.ts';
import { systemClock } from '../../../src/adapters/clock.ts';
import { TimerClock } from './timer-clock.ts';

interface Turn {
  readonly who: number;
  readonly at: number;
}

/** Who got a turn when, if they come at these times (milliseconds). */
async function turnsOf(arrivals: readonly number[], limit: { rate: number; burst: number }): Promise<readonly Turn[]> {
  const clock = new TimerClock();
  const bucket = tokenBucket(limit, clock);
  const start = clock.now().getTime();
  const turns: Turn[] = [];
  const come = async (after: number, who: number): Promise<void> => {
    await clock.sleep(after);
    await bucket.take();
    turns.push({ who, at: clock.now().getTime() - start });
  };
  await clock.until(Promise.all(arrivals.map(come)));
  return turns;
}

const limits = fc.record({ rate: fc.integer({ min: 1, max: 20 }), burst: fc.integer({ min: 1, max: 10 }) });
const arrivals = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 40 });

describe('a token bucket', () => {
  it('never lets more through than its burst and its rate, in any stretch of time', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, limits, async (times, limit) => {
        const turns = (await turnsOf(times, limit)).map(({ at }) => at);
        expect(turns).toHaveLength(times.length);
        for (const [first, from] of turns.entries()) {
          for (const [last, to] of turns.entries()) {
            if (last < first) continue;
            const allowed = limit.burst + (limit.rate * (to - from)) / 1000;
            expect(last - first + 1).toBeLessThanOrEqual(allowed + 1e-3);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the order of those who come', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, limits, async (times, limit) => {
        const sorted = times.toSorted((a, b) => a - b);
        const turns = await turnsOf(sorted, limit);
        expect(turns.map(({ who }) => who)).toEqual(sorted.map((_, who) => who));
      }),
      { numRuns: 30 },
    );
  });

  it('lets nobody wait who need not', async () => {
    expect((await turnsOf([0, 1_000, 2_000], { rate: 1, burst: 1 })).map(({ at }) => at)).toEqual([0, 1_000, 2_000]);
  });

  it('halves its rate when AWS throttles, and recovers with answers', async () => {
    const clock = new TimerClock();
    const bucket = tokenBucket({ rate: 10, burst: 1 }, clock);
    const wait = async (): Promise<number> => {
      const before = clock.now().getTime();
      await clock.until(bucket.take());
      return clock.now().getTime() - before;
    };
    expect(await wait()).toBe(0);
    expect(await wait()).toBe(100);
    bucket.slower();
    expect(await wait()).toBe(200);
    bucket.slower();
    bucket.slower();
    expect(await wait()).toBe(800);
    for (let answers = 0; answers < 30; answers += 1) bucket.faster();
    expect(await wait()).toBe(100);
  });

  it('never stops altogether', async () => {
    const clock = new TimerClock();
    const bucket = tokenBucket({ rate: 16, burst: 1 }, clock);
    for (let refusals = 0; refusals < 100; refusals += 1) bucket.slower();
    const before = clock.now().getTime();
    await clock.until(bucket.take());
    expect(clock.now().getTime() - before).toBe(1_000);
  });

  it('gives the turn of one who left to the next', async () => {
    const clock = new TimerClock();
    const bucket = tokenBucket({ rate: 1, burst: 1 }, clock);
    const controller = new AbortController();
    const start = clock.now().getTime();
    const turns = [bucket.take(), bucket.take(controller.signal), bucket.take()];
    controller.abort();
    expect(await turns[1]).toBe(false);
    await clock.until(Promise.all(turns));
    expect(await Promise.all(turns)).toEqual([true, false, true]);
    expect(clock.now().getTime() - start).toBe(1_000);
    expect(await bucket.take(AbortSignal.abort())).toBe(false);
  });

  it('spaces calls on the clock of the machine', async () => {
    const bucket = tokenBucket({ rate: 50, burst: 1 }, systemClock);
    const before = process.hrtime.bigint();
    const order: number[] = [];
    await Promise.all([0, 1, 2, 3].map(async who => (await bucket.take()) && order.push(who)));
    expect(order).toEqual([0, 1, 2, 3]);
    // Three waits of 20 ms; a timer may be a millisecond early.
    expect(Number(process.hrtime.bigint() - before) / 1e6).toBeGreaterThanOrEqual(55);
  });
});

describe('a limiter', () => {
  it('has one bucket for each key, and forgets only those that are as good as new', async () => {
    const clock = new TimerClock();
    const { of } = limiter(clock);
    const limit = { rate: 1, burst: 1 };
    const used = of('used', limit);
    await used.take();
    const unused = of('unused', limit);
    expect(of('used', limit)).toBe(used);
    for (let key = 0; key < 2_000; key += 1) of(`key ${key}`, limit);
    expect(of('used', limit)).toBe(used);
    expect(of('unused', limit)).not.toBe(unused);
  });
});

describe('the limits', () => {
  it.each([
    ['cloudtrail:CreateTrail', 1],
    ['cloudtrail:StartLogging', 1],
    ['cloudtrail:PutEventConfiguration', 1],
    ['cloudtrail:AddTags', 1],
    ['cloudtrail:DescribeTrails', 10],
    ['cloudtrail:ListTags', 10],
    ['cloudtrail:GetEventConfiguration', 10],
    ['cloudtrail:LookupEvents', 2],
  ])('of %s stay below the documented %i a second', (call, documented) => {
    const { rate, burst } = limitOf(call);
    expect(rate).toBeLessThan(documented);
    expect(rate).toBeGreaterThan(documented * 0.9);
    expect(burst).toBeLessThanOrEqual(documented);
  });

  it('of other services are wider', () => {
    expect(limitOf('s3:GetBucketPolicy').rate).toBeGreaterThan(limitOf('cloudtrail:GetTrail').rate);
    expect(limitOf('never:Heard')).toEqual(limitOf('cloudtrail:CreateTrail'));
  });
});

describe('a gate', () => {
  it('lets so many in at once, in their order, and makes room when work fails', async () => {
    const { through } = gate(2);
    const inside: number[] = [];
    const open: (() => void)[] = [];
    const work = (who: number) =>
      through('here', async () => {
        inside.push(who);
        await new Promise<void>(resolve => open.push(resolve));
        if (who === 0) throw new Error('broken');
        return who;
      });
    const all = Promise.allSettled([0, 1, 2, 3].map(work));
    const settle = () => new Promise(resolve => setImmediate(resolve));
    await settle();
    expect(inside).toEqual([0, 1]);
    open[0]?.();
    await settle();
    expect(inside).toEqual([0, 1, 2]);
    open[1]?.();
    await settle();
    open[2]?.();
    open[3]?.();
    expect((await all).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
    expect(inside).toEqual([0, 1, 2, 3]);
  });

  it('lets a place that hangs hold up itself only', async () => {
    const { through } = gate(3, 2);
    const inside: string[] = [];
    const open = new Map<string, () => void>();
    const work = (who: string) =>
      through(who.slice(0, -1), async () => {
        inside.push(who);
        await new Promise<void>(resolve => open.set(who, resolve));
      });
    const settle = () => new Promise(resolve => setImmediate(resolve));
    const all = Promise.all(['hangs1', 'hangs2', 'hangs3', 'other1', 'other2', 'hangs4'].map(work));
    await settle();
    expect(inside).toEqual(['hangs1', 'hangs2', 'other1']);
    open.get('other1')?.();
    await settle();
    expect(inside).toEqual(['hangs1', 'hangs2', 'other1', 'other2']);
    for (const who of ['hangs1', 'hangs2', 'other2']) open.get(who)?.();
    await settle();
    for (const who of ['hangs3', 'hangs4']) open.get(who)?.();
    await all;
    expect(inside).toEqual(['hangs1', 'hangs2', 'other1', 'other2', 'hangs3', 'hangs4']);
  });
});
