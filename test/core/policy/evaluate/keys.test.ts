/** Whole policies of topics and keys: those that AWS documents, and what is like them. */
import { describe, expect, it } from 'vitest';

import type { Delivering } from '../../../../src/core/policy/evaluate/cloudtrail.ts';
import type { Verdict } from '../../../../src/core/policy/evaluate/evaluator.ts';
import type { Statement } from '../../../../src/core/policy/statement.ts';
import { defaultPolicy } from '../../../../src/resources/topic/state.ts';
import { announcement, cloudTrail, deny, encryption, organization, topic, trail, verdict } from './asking.ts';

const only = { StringEquals: { 'aws:SourceArn': trail } };
const roots = ['903692715234', '035351147821', '859597730677'].map(id => `arn:aws:iam::${id}:root`);

const publish = (over: Partial<Statement> = {}): Statement => ({
  Sid: 'AWSCloudTrailSNSPolicy20131101',
  Effect: 'Allow',
  Principal: cloudTrail,
  Action: 'SNS:Publish',
  Resource: topic,
  Condition: only,
  ...over,
});

const topics: readonly (readonly [string, readonly Statement[], Partial<Delivering>, Verdict])[] = [
  ['one trail', [publish()], {}, 'allowed'],
  ['another trail', [publish()], { trail: `${trail}-2` }, 'denied'],
  ['without a condition', [publish({ Condition: {} })], {}, 'allowed'],
  ['what SNS gives a topic', defaultPolicy(topic).statements, {}, 'denied'],
  ['both', [...defaultPolicy(topic).statements, publish()], {}, 'allowed'],
  ['another topic', [publish({ Resource: `${topic}-2` })], {}, 'denied'],
  ['accounts of old times', [publish({ Principal: { AWS: roots }, Condition: {} })], { everyRegion: false }, 'allowed'],
  ['accounts of old times, every region', [publish({ Principal: { AWS: roots }, Condition: {} })], {}, 'denied'],
  [
    'members',
    [publish({ Condition: { StringEquals: { 'aws:SourceOrgID': organization } } })],
    { memberOf: organization },
    'allowed',
  ],
  [
    'members, and nobody knows',
    [publish({ Condition: { StringEquals: { 'aws:SourceOrgID': organization } } })],
    {},
    'unknown',
  ],
  [
    'an owner of the source',
    [publish({ Condition: { StringNotEquals: { 'AWS:SourceOwner': '111111111111' } } })],
    {},
    'allowed',
  ],
  ['a Deny', [publish(), deny({ Action: 'sns:*', Resource: topic })], {}, 'denied'],
];

describe('policies of topics', () => {
  it.each(topics)('%s', (_name, statements, over, expected) => {
    expect(verdict(statements, announcement(over))).toBe(expected);
  });
});

const own: Statement = {
  Sid: 'Enable IAM',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111111111111:root' },
  Action: 'kms:*',
  Resource: '*',
};
const encrypt = (over: Partial<Statement> = {}): Statement => ({
  Sid: 'AllowCloudTrailEncryptLogs',
  Effect: 'Allow',
  Principal: cloudTrail,
  Action: 'kms:GenerateDataKey*',
  Resource: '*',
  Condition: {
    StringEquals: { 'aws:SourceArn': trail },
    StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': 'arn:aws:cloudtrail:*:111111111111:trail/*' },
  },
  ...over,
});
const describeKey: Statement = {
  ...encrypt({ Condition: only }),
  Sid: 'AllowCloudTrailAccess',
  Action: 'kms:DescribeKey',
};

const keys: readonly (readonly [string, readonly Statement[], Verdict])[] = [
  ['the form of AWS', [own, encrypt(), describeKey], 'allowed'],
  ['the account alone', [own], 'denied'],
  ['without the look', [own, encrypt()], 'denied'],
  ['without data keys', [own, describeKey], 'denied'],
  ['one action in full', [encrypt({ Action: ['kms:GenerateDataKey', 'kms:DescribeKey'], Condition: only })], 'allowed'],
  [
    'data keys that nobody may see',
    [encrypt({ Action: 'kms:GenerateDataKeyWithoutPlaintext' }), describeKey],
    'denied',
  ],
  [
    'the context of another trail',
    [
      encrypt({ Condition: { StringEquals: { 'kms:EncryptionContext:aws:cloudtrail:arn': `${trail}-2` } } }),
      describeKey,
    ],
    'denied',
  ],
  ['the context for both, which the look lacks', [encrypt({ Action: 'kms:*' })], 'denied'],
  [
    'a context of other keys',
    [
      encrypt({ Condition: { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['aws:cloudtrail:arn'] } } }),
      describeKey,
    ],
    'denied',
  ],
  [
    'a context of these keys',
    [
      encrypt({
        Condition: {
          'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['aws:cloudtrail:arn', 'aws:s3:arn'] },
        },
      }),
      describeKey,
    ],
    'allowed',
  ],
  [
    'a context with such a key',
    [
      encrypt({ Condition: { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'aws:cloudtrail:arn' } } }),
      describeKey,
    ],
    'allowed',
  ],
  [
    'a context without such a key',
    [
      encrypt({
        Condition: {
          'ForAnyValue:StringNotEquals': { 'kms:EncryptionContextKeys': ['aws:cloudtrail:arn', 'aws:s3:arn'] },
        },
      }),
      describeKey,
    ],
    'denied',
  ],
  [
    'several values, none said how',
    [encrypt({ Condition: { StringEquals: { 'kms:EncryptionContextKeys': 'aws:cloudtrail:arn' } } }), describeKey],
    'unknown',
  ],
  [
    'by way of S3',
    [encrypt({ Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } } }), describeKey],
    'unknown',
  ],
];

describe('policies of keys', () => {
  it('may have a variable of several values, which says nothing', () => {
    const Condition = { StringEquals: { 'aws:SourceAccount': '${kms:EncryptionContextKeys}' } };
    expect(verdict([encrypt({ Condition }), describeKey], encryption())).toBe('unknown');
  });

  it.each(keys)('%s', (_name, statements, expected) => {
    expect(verdict(statements, encryption())).toBe(expected);
  });

  it('may name accounts of old times', () => {
    const statements = [encrypt({ Action: 'kms:*', Principal: { AWS: roots }, Condition: {} })];
    expect(verdict(statements, encryption({ everyRegion: false }))).toBe('allowed');
    expect(verdict(statements, encryption())).toBe('denied');
  });
});
