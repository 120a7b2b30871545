import { describe, expect, it } from 'vitest';

import { afterRise } from '../../../src/core/alerts/risen.ts';
import { unrecorded } from '../../../src/core/alerts/unrecorded.ts';
import type { Drift } from '../../../src/core/drift/drift.ts';
import { moment, refused } from '../drift/lives.ts';
import { by, drift, numbered, Told, words } from './told.ts';
import type { Scene } from './told.ts';

type Row = readonly [name: string, scenes: readonly Scene[], told: readonly (readonly string[])[]];

const many = (count: number, over: Partial<Drift> = {}) =>
  Array.from({ length: count }, (_, index) => numbered(index, over));
const healed = (one: Drift, minute: number, over: Partial<Drift> = {}): Drift => ({
  ...one,
  status: 'closed',
  closedAt: moment(minute),
  ending: 'healed',
  ...over,
});
const medium = { gravity: 'medium', field: 'tags', effect: 'neutral' } as const;
const high = { ...medium, gravity: 'high' } as const;
const critical = { ...medium, gravity: 'critical' } as const;
const unread = { kind: 'unread', gravity: 'medium', field: null } as const;

describe('a receiver is told', () => {
  it.each<Row>([
    ['nothing of nothing', [{ minute: 0 }], [[]]],
    [
      'each grave one by itself',
      [{ minute: 0, open: many(3) }],
      [['opened critical 1', 'opened critical 1', 'opened critical 1']],
    ],
    [
      'fifty at once in one',
      [
        { minute: 0, open: many(50) },
        { minute: 1, open: many(50) },
      ],
      [['opened critical 50'], []],
    ],
    [
      'all of one person in one, and of two in two',
      [{ minute: 0, open: [...many(3, by('jdoe')), numbered(7, { ...by('mlee'), gravity: 'high' })] }],
      [['opened critical 3', 'opened high 1']],
    ],
    [
      'light ones of a run in one, and of what could not be read in another',
      [
        {
          minute: 0,
          open: [...many(4, medium), numbered(8, { ...medium, gravity: 'low' }), numbered(9, unread), numbered(6)],
        },
      ],
      [['opened critical 1', 'opened not-known 1', 'opened medium 5']],
    ],
    [
      'nothing of what only informs, or is accepted',
      [{ minute: 0, open: [drift({ gravity: 'info' }), numbered(1, { withheld: { ...refused, by: 'waived' } })] }],
      [[]],
    ],
    [
      'what opened and was healed at once in one message',
      [
        { minute: 0, over: [healed(drift(), 0)] },
        { minute: 1, over: [healed(drift(), 0)] },
      ],
      [['opened critical 1'], []],
    ],
    [
      'that it is over, once',
      [
        { minute: 0, open: [drift()] },
        { minute: 5, over: [healed(drift(), 5)] },
        { minute: 6, over: [healed(drift(), 5)] },
      ],
      [['opened critical 1'], ['resolved critical 1'], []],
    ],
    [
      'that a group is over when all of it is',
      [
        { minute: 0, open: many(2, medium) },
        { minute: 5, open: [numbered(1, medium)], over: [healed(numbered(0, medium), 5)] },
        { minute: 6, over: [healed(numbered(0, medium), 5), healed(numbered(1, medium), 6)] },
      ],
      [['opened medium 2'], [], ['resolved medium 2']],
    ],
    [
      'that it is over before it is told again',
      [
        { minute: 0, open: [drift()] },
        { minute: 9, open: [drift({ openedAt: moment(8) })], over: [healed(drift(), 5)] },
      ],
      [['opened critical 1'], ['resolved critical 1', 'opened critical 1']],
    ],
    [
      'nothing anew where nobody saw it end, and that it is over where it is gone',
      [{ minute: 0, open: [drift()] }, { minute: 9, open: [drift({ openedAt: moment(8) })] }, { minute: 10 }],
      [['opened critical 1'], [], ['resolved critical 1']],
    ],
    [
      'that it is worse, changed, milder, and who did it',
      [
        { minute: 0, open: [drift(medium)] },
        { minute: 1, open: [drift({ ...medium, gravity: 'high' })] },
        { minute: 2, open: [drift({ ...medium, gravity: 'high', found: 'y' })] },
        { minute: 3, open: [drift({ ...medium, found: 'y' })] },
        { minute: 4, open: [drift({ ...medium, found: 'y', ...by('jdoe') })] },
        { minute: 5, open: [drift({ ...medium, found: 'y', ...by('mlee', 'e-2') })] },
      ],
      [
        ['opened medium 1'],
        ['worse high 1'],
        ['changed high 1'],
        ['milder medium 1'],
        ['attributed medium 1'],
        ['attributed medium 1'],
      ],
    ],
    [
      'who did it also when it is over, and not what was told with it',
      [
        { minute: 0, over: [healed(drift(), 0)] },
        { minute: 5, over: [healed(drift(), 0, by('jdoe'))] },
        { minute: 6, over: [healed(drift(), 0, by('jdoe'))] },
      ],
      [['opened critical 1'], ['attributed critical 1'], []],
    ],
    [
      'that it flaps, or is contested, once',
      [
        { minute: 0, open: [drift(), numbered(11, medium)] },
        { minute: 1, open: [drift({ status: 'flapping' }), numbered(11, { ...medium, status: 'contested' })] },
        { minute: 2, open: [drift({ status: 'flapping' }), numbered(11, { ...medium, status: 'contested' })] },
        { minute: 3, over: [healed(drift(), 3), healed(numbered(11, medium), 3)] },
      ],
      [
        ['opened critical 1', 'opened medium 1'],
        ['flapping critical 1', 'contested medium 1'],
        [],
        ['resolved critical 1', 'resolved medium 1'],
      ],
    ],
    [
      'that what flaps has come to stay, each time, and nothing while it is over',
      [
        { minute: 0, open: [drift({ status: 'flapping', closedAt: moment(0) })] },
        { minute: 1, open: [drift({ status: 'flapping' })] },
        { minute: 2, open: [drift({ status: 'flapping', standsSince: moment(1) })] },
        { minute: 3, open: [drift({ status: 'flapping', standsSince: moment(1) })] },
        { minute: 4, open: [drift({ status: 'flapping', closedAt: moment(4) })] },
        { minute: 6, open: [drift({ status: 'flapping', standsSince: moment(5) })] },
        { minute: 7, over: [healed(drift(), 7)] },
      ],
      [['flapping critical 1'], [], ['opened critical 1'], [], [], ['opened critical 1'], ['resolved critical 1']],
    ],
    [
      'that what was told before goes on and on',
      [
        {
          minute: 0,
          open: [drift({ status: 'flapping' }), numbered(11, { ...medium, status: 'contested' }), numbered(12)],
        },
      ],
      [['flapping critical 1', 'opened critical 1', 'contested medium 1']],
    ],
    [
      'in one that many go on and on',
      [{ minute: 0, open: many(9, { status: 'flapping' }) }],
      [['flapping critical 9']],
    ],
    [
      'of a group what becomes of one of it',
      [
        { minute: 0, open: many(2, medium) },
        { minute: 1, open: [numbered(0, medium), numbered(1, { ...medium, gravity: 'critical' })] },
        { minute: 2, open: [numbered(0, medium)], over: [healed(numbered(1, { ...medium, gravity: 'critical' }), 2)] },
      ],
      [['opened medium 2'], ['worse critical 2'], ['milder medium 2']],
    ],
    [
      'of a group that another has become as grave as the gravest, and not less',
      [
        { minute: 0, open: many(3, medium) },
        { minute: 1, open: [numbered(0, medium), numbered(1, critical), numbered(2, medium)] },
        { minute: 2, open: [numbered(0, high), numbered(1, critical), numbered(2, medium)] },
        { minute: 3, open: [numbered(0, critical), numbered(1, critical), numbered(2, high)] },
        { minute: 4, open: [numbered(0, critical), numbered(1, critical), numbered(2, high)] },
      ],
      [['opened medium 3'], ['worse critical 3'], [], ['worse critical 3'], []],
    ],
  ])('%s', (_, scenes, told) => {
    const receiver = new Told();
    expect(scenes.map(scene => words(receiver.sees(scene)))).toEqual(told);
  });
});

