/** What an Allow must be like, so that log files and digests are delivered. */
import { describe, expect, it } from 'vitest';

import type { Verdict } from '../../../../src/core/policy/evaluate/evaluator.ts';
import type { Statement } from '../../../../src/core/policy/statement.ts';
import { bucket, cloudTrail, delivery, deny, full, look, trail, verdict, when, write } from './asking.ts';

type Row = readonly [name: string, write: Statement, expected: Verdict];

const object = `${bucket}/AWSLogs/111111111111/*`;
const without = (statement: Statement, ...members: readonly (keyof Statement)[]): Statement =>
  Object.fromEntries(
    Object.entries(statement).filter(([member]) => !members.some(one => one === member)),
  ) as unknown as Statement;

const who: readonly Row[] = [
  ['the service', write(), 'allowed'],
  [
    'the service among others',
    write({ Principal: { Service: ['config.amazonaws.com', 'cloudtrail.amazonaws.com'] } }),
    'allowed',
  ],
  ['another service', write({ Principal: { Service: 'config.amazonaws.com' } }), 'denied'],
  ['a service of a region', write({ Principal: { Service: 'cloudtrail.eu-west-1.amazonaws.com' } }), 'unknown'],
  ['a service of a country', write({ Principal: { Service: 'cloudtrail.amazonaws.com.cn' } }), 'unknown'],
  ['everybody', write({ Principal: '*' }), 'allowed'],
  ['every AWS principal', write({ Principal: { AWS: '*' } }), 'allowed'],
  ['every AWS principal, among others', write({ Principal: { AWS: ['111122223333', '*'] } }), 'allowed'],
  ['the account of the trail', write({ Principal: { AWS: 'arn:aws:iam::111111111111:root' } }), 'denied'],
  ['a role', write({ Principal: { AWS: 'arn:aws:iam::111111111111:role/writer' } }), 'denied'],
  ['a canonical user', write({ Principal: { CanonicalUser: 'cloudtrail.amazonaws.com' } }), 'denied'],
  ['a federated user', write({ Principal: { Federated: 'cloudtrail.amazonaws.com' } }), 'denied'],
  ['the name of the service as text', write({ Principal: 'cloudtrail.amazonaws.com' }), 'unknown'],
  ['the service as an AWS principal', write({ Principal: { AWS: 'cloudtrail.amazonaws.com' } }), 'denied'],
  ['all but a role', { ...without(write(), 'Principal'), NotPrincipal: { AWS: 'arn:aws:iam::1:role/x' } }, 'allowed'],
  ['all but the service', { ...without(write(), 'Principal'), NotPrincipal: cloudTrail }, 'denied'],
  ['nobody', without(write(), 'Principal'), 'unknown'],
];

const what: readonly Row[] = [
  ['any action', write({ Action: '*' }), 'allowed'],
  ['any action of S3', write({ Action: 's3:*' }), 'allowed'],
  ['a wildcard', write({ Action: 's3:Put*' }), 'allowed'],
  ['question marks', write({ Action: 's3:Put??????' }), 'allowed'],
  ['a question mark too few', write({ Action: 's3:Put?????' }), 'denied'],
  ['another case', write({ Action: 'S3:PUTOBJECT' }), 'allowed'],
  ['one of several', write({ Action: ['s3:GetObject', 's3:PutObject'] }), 'allowed'],
  ['another action', write({ Action: 's3:PutObjectAcl' }), 'denied'],
  ['an action of another service', write({ Action: 'sns:*' }), 'denied'],
  ['all but reading', { ...without(write(), 'Action'), NotAction: 's3:Get*' }, 'allowed'],
  ['all but writing', { ...without(write(), 'Action'), NotAction: ['s3:Get*', 's3:Put*'] }, 'denied'],
  ['no action', without(write(), 'Action'), 'unknown'],
  ['an action and all but one', { ...write(), NotAction: 's3:Get*' }, 'unknown'],
  ['an action that is no text', write({ Action: 5 as unknown as string }), 'unknown'],
  ['an empty list of actions', write({ Action: [] }), 'denied'],
];

