import { describe, expect, it } from 'vitest';

import { statementProblems } from '../../../src/core/policy/check.ts';
import { announcement } from '../../../src/core/policy/announcement.ts';
import { delivery } from '../../../src/core/policy/delivery.ts';
import { mayDeny } from '../../../src/core/policy/foreign.ts';
import { policySchema } from '../../../src/core/policy/schema.ts';
import { byteLength, parsePolicy, policyText } from '../../../src/core/policy/statement.ts';
import type { Statement } from '../../../src/core/policy/statement.ts';

describe('parsePolicy', () => {
  const statement = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' };

  it.each([
    [
      'a whole document',
      { Version: '2012-10-17', Id: 'x', Statement: [statement] },
      { version: '2012-10-17', id: 'x' },
    ],
    [
      'one statement without a list',
      { Version: '2012-10-17', Statement: statement },
      { version: '2012-10-17', id: null },
    ],
    ['a document without a version', { Statement: [statement] }, { version: '2008-10-17', id: null }],
  ])('reads %s', (_name, document, header) => {
    expect(parsePolicy(JSON.stringify(document))).toEqual({ header, statements: [statement] });
  });

  it.each([
    'not JSON',
    '"text"',
    'null',
    '[]',
    '{"Statement":["x"]}',
    '{"Statement":[{"Effect":"Maybe"}]}',
    '{"Statement":[null]}',
  ])('calls %s unreadable', text => {
    expect(parsePolicy(text)).toMatchObject({ code: 'policy-unreadable' });
  });

  it('takes a document without statements for an empty one', () => {
    expect(parsePolicy('{"Version":"2012-10-17"}')).toMatchObject({ statements: [] });
  });

  it('is the inverse of policyText', () => {
    const text = JSON.stringify({
      Version: '2008-10-17',
      Id: 'é',
      Statement: [{ ...statement, Odd: { deep: [1, true] } }],
    });
    const parsed = parsePolicy(text);
    expect('code' in parsed ? undefined : policyText(parsed)).toBe(text);
    expect(byteLength(text)).toBe(text.length + 1);
  });
});

describe('statements of others, at a glance', () => {
  const deny: Statement = { Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: 'arn:aws:s3:::acme/*' };

  it.each<[string, Partial<Statement>, boolean]>([
    ['denies objects to everybody', {}, true],
    ['denies everything', { Action: 's3:*', Resource: '*' }, true],
    ['denies by pattern', { Action: 'S3:Put?bject', Resource: 'arn:aws:s3:::ac*' }, true],
    ['denies the log folder', { Resource: 'arn:aws:s3:::acme/p/AWSLogs/111122223333/*' }, true],
    ['denies the look at the ACL', { Action: 's3:GetBucketAcl', Resource: 'arn:aws:s3:::acme' }, true],
    ['denies CloudTrail', { Principal: { Service: 'cloudtrail.amazonaws.com' } }, true],
    ['denies everybody, the long way', { Principal: { AWS: '*' } }, true],
    ['denies a trail', { Condition: { StringEquals: { 'aws:SourceArn': 'arn:aws:cloudtrail:x:1:trail/y' } } }, true],
    ['denies nobody that is named', { Principal: { Service: 'x' } }, false],
    ['allows', { Effect: 'Allow' }, false],
    ['has a condition', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } }, false],
    ['has an empty condition', { Condition: {} }, true],
    ['denies another action', { Action: 's3:DeleteObject' }, false],
    ['denies what may be a prefix', { Resource: 'arn:aws:s3:::acme/private/*' }, true],
    ['denies another folder', { Resource: 'arn:aws:s3:::acme/private/x/y.txt' }, false],
    ['denies objects of buckets by pattern', { Resource: 'arn:aws:s3:::*/private.txt' }, false],
    ['denies reading objects of the bucket', { Action: 's3:GetBucketAcl' }, false],
  ])('one that %s', (_name, over, expected) => {
    expect(mayDeny({ ...deny, ...over }, delivery)).toBe(expected);
  });

  it('knows what a topic is for', () => {
    expect(mayDeny({ ...deny, Action: 'SNS:*', Resource: '*' }, announcement)).toBe(true);
    expect(mayDeny({ ...deny, Action: 'SNS:Subscribe', Resource: '*' }, announcement)).toBe(false);
  });
});

describe('statementProblems', () => {
  const good: Statement = { Sid: 'A', Effect: 'Allow', Principal: '*', Action: 'a:B', Resource: '*' };
  const at = (pointer: string) => ({ file: pointer, line: 1, column: 1 });

  it('finds nothing wrong with good ones', () => {
    expect(statementProblems([good, { ...good, Sid: 'B' }], at)).toEqual([]);
  });

  it.each<[string, readonly Statement[], string, string]>([
    ['no Sid', [{ ...good, Sid: '' }], 'statement-sid', '/policy/statements/0/Sid'],
    ['a Sid of ours', [{ ...good, Sid: 'TrailwardenX' }], 'statement-sid', '/policy/statements/0/Sid'],
    ['a Sid twice', [good, good], 'statement-sid', '/policy/statements/1/Sid'],
    [
      'nobody',
      [{ Sid: 'A', Effect: 'Allow', Action: 'a:B', Resource: '*' }],
      'statement-incomplete',
      '/policy/statements/0',
    ],
    ['both of a pair', [{ ...good, NotAction: 'a:C' }], 'statement-incomplete', '/policy/statements/0'],
  ])('finds %s', (_name, statements, code, file) => {
    expect(statementProblems(statements, at)).toMatchObject([{ code, at: { file } }]);
  });
});

describe('policySchema', () => {
  it('says whose policy it is and how much it holds', () => {
    expect(policySchema('bucket', '20,480 bytes').description).toContain('bucket');
    expect(policySchema('bucket', '20,480 bytes').properties.grants.description).toContain('20,480 bytes');
  });
});
