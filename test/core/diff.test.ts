import { isDeepStrictEqual } from 'node:util';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Field } from '../../src/core/kind.ts';
import { canonical, compare, difference } from '../../src/core/diff.ts';
import { absent, lamp, present, unread, wish } from './toy.ts';

const lit = { lit: true, colour: 'Warm', place: 'desk', hours: 3, owner: 'acme', socket: null };

describe('canonical', () => {
  it('does not depend on the order of keys, and does on the order of lists', () => {
    expect(canonical({ b: [1, { d: 1, c: 2 }], a: null })).toBe(canonical({ a: null, b: [1, { c: 2, d: 1 }] }));
    expect(canonical([1, 2])).not.toBe(canonical([2, 1]));
  });

  it('tells different values apart', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const parsed = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
        expect(canonical(a) === canonical(b)).toBe(isDeepStrictEqual(parsed(a), parsed(b)));
        expect(JSON.parse(canonical(a))).toEqual(parsed(a));
      }),
    );
  });
});

describe('compare', () => {
  it('finds nothing where nothing differs, in the sense of the field', () => {
    const one = wish(lamp, 'a', lit);
    expect(compare(lamp, one.desired, present(one, { ...lit, colour: 'WARM' }).fields)).toEqual([]);
  });

  it('judges every field that differs, in terms of the change live -> desired', () => {
    const one = wish(lamp, 'a', lit);
    expect(compare(lamp, one.desired, present(one, { ...lit, lit: false }).fields)).toEqual([
      {
        field: 'lit',
        before: false,
        after: true,
        effect: 'strengthens',
        gravity: 'high',
        meaning: 'should be true, is false',
      },
    ]);
  });

  it.each([
    ['by the same name', 'arn:aws:sockets:::1', true],
    ['by another name of it', 'socket/one', true],
    ['in a map', { plug: 'socket/one' }, true],
    ['by the name of another', 'socket/two', false],
    ['by the name of a member of every object', 'constructor', false],
    ['in a list, which is one setting', ['socket/one'], false],
    ['not at all', null, false],
  ])('takes what AWS answers %s for what is meant', (_, socket, isMeant) => {
    const one = wish(lamp, 'a', lit);
    const arn = 'arn:aws:sockets:::1';
    const wanted = typeof socket === 'object' && socket !== null && 'plug' in socket ? { plug: arn } : arn;
    const desired = { ...one.desired, state: { ...lit, socket: wanted }, meant: { 'socket/one': arn } as const };
    expect(compare(lamp, desired, present(one, { ...lit, socket }).fields)).toHaveLength(isMeant ? 0 : 1);
  });

  it.each([
    ['place', 'floor', 'fixed', 'cannot-change'],
    ['hours', 9, 'ignored', 'only-reported'],
  ])('withholds %s, which no call changes', (field, value, by, code) => {
    const one = wish(lamp, 'a', lit);
    const [found] = compare(lamp, one.desired, present(one, { ...lit, [field]: value }).fields);
    expect(found).toMatchObject({ field, withheld: { by, problem: { code, at: one.desired.address } } });
  });

  it('withholds values that are not ours to change, and does not name the field for it', () => {
    const problem = { code: 'not-ours-to-remove' as const, message: 'it is theirs' };
    const outOfReach = (_: unknown, live: unknown) => (live === 'theirs' ? problem : undefined);
    const kind = {
      ...lamp,
      fields: { ...lamp.fields, lit: { ...(lamp.fields['lit'] as Field<unknown>), outOfReach } },
    };
    const one = wish(kind, 'a', lit);
    const found = (value: unknown) =>
      compare(kind, one.desired, present(one, { ...lit, lit: value }).fields)[0]?.withheld;
    expect(found('theirs')).toEqual({ by: 'fixed', problem: { ...problem, at: one.desired.address } });
    expect(found('ours')).toBeUndefined();
  });

  it('compares neither what is unread, nor what is not known, nor what was not answered', () => {
    const one = wish(lamp, 'a', lit, { unknown: { colour: { code: 'key-unknown', message: 'who knows' } } });
    const { socket: _, ...answered } = { ...lit, lit: false, colour: 'cold', socket: 1 };
    expect(compare(lamp, one.desired, present(one, answered, ['lit']).fields)).toEqual([]);
  });

  it('is total and exact: a field differs if and only if its values do', () => {
    const state = fc.record({
      lit: fc.boolean(),
      owner: fc.option(fc.string()),
      socket: fc.jsonValue(),
      place: fc.string(),
      hours: fc.nat(),
    });
    fc.assert(
      fc.property(state, state, (desired, live) => {
        const one = wish(lamp, 'a', desired);
        const found = compare(lamp, one.desired, present(one, live).fields).map(({ field }) => field);
        const expected = Object.keys(desired).filter(
          key => canonical(Reflect.get(desired, key)) !== canonical(Reflect.get(live, key)),
        );
        expect(found.toSorted()).toEqual(expected.toSorted());
      }),
    );
  });
});

