/** Keys, judged for what uses them. */
import { describe, expect, it } from 'vitest';

import { judgeKeys } from '../../../src/core/beside/key.ts';
import type { KeyFacts, KeySeen } from '../../../src/core/beside/key.ts';
import { usesOf } from '../../../src/core/beside/use.ts';
import type { Known } from '../../../src/core/derive.ts';
import type { Arn, Problem, World } from '../../../src/core/model.ts';
import { keyPolicy } from '../../../src/core/policy/key-policy.ts';
import { ourHeader } from '../../../src/core/policy/statement.ts';
import type { PolicyDocument, Statement } from '../../../src/core/policy/statement.ts';
import { inBucketWithKey, key, known, ofBucket, ofTopic, ofTrail, topic, trail, world } from './using.ts';

const works: KeyFacts = { state: 'Enabled', deletion: null, spec: 'SYMMETRIC_DEFAULT', usage: 'ENCRYPT_DECRYPT' };
const Principal = { Service: 'cloudtrail.amazonaws.com' };
const allow = (...Action: readonly string[]): Statement => ({ Effect: 'Allow', Principal, Action, Resource: '*' });
const policy = (...statements: readonly Statement[]): PolicyDocument => ({ header: ourHeader, statements });
const open = policy(allow('kms:*'));
const suits = (use: 'trails' | 'through'): PolicyDocument =>
  keyPolicy({ partition: 'aws', account: '111111111111', trails: [], through: [], [use]: [trail] });

function judged(resources: readonly Known[], seen: Partial<KeySeen>, ...[of = key, now]: readonly [Arn?, string?]) {
  const looked: KeySeen = { facts: { value: works }, policy: { value: open }, ...seen };
  const at = { ...world, ...(now === undefined ? {} : { now }) };
  const { flaws, findings } = judgeKeys(usesOf(resources, world).keys, new Map([[of, looked]]), at);
  return {
    flaws: flaws.map(({ at, field, what, live, gravity }) => [
      at.replace(/@.*/u, ''),
      `${field}.${what}`,
      live,
      gravity,
    ]),
    findings: findings.map(({ code, severity }) => [code, severity]),
  };
}

const fine = { flaws: [], findings: [] };
const facts = (over: Partial<KeyFacts>): Partial<KeySeen> => ({ facts: { value: { ...works, ...over } } });
const flaw = (...one: readonly string[]) => ({ flaws: [one], findings: [] });

describe('a key', () => {
  it.each<[string, readonly Known[], Partial<KeySeen>, object]>([
    ['that works', ofTrail(), {}, fine],
    ['that nobody uses', [known('trail', { bucket: 'logs' })], { facts: { value: null } }, fine],
    [
      'that is not there',
      ofTrail(),
      { facts: { value: null } },
      flaw('trail/main', 'kmsKey.state', 'missing', 'critical'),
    ],
    [
      'that is disabled',
      ofTrail(),
      facts({ state: 'Disabled' }),
      flaw('trail/main', 'kmsKey.state', 'Disabled', 'critical'),
    ],
    [
      'of a topic that will be deleted',
      ofTopic(),
      facts({ state: 'PendingDeletion', deletion: '2026-12-01T00:00:00.000Z' }),
      flaw('topic/files', 'kmsKey.state', 'PendingDeletion', 'high'),
    ],
    [
      'of a bucket that waits for its material',
      ofBucket(),
      facts({ state: 'PendingImport' }),
      flaw('bucket/logs', 'encryption.state', 'PendingImport', 'high'),
    ],
    [
      'for signatures',
      ofTrail(),
      facts({ spec: 'RSA_2048', usage: 'SIGN_VERIFY' }),
      flaw('trail/main', 'kmsKey.spec', 'RSA_2048 for SIGN_VERIFY', 'critical'),
    ],
    [
      'for codes',
      ofTrail(),
      facts({ usage: 'GENERATE_VERIFY_MAC' }),
      flaw('trail/main', 'kmsKey.spec', 'SYMMETRIC_DEFAULT for GENERATE_VERIFY_MAC', 'critical'),
    ],
  ])('%s', (_name, resources, seen, expected) => {
    expect(judged(resources, seen)).toEqual(expected);
  });

  it.each<[string, readonly Known[], string]>([
    [
      'the bucket of a trail',
      [known('bucket', {}), known('trail', { bucket: 'logs', kmsKey: elsewhere() })],
      'trail/main',
    ],
    ['a topic', [known('topic', { kmsKey: elsewhere() })], 'topic/files'],
  ])('in another region than %s', (_name, resources, at) => {
    expect(judged(resources, {}, elsewhere()).flaws).toEqual([
      [at, 'kmsKey.region', 'us-east-1', at === 'topic/files' ? 'high' : 'critical'],
    ]);
  });

  it('in another region than nobody knows', () => {
    expect(judged([known('trail', { bucket: 'logs', kmsKey: elsewhere() })], {}, elsewhere())).toEqual(fine);
  });

  it('that was not looked at is not judged', () => {
    expect(judgeKeys(usesOf(ofTrail(), world).keys, new Map(), world)).toEqual(fine);
  });
});