describe('a member that becomes as grave as the gravest', () => {
  it('is told first, with what was told of it, and moves no reminder', () => {
    const receiver = new Told();
    receiver.sees({ minute: 0, open: many(3, medium) });
    const [first] = receiver.sees({
      minute: 1,
      open: [numbered(0, medium), numbered(1, critical), numbered(2, medium)],
    });
    const [next] = receiver.sees({
      minute: 30,
      open: [numbered(0, medium), numbered(1, critical), numbered(2, critical)],
    });
    expect(first?.notice.nextReminderAt).toBe(moment(61));
    expect(next?.notice).toMatchObject({ happening: 'worse', before: 'medium', nextReminderAt: moment(61) });
    expect(next?.notice.id).not.toBe(first?.notice.id);
    expect(next?.notice.drifts.map(({ fingerprint }) => fingerprint)).toEqual(
      [2, 1, 0].map(index => numbered(index).fingerprint),
    );
  });

  it('has the weight of the whole where nobody knows what was told of it', () => {
    expect(afterRise({ drifts: [drift()], weight: 'high' }, [drift()])).toEqual({ drifts: [drift()], before: 'high' });
  });

  it('is told of what stands, not of what is over', () => {
    const receiver = new Told();
    receiver.sees({ minute: 0, open: many(3, medium) });
    const over = [healed(numbered(0, critical), 1)];
    const [worse] = receiver.sees({ minute: 1, open: [numbered(1, medium), numbered(2, high)], over });
    expect(worse?.notice).toMatchObject({ happening: 'worse', weight: 'high', before: 'medium' });
    expect(worse?.notice.drifts[0]?.fingerprint).toBe(numbered(2).fingerprint);
  });
});

