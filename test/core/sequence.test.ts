import { describe, expect, it } from 'vitest';

import { order } from '../../src/core/derive.ts';
import type { Known } from '../../src/core/derive.ts';
import { difference } from '../../src/core/diff.ts';
import type { AnyKind, AnyState } from '../../src/core/kind.ts';
import type { Address, Live } from '../../src/core/model.ts';
import type { Recorder } from '../../src/core/needs.ts';
import type { Difference, Withheld } from '../../src/core/plan.ts';
import { sequence } from '../../src/core/sequence.ts';
import { absent, lamp, present, target, unread, wish, world } from './toy.ts';

/** A lamp that may light its region or all of the house. */
const lantern: AnyKind = {
  ...lamp,
  recorder: (state): Recorder => ({
    covers: state['wide'] === true ? 'account' : 'region',
    records: state['lit'] === true,
    global: state['wide'] === true,
  }),
  fields: { ...lamp.fields, wide: lamp.fields['lit'] as (typeof lamp.fields)[string] },
};

const off = { lit: false, colour: 'warm', wide: false };
const on = { ...off, lit: true };
const elsewhere = { target: { ...target, region: 'us-east-1' } };
const abroad = { target: { ...target, account: '222222222222' } };

const old = wish(lantern, 'old', off);
const keeper = wish(lantern, 'keeper', { ...on, wide: true });
const fresh = wish(lantern, 'fresh', on);
const far = wish(lantern, 'far', on, elsewhere);
const farWide = wish(lantern, 'far-wide', { ...on, wide: true }, elsewhere);
const strange = wish(lantern, 'strange', { ...on, wide: true }, abroad);

type Wished = Omit<Known, 'live'>;
const stands = (resource: Wished, state: AnyState, not: readonly string[] = []): Known => ({
  ...resource,
  live: present(resource, state, not),
});
const missing = (resource: Wished): Known => ({ ...resource, live: absent });

interface Sequenced {
  readonly keeps?: Wished;
  readonly judge?: (difference: Difference) => Difference;
}

function sequenced(known: readonly Known[], { keeps, judge = one => one }: Sequenced = {}) {
  const before = new Map<Address, Address>(
    keeps
      ? known.flatMap(({ desired }) =>
          desired.address === keeps.desired.address ? [] : [[desired.address, keeps.desired.address]],
        )
      : [],
  );
  const after = order(known, { keeps: new Set(), before, problems: [] }, world);
  const differences = known.flatMap(resource => difference(resource).difference ?? []).map(judge);
  return sequence(differences, { known, after, keeper: before });
}

const afterOf = (known: readonly Known[], more?: Sequenced) =>
  sequenced(known, more).after(known[0]?.desired.address ?? 'lamp/x@y/z');

describe('what goes round in a circle', () => {
  it('has a first all the same', () => {
    const [one, two] = ['one', 'two'].map(name => wish(lamp, name, off));
    if (!one || !two) throw new Error('there are two');
    const leaning = (from: Wished, to: Wished): Known =>
      missing({ ...from, kind: { ...from.kind, restsOn: () => [to.desired.arn] } });
    const { differences } = sequenced([leaning(one, two), leaning(two, one)]);
    expect(differences.map(({ address }) => address)).toEqual([one.desired.address, two.desired.address]);
  });
});