const where: readonly Row[] = [
  ['everything', write({ Resource: '*' }), 'allowed'],
  ['all of the bucket', write({ Resource: `${bucket}/*` }), 'allowed'],
  ['all of every bucket', write({ Resource: 'arn:aws:s3:::*' }), 'allowed'],
  ['all of every partition', write({ Resource: `arn:*:s3:::logs/*` }), 'allowed'],
  ['a wildcard over colons', write({ Resource: 'arn:aws:*logs/*' }), 'unknown'],
  ['a wildcard at the beginning', write({ Resource: '*logs/*' }), 'unknown'],
  ['a bucket of like name', write({ Resource: 'arn:aws:s3:::log?/*' }), 'allowed'],
  ['the bucket alone', write({ Resource: bucket }), 'denied'],
  ['another bucket', write({ Resource: 'arn:aws:s3:::other/*' }), 'denied'],
  ['another case', write({ Resource: 'arn:aws:s3:::Logs/*' }), 'denied'],
  ['another account', write({ Resource: `${bucket}/AWSLogs/222222222222/*` }), 'denied'],
  ['one of several accounts', write({ Resource: [`${bucket}/AWSLogs/222222222222/*`, object] }), 'allowed'],
  ['any account', write({ Resource: `${bucket}/AWSLogs/*` }), 'allowed'],
  ['twelve characters for the account', write({ Resource: `${bucket}/AWSLogs/????????????/*` }), 'allowed'],
  ['eleven characters for the account', write({ Resource: `${bucket}/AWSLogs/???????????/*` }), 'denied'],
  ['an empty segment', write({ Resource: `${bucket}//AWSLogs/111111111111/*` }), 'denied'],
  ['a prefix that the trail lacks', write({ Resource: `${bucket}/org/AWSLogs/111111111111/*` }), 'denied'],
  ['log files without digests', write({ Resource: `${object.slice(0, -1)}CloudTrail/*` }), 'denied'],
  ['the folders of CloudTrail', write({ Resource: `${object.slice(0, -1)}CloudTrail*` }), 'allowed'],
  ['one region', write({ Resource: [`${object.slice(0, -1)}*/eu-west-1/*`, `${object.slice(0, -1)}*/`] }), 'denied'],
  ['log files by their ending', write({ Resource: [`${bucket}/*.json.gz`, `${bucket}/*/`] }), 'allowed'],
  ['all but another bucket', { ...without(write(), 'Resource'), NotResource: 'arn:aws:s3:::other/*' }, 'allowed'],
  ['all but the bucket', { ...without(write(), 'Resource'), NotResource: `${bucket}/*` }, 'denied'],
  ['all but some folder', { ...without(write(), 'Resource'), NotResource: `${bucket}/web/*` }, 'allowed'],
  ['all but one region', { ...without(write(), 'Resource'), NotResource: `${bucket}/*/us-east-1/*` }, 'denied'],
  [
    'all but a region of choice',
    { ...without(write(), 'Resource'), NotResource: `${bucket}/*/af-south-1/*` },
    'unknown',
  ],
  ['no resource', without(write(), 'Resource'), 'unknown'],
  ['the account as a variable', write({ Resource: `${bucket}/AWSLogs/\${aws:SourceAccount}/*` }), 'allowed'],
  ['a variable in another case', write({ Resource: `${bucket}/AWSLogs/\${AWS:sourceaccount}/*` }), 'allowed'],
  ['a variable that is not sent', write({ Resource: `${bucket}/\${aws:PrincipalAccount}/*` }), 'unknown'],
  ['its default', write({ Resource: `${bucket}/\${aws:PrincipalAccount, 'AWSLogs'}/*` }), 'allowed'],
  ['a variable that is open', write({ Resource: `${bucket}/\${aws:SourceIp, 'AWSLogs'}/*` }), 'unknown'],
  ['a variable of two values', write({ Resource: `${bucket}/\${s3:TlsVersion}/*` }), 'unknown'],
  ['a star that is meant', write({ Resource: `${bucket}/\${*}` }), 'denied'],
  ['a dollar that is meant', write({ Resource: [`${bucket}/\${$}/*`, object] }), 'allowed'],
  ['no name in the braces', write({ Resource: `${bucket}/\${}/*` }), 'unknown'],
  ['a default that is none', write({ Resource: `${bucket}/\${aws:PrincipalAccount, AWSLogs}/*` }), 'unknown'],
];

