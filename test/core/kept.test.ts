import { describe, expect, it } from 'vitest';

import { kept } from '../../src/core/kept.ts';
import type { Field } from '../../src/core/kind.ts';
import type { Problem } from '../../src/core/model.ts';
import { target } from './toy.ts';

type Size = { readonly metres: number } | null;
const problem: Problem = { code: 'cannot-change', message: 'no' };

const size: Field<Size> = {
  change: 'call',
  effect: (from, to) => ((to?.metres ?? 0) < (from?.metres ?? 0) ? 'weakens' : 'strengthens'),
  gravity: () => 'high',
  meaning: (desired, live) => `${live?.metres} for ${desired?.metres}`,
};
const [two, three] = [{ metres: 2 }, { metres: 3 }];

describe('a setting that is kept until it is written', () => {
  const field = kept(size);

  it.each([
    ['keep', two, true],
    ['keep', null, true],
    ['keep', 'keep', true],
    [two, { metres: 2 }, true],
    [two, three, false],
    [null, two, false],
    [two, 'keep', false],
  ] as const)('%j and %j', (desired, live, equal) => {
    expect(field.equal?.(desired, live)).toBe(equal);
  });

  it('is judged as the field once both sides are known, and not before', () => {
    expect([field.effect(three, two), field.gravity(three, two), field.meaning(three, two, target)]).toEqual([
      'weakens',
      'high',
      '2 for 3',
    ]);
    for (const [a, b] of [
      ['keep', two],
      [two, 'keep'],
    ] as const)
      expect([field.effect(a, b), field.gravity(a, b), field.meaning(a, b, target)]).toEqual([
        'neutral',
        'info',
        'It is kept as it stands.',
      ]);
  });

  it('says what no call can do, where the field does', () => {
    expect(field.outOfReach).toBeUndefined();
    const fixed = kept<Size>({ ...size, outOfReach: desired => (desired === null ? problem : undefined) });
    expect(fixed.outOfReach?.(null, two)).toBe(problem);
    expect(fixed.outOfReach?.(two, null)).toBeUndefined();
    expect(fixed.outOfReach?.('keep', two)).toBeUndefined();
  });

  it('is compared as the field compares', () => {
    const rough = kept<Size>({ ...size, equal: (a, b) => (a === null) === (b === null) });
    expect(rough.equal?.(two, three)).toBe(true);
    expect(rough.equal?.(two, null)).toBe(false);
  });
});
