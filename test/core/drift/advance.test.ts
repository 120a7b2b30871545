import { describe, expect, it } from 'vitest';

import { advance, contestedFields } from '../../../src/core/drift/advance.ts';
import { stoodFrom } from '../../../src/core/drift/drift.ts';
import type { Drift } from '../../../src/core/drift/drift.ts';
import type { Seen } from '../../../src/core/drift/seen.ts';
import { live, moment, neutral, refused, run, settings, sighting, waits, words } from './lives.ts';

const stopped = sighting();
const { fingerprint } = stopped;

describe('the life of a drift', () => {
  const cases: readonly (readonly [name: string, runs: readonly Seen[], steps: readonly string[]])[] = [
    ['nothing', [run({ minute: 0 })], []],
    [
      'one that stands',
      [run({ minute: 0, found: [stopped] }), run({ minute: 5, found: [stopped] })],
      ['12:00 opened open'],
    ],
    [
      'one that is mended by the run that found it',
      [run({ minute: 0, found: [stopped], left: [] })],
      ['12:00 opened healed', '12:00 closed healed'].map((text, index) => (index === 0 ? '12:00 opened open' : text)),
    ],
    ['one that shows at the end only', [run({ minute: 0, left: [stopped] })], ['12:00 opened open']],
    [
      'one that somebody put back',
      [run({ minute: 0, found: [stopped] }), run({ minute: 5 })],
      ['12:00 opened open', '12:05 closed reverted'],
    ],
    [
      'one whose value changes',
      [run({ minute: 0, found: [neutral()] }), run({ minute: 5, found: [neutral({ found: 'others' })] })],
      ['12:00 opened open', '12:05 changed open'],
    ],
    [
      'one that cannot be read for another reason',
      [
        run({ minute: 0, found: [unread('access-denied')] }),
        run({ minute: 5, found: [unread('credentials-refused')] }),
        run({ minute: 10 }),
      ],
      ['12:00 opened open', '12:05 changed open', '12:10 closed read-again'],
    ],
    [
      'one that a rule holds for a while',
      [
        run({ minute: 0, found: [stopped] }),
        run({ minute: 5, found: [{ ...stopped, withheld: refused }] }),
        run({ minute: 10, found: [stopped] }),
      ],
      ['12:00 opened open', '12:05 withheld withheld', '12:10 released open'],
    ],
    [
      'one that is refused from the first',
      [run({ minute: 0, found: [{ ...stopped, withheld: refused }] })],
      ['12:00 opened withheld'],
    ],
    [
      'one that comes to wait',
      [
        run({ minute: 0, found: [stopped] }),
        run({ minute: 5, waiting: new Map([[fingerprint, waits]]) }),
        run({ minute: 10, waiting: new Map([[fingerprint, waits]]) }),
        run({ minute: 15, found: [stopped], left: [] }),
      ],
      ['12:00 opened open', '12:05 withheld withheld', '12:15 released open', '12:15 closed healed'],
    ],
    [
      'one that a waiver accepts',
      [run({ minute: 0, found: [stopped] }), run({ minute: 5, accepted: new Set([fingerprint]) })],
      ['12:00 opened open', '12:05 closed waived'],
    ],
    [
      'one whose resource leaves the spec',
      [run({ minute: 0, found: [stopped] }), run({ minute: 5, over: { hasLeft: () => true, saw: () => false } })],
      ['12:00 opened open', '12:05 closed left-the-spec'],
    ],
    [
      'one that the spec was changed to',
      [run({ minute: 0, found: [stopped] }), run({ minute: 5, over: { adopts: () => true } })],
      ['12:00 opened open', '12:05 closed adopted'],
    ],
    [
      'one that was put back while the spec said the same',
      [run({ minute: 0, found: [stopped] }), run({ minute: 5, over: { adopts: () => false } })],
      ['12:00 opened open', '12:05 closed reverted'],
    ],
    [
      'what is late and comes',
      [run({ minute: 0, found: [sighting({ kind: 'undelivered', field: null })] }), run({ minute: 5 })],
      ['12:00 opened open', '12:05 closed arrived'],
    ],
    [
      'a stray that is declared again',
      [run({ minute: 0, found: [sighting({ kind: 'stray', field: null })] }), run({ minute: 5 })],
      ['12:00 opened open', '12:05 closed adopted'],
    ],
    [
      'a stray that somebody deleted',
      [
        run({ minute: 0, found: [sighting({ kind: 'stray', field: null })] }),
        run({ minute: 5, over: { declares: () => false } }),
      ],
      ['12:00 opened open', '12:05 closed reverted'],
    ],
    [
      'one that a later run did not see',
      [run({ minute: 0, found: [stopped] }), run({ minute: 5, over: { saw: () => false } }), run({ minute: 10 })],
      ['12:00 opened open', '12:10 closed reverted'],
    ],
  ];

  it.each(cases)('%s', (_, runs, steps) => {
    expect(words(live(runs).steps)).toEqual(steps);
  });

  it.each(cases)('is not told twice: %s', (_, runs) => {
    for (const [index] of runs.entries()) {
      const { drifts } = live(runs.slice(0, index));
      const seen = runs[index];
      if (!seen) continue;
      const once = advance(drifts, seen, settings);
      expect(advance(once.drifts, seen, settings)).toEqual({ drifts: once.drifts, steps: [] });
    }
  });
});

