import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { blindTimes, secondsOf } from '../../../src/logs/blind/blind.ts';
import type { Reach } from '../../../src/logs/blind/blind.ts';
import type { Dark } from '../../../src/logs/blind/dark.ts';

const range = { from: '2026-01-01T00:00:00Z', until: '2026-01-31T00:00:00Z' };
const at = (day: number): string => `2026-01-${String(day).padStart(2, '0')}T00:00:00Z`;
const dark = (trail: string, from: number, to: number | null, more: Partial<Dark> = {}): Dark => ({
  trail,
  regions: null,
  except: null,
  classes: null,
  from: at(from),
  to: to === null ? null : at(to),
  why: 'stopped',
  by: null,
  source: 'event history',
  ...more,
});
const both = ['management read', 'management write'];
const reach = (trails: Reach['trails'], regions = ['eu-west-1', 'us-east-1']): Reach => ({
  account: '111122223333',
  accountKey: 'data',
  regions,
  trails,
});
const one = reach([{ arn: 'a', classes: both }]);
const two = reach([
  { arn: 'a', classes: both },
  { arn: 'b', classes: ['management write'] },
]);

describe('blind times', () => {
  it.each<[string, readonly Reach[], readonly Dark[], readonly object[]]>([
    ['none', [one], [], []],
    [
      'one trail: classes and regions that are alike are one',
      [one],
      [dark('a', 3, 5)],
      [{ regions: one.regions, classes: both, from: at(3), to: at(5) }],
    ],
    ['it goes on', [one], [dark('a', 3, null)], [{ from: at(3), to: null }]],
    ['it began before', [one], [dark('a', 1, 5, { from: '2025-12-01T00:00:00Z' })], [{ from: range.from, to: at(5) }]],
    ['it ended after', [one], [dark('a', 3, 5, { to: '2026-03-01T00:00:00Z' })], [{ from: at(3), to: range.until }]],
    [
      'before and after',
      [one],
      [
        dark('a', 3, 5, { from: '2025-01-01T00:00:00Z', to: '2025-02-01T00:00:00Z' }),
        dark('a', 3, 5, { from: '2027-01-01T00:00:00Z' }),
      ],
      [],
    ],
    [
      'times that meet are one',
      [one],
      [dark('a', 3, 5), dark('a', 5, 7), dark('a', 4, 6)],
      [{ from: at(3), to: at(7) }],
    ],
    [
      'another trail took the writes',
      [two],
      [dark('a', 3, 5)],
      [{ classes: ['management read'], from: at(3), to: at(5) }],
    ],
    [
      'both together',
      [two],
      [dark('a', 3, 6), dark('b', 5, 9)],
      [
        { classes: ['management read'], from: at(3), to: at(6) },
        { classes: ['management write'], from: at(5), to: at(6) },
      ],
    ],
    ['both for good', [two], [dark('a', 3, null), dark('b', 3, null)], [{ classes: both, from: at(3), to: null }]],
    ['one after the other', [two], [dark('a', 3, 5), dark('b', 5, 7)], [{ classes: ['management read'] }]],
    ['one region', [one], [dark('a', 3, 5, { regions: ['us-east-1'] })], [{ regions: ['us-east-1'] }]],
    ['all but its home', [one], [dark('a', 3, 5, { except: 'eu-west-1' })], [{ regions: ['us-east-1'] }]],
    ['one class', [one], [dark('a', 3, 5, { classes: ['management read'] })], [{ classes: ['management read'] }]],
    ['a trail that reaches nobody', [reach([])], [dark('a', 3, 5)], []],
  ])('%s', (_, reaches, darks, expected) => {
    const found = blindTimes(reaches, darks, range);
    expect(found).toHaveLength(expected.length);
    expect(found).toMatchObject(expected);
  });

  it('name what they are made of, and nothing else', () => {
    const [first, second] = [dark('a', 3, 6), dark('b', 5, 9)];
    const [, writes] = blindTimes([two], [first, second, dark('a', 20, 21)], range);
    expect(writes?.causes).toEqual([second, first]);
  });

  it('have a length', () => {
    expect(secondsOf({ from: at(1), to: at(2) }, at(3))).toBe(86_400);
    expect(secondsOf({ from: at(1), to: null }, at(3))).toBe(172_800);
    expect(secondsOf({ from: at(3), to: null }, at(1))).toBe(0);
  });

  /** Day by day, by hand. */
  it('are the days on which all were dark', () => {
    const span = fc
      .tuple(fc.integer({ min: 1, max: 28 }), fc.integer({ min: 1, max: 28 }))
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b) + 1] as const);
    fc.assert(
      fc.property(fc.array(span, { maxLength: 4 }), fc.array(span, { maxLength: 4 }), (as, bs) => {
        const trails = ['a', 'b'].map(arn => ({ arn, classes: ['management read'] }));
        const darks = [...as.map(([from, to]) => dark('a', from, to)), ...bs.map(([from, to]) => dark('b', from, to))];
        const found = blindTimes([reach(trails, ['eu-west-1'])], darks, range);
        const isDark = (spans: readonly (readonly [number, number])[], day: number): boolean =>
          spans.some(([from, to]) => from <= day && day < to);
        for (let day = 1; day <= 29; day += 1) {
          const isBlind = found.some(({ from, to }) => from <= at(day) && (to === null || at(day) < to));
          expect(isBlind).toBe(isDark(as, day) && isDark(bs, day));
        }
      }),
    );
  });
});