function elsewhere(): Arn {
  return 'arn:aws:kms:us-east-1:111111111111:key/2';
}

const denies = (resource: string, action: string, gravity: string) =>
  flaw(resource, 'kmsKey.policy', `denies ${action}`, gravity);
const from = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } };

const opened = flaw('trail/main', 'kmsKey.policy.open', 'lets in everybody', 'critical');

describe('the policy of a key', () => {
  it.each<[string, readonly Known[], PolicyDocument, object]>([
    ['as it is printed, for a trail', inBucketWithKey(), suits('trails'), { flaws: [], findings: [] }],
    ['as it is printed, for a bucket', ofBucket(), suits('through'), fine],
    ['as it is printed, for a topic', ofTopic(), suits('through'), fine],
    [
      'that lets nobody in',
      ofTrail(),
      policy(),
      denies('trail/main', 'kms:DescribeKey and kms:GenerateDataKey', 'critical'),
    ],
    [
      'that lets CloudTrail look only',
      ofTrail(),
      policy(allow('kms:DescribeKey')),
      denies('trail/main', 'kms:GenerateDataKey', 'critical'),
    ],
    [
      'without decrypting, where nobody asks for it',
      ofTrail(),
      policy(allow('kms:DescribeKey', 'kms:GenerateDataKey*')),
      fine,
    ],
    [
      'without decrypting, where the bucket has a key of its own',
      inBucketWithKey(),
      policy(allow('kms:DescribeKey', 'kms:GenerateDataKey*')),
      denies('trail/main', 'kms:Decrypt', 'critical'),
    ],
    [
      'with a statement that denies',
      ofTrail(),
      policy(allow('kms:*'), { Sid: 'No', Effect: 'Deny', Principal: '*', Action: 'kms:*', Resource: '*' }),
      denies('trail/main', 'kms:DescribeKey and kms:GenerateDataKey', 'critical'),
    ],
    ['of a topic', ofTopic(), policy(allow('kms:GenerateDataKey*')), denies('topic/files', 'kms:Decrypt', 'high')],
    [
      'of a bucket, which CloudTrail may not ask',
      ofBucket(),
      policy(),
      { flaws: [], findings: [['key-denies', 'warning']] },
    ],
    [
      'that depends on what nobody knows',
      ofTrail(),
      policy({ ...allow('kms:*'), Condition: from }),
      { flaws: [], findings: [['policy-undecided', 'warning']] },
    ],
  ])('%s', (_name, resources, document, expected) => {
    expect(judged(resources, { policy: { value: document } })).toEqual(expected);
  });

  const refused: Problem = { code: 'access-denied', message: 'kms:GetKeyPolicy: no' };

  it.each<[string, Partial<KeySeen>, object]>([
    ['nobody may read', { policy: { unread: refused } }, { flaws: [], findings: [['key-unread', 'warning']] }],
    [
      'nobody may read, nor look at the key',
      { facts: { unread: refused }, policy: { unread: refused } },
      { flaws: [], findings: [['key-unread', 'warning']] },
    ],
    [
      'denies, and nobody may look at the key',
      { facts: { unread: refused }, policy: { value: policy() } },
      {
        ...denies('trail/main', 'kms:DescribeKey and kms:GenerateDataKey', 'critical'),
        findings: [['key-unread', 'warning']],
      },
    ],
  ])('that %s', (_name, seen, expected) => {
    expect(judged(ofTrail(), seen)).toEqual(expected);
  });

  it.each<[string, string | undefined, object]>([
    [
      'since a time',
      '2026-11-21T12:00:00.000Z',
      flaw('trail/main', 'kmsKey.policy', 'denies kms:GenerateDataKey', 'critical'),
    ],
    ['from a time on', '2019-11-21T12:00:00.000Z', fine],
    ['at times of which nobody says which', undefined, { flaws: [], findings: [['policy-undecided', 'warning']] }],
  ])('that denies %s', (_name, now, expected) => {
    const late: Statement = {
      Effect: 'Deny',
      Principal: '*',
      Action: 'kms:GenerateDataKey*',
      Resource: '*',
      Condition: { DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } },
    };
    expect(judged(ofTrail(), { policy: { value: policy(allow('kms:*'), late) } }, key, now)).toEqual(expected);
  });

  it.each<[string, Statement, object]>([
    ['everybody', { Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' }, opened],
    [
      'all principals',
      { Sid: 'X', Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:Decrypt', Resource: '*' },
      opened,
    ],
    [
      'everybody of the account, as the console writes it',
      {
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: ['kms:Decrypt', 'kms:ReEncryptFrom'],
        Resource: '*',
        Condition: { StringEquals: { 'kms:CallerAccount': '111111111111' } },
      },
      fine,
    ],
  ])('that lets in %s', (_name, statement, expected) => {
    const found = judged(ofTrail(), { policy: { value: policy(allow('kms:*'), statement, statement) } });
    expect(found).toEqual(expected);
  });

  it('that leaves two trails open is told once', () => {
    const second = known('trail', { bucket: 'logs', kmsKey: key });
    const other = { ...second, desired: { ...second.desired, arn: `${trail}-2` as Arn } };
    const document = policy({ ...allow('kms:*'), Condition: from });
    const looked: KeySeen = { facts: { value: works }, policy: { value: document } };
    const { findings } = judgeKeys(usesOf([...ofTrail(), other], world).keys, new Map([[key, looked]]), world);
    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringContaining(
        `${trail} and 1 more is not known: the statement in place 1 of its policy depends on aws:sourceip`,
      ),
    ]);
  });

  it('of a topic says which needs it denies, and how to mend it', () => {
    const looked: KeySeen = { facts: { value: works }, policy: { value: policy() } };
    const [found] = judgeKeys(usesOf(ofTopic(), world).keys, new Map([[key, looked]]), world).flaws;
    expect(found?.denied?.map(({ need }) => need)).toEqual([
      { to: 'announce-logs', of: topic, trail, everyRegion: true },
    ]);
    expect(found?.problem.hint).toMatch(
      /^Add to the policy: \{.*\}\. The whole policy: trailwarden policy kms SPEC --account 111111111111$/u,
    );
  });

  it('is mended by all that its hint says', () => {
    const statements: Statement[] = [];
    const hintOf = (organization: World['organization']): string | undefined => {
      const looked: KeySeen = { facts: { value: works }, policy: { value: policy(...statements) } };
      const uses = usesOf(ofTrail(), world).keys;
      return judgeKeys(uses, new Map([[key, looked]]), { organization }).flaws[0]?.problem.hint;
    };
    expect(hintOf({ id: 'o-a1b2c3d4e5', managementAccount: '333333333333' })).toMatch(/--account 333333333333$/u);
    const hint = hintOf(null) ?? '';
    expect(hint).toMatch(/--account 111111111111$/u);
    const added = [...hint.matchAll(/Add to the policy: (\{.*?\})\. /gu)].map(([, text = '']) => text);
    expect(added).toHaveLength(2);
    statements.push(...added.map(text => JSON.parse(text) as Statement));
    expect(hintOf(null)).toBeUndefined();
  });
});
