import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { readSpec } from '../../../src/core/spec/read.ts';
import { referencesIn, specSchema } from '../../../src/core/spec/schema.ts';
import { brief, file, kind, kinds } from './kinds.ts';

const problems = (body: string) => readSpec([file(body)], kinds).problems;

/** One box with these settings; its settings stand on line 7. */
const box = (settings: string) => `boxs:\n  b:\n    ${settings}`;

describe('one mistake gives one problem, at its place, in plain words', () => {
  test.each([
    [
      'region: eu-west-1\n    loked: true',
      'unknown-key 8:7-5',
      'a box has no setting "loked"',
      'did you mean locked?',
      'locked: true',
    ],
    [
      'region: eu-west-1\n    colour: "re\\td"',
      'unknown-key 8:7-6',
      'a box has no setting "colour"',
      'did you mean color?',
      'color: "re\\td"',
    ],
    [
      'region: eu-west-1\n    retenton: { minDays: 5 }',
      'unknown-key 8:7-8',
      'a box has no setting "retenton"',
      'did you mean retention?',
      'write retention',
    ],
    [
      'region: eu-west-1\n    retention: { days: 5 }',
      'unknown-key 8:20-4',
      'retention has no setting "days"',
      undefined,
      'remove it; there is minDays',
    ],
    [
      '{ region: eu-west-1, locked: "true" }',
      'wrong-type 7:36-6',
      'locked must be true or false, not "true"',
      'in quotes it is text',
      'locked: true',
    ],
    [
      '{ region: eu-west-1, locked: off }',
      'wrong-type 7:36-3',
      'locked must be true or false, not "off"',
      'YAML 1.2 reads this as text',
      'locked: false',
    ],
    [
      '{ region: eu-west-1, locked: maybe }',
      'wrong-type 7:36-5',
      'locked must be true or false, not "maybe"',
      undefined,
      'locked: true, or locked: false',
    ],
    [
      '{ region: eu-west-1, locked: 1 }',
      'wrong-type 7:36-1',
      'locked must be true or false, not 1',
      undefined,
      undefined,
    ],
    [
      '{ region: eu-west-1, locked: [] }',
      'wrong-type 7:36-2',
      'locked must be true or false, not a list',
      undefined,
      undefined,
    ],
    [
      '{ region: eu-west-1, locked: ~ }',
      'wrong-type 7:36-1',
      'locked must be true or false, not null',
      undefined,
      'give it a value, or remove it',
    ],
    [
      'region: eu-west-1\n    locked:',
      'wrong-type 8:7-6',
      'locked must be true or false, not nothing',
      undefined,
      'give it a value, or remove it',
    ],
    [
      '{ region: eu-west-1, size: "3" }',
      'wrong-type 7:34-3',
      'size must be a whole number, not "3"',
      'in quotes it is text',
      'size: 3',
    ],
    [
      '{ region: eu-west-1, weight: .inf }',
      'wrong-type 7:36-4',
      'weight must be a number, not .inf',
      undefined,
      undefined,
    ],
    [
      '{ region: eu-west-1, size: three }',
      'wrong-type 7:34-5',
      'size must be a whole number, not "three"',
      undefined,
      undefined,
    ],
    ['{ region: eu-west-1, size: 0 }', 'out-of-range 7:34-1', 'size must be at least 1', undefined, undefined],
    ['{ region: eu-west-1, size: 10 }', 'out-of-range 7:34-2', 'size must be at most 9', undefined, undefined],
    ['{ region: eu-west-1, color: "" }', 'out-of-range 7:35-2', 'color must not be empty', undefined, undefined],
    [
      '{ region: eu-west-1, tags: { a: abcdef } }',
      'out-of-range 7:39-6',
      'tags.a must have at most 5 characters',
      undefined,
      undefined,
    ],
    [
      '{ region: eu-west-1, tags: { a: a, b: b, c: c, d: d } }',
      'out-of-range 7:34-26',
      'tags must have at most 3 keys',
      undefined,
      undefined,
    ],
    [
      '{ region: eu-west-1, tags: { a: 012 } }',
      'wrong-type 7:39-3',
      'tags.a must be text, not 012',
      'YAML reads this as a number',
      'put it in quotes: "012"',
    ],
    [
      '{ region: eu-west-1, tags: { a: false } }',
      'wrong-type 7:39-5',
      'tags.a must be text, not false',
      'YAML reads this as true or false',
      'put it in quotes: "false"',
    ],
    [
      '{ region: eu-west-1, tags: { A: a } }',
      'wrong-form 7:36-1',
      '"A" cannot be a key here',
      undefined,
      'it must match ^[a-z]+$',
    ],
    [
      '{ region: eu-west-1, grants: trail }',
      'wrong-value 7:36-5',
      'grants cannot be "trail"',
      'did you mean trails?',
      'grants: trails',
    ],
    [
      '{ region: eu-west-1, grants: everybody }',
      'wrong-value 7:36-9',
      'grants cannot be "everybody"',
      undefined,
      'one of auto, trails, accounts',
    ],
    [
      '{ region: eu-west-1, grants: [] }',
      'wrong-value 7:36-2',
      'grants cannot be a list',
      undefined,
      'one of auto, trails, accounts',
    ],
    [
      '{ region: eu-west-1, mode: COMPLIANCE }',
      'wrong-value 7:34-10',
      'mode cannot be "COMPLIANCE"',
      undefined,
      'mode: GOVERNANCE',
    ],
    [
      '{ region: eu-west-1, color: grean1 }',
      'wrong-form 7:35-6',
      'color cannot be "grean1"',
      'did you mean green?',
      'color: green',
    ],
    [
      '{ region: eu-west-1, color: XYZXYZXYZ }',
      'wrong-form 7:35-9',
      'color cannot be "XYZXYZXYZ"',
      undefined,
      'for example red',
    ],
    ['{ region: eu-west-1, code: abc }', 'wrong-form 7:34-3', 'code cannot be "abc"', undefined, 'one capital letter'],
    ['{ region: eu-west-1, mark: "?" }', 'wrong-form 7:34-3', 'mark cannot be "?"', undefined, 'it must match ^!$'],
    ['{ region: eu-west-1, odd: 2 }', 'wrong-form 7:33-1', 'odd is not as it must be', undefined, 'an odd number'],
    ['{ region: eu-west-1, twin: x }', 'wrong-form 7:34-1', 'twin cannot be "x"', undefined, 'it must match ^bb'],
    ['{ region: eu-west-1, both: 5 }', 'wrong-form 7:34-1', 'both is not as it must be', undefined, 'one of two'],
    ['{ region: eu-west-1, bare: { a: 1 } }', 'unknown-key 7:36-1', 'bare has no setting "a"', undefined, 'remove it'],
    ['{ region: eu-west-1, key: x }', 'wrong-form 7:33-1', 'key cannot be "x"', undefined, 'it must match ^alias/'],
    [
      '{ region: eu-west-1, key: { di: x } }',
      'unknown-key 7:35-2',
      'key has no setting "di"',
      'did you mean id?',
      'id: x',
    ],
    ['{ region: eu-west-1, key: 5 }', 'wrong-type 7:33-1', 'key must be text or a map, not 5', undefined, undefined],
    [
      '{ region: eu-west-1, level: middle }',
      'wrong-type 7:35-6',
      'level must be low, high, none, a whole number or null, not "middle"',
      undefined,
      undefined,
    ],
    ['{ region: eu-west-1, either: x }', 'wrong-type 7:36-1', 'either must be text, not "x"', undefined, undefined],
    ['{ region: eu-west-1, when: { on: true } }', 'missing-key 7:34-12', 'when needs "by"', undefined, 'write by'],
    [
      '{ region: eu-west1 }',
      'wrong-form 7:17-8',
      'region cannot be "eu-west1"',
      'did you mean eu-west-1?',
      'region: eu-west-1',
    ],
    [
      '{ regions: eu-west-1 }',
      'wrong-type 7:18-9',
      'regions must be a list or all, not "eu-west-1"',
      undefined,
      'regions: [eu-west-1]',
    ],
    ['{ regions: [] }', 'out-of-range 7:18-2', 'regions must not be empty', undefined, undefined],
    [
      '{ regions: [eu-west-1, eu-west-2, eu-west-1] }',
      'listed-twice 7:41-9',
      'regions holds "eu-west-1" twice',
      'also at line 7, column 19',
      'remove one',
    ],
    [
      '{ regions: [eu-west-1, 5] }',
      'wrong-type 7:30-1',
      'regions[1] must be text, not 5',
      'YAML reads this as a number',
      'put it in quotes: "5"',
    ],
    ['5', 'wrong-type 7:7-1', 'box "b" must be a map, not 5', undefined, undefined],
  ])('%s', (settings, expected, message, label, hint) => {
    const found = problems(box(settings));
    expect(found.map(brief)).toEqual([expected]);
    expect(found[0]).toMatchObject({
      message,
      ...(label === undefined ? {} : { label }),
      ...(hint === undefined ? {} : { hint }),
    });
    expect({ label: found[0]?.label, hint: found[0]?.hint }).toEqual({ label, hint });
  });

  test.each([
    ['parcels:\n  p: { region: eu-west-1, bux: b }\nboxs:\n  b: { region: eu-west-1 }', ['unknown-key 6:29-3']],
    ['parcels:\n  p: { region: eu-west-1, box: 5 }', ['wrong-type 6:34-1']],
    ['parcels:\n  p: { region: eu-west-1 }', ['missing-key 6:5-1']],
    [
      'parcels:\n  p: { region: eu-west-1, box: b, sender: { naem: x, role: y } }\nboxs: { b: { region: eu-west-1 } }',
      ['unknown-key 6:47-4'],
    ],
    [
      'parcels:\n  p: { region: eu-west-1, box: b, sender: { role: y } }\nboxs: { b: { region: eu-west-1 } }',
      ['missing-key 6:45-11'],
    ],
    [
      'parcels:\n  p: { region: eu-west-1, box: b, overrides: [{ regions: [eu-west-1] }] }\nboxs: { b: { region: eu-west-1 } }',
      ['missing-key 6:49-24'],
    ],
    [
      'parcels:\n  p: { region: eu-west-1, box: b, overrides: [{ set: { regions: [] } }] }\nboxs: { b: { region: eu-west-1 } }',
      ['unknown-key 6:58-7'],
    ],
    ['defaults: { parcel: { region: eu-west-1 } }', ['unknown-key 5:25-6']],
    ['defaults: { trail: {} }', ['unknown-key 5:15-5']],
    ['boxs: { -a: { region: eu-west-1 } }', ['wrong-form 5:11-2']],
    [`boxs: { ${'a'.repeat(129)}: { region: eu-west-1 } }`, ['out-of-range 5:11-129']],
    ['boxs: []', ['wrong-type 5:9-2']],
    ['box: {}', ['unknown-key 5:3-3']],
    ['globalServiceEvents: { keeper: nobody }', ['wrong-form 5:34-6']],
  ])('%s', (body, expected) => {
    expect(problems(body).map(brief)).toEqual(expected);
  });

  test('a mistake in what is anchored is told once, however often it is used', () => {
    expect(problems('boxs:\n  a: &a { region: eu-west-1, size: 0 }\n  b: *a\n  c: { <<: *a }').map(brief)).toEqual([
      'out-of-range 6:38-1',
    ]);
  });
});

