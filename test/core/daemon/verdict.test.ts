import { describe, expect, it } from 'vitest';

import { isAlive, isReady } from '../../../src/core/daemon/alive.ts';
import { asPresent } from '../../../src/core/daemon/present.ts';
import type { CellState, EstateView, Snapshot } from '../../../src/core/daemon/snapshot.ts';
import { verdictOf } from '../../../src/core/daemon/verdict.ts';
import type { Drift } from '../../../src/core/drift/drift.ts';
import { runsOf, snapshotOf } from '../../arbitraries/snapshots.ts';

const now = new Date('2026-11-20T12:00:00Z');
const one = snapshotOf('1', now);
const [sample] = snapshotOf('12', now).drifts;

/** An estate of one account for each list of cells. */
function estate(...cells: readonly (readonly CellState[])[]): Snapshot {
  const accounts = cells.map((states, index) => ({
    ...one.estate!.accounts[0]!,
    key: `a${index}`,
    id: `${index}`.padStart(12, '0'),
    cells: Object.fromEntries(states.map((state, region) => [`r${region}`, state])),
  }));
  return { ...one, estate: { ...(one.estate as EstateView), accounts, resources: [] } };
}

const drift = (over: Partial<Drift>): Drift => ({ ...(sample as Drift), ...over });
const held = { by: 'held', problem: { code: 'not-enforced', message: '' } } as const;
const waived = { by: 'waived', problem: { code: 'waived', message: '' } } as const;

