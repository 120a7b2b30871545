import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { withoutRecurring } from '../../../src/core/spec/recurring.ts';
import { specSchema } from '../../../src/core/spec/schema.ts';
import { compiler } from '../../../src/core/spec/compiler.ts';
import { kinds } from '../../../src/resources/index.ts';

const schema = specSchema(kinds);
const [plain, short] = [compiler().compile(schema), compiler().compile(withoutRecurring(schema))];

const value = fc.oneof(
  fc.constantFrom<unknown>(true, 'eu-west-1', 'logs', 3, null, [], ['x'], {}, { readWrite: 'All' }, { Sid: 'a' }),
  fc.anything({ maxDepth: 2, withNullPrototype: false }),
);
const setting = fc.constantFrom(
  'region',
  'regions',
  'bucket',
  'logging',
  'policy',
  'encryption',
  'tags',
  'events',
  'insights',
  'overrides',
  'x',
);
const block = fc.dictionary(setting, value, { maxKeys: 5, noNullPrototype: true });
const spec = fc.record({
  apiVersion: fc.constant('trailwarden.dev/v1alpha1'),
  kind: fc.constant('TrailSpec'),
  metadata: fc.constant({ name: 'acme' }),
  spec: fc.record({
    defaults: fc.record({ trail: block, bucket: block }),
    buckets: fc.dictionary(fc.string({ maxLength: 4 }), block, { maxKeys: 2, noNullPrototype: true }),
    trails: fc.dictionary(fc.string({ maxLength: 4 }), block, { maxKeys: 2, noNullPrototype: true }),
  }),
});

function findings(judge: typeof plain, document: unknown): unknown {
  judge(document);
  const told = (judge.errors ?? []).map(({ instancePath, keyword, params, propertyName }) =>
    JSON.stringify([instancePath, keyword, params, propertyName]),
  );
  return told.toSorted();
}

describe('a schema without what recurs in it', () => {
  test('finds the same in every document', () => {
    fc.assert(
      fc.property(spec, document => {
        expect(findings(short, document)).toEqual(findings(plain, document));
      }),
    );
  });

  test('is much shorter', () => {
    expect(JSON.stringify(withoutRecurring(schema)).length * 1.5).toBeLessThan(JSON.stringify(schema).length);
  });

  test('keeps what is no schema', () => {
    expect(withoutRecurring({ additionalProperties: false, enum: [{ type: 'x' }] })).toEqual({
      additionalProperties: false,
      enum: [{ type: 'x' }],
      $defs: {},
    });
  });
});
