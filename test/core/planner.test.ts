import { describe, expect, it } from 'vitest';

import { order } from '../../src/core/derive.ts';
import type { Derived, Known } from '../../src/core/derive.ts';
import { difference } from '../../src/core/diff.ts';
import type { Address, Problem } from '../../src/core/model.ts';
import type { AnyState } from '../../src/core/kind.ts';
import { differs, gravityOf, isOpen } from '../../src/core/plan.ts';
import type { Difference, FieldChange, Plan, Withheld } from '../../src/core/plan.ts';
import { makePlan } from '../../src/core/planner.ts';
import { absent, lamp, present, socket, wish, world } from './toy.ts';

const wall = wish(socket, 'wall', { plugs: [], owner: 'acme' });
const state = { lit: true, colour: 'warm', place: 'desk', hours: 3, owner: 'acme', socket: wall.desired.arn };
const one = wish(lamp, 'one', state);
const two = wish(lamp, 'two', { ...state, socket: null });
const dark = wish(lamp, 'dark', { ...state, socket: null, lit: false });
const problem: Problem = { code: 'other-owner', message: 'no' };
const refused: Withheld = { by: 'refused', problem };

function derivedFrom(known: readonly Known[], before: ReadonlyMap<Address, Address> = new Map()): Derived {
  return { known, after: order(known, { keeps: new Set(), before, problems: [] }, world), keeper: before };
}

function planOf(
  known: readonly Known[],
  judge = (differences: readonly Difference[]) => differences,
  before?: ReadonlyMap<Address, Address>,
): Plan {
  const differences = judge(known.flatMap(resource => difference(resource).difference ?? []));
  return makePlan({
    owner: 'acme',
    derived: derivedFrom(known, before),
    differences,
    unknown: [],
    findings: [],
    digest: text => text,
  });
}

const withhold = (address: Address, held: Partial<Difference>) => (differences: readonly Difference[]) =>
  differences.map(one => (one.address === address ? { ...one, ...held } : one));

