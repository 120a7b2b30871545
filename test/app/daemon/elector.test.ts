import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { elector } from '../../../src/app/daemon/elector.ts';
import { PlayedStore, PlayedTime, replica, usual } from './played-lease.ts';
import type { Fate } from './played-lease.ts';

function two(fates: { readonly a?: () => Fate; readonly b?: () => Fate } = {}) {
  const time = new PlayedTime();
  const store = new PlayedStore(time);
  const a = replica({ time, store, name: 'a', ...(fates.a ? { fate: fates.a } : {}) });
  const b = replica({ time, store, name: 'b', ...(fates.b ? { fate: fates.b } : {}) });
  return { time, store, a, b };
}

const leading = (...replicas: readonly { readonly name: string; leads(): boolean }[]): readonly string[] =>
  replicas.filter(one => one.leads()).map(({ name }) => name);

describe('a lease', () => {
  it('is held by one of two, and kept', async () => {
    const { time, store, a, b } = two();
    await time.until(600_000);
    expect(leading(a, b)).toHaveLength(1);
    expect(store.lease).toMatchObject({ transitions: 0, duration: 35_000, renewedAt: expect.any(String) });
    expect(b.leadership.leader()).toBe(a.leadership.leader());
    expect([a, b].map(({ leadership }) => leadership.role()).toSorted()).toEqual(['leader', 'standby']);
  });

  it('goes to the other within its time once the leader is killed', async () => {
    const { time, store, a, b } = two();
    await time.until(60_000);
    const [leader, standby] = a.leads() ? [a, b] : [b, a];
    leader.kill();
    await time.until(60_000 + usual.duration + 2 * usual.retryEvery);
    expect(leading(a, b)).toEqual([standby.name]);
    expect(store.lease).toMatchObject({ holder: standby.name, transitions: 1 });
  });

  it('goes to the other at once when it is given back', async () => {
    const { time, a, b } = two();
    await time.until(60_000);
    const [leader, standby] = a.leads() ? [a, b] : [b, a];
    leader.kill();
    const released = leader.leadership.release();
    await time.until(60_000 + 2 * usual.retryEvery);
    await released;
    expect(leading(a, b)).toEqual([standby.name]);
  });

  it('is given back although a renewal is on its way', async () => {
    const time = new PlayedTime();
    const store = new PlayedStore(time);
    const a = replica({ time, store, name: 'a', fate: () => ({ there: 100, back: 100 }) });
    await time.until(57_550); // the store has a renewal, and its answer is on the way
    const before = store.lease?.version;
    a.kill();
    const released = a.leadership.release();
    await time.until(60_000);
    await released;
    expect(store.lease).toMatchObject({ holder: null, duration: 1_000 });
    expect(store.lease?.version).not.toBe(before);
  });

  it('is not given back by who does not hold it', async () => {
    const { time, store, a, b } = two();
    await time.until(60_000);
    const standby = a.leads() ? b : a;
    const before = store.lease;
    await standby.leadership.release();
    expect(store.lease).toBe(before);
  });

  it('is lost before anybody else can have it when nobody can be reached', async () => {
    let isCut = false;
    const fate = (): Fate => (isCut ? { there: 100, back: 100, lost: 'request' } : { there: 5, back: 5 });
    const { time, a, b } = two({ a: fate });
    b.kill();
    await time.until(60_000);
    expect(leading(a)).toEqual(['a']);
    isCut = true;
    await time.until(60_000 + usual.renewWithin - usual.retryEvery - 100);
    expect(leading(a)).toEqual(['a']);
    await time.until(60_000 + usual.renewWithin + 1);
    expect(leading(a)).toEqual([]);
    expect(a.told).toEqual([expect.any(Error)]);
    isCut = false;
    await time.until(160_000);
    expect(leading(a)).toEqual(['a']);
    expect(a.told).toEqual([expect.any(Error), null]);
  });

  it('is lost in time when a request never ends', async () => {
    let hangs = false;
    const { time, a, b } = two({ a: () => ({ there: hangs ? 3_600_000 : 5, back: 5 }) });
    await time.until(1_000);
    if (!a.leads()) return; // b was quicker: nothing to see
    hangs = true;
    await time.until(1_000 + usual.renewWithin + 1);
    expect(leading(a)).toEqual([]);
    await time.until(1_000 + usual.duration + 2 * usual.retryEvery);
    expect(leading(a, b)).toEqual(['b']);
  });

  it('is counted from when its renewal was begun, not from the answer', async () => {
    let fate: Fate = { there: 0, back: 2_400 };
    const time = new PlayedTime();
    const a = replica({ time, store: new PlayedStore(time), name: 'a', fate: () => fate });
    await time.until(4_801); // looked, then written, begun at 0
    expect(leading(a)).toEqual(['a']);
    fate = { there: 100, back: 0, lost: 'request' };
    await time.until(usual.renewWithin - 1);
    expect(leading(a)).toEqual(['a']);
    await time.until(usual.renewWithin + 1);
    expect(leading(a)).toEqual([]);
  });

  it('is kept when the answer to a renewal is lost', async () => {
    let count = 0;
    const { time, store, a, b } = two({
      a: () => ({ there: 5, back: 5, lost: (count += 1) % 4 === 0 ? 'answer' : undefined }),
    });
    b.kill();
    await time.until(300_000);
    expect(leading(a)).toEqual(['a']);
    expect(store.lease?.transitions).toBe(0);
  });

  it('is not taken from a holder whose clock is wrong', async () => {
    const { time, store, a } = two();
    a.kill();
    store.lease = null;
    const old = {
      holder: 'c',
      duration: 35_000,
      renewedAt: '1999-01-01T00:00:00Z',
      acquiredAt: null,
      transitions: 3,
      note: 'left by c',
    };
    store.lease = { ...old, version: 'x' };
    const d = replica({ time, store, name: 'd' });
    await time.until(34_000);
    expect(d.leads()).toBe(false);
    await time.until(46_000);
    expect(store.lease).toMatchObject({ transitions: 4, note: 'left by c' });
  });

  it('hands on what its leader left, once that is certain', async () => {
    const { time, store, a, b } = two();
    await time.until(60_000);
    const [leader, standby] = a.leads() ? [a, b] : [b, a];
    const told: boolean[] = [];
    const leave = async (one: typeof a, note: string, urgency: 'now' | 'later') =>
      told.push(await one.leadership.leave(note, urgency));
    await leave(leader, 'one', 'later');
    await leave(standby, 'none of its business', 'now');
    expect([store.lease?.note, told]).toEqual([null, [true, false]]);
    void leave(leader, 'two', 'now');
    void leave(leader, 'three', 'now');
    await time.until(60_100);
    expect([store.lease?.note, told]).toEqual(['three', [true, false, true, true]]);
    await leave(leader, 'three', 'now');
    await leave(leader, 'four', 'later');
    leader.kill();
    const released = leader.leadership.release();
    await time.until(70_000);
    await released;
    expect(standby.leadership.note()).toBe('four');
    await leave(leader, 'too late', 'now');
    expect(told).toEqual([true, false, true, true, true, true, false]);
  });

  it('says no where what was left cannot be written before the lead is lost', async () => {
    const time = new PlayedTime();
    const store = new PlayedStore(time);
    let lost: Fate['lost'];
    const a = replica({ time, store, name: 'a', fate: () => ({ there: 5, back: 5, lost }) });
    await time.until(10_000);
    lost = 'request';
    const told: boolean[] = [];
    void a.leadership.leave('x', 'now').then(answer => told.push(answer));
    await time.until(25_000);
    expect(told).toEqual([]);
    await time.until(50_000);
    expect(told).toEqual([false]);
    lost = undefined;
    await time.until(60_000);
    expect(a.leads()).toBe(true);
    const theirs = { holder: 'b', version: 'other', note: 'theirs' };
    if (store.lease) store.lease = { ...store.lease, ...theirs };
    void a.leadership.leave('y', 'now').then(answer => told.push(answer));
    await time.until(60_500);
    expect([told, a.leads(), store.lease?.note]).toEqual([[false, false], false, 'theirs']);
  });

  it('needs times that leave room', () => {
    const time = new PlayedTime();
    const options = {
      store: new PlayedStore(time).through(() => ({ there: 0, back: 0 })),
      watch: { elapsed: () => 0, sleep: () => Promise.resolve() },
      clock: { now: () => new Date(0) },
      identity: 'a',
      onTrouble: () => {},
    };
    expect(() => elector({ ...options, duration: 30_000, renewWithin: 30_000, retryEvery: 5_000 })).toThrow(RangeError);
    expect(() => elector({ ...options, duration: 35_000, renewWithin: 5_000, retryEvery: 5_000 })).toThrow(RangeError);
    expect(() => elector({ ...options, duration: 35_000, renewWithin: 30_000, retryEvery: 0 })).toThrow(RangeError);
  });
});

