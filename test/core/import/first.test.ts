import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { specText } from '../../../src/core/import/document.ts';
import { firstSpec } from '../../../src/core/import/first.ts';
import type { Answers } from '../../../src/core/import/first.ts';
import { kinds } from '../../../src/resources/index.ts';
import { lamp } from '../toy.ts';

const plain: Answers = {
  owner: 'acme',
  region: 'eu-west-1',
  trail: 'main',
  bucket: 'acme-logs',
  bucketExists: false,
  prefix: null,
  topic: null,
  topicExists: false,
  multiRegion: true,
  kmsKey: null,
};
const region = 'eu-west-1';

describe('a first spec', () => {
  it.each<[what: string, answers: Partial<Answers>, spec: object]>([
    [
      'is as short as it can be',
      {},
      { buckets: { 'acme-logs': { region } }, trails: { main: { region, bucket: 'acme-logs' } } },
    ],
    [
      'has all that was answered',
      { topic: 'told', prefix: 'org', kmsKey: 'alias/audit', bucketExists: true },
      {
        buckets: { 'acme-logs': { region, adopt: true } },
        topics: { told: { region } },
        trails: { main: { region, bucket: 'acme-logs', prefix: 'org', topic: 'told', kmsKey: 'alias/audit' } },
      },
    ],
    [
      'keeps global service events where it can',
      { multiRegion: false, region: 'us-east-1', topic: '_told', topicExists: true },
      {
        buckets: { 'acme-logs': { region: 'us-east-1' } },
        topics: { told: { name: '_told', region: 'us-east-1', adopt: true } },
        trails: { main: { region: 'us-east-1', bucket: 'acme-logs', topic: 'told', multiRegion: false } },
      },
    ],
    [
      'says so where it cannot',
      { multiRegion: false },
      {
        globalServiceEvents: { keeper: 'elsewhere' },
        buckets: { 'acme-logs': { region } },
        trails: { main: { region, bucket: 'acme-logs', multiRegion: false } },
      },
    ],
  ])('%s', (_, answers, spec) => {
    const draft = firstSpec({ ...plain, ...answers }, [...kinds, lamp]);
    expect(parse(specText(draft, 'yaml'))).toMatchObject({ metadata: { name: 'acme' }, spec });
    expect(parse(specText(draft, 'yaml'))).toEqual(expect.objectContaining({ spec }));
  });

  it('tells readers what is new', () => {
    expect(specText(firstSpec(plain, kinds), 'yaml')).toContain('    # Private, versioned, encrypted');
    expect(specText(firstSpec({ ...plain, bucketExists: true }, kinds), 'yaml')).toContain('    # It is there already');
  });
});
