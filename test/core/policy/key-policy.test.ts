/** Printed policies, judged by both evaluators: what is handed to people must let CloudTrail in, and nobody else's trails. */
import { describe, expect, it } from 'vitest';

import type { Arn } from '../../../src/core/model.ts';
import { encryptionRequests } from '../../../src/core/policy/evaluate/encryption.ts';
import { answers, worst } from '../../../src/core/policy/evaluate/judge.ts';
import type { Asked } from '../../../src/core/policy/evaluate/cloudtrail.ts';
import { keyPolicy, keyPolicyBytes } from '../../../src/core/policy/key-policy.ts';
import {
  asOnePolicy,
  asResourcePolicy,
  logRolePermissions,
  logRoleTrust,
  trustRequests,
  writingRequests,
} from '../../../src/core/policy/log-role.ts';
import { byteLength, policyText } from '../../../src/core/policy/statement.ts';
import type { PolicyDocument } from '../../../src/core/policy/statement.ts';
import { parsePolicy } from '../../../src/sandbox/policy/document.ts';
import { evaluate } from '../../../src/sandbox/policy/evaluate.ts';

const trailOf = (account: string, name = 'main'): Arn => `arn:aws:cloudtrail:eu-west-1:${account}:trail/${name}`;
const mine = trailOf('111111111111');
const key: Arn = 'arn:aws:kms:eu-west-1:222222222222:key/1';

/** The sandbox knows a request by what is certain of it. */
function sandboxAllows(document: PolicyDocument, { request }: Asked): boolean {
  const keys = [...request.keys].flatMap(([name, [first]]) => (first === null ? [] : [[name, first] as const]));
  const asked = { asker: { service: request.service }, action: request.action, resource: request.resource };
  return evaluate(parsePolicy(policyText(document)), { ...asked, keys: new Map(keys) }) === 'allow';
}

/** What both say; they must agree. */
function verdict(document: PolicyDocument, asked: readonly Asked[]): string {
  const found = worst(answers(document)(asked));
  expect(asked.every(one => sandboxAllows(document, one))).toBe(found === 'allowed');
  return found;
}

const ask = (trail: Arn, encrypts: 'trail' | 'bucket' | 'topic', bucketKey = true): readonly Asked[] =>
  encryptionRequests({ of: key, trail, everyRegion: true, encrypts, bucketKey });

const given = (trails: readonly Arn[], through: readonly Arn[] = []): PolicyDocument =>
  keyPolicy({ partition: 'aws', account: '222222222222', trails, through });

describe('the printed policy of a key', () => {
  it.each<[string, PolicyDocument, readonly Asked[], string]>([
    ['lets a trail encrypt', given([mine]), ask(mine, 'trail'), 'allowed'],
    ['lets each of several', given([trailOf('333333333333'), mine]), ask(mine, 'trail'), 'allowed'],
    ['keeps out trails of others', given([mine]), ask(trailOf('333333333333'), 'trail'), 'denied'],
    ['keeps out other trails of the account', given([mine]), ask(trailOf('111111111111', 'other'), 'trail'), 'denied'],
    ['lets in through a bucket', given([], [mine]), ask(mine, 'bucket'), 'allowed'],
    ['lets in through a topic', given([], [mine]), ask(mine, 'topic'), 'allowed'],
    ['is not for the bucket where it is for the trail', given([mine]), ask(mine, 'bucket'), 'denied'],
    ['is not for the topic of others', given([], [mine]), ask(trailOf('333333333333'), 'topic'), 'denied'],
  ])('%s', (_name, document, asked, expected) => {
    expect(verdict(document, asked)).toBe(expected);
  });

  it('lets decrypt only where a bucket may have a key of its own', () => {
    const none = keyPolicy({
      partition: 'aws',
      account: '222222222222',
      trails: [mine],
      through: [],
      bucketKeys: false,
    });
    expect(policyText(none)).not.toContain('kms:Decrypt');
    expect(verdict(none, ask(mine, 'trail', false))).toBe('allowed');
    expect(verdict(none, ask(mine, 'trail', true))).toBe('denied');
  });

  it('keeps the key with its account', () => {
    expect(given([]).statements).toEqual([
      expect.objectContaining({ Action: 'kms:*', Principal: { AWS: 'arn:aws:iam::222222222222:root' } }),
    ]);
  });

  it('fits a thousand trails of a hundred accounts, and keeps out the rest', () => {
    const accounts = Array.from({ length: 100 }, (_, index) => String(100_000_000_000 + index));
    const trails = accounts.flatMap(id => Array.from({ length: 10 }, (_, n) => trailOf(id, `trail-${n}`)));
    const document = given(trails);
    expect(byteLength(policyText(document))).toBeLessThanOrEqual(keyPolicyBytes);
    expect(verdict(document, ask(trails[999] ?? mine, 'trail'))).toBe('allowed');
    expect(verdict(document, ask(trailOf('333333333333'), 'trail'))).toBe('denied');
  });
});

describe('the printed policies of a role for a log group', () => {
  const logGroup = 'arn:aws:logs:eu-west-1:111111111111:log-group:audit:*';
  const trust = asResourcePolicy(logRoleTrust);
  const permissions = (organization: string | null): PolicyDocument =>
    asOnePolicy([logRolePermissions([{ logGroup, organization }])]);
  const other = 'arn:aws:logs:eu-west-1:111111111111:log-group:other:*';

  it.each<[string, PolicyDocument, readonly Asked[], string]>([
    ['lets CloudTrail take it', trust, trustRequests(mine), 'allowed'],
    ['lets it write', permissions(null), writingRequests(mine, { logGroup, organization: null }), 'allowed'],
    ['not elsewhere', permissions(null), writingRequests(mine, { logGroup: other, organization: null }), 'denied'],
    [
      'lets it write for members',
      permissions('o-a1b2c3d4e5'),
      writingRequests(mine, { logGroup, organization: 'o-a1b2c3d4e5' }),
      'allowed',
    ],
    ['not for members', permissions(null), writingRequests(mine, { logGroup, organization: 'o-a1b2c3d4e5' }), 'denied'],
  ])('%s', (_name, document, asked, expected) => {
    expect(verdict(document, asked)).toBe(expected);
  });
});