describe('reminders', () => {
  const at = (minute: number, open: readonly Drift[] = [drift()], world = {}): Scene => ({ minute, open, world });
  it('come with growing gaps, for grave ones only', () => {
    const receiver = new Told();
    const high = numbered(11, { gravity: 'high', ...by('x') });
    const open = [drift(), high, numbered(12, medium)];
    receiver.sees(at(0, open));
    const hours = Array.from({ length: 60 * 12 }, (_, index) => index * 10);
    const told = hours.flatMap(minute =>
      receiver.sees(at(minute, open)).map(({ notice }) => [minute / 60, notice.weight, notice.reminders]),
    );
    expect(told).toEqual([
      [1, 'critical', 1],
      [4, 'critical', 2],
      [24, 'high', 1],
      [28, 'critical', 3],
      [48, 'high', 2],
      [52, 'critical', 4],
      [72, 'high', 3],
      [76, 'critical', 5],
      [96, 'high', 4],
      [100, 'critical', 6],
    ]);
  });

  it.each<readonly [string, Scene]>([
    ['comes late', at(120)],
    ['falls due while nothing is known', at(60, [drift()], { blind: 'unknown' })],
    [
      'is of what cannot be read',
      at(60, [drift(), numbered(3, { ...unread, address: 'trail/*@security/eu-west-1', gravity: 'info' })]),
    ],
    ['is of the one that cannot be read', at(60, [drift(), numbered(3, { ...unread, address: drift().address })])],
  ])('are left for the next time where one %s', (_, scene) => {
    const receiver = new Told();
    receiver.sees(at(0));
    expect(words(receiver.sees(scene)).filter(told => told.startsWith('reminder'))).toEqual([]);
    expect(words(receiver.sees(at(240)))).toContain('reminder critical 1');
  });

  it('count from when it became grave, and none are sent where none are wanted', () => {
    const receiver = new Told();
    receiver.sees(at(0, [drift(medium)]));
    const [worse] = receiver.sees(at(90, [drift({ ...medium, gravity: 'critical' })]));
    expect(worse?.notice).toMatchObject({ happening: 'worse', before: 'medium', nextReminderAt: moment(150) });
    const never = new Told();
    const [opened] = never.sees({ ...at(0), asked: { reminders: { critical: [], high: [] } } });
    expect(opened?.notice.nextReminderAt).toBeNull();
  });
});