const cases: readonly (readonly [string, Snapshot, string, string, readonly (readonly [number | null, number])[]])[] = [
  [
    'all well',
    estate(['once'], ['once', 'off']),
    'in-order',
    'ok',
    [
      [2, 2],
      [2, 2],
      [2, 2],
    ],
  ],
  [
    'twice is well',
    estate(['twice']),
    'in-order',
    'ok',
    [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
  ],
  [
    'a gap',
    estate(['once', 'none'], ['once']),
    'not-recorded',
    'critical',
    [
      [1, 2],
      [1, 1],
      [1, 1],
    ],
  ],
  [
    'not delivered',
    estate(['undelivered'], ['once']),
    'not-delivered',
    'critical',
    [
      [2, 2],
      [1, 2],
      [1, 2],
    ],
  ],
  [
    'late',
    estate(['late'], ['once']),
    'weaker',
    'high',
    [
      [2, 2],
      [1, 2],
      [2, 2],
    ],
  ],
  [
    'weak',
    estate(['weak'], ['once']),
    'weaker',
    'high',
    [
      [2, 2],
      [2, 2],
      [1, 2],
    ],
  ],
  [
    'unread',
    estate(['unknown'], ['once']),
    'not-all-read',
    'unknown',
    [
      [1, 2],
      [1, 1],
      [1, 1],
    ],
  ],
  [
    'a gap and unread',
    estate(['unknown', 'none'], ['unknown']),
    'not-recorded',
    'critical',
    [
      [0, 2],
      [0, 0],
      [0, 0],
    ],
  ],
  [
    'a critical drift',
    { ...estate(['once']), drifts: [drift({})] },
    'not-as-declared',
    'critical',
    [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
  ],
  [
    'a high one',
    { ...estate(['once']), drifts: [drift({ gravity: 'high' })] },
    'not-as-declared',
    'high',
    [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
  ],
  [
    'a light one',
    { ...estate(['once']), drifts: [drift({ gravity: 'low' })] },
    'in-order',
    'ok',
    [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
  ],
  [
    'one that is not to be mended',
    { ...estate(['once']), drifts: [drift({ withheld: held })] },
    'not-as-declared',
    'critical',
    [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
  ],
  [
    'a light one that a person must decide about',
    { ...estate(['once']), drifts: [drift({ gravity: 'info', status: 'contested' })] },
    'contested',
    'high',
    [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
  ],
  [
    'a waived one',
    { ...estate(['once']), drifts: [drift({ withheld: waived })] },
    'in-order',
    'ok',
    [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
  ],
  [
    'one that is over',
    { ...estate(['once']), drifts: [drift({ closedAt: now.toISOString() })] },
    'in-order',
    'ok',
    [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
  ],
  [
    'never looked',
    snapshotOf('new', now),
    'never-looked',
    'unknown',
    [
      [null, 0],
      [null, 0],
      [null, 0],
    ],
  ],
  [
    'blind',
    snapshotOf('blind', now),
    'blind',
    'unknown',
    [
      [null, 12],
      [null, 12],
      [null, 12],
    ],
  ],
];

describe('the verdict', () => {
  it.each(cases)('%s', (_, snapshot, reason, state, lights) => {
    const verdict = verdictOf(snapshot, now);
    const { recorded, delivered, provable } = verdict;
    const numbers = [recorded, delivered, provable].map(({ good, of }) => [good, of]);
    expect([verdict.reason, verdict.state, numbers]).toEqual([reason, state, lights]);
  });

  it('names accounts in which something could not be read', () => {
    const snapshot = estate(['once'], ['once']);
    const view = snapshot.estate as EstateView;
    const [resource] = one.estate?.resources ?? [];
    const unread = { ...resource!, state: 'unread', account: '000000000001' } as const;
    const read = { ...resource!, state: 'in-sync', account: '000000000000' } as const;
    const partly = { ...snapshot, estate: { ...view, resources: [unread, read] } };
    expect(verdictOf(partly, now)).toMatchObject({ reason: 'not-all-read', unread: ['a1'] });
    const resourceOf = (account: string) => ({
      ...sample!.resource!,
      target: { ...sample!.resource!.target, account },
    });
    const drifts = [
      drift({ kind: 'unread', resource: resourceOf('000000000000') }),
      drift({ kind: 'unread', resource: null }),
    ];
    expect(verdictOf({ ...snapshot, drifts }, now).unread).toEqual(['a0']);
    expect(verdictOf({ ...snapshot, estate: null }, now).unread).toEqual([]);
  });

  it('says that nothing was read, whatever is remembered', () => {
    const resources = (one.estate?.resources ?? []).map(resource => ({ ...resource, state: 'unread' }) as const);
    const drifts = [drift({ gravity: 'info', status: 'contested' })];
    const snapshot = { ...one, drifts, estate: { ...(one.estate as EstateView), resources } };
    expect(verdictOf(snapshot, now)).toMatchObject({ reason: 'nothing-read', state: 'unknown', grave: drifts });
  });

  it('has no good answer where nobody can be asked', () => {
    const { delivered, provable } = verdictOf(estate(['none']), now);
    expect([delivered, provable].map(({ of, state }) => [of, state])).toEqual([
      [0, 'unknown'],
      [0, 'unknown'],
    ]);
  });

  it('tells what is light apart', () => {
    const drifts = [drift({ gravity: 'low' }), drift({ gravity: 'high' }), drift({ gravity: 'low', withheld: waived })];
    const { grave, light } = verdictOf({ ...estate(['once']), drifts }, now);
    expect([grave, light]).toEqual([[drifts[1]], [drifts[0]]]);
  });

  it('says since when nothing is known', () => {
    const [last] = runsOf(1, now);
    const stale = { ...one, runs: { ...one.runs, lastGood: last!, staleAt: now.toISOString() } };
    expect(verdictOf(stale, now).blindSince).toBe(last?.finishedAt);
    const going = { ...stale, runs: { ...stale.runs, lastGood: { ...last!, finishedAt: null } } };
    expect(verdictOf(going, now).blindSince).toBe(last?.startedAt);
    expect(verdictOf({ ...stale, runs: { ...stale.runs, lastGood: null } }, now).blindSince).toBe(one.startedAt);
  });
});

describe('what may be shown as the present', () => {
  it('is all of it where something is known', () => {
    expect(asPresent(one, now)).toBe(one);
  });

  it('is nothing but names where nothing is', () => {
    const { estate: view, plan } = asPresent(snapshotOf('blind', now), now);
    expect(plan).toBeNull();
    expect(new Set(view?.accounts.flatMap(({ cells }) => Object.values(cells)))).toEqual(new Set(['unknown']));
    expect(new Set(view?.accounts.map(({ keeper, copies }) => keeper ?? copies))).toEqual(new Set([null]));
    expect(new Set(view?.resources.map(({ state }) => state))).toEqual(new Set(['unread']));
    expect(new Set(view?.trails.map(({ lastLog, logging }) => lastLog ?? logging))).toEqual(new Set([null]));
  });

  it('is nothing at all where nothing was ever seen', () => {
    const never = snapshotOf('new', now);
    expect(asPresent({ ...never, runs: { ...never.runs, staleAt: now.toISOString() } }, now).estate).toBeNull();
  });
});

describe('what Kubernetes asks', () => {
  const runs = (over: Partial<Snapshot['runs']>): Snapshot => ({ ...one, runs: { ...one.runs, ...over } });
  const late = '2026-11-20T11:40:00Z';
  it.each([
    ['the next run is due later', one, true],
    ['it is due now', runs({ nextAt: now.toISOString() }), true],
    ['it is overdue', runs({ nextAt: late }), false],
    ['it is overdue, and one goes on', runs({ nextAt: late, current: runsOf(1, now)[0]! }), true],
    ['none is due', runs({ nextAt: null }), true],
    [
      'another replica leads',
      { ...runs({ nextAt: late }), leadership: { role: 'standby', leader: 'b' } } as const,
      true,
    ],
  ] as const)('whether it lives: %s', (_, snapshot, expected) => {
    expect(isAlive(snapshot, now)).toBe(expected);
  });

  it('whether it is ready', () => {
    const fresh = snapshotOf('new', now);
    expect(isReady(fresh)).toBe(false);
    expect(isReady({ ...fresh, leadership: { role: 'standby', leader: null } })).toBe(true);
    expect(isReady(one)).toBe(true);
  });
});
