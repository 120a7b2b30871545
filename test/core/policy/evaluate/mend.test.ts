/** The statement that decides, and the smallest mend. */
import { describe, expect, it } from 'vitest';

import type { Asked } from '../../../../src/core/policy/evaluate/cloudtrail.ts';
import { answers, worst } from '../../../../src/core/policy/evaluate/judge.ts';
import type { Answered } from '../../../../src/core/policy/evaluate/judge.ts';
import { mendText, statementName } from '../../../../src/core/policy/evaluate/mend.ts';
import type { Statement } from '../../../../src/core/policy/statement.ts';
import {
  announcement,
  bucket,
  cloudTrail,
  delivery,
  deny,
  encryption,
  full,
  key,
  look,
  organization,
  topic,
  trail,
  write,
} from './asking.ts';

function told(statements: readonly Statement[], asked: readonly Asked[], what: string): Answered | undefined {
  const found = answers({ header: { version: '2012-10-17', id: null }, statements })(asked);
  return found.find(one => one.what === what);
}

const open = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } };

describe('answers together', () => {
  it.each([
    [[], 'allowed'],
    [['allowed', 'unknown'], 'unknown'],
    [['unknown', 'denied', 'allowed'], 'denied'],
  ] as const)('%j come to %s', (verdicts, expected) => {
    expect(worst(verdicts.map(verdict => ({ verdict })))).toBe(expected);
  });
});

describe('an answer', () => {
  it.each<readonly [string, readonly Statement[], object]>([
    [
      'names what allows',
      [look, write()],
      {
        verdict: 'allowed',
        allows: 'yes',
        by: { index: 1, effect: 'Allow', sid: 'AWSCloudTrailWrite20150319' },
        doubts: [],
      },
    ],
    [
      'names what denies',
      [look, write(), deny()],
      { verdict: 'denied', allows: 'yes', by: { index: 2, effect: 'Deny', sid: 'No' }, doubts: [] },
    ],
    [
      'names a statement without a Sid',
      [deny({ Sid: '' })],
      { verdict: 'denied', allows: 'no', by: { index: 0, sid: null } },
    ],
    ['says that nothing allows', [look], { verdict: 'denied', allows: 'no', by: null, mend: { do: 'add' } }],
    [
      'says what is open in a Deny',
      [write(), deny({ Condition: open })],
      { verdict: 'unknown', allows: 'yes', by: { index: 1 }, doubts: ['aws:sourceip'] },
    ],
    [
      'says what is open in an Allow',
      [write({ Condition: open })],
      { verdict: 'unknown', allows: 'unknown', by: { index: 0 }, doubts: ['aws:sourceip'] },
    ],
    [
      'says which place is open',
      [write(), deny({ Resource: `${bucket}/*/af-south-1/*` })],
      { verdict: 'unknown', doubts: ['Resource'] },
    ],
    [
      'says which place is denied',
      [write(), deny({ Resource: `${bucket}/*/us-east-1/*` })],
      { verdict: 'denied', by: { index: 1 }, doubts: [] },
    ],
    [
      'says that a statement is odd',
      [{ ...write(), Verb: 'x' } as Statement],
      { verdict: 'unknown', doubts: ['what the statement means'] },
    ],
    [
      'prefers what denies to what may',
      [deny({ Sid: 'A', Condition: open }), deny({ Sid: 'B' }), write()],
      { verdict: 'denied', by: { sid: 'B' } },
    ],
    [
      'names the first that may',
      [deny({ Sid: 'A', Condition: open }), deny({ Sid: 'B', Condition: open }), write()],
      { verdict: 'unknown', by: { sid: 'A' } },
    ],
  ])('%s', (_name, statements, expected) => {
    expect(told(statements, delivery(), 'log files')).toMatchObject(expected);
  });
});

