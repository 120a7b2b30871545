/** The kinds that the program has, as far as their specs are concerned. */
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { expand } from '../../../src/core/spec/expand.ts';
import { readSpec } from '../../../src/core/spec/read.ts';
import { specSchema } from '../../../src/core/spec/schema.ts';
import { standIns } from '../../../src/core/spec/stand-ins.ts';
import { validateEntries } from '../../../src/core/spec/validate.ts';
import { kinds } from '../../../src/resources/index.ts';
import { brief, file } from './kinds.ts';

const judge = (body: string) => {
  const { sound, problems } = readSpec([file(body)], kinds);
  return [...problems, ...validateEntries(expand(sound, standIns(sound), kinds).entries, kinds)];
};

test('the smallest spec', () => {
  expect(
    judge(
      'buckets:\n  acme-audit-logs: { region: eu-west-1 }\ntrails:\n  main: { region: eu-west-1, bucket: acme-audit-logs }',
    ),
  ).toEqual([]);
});

test("one trail in three regions, everything that refers, and somebody else's bucket", () => {
  const body = [
    'defaults: { trail: { multiRegion: false, topic: alerts } }',
    'globalServiceEvents: { keeper: us-east-1 }',
    'buckets: { acme-audit-logs: { region: us-east-1, manage: false } }',
    'topics: { alerts: { regions: [us-east-1, eu-west-1] } }',
    'trails:',
    '  regional:',
    '    regions: [us-east-1, eu-west-1]',
    '    bucket: acme-audit-logs',
    '    overrides: [{ regions: [eu-west-1], set: { logging: false } }]',
  ];
  expect(judge(body.join('\n'))).toEqual([]);
});

test.each([
  [
    'buckets: { acme-audit-logs: { region: eu-west-1 } }\ntrails: { main: { region: eu-west-1, bucket: acme-audit-log } }',
    'unknown-reference 6:48-14',
  ],
  [
    'buckets: { acme-audit-logs: { region: eu-west-1 } }\ntrails: { main: { region: eu-west-1, bucket: acme-audit-logs, multiregion: true } }',
    'unknown-key 6:65-11',
  ],
])('%s', (body, expected) => {
  expect(judge(body).map(brief)).toEqual([expected]);
});

test.each([Ajv2020, Ajv])('their schema compiles, as 2020-12 and as draft-07: %o', Dialect => {
  const ajv = new Dialect({ allowUnionTypes: true, strictTypes: false });
  ajv.addKeyword('reference');
  const { $schema, ...schema } = JSON.parse(JSON.stringify(specSchema(kinds)));
  expect($schema).toContain('2020-12');
  expect(ajv.compile(schema)).toBeTypeOf('function');
});

test('every setting is described', () => {
  const bare: string[] = [];
  const walk = (schema: Record<string, unknown>, path: string) => {
    for (const [key, inner] of Object.entries(
      (schema['properties'] ?? {}) as Record<string, Record<string, unknown>>,
    )) {
      if (typeof inner['description'] !== 'string') bare.push(`${path}/${key}`);
      walk(inner, `${path}/${key}`);
    }
    if (typeof schema['additionalProperties'] === 'object')
      walk(schema['additionalProperties'] as Record<string, unknown>, `${path}/*`);
  };
  walk(specSchema(kinds) as Record<string, unknown>, '');
  expect(bare).toEqual([]);
});
