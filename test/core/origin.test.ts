import { describe, expect, it } from 'vitest';

import { byAddress } from '../../src/core/derive.ts';
import type { Known } from '../../src/core/derive.ts';
import { difference } from '../../src/core/diff.ts';
import type { AnyState } from '../../src/core/kind.ts';
import type { Live } from '../../src/core/model.ts';
import { withOrigins } from '../../src/core/origin.ts';
import { originsOf } from '../../src/core/plan.ts';
import type { Origin } from '../../src/core/plan.ts';
import { absent, lamp, present, wish } from './toy.ts';

const state = { lit: true, colour: 'warm', place: 'desk', hours: 3, owner: 'acme', socket: null };
const one = wish(lamp, 'one', state);

/** Origins by field, of what stands there against the spec of today, given what it wanted earlier. */
function origins(live: Live<AnyState>, base: readonly Known[], of = one): Readonly<Record<string, Origin | undefined>> {
  const known = { ...of, live };
  const differences = [difference(known).difference].flatMap(found => found ?? []);
  const told = withOrigins(differences, { known: byAddress([known]), base });
  return Object.fromEntries(told.flatMap(({ fields }) => fields.map(({ field, origin }) => [field, origin])));
}

function earlier(more: AnyState, over: Parameters<typeof wish>[3] = {}): Known {
  return { ...wish(lamp, 'one', { ...state, ...more }, over), live: absent };
}

const stands = (more: AnyState) => present(one, { ...state, ...more });

describe('withOrigins', () => {
  it.each<[string, Live<AnyState>, readonly Known[], Readonly<Record<string, Origin | undefined>>]>([
    ['live is as the spec was', stands({ lit: false }), [earlier({ lit: false })], { lit: 'spec' }],
    ['live is otherwise than both', stands({ socket: 'b' }), [earlier({ socket: 'a' })], { socket: 'outside' }],
    ['the spec did not change', stands({ lit: false }), [earlier({})], { lit: 'outside' }],
    [
      'each field by itself',
      stands({ lit: false, socket: 'b' }),
      [earlier({ lit: false, socket: 'a' })],
      { lit: 'spec', socket: 'outside' },
    ],
    ['spelling does not matter', stands({ colour: 'COLD' }), [earlier({ colour: 'cold' })], { colour: 'spec' }],
    ['the spec did not have it', stands({ lit: false }), [], { lit: 'new' }],
    ['the spec only referred to it', stands({ lit: false }), [earlier({}, { managed: false })], { lit: 'new' }],
    [
      'what the spec wanted is not known',
      stands({ lit: false, socket: 'b' }),
      [earlier({}, { unknown: { lit: { code: 'key-unknown', message: 'who knows' } } })],
      { lit: undefined, socket: 'outside' },
    ],
  ])('when %s', (_, live, base, expected) => {
    expect(origins(live, base)).toEqual(expected);
  });

  it('knows a resource by its ARN, whatever its address', () => {
    const moved = earlier({ lit: false }, { address: 'lamp/old@111111111111/eu-west-1' });
    expect(origins(stands({ lit: false }), [moved])).toEqual({ lit: 'spec' });
    const other = earlier({ lit: false }, { arn: 'arn:aws:lamps:eu-west-1:111111111111:two' });
    expect(origins(stands({ lit: false }), [other])).toEqual({ lit: 'new' });
  });

  it('says that what is gone was deleted, or is new', () => {
    expect(new Set(Object.values(origins(absent, [earlier({})])))).toEqual(new Set(['outside']));
    expect(new Set(Object.values(origins(absent, [])))).toEqual(new Set(['new']));
  });

  it('says that what nobody knows is new', () => {
    const stranger = { address: 'lamp/x@y/z', action: 'update', fields: [] } as const;
    expect(withOrigins([stranger], { known: new Map(), base: [] })).toEqual([stranger]);
  });

  it('takes a field that this version does not know for a change outside', () => {
    const known = { ...one, live: stands({}) };
    const field = { field: 'smell', before: 1, after: 2, effect: 'neutral', gravity: 'low', meaning: '' } as const;
    const odd = { address: one.desired.address, action: 'update', fields: [field] } as const;
    const [told] = withOrigins([odd], { known: byAddress([known]), base: [earlier({})] });
    expect(told?.fields[0]?.origin).toBe('outside');
  });
});

describe('originsOf', () => {
  it('is of the fields that count', () => {
    const field = { field: 'lit', before: 1, after: 2, effect: 'neutral', gravity: 'low', meaning: '' } as const;
    const problem = { code: 'only-reported', message: 'It is so' } as const;
    const found = originsOf({
      address: 'lamp/x@y/z',
      action: 'update',
      fields: [field, { ...field, origin: 'spec' }, { ...field, origin: 'new', withheld: { by: 'ignored', problem } }],
    });
    expect([...found]).toEqual(['spec']);
  });
});