describe('a mend', () => {
  const bySource = { StringEquals: { 'aws:SourceArn': trail } };
  const adds: readonly (readonly [string, readonly Asked[], string, Statement])[] = [
    [
      'the look',
      delivery(),
      'look at the bucket',
      {
        Sid: 'AWSCloudTrailAclCheck',
        Effect: 'Allow',
        Principal: cloudTrail,
        Action: 's3:GetBucketAcl',
        Resource: bucket,
        Condition: bySource,
      },
    ],
    [
      'log files',
      delivery({ prefix: 'org' }),
      'log files',
      {
        Sid: 'AWSCloudTrailWrite',
        Effect: 'Allow',
        Principal: cloudTrail,
        Action: 's3:PutObject',
        Resource: `${bucket}/org/AWSLogs/111111111111/*`,
        Condition: { StringEquals: { ...full, 'aws:SourceArn': trail } },
      },
    ],
    [
      'log files of members',
      delivery({ organization }),
      'log files of members',
      {
        Sid: 'AWSCloudTrailOrganizationWrite',
        Effect: 'Allow',
        Principal: cloudTrail,
        Action: 's3:PutObject',
        Resource: `${bucket}/AWSLogs/${organization}/*`,
        Condition: { StringEquals: { ...full, 'aws:SourceArn': trail } },
      },
    ],
    [
      'announcements',
      announcement(),
      'announcement',
      {
        Sid: 'AWSCloudTrailSNSPolicy',
        Effect: 'Allow',
        Principal: cloudTrail,
        Action: 'sns:Publish',
        Resource: topic,
        Condition: bySource,
      },
    ],
    [
      'the look at a key',
      encryption(),
      'look at the key',
      {
        Sid: 'AllowCloudTrailAccess',
        Effect: 'Allow',
        Principal: cloudTrail,
        Action: 'kms:DescribeKey',
        Resource: '*',
        Condition: bySource,
      },
    ],
    [
      'data keys',
      encryption(),
      'data key of files',
      {
        Sid: 'AllowCloudTrailEncryptLogs',
        Effect: 'Allow',
        Principal: cloudTrail,
        Action: 'kms:GenerateDataKey*',
        Resource: '*',
        Condition: { StringEquals: { 'aws:SourceArn': trail, 'kms:EncryptionContext:aws:cloudtrail:arn': trail } },
      },
    ],
  ];

  it.each(adds)('adds what is missing for %s', (_name, asked, what, statement) => {
    const mend = told([], asked, what)?.mend;
    expect(mend).toEqual({ do: 'add', statement });
    expect(told([statement], asked, what)?.verdict).toBe('allowed');
    expect(mend && mendText(mend)).toBe(`Add to the policy: ${JSON.stringify(statement)}.`);
  });

  it('takes a Sid that is free', () => {
    const names = ['AWSCloudTrailWrite', 'AWSCloudTrailWrite2'];
    const others = names.map(Sid => write({ Sid, Principal: { Service: 'config.amazonaws.com' } }));
    expect(told(others, delivery(), 'log files')?.mend).toMatchObject({ statement: { Sid: 'AWSCloudTrailWrite3' } });
    expect(told(others.slice(1), delivery(), 'log files')?.mend).toMatchObject({
      statement: { Sid: 'AWSCloudTrailWrite' },
    });
  });

  const excepts: readonly (readonly [string, Statement, object])[] = [
    ['everything', deny(), { StringNotEquals: { 'aws:SourceArn': trail } }],
    [
      'what has conditions',
      deny({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
      { Bool: { 'aws:SecureTransport': 'true' }, StringNotEquals: { 'aws:SourceArn': trail } },
    ],
    [
      'what has the operator',
      deny({ Condition: { stringNotEquals: { 's3:x-amz-acl': 'private' } } }),
      { stringNotEquals: { 's3:x-amz-acl': 'private', 'aws:SourceArn': trail } },
    ],
    [
      'what excepts another trail',
      deny({ Condition: { StringNotEquals: { 'AWS:SourceArn': `${trail}2` } } }),
      { StringNotEquals: { 'AWS:SourceArn': [`${trail}2`, trail] } },
    ],
    ['what may deny', deny({ Condition: open }), { ...open, StringNotEquals: { 'aws:SourceArn': trail } }],
    [
      'what is odd',
      deny({ Condition: null as unknown as Record<string, never> }),
      { StringNotEquals: { 'aws:SourceArn': trail } },
    ],
  ];

  it.each(excepts)('excepts the trail from a Deny of %s', (_name, denial, condition) => {
    const mend = told([look, write(), denial], delivery({ key }), 'log files')?.mend;
    expect(mend).toEqual({ do: 'except', index: 2, sid: 'No', condition });
    expect(mend && mendText(mend)).toBe(
      `Take statement No away, or except the trail from it: "Condition": ${JSON.stringify(condition)}.`,
    );
    expect(
      told(
        [look, write(), { ...deny(), Condition: condition as Record<string, never> }],
        delivery({ key }),
        'log files',
      )?.verdict,
    ).toBe('allowed');
  });

  it('is none where nothing is wrong', () => {
    expect(told([look, write()], delivery(), 'log files')?.mend).toBeNull();
  });

  it('names a statement by its place where it has no Sid', () => {
    expect(statementName({ sid: null, index: 0 })).toBe('the statement in place 1');
    expect(statementName({ sid: 'X', index: 0 })).toBe('statement X');
    expect(statementName({ sid: 'X', index: null })).toBe('statement X');
    expect(statementName({ sid: null, index: null })).toBe('the statement without a Sid');
  });
});
