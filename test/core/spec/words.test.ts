import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../../../src/core/model.ts';
import { linesOf } from '../../../src/core/spec/lines.ts';
import { distance, nearest } from '../../../src/core/spec/near.ts';
import { inFileOrder } from '../../../src/core/spec/order.ts';
import { either, quoted, settingName } from '../../../src/core/spec/words.ts';
import { kinds } from './kinds.ts';

describe('did you mean', () => {
  test.each([
    ['', '', 0],
    ['abc', '', 3],
    ['bucket', 'bukcet', 1],
    ['trail', 'trial', 1],
    ['region', 'regions', 1],
    ['kitten', 'sitting', 3],
  ])('%s and %s are %i slips apart', (a, b, expected) => {
    expect([distance(a, b), distance(b, a)]).toEqual([expected, expected]);
  });

  test.each([
    ['multiregion', ['multiRegion', 'region'], 'multiRegion'],
    ['log-file_validation', ['logFileValidation'], 'logFileValidation'],
    ['buckets', ['bucket', 'topic'], 'bucket'],
    ['xyz', ['bucket', 'topic'], undefined],
    ['a', ['b'], undefined],
    ['acme-log', ['acme-dogs', 'acme-logs'], 'acme-logs'],
    ['x'.repeat(200), ['x'.repeat(200)], undefined],
  ])('%s of %j is %s', (word, known, expected) => {
    expect(nearest(word, known)).toBe(expected);
  });

  test('a word has no slips to itself, and never more than its longer one has letters', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(distance(a, a)).toBe(0);
        expect(distance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(distance(a, b)).toBe(distance(b, a));
        const slips = distance(a, b);
        expect(distance(a, b, slips)).toBe(slips);
        if (slips > 0) expect(distance(a, b, slips - 1)).toBeGreaterThanOrEqual(slips);
      }),
    );
  });
});

test('positions of any text agree with its lines', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', '\n', '\r\n', ' ', 'bc'), { maxLength: 30 }), fc.nat(), (parts, seed) => {
      const text = parts.join('');
      const offset = seed % (text.length + 1);
      const before = text.slice(0, offset).split('\n');
      expect(linesOf({ path: 'a', text }).at(offset, offset)).toEqual({
        file: 'a',
        line: before.length,
        column: (before.at(-1)?.length ?? 0) + 1,
        length: 1,
      });
    }),
  );
});

test('problems come file by file from the top, those without a file around them, each once', () => {
  const at = (file: string, line: number, column: number): Problem => ({
    code: 'wrong-type',
    message: 'm',
    at: { file, line, column },
  });
  const resource: Problem = { code: 'wrong-type', message: 'm', at: 'box/b@a/r' };
  const later: Problem = { code: 'wrong-type', message: 'm', at: 'box/c@a/r' };
  const nowhere: Problem = { code: 'wrong-type', message: 'm' };
  const ordered = [nowhere, at('B', 9, 1), at('a', 2, 1), at('a', 2, 3), at('a', 10, 1), resource, later];
  expect(inFileOrder([...ordered.toReversed(), ...ordered])).toEqual(ordered);
});

test('words', () => {
  expect([either([]), either(['a']), either(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b or c']);
  expect(quoted('x'.repeat(100))).toBe(`"${'x'.repeat(60)}…"`);
  expect(settingName('/spec/boxs/b/tags/a~1b', kinds)).toBe('tags.a/b');
});