const conditions: readonly Row[] = [
  ['no condition', without(write(), 'Condition'), 'allowed'],
  ['an empty condition', when({}), 'allowed'],
  ['the trail', when({ StringEquals: { ...full, 'aws:SourceArn': trail } }), 'allowed'],
  ['the trail among others', when({ StringEquals: { 'aws:SourceArn': [`${trail}-2`, trail] } }), 'allowed'],
  ['another trail', when({ StringEquals: { 'aws:SourceArn': `${trail}-2` } }), 'denied'],
  ['the trail in another case', when({ StringEquals: { 'aws:SourceArn': trail.toUpperCase() } }), 'denied'],
  [
    'the trail in another case, which is let pass',
    when({ StringEqualsIgnoreCase: { 'aws:SourceArn': trail.toUpperCase() } }),
    'allowed',
  ],
  ['the key in another case', when({ StringEquals: { 'AWS:SOURCEARN': trail } }), 'allowed'],
  ['the operator in another case', when({ stringequals: { 'aws:SourceArn': trail } }), 'allowed'],
  [
    'a pattern that is compared exactly',
    when({ StringEquals: { 'aws:SourceArn': 'arn:aws:cloudtrail:*:111111111111:trail/*' } }),
    'denied',
  ],
  ['a pattern', when({ StringLike: { 'aws:SourceArn': 'arn:aws:cloudtrail:*:111111111111:trail/*' } }), 'allowed'],
  ['a pattern of ARNs', when({ ArnLike: { 'aws:SourceArn': 'arn:aws:cloudtrail:*:111111111111:trail/*' } }), 'allowed'],
  [
    'a pattern of ARNs, by the other operator',
    when({ ArnEquals: { 'aws:SourceArn': 'arn:aws:cloudtrail:*:*:trail/main' } }),
    'allowed',
  ],
  ['a star over fields, of ARNs', when({ ArnLike: { 'aws:SourceArn': 'arn:aws:*:trail/main' } }), 'unknown'],
  ['a star over fields, of texts', when({ StringLike: { 'aws:SourceArn': 'arn:aws:*:trail/main' } }), 'allowed'],
  [
    'an ARN of another account',
    when({ ArnLike: { 'aws:SourceArn': 'arn:aws:cloudtrail:*:222222222222:trail/*' } }),
    'denied',
  ],
  ['the account', when({ StringEquals: { 'aws:SourceAccount': '111111111111' } }), 'allowed'],
  ['the account as a number', when({ StringEquals: { 'aws:SourceAccount': 111111111111 } }), 'allowed'],
  ['another account', when({ StringEquals: { 'aws:SourceAccount': '222222222222' } }), 'denied'],
  ['both, which must hold', when({ StringEquals: { ...full, 'aws:SourceAccount': '222222222222' } }), 'denied'],
  ['another ACL', when({ StringEquals: { 's3:x-amz-acl': 'private' } }), 'denied'],
  ['over TLS', when({ Bool: { 'aws:SecureTransport': 'true' } }), 'allowed'],
  ['over TLS, as a boolean', when({ Bool: { 'aws:SecureTransport': true } }), 'allowed'],
  ['without TLS', when({ Bool: { 'aws:SecureTransport': 'false' } }), 'denied'],
  ['a boolean that is none', when({ Bool: { 'aws:SecureTransport': 'yes' } }), 'unknown'],
  ['a service', when({ Bool: { 'aws:PrincipalIsAWSService': 'true' } }), 'allowed'],
  ['this service', when({ StringEquals: { 'aws:PrincipalServiceName': 'cloudtrail.amazonaws.com' } }), 'allowed'],
  ['an organization of principals', when({ StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }), 'denied'],
  ['the same, if it is sent', when({ StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }), 'allowed'],
  [
    'an organization of sources, which is not known',
    when({ StringEquals: { 'aws:SourceOrgID': 'o-a1b2c3d4e5' } }),
    'unknown',
  ],
  ['an address', when({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }), 'unknown'],
  ['a time', when({ DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }), 'unknown'],
  ['a key that nobody knows', when({ StringEquals: { 'acme:Tier': 'gold' } }), 'unknown'],
  ['an operator that nobody knows', when({ StringMatches: { 'aws:SourceArn': trail } }), 'unknown'],
  ['a newer TLS', when({ NumericGreaterThanEquals: { 's3:TlsVersion': '1.2' } }), 'allowed'],
  ['the newest TLS', when({ NumericGreaterThanEquals: { 's3:TlsVersion': '1.3' } }), 'unknown'],
  ['a TLS of the future', when({ NumericGreaterThan: { 's3:TlsVersion': 1.3 } }), 'denied'],
  ['encryption with a key', when({ StringEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } }), 'denied'],
  ['some encryption', when({ StringEquals: { 's3:x-amz-server-side-encryption': ['aws:kms', 'AES256'] } }), 'unknown'],
  [
    'the account of the source by a variable',
    when({ StringLike: { 'aws:SourceArn': 'arn:aws:cloudtrail:*:${aws:SourceAccount}:trail/*' } }),
    'allowed',
  ],
  ['a variable, compared exactly', when({ StringEquals: { 'aws:SourceAccount': '${aws:SourceAccount}' } }), 'allowed'],
  ['a variable that is open', when({ StringEquals: { 'aws:SourceAccount': '${aws:ResourceAccount}' } }), 'unknown'],
  ['a key with an empty list', when({ StringEquals: { 'aws:SourceArn': [] } }), 'denied'],
  ['a key that must be sent', when({ Null: { 'aws:SourceArn': 'false' } }), 'allowed'],
  ['a key that must not be sent', when({ Null: { 'aws:SourceArn': true } }), 'denied'],
  ['a key that is not sent and must not', when({ Null: { 'aws:PrincipalOrgID': 'true' } }), 'allowed'],
  ['Null with another word', when({ Null: { 'aws:SourceArn': 'maybe' } }), 'unknown'],
  ['Null, if it exists', when({ NullIfExists: { 'aws:SourceArn': 'false' } }), 'unknown'],
  [
    'all values of a key that is not sent',
    when({ 'ForAllValues:StringEquals': { 'aws:PrincipalOrgPaths': 'o-1/*' } }),
    'allowed',
  ],
  [
    'any value of a key that is not sent',
    when({ 'ForAnyValue:StringEquals': { 'aws:PrincipalOrgPaths': 'o-1/*' } }),
    'denied',
  ],
  [
    'conditions that are none',
    { ...write(), Condition: 'never' as unknown as NonNullable<Statement['Condition']> },
    'unknown',
  ],
  [
    'conditions in a list',
    { ...write(), Condition: { StringEquals: ['x'] as unknown as Record<string, string> } },
    'unknown',
  ],
  ['a value that is none', when({ StringEquals: { 'aws:SourceArn': { is: trail } as unknown as string } }), 'unknown'],
  ['a member that nobody knows', { ...write(), Conditions: {} } as Statement, 'unknown'],
];

