import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { anyArn, anyLike, byBeginning } from '../../../../src/core/policy/evaluate/lookup.ts';
import { literal, matches, matchesArn, openText, pattern } from '../../../../src/core/policy/evaluate/pattern.ts';
import { any } from '../../../../src/core/policy/evaluate/truth.ts';

const piece = fc.constantFrom('a', 'b', 'ab', '*', '?', '/', ':', '1');
const written = fc.array(piece, { maxLength: 6 }).map(pieces => pieces.join(''));
const field = fc.constantFrom('', '*', '1', '2', '1?', 'aws', 'trail/a', 'trail/*');
const arn = fc
  .tuple(field, field, field, fc.constantFrom('1', '2', '*', '1?'), field)
  .map(
    ([partition, service, region, account, resource]) => `arn:${partition}:${service}:${region}:${account}:${resource}`,
  );

describe('of many patterns', () => {
  test('those that may match a text are found, closed or open', () => {
    fc.assert(
      fc.property(fc.array(written), written, (texts, open) => {
        const all = texts.map(pattern);
        const text = openText(open);
        expect(any(byBeginning(all)(text), one => matches(one, text))).toBe(any(all, one => matches(one, text)));
      }),
      { numRuns: 1000 },
    );
  });

  test('a value that is sent fits as it fits each of them', () => {
    fc.assert(
      fc.property(fc.array(written), written, (texts, sent) => {
        const all = texts.map(pattern);
        expect(anyLike(all)(sent)).toBe(any(all, one => matches(one, literal(sent))));
      }),
    );
  });

  test('an ARN that is sent fits as it fits each of them', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(arn, written)), fc.oneof(arn, written), (texts, sent) => {
        const all = texts.map(pattern);
        expect(anyArn(all)(sent)).toBe(any(all, one => matchesArn(one, literal(sent))));
      }),
      { numRuns: 1000 },
    );
  });
});
