import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Effect } from '../../../src/core/kind.ts';
import type { Address } from '../../../src/core/model.ts';
import type { Difference, FieldChange } from '../../../src/core/plan.ts';
import { limitChanges, limitDeletions } from '../../../src/core/rules/limits.ts';
import { noConsent } from '../../../src/core/rules/settings.ts';
import { byAddress } from '../../../src/core/derive.ts';
import { defaultLimits } from '../../../src/core/spec/safety.ts';
import type { Limits } from '../../../src/core/spec/safety.ts';
import { noSafety, settings } from './settings.ts';
import { bucket, stands, trail } from './standing.ts';

const now = new Date(0);
const addressOf = (index: number): Address => `trail/${index}@main/eu-west-1`;

function field(effect: Effect, more: Partial<FieldChange> = {}): FieldChange {
  return { field: effect, before: 1, after: 2, effect, gravity: 'low', meaning: '', ...more };
}

function difference(index: number, effects: readonly Effect[], more: Partial<Difference> = {}): Difference {
  return { address: addressOf(index), action: 'update', fields: effects.map(effect => field(effect)), ...more };
}

const waits = { by: 'waits', problem: { code: 'waits-for-group', message: '' } } as const;

interface Estate {
  readonly resources?: number;
  readonly limits?: Partial<Limits>;
  readonly overLimits?: boolean;
}

function settingsFor({ resources = 5, limits = {}, overLimits = false }: Estate) {
  const known = Array.from({ length: resources }, (_, index) => stands(trail, { key: `${index}` }));
  return settings({
    safety: { ...noSafety, limits: { ...defaultLimits, ...limits } },
    consent: { ...noConsent, overLimits },
    known: byAddress([...known, stands(bucket), stands(trail, { key: 'referred', managed: false })]),
  });
}

const range = (count: number): readonly number[] => [...Array(count).keys()];
const codes = (differences: readonly Difference[]) => [
  ...new Set(
    differences.flatMap(({ withheld, fields }) =>
      [withheld, ...fields.map(one => one.withheld)].flatMap(one => (one?.by === 'refused' ? [one.problem.code] : [])),
    ),
  ),
];

describe('the limit of changes', () => {
  const neutral = range(4).map(index => difference(index, ['neutral', 'strengthens']));
  it.each<[string, readonly Difference[], Estate, boolean]>([
    ['on the number', neutral, { limits: { change: { count: 4, share: 1 } } }, false],
    ['over the number', neutral, { limits: { change: { count: 3, share: 1 } } }, true],
    ['over the number, lifted', neutral, { limits: { change: { count: 3, share: 1 } }, overLimits: true }, false],
    ['on the share', neutral, { resources: 9, limits: { change: { count: 9, share: 0.4 } } }, false],
    ['over the share', neutral, { resources: 9, limits: { change: { count: 9, share: 0.39 } } }, true],
    ['over the share of few', neutral, { resources: 8, limits: { change: { count: 9, share: 0.1 } } }, false],
    ['over the share of few that count', neutral, { limits: { change: { count: 9, share: 0.1 }, shareFrom: 6 } }, true],
    [
      'what strengthens only',
      range(4).map(index => difference(index, ['strengthens'])),
      { limits: { change: { count: 0, share: 0 } } },
      false,
    ],
    [
      'creations',
      range(4).map(index => difference(index, ['strengthens'], { action: 'create' })),
      { limits: { change: { count: 0, share: 0 } } },
      false,
    ],
    [
      'adoptions',
      range(4).map(index => difference(index, ['neutral'], { action: 'adopt' })),
      { limits: { change: { count: 3, share: 1 } } },
      true,
    ],
    [
      'deletions',
      range(4).map(index => difference(index, ['weakens'], { action: 'delete' })),
      { limits: { change: { count: 0, share: 1 } } },
      false,
    ],
    [
      'what is withheld',
      range(4).map(index => difference(index, ['neutral'], { withheld: waits })),
      { limits: { change: { count: 0, share: 1 } } },
      false,
    ],
    [
      'fields that are withheld',
      range(4).map(index => difference(index, [], { fields: [field('weakens', { withheld: waits })] })),
      { limits: { change: { count: 0, share: 1 } } },
      false,
    ],
  ])('%s', (_, differences, estate, refused) => {
    const judged = limitChanges(differences, settingsFor(estate), now);
    expect(codes(judged)).toEqual(refused ? ['too-many-changes'] : []);
    if (!refused) expect(judged).toEqual(differences);
  });

  it('lets go what strengthens', () => {
    const [first] = limitChanges(neutral, settingsFor({ limits: { change: { count: 3, share: 1 } } }), now);
    expect(first?.fields.map(({ effect, withheld }) => [effect, withheld?.by])).toEqual([
      ['neutral', 'refused'],
      ['strengthens', undefined],
    ]);
  });

  it.each([
    [{ count: 3, share: 1 }, 'limits.change.count allows 3', '{ count: 4 }'],
    [{ count: 4, share: 0.2 }, 'limits.change.share allows 0.2 of 10', '{ share: 0.4 }'],
    [
      { count: 3, share: 0.2 },
      'limits.change.count allows 3 and limits.change.share allows 0.2 of 10',
      '{ count: 4, share: 0.4 }',
    ],
  ])('says by how much it is over, and how to lift it: %j', (change, allowed, setting) => {
    const [first] = limitChanges(neutral, settingsFor({ resources: 9, limits: { change } }), now);
    expect(first?.fields[0]?.withheld?.problem).toEqual({
      code: 'too-many-changes',
      message: `4 resources would change in one run, and ${allowed}`,
      hint: `Look at each. --lift-limits lets this run do it, limits: { change: ${setting} } every run.`,
    });
  });

  it('counts one as one', () => {
    const [first] = limitChanges(neutral.slice(0, 1), settingsFor({ limits: { change: { count: 0, share: 1 } } }), now);
    expect(first?.fields[0]?.withheld?.problem.message).toMatch(/^1 resource would change in one run/u);
  });
});

