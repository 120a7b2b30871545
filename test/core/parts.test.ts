import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { partsNamed, valueAt, withValueAt } from '../../src/core/parts.ts';
import { spellingOf } from '../../src/core/spelling.ts';
import { bucket, stands, trail } from './rules/standing.ts';

describe('the name of a setting', () => {
  const narrowed = { eventSelectors: { basic: [{ readWriteType: 'ReadOnly' }] } };
  const aTrail = stands(trail, { otherwise: { ...narrowed, tags: { 'a.b': 'c', 'd/e': 'f' } } });
  const aBucket = stands(bucket);
  it.each([
    ['/kmsKey', aTrail, ['kmsKey']],
    ['kmsKey', aTrail, ['kmsKey']],
    ['multiRegion', aTrail, ['scope/multiRegion']],
    ['/multiRegion', aTrail, ['scope/multiRegion']],
    ['/scope', aTrail, ['scope']],
    ['/scope/multiRegion', aTrail, ['scope/multiRegion']],
    ['bucket', aTrail, ['destination/bucket']],
    ['/prefix', aTrail, ['destination/prefix']],
    ['organization', aTrail, ['organization']],
    ['/tags', aTrail, ['tags']],
    ['/tags/team', aTrail, ['tags/team']],
    ['tags.a.b', aTrail, ['tags/a.b']],
    ['/tags/d~1e', aTrail, ['tags/d/e']],
    ['eventSelectors.basic[0].readWriteType', aTrail, ['eventSelectors/basic/0/readWriteType']],
    ['/eventSelectors/basic/0', aTrail, ['eventSelectors/basic/0']],
    ['/eventSelectors/basic/1', aTrail, []],
    ['/tags/trailwarden:owner', aTrail, []],
    ['/owner', aTrail, []],
    ['/nothing', aTrail, []],
    ['/kmsKey/x', aTrail, []],
    ['/encryption/bucketKey', aBucket, ['encryption/bucketKey']],
    ['policy.tlsOnly', aBucket, ['tlsOnly']],
    ['/policy', aBucket, ['grants', 'statements', 'otherStatements', 'tlsOnly']],
    ['/policy/statements/0', aBucket, []],
    ['/versioning', aBucket, ['versioning']],
    ['/tags/team', stands(trail, { unread: ['tags'] }), ['tags/team']],
    ['/tags/other', stands(trail, { unread: ['tags'] }), []],
    ['/tags/team', stands(trail, { otherwise: null }), ['tags/team']],
  ])('%s', (name, known, expected) => {
    expect(partsNamed(name, known).map(({ field, path }) => [field, ...path].join('/'))).toEqual(expected);
  });
});

describe('the spelling of a field', () => {
  it.each([
    ['tlsOnly', null, false],
    ['tlsOnly', { Effect: 'Deny' }, true],
    ['otherStatements', 'keep', 'keep'],
    ['otherStatements', [], 'remove'],
    ['versioning', 'suspended', false],
  ])('%s: %j is %j', (field, value, expected) => {
    expect(spellingOf({ kind: 'bucket', field }).value(value)).toBe(expected);
  });
});

describe('a value with another at a path', () => {
  const part = (field: string, ...path: readonly string[]) => ({ field, path });
  it.each([
    ['whole', part('f'), 1, 2, 2],
    ['a member', part('f', 'a'), { a: 1, b: 2 }, { a: 3, b: 4 }, { a: 3, b: 2 }],
    ['a member of a member', part('f', 'a', 'b'), { a: { b: 1, c: 1 } }, { a: { b: 2, c: 2 } }, { a: { b: 2, c: 1 } }],
    ['of a list', part('f', '1'), [1, 2, 3], [4, 5], [1, 5, 3]],
    ['null', part('f', 'a'), { a: 1 }, { a: null }, { a: null }],
    ['not where the other has none', part('f', 'a'), { a: 1, b: 2 }, { b: 2 }, { a: 1, b: 2 }],
    ['not where there is none', part('f', 'a'), { b: 2 }, { a: 1, b: 2 }, { b: 2 }],
    ['not where the other is nothing', part('f', 'a'), { a: 1 }, null, { a: 1 }],
    ['not in what is nothing', part('f', 'a'), null, { a: 1 }, null],
    ['a tag that came', part('tags', 'a'), {}, { a: 'x', b: 'y' }, { a: 'x' }],
    ['a tag that went', part('tags', 'a'), { a: 'x', b: 'y' }, {}, { b: 'y' }],
  ])('%s', (_, one, value, other, expected) => {
    expect(withValueAt(value, one, other)).toEqual(expected);
  });

  it('has it there, if it has anything there, and nothing else has changed', () => {
    const json = fc.object({ maxDepth: 3, values: [fc.integer(), fc.constant(null)], key: fc.constantFrom('a', 'b') });
    const path = fc.array(fc.constantFrom('a', 'b'), { maxLength: 3 });
    fc.assert(
      fc.property(json, json, path, (value, other, steps) => {
        const changed = withValueAt(value, part('f', ...steps), other);
        const [before, standing] = [valueAt(value, steps), valueAt(other, steps)];
        expect(valueAt(changed, steps)).toEqual(before === undefined || standing === undefined ? before : standing);
        expect(withValueAt(changed, part('f', ...steps), value)).toEqual(value);
      }),
    );
  });
});
