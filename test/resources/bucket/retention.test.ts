import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Need } from '../../../src/core/needs.ts';
import { normalRule } from '../../../src/resources/bucket/lifecycle-rule.ts';
import type { GivenRule } from '../../../src/resources/bucket/lifecycle-rule.ts';
import { deletionText, deletionsBy, foldersIn, foldersOf, tooEarly } from '../../../src/resources/bucket/retention.ts';
import { arn, given } from './estate.ts';

const deletes = (rule: GivenRule, folders: readonly string[] = ['AWSLogs/']) =>
  deletionsBy([normalRule({ ID: 'r', ...rule })], folders).map(({ of, days }) => `${of} ${days}`);

describe('what a rule does to log files', () => {
  it.each<[string, GivenRule, readonly string[]]>([
    ['an age', { Expiration: { Days: 30 } }, ['files 30']],
    ['a day, whatever the age', { Expiration: { Date: '2030-01-01' } }, ['files 0']],
    ['delete markers without a version', { Expiration: { ExpiredObjectDeleteMarker: true } }, []],
    ['old versions', { NoncurrentVersionExpiration: { NoncurrentDays: 7 } }, ['versions 7']],
    [
      'old versions but the newest, whom somebody can write as many of as it takes',
      { NoncurrentVersionExpiration: { NoncurrentDays: 7, NewerNoncurrentVersions: 100 } },
      ['versions 7'],
    ],
    ['old versions without an age', { NoncurrentVersionExpiration: { NewerNoncurrentVersions: 1 } }, []],
    [
      'both',
      { Expiration: { Days: 400 }, NoncurrentVersionExpiration: { NoncurrentDays: 1 } },
      ['files 400', 'versions 1'],
    ],
    ['uploads that did not end', { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }, []],
    ['other storage', { Transitions: [{ Days: 1, StorageClass: 'DEEP_ARCHIVE' }] }, []],
    [
      'other storage for old versions',
      { NoncurrentVersionTransitions: [{ NoncurrentDays: 1, StorageClass: 'GLACIER' }] },
      [],
    ],
    ['a rule that is off', { Status: 'Disabled', Expiration: { Days: 1 } }, []],
  ])('%s', (_, rule, expected) => {
    expect(deletes(rule)).toEqual(expected);
  });

  const rule = { Expiration: { Days: 1 } };
  it.each<[string, GivenRule, readonly string[], boolean]>([
    ['no filter', {}, ['AWSLogs/'], true],
    ['an empty filter', { Filter: {} }, ['AWSLogs/'], true],
    ['an empty prefix', { Filter: { Prefix: '' } }, ['AWSLogs/'], true],
    ['a prefix of old times', { Prefix: 'AWSLogs/' }, ['AWSLogs/'], true],
    ['a prefix elsewhere', { Filter: { Prefix: 'tmp/' } }, ['AWSLogs/'], false],
    ['a prefix elsewhere of old times', { Prefix: 'tmp/' }, ['AWSLogs/'], false],
    ['a prefix elsewhere that a trail has', { Filter: { Prefix: 'tmp/' } }, ['tmp/AWSLogs/'], true],
    ['the beginning of what a trail has', { Filter: { Prefix: 'te' } }, ['team/AWSLogs/'], true],
    ['what begins otherwise', { Filter: { Prefix: 'tea/' } }, ['team/AWSLogs/'], false],
    ['one account of a trail', { Filter: { Prefix: 'AWSLogs/111111111111/' } }, ['AWSLogs/'], true],
    ['logs of a trail that is not known', { Filter: { Prefix: 'old/AWSLogs/1' } }, [], true],
    ['what may become such', { Filter: { Prefix: 'old/AWSL' } }, [], true],
    ['digests, which prove the logs', { Filter: { Prefix: 'AWSLogs/1/CloudTrail-Digest/' } }, [], true],
    ['a folder with a name like it', { Filter: { Prefix: 'myAWSLogs/' } }, ['AWSLogs/'], false],
    ['logs that may be anywhere', { Filter: { Prefix: 'tmp/' } }, [''], true],
    ['a tag, which anybody can put on', { Filter: { Tag: { Key: 'a', Value: 'b' } } }, ['AWSLogs/'], true],
    ['large objects', { Filter: { ObjectSizeGreaterThan: 1e9 } }, ['AWSLogs/'], true],
    ['small objects', { Filter: { ObjectSizeLessThan: 10 } }, ['AWSLogs/'], true],
    [
      'several conditions',
      { Filter: { And: { Prefix: 'AWSLogs/', Tags: [{ Key: 'a', Value: 'b' }] } } },
      ['AWSLogs/'],
      true,
    ],
    [
      'several conditions, elsewhere',
      { Filter: { And: { Prefix: 'tmp/', ObjectSizeGreaterThan: 1 } } },
      ['AWSLogs/'],
      false,
    ],
  ])('about %s', (_, filter, folders, touches) => {
    expect(deletes({ ...rule, ...filter }, folders)).toEqual(touches ? ['files 1'] : []);
  });

  it('never misses a rule whose prefix a log file of a known trail has', () => {
    const word = fc.stringMatching(/^[a-z]{1,4}$/u);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 3 }), fc.nat(60), (steps, length) => {
        const key = [...steps, 'AWSLogs', '111111111111', 'CloudTrail', 'file.json.gz'].join('/');
        const folder = [...steps, 'AWSLogs', ''].join('/');
        const Prefix = key.slice(0, length);
        expect(deletes({ ...rule, Filter: { Prefix } }, [folder])).toEqual(['files 1']);
      }),
    );
  });

  it('is too early before that many days, not on the last of them', () => {
    const deletion = (days: number) => ({ rule: 'r', of: 'files', days }) as const;
    expect(tooEarly([deletion(89), deletion(90), deletion(91)], 90)).toEqual([deletion(89)]);
  });

  it.each([
    ['files', 1, 'deletes log files after 1 day'],
    ['versions', 7, 'deletes old versions of log files after 7 days'],
    ['files', 0, 'deletes log files whatever their age'],
  ] as const)('is told: %s %d', (of, days, text) => {
    expect(deletionText({ of, days })).toBe(text);
  });
});

