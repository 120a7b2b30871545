import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../../src/core/model.ts';
import { readSpec } from '../../src/core/spec/read.ts';
import { renderProblems } from '../../src/render/problems.ts';
import { paint } from '../../src/render/style.ts';
import { columns, visible } from '../../src/render/visible.ts';
import { kinds } from '../../src/resources/index.ts';

const golden = (name: string) => readFileSync(new URL(`golden/${name}`, import.meta.url), 'utf8');
const at = { file: 'a.yaml', line: 1, column: 1 };
const problem: Problem = { code: 'wrong-type', message: 'it is wrong', at };
const show = (one: Partial<Problem>, source = 'text', width = 80) =>
  renderProblems([{ ...problem, ...one }], new Map([['a.yaml', source]]), { color: false, width });

test('a spec with many mistakes, as it is printed', async () => {
  const text = golden('problems.yaml');
  const { problems } = readSpec([{ path: 'specs/trails.yaml', text }], kinds);
  const printed = renderProblems(problems, new Map([['specs/trails.yaml', text]]), { color: false, width: 80 });
  await expect(`${printed}\n`).toMatchFileSnapshot('golden/problems.txt');
});

test('each part in its colour', () => {
  const warned: Problem = { ...problem, severity: 'warning' };
  const printed = renderProblems(
    [{ ...problem, label: 'here', why: 'because', hint: 'so' }, warned],
    new Map([['a.yaml', 'text']]),
    { color: true },
  );
  expect(printed.replaceAll('\u001b', '␛').split('\n')).toEqual([
    '␛[91merror[wrong-type]␛[39m: ␛[1mit is wrong␛[22m',
    '  a.yaml:1:1',
    '␛[34m    |␛[39m',
    '␛[34m  1 |␛[39m text',
    '␛[34m    |␛[39m ␛[31m^ here␛[39m',
    '  why:  because',
    '␛[32m  mend:␛[39m so',
    '',
    '␛[33mwarning[wrong-type]␛[39m: ␛[1mit is wrong␛[22m',
    '  a.yaml:1:1',
    '␛[34m    |␛[39m',
    '␛[34m  1 |␛[39m text',
    '␛[34m    |␛[39m ␛[31m^␛[39m',
  ]);
});

describe('where', () => {
  test.each([
    ['nowhere', { code: 'wrong-type', message: 'm' }, 'error[wrong-type]: m'],
    [
      'a resource',
      { code: 'wrong-type', message: 'm', at: 'trail/main@a/eu-west-1' },
      'error[wrong-type]: m\n  trail/main@a/eu-west-1',
    ],
    [
      'a file of which nothing is quoted',
      { ...problem, label: 'l', at: { ...at, length: 1, file: 'b.yaml' } },
      'error[wrong-type]: it is wrong\n  b.yaml:1:1\n  l',
    ],
    [
      'a file that could not be read',
      { ...problem, at: { file: 'b.yaml', line: 1, column: 1 } },
      'error[wrong-type]: it is wrong\n  b.yaml',
    ],
    [
      'a line that is not there',
      { ...problem, at: { ...at, line: 9 } },
      'error[wrong-type]: it is wrong\n  a.yaml:9:1',
    ],
  ] as const)('%s', (_, one, expected) => {
    expect(renderProblems([one], new Map([['a.yaml', 'secret']]), { color: false })).toBe(expected);
  });

  test('no problems are no text', () => {
    expect(renderProblems([], new Map(), { color: true })).toBe('');
  });
});

describe('the quoted line', () => {
  const line = (position: { column: number; length: number }, source: string, width?: number, label?: string) =>
    show({ at: { ...at, ...position }, ...(label === undefined ? {} : { label }) }, source, width)
      .split('\n')
      .slice(3);

  test.each([
    ['whole', 'region: x', { column: 9, length: 1 }, ['  1 | region: x', '    |         ^']],
    [
      'cut on the right',
      `${'a'.repeat(10)}${'b'.repeat(90)}`,
      { column: 1, length: 10 },
      [`  1 | ${'a'.repeat(10)}${'b'.repeat(22)}…`, `    | ${'^'.repeat(10)}`],
    ],
    [
      'cut on the left',
      `${'b'.repeat(90)}${'a'.repeat(10)}`,
      { column: 91, length: 10 },
      [`  1 | …${'b'.repeat(22)}${'a'.repeat(10)}`, `    | ${' '.repeat(23)}${'^'.repeat(10)}`],
    ],
    [
      'cut on both sides',
      `${'b'.repeat(90)}aaa${'c'.repeat(90)}`,
      { column: 91, length: 3 },
      [`  1 | …${'b'.repeat(14)}aaa${'c'.repeat(14)}…`, `    | ${' '.repeat(15)}^^^`],
    ],
    [
      'longer than the window where it is underlined',
      `bb${'a'.repeat(50)}cc`,
      { column: 3, length: 50 },
      [`  1 | …${'a'.repeat(50)}…`, `    |  ${'^'.repeat(50)}`],
    ],
    ['underlined past its end', 'ab', { column: 3, length: 1 }, ['  1 | ab', '    |   ^']],
    ['with wide letters', 'k: 日本 😀 x', { column: 9, length: 1 }, ['  1 | k: 日本 😀 x', '    |           ^']],
    ['with combining marks', 'e\u0301: x', { column: 5, length: 1 }, ['  1 | e\u0301: x', '    |    ^']],
    ['with tabs and controls', '\ta\u001b[31m\u007f', { column: 2, length: 1 }, ['  1 |  a␛[31m␡', '    |  ^']],
  ])('%s', (_, source, position, expected) => {
    expect(line(position, source, 40)).toEqual(expected);
  });

  test('a label without room stands below, as far left as it must', () => {
    expect(line({ column: 20, length: 3 }, `${' '.repeat(19)}abc`, 40, 'twelve chars')).toEqual([
      `  1 | ${' '.repeat(19)}abc`,
      `    | ${' '.repeat(19)}^^^`,
      `    | ${' '.repeat(19)}twelve chars`,
    ]);
    expect(
      line({ column: 20, length: 3 }, `${' '.repeat(19)}abc`, 40, 'a label of many words that must be wrapped').slice(
        2,
      ),
    ).toEqual(['    | a label of many words that must', '    | be wrapped']);
  });

  test('without a window it is laid out for 120 columns', () => {
    expect(
      renderProblems([problem], new Map([['a.yaml', 'x'.repeat(200)]]), { color: false }).split('\n')[3],
    ).toHaveLength(119);
  });

  test('the line number makes room for itself', () => {
    expect(
      show({ at: { ...at, line: 12 } }, `${'\r\n'.repeat(11)}text\r\n`)
        .split('\n')
        .slice(2),
    ).toEqual(['     |', '  12 | text', '     | ^']);
  });
});

