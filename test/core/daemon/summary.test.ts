import { describe, expect, it } from 'vitest';

import { begun, countedByGravity, endedEarly, isGood, over } from '../../../src/core/daemon/summary.ts';
import type { RunSummary } from '../../../src/core/daemon/snapshot.ts';
import type { Drift } from '../../../src/core/drift/drift.ts';
import type { Plan, PlannedChange } from '../../../src/core/plan.ts';
import type { Report } from '../../../src/core/report.ts';

const run = begun(
  { id: 'r-1', cause: 'schedule', targets: [] },
  { startedAt: '2027-03-01T00:00:00Z', mode: 'enforce', revision: 'main@1' },
);
const plan: Plan = { owner: 'acme', changes: [], rests: {}, unknown: [], findings: [] };
const change: PlannedChange = {
  address: 'trail/main@a/x',
  action: 'update',
  fields: [{ field: 'logging', before: false, after: true, effect: 'strengthens', gravity: 'high', meaning: '' }],
  resource: {
    kind: 'trail',
    arn: 'arn:aws:cloudtrail:x',
    name: 'main',
    target: { partition: 'aws', account: '1', region: 'x' },
  },
  calls: [],
  after: [],
  basis: {},
};
const differing: Plan = { ...plan, changes: [change] };
const unread: Plan = {
  ...plan,
  unknown: [
    { address: 'trail/main@a/x', field: 'a', problem: { code: 'access-denied', message: '' } },
    { address: 'trail/main@a/x', field: 'b', problem: { code: 'access-denied', message: '' } },
    { address: 'trail/*@a/x', problem: { code: 'access-denied', message: '' } }, // a place, and no resource of the spec
  ],
};
const done = { address: change.address, action: 'update', status: 'done', sent: [], seconds: 0 } as const;
const report = (over: Partial<Report> = {}): Report => ({
  command: 'apply',
  owner: 'acme',
  startedAt: '2027-03-01T00:00:00Z',
  finishedAt: '2027-03-01T00:00:01Z',
  spec: { paths: [], files: 1, resources: 2, selected: 2, accounts: [] },
  plan,
  outcomes: null,
  remaining: null,
  refused: [],
  interrupted: false,
  calls: {},
  ...over,
});

describe('a run in short', () => {
  it.each<readonly [RunSummary['result'], Partial<Report>]>([
    ['clean', {}],
    ['clean', { outcomes: [] }],
    ['drift', { plan: differing }],
    ['healed', { plan: differing, remaining: plan, outcomes: [done] }],
    ['drift', { plan: differing, remaining: differing, outcomes: [{ ...done, status: 'failed' }] }],
    ['incomplete', { plan: unread }],
    ['interrupted', { interrupted: true }],
    ['clean', { spec: null }],
  ])('is %s', (result, how) => {
    const ended = over(run, { report: report(how), drifts: [], calls: 7 });
    expect([ended.result, ended.calls, ended.unread]).toEqual([result, 7, result === 'incomplete' ? 1 : 0]);
    expect(ended.resources).toBe(how.spec === null ? 0 : 2);
  });

  it('counts what it carried out', () => {
    const outcomes = [done, { ...done, status: 'failed' } as const];
    expect(over(run, { report: report({ outcomes }), drifts: [], calls: 0 }).applied).toBe(1);
  });

  it('counts drifts that stand: not closed, and not over while they flap', () => {
    const drifts = (
      [
        ['open', 'high', null, 'changed'],
        ['contested', 'high', null, 'missing'],
        ['open', 'high', null, 'unread'],
        ['flapping', 'critical', '2026-11-19T12:00:00.000Z', 'changed'],
        ['closed', 'critical', '2026-11-19T12:00:00.000Z', 'changed'],
      ] as const
    ).map(([status, gravity, closedAt, kind]) => ({ status, gravity, closedAt, kind }) as Drift);
    expect(countedByGravity(drifts)).toEqual({ critical: 0, high: 2, medium: 0, low: 0, info: 0 });
  });

  it('says how it came to nothing', () => {
    const rest = { finishedAt: '2027-03-01T00:00:02Z', drifts: run.drifts, calls: 3 };
    expect(endedEarly(run, 'interrupted', rest)).toMatchObject({ result: 'interrupted', problem: null, calls: 3 });
    const problem = { code: 'access-denied', message: 'no' } as const;
    expect(endedEarly(run, problem, rest)).toMatchObject({ result: 'failed', problem });
  });

  it.each<readonly [boolean, Partial<RunSummary>]>([
    [true, { result: 'clean', resources: 2 }],
    [true, { result: 'incomplete', resources: 2, unread: 1 }],
    [false, { result: 'incomplete', resources: 2, unread: 2 }],
    [false, { result: 'clean', targets: ['a/b'] }],
    [false, { result: 'failed' }],
    [false, { result: 'interrupted' }],
  ])('is good: %s, %o', (good, how) => {
    expect(isGood({ ...run, ...how })).toBe(good);
  });
});
