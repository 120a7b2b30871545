import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { matches, openText, overlaps, pattern as wanted } from '../../../../src/core/policy/evaluate/pattern.ts';

const overlap = (a: string, b: string): boolean => overlaps(wanted(a), wanted(b));

describe('overlaps', () => {
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

describe('matches', () => {
  it.each([
    ['a/*', 'a/*', 'yes'],
    ['a/*', 'a/*/*.gz', 'yes'],
    ['*', '*', 'yes'],
    ['a/b/*', 'a/*/c', 'unknown'],
    ['a/b/*', 'a/*', 'no'],
    ['a/?/c', 'a/?/c', 'yes'],
    ['a/b/c', 'a/?/c', 'unknown'],
    ['a/bb/c', 'a/?/c', 'no'],
    ['a/?/c', 'a/*/c', 'unknown'],
    ['a/*/c/d', 'a/*/d', 'no'],
    ['*b', 'a*', 'unknown'],
    ['a*', 'b*', 'no'],
  ])('%s on %s: %s', (pattern, text, expected) => {
    expect(matches(wanted(pattern), openText(text))).toBe(expected);
  });

  it('says what every text that is meant says', () => {
    const units = fc.array(fc.constantFrom('a', '/', '*', '?'), { maxLength: 5 }).map(tokens => tokens.join(''));
    const fill = fc.array(fc.constantFrom('', 'a', 'aa'), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(units, units, fill, (pattern, text, filling) => {
        const left = [...filling];
        const meant = text.replaceAll('*', () => left.pop() ?? '').replaceAll('?', 'a');
        const found = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'u').test(meant);
        const said = matches(wanted(pattern), openText(text));
        if (said !== 'unknown') expect(found).toBe(said === 'yes');
      }),
      { numRuns: 2_000 },
    );
  });
});
