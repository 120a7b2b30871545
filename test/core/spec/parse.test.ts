import { describe, expect, test } from 'vitest';
import { valueOf } from '../../../src/core/spec/node.ts';
import { largestFile, parse } from '../../../src/core/spec/parse.ts';
import { brief } from './kinds.ts';

const values = (text: string) => parse({ path: 'a.yaml', text }).documents.map(document => valueOf(document));
const problems = (text: string) => parse({ path: 'a.yaml', text }).problems;

describe('what is read', () => {
  test.each([
    ['a: 1\nb: [true, ~, "x"]', [{ a: 1, b: [true, null, 'x'] }]],
    ['a: yes\nb: on\nc: 0o17\nd: 012', [{ a: 'yes', b: 'on', c: 15, d: 12 }]],
    ['%YAML 1.1\n---\na: no', [{ a: 'no' }]],
    ['a: 1\n---\nb: 2\n---\n', [{ a: 1 }, { b: 2 }]],
    ['a: &x { b: 1 }\nc: *x', [{ a: { b: 1 }, c: { b: 1 } }]],
    ['a: &x 1\nb: &x 2\nc: *x', [{ a: 1, b: 2, c: 2 }]],
    ['a: &x { b: 1, c: 2 }\nd: { c: 3, <<: *x }', [{ a: { b: 1, c: 2 }, d: { c: 3, b: 1 } }]],
    ['d: { <<: [{ a: 1 }, { a: 2, b: 2 }] }', [{ d: { a: 1, b: 2 } }]],
    ['"<<": 1', [{ '<<': 1 }]],
    ['1: a\nnull: b', [{ 1: 'a', null: 'b' }]],
    ['{ a, b: }', [{ a: null, b: null }]],
    ['a: !!str 1', [{ a: '1' }]],
    ['{"a": "\\u00fc\\/", "b": [1, {"c": null}]}', [{ a: 'ü/', b: [1, { c: null }] }]],
    ['{\n\t"a": 1\n}', [{ a: 1 }]],
    ['a: 1\r\nb: 2\r\n', [{ a: 1, b: 2 }]],
    ['__proto__: { a: 1 }', [JSON.parse('{"__proto__": {"a": 1}}')]],
    ['text', ['text']],
  ])('%j', (text, expected) => {
    expect(values(text)).toEqual(expected);
    expect(problems(text)).toEqual([]);
  });

  test('any JSON is read as JSON reads it', () => {
    const value = { apiVersion: 'x', 'a key': [1, -2.5e10, '\t"\\ é', null, true, {}], nested: { deep: [[]] } };
    for (const indent of [0, 2, '\t']) expect(values(JSON.stringify(value, null, indent))).toEqual([value]);
  });
});

describe('what is refused', () => {
  test.each([
    ['', ['file-empty 1:1-1']],
    ['# only a comment\n---\n# and another\n', ['file-empty 1:1-1']],
    ['a: [1\nb: 2', ['yaml-syntax 2:1-1']],
    ['a: b: c', ['yaml-syntax 1:4-1']],
    ['{ name: logs-{region} }', ['yaml-syntax 1:14-1']],
    ['\ta: 1', ['yaml-syntax 1:1-1']],
    ['a: 1\n---\nb: "x\n---\nc: 1', ['yaml-syntax 5:5-1']],
    ['? [a]\n: 1', ['yaml-syntax 1:3-1']],
    ['a: !include other.yaml\nb: !!binary aGk=', ['custom-tag 1:4-8', 'custom-tag 2:4-8']],
    ['!<!> 1', ['custom-tag 1:1-4']],
    ['a: 1\nb: 2\na: 3', ['duplicate-key 3:1-1']],
    ['{"a": {"b": 1, "b": 2}}', ['duplicate-key 1:16-3']],
    ['a: *nothing', ['unknown-alias 1:4-8']],
    ['logs: &logs [1]\na: *log', ['unknown-alias 2:4-4']],
    ['a: &a [1, *a]', ['unknown-alias 1:11-2']],
    ['a: { <<: 1 }', ['bad-merge 1:10-1']],
    ['a: { <<: [{ b: 1 }, c] }', ['bad-merge 1:6-2']],
    [`a: ${'['.repeat(70)}${']'.repeat(70)}`, ['nested-too-deeply 1:67-1']],
    [`a: ${'['.repeat(70)}${']'.repeat(70)}\nb: ${'['.repeat(70)}${']'.repeat(70)}`, ['nested-too-deeply 1:67-1']],
    [`a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`, ['nested-too-deeply']],
    ['['.repeat(300_000), ['nested-too-deeply']],
  ])('%.40j', (text, expected) => {
    const found = problems(text);
    expect(
      found.map((one, index) =>
        brief(one).slice(0, expected[index]?.includes(':') ? undefined : expected[index]?.length),
      ),
    ).toEqual(expected);
  });

  test('a file over 10 MB', () => {
    expect(problems('#'.repeat(largestFile + 1)).map(brief)).toEqual(['file-too-large 1:1-1']);
  });

  test('a duplicate key names the first place, an unknown alias the nearest anchor', () => {
    expect(problems('a: 1\na: 2')).toMatchObject([{ label: 'first written at a.yaml:1:1' }]);
    expect(problems('logs: &logs [1]\na: *log')).toMatchObject([{ label: 'did you mean *logs?' }]);
  });

  test('a great many of everything', () => {
    expect(problems(`a: [${'!x y, '.repeat(150_000)}]`)).toHaveLength(150_000);
    expect(problems(`a: { <<: [${'{}, '.repeat(150_000)}] }`)).toEqual([]);
  });

  test('the other documents of a file are still read', () => {
    expect(values('a: *b\n---\nc: 1')).toEqual([{ c: 1 }]);
  });
});

describe('aliases', () => {
  const bomb = (levels: number, uses: number) =>
    [
      'a0: &a0 x',
      ...Array.from({ length: levels }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(uses).fill(`*a${i}`).join(', ')}]`),
    ].join('\n');

  test.each([
    ['nine levels of nine', bomb(9, 9)],
    ['two levels of fifty', bomb(2, 50)],
    ['more than a number holds', bomb(60, 1000)],
    [
      'a chain of merges',
      [
        'm0: &m0 { k: 1 }',
        ...Array.from({ length: 25 }, (_, i) => `m${i + 1}: &m${i + 1} { <<: [*m${i}, *m${i}] }`),
      ].join('\n'),
    ],
    ['few uses of something large', `a: &a [${'x, '.repeat(50_000)}]\nb: [${'*a, '.repeat(60)}]`],
  ])('a bomb: %s', (_, text) => {
    expect(problems(text).map(({ code }) => code)).toEqual(['aliases-grow-too-much']);
  });

  test.each([
    ['a hundred uses that grow it much', `a: &a [${'x, '.repeat(1000)}]\nb: [${'*a, '.repeat(100)}]`],
    ['a thousand uses that grow it little', `a: &a x\nb: [${'*a, '.repeat(1000)}]`],
  ])('no bomb: %s', (_, text) => {
    expect(problems(text)).toEqual([]);
  });

  test('a chain of aliases is too deep, where each value alone is not', () => {
    const chain = ['a0: &a0 [x]', ...Array.from({ length: 80 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}]`)].join('\n');
    expect(problems(chain).map(brief)).toEqual(['nested-too-deeply 1:1-1']);
  });
});
