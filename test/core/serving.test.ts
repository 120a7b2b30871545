import { describe, expect, it } from 'vitest';

import type { Known } from '../../src/core/derive.ts';
import { difference } from '../../src/core/diff.ts';
import type { AnyKind, AnyState } from '../../src/core/kind.ts';
import type { Difference, Withheld } from '../../src/core/plan.ts';
import { holdUnserved } from '../../src/core/serving.ts';
import { absent, lamp, present, socket, unread, wish, world } from './toy.ts';

const fussy: AnyKind = {
  ...socket,
  unfit: live =>
    'value' in (live['owner'] ?? {}) && (live['owner'] as { readonly value: unknown }).value === 'moved'
      ? { code: 'bucket-elsewhere', message: 'It hangs on another wall', hint: 'Look there.' }
      : undefined,
};
const wall = wish(fussy, 'wall', { plugs: [], owner: 'acme' });
const other = wish(fussy, 'other', { plugs: [], owner: 'acme' });
const wanted = { lit: true, colour: 'warm', socket: wall.desired.arn };
const one = wish(lamp, 'one', wanted);

const stands = (resource: typeof wall, owner: string): Known => ({
  ...resource,
  live: present(resource, { plugs: [], owner }),
});
const lampIs = (state: AnyState, not: readonly string[] = []): Known => ({ ...one, live: present(one, state, not) });
const missing: Known = { ...one, live: absent };

/** Of the lamp: why all of it is withheld, then the fields with why each is. */
function held(known: readonly Known[], judge = (found: Difference): Difference => found): unknown {
  const found = known.flatMap(resource => difference(resource).difference ?? []).map(judge);
  const lampOf = (all: readonly Difference[]) => all.find(({ address }) => address === one.desired.address);
  const kept = lampOf(holdUnserved(found, known, world));
  return [kept?.withheld?.problem.message, kept?.fields.flatMap(({ field, withheld }) => (withheld ? [field] : []))];
}

describe('what needs something that cannot serve it', () => {
  const reason = 'It needs socket/wall@111111111111/eu-west-1, which cannot serve it: It hangs on another wall';

  it('is not made', () => {
    expect(held([missing, stands(wall, 'moved')])).toEqual([reason, []]);
    const problem = holdUnserved(
      [{ address: one.desired.address, action: 'create', fields: difference(missing).difference?.fields ?? [] }],
      [missing, stands(wall, 'moved')],
      world,
    )[0]?.withheld;
    expect(problem).toMatchObject({ by: 'fixed', problem: { code: 'cannot-serve', hint: 'Look there.' } });
  });

  it('is not made while what it needs is only referred to and does not exist', () => {
    const referred = wish(fussy, 'wall', { plugs: [], owner: 'acme' }, { managed: false });
    expect(held([missing, { ...referred, live: absent }])).toEqual([
      'It needs socket/wall@111111111111/eu-west-1: wall does not exist, and the spec only refers to it (manage: false)',
      [],
    ]);
  });

  it.each<[string, Known]>([
    ['serves', stands(wall, 'acme')],
    ['will be made', { ...wall, live: absent }],
    ['could not be read', { ...wall, live: unread }],
  ])('is made where it %s', (_, server) => {
    expect(held([missing, server])).toEqual([undefined, []]);
  });

  it.each<[string, AnyState, readonly string[]]>([
    ['does not move there, and is repaired all the same', { lit: false, colour: 'cold', socket: null }, ['socket']],
    ['is changed where it rests there already', { lit: false, colour: 'cold', socket: wall.desired.arn }, []],
    ['leaves for elsewhere', { ...wanted, colour: 'cold', socket: wall.desired.arn }, []],
  ])('%s', (_, live, fields) => {
    expect(held([lampIs(live), stands(wall, 'moved'), stands(other, 'acme')])).toEqual([undefined, fields]);
  });

  it('goes by what was read', () => {
    expect(held([lampIs({ ...wanted, lit: false, socket: null }, ['socket']), stands(wall, 'moved')])).toEqual([
      undefined,
      [],
    ]);
  });

  it('stays withheld as it was', () => {
    const refused: Withheld = { by: 'refused', problem: { code: 'other-owner', message: 'no' } };
    const judge = (found: Difference): Difference => ({ ...found, withheld: refused });
    expect(held([missing, stands(wall, 'moved')], judge)).toEqual(['no', []]);
    const field = (found: Difference): Difference => ({
      ...found,
      fields: found.fields.map(one => (one.field === 'socket' ? { ...one, withheld: refused } : one)),
    });
    expect(held([lampIs({ ...wanted, lit: false, socket: null }), stands(wall, 'moved')], field)).toEqual([
      undefined,
      ['socket'],
    ]);
  });

  it('is told for what is known only', () => {
    const { needs: _, ...needless } = lamp;
    expect(held([{ ...missing, kind: needless }, stands(wall, 'moved')])).toEqual([undefined, []]);
    const stranger: Difference = { address: 'lamp/x@y/z', action: 'update', fields: [] };
    expect(holdUnserved([stranger], [stands(wall, 'moved')], world)).toEqual([stranger]);
  });
});

describe('a resource that cannot serve', () => {
  it('does not have the rest of it told as unread', () => {
    const known: Known = { ...wall, live: present(wall, { plugs: [], owner: 'moved' }, ['plugs']) };
    expect(difference(known).unknown).toEqual([]);
    const fit: Known = { ...wall, live: present(wall, { plugs: [], owner: 'acme' }, ['plugs']) };
    expect(difference(fit).unknown.map(({ field }) => field)).toEqual(['plugs']);
  });
});
