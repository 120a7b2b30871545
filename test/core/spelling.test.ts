import { expect, it } from 'vitest';

import { settingNamed, spellingOf } from '../../src/core/spelling.ts';

it.each([
  ['bucket', 'tlsOnly', { Sid: 'X' }, null, 'policy.tlsOnly'],
  ['bucket', 'encryption', { algorithm: 'aws:kms' }, { algorithm: 'AES256' }, 'encryption'],
  ['trail', 'logging', true, false, 'logging'],
  [
    'trail',
    'scope',
    { multiRegion: true, globalServiceEvents: true },
    { multiRegion: false, globalServiceEvents: true },
    'multiRegion',
  ],
  ['trail', 'destination', { bucket: 'a', prefix: 'x' }, { bucket: 'a', prefix: null }, 'prefix'],
  ['trail', 'destination', { bucket: 'a', prefix: 'x' }, null, 'destination'],
])('%s.%s from %j to %j is called %s', (...[kind, field, before, after, name]) => {
  expect(settingNamed({ kind, field, before, after })).toBe(name);
});

it.each<[unknown, unknown]>([
  [null, null],
  [{ rules: 'keep' }, 'keep'],
  [{ rules: [] }, {}],
  [
    {
      rules: [
        { ID: 'end', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 400 } },
        {
          ID: 'old',
          Status: 'Disabled',
          Filter: { Prefix: 'tmp/' },
          Transitions: [{ Days: 1, StorageClass: 'GLACIER' }],
        },
        { ID: 'odd', Status: null },
      ],
    },
    {
      end: 'Expiration: { Days: 400 }',
      old: 'Status: Disabled, Filter: { Prefix: tmp/ }, Transitions: [{ Days: 1, StorageClass: GLACIER }]',
      odd: 'Status: null, Filter: undefined',
    },
  ],
])('spells a lifecycle %j by the IDs of its rules', (state, spelt) => {
  expect(spellingOf({ kind: 'bucket', field: 'lifecycle' }).value(state)).toEqual(spelt);
});
