import { expect, it } from 'vitest';

import { settingNamed } from '../../src/core/spelling.ts';

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