describe('the document around the spec', () => {
  const text = (text: string) => readSpec([{ path: 'a.yaml', text }], kinds).problems;
  const head = 'apiVersion: trailwarden.dev/v1alpha1\nkind: TrailSpec\n';
  test.each([
    ['5', 'not-a-spec 1:1-1'],
    ['[1]\n', 'not-a-spec 1:1-3'],
    ['a: 1\nb: 2\n', 'not-a-spec 1:1-1'],
    ['apiVersion: apps/v1\nkind: Deployment', 'not-a-spec 2:7-10'],
    ['apiVersion: trailwarden.dev/v2\nkind: TrailSpec', 'unknown-version 1:13-18'],
    ['apiVersion: trailwarden.dev/v1alpha1\nkind: Trailspec\nmetadata: { name: a }', 'wrong-value 2:7-9'],
    ['apiVersion: trailwarden.dev/v1alpha1\nmetadata: { name: a }', 'missing-key 1:1-1'],
    ['kind: TrailSpec\nmetadata: { name: a }', 'missing-key 1:1-1'],
    ['apiVersion: {}\nkind: TrailSpec\nmetadata: { name: a }', 'wrong-value 1:1-1'],
    [head, 'missing-key 1:1-1'],
    [`${head}metadata: {}`, 'missing-key 3:11-2'],
    [`${head}metadata: { name: Acme_1 }`, 'wrong-form 3:19-6'],
    [`${head}metadata: { name: -a }`, 'wrong-form 3:19-2'],
    [`${head}metadata: { name: ${'a'.repeat(64)} }`, 'out-of-range 3:19-64'],
    [`${head}metadata: { name: a }\nspecs: {}`, 'unknown-key 4:1-5'],
    [`${head}metadata: { name: a }\nspec:`, 'wrong-type 4:1-4'],
  ])('%j', (whole, expected) => {
    expect(text(whole).map(brief)).toEqual([
      expected.replace('1:1-1', whole.startsWith('apiVersion: {}') ? '1:13-2' : '1:1-1'),
    ]);
  });

  test('hints can be pasted', () => {
    expect(text(head)[0]?.hint).toBe('write metadata');
    expect(text(`${head}metadata: {}`)[0]?.hint).toBe('write name, for example name: acme');
    expect(
      problems(
        'parcels:\n  p: { region: eu-west-1, box: b, sender: { name: n } }\nboxs: { b: { region: eu-west-1 } }',
      )[0]?.hint,
    ).toBe('write role, for example role: "a: b"');
    expect(text('kind: TrailSpec\nmetadata: { name: a }')[0]?.hint).toBe('apiVersion: trailwarden.dev/v1alpha1');
    expect(text('apiVersion: apps/v1\nkind: Deployment')[0]?.label).toBe('kind is "Deployment"');
  });
});