describe('who was never told anything', () => {
  it('is told in one what the first run found, then of grave ones each', () => {
    const receiver = new Told(false);
    const open = [...many(2), numbered(5, medium), numbered(6, medium)];
    const [first, none] = receiver.sees({ minute: 0, open, over: [healed(numbered(7), 0)] });
    expect([first?.notice.happening, first?.notice.drifts.length, none]).toEqual(['first-run', 5, undefined]);
    const over = [healed(numbered(7), 0), healed(numbered(0), 5)];
    expect(words(receiver.sees({ minute: 5, open: open.slice(1), over }))).toEqual(['resolved critical 1']);
    const rest = [...over, ...open.slice(1).map(one => healed(one, 9))];
    expect(words(receiver.sees({ minute: 9, over: rest }))).toEqual(['resolved critical 5', 'resolved critical 1']);
  });

  it('is told of a single incident as of any other', () => {
    const receiver = new Told(false);
    const [first] = receiver.sees({ minute: 0, open: [drift()] });
    expect(first?.notice).toMatchObject({ happening: 'first-run', incident: drift().fingerprint });
    expect(words(receiver.sees({ minute: 5, over: [healed(drift(), 5)] }))).toEqual(['resolved critical 1']);
  });

  it('is told nothing where nothing was found, and knows that', () => {
    const receiver = new Told(false);
    expect(receiver.sees({ minute: 0 })).toEqual([]);
    expect(words(receiver.sees({ minute: 5, open: [drift({ openedAt: moment(5) })] }))).toEqual(['opened critical 1']);
  });

  it('is told nothing before a run has looked', () => {
    const receiver = new Told(false);
    expect(receiver.sees({ minute: 0, open: [drift()], world: { lookedAt: null } })).toEqual([]);
    expect(receiver.toldUpTo).toBeNull();
  });
});

describe('who could not be reached', () => {
  it('is told in one what is open, and how much came and went', () => {
    const receiver = new Told();
    receiver.sees({ minute: 0, open: [numbered(1), numbered(2, medium)], over: [healed(numbered(9), 0)] });
    const over = [healed(numbered(9), 0), healed(numbered(1), 8), healed(numbered(3, { openedAt: moment(3) }), 4)];
    const open = [numbered(2, medium), numbered(4, { openedAt: moment(5) })];
    const [returned, ...others] = receiver.sees({ minute: 20, open, over, away: 2 });
    expect(returned?.notice).toMatchObject({ happening: 'returned', missed: 1, since: moment(2), weight: 'critical' });
    expect(returned?.notice.drifts.map(({ fingerprint }) => fingerprint)).toEqual(
      open.toReversed().map(one => one.fingerprint),
    );
    expect(words(others)).toEqual(['resolved critical 1']);
    expect(
      words(
        receiver.sees({
          minute: 21,
          open: open.slice(0, 1),
          over: [...over, healed(numbered(4, { openedAt: moment(5) }), 21)],
        }),
      ),
    ).toEqual(['resolved critical 1']);
  });

  it('is told how much came and went where nothing else is to be told', () => {
    const receiver = new Told();
    receiver.sees({ minute: 0 });
    const over = [healed(drift({ openedAt: moment(3) }), 4)];
    const [returned, ...none] = receiver.sees({ minute: 20, over, away: 2 });
    expect([returned?.notice.missed, returned?.notice.drifts, none]).toEqual([1, [], []]);
    expect(receiver.sees({ minute: 21, over })).toEqual([]);
  });

  it('is told nothing more than others where nothing new happened', () => {
    const receiver = new Told();
    receiver.sees({ minute: 0, open: [drift()] });
    expect(words(receiver.sees({ minute: 20, over: [healed(drift(), 8)], away: 2 }))).toEqual(['resolved critical 1']);
  });
});

describe('what a message told beside something graver', () => {
  const critical = { ...medium, gravity: 'critical' } as const;
  const beside = (index: number, more: Partial<Drift> = {}): Drift => numbered(index, { ...medium, ...more });

  it.each<readonly [string, boolean, Partial<Scene>, string]>([
    ['the first run', false, {}, 'first-run critical 3'],
    ['after an outage', true, { away: -30 }, 'returned critical 3'],
  ])('of %s is told as worse when it becomes graver, and reminded of', (_, known, more, first) => {
    const receiver = new Told(known);
    const before = [numbered(1), beside(2), beside(3)];
    expect(words(receiver.sees({ minute: 0, open: before, ...more }))).toEqual([first]);
    expect(receiver.sees({ minute: 1, open: before })).toEqual([]);
    const open = [numbered(1), beside(2, critical), beside(3)];
    const [worse, ...none] = receiver.sees({ minute: 5, open });
    expect(worse?.notice).toMatchObject({
      happening: 'worse',
      incident: beside(2).fingerprint,
      before: 'medium',
      weight: 'critical',
      nextReminderAt: moment(65),
    });
    expect([none, receiver.sees({ minute: 6, open })]).toEqual([[], []]);
    expect(words(receiver.sees({ minute: 65, open }))).toContain('reminder critical 1');
    const over = open.slice(1, 2).map(one => healed(one, 66));
    expect(words(receiver.sees({ minute: 66, open: [numbered(1), beside(3)], over }))).toEqual(['resolved critical 1']);
    expect(receiver.sees({ minute: 67, open: [numbered(1), beside(3)], over })).toEqual([]);
  });

  it('is told as flapping where it does, and all of many in one', () => {
    const receiver = new Told(false);
    const light = [2, 3, 4, 5, 6, 7].map(index => beside(index));
    receiver.sees({ minute: 0, open: [numbered(1), ...light, beside(8)] });
    const flapping = beside(8, { ...critical, status: 'flapping' });
    const open = [numbered(1), ...light.map(one => ({ ...one, gravity: 'critical' as const })), flapping];
    expect(words(receiver.sees({ minute: 5, open })).toSorted()).toEqual(['flapping critical 1', 'worse critical 6']);
    expect(receiver.sees({ minute: 6, open })).toEqual([]);
  });
});