describe('the limit of deletions', () => {
  const gone = range(2).map(index => difference(100 + index, ['weakens'], { action: 'delete' }));
  const both = [...gone, difference(0, ['neutral'])];
  it.each<[string, Estate, boolean]>([
    ['on the number', { limits: { delete: { count: 2, share: 1 } } }, false],
    ['over the number', { limits: { delete: { count: 1, share: 1 } } }, true],
    ['over the number, lifted', { limits: { delete: { count: 1, share: 1 } }, overLimits: true }, false],
    ['on the share of what has our tag', { resources: 7, limits: { delete: { count: 9, share: 0.2 } } }, false],
    ['over the share', { resources: 7, limits: { delete: { count: 9, share: 0.19 } } }, true],
    ['over the share of few', { resources: 6, limits: { delete: { count: 9, share: 0 } } }, false],
  ])('%s', (_, estate, refused) => {
    const judged = limitDeletions(both, settingsFor(estate), now);
    expect(judged.map(({ withheld }) => withheld?.problem.code)).toEqual(
      refused ? ['too-many-deletions', 'too-many-deletions', undefined] : [undefined, undefined, undefined],
    );
    expect(judged[2]).toEqual(both[2]);
  });

  it('says so of one, and does not count what is withheld', () => {
    const limits = { delete: { count: 0, share: 1 } };
    const one = gone.slice(0, 1);
    const [judged] = limitDeletions(one, settingsFor({ limits }), now);
    expect(judged?.withheld?.problem.message).toBe(
      '1 resource would be deleted in one run, and limits.delete.count allows 0',
    );
    const held = one.map(difference => ({ ...difference, withheld: waits }));
    expect(limitDeletions(held, settingsFor({ limits }), now)).toEqual(held);
  });
});

describe('what is gone of the accounts', () => {
  const all = [difference(100, ['weakens'], { action: 'delete' }), difference(0, ['neutral'])];
  const gone = { code: 'too-many-accounts-gone', message: 'Too many are gone' } as const;

  it('keeps every deletion from being made, and nothing else', () => {
    const [deletion, change] = limitDeletions(all, { ...settingsFor({}), gone }, now);
    expect(deletion?.withheld).toEqual({ by: 'refused', problem: gone });
    expect(change).toEqual(all[1]);
  });

  it('yields to the switch of the limits', () => {
    expect(limitDeletions(all, { ...settingsFor({ overLimits: true }), gone }, now)).toEqual(all);
  });
});

describe('limits', () => {
  const effect = fc.constantFrom<Effect>('strengthens', 'weakens', 'neutral');
  const differences = fc
    .array(
      fc.tuple(
        fc.array(effect, { minLength: 1, maxLength: 3 }),
        fc.constantFrom<Difference['action']>('create', 'update', 'adopt', 'delete'),
      ),
      { maxLength: 12 },
    )
    .map(all => all.map(([effects, action], index) => difference(index, effects, { action })));
  const limit = fc.record({ count: fc.nat(12), share: fc.integer({ min: 0, max: 10 }).map(tenth => tenth / 10) });
  const judge = (some: readonly Difference[], one: Limits['change'], overLimits = false) => {
    const estate = settingsFor({ resources: 10, limits: { change: one, delete: one }, overLimits });
    return limitDeletions(limitChanges(some, estate, now), estate, now);
  };
  const open = (some: readonly Difference[]): number =>
    some.reduce((sum, { withheld, fields }) => sum + (withheld ? 0 : fields.filter(one => !one.withheld).length), 0);

  it('only withhold, and nothing that strengthens what stands', () => {
    fc.assert(
      fc.property(differences, limit, (some, one) => {
        const judged = judge(some, one);
        const bare = judged.map(({ withheld: _withheld, fields, ...rest }) => ({
          ...rest,
          fields: fields.map(({ withheld: _inner, ...field_ }) => field_),
        }));
        expect(bare).toEqual(some);
        for (const { action, fields } of judged)
          if (action !== 'delete')
            expect(fields.filter(({ effect: what, withheld }) => what === 'strengthens' && withheld)).toEqual([]);
      }),
    );
  });

  it('let through less the lower they are, and all when they are lifted', () => {
    fc.assert(
      fc.property(differences, limit, limit, (some, a, b) => {
        const low = { count: Math.min(a.count, b.count), share: Math.min(a.share, b.share) };
        expect(open(judge(some, low))).toBeLessThanOrEqual(open(judge(some, a)));
        expect(judge(some, a, true)).toEqual(some);
      }),
    );
  });
});