describe('a fight', () => {
  /** Somebody sets it again and again, and each time we put it back. */
  const fought = (minutes: readonly number[], one = neutral()) =>
    minutes.map(minute => run({ minute, found: [one], left: [] }));

  it('is left once the drift came back as often as we say', () => {
    const { drifts } = live(fought([0, 5]));
    expect(contestedFields(drifts, new Date(moment(10)), settings)).toEqual(drifts);
    const held = run({ minute: 10, found: [neutral({ withheld: refused })] });
    const after = live([held], settings, drifts);
    expect(words(after.steps)).toEqual(['12:10 opened contested', '12:10 contested contested']);
    expect(contestedFields(after.drifts, new Date(moment(300)), settings)).toEqual(after.drifts);
    const later = live([run({ minute: 300, found: [neutral({ withheld: refused })] })], settings, after.drifts);
    expect(later.drifts[0]?.status).toBe('contested');
    expect(words(live([run({ minute: 305 })], settings, later.drifts).steps)).toEqual(['17:05 closed reverted']);
  });

  it.each([
    ['takes the other value, and gives it up again', { adopts: () => true }],
    ['leaves it to others for a while', { saw: () => false, hasLeft: () => true }],
  ])('is over once the spec %s', (_, over) => {
    const held = run({ minute: 10, found: [neutral({ withheld: refused })] });
    const again = run({ minute: 20, found: [neutral()], left: [] });
    const { drifts, steps } = live([...fought([0, 5]), held, run({ minute: 15, over }), again]);
    expect(words(steps).slice(-2)).toEqual(['12:20 opened open', '12:20 closed healed']);
    expect(drifts[0]?.healedAt).toEqual([moment(20.5)]);
  });

  it.each([{ astray: true }, { gravity: 'high' }, { effect: 'weakens' }] as const)(
    'is fought again once it is %o: nobody waits until nobody looks',
    over => {
      const held = run({ minute: 10, found: [neutral({ withheld: refused })] });
      const { drifts, steps } = live([...fought([0, 5]), held, run({ minute: 15, found: [neutral(over)] })]);
      expect(words(steps).slice(-2)).toEqual(['12:10 contested contested', '12:15 flapping flapping']);
      expect(contestedFields(drifts, new Date(moment(16)), settings)).toEqual([]);
    },
  );

  it('is free again where it is harmful and has long stood still', () => {
    const held = run({ minute: 10, found: [neutral({ withheld: refused })] });
    const later = run({ minute: 80, found: [neutral({ astray: true })] });
    expect(words(live([...fought([0, 5]), held, later]).steps).at(-1)).toBe('13:20 released open');
  });

  it('is over once the spec wants something else', () => {
    const held = run({ minute: 10, found: [neutral({ withheld: refused })] });
    const runs = [...fought([0, 5]), held, run({ minute: 15, found: [neutral({ wanted: 'other' })] })];
    const { drifts, steps } = live(runs);
    expect(words(steps).slice(-2)).toEqual(['12:15 changed open', '12:15 released open']);
    expect(contestedFields(drifts, new Date(moment(16)), settings)).toEqual([]);
  });

  it.each([
    ['slowly', fought([0, 61, 122])],
    ['about what weakens', fought([0, 5, 10], sighting())],
    ['about what strengthens', fought([0, 5, 10], neutral({ effect: 'strengthens' }))],
    ['about what is high', fought([0, 5, 10], neutral({ gravity: 'high' }))],
    ['about what is critical', fought([0, 5, 10], neutral({ gravity: 'critical' }))],
    ['about what leads to a stranger', fought([0, 5, 10], neutral({ astray: true }))],
    ['about a whole resource', fought([0, 5, 10], neutral({ kind: 'missing', field: null }))],
  ])('is none where it goes on %s', (_, runs) => {
    const { drifts, steps } = live(runs);
    expect(steps.filter(({ step }) => step === 'contested')).toEqual([]);
    expect(contestedFields(drifts, new Date(moment(123)), settings)).toEqual([]);
  });

  it('is none where the spec itself goes back and forth', () => {
    const swings = [0, 5, 10, 15].map(minute =>
      run({ minute, found: [neutral({ wanted: minute % 10 === 0 ? 'a' : 'b' })], left: [] }),
    );
    expect(live(swings).steps.map(({ step }) => step)).toEqual(swings.flatMap(() => ['opened', 'closed']));
  });

  it('knows the other side', () => {
    const { drifts } = live(fought([0, 5]));
    const named = drifts.map((drift): Drift => ({ ...drift, others: ['mallory'] }));
    const { steps } = live([run({ minute: 10, found: [neutral()] })], settings, named);
    expect(steps.at(-1)?.drift).toMatchObject({ status: 'contested', others: ['mallory'] });
    expect(steps.at(-1)?.drift.healedAt).toHaveLength(2);
  });
});