describe('prose', () => {
  const long =
    'AWS records these events in us-east-1 only. A single-region trail elsewhere never sees them, whatever its flag says.';

  test('is wrapped under its beginning', () => {
    expect(show({ at: 'trail/main@a/b', why: long, hint: long }, '', 60).split('\n').slice(2, 5)).toEqual([
      '  why:  AWS records these events in us-east-1 only. A',
      '        single-region trail elsewhere never sees them,',
      '        whatever its flag says.',
    ]);
  });

  test('is never wider than 100 columns, and not wrapped without a window', () => {
    const widths = (width?: number) =>
      show({ at: 'trail/main@a/b', why: `${long} ${long}` }, '', width)
        .split('\n')
        .map(line => line.length);
    expect(Math.max(...widths(300))).toBeLessThanOrEqual(100);
    expect(widths(300).length).toBeGreaterThan(3);
    expect(
      renderProblems([{ ...problem, why: `${long} ${long}` }], new Map(), { color: false }).split('\n'),
    ).toHaveLength(3);
  });

  test('an address is never broken', () => {
    const arn = `arn:aws:cloudtrail:eu-west-1:111122223333:trail/${'x'.repeat(60)}`;
    expect(show({ at: 'trail/main@a/b', hint: `use ${arn} instead` }, '', 40)).toContain(arn);
  });
});

test('of one code fifty are shown', () => {
  const many = Array.from({ length: 262 }, (_, index): Problem => ({
    ...problem,
    code: 'unknown-key',
    at: { ...at, line: index + 1 },
  }));
  const printed = renderProblems([...many, problem], new Map(), { color: false });
  expect(printed.match(/error\[unknown-key\]/g)).toHaveLength(50);
  expect(printed.match(/error\[wrong-type\]/g)).toHaveLength(1);
  expect(printed.endsWith('\n\n… and 212 more of unknown-key')).toBe(true);
});

describe('text of unknown origin', () => {
  test.each([
    ['\u0000\u001b\u007f', '␀␛␡'],
    ['a\u202eb\u2066\u200b\ufeff', 'a�b���'],
    ['\u009b31m', '�31m'],
    ['\ud800x😀', '�x😀'],
    ['a\tb\nc', 'a b␊c'],
  ])('%j is shown as %s', (text, expected) => {
    expect(visible(text)).toBe(expected);
  });

  test('nothing that acts on a terminal gets through, whatever a problem says', () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    fc.assert(
      fc.property(
        text,
        text,
        text,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 60 }),
        (message, hint, source, column, width) => {
          const file = 'b\u001b.yaml';
          const printed = renderProblems(
            [{ code: 'wrong-type', message, label: hint, why: source, hint, at: { file, line: 1, column, length: 3 } }],
            new Map([[file, source]]),
            { color: false, width },
          );
          // oxlint-disable-next-line no-control-regex -- these are what is looked for
          expect(printed).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
        },
      ),
    );
  });

  test('columns', () => {
    expect([columns('abc'), columns('日本'), columns('e\u0301'), columns('😀')]).toEqual([3, 4, 1, 2]);
  });
});

test('paint', () => {
  const text = (color: boolean) => Object.values(paint(color)).map(style => style('x') + style(''));
  expect(text(false)).toEqual(Array(9).fill('x'));
  expect(new Set(text(true)).size).toBe(9);
  const { bold, red } = paint(true);
  expect(bold(`a${red('b')}c`)).toBe('\u001b[1ma\u001b[31mb\u001b[39mc\u001b[22m');
});
