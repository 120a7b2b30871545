import { describe, expect, it } from 'vitest';
import { byAddress } from '../../../src/core/derive.ts';
import type { Effect } from '../../../src/core/kind.ts';
import type { Difference, FieldChange, Withheld } from '../../../src/core/plan.ts';
import { applyRules } from '../../../src/core/rules/index.ts';
import { lamp, present, wish } from '../toy.ts';
import { settings } from './settings.ts';

const now = new Date(0);
const one = wish(lamp, 'x', {});
const { address } = one.desired;

describe('applyRules', () => {
  it("strengthens what may be somebody else's, and nothing more", () => {
    const field = (name: string, effect: Effect, withheld?: Withheld): FieldChange => ({
      field: name,
      before: 1,
      after: 2,
      effect,
      gravity: 'low',
      meaning: '',
      ...(withheld ? { withheld } : {}),
    });
    const fixed: Withheld = { by: 'fixed', problem: { code: 'cannot-change', message: '' } };
    const fields = [
      field('lit', 'strengthens'),
      field('owner', 'neutral'),
      field('tags', 'neutral'),
      field('colour', 'neutral', fixed),
    ];
    const judge = (owner: string | undefined) => {
      const known = byAddress([{ ...one, live: { ...present(one, {}), owner } }]);
      const [judged] = applyRules([{ address, action: 'update', fields }], settings({ known }), now);
      return judged?.fields.map(({ withheld }) => withheld?.by);
    };
    expect(judge(undefined)).toEqual([undefined, 'waits', 'waits', 'fixed']);
    expect(judge('acme')).toEqual([undefined, undefined, undefined, 'fixed']);
  });

  const owned = (before: unknown): Difference => ({
    address,
    action: 'update',
    fields: [{ field: 'owner', before, after: 'acme', effect: 'neutral', gravity: 'low', meaning: '' }],
  });

  it.each([
    ['globex', 'refused'],
    [null, undefined],
    ['acme', undefined],
  ])('with the owner tag %j: %s', (before, by) => {
    expect(applyRules([owned(before)], settings(), now)[0]?.withheld?.by).toBe(by);
  });

  it('leaves differences without a word about the owner alone', () => {
    const other: Difference = { address, action: 'update', fields: [] };
    expect(applyRules([other], settings(), now)).toEqual([other]);
  });
});
