import { describe, expect, it } from 'vitest';

import { overDefaults } from '../../../src/core/import/defaults.ts';
import type { ImportedBlock } from '../../../src/core/import/found.ts';
import { namesOfKey } from '../../../src/core/key-names.ts';
import type { AnyState } from '../../../src/core/kind.ts';
import { bucket } from '../../../src/resources/bucket/bucket.ts';
import { lamp } from '../toy.ts';

const block = (settings: AnyState, kind: ImportedBlock['kind'] = bucket): ImportedBlock => ({
  kind,
  key: 'logs',
  name: 'logs',
  accounts: [],
  regions: [],
  settings,
  members: [],
});

describe('a block under defaults', () => {
  it.each<[string, AnyState, AnyState | undefined, AnyState]>([
    ['none', { versioning: false }, undefined, { versioning: false }],
    ['the same', { versioning: false }, { versioning: false }, {}],
    ['others', { tags: { a: 'b' } }, { tags: { a: 'c' } }, { tags: { a: 'b' } }],
    ['a default of the schema', {}, { versioning: false, tags: { a: 'b' } }, { versioning: true, tags: {} }],
    ['what is so anyway', {}, { versioning: true }, {}],
    [
      'a mark that it lacks',
      {},
      { protect: true, adopt: true, manage: false },
      { protect: false, adopt: false, manage: true },
    ],
    ['a list that it lacks', {}, { lifecycle: [{ ID: 'x' }] }, { lifecycle: [] }],
    ['what no spec takes back', {}, { retention: { minDays: 1 } }, {}],
  ])('is written over %s', (_, settings, defaults, expected) => {
    expect(overDefaults(block(settings), defaults).settings).toEqual(expected);
  });

  it('of a kind whose schema says nothing of it is as it is', () => {
    expect(overDefaults(block({}, { ...lamp, schema: {} }), { size: 1 }).settings).toEqual({});
  });
});

describe('a key', () => {
  const arn = 'arn:aws:kms:eu-west-1:111111111111:key/1-2';
  const here = { partition: 'aws', account: '111111111111', region: 'eu-west-1' };

  it.each([
    ['by its alias', 'alias/a', here, { 'alias/a': arn, '1-2': arn }],
    ['by its ARN', arn, here, { '1-2': arn }],
    ['of another region', 'alias/a', { ...here, region: 'us-east-1' }, { 'alias/a': arn }],
    ['of another account', arn, { ...here, account: '222222222222' }, {}],
  ])('%s has these other names', (_, reference, at, expected) => {
    expect(namesOfKey(reference, arn, at)).toEqual(expected);
  });
});