describe('difference', () => {
  const one = wish(lamp, 'a', lit);
  const referred = wish(lamp, 'a', lit, { managed: false });

  it('is a creation of every field where AWS says that there is nothing', () => {
    const { difference: found, unknown } = difference({ ...one, live: absent });
    expect(found?.action).toBe('create');
    expect(found?.fields.map(({ field }) => field)).toEqual(Object.keys(lit));
    expect(found?.fields[0]).toEqual({
      field: 'lit',
      before: null,
      after: true,
      effect: 'strengthens',
      gravity: 'critical',
      meaning: 'It is dark.',
    });
    expect(unknown).toEqual([]);
  });

  it('waits where the desired state is not known whole', () => {
    const open = wish(lamp, 'a', lit, { unknown: { colour: { code: 'key-unknown', message: 'who knows' } } });
    const { difference: found, unknown } = difference({ ...open, live: absent });
    expect(found).toMatchObject({ action: 'create', withheld: { by: 'waits', problem: { code: 'key-unknown' } } });
    expect(unknown.map(({ field }) => field)).toEqual(['colour']);
  });

  it('is unknown, and no difference, where nothing could be read', () => {
    expect(difference({ ...one, live: unread })).toEqual({
      unknown: [{ address: one.desired.address, problem: { code: 'access-denied', message: 'may not' } }],
      findings: [],
    });
  });

  it('names unread and unresolvable fields beside those that differ', () => {
    const open = wish(lamp, 'a', lit, {
      unknown: { colour: { code: 'key-unknown', message: 'who knows' }, lit: undefined },
    });
    const found = difference({ ...open, live: present(open, { ...lit, lit: false }, ['place']) });
    expect(found.difference?.fields.map(({ field }) => field)).toEqual(['lit']);
    expect(found.unknown.map(({ field }) => field)).toEqual(['place', 'colour']);
  });

  it('is nothing where all is in order', () => {
    expect(difference({ ...one, live: present(one, lit) })).toEqual({ unknown: [], findings: [] });
  });

  it('does not know what the kind cannot decide, where there is something', () => {
    const kind = { ...lamp, undecided: () => [{ code: 'policy-undecided' as const, message: 'who knows' }] };
    const seen = present(one, lit);
    expect(difference({ ...one, kind, live: seen }).unknown).toEqual([
      { address: one.desired.address, problem: { code: 'policy-undecided', message: 'who knows' } },
    ]);
    expect(difference({ ...one, kind, live: absent }).unknown).toEqual([]);
    expect(difference({ ...referred, kind, live: seen }).unknown).toEqual([]);
  });

  it('never touches what another account owns', () => {
    const found = difference({ ...one, live: { is: 'elsewhere', arn: 'arn:aws:lamps:eu-west-1:999999999999:a' } });
    expect(found).toMatchObject({ unknown: [], findings: [{ code: 'owned-elsewhere' }] });
    expect(found.difference).toBeUndefined();
  });

  it.each([
    ['absent', absent, ['referred-missing']],
    ['unread', unread, ['access-denied']],
    ['present', present(referred, { ...lit, lit: false }), []],
  ])('never differs where it is only referred to: %s', (_, live, codes) => {
    const found = difference({ ...referred, live });
    expect(found.difference).toBeUndefined();
    expect(found.unknown).toEqual([]);
    expect(found.findings.map(({ code }) => code)).toEqual(codes);
  });

  it.each([
    ['error' as const, 'refused'],
    ['warning' as const, undefined],
  ])('is refused by an %s of the kind about the whole', (severity, by) => {
    const kind = { ...lamp, verify: () => [{ code: 'only-reported' as const, severity, message: 'too large' }] };
    const found = difference({ ...one, kind, live: absent });
    expect(found.difference?.withheld?.by).toBe(by);
    expect(found.findings).toEqual([
      { code: 'only-reported', severity, message: 'too large', at: one.desired.address },
    ]);
    expect(difference({ ...one, kind, live: present(one, lit) }).difference).toBeUndefined();
  });
});