describe('what lets go', () => {
  it.each<[string, readonly Known[], readonly Wished[]]>([
    ['comes after what is made in its region', [stands(old, on), missing(fresh)], [fresh]],
    ['comes after what is started there', [stands(old, on), stands(fresh, off)], [fresh]],
    ['comes after what covers its region from elsewhere', [stands(old, on), missing(farWide)], [farWide]],
    ['does not wait for what records elsewhere only', [stands(old, on), missing(far)], []],
    ['does not wait for another account', [stands(old, on), missing(strange)], []],
    ['does not wait for what changes otherwise', [stands(old, on), stands(fresh, { ...on, colour: 'cold' })], []],
    ['waits for nobody when it is off already', [stands(old, { ...off, colour: 'cold' }), missing(fresh)], []],
    ['does not wait for another that lets go', [stands(old, on), stands(wish(lantern, 'x', off), on)], []],
  ])('%s', (_, known, expected) => {
    expect(afterOf(known)).toEqual(expected.map(({ desired }) => desired.address));
  });

  it('comes after the keeper; what is only made or changed does not', () => {
    const known = (live: Known) => [live, missing(keeper)];
    expect(afterOf(known(stands(old, on)), { keeps: keeper })).toEqual([keeper.desired.address]);
    expect(afterOf(known(missing(fresh)), { keeps: keeper })).toEqual([]);
    expect(afterOf(known(stands(fresh, { ...on, colour: 'cold' })), { keeps: keeper })).toEqual([]);
    expect(afterOf(known(stands(fresh, off)), { keeps: keeper })).toEqual([]);
  });

  it.each<[string, Live<AnyState>, string | undefined]>([
    ['records', present(keeper, { ...on, wide: true }), undefined],
    ['will record', present(keeper, { ...off, wide: true }), undefined],
    ['could not be read', unread, 'waits'],
    ['could be read in part', present(keeper, { ...on, wide: true }, ['lit']), 'waits'],
  ])('waits while it is not known whether the keeper records: it %s', (_, live, held) => {
    const { differences } = sequenced([stands(old, on), { ...keeper, live }], { keeps: keeper });
    const found = differences.find(({ address }) => address === old.desired.address);
    expect(found?.withheld?.by).toBe(held);
    if (held !== undefined) expect(found?.withheld?.problem.message).toContain('was not seen to record');
  });

  it('waits for no keeper that records nothing by its kind', () => {
    const { recorder: _, ...silent } = lantern;
    const known = [stands({ ...old, kind: silent }, on), missing(keeper)];
    expect(afterOf(known, { keeps: keeper })).toEqual([]);
    const dumb = stands({ ...keeper, kind: silent }, { ...on, wide: true });
    expect(sequenced([stands(old, on), dumb], { keeps: keeper }).differences[0]?.withheld?.by).toBe('waits');
  });

  it('goes by what was read: a field that was not is taken to stay', () => {
    const known = [stands(old, { ...on, colour: 'cold' }, ['lit']), missing(keeper)];
    expect(afterOf(known, { keeps: keeper })).toEqual([]);
  });
});

describe('what comes after something that is refused', () => {
  const refused: Withheld = { by: 'refused', problem: { code: 'other-owner', message: 'no' } };
  const refuse = (one: Difference): Difference =>
    one.address === keeper.desired.address ? { ...one, withheld: refused } : one;

  it('waits, and does now what of it strengthens', () => {
    const mixed = wish(lantern, 'mixed', { ...on, wide: false, colour: 'warm', owner: true });
    const live = stands(mixed, { ...on, wide: true, colour: 'cold', owner: false });
    const held = {
      ...live,
      kind: { ...lantern, fields: { ...lantern.fields, owner: lantern.fields['lit'] as never } },
    };
    const { differences } = sequenced([held, missing(keeper)], { keeps: keeper, judge: refuse });
    const found = differences.find(({ address }) => address === mixed.desired.address);
    expect(found?.withheld).toBeUndefined();
    expect(found?.fields.map(({ field, withheld }) => [field, withheld?.by])).toEqual([
      ['colour', 'waits'],
      ['owner', undefined],
      ['wide', 'waits'],
    ]);
  });

  it('waits for what is held likewise', () => {
    const hold = (one: Difference): Difference =>
      one.address === keeper.desired.address
        ? { ...one, withheld: { by: 'held', problem: { code: 'not-enforced', message: 'no' } } }
        : one;
    const live = stands(old, { ...on, wide: true });
    const { differences } = sequenced([live, missing(keeper)], { keeps: keeper, judge: hold });
    const found = differences.find(({ address }) => address === old.desired.address);
    expect((found?.withheld ?? found?.fields[0]?.withheld)?.by).toBe('waits');
  });

  it('keeps what a rule has said of a field', () => {
    const live = stands(old, { ...on, colour: 'cold' });
    const judge = (one: Difference): Difference =>
      one.address === old.desired.address
        ? {
            ...one,
            fields: one.fields.map(field => (field.field === 'colour' ? { ...field, effect: 'strengthens' } : field)),
          }
        : refuse(one);
    const { differences } = sequenced([live, missing(keeper)], { keeps: keeper, judge });
    const found = differences.find(({ address }) => address === old.desired.address);
    expect(found?.fields.map(({ field, withheld }) => [field, withheld?.by])).toEqual([
      ['lit', 'waits'],
      ['colour', undefined],
    ]);
  });

  it.each<[string, string, string | undefined]>([
    ['whether it records', 'lit', 'waits'],
    ['what it looks like', 'colour', undefined],
  ])('waits by what is refused of the keeper: %s', (_, name, by) => {
    const judge = (one: Difference): Difference =>
      one.address === keeper.desired.address
        ? { ...one, fields: one.fields.map(field => (field.field === name ? { ...field, withheld: refused } : field)) }
        : one;
    const known = [stands(old, on), stands(keeper, { lit: false, colour: 'cold', wide: false })];
    const { differences } = sequenced(known, { keeps: keeper, judge });
    expect(differences.find(({ address }) => address === old.desired.address)?.withheld?.by).toBe(by);
  });
});
