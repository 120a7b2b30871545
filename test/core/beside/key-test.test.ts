/** What keys let CloudTrail do, test by test. */
import { describe, expect, it } from 'vitest';

import { testKeys } from '../../../src/core/beside/key-test.ts';
import type { KeyFacts, KeySeen } from '../../../src/core/beside/key.ts';
import { usesOf } from '../../../src/core/beside/use.ts';
import type { Known } from '../../../src/core/derive.ts';
import { keyPolicy } from '../../../src/core/policy/key-policy.ts';
import { inBucketWithKey, key, ofBucket, ofTopic, ofTrail, trail, world } from './using.ts';

const facts: KeyFacts = { state: 'Enabled', deletion: null, spec: 'SYMMETRIC_DEFAULT', usage: 'ENCRYPT_DECRYPT' };
const policyFor = (over: { readonly trails?: readonly [typeof trail]; readonly through?: readonly [typeof trail] }) =>
  keyPolicy({ partition: 'aws', account: '111111111111', trails: [], through: [], ...over });
const seen = (over: Partial<KeySeen> = {}): KeySeen => ({
  facts: { value: facts },
  policy: { value: policyFor({ trails: [trail], through: [trail] }) },
  ...over,
});
const unread = { unread: { code: 'access-denied', message: 'no' } } as const;
const disabled = { value: { ...facts, state: 'Disabled' } };

function told(wishes: readonly Known[], found: KeySeen, addressed = wishes): readonly string[] {
  const { keys } = usesOf(wishes, world);
  return testKeys(keys, new Map([[key, found]]), addressed).map(
    ({ address, to, verdict, requests, problem }) =>
      `${address} ${to} ${verdict} ${requests.map(({ request }) => request.action.slice(4)).join(' ')}${problem?.code ?? ''}`,
  );
}

const at = 'trail/main@1/eu-west-1';

describe('testKeys', () => {
  it.each<[string, readonly Known[], KeySeen, readonly string[]]>([
    ['of a trail', ofTrail(), seen(), [`${at} encrypt-logs allowed DescribeKey GenerateDataKey`]],
    [
      'with the key of a bucket',
      inBucketWithKey(),
      seen(),
      [`${at} encrypt-logs allowed DescribeKey GenerateDataKey Decrypt`],
    ],
    ['of a topic', ofTopic(), seen(), [`${at} encrypt-announcements allowed GenerateDataKey Decrypt`]],
    ['of a bucket alone', ofBucket(), seen(), []],
    [
      'that nobody lets in',
      ofTrail(),
      seen({ policy: { value: policyFor({}) } }),
      [`${at} encrypt-logs denied DescribeKey GenerateDataKey`],
    ],
    ['that is disabled', ofTrail(), seen({ facts: disabled }), [`${at} encrypt-logs denied key-unusable`]],
    [
      'that is not there',
      ofTrail(),
      seen({ facts: { value: null }, policy: unread }),
      [`${at} encrypt-logs denied key-unusable`],
    ],
    [
      'that nobody may look at',
      ofTrail(),
      seen({ facts: unread }),
      [`${at} encrypt-logs allowed DescribeKey GenerateDataKey`],
    ],
    ['that nobody may read', ofTrail(), seen({ policy: unread }), [`${at} encrypt-logs unknown access-denied`]],
  ])('%s', (_name, wishes, found, expected) => {
    expect(told(wishes, found)).toEqual(expected);
  });

  it('tells a trail of no spec by its ARN alone, and nothing of a key that nobody looked at', () => {
    expect(told(ofTopic(), seen(), [])).toEqual(['null encrypt-announcements allowed GenerateDataKey Decrypt']);
    expect(testKeys(usesOf(ofTrail(), world).keys, new Map(), [])).toEqual([]);
  });

  it('of a topic, for every trail that announces on it', () => {
    const [bucket, topic, main] = ofTopic() as [Known, Known, Known];
    const second = { ...main, desired: { ...main.desired, arn: `${main.desired.arn}2`, address: `${at}2` } } as const;
    const [first, other] = told([bucket, topic, main, second], seen());
    expect(first).toBe(`${at} encrypt-announcements allowed GenerateDataKey Decrypt`);
    expect(other).toBe(`${at}2 encrypt-announcements denied GenerateDataKey Decrypt`);
  });
});
