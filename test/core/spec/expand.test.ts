import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../../../src/core/model.ts';
import { expand } from '../../../src/core/spec/expand.ts';
import { readSpec } from '../../../src/core/spec/read.ts';
import { resolver } from '../../../src/core/spec/references.ts';
import { isNoRegion, partitionOf } from '../../../src/core/spec/regions.ts';
import { validateEntries } from '../../../src/core/spec/validate.ts';
import { box, brief, file, kind, kinds, located, parcel } from './kinds.ts';

const one = located({ key: 'security', id: '111111111111' });
const two = located({ key: 'payments', id: '222222222222' });

function entriesOf(body: string, accounts = [one]) {
  const { spec, problems } = readSpec([file(body)], kinds);
  if (!spec) throw new Error(JSON.stringify(problems));
  return expand(spec, accounts, kinds).entries;
}
const judge = (body: string, accounts = [one]) => validateEntries(entriesOf(body, accounts), kinds);

describe('expand', () => {
  test('one entry for each block, account and region, what serves first', () => {
    const entries = entriesOf(
      'parcels: { p: { region: us-east-1, box: b } }\nboxs: { b: { regions: [eu-west-1, us-east-1] } }',
      [one, two],
    );
    expect(entries.map(({ address }) => address)).toEqual([
      'box/b@security/eu-west-1',
      'box/b@security/us-east-1',
      'box/b@payments/eu-west-1',
      'box/b@payments/us-east-1',
      'parcel/p@security/us-east-1',
      'parcel/p@payments/us-east-1',
    ]);
    expect(entries[0]?.target).toEqual({ partition: 'aws', account: '111111111111', region: 'eu-west-1' });
  });

  test('placeholders are filled', () => {
    const [entry] = entriesOf(
      'boxs: { b: { region: eu-west-1, name: "{account}-{accountId}-{region}-{partition}-{region}" } }',
    );
    expect(entry?.name).toBe('security-111111111111-eu-west-1-aws-eu-west-1');
  });

  test('of several overrides that match, the last wins, setting by setting, with its positions', () => {
    const body = [
      'boxs: { b: { region: eu-west-1 } }',
      'parcels:',
      '  p:',
      '    regions: [eu-west-1, us-east-1]',
      '    box: b',
      '    note: all',
      '    sender: { name: a, role: r }',
      '    overrides:',
      '      - { set: { note: first } }',
      '      - { regions: [us-east-1], set: { note: second, sender: { role: x, name: y } } }',
    ].join('\n');
    const [, here, there] = entriesOf(body);
    expect(here?.spec).toEqual({ box: 'b', note: 'first', sender: { name: 'a', role: 'r' } });
    expect(there?.spec).toEqual({ box: 'b', note: 'second', sender: { role: 'x', name: 'y' } });
    expect(here?.written['/note']).toMatchObject({ line: 13 });
    expect(there?.written['/note']).toMatchObject({ line: 14 });
    expect(there?.written['/sender/name']).toMatchObject({ line: 14 });
    expect(there?.written['/box']).toMatchObject({ line: 9 });
    expect(there?.written['']).toMatchObject({ line: 7 });
  });
});

describe('references', () => {
  const resolve = (entries: ReturnType<typeof entriesOf>, region: string, account = one.id) =>
    resolver(entries)('box', 'b', { partition: 'aws', account, region });

  test.each([
    ['[eu-west-1, us-east-1]', 'us-east-1', 'b-us-east-1'],
    ['[eu-west-1]', 'us-east-1', 'b-eu-west-1'],
  ])('boxes in %s, seen from %s', (regions, from, name) => {
    expect(resolve(entriesOf(`boxs: { b: { regions: ${regions}, name: "b-{region}" } }`), from).name).toBe(name);
  });

  test('the only one in the same account, else the only one there is', () => {
    const entries = entriesOf('boxs: { b: { region: eu-west-1, name: "b-{account}" } }', [one, two]);
    expect(resolve(entries, 'us-east-1', two.id)).toEqual({
      name: 'b-payments',
      target: { partition: 'aws', account: two.id, region: 'eu-west-1' },
    });
    expect(resolve(entries.slice(0, 1), 'us-east-1', two.id).name).toBe('b-security');
    expect(() => resolve(entries, 'us-east-1', '333333333333')).toThrow('several resources');
    expect(() => resolve([], 'us-east-1')).toThrow('nothing');
  });

  test('several candidates are an error that lists them', () => {
    const found = judge(
      'boxs: { b: { regions: [eu-west-1, us-east-1], name: "b-{region}" } }\nparcels: { p: { regions: [eu-west-1, eu-west-2], box: b, copies: [{ box: b }] } }',
    );
    expect(found.map(brief)).toEqual(['ambiguous-reference 6:57-1', 'ambiguous-reference 6:76-1']);
    expect(found[0]).toMatchObject({
      message: 'box "b" means several resources in eu-west-2',
      label: 'in eu-west-1, us-east-1',
    });
  });

  test('what is not declared was told before', () => {
    const entries = entriesOf('boxs: { b: { region: eu-west-1 } }\nparcels: { p: { region: eu-west-1, box: b } }');
    expect(validateEntries(entries.slice(1), kinds)).toEqual([]);
  });
});

