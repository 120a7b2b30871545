import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { overlap } from '../../../src/core/policy/overlap.ts';

describe('overlap', () => {
  it.each([
    ['', '', true],
    ['', '*', true],
    ['', 'a', false],
    ['a', 'a', true],
    ['a', 'b', false],
    ['a', '?', true],
    ['*', 'abc', true],
    ['a*', '*c', true],
    ['a*c', 'ab', false],
    ['ab*', 'a', false],
    ['logs/org/*', 'logs/org/AWSLogs/1/*', true],
    ['logs/*/AWSLogs/*', 'logs/org/AWSLogs/1/*', true],
    ['logs/web/*', 'logs/org/AWSLogs/1/*', false],
    ['a?c*', 'ab*d', true],
  ])('%s and %s: %s', (a, b, expected) => {
    expect(overlap(a, b)).toBe(expected);
    expect(overlap(b, a)).toBe(expected);
  });

  const pattern = fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 6 }).map(tokens => tokens.join(''));
  const texts = (length: number): string[] =>
    length === 0 ? [''] : texts(length - 1).flatMap(text => ['a', 'b'].map(letter => text + letter));
  const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].flatMap(texts);

  it('says what trying every text says', () => {
    const matcher = (glob: string) => new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'u');
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        const [first, second] = [matcher(a), matcher(b)];
        expect(overlap(a, b)).toBe(all.some(text => first.test(text) && second.test(text)));
      }),
    );
  });
});
