/** Whole policies: those that AWS documents, now and in former times, for buckets. */
import { describe, expect, it } from 'vitest';

import type { Delivering } from '../../../../src/core/policy/evaluate/cloudtrail.ts';
import type { Verdict } from '../../../../src/core/policy/evaluate/evaluator.ts';
import { accountsOfOldTimes } from '../../../../src/core/policy/evaluate/legacy.ts';
import type { Statement } from '../../../../src/core/policy/statement.ts';
import { bucket, delivery, deny, full, key, look, organization, trail, verdict, verdicts, write } from './asking.ts';

const only = { StringEquals: { 'aws:SourceArn': trail } };
const ofTrail = { StringEquals: { ...full, 'aws:SourceArn': trail } };

const one: readonly Statement[] = [{ ...look, Condition: only }, write({ Condition: ofTrail })];
const members: Statement = write({
  Sid: 'AWSCloudTrailOrganizationWrite20150319',
  Resource: `${bucket}/AWSLogs/${organization}/*`,
  Condition: ofTrail,
});
const several: readonly Statement[] = [
  {
    ...look,
    Sid: 'AWSCloudTrailAclCheck20131101',
    Condition: { StringEquals: { 'aws:SourceArn': [trail, `${trail}2`] } },
  },
  write({
    Sid: 'AWSCloudTrailWrite20131101',
    Resource: [`${bucket}/AWSLogs/111111111111/*`, `${bucket}/AWSLogs/222222222222/*`],
    Condition: { StringEquals: { ...full, 'aws:SourceArn': [`${trail}2`, trail] } },
  }),
];
const controlTower: readonly Statement[] = [
  look,
  write({ Resource: `${bucket}/*`, Condition: { StringEquals: { 'aws:SourceOrgID': organization } } }),
];

const accounts = ['903692715234', '035351147821', '859597730677', '814480443879', '216624486486', '086441151436'];
const old = (ids: readonly string[]): readonly Statement[] => {
  const Principal = { AWS: ids };
  return [{ ...look, Principal }, write({ Principal })];
};
const roots = accounts.map(id => `arn:aws:iam::${id}:root`);

const buckets: readonly (readonly [string, readonly Statement[], Partial<Delivering>, Verdict])[] = [
  ['one trail', one, {}, 'allowed'],
  ['one trail, another asks', one, { trail: `${trail}-2` }, 'denied'],
  [
    'one trail, the same in another region asks',
    one,
    { trail: 'arn:aws:cloudtrail:us-east-1:111111111111:trail/main' },
    'denied',
  ],
  ['one trail, with a prefix that the policy lacks', one, { prefix: 'org' }, 'denied'],
  [
    'one trail with a prefix',
    [look, write({ Resource: `${bucket}/org/AWSLogs/111111111111/*` })],
    { prefix: 'org' },
    'allowed',
  ],
  [
    'one trail with a long prefix',
    [look, write({ Resource: `${bucket}/a/b/AWSLogs/111111111111/*` })],
    { prefix: 'a/b' },
    'allowed',
  ],
  ['one trail with Insights', one, { folders: ['CloudTrail', 'CloudTrail-Digest', 'CloudTrail-Insight'] }, 'allowed'],
  ['one trail with a key', one, { key }, 'allowed'],
  [
    'one trail, and TLS',
    [...one, deny({ Resource: [bucket, `${bucket}/*`], Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
    {},
    'allowed',
  ],
  ['several accounts', several, {}, 'allowed'],
  [
    'several accounts, a third one asks',
    several,
    { trail: 'arn:aws:cloudtrail:eu-west-1:333333333333:trail/main', account: '333333333333' },
    'denied',
  ],
  ['an organization', [...one, members], { organization, memberOf: organization }, 'allowed'],
  ['an organization, without the statement for members', one, { organization, memberOf: organization }, 'denied'],
  [
    'an organization, without the own folder',
    [{ ...look, Condition: only }, members],
    { organization, memberOf: organization },
    'denied',
  ],
  ['a landing zone', controlTower, { organization, memberOf: organization }, 'allowed'],
  ['a landing zone of another organization', controlTower, { organization: 'o-other', memberOf: 'o-other' }, 'denied'],
  ['a landing zone, and nobody knows whose the account is', controlTower, {}, 'unknown'],
  ['the form of 2015', [look, write()], {}, 'allowed'],
  ['the form of 2014, its region only', old(roots), { everyRegion: false }, 'allowed'],
  ['the form of 2014, every region', old(roots), {}, 'denied'],
  ['the form of 2014 with all of its accounts, every region', old([...accountsOfOldTimes.values()]), {}, 'unknown'],
  ['the form of 2014, ids alone', old(accounts), { everyRegion: false }, 'allowed'],
  ['the form of 2014, without the region', old(roots.slice(3)), { everyRegion: false }, 'denied'],
  [
    'the form of 2014, in a region of later times',
    old(roots),
    { everyRegion: false, trail: 'arn:aws:cloudtrail:mx-central-1:111111111111:trail/main' },
    'denied',
  ],
  ['both forms', [...old(roots), ...one], {}, 'allowed'],
  ['nothing', [], {}, 'denied'],
];

describe('policies of buckets', () => {
  it.each(buckets)('%s', (_name, statements, over, expected) => {
    expect(verdict(statements, delivery(over))).toBe(expected);
  });

  it('are told request by request', () => {
    const found = verdicts([look, write({ Resource: `${bucket}/AWSLogs/111111111111/CloudTrail/*` })], delivery());
    expect(found).toEqual({
      'look at the bucket': 'allowed',
      'folder of log files': 'allowed',
      'log files': 'allowed',
      'folder of digest files': 'denied',
      'digest files': 'denied',
    });
    expect(Object.keys(verdicts(one, delivery({ organization, folders: ['CloudTrail'] })))).toEqual([
      'look at the bucket',
      'folder of log files',
      'log files',
      'folder of log files of members',
      'log files of members',
    ]);
  });

  it('mean variables from 2012 on', () => {
    const statements = [look, write({ Resource: `${bucket}/AWSLogs/\${aws:SourceAccount}/*` })];
    expect(verdict(statements, delivery(), '2012-10-17')).toBe('allowed');
    expect(verdict(statements, delivery(), '2008-10-17')).toBe('denied');
  });
});