describe('makePlan', () => {
  it('is empty where nothing differs', () => {
    expect(planOf([{ ...one, live: present(one, state) }])).toEqual({
      owner: 'acme',
      changes: [],
      rests: {},
      unknown: [],
      findings: [],
    });
  });

  it('puts what serves first and says what comes after what', () => {
    const { changes } = planOf([
      { ...one, live: absent },
      { ...two, live: absent },
      { ...wall, live: absent },
    ]);
    expect(changes.map(({ address, after }) => [address, after])).toEqual([
      [two.desired.address, []],
      [wall.desired.address, []],
      [one.desired.address, [wall.desired.address]],
    ]);
    expect(changes[2]?.resource).toEqual({
      kind: 'lamp',
      arn: one.desired.arn,
      name: 'one',
      target: one.desired.target,
    });
  });

  it('rests on what serves it, changed or not', () => {
    const plan = planOf([
      { ...one, live: absent },
      { ...wall, live: present(wall, { plugs: [], owner: 'acme' }) },
    ]);
    expect(plan.changes[0]?.after).toEqual([]);
    expect(Object.keys(plan.changes[0]?.basis ?? {})).toEqual([one.desired.address, wall.desired.address]);
    expect(plan.rests).toEqual({
      [wall.desired.address]: { kind: 'socket', arn: wall.desired.arn, name: 'wall', target: wall.desired.target },
    });
  });

  it('asks the kind for the calls, with withheld fields as they stand', () => {
    const live: AnyState = { ...state, lit: false, colour: 'cold', place: 'floor' };
    const plan = planOf([{ ...two, live: present(two, { ...live, socket: null }) }], differences =>
      differences.map(one => ({
        ...one,
        fields: one.fields.map(field => (field.field === 'colour' ? { ...field, withheld: refused } : field)),
      })),
    );
    expect(plan.changes[0]?.calls).toEqual([
      {
        call: 'lamps:Put',
        input: { action: 'update', ...state, socket: null, colour: 'cold', place: 'floor', changed: ['lit'] },
      },
    ]);
  });

  it('has no calls for what is withheld as a whole', () => {
    const plan = planOf([{ ...two, live: absent }], withhold(two.desired.address, { withheld: refused }));
    expect(plan.changes.map(({ calls }) => calls)).toEqual([[]]);
  });

  it('lets what comes after a refused change wait, and what comes after that', () => {
    const before = new Map([[dark.desired.address, one.desired.address]]);
    const known = [
      { ...dark, live: present(dark, { ...state, socket: null, owner: null }) },
      { ...one, live: absent },
      { ...wall, live: absent },
    ];
    const { changes } = planOf(known, withhold(wall.desired.address, { withheld: refused }), before);
    expect(changes.map(({ address, withheld }) => [address, withheld?.by])).toEqual([
      [wall.desired.address, 'refused'],
      [one.desired.address, 'waits'],
      [dark.desired.address, 'waits'],
    ]);
    expect(changes[1]?.withheld?.problem).toMatchObject({ code: 'waits-for-change', at: one.desired.address });
  });

  it.each<[string, AnyState, Partial<Difference>, string | undefined]>([
    ['what serves it', { plugs: [dark.desired.arn], owner: 'acme' }, {}, 'waits'],
    [
      'what serves it, among all that changes',
      { plugs: [dark.desired.arn], owner: null },
      { withheld: refused },
      'waits',
    ],
    ['a setting that serves nobody', { plugs: [], owner: null }, {}, undefined],
    ['such a setting, as all that changes', { plugs: [], owner: null }, { withheld: refused }, undefined],
  ])('lets what is made wait by what is refused of what serves it: %s', (_, live, whole, by) => {
    const judge = (differences: readonly Difference[]) =>
      differences.map(found =>
        found.address === wall.desired.address
          ? {
              ...found,
              ...(whole.withheld ? whole : { fields: found.fields.map(field => ({ ...field, withheld: refused })) }),
            }
          : found,
      );
    const known = [
      { ...one, live: absent },
      { ...wall, live: present(wall, live) },
    ];
    const found = planOf(known, judge).changes.find(({ address }) => address === one.desired.address);
    expect(found?.withheld?.by).toBe(by);
  });

  it('lets nothing that only strengthens wait', () => {
    const live = present(one, { ...state, lit: false, place: 'floor' });
    const held = (differences: readonly Difference[]) =>
      differences.map(found =>
        found.address === wall.desired.address
          ? { ...found, fields: found.fields.map(field => ({ ...field, withheld: refused })) }
          : found,
      );
    const { changes } = planOf(
      [
        { ...one, live },
        { ...wall, live: absent },
      ],
      held,
    );
    expect(changes.map(({ address, calls }) => [address, calls.length])).toEqual([
      [wall.desired.address, 0],
      [one.desired.address, 1],
    ]);
  });

  describe('has what repairs sent all the same where what it comes after fails', () => {
    const reaching = (live: AnyState): unknown => {
      const known = [
        { ...one, live: present(one, live) },
        { ...wall, live: absent },
      ];
      const found = planOf(known).changes.find(({ address }) => address === one.desired.address);
      return found?.repairs?.map(({ input }) => Reflect.get(input, 'changed') as unknown);
    };

    it.each<[string, AnyState, unknown]>([
      ['what of it strengthens', { ...state, lit: false, colour: 'cold', place: 'floor' }, [['lit']]],
      ['all of it', { ...state, lit: false }, [['lit']]],
      ['nothing', { ...state, colour: 'cold' }, undefined],
    ])('%s', (_, live, expected) => {
      expect(reaching(live)).toEqual(expected);
    });

    it('or where another of its calls fails', () => {
      const [found] = planOf([
        { ...two, live: present(two, { ...two.desired.state, lit: false, colour: 'cold' }) },
      ]).changes;
      expect(found?.after).toEqual([]);
      expect(found?.repairs).toMatchObject([{ input: { changed: ['lit'] } }]);
    });

    it('a creation has none', () => {
      const known = [one, wall].map(resource => ({ ...resource, live: absent }));
      expect(planOf(known).changes.map(({ repairs }) => repairs)).toEqual([undefined, undefined]);
    });
  });

  it('says which changes rest on what a policy denies', () => {
    const derived = derivedFrom([one, two].map(resource => ({ ...resource, live: absent })));
    const differences = derived.known.flatMap(resource => difference(resource).difference ?? []);
    const denied = new Set([two.desired.address]);
    const { changes } = makePlan({
      owner: 'acme',
      derived,
      differences,
      denied,
      unknown: [],
      findings: [],
      digest: text => text,
    });
    expect(changes.map(change => [change.address, change.denied])).toEqual([
      [one.desired.address, undefined],
      [two.desired.address, true],
    ]);
  });

  it('leaves out what is not known, and gives back what it was told', () => {
    const stranger: Difference = { address: 'lamp/x@y/z', action: 'update', fields: [] };
    const parts = { unknown: [{ address: one.desired.address, problem }], findings: [problem] };
    const plan = makePlan({
      owner: 'acme',
      derived: { known: [], after: new Map([['lamp/x@y/z', ['lamp/u@v/w']]]), keeper: new Map() },
      differences: [stranger],
      digest: text => text,
      ...parts,
    });
    expect(plan).toEqual({ owner: 'acme', changes: [], rests: {}, ...parts });
  });

  it('does not invent a basis for what it rests on and does not know', () => {
    const derived: Derived = {
      known: [{ ...two, live: absent }],
      after: new Map([[two.desired.address, [wall.desired.address]]]),
      keeper: new Map(),
    };
    const differences = [
      difference({ ...two, live: absent }).difference ?? {
        address: two.desired.address,
        action: 'create' as const,
        fields: [],
      },
    ];
    const plan = makePlan({ owner: 'acme', derived, differences, unknown: [], findings: [], digest: text => text });
    expect(plan.rests).toEqual({});
    expect(plan.changes[0]?.basis).toEqual({
      [two.desired.address]: { is: 'absent', fields: {} },
      [wall.desired.address]: { is: 'unknown', fields: {} },
    });
  });
});

describe('a difference', () => {
  const change = (withheld?: Withheld['by'], gravity: FieldChange['gravity'] = 'low'): FieldChange => ({
    field: 'lit',
    before: 1,
    after: 2,
    effect: 'neutral',
    gravity,
    meaning: '',
    ...(withheld ? { withheld: { by: withheld, problem } } : {}),
  });
  const of = (...fields: readonly FieldChange[]): Difference => ({ address: 'lamp/x@y/z', action: 'update', fields });

  it.each<[string, Difference, boolean, boolean, string]>([
    ['plain', of(change()), true, true, 'low'],
    ['refused', of(change('refused')), false, true, 'low'],
    ['fixed', of(change('fixed', 'high')), false, true, 'high'],
    ['ignored', of(change('ignored', 'critical')), false, false, 'info'],
    ['waived beside plain', of(change('waived', 'critical'), change(undefined, 'medium')), true, true, 'medium'],
    ['refused as a whole', { ...of(change()), withheld: refused }, false, true, 'low'],
    ['waiting as a whole', { ...of(change()), withheld: { by: 'waits', problem } }, false, false, 'low'],
  ])('that is %s', (_, found, open, counts, gravity) => {
    expect([isOpen(found), differs(found), gravityOf(found)]).toEqual([open, counts, gravity]);
  });
});