describe('since when a drift stands', () => {
  const [drift] = live([run({ minute: 0, found: [stopped] })]).drifts;
  it.each<readonly [string, Partial<Drift>, string]>([
    ['that never came and went', { reopenedAt: [moment(0), moment(9)] }, moment(0)],
    ['that flaps', { status: 'flapping', reopenedAt: [moment(0), moment(9)] }, moment(9)],
    ['that flaps, and nobody counts it', { status: 'flapping', reopenedAt: [] }, moment(0)],
    ['that flapped', { stood: [], reopenedAt: [moment(8)] }, moment(8)],
    ['that stays', { status: 'flapping', standsSince: moment(7), reopenedAt: [moment(8)] }, moment(7)],
  ])('%s', (_, over, since) => {
    expect(stoodFrom({ ...(drift ?? expect.fail()), ...over })).toBe(since);
  });
});

describe('flapping', () => {
  const back = [0, 5, 10].map(minute => run({ minute, found: [stopped], left: [] }));

  it('is one incident until it was quiet for as long', () => {
    const more = [run({ minute: 15, found: [stopped] }), run({ minute: 20 }), run({ minute: 60 }), run({ minute: 76 })];
    const { drifts, steps } = live([...back, ...more]);
    expect(words(steps).slice(4)).toEqual([
      '12:10 opened flapping',
      '12:10 flapping flapping',
      '13:16 closed reverted',
    ]);
    expect(drifts[0]).toMatchObject({ status: 'closed', closedAt: moment(20.5), openedAt: moment(10) });
  });

  it('is told once it stays, and since when it does', () => {
    const stays = [15, 17, 19].map(minute => run({ minute, found: [stopped] }));
    const { drifts, steps } = live([...back, ...stays]);
    expect(words(steps).slice(6)).toEqual(['12:17 changed flapping']);
    expect(drifts[0]).toMatchObject({ openedAt: moment(10), standsSince: moment(15), closedAt: null });
    const again = live(
      [run({ minute: 21, found: [stopped], left: [] }), run({ minute: 23, found: [stopped] })],
      settings,
      drifts,
    );
    expect(again.drifts[0]?.standsSince).toBeUndefined();
    expect(again.drifts[0]?.stood).toEqual([
      { from: moment(10), to: moment(10.5) },
      { from: moment(15), to: moment(21.5) },
    ]);
    expect(stoodFrom(again.drifts[0] ?? expect.fail())).toBe(moment(23));
  });

  it('is told at once where it is withheld', () => {
    const { drifts, steps } = live([...back, run({ minute: 15, found: [{ ...stopped, withheld: refused }] })]);
    expect(words(steps).at(-1)).toBe('12:15 withheld flapping');
    expect(drifts[0]).toMatchObject({ standsSince: moment(15) });
  });

  it('is told where it waits for longer than a run', () => {
    const waiting = new Map([[fingerprint, waits]]);
    const { drifts, steps } = live([
      ...back,
      ...[12, 13].map(minute => run({ minute, found: [stopped], left: [], waiting })),
    ]);
    expect(words(steps).slice(6)).toEqual([]);
    expect(drifts[0]).toMatchObject({ withheld: waits, closedAt: null });
    const stood = live([run({ minute: 14, waiting })], settings, drifts);
    expect(words(stood.steps)).toEqual(['12:14 changed flapping']);
  });

  it('knows since when it stands also once it flaps no more, and when it stood once it is closed', () => {
    const calm = [15, 17, 80].map(minute => run({ minute, found: [stopped] }));
    const { drifts } = live([...back, ...calm]);
    expect(drifts[0]).toMatchObject({ status: 'open', standsSince: moment(15) });
    const [closed] = live([run({ minute: 81, found: [stopped], left: [] })], settings, drifts).drifts;
    expect(closed?.stood?.at(-1)).toEqual({ from: moment(15), to: moment(81.5) });
  });

  it('tells other values, and counts how often it is back', () => {
    const more = [run({ minute: 12 }), run({ minute: 15, found: [{ ...stopped, found: null }] })];
    const { drifts, steps } = live([...back, ...more]);
    expect(words(steps).at(-1)).toBe('12:15 changed flapping');
    expect(drifts[0]).toMatchObject({ ending: null, closedAt: null, status: 'flapping' });
    expect(drifts[0]?.reopenedAt).toHaveLength(4);
  });

  it('is over for what stands still, too', () => {
    const more = [run({ minute: 15, found: [stopped] }), run({ minute: 80, found: [stopped] })];
    expect(words(live([...back, ...more]).steps).at(-1)).toBe('13:20 released open');
  });

  it('goes on while any of it is recent', () => {
    const more = [run({ minute: 15, found: [stopped] }), run({ minute: 72, found: [stopped] })];
    expect(live([...back, ...more]).drifts[0]?.status).toBe('flapping');
  });

  it('ends at once where an exception ends it', () => {
    const { steps } = live([
      ...back,
      run({ minute: 12, found: [stopped] }),
      run({ minute: 15, accepted: new Set([fingerprint]) }),
    ]);
    expect(words(steps).at(-1)).toBe('12:15 closed waived');
  });

  it('is not ended by a run that sees nothing', () => {
    const { steps } = live([...back, run({ minute: 99, over: { saw: () => false } })]);
    expect(words(steps).at(-1)).toBe('12:10 flapping flapping');
  });

  it('may wait', () => {
    const { drifts, steps } = live([...back, run({ minute: 12, waiting: new Map([[fingerprint, waits]]) })]);
    expect(drifts[0]).toMatchObject({ status: 'flapping', withheld: waits });
    expect(words(steps).at(-1)).toBe('12:10 flapping flapping');
  });
});