/** Milliseconds, and what becomes of every request in that time. */
type Phase = readonly [lasts: number, fate: Fate];

const slow = fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 6_000 }));
const phase: fc.Arbitrary<Phase> = fc.tuple(
  fc.integer({ min: 1_000, max: 60_000 }),
  fc.record({ there: slow, back: slow, lost: fc.constantFrom(undefined, undefined, 'request', 'answer') }),
);

/** The network has good times and bad ones, over and over. */
function inPhases(time: PlayedTime, phases: readonly Phase[]): () => Fate {
  const whole = phases.reduce((sum, [lasts]) => sum + lasts, 0);
  return () => {
    let left = time.now % whole;
    for (const [lasts, fate] of phases) {
      if (left < lasts) return fate;
      left -= lasts;
    }
    throw new RangeError('phases end before their sum');
  };
}

describe('whatever the network does', () => {
  it('never lets two be certain at once', async () => {
    let led = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.array(phase, { minLength: 1, maxLength: 8 }), fc.integer({ min: -3, max: 3 })), {
          minLength: 2,
          maxLength: 4,
        }),
        fc.array(fc.integer({ min: 1_000, max: 300_000 }), { maxLength: 3 }),
        async (players, leaving) => {
          const time = new PlayedTime();
          const store = new PlayedStore(time);
          const replicas = players.map(([phases, percent], index) =>
            replica({ time, store, name: `${index}`, fate: inPhases(time, phases), pace: 1 + percent / 100 }),
          );
          for (const [index, moment] of leaving.entries()) {
            const one = replicas[index % replicas.length];
            time.at(moment, () => void one?.leadership.release());
          }
          await time.until(400_000, () => {
            const certain = replicas.filter(({ leadership }) => leadership.certain());
            led += certain.length;
            expect(certain.length).toBeLessThanOrEqual(1);
          });
          for (const one of replicas) one.kill();
        },
      ),
      { numRuns: 100, endOnFailure: true }, // a life takes too long to be shortened,
    );
    expect(led).toBeGreaterThan(0);
  });
});
