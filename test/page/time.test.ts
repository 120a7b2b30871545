import { describe, expect, it } from 'vitest';

import { age, clock, dueClock, shortWhen, took, when } from '../../src/page/view/time.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

describe('durations', () => {
  it.each([
    [-5, '0 s'],
    [12 * second, '12 s'],
    [59.6 * second, '1 min'],
    [36 * minute, '36 min'],
    [59.6 * minute, '1 h'],
    [2 * hour, '2 h'],
    [5 * hour + 30 * minute, '5 h 30 min'],
    [26 * hour + 10 * minute, '26 h'],
    [9 * 24 * hour, '9 days'],
  ])('%d ms is an age of %s', (milliseconds, words) => {
    expect(age(milliseconds)).toBe(words);
  });

  it.each([
    [840, '0.8 s'],
    [42 * second, '42 s'],
    [96 * second, '1 min 36 s'],
    [3 * minute, '3 min'],
    [2 * hour, '2 h'],
  ])('a run of %d ms took %s', (milliseconds, words) => {
    expect(took(milliseconds)).toBe(words);
  });
});

describe('moments', () => {
  const now = Date.parse('2026-11-19T12:00:00Z');
  it.each([
    ['2026-11-19T03:07:12.345Z', '03:07 UTC', '03:07:12 UTC', '03:07:12'],
    ['2026-11-16T13:54:00Z', '11-16 13:54 UTC', '11-16 13:54:00 UTC', '11-16 13:54:00'],
    ['2025-12-31T23:59:59Z', '2025-12-31 23:59 UTC', '2025-12-31 23:59:59 UTC', '2025-12-31 23:59:59'],
  ])('%s', (moment, usual, exact, short) => {
    expect([when(moment, now), when(moment, now, true), shortWhen(moment, now)]).toEqual([usual, exact, short]);
    expect(usual.endsWith(clock(moment))).toBe(true);
  });

  it.each([
    ['2026-11-19T12:00:12Z', '12:00:12 UTC'],
    ['2026-11-19T12:05:12Z', '12:05 UTC'],
    ['2026-11-19T11:59:59Z', '11:59:59 UTC'],
  ])('%s is due at %s', (moment, words) => {
    expect(dueClock(moment, now)).toBe(words);
  });
});