describe('specSchema', () => {
  test.each([Ajv2020, Ajv])('compiles in strict mode, as 2020-12 and as draft-07: %o', Dialect => {
    const ajv = new Dialect({ strictSchema: true, allowUnionTypes: true, strictTypes: false });
    ajv.addKeyword('reference');
    const { $schema, ...schema } = specSchema(kinds) as { $schema: string };
    expect($schema).toBe('https://json-schema.org/draft/2020-12/schema');
    const validate = ajv.compile(schema);
    const document = { apiVersion: 'trailwarden.dev/v1alpha1', kind: 'TrailSpec', metadata: { name: 'acme' } };
    expect(
      validate({
        ...document,
        spec: { boxs: { b: { region: 'eu-west-1', manage: false } }, parcels: { p: { region: 'x' } } },
      }),
    ).toBe(false);
    expect(
      validate({ ...document, spec: { defaults: { parcel: { box: 'b' } }, parcels: { p: { region: 'eu-west-1' } } } }),
    ).toBe(true);
  });

  test('what others refer to may be theirs, what refers may be overridden', () => {
    const schema = JSON.parse(JSON.stringify(specSchema(kinds)));
    const { boxs, parcels } = schema.properties.spec.properties;
    expect(Object.keys(boxs.additionalProperties.properties)).toContain('manage');
    expect(Object.keys(boxs.additionalProperties.properties)).not.toContain('overrides');
    expect(Object.keys(parcels.additionalProperties.properties)).toContain('overrides');
    expect(Object.keys(parcels.additionalProperties.properties)).not.toContain('manage');
    expect(boxs.additionalProperties).toMatchObject({ title: 'Box', description: 'Where things are kept.' });
    expect(parcels.additionalProperties).toMatchObject({ title: 'parcel', description: 'A parcel.' });
  });

  test('a kind without settings has a place and a name', () => {
    const schema = JSON.parse(JSON.stringify(specSchema([kind({ name: 'bare', schema: {} })])));
    expect(Object.keys(schema.properties.spec.properties.bares.additionalProperties.properties)).toEqual([
      'account',
      'accounts',
      'region',
      'regions',
      'exclude',
      'name',
      'formerly',
      'adopt',
      'protect',
      'overrides',
    ]);
  });

  test('references are found wherever they stand', () => {
    const reference = { type: 'string', reference: 'box' };
    const schema = {
      properties: {
        a: reference,
        b: { properties: { c: reference } },
        d: { items: reference },
        e: { additionalProperties: reference },
      },
    };
    expect(referencesIn(schema).map(({ path }) => path.join('.'))).toEqual(['a', 'b.c', 'd.*', 'e.*']);
  });
});
