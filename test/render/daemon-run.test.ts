import { describe, expect, it } from 'vitest';

import type { RunSummary } from '../../src/core/daemon/snapshot.ts';
import { runLine, scheduleWords } from '../../src/render/daemon-run.ts';

const none = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
const run: RunSummary = {
  id: 'r-1',
  cause: 'schedule',
  startedAt: '2027-03-01T00:00:00.000Z',
  finishedAt: '2027-03-01T00:00:00.436Z',
  mode: 'enforce',
  revision: 'main@1',
  targets: [],
  result: 'clean',
  problem: null,
  resources: 2,
  unread: 0,
  drifts: none,
  applied: 0,
  calls: 34,
};
const next = '2027-03-01T00:10:00.436Z';

describe('a run as one line', () => {
  it.each<readonly [string, Partial<RunSummary>]>([
    ['nothing differs; reconciled 2 resources in 436 ms, next run in 10 min', {}],
    ['nothing differs; looked at 2 resources in 436 ms, next run in 10 min', { mode: 'observe' }],
    ['mended 1 resource; reconciled trail/main in 436 ms, next run in 10 min', { applied: 1, targets: ['trail/main'] }],
    [
      'mended 2 resources, 1 drift open, 1 resource could not be read; reconciled 2 resources in 436 ms, next run in 10 min',
      { applied: 2, unread: 1, drifts: { ...none, high: 1 }, result: 'drift' },
    ],
    [
      'nothing differs in what could be read; reconciled 2 resources in 436 ms, next run in 10 min',
      { result: 'incomplete' },
    ],
    ['something differs; reconciled 2 resources in 436 ms, next run in 10 min', { result: 'drift' }],
    [
      'failed after 436 ms, next run in 10 min: nobody may',
      { result: 'failed', problem: { code: 'access-denied', message: 'nobody may' } },
    ],
    [
      'nothing differs; reconciled trail/main in 436 ms, next run in 10 min; 1 drift open in all',
      { targets: ['trail/main'], drifts: { ...none, high: 1 } },
    ],
    [
      'nothing differs; reconciled 2 resources in 4.6 s, next run in 9 min 56 s',
      { finishedAt: '2027-03-01T00:00:04.559Z' },
    ],
    [
      'nothing differs; reconciled 2 resources in 436 ms, next run now',
      { finishedAt: '2027-03-01T00:10:00.436Z', startedAt: '2027-03-01T00:10:00.000Z' },
    ],
    ['failed after 436 ms, next run in 10 min: nobody knows why', { result: 'failed' }],
    ['interrupted after 436 ms', { result: 'interrupted' }],
    ['interrupted after 0 ms', { result: 'interrupted', finishedAt: null }],
    [
      'nothing differs; reconciled 2 resources in 1 min 30 s, next run in 8 min 30 s',
      { finishedAt: '2027-03-01T00:01:30.000Z' },
    ],
  ])('%s', (line, how) => {
    expect(runLine({ ...run, ...how }, next, null)).toBe(line);
  });
});

describe('a run outside its windows', () => {
  it.each([
    [{ opensAt: '2027-03-01T03:00:00.000Z' }, 'outside its windows, opens 03:00 UTC'],
    [{ opensAt: '2027-03-02T03:00:00.000Z' }, 'outside its windows, opens 2027-03-02 03:00 UTC'],
    [{ opensAt: null }, 'outside its windows, and none opens'],
  ])('%j', (held, words) => {
    const observing = { ...run, mode: 'observe' } as const;
    expect(runLine(observing, next, held)).toBe(
      `nothing differs; looked at 2 resources in 436 ms, next run in 10 min; held: ${words}`,
    );
    expect(runLine(run, next, held)).not.toContain('held');
  });
});

describe('a schedule in words', () => {
  it.each([
    ['*/5 * * * *', 'UTC', 'every 5 min'],
    ['0 */10 * * * *', 'UTC', 'every 10 min'],
    ['* * * * *', 'UTC', 'every minute'],
    ['*/15 * * * * *', 'UTC', 'every 15 s'],
    ['*/7 * * * *', 'UTC', '*/7 * * * *'],
    ['*/7 * * * * *', 'UTC', '*/7 * * * * *'],
    ['0 3 * * 1', 'Europe/Berlin', '0 3 * * 1 (Europe/Berlin)'],
  ])('%s in %s: %s', (cron, timeZone, words) => {
    expect(scheduleWords({ cron, timeZone })).toBe(words);
  });
});