describe('names', () => {
  test.each([
    ['boxs: { a: { region: eu-west-1 }, b: { region: eu-west-1 } }', []],
    ['boxs: { a: { regions: [eu-west-1, us-east-1] } }', ['name-taken 5:11-1']],
    ['boxs: { a: { regions: [eu-west-1, us-east-1], name: "a-{region}" } }', []],
    ['boxs: { a: { region: eu-west-1 }, b: { region: us-east-1, name: a } }', ['name-taken 5:67-1']],
    [
      'boxs: { a: { regions: [eu-west-1, us-east-1] }, b: { region: us-east-1, name: a } }',
      ['name-taken 5:11-1', 'name-taken 5:81-1'],
    ],
    [
      'defaults: { parcel: { box: b } }\nboxs: { b: { region: eu-west-1 } }\nparcels: { p: { region: eu-west-1 }, q: { region: us-east-1, name: p } }',
      [],
    ],
    [
      'defaults: { parcel: { box: b } }\nboxs: { b: { region: eu-west-1 } }\nparcels: { p: { region: eu-west-1 }, q: { region: eu-west-1, name: p } }',
      ['name-taken 7:70-1'],
    ],
  ])('%s', (body, expected) => {
    expect(judge(body).map(brief)).toEqual(expected);
  });
});

test("each kind's own rules are asked once, with all of its entries, and come in the order of the files", () => {
  const seen: string[] = [];
  const problem: Problem = { code: 'wrong-value', message: 'no', at: { file: 'spec.yaml', line: 1, column: 1 } };
  const strict = [
    kind({
      ...parcel,
      check: entries => entries.map(({ address }) => ({ ...problem, message: address, at: address })),
    }),
    kind({ ...box, check: entries => (seen.push(...entries.map(({ address }) => address)), [problem]) }),
  ];
  const entries = entriesOf('boxs: { b: { region: eu-west-1 } }\nparcels: { p: { region: eu-west-1, box: b } }');
  expect(validateEntries(entries, strict).map(({ message }) => message)).toEqual(['no', 'parcel/p@security/eu-west-1']);
  expect(seen).toEqual(['box/b@security/eu-west-1']);
});

test('what validation lets through can be resolved', () => {
  const regions = fc.uniqueArray(fc.constantFrom('eu-west-1', 'us-east-1', 'eu-central-1'), { minLength: 1 });
  fc.assert(
    fc.property(regions, regions, (boxes, parcels) => {
      const entries = entriesOf(
        `boxs: { b: { regions: [${boxes.join(', ')}], name: "{region}" } }\nparcels: { p: { regions: [${parcels.join(', ')}], box: b } }`,
      );
      const works = () => entries.map(({ target }) => resolver(entries)('box', 'b', target));
      if (validateEntries(entries, kinds).length === 0) expect(works()).toHaveLength(entries.length);
      else expect(works).toThrow('several');
    }),
  );
});

test.each([
  ['eu-west-1', 'aws'],
  ['cn-north-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
  ['eusc-de-east-1', 'aws-eusc'],
  ['us-iso-east-1', 'aws-iso'],
  ['us-isob-east-1', 'aws-iso-b'],
  ['eu-isoe-west-1', 'aws-iso-e'],
  ['us-isof-south-1', 'aws-iso-f'],
])('%s is in %s', (region, partition) => {
  expect(partitionOf(region)).toBe(partition);
});

test.each([
  ['eu-west-1', false],
  ['us-isob-east-1', false],
  ['eu-west-9', false], // may be built yet
  ['eu-wset-1', true],
  ['ue-west-1', true],
])('%s is surely no region: %s', (region, expected) => {
  expect(isNoRegion(region)).toBe(expected);
});
