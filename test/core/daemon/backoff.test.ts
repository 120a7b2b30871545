import { describe, expect, it } from 'vitest';

import { afterRun, dueTargets, everywhere, nextRetry, placesFailing } from '../../../src/core/daemon/backoff.ts';
import type { Backoff } from '../../../src/core/daemon/backoff.ts';
import type { Address, Problem } from '../../../src/core/model.ts';
import type { Outcome } from '../../../src/core/report.ts';

const retry = { first: 1_000, factor: 3, longest: 20_000 };
const none: Backoff = new Map();
const fails = (before: Backoff, places: readonly string[], targets: readonly string[] = [], now = 0): Backoff =>
  afterRun(before, { failed: new Set(places), targets, now }, retry);

describe('what failed', () => {
  it('is tried again later each time, up to a limit', () => {
    let backoff = none;
    const waits = [1, 2, 3, 4, 5].map(() => {
      backoff = fails(backoff, ['@a/x']);
      return nextRetry(backoff);
    });
    expect(waits).toEqual([1_000, 3_000, 9_000, 20_000, 20_000]);
  });

  it('is forgotten once it works', () => {
    const twice = fails(fails(none, ['@a/x', '@b/y']), ['@a/x', '@b/y']);
    expect([...fails(twice, ['@b/y']).keys()]).toEqual(['@b/y']);
    expect([...fails(twice, [], ['@a/x']).keys()]).toEqual(['@b/y']);
    expect(nextRetry(fails(twice, []))).toBeNull();
  });

  it('is due by itself, unless everything is', () => {
    const backoff = fails(fails(none, ['@a/x'], [], 0), ['@b/y'], ['@b/y'], 5_000);
    expect(dueTargets(backoff, 500)).toBeNull();
    expect(dueTargets(backoff, 1_000)).toEqual(['@a/x']);
    expect(dueTargets(backoff, 6_000)).toEqual(['@a/x', '@b/y']);
    expect(dueTargets(fails(backoff, [everywhere], ['@c/z'], 0), 6_000)).toEqual([]);
  });
});

describe('where a run failed', () => {
  const problem: Problem = { code: 'access-denied', message: 'no' };
  const plan = { owner: 'acme', changes: [], rests: {}, unknown: [], findings: [] };
  const outcome = (address: Address, status: Outcome['status']): Outcome => ({
    address,
    action: 'update',
    status,
    sent: [],
    seconds: 0,
  });
  const declared: readonly Address[] = ['trail/main@a/x', 'trail/main@b/y'];

  it('is what could not be read in the end, and what was not carried out', () => {
    const unknown = [{ address: 'trail/main@a/x', problem } as const];
    const outcomes = [outcome('trail/main@b/y', 'failed'), outcome('trail/main@a/x', 'skipped')];
    const report = { plan: { ...plan, unknown }, remaining: null, outcomes: null };
    expect(placesFailing(report, declared)).toEqual(new Set(['@a/x']));
    expect(placesFailing({ ...report, remaining: plan }, declared)).toEqual(new Set());
    expect(placesFailing({ plan, remaining: plan, outcomes }, declared)).toEqual(new Set(['@b/y']));
  });

  it('is everywhere where no resource stands, and nowhere where nobody looked', () => {
    const unknown = [
      { address: '*/*@organization/*', problem } as const,
      { address: 'trail/main@b/y', problem: { code: 'not-looked-at', message: 'no' } } as const,
    ];
    const report = { plan: { ...plan, unknown }, remaining: null, outcomes: null };
    expect(placesFailing(report, declared)).toEqual(new Set([everywhere]));
  });
});
