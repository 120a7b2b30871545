import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { basisOf, movedNames, movedSince, moveWords } from '../../src/core/basis.ts';
import type { Move } from '../../src/core/basis.ts';
import type { AnyState } from '../../src/core/kind.ts';
import type { Live } from '../../src/core/model.ts';
import { absent, lamp, present, unread, wish } from './toy.ts';

const one = wish(lamp, 'one', {});
const same = (text: string): string => text;
const state = { lit: true, colour: 'warm' };
const seen = (values: AnyState, blind: readonly string[] = []): Live<AnyState> => present(one, values, blind);

describe('a basis', () => {
  it('has a digest for each field, and none for what could not be read', () => {
    expect(basisOf(seen(state, ['lit']), same)).toEqual({
      is: 'present',
      fields: { lit: null, colour: '["warm"]' },
    });
    expect(basisOf(absent, same)).toEqual({ is: 'absent', fields: {} });
    expect(basisOf(undefined, same)).toEqual({ is: 'unknown', fields: {} });
  });

  it('is short, whatever stands there', () => {
    const { fields } = basisOf(seen({ lit: 'x'.repeat(1000) }), same);
    expect(fields['lit']).toHaveLength(32);
  });

  it('moves with the fields alone: neither health nor the words of an error count', () => {
    const live = present(one, state, ['lit']);
    const error = { unread: { code: 'access-denied', message: 'request 7' } } as const;
    const other = { ...live, health: { lastDelivery: 'now' }, fields: { ...live.fields, lit: error } };
    expect(movedSince(basisOf(live, same), other, same)).toBeUndefined();
    expect(movedSince(basisOf(unread, same), { ...unread }, same)).toBeUndefined();
  });

  it.each<[string, Live<AnyState> | undefined, Live<AnyState> | undefined, Move['fields'] | 'whole', string]>([
    [
      'a value',
      seen(state),
      seen({ ...state, lit: false }),
      [{ field: 'lit', then: '[true]', digest: '[false]', now: false }],
      'Changed since the plan was saved: lit',
    ],
    [
      'several',
      seen({ ...state, hours: 3 }),
      seen({ colour: 'cold', hours: 4, lit: false }),
      [
        { field: 'colour', then: '["warm"]', digest: '["cold"]', now: 'cold' },
        { field: 'hours', then: '[3]', digest: '[4]', now: 4 },
        { field: 'lit', then: '[true]', digest: '[false]', now: false },
      ],
      'Changed since the plan was saved: colour, hours and lit',
    ],
    [
      'what can be read no more, and what can be now',
      seen(state, ['colour']),
      seen(state, ['lit']),
      [
        { field: 'colour', then: null, digest: '["warm"]', now: 'warm' },
        { field: 'lit', then: '[true]', digest: null, now: null },
      ],
      'Changed since the plan was saved: colour and lit',
    ],
    [
      'a field that was not known, and one that is gone',
      seen({ lit: true }),
      seen({ colour: 'warm' }),
      [
        { field: 'colour', then: null, digest: '["warm"]', now: 'warm' },
        { field: 'lit', then: '[true]', digest: null, now: null },
      ],
      'Changed since the plan was saved: colour and lit',
    ],
    [
      'a resource that went',
      seen(state),
      absent,
      'whole',
      'It was there when the plan was saved, and does not exist now',
    ],
    ['one that came', absent, seen(state), 'whole', 'It was not there when the plan was saved, and is there now'],
    [
      'one that cannot be read',
      seen(state),
      unread,
      'whole',
      'It was there when the plan was saved, and cannot be read now',
    ],
    [
      'one that was not known',
      undefined,
      { is: 'elsewhere', arn: one.desired.arn },
      'whole',
      'It was not looked at when the plan was saved, and belongs to another account now',
    ],
  ])('that moved names %s', (_, before, now, fields, words) => {
    const move = movedSince(basisOf(before, same), now, same);
    expect(move?.fields).toEqual(fields === 'whole' ? [] : fields);
    expect(move && moveWords(move)).toBe(words);
    expect(move && movedNames(move)).toBe(fields === 'whole' ? 'it' : words.replace(/^.*: /u, ''));
  });

  it('moves exactly when a value does', () => {
    const parsed = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
    const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const stays = movedSince(basisOf(seen({ lit: a }), hash), seen({ lit: b }), hash) === undefined;
        expect(stays).toBe(isDeepStrictEqual(parsed(a), parsed(b)));
      }),
    );
  });
});