describe('the daemon itself', () => {
  const problems = [{ code: 'access-denied', message: 'no' }] as const;
  const trouble = { since: moment(-30), problems };
  it.each<readonly [string, 'blind' | 'source', readonly string[]]>([
    ['sees nothing', 'blind', ['blind not-known 0', 'seeing not-known 0']],
    ['has a newer spec that does not hold', 'source', ['source-broken medium 0', 'source-mended medium 0']],
  ])('%s, and that this is over', (_, about, [begins, ends]) => {
    const receiver = new Told();
    const at = (minute: number, state: typeof trouble | null | 'unknown') =>
      words(receiver.sees({ minute, world: { [about]: state, lookedAt: null } }));
    expect(at(0, trouble)).toEqual([begins]);
    expect(at(1, trouble)).toEqual([]);
    expect(at(2, 'unknown')).toEqual([]);
    expect(at(3, null)).toEqual([ends]);
    expect(at(4, null)).toEqual([]);
    expect(at(5, trouble)).toEqual([begins]);
  });

  it('tells everybody that it sees nothing, and of its source who is told of all', () => {
    const routes = [{ receivers: ['channel'], from: 'critical', accounts: [], kinds: [] }] as const;
    const world = { blind: trouble, source: trouble };
    expect(words(new Told().sees({ minute: 0, world, asked: { routes } }))).toEqual(['blind not-known 0']);
    const narrow = [{ receivers: ['channel'], from: 'low', accounts: ['a'], kinds: [] }] as const;
    expect(words(new Told().sees({ minute: 0, world, asked: { routes: narrow } }))).toEqual(['blind not-known 0']);
  });
});

describe('how long nothing was recorded', () => {
  it.each<readonly [string, readonly Drift[], number | null]>([
    ['of what recording does not rest on', [drift({ field: 'tags' })], null],
    ['until now', [drift()], 600],
    ['from the call on that caused it', [drift(by('x'))], 660],
    ['until it was over', [healed(drift(), 5)], 300],
    [
      'in turns',
      [drift({ status: 'flapping', reopenedAt: [moment(0), moment(4), moment(8)], healedAt: [moment(1), moment(5)] })],
      60 + 60 + 120,
    ],
    [
      'in turns that are over',
      [drift({ status: 'flapping', reopenedAt: [moment(0), moment(4)], healedAt: [moment(1)], closedAt: moment(6) })],
      60 + 120,
    ],
    [
      'in turns that somebody else ended',
      [
        drift({
          status: 'flapping',
          reopenedAt: [moment(0), moment(4)],
          stood: [{ from: moment(0), to: moment(2) }],
          closedAt: moment(6),
        }),
      ],
      120 + 120,
    ],
    [
      'once it flaps no more',
      [drift({ stood: [{ from: moment(0), to: moment(2) }], standsSince: moment(9) })],
      120 + 60,
    ],
    ['of one that was contested once', [drift({ status: 'contested' })], 600],
    ['of one that opened again', [drift({ reopenedAt: [moment(-9), moment(0)] })], 600],
    [
      'from when it was found, where who did it is not sure',
      [drift({ attribution: { ...by('x').attribution, confidence: 'possible' } as Drift['attribution'] })],
      600,
    ],
  ])('%s', (_, drifts, seconds) => {
    expect(unrecorded(drifts, moment(10))).toBe(seconds);
  });
});