describe.each([
  ['who', who],
  ['what', what],
  ['where', where],
  ['when', conditions],
])('an Allow for %s', (_name, rows) => {
  it.each(rows)('%s', (_row, statement, expected) => {
    expect(verdict([look, statement], delivery())).toBe(expected);
  });
});

describe('several statements', () => {
  it.each<readonly [string, readonly Statement[], Verdict]>([
    ['none', [], 'denied'],
    ['the look alone', [look], 'denied'],
    ['the write alone', [write()], 'denied'],
    ['both', [look, write()], 'allowed'],
    [
      'both in one',
      [write({ Action: ['s3:GetBucketAcl', 's3:PutObject'], Resource: [bucket, object], Condition: {} })],
      'allowed',
    ],
    ['both in one with the ACL, which the look does not send', [write({ Action: 's3:*', Resource: '*' })], 'denied'],
    ['one that may allow', [look, when({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })], 'unknown'],
    [
      'one that may and one that does',
      [look, when({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }), write()],
      'allowed',
    ],
    ['one that does and one that denies', [look, write(), deny()], 'denied'],
    ['one that denies and one that does', [deny(), look, write()], 'denied'],
    [
      'one that may deny',
      [look, write(), deny({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })],
      'unknown',
    ],
    [
      'one that may deny what nobody allows',
      [deny({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })],
      'denied',
    ],
  ])('%s', (_name, statements, expected) => {
    expect(verdict(statements, delivery())).toBe(expected);
  });
});