describe('who did it', () => {
  const known: Drift['attribution'] = { answer: 'nobody', askedAt: moment(1), attempts: [], why: 'x', again: false };
  const before = live([run({ minute: 0, found: [neutral()] })]).drifts.map(drift => ({ ...drift, attribution: known }));

  it.each([
    ['stands with what was found', neutral({ gravity: 'low' }), known],
    ['stands whatever the spec says', neutral({ wanted: 'other' }), known],
    ['is another question once another value stands there', neutral({ found: 'others' }), null],
  ])('%s', (_, found, attribution) => {
    const [drift] = live([run({ minute: 5, found: [found] })], settings, before).drifts;
    expect(drift?.attribution).toEqual(attribution);
  });

  it('is another question once it came back while it flapped', () => {
    const back = [0, 5, 10].map(minute => run({ minute, found: [stopped], left: [] }));
    const told = live(back).drifts.map(drift => ({ ...drift, attribution: known }));
    const [drift] = live([run({ minute: 15, found: [stopped] })], settings, told).drifts;
    expect(drift).toMatchObject({ status: 'flapping', attribution: null, changedAt: moment(15) });
  });
});

describe('what is remembered', () => {
  it('is forgotten once neither fights nor flapping count it', () => {
    const before = [run({ minute: 0, found: [stopped], left: [] })];
    expect(live([...before, run({ minute: 59 })]).drifts).toHaveLength(1);
    expect(live([...before, run({ minute: 62 })]).drifts).toEqual([]);
  });

  it('begins a new episode with what was counted before', () => {
    const { drifts } = live([0, 5].map(minute => run({ minute, found: [stopped], left: [] })));
    expect(drifts).toMatchObject([
      {
        openedAt: moment(5),
        openedBy: 'run-5',
        closedBy: 'run-5',
        healedAt: [moment(0.5), moment(5.5)],
        reopenedAt: [moment(0), moment(5)],
      },
    ]);
  });

  it('has the gravest first, and steps in the same order', () => {
    const low = neutral({ fingerprint: 'd-000000000002', gravity: 'low' });
    const { drifts, steps } = live([run({ minute: 0, found: [low, stopped] })]);
    expect(drifts.map(({ gravity }) => gravity)).toEqual(['critical', 'low']);
    expect(steps.map(({ drift }) => drift.gravity)).toEqual(['critical', 'low']);
  });
});

/** A code that its kind gives for what cannot be read. */
function unread(code: 'access-denied' | 'credentials-refused') {
  return sighting({ kind: 'unread', field: null, effect: 'neutral', problem: { code, message: 'no' } });
}