describe('where logs are', () => {
  it('is where trails need it', () => {
    const [need] = given.needs;
    const needs: readonly Need[] = [
      ...given.needs,
      { ...(need as Extract<Need, { to: 'deliver-logs' }>), prefix: 'org' },
      { to: 'announce-logs', of: arn, trail: arn, everyRegion: true },
    ];
    expect(foldersOf(needs)).toEqual(['AWSLogs/', 'org/AWSLogs/']);
  });

  const cloudTrail = { Service: 'cloudtrail.amazonaws.com' };
  it.each<[string, object, readonly string[]]>([
    ['a folder', { Principal: cloudTrail, Resource: `${arn}/org/AWSLogs/111111111111/*` }, ['org/AWSLogs/']],
    [
      'several',
      { Principal: cloudTrail, Resource: [`${arn}/AWSLogs/*`, `${arn}/x/AWSLogs/1/*`] },
      ['AWSLogs/', 'x/AWSLogs/'],
    ],
    ['accounts of old times', { Principal: { AWS: '086441151436' }, Resource: `${arn}/AWSLogs/1/*` }, ['AWSLogs/']],
    ['everything', { Principal: cloudTrail, Resource: `${arn}/*` }, ['']],
    ['every bucket', { Principal: cloudTrail, Resource: '*' }, ['']],
    ['all but some', { Principal: cloudTrail, NotResource: `${arn}/tmp/*` }, ['']],
    ['all but some, for others', { Principal: '*', NotResource: `${arn}/tmp/*` }, []],
    ['a pattern of prefixes', { Principal: cloudTrail, Resource: `${arn}/team-*/AWSLogs/*` }, ['team-']],
    ['the bucket itself', { Principal: cloudTrail, Resource: arn }, []],
    ['readers', { Principal: { AWS: '111122223333' }, Resource: `${arn}/*` }, []],
    ['a denial', { Effect: 'Deny', Principal: cloudTrail, Resource: `${arn}/*` }, []],
    ['nobody', { Resource: `${arn}/*` }, []],
  ])('is where a policy lets it be written: %s', (_, statement, folders) => {
    expect(foldersIn([{ Effect: 'Allow', Action: 's3:PutObject', ...statement }], arn)).toEqual(folders);
  });
});

describe('rules in one form', () => {
  it.each<[string, GivenRule, GivenRule]>([
    ['no filter', { ID: 'r' }, { ID: 'r', Filter: { Prefix: '' } }],
    ['an And of one', { ID: 'r', Filter: { And: { Prefix: 'a/' } } }, { ID: 'r', Filter: { Prefix: 'a/' } }],
    [
      'an And of one tag',
      { ID: 'r', Filter: { And: { Tags: [{ Key: 'a', Value: 'b' }] } } },
      { ID: 'r', Filter: { Tag: { Key: 'a', Value: 'b' } } },
    ],
    [
      'tags in another order',
      {
        ID: 'r',
        Filter: {
          And: {
            Tags: [
              { Key: 'b', Value: '' },
              { Key: 'a', Value: '' },
            ],
          },
        },
      },
      {
        ID: 'r',
        Filter: {
          And: {
            Tags: [
              { Key: 'a', Value: '' },
              { Key: 'b', Value: '' },
            ],
          },
        },
      },
    ],
    [
      'a day',
      { ID: 'r', Expiration: { Date: new Date('2030-01-01') } },
      { ID: 'r', Status: 'Enabled', Expiration: { Date: '2030-01-01' } },
    ],
    [
      'transitions in another order',
      {
        ID: 'r',
        Transitions: [
          { Days: 90, StorageClass: 'GLACIER' },
          { Days: 30, StorageClass: 'STANDARD_IA' },
        ],
      },
      {
        ID: 'r',
        Transitions: [
          { Days: 30, StorageClass: 'STANDARD_IA' },
          { Days: 90, StorageClass: 'GLACIER' },
        ],
      },
    ],
    ['what is undefined', { ID: 'r', Expiration: { Days: 1, Date: undefined } }, { ID: 'r', Expiration: { Days: 1 } }],
    ['lists of nothing', { ID: 'r', Transitions: [] }, { ID: 'r' }],
    ['no ID', {}, { ID: '' }],
  ])('%s', (_, a, b) => {
    expect(normalRule(a)).toEqual(normalRule(b));
    expect(normalRule(normalRule(a))).toEqual(normalRule(a));
  });
});
