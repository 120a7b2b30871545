/** Whom statements let in besides those whom the spec knows. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Gravity } from '../../../src/core/kind.ts';
import type { Arn } from '../../../src/core/model.ts';
import { accountsOfOldTimes } from '../../../src/core/policy/evaluate/legacy.ts';
import { doorsOf, opensToEveryone } from '../../../src/core/policy/parties.ts';
import { reachOf } from '../../../src/core/policy/reach.ts';
import { hintsOf, sentencesOf, strangersIn } from '../../../src/core/policy/strangers.ts';
import type { Condition, Statement } from '../../../src/core/policy/statement.ts';
import { bucketArn, byTrail, needOf, organization, topicArn, trailArn } from './estate.ts';

const own = '111111111111';
const reader = '222222222222';
const stranger = '999999999999';
const needs = needOf(byTrail(1));
const log = `${bucketArn}/AWSLogs/${own}/*`;

const declared = new Set<Arn>(['arn:aws:s3:::acme-web']);
const parties = { accounts: new Set([own, reader]), organization, resource: bucketArn, needs, declared };

function read(over: Partial<Statement> = {}): Statement {
  return { Sid: 'X', Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `${bucketArn}/*`, ...over };
}
const when = (Condition: Condition): Statement => read({ Condition });
const service = (name: string, over: Partial<Statement> = {}): Statement =>
  read({ Principal: { Service: `${name}.amazonaws.com` }, Action: 's3:PutObject', ...over });
const who = (name: string, over: Partial<Statement> = {}): Statement => read({ Principal: { AWS: name }, ...over });
const { Principal: _everybody, ...anybody } = read();

/** The gravest of what a statement does; null: nothing that anybody should know. */
const gravityOf = (statement: Statement): Gravity | null => strangersIn([statement], parties)[0]?.gravity ?? null;

type Row = readonly [name: string, statement: Statement, expected: Gravity | null];

const open: readonly Row[] = [
  ['everybody', read(), 'critical'],
  ['every AWS principal', who('*'), 'critical'],
  ['everybody beside a known account', read({ Principal: { AWS: [own, '*'] } }), 'critical'],
  ['every kind of principal', read({ Principal: { '*': '*' } }), 'critical'],
  ['everybody but a known account', { ...anybody, NotPrincipal: { AWS: own } }, 'critical'],
  ['the root of every account', who('arn:aws:iam::*:root'), 'critical'],
  ['a role of every account', who('arn:aws:iam::*:role/admin'), 'critical'],
  ['the look at the ACL', read({ Action: 's3:GetBucketAcl', Resource: bucketArn }), 'critical'],
  ['all but a known account', when({ StringNotEquals: { 'aws:PrincipalAccount': stranger } }), 'critical'],
  ['a browser', when({ StringEquals: { 'aws:UserAgent': 'x' } }), 'critical'],
  ['a page', when({ StringLike: { 'aws:Referer': 'https://acme.example/*' } }), 'critical'],
  ['TLS', when({ Bool: { 'aws:SecureTransport': 'true' } }), 'critical'],
  ['a second factor', when({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }), 'critical'],
  ['services of AWS', when({ Bool: { 'aws:PrincipalIsAWSService': 'true' } }), 'critical'],
  ['any address', when({ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }), 'critical'],
  ['any address of IPv6', when({ IpAddress: { 'aws:SourceIp': '::/0' } }), 'critical'],
  ['any address in halves', when({ IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } }), 'critical'],
  ['a range broader than /8', when({ IpAddress: { 'aws:SourceIp': '52.0.0.0/7' } }), 'critical'],
  ['a range broader than /32', when({ IpAddress: { 'aws:SourceIp': '2600::/31' } }), 'critical'],
  ['one range of two', when({ IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '0.0.0.0/0'] } }), 'critical'],
  ['what is no range', when({ IpAddress: { 'aws:SourceIp': 'office' } }), 'critical'],
  ['an address compared as a text', when({ StringLike: { 'aws:SourceIp': '203.0.113.*' } }), 'critical'],
  ['all but private addresses', when({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }), 'critical'],
  ['any organization', when({ StringLike: { 'aws:PrincipalOrgID': 'o-*' } }), 'critical'],
  [
    'any organization, by a path',
    when({ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': '*/r-1/*' } }),
    'critical',
  ],
  ['any account', when({ StringLike: { 'aws:PrincipalAccount': '*' } }), 'critical'],
  ['any source', when({ StringLike: { 'aws:SourceArn': '*' } }), 'critical'],
  ['any source as an ARN', when({ ArnLike: { 'aws:SourceArn': 'arn:*:*:*:*:*' } }), 'critical'],
  ['any role of a name', when({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/admin' } }), 'critical'],
  ['a variable', when({ StringEquals: { 'aws:PrincipalAccount': '${aws:ResourceAccount}' } }), 'critical'],
  ['a user id with a wildcard', when({ StringLike: { 'aws:userid': 'AROAEXAMPLE:*' } }), 'critical'],
  [
    'our organization, if it is said',
    when({ StringEqualsIfExists: { 'aws:PrincipalOrgID': organization } }),
    'critical',
  ],
  ['an address, if it is said', when({ IpAddressIfExists: { 'aws:SourceIp': '203.0.113.0/24' } }), 'critical'],
  ['some organization', when({ Null: { 'aws:PrincipalOrgID': 'false' } }), 'critical'],
  ['no organization', when({ Null: { 'aws:PrincipalOrgID': true } }), 'critical'],
  ['a date', when({ DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } }), 'critical'],
  ['a time of the session', when({ NumericLessThan: { 'aws:MultiFactorAuthAge': 3600 } }), 'critical'],
  [
    'paths, all of them',
    when({ 'ForAllValues:StringLike': { 'aws:PrincipalOrgPaths': `${organization}/*` } }),
    'critical',
  ],
  [
    'an account that a role of somebody else may have in its path',
    when({ StringLike: { 'aws:PrincipalArn': `arn:*:iam::${own}:role/x` } }),
    'critical',
  ],
  ['any source of a service', when({ StringLike: { 'aws:SourceArn': `arn:aws:*:*:${own}:*` } }), 'critical'],
  ['buckets of some names', when({ ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::acme-*' } }), 'critical'],
  ['any access point', when({ StringLike: { 's3:DataAccessPointAccount': '*' } }), 'critical'],
  ['a tag', when({ StringEquals: { 'aws:PrincipalTag/team': 'audit' } }), 'critical'],
  ['an ACL', when({ StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } }), 'critical'],
  ['a private address inside', when({ IpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' } }), 'critical'],
  ['one account of two', when({ StringLike: { 'aws:PrincipalAccount': [own, '9*'] } }), 'critical'],
  ['no values', when({ StringEquals: { 'aws:PrincipalAccount': [] } }), 'critical'],
];

const throughOwn: Condition = { StringEquals: { 's3:DataAccessPointAccount': own } };
const evil = 'arn:aws:s3:::evil-bucket';
const ofEvil: Condition = { ArnLike: { 'aws:SourceArn': evil } };

const closed: readonly Row[] = [
  ['our organization', when({ StringEquals: { 'aws:PrincipalOrgID': organization } }), null],
  [
    'our organization beside TLS',
    when({ Bool: { 'aws:SecureTransport': 'true' }, StringEquals: { 'aws:PrincipalOrgID': organization } }),
    null,
  ],
  [
    'a part of our organization',
    when({ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': `${organization}/r-ab12/ou-1/*` } }),
    null,
  ],
  ['a known account', when({ StringEquals: { 'aws:PrincipalAccount': [own, reader] } }), null],
  ['a role of a known account', when({ ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${own}:role/*` } }), null],
  [
    'an access point, of our organization alone',
    when({ StringEquals: { 's3:DataAccessPointAccount': own, 'aws:PrincipalOrgID': organization } }),
    null,
  ],
  ['a known account through an access point', who(own, { Condition: throughOwn }), null],
  ['what SNS gives a topic', when({ StringEquals: { 'AWS:SourceOwner': own } }), null],
  [
    'any tag in a known account',
    when({ StringEquals: { 'aws:PrincipalTag/a': 'b', 'aws:PrincipalAccount': own } }),
    null,
  ],
  ['events of a bucket of the spec', when({ ArnLike: { 'aws:SourceArn': 'arn:aws:s3:*:*:acme-web' } }), null],
  ['events of the bucket itself', when({ StringLike: { 'aws:SourceArn': bucketArn } }), null],
  ['the account itself', who(own), null],
  ['a role of the account', who(`arn:aws:iam::${own}:role/admin`, { Action: 's3:*' }), null],
  ['a session of the account', who(`arn:aws:sts::${own}:assumed-role/a/b`), null],
  ['a reader of the spec', who(`arn:aws:iam::${reader}:root`), null],
  [
    'a stranger of our organization',
    who(stranger, { Condition: { StringEquals: { 'aws:PrincipalOrgID': organization } } }),
    null,
  ],
  ['nobody', { ...anybody }, null],
  ['a denial', read({ Effect: 'Deny', Action: 's3:DeleteObject' }), null],
];

const narrow: readonly Row[] = [
  ['another organization', when({ StringEquals: { 'aws:PrincipalOrgID': 'o-other' } }), 'medium'],
  [
    'ours and another organization',
    when({ StringEquals: { 'aws:PrincipalOrgID': [organization, 'o-other'] } }),
    'medium',
  ],
  [
    'a part of another organization',
    when({ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-other/r-1/*' } }),
    'medium',
  ],
  ['another account', when({ StringEquals: { 'aws:PrincipalAccount': stranger } }), 'medium'],
  ['an endpoint', when({ StringEquals: { 'aws:SourceVpce': 'vpce-1' } }), 'medium'],
  ['a network', when({ StringEquals: { 'aws:SourceVpc': 'vpc-1' } }), 'medium'],
  ['an address', when({ IpAddress: { 'aws:SourceIp': '203.0.113.7' } }), 'medium'],
  ['a range', when({ IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2600:1f00::/40', '2600:1f00::1'] } }), 'medium'],
  ['private addresses', when({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }), 'medium'],
  ['a user by its id', when({ StringEquals: { 'aws:userid': 'AIDAEXAMPLE' } }), 'medium'],
  [
    'who may use a key',
    when({ StringEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': 'arn:aws:kms:eu-west-1:1:key/1' } }),
    'medium',
  ],
  ['one who reads', who(stranger), 'medium'],
  [
    'one who reads, under a tag',
    who(stranger, { Condition: { StringEquals: { 'aws:PrincipalTag/a': 'b' } } }),
    'medium',
  ],
  ['one who lists', who(stranger, { Action: 's3:ListBucket', Resource: bucketArn }), 'medium'],
  ['one who lists parts', who(stranger, { Action: 's3:ListMultipartUploadParts' }), 'medium'],
  ['one who looks', who(stranger, { Action: 's3:GetBucketLocation', Resource: bucketArn }), 'low'],
  ['one who looks at something', who(stranger, { Action: 's3:GetBucketTagging', Resource: bucketArn }), 'low'],
  ['one who reads by a pattern', who(stranger, { Action: 's3:Get*' }), 'medium'],
  ['one who writes', who(stranger, { Action: 's3:PutObject' }), 'high'],
  ['one who writes tags', who(stranger, { Action: 's3:PutObjectTagging' }), 'high'],
  ['one who writes by a pattern', who(stranger, { Action: 's3:Put*' }), 'critical'],
  ['one who deletes', who(stranger, { Action: 's3:DeleteObject' }), 'critical'],
  ['one who deletes versions', who(stranger, { Action: ['s3:GetObject', 'S3:DeleteObjectVersion'] }), 'critical'],
  ['one who changes the policy', who(stranger, { Action: 's3:PutBucketPolicy', Resource: bucketArn }), 'critical'],
  [
    'one who lets objects expire',
    who(stranger, { Action: 's3:PutLifecycleConfiguration', Resource: bucketArn }),
    'critical',
  ],
  ['one who passes a lock', who(stranger, { Action: 's3:BypassGovernanceRetention' }), 'critical'],
  ['one who does what nobody knows', who(stranger, { Action: 's3:ForgetEverything' }), 'critical'],
  ['one who may do all', who(`arn:aws:iam::${stranger}:user/x`, { Action: '*', Resource: '*' }), 'critical'],
  [
    'one who may do all but read',
    { ...(({ Action: _action, ...rest }) => rest)(who(stranger)), NotAction: 's3:Get*' },
    'critical',
  ],
  ['one who may do nothing', { ...(({ Action: _action, ...rest }) => rest)(who(stranger)), NotAction: '*' }, 'low'],
  ['one who deletes elsewhere', who(stranger, { Action: 's3:DeleteObject', Resource: `${bucketArn}/tmp/*` }), 'medium'],
  ['one who reads elsewhere', who(stranger, { Resource: `${bucketArn}/tmp/*` }), 'medium'],
  [
    'one who deletes all but web pages',
    {
      ...(({ Resource: _resource, ...rest }) => rest)(who(stranger, { Action: 's3:DeleteObject' })),
      NotResource: `${bucketArn}/web/*`,
    },
    'critical',
  ],
  ['one whom somebody deleted', who('AROAEXAMPLEID'), 'low'],
  ['an identity of CloudFront', who('arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1'), 'medium'],
  ['a provider of identities', read({ Principal: { Federated: 'accounts.google.com' } }), 'medium'],
  ['a user of old times', read({ Principal: { CanonicalUser: 'abc' } }), 'medium'],
  ['events of a bucket of which nobody knows whose it is', read({ Condition: ofEvil }), 'medium'],
  ['a bucket of which nobody knows whose it is, for all', read({ Action: 's3:*', Condition: ofEvil }), 'critical'],
  ['an ARN without an account', when({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::cloudfront:user/x' } }), 'medium'],
  ['an access point of a known account', read({ Condition: throughOwn }), 'medium'],
  [
    'an access point of a known account, by its ARN',
    when({ ArnLike: { 's3:DataAccessPointArn': `arn:aws:s3:eu-west-1:${own}:accesspoint/*` } }),
    'medium',
  ],
  ['access points of a known account, for all', read({ Action: '*', Condition: throughOwn }), 'high'],
  [
    'access points of another account, for all',
    read({ Action: '*', Condition: { StringEquals: { 's3:DataAccessPointAccount': stranger } } }),
    'critical',
  ],
  ['another account through an access point', who(stranger, { Condition: throughOwn }), 'medium'],
  ['events of another account', when({ ArnLike: { 'aws:SourceArn': `arn:aws:s3:*:${stranger}:*` } }), 'medium'],
];

const deny = (over: Partial<Statement> = {}): Statement => read({ Effect: 'Deny', ...over });
const withoutAction = ({ Action: _action, ...rest }: Statement): Statement => rest;
const blind: readonly Row[] = [
  ['to read', deny(), 'medium'],
  ['to read and to delete', deny({ Sid: '', Action: ['s3:GetObject', 's3:DeleteObject'], Resource: log }), 'medium'],
  ['to every AWS principal', deny({ Principal: { AWS: '*' } }), 'medium'],
  ['all but to write', { ...withoutAction(deny()), NotAction: 's3:PutObject' }, 'medium'],
  ['all but to read', { ...withoutAction(deny()), NotAction: 's3:GetObject' }, null],
  ['all, which denies deliveries too', deny({ Action: 's3:*' }), null],
  ['to delete', deny({ Action: 's3:DeleteObject' }), null],
  ['to read other objects', deny({ Resource: `${bucketArn}/tmp/*` }), null],
  ['to read without TLS', deny({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } }), null],
  ['to read, but for some', { ...anybody, Effect: 'Deny', NotPrincipal: { AWS: own } }, null],
  ['but is for one account', deny({ Principal: { AWS: stranger } }), null],
];

const full = { 's3:x-amz-acl': 'bucket-owner-full-control' };
const roots = [...accountsOfOldTimes.values()].map(id => `arn:aws:iam::${id}:root`);
const ofTrail = (account: string): Condition => ({
  StringEquals: { ...full, 'aws:SourceArn': `arn:aws:cloudtrail:eu-west-1:${account}:trail/main` },
});

const services: readonly Row[] = [
  ['CloudTrail for a known trail', service('cloudtrail', { Resource: log, Condition: ofTrail(own) }), null],
  [
    'CloudTrail for our organization',
    service('cloudtrail', { Condition: { StringEquals: { 'aws:SourceOrgID': organization } } }),
    null,
  ],
  [
    'CloudTrail for a known account',
    service('cloudtrail', { Condition: { StringEquals: { 'aws:SourceAccount': own } } }),
    null,
  ],
  [
    'CloudTrail for every trail of an account',
    service('cloudtrail', { Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:cloudtrail:*:${own}:trail/*` } } }),
    null,
  ],
  ['CloudTrail for the look', service('cloudtrail', { Action: 's3:GetBucketAcl', Resource: bucketArn }), null],
  ['CloudTrail for anybody', service('cloudtrail', { Condition: { StringEquals: full } }), 'high'],
  ['CloudTrail for anybody, in every folder', service('cloudtrail', { Resource: `${bucketArn}/AWSLogs/*` }), 'high'],
  [
    'CloudTrail for any trail',
    service('cloudtrail', { Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudtrail:*:*:trail/*' } } }),
    'high',
  ],
  [
    'CloudTrail in the form of 2015',
    service('cloudtrail', { Resource: log, Condition: { StringEquals: full } }),
    'medium',
  ],
  [
    'CloudTrail in the form of 2015, for the organization',
    service('cloudtrail', { Resource: `${bucketArn}/AWSLogs/${organization}/*` }),
    'medium',
  ],
  [
    'CloudTrail in the form of 2015, for a stranger',
    service('cloudtrail', { Resource: `${bucketArn}/AWSLogs/${stranger}/*` }),
    'high',
  ],
  ['CloudTrail for all it may', service('cloudtrail', { Action: 's3:*', Resource: log }), 'critical'],
  ['CloudTrail for the trail of a stranger', service('cloudtrail', { Condition: ofTrail(stranger) }), 'high'],
  [
    'CloudTrail for another organization',
    service('cloudtrail', { Condition: { StringEquals: { 'aws:SourceOrgID': 'o-other' } } }),
    'high',
  ],
  ['the form of 2014', read({ Principal: { AWS: roots }, Action: 's3:PutObject', Resource: log }), 'medium'],
  [
    'the form of 2014, the look',
    read({ Principal: { AWS: roots }, Action: 's3:GetBucketAcl', Resource: bucketArn }),
    'medium',
  ],
  ['the form of 2014 with one account', who('859597730677', { Action: 's3:PutObject', Resource: log }), 'medium'],
  ['the form of 2014, anywhere', read({ Principal: { AWS: roots }, Action: 's3:PutObject' }), 'high'],
  [
    'the form of 2014 with a stranger',
    read({ Principal: { AWS: [...roots, stranger] }, Action: 's3:PutObject', Resource: log }),
    'high',
  ],
  [
    'flow logs as documented',
    service('delivery.logs', { Resource: log, Condition: { StringEquals: { ...full, 'aws:SourceAccount': own } } }),
    null,
  ],
  [
    'Config as documented',
    service('config', {
      Resource: `${bucketArn}/AWSLogs/${own}/Config/*`,
      Condition: { StringEquals: { 'AWS:SourceAccount': own } },
    }),
    null,
  ],
  ['Config, whether there is a bucket', service('config', { Action: 's3:ListBucket', Resource: bucketArn }), null],
  [
    'load balancers as documented',
    service('logdelivery.elasticloadbalancing', { Resource: `${bucketArn}/alb/AWSLogs/${own}/*` }),
    null,
  ],
  [
    'access logs as documented',
    service('logging.s3', {
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::acme-web' }, StringEquals: { 'aws:SourceAccount': own } },
    }),
    null,
  ],
  [
    'access logs of one bucket',
    service('logging.s3', { Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::acme-web' } } }),
    null,
  ],
  ['access logs of a bucket of which nobody knows whose it is', service('logging.s3', { Condition: ofEvil }), 'high'],
  ['all that S3 may do for such a bucket', service('s3', { Action: 's3:*', Condition: ofEvil }), 'critical'],
  [
    'flow logs by a pattern in which a name may hold the account',
    service('logs.eu-west-1', { Condition: { StringLike: { 'aws:SourceArn': `arn:aws:*:*:${own}:*` } } }),
    'high',
  ],
  [
    'flow logs by a pattern of any region in which a name may hold the account',
    service('delivery.logs', { Condition: { StringLike: { 'aws:SourceArn': `arn:aws:logs:*:${own}:*` } } }),
    'high',
  ],
  [
    'flow logs by an ARN of any region',
    service('delivery.logs', { Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:logs:*:${own}:*` } } }),
    null,
  ],
  [
    'flow logs by a pattern of one region',
    service('delivery.logs', { Condition: { StringLike: { 'aws:SourceArn': `arn:aws:logs:eu-west-1:${own}:*` } } }),
    null,
  ],
  [
    'CloudTrail by a pattern of any region',
    service('cloudtrail', { Condition: { StringLike: { 'aws:SourceArn': `arn:aws:cloudtrail:*:${own}:trail/*` } } }),
    null,
  ],
  ['access logs of anybody', service('logging.s3'), 'high'],
  ['access logs of anybody, elsewhere', service('logging.s3', { Resource: `${bucketArn}/access/*` }), 'medium'],
  [
    'flow logs of a stranger',
    service('delivery.logs', { Condition: { StringEquals: { 'aws:SourceAccount': stranger } } }),
    'high',
  ],
  [
    'a distribution',
    service('cloudfront', {
      Action: 's3:GetObject',
      Condition: { StringEquals: { 'AWS:SourceArn': `arn:aws:cloudfront::${own}:distribution/E1` } },
    }),
    null,
  ],
  ['any distribution', service('cloudfront', { Action: 's3:GetObject' }), 'medium'],
  [
    'a service under the name of everybody',
    when({ StringEquals: { 'aws:PrincipalServiceName': 'x.amazonaws.com', 'aws:SourceAccount': own } }),
    null,
  ],
];

describe('whom a statement of a bucket lets in', () => {
  it.each(open)('everybody: %s', (_name, statement, expected) => {
    expect(gravityOf(statement)).toBe(expected);
    expect(opensToEveryone(statement)).toBe(true);
    expect(opensToEveryone({ ...statement, Effect: 'Deny' })).toBe(false);
  });

  it.each(closed)('no stranger: %s', (_name, statement, expected) => {
    expect(gravityOf(statement)).toBe(expected);
    expect(opensToEveryone(statement)).toBe(false);
  });

  it.each(blind)('nobody: a Deny of everybody %s', (_name, statement, expected) => {
    expect(gravityOf(statement)).toBe(expected);
  });

  it.each([...narrow, ...services])('%s', (_name, statement, expected) => {
    expect(gravityOf(statement)).toBe(expected);
    expect(opensToEveryone(statement)).toBe(false);
  });

  it('never tells of less where a condition is taken away', () => {
    const grave = ['critical', 'high', 'medium', 'low', 'info'];
    const rows = fc.constantFrom(...[...open, ...closed, ...narrow].map(([, statement]) => statement));
    fc.assert(
      fc.property(rows, ({ Condition: _condition, ...bare }) => {
        const rank = (statement: Statement): number => grave.indexOf(gravityOf(statement) ?? 'info');
        expect(rank(bare)).toBeLessThanOrEqual(
          rank({ ...bare, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
        );
      }),
    );
  });
});

describe('whom a statement of a topic lets in', () => {
  const topic = { ...parties, resource: topicArn, needs: [] };
  const on = (over: Partial<Statement>): Statement => ({
    Sid: 'X',
    Effect: 'Allow',
    Principal: { AWS: stranger },
    Action: 'SNS:Publish',
    Resource: topicArn,
    ...over,
  });
  it.each<[string, Partial<Statement>, Gravity | null]>([
    ['everybody', { Principal: '*' }, 'critical'],
    [
      'everybody at an address of mail',
      { Principal: '*', Condition: { StringLike: { 'sns:Endpoint': '*@acme.example' } } },
      'critical',
    ],
    ['everybody of the account', { Principal: '*', Condition: { StringEquals: { 'AWS:SourceOwner': own } } }, null],
    ['one who announces', {}, 'medium'],
    ['one who subscribes', { Action: 'sns:Subscribe' }, 'medium'],
    ['one who lists', { Action: ['sns:ListSubscriptionsByTopic'] }, 'low'],
    ['one who looks', { Action: ['sns:GetTopicAttributes', 'sns:GetEndpointAttributes'] }, 'low'],
    ['one who changes it', { Action: 'sns:SetTopicAttributes' }, 'high'],
    ['one who may do all', { Action: 'sns:*' }, 'high'],
    ['CloudTrail for a trail', { Principal: { Service: 'cloudtrail.amazonaws.com' }, Condition: ofTrail(own) }, null],
    ['CloudTrail for anybody', { Principal: { Service: 'cloudtrail.amazonaws.com' } }, 'medium'],
    ['CloudTrail by its old accounts', { Principal: { AWS: roots } }, 'medium'],
    [
      'a bucket of the spec',
      { Principal: '*', Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:*:*:acme-web' } } },
      null,
    ],
    [
      'a bucket of which nobody knows whose it is',
      { Principal: '*', Action: ['sns:Publish', 'sns:Subscribe'], Condition: ofEvil },
      'medium',
    ],
    ['any bucket', { Principal: { Service: 's3.amazonaws.com' } }, 'medium'],
  ])('%s', (_name, over, expected) => {
    expect(strangersIn([on(over)], topic)[0]?.gravity ?? null).toBe(expected);
  });
});

describe('what is said', () => {
  it.each<[string, Statement, string]>([
    ['everybody', read(), 'Statement X lets in everybody.'],
    ['no Sid', read({ Sid: '' }), 'A statement without a Sid lets in everybody.'],
    ['a reader', who(stranger), `Statement X lets account ${stranger} read log files.`],
    [
      'elsewhere',
      who(stranger, { Action: 's3:DeleteObject', Resource: `${bucketArn}/tmp/*` }),
      `Statement X lets account ${stranger} delete other objects.`,
    ],
    [
      'many',
      read({ Principal: { AWS: ['333333333333', '444444444444', '555555555555', '666666666666'] } }),
      'Statement X lets account 333333333333, account 444444444444, account 555555555555 and 1 more read log files.',
    ],
    [
      'an organization',
      when({ StringEquals: { 'aws:PrincipalOrgID': 'o-other' } }),
      'Statement X lets organization o-other read log files.',
    ],
    [
      'access points',
      read({ Condition: throughOwn }),
      `Statement X lets whoever the access points of account ${own} let in read log files: who may make one there decides.`,
    ],
    [
      'access points of another account',
      read({ Condition: { StringEquals: { 's3:DataAccessPointAccount': stranger } } }),
      `Statement X lets access points of account ${stranger} read log files.`,
    ],
    ['a Deny of reading', deny(), 'Statement X denies everybody to read log files: nobody can search or verify them.'],
    ['a bucket', read({ Condition: ofEvil }), `Statement X lets ${evil} read log files.`],
    [
      'one who was deleted',
      who('AROAEXAMPLEID'),
      'Statement X names AROAEXAMPLEID, whom somebody deleted: it lets nobody in by that name.',
    ],
    [
      'a trail of a stranger',
      service('cloudtrail', { Condition: ofTrail(stranger) }),
      `Statement X lets cloudtrail.amazonaws.com write log files for account ${stranger}.`,
    ],
    [
      'the confused deputy',
      service('logging.s3'),
      'Statement X lets logging.s3.amazonaws.com write log files for whoever asks it to: neither aws:SourceArn nor aws:SourceAccount says for whom.',
    ],
    [
      'the form of 2015',
      service('cloudtrail', { Resource: log }),
      'Statement X lets CloudTrail write log files without naming trails (aws:SourceArn), as until 2021: whoever has a trail can use it.',
    ],
    [
      'the form of 2014',
      read({ Principal: { AWS: roots.slice(0, 2) }, Action: 's3:PutObject', Resource: log }),
      'Statement X lets CloudTrail in as until 2015, by accounts of its own for 2 regions: no other region is let in, and no trail is named.',
    ],
  ])('%s', (_name, statement, expected) => {
    expect(sentencesOf(strangersIn([statement], parties))).toEqual([expected]);
  });

  it('is one sentence for all that do the same, and one hint', () => {
    const twice = strangersIn([who(stranger), who(stranger, { Sid: 'Y' })], parties);
    expect(sentencesOf(twice)).toEqual([`Each of the statements X, Y lets account ${stranger} read log files.`]);
    expect(hintsOf(twice)).toEqual(['Write it into policy.statements if it is meant, or take it away.']);
    expect(hintsOf(strangersIn([who(stranger), read({ Sid: '' })], parties))).toEqual([
      'A statement without a Sid: take it away.',
      'Statement X: write it into policy.statements if it is meant, or take it away.',
    ]);
    expect(hintsOf([])).toEqual([]);
  });

  it('begins with the gravest', () => {
    const told = strangersIn([who(stranger), read(), service('logging.s3')], parties);
    expect(told.map(({ gravity }) => gravity)).toEqual(['critical', 'high', 'medium']);
  });
});

describe('what names of buckets say', () => {
  it('is nothing of their owners', () => {
    expect(hintsOf(strangersIn([read({ Condition: ofEvil })], parties))).toEqual([
      'Say with aws:SourceAccount whose it must be, write it into policy.statements if it is meant, or take it away.',
    ]);
    const [onlyThis] = strangersIn([when({ ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::acme-web' } })], {
      ...parties,
      declared: undefined,
    });
    expect(onlyThis?.gravity).toBe('medium');
  });

  it('is not told where nobody asked which accounts are known', () => {
    const unasked = { ...parties, accounts: null };
    expect(strangersIn([read({ Condition: ofEvil }), read({ Condition: throughOwn })], unasked)).toEqual([]);
  });
});

describe('parts of it', () => {
  it('has a way in for each name', () => {
    expect(
      doorsOf(read({ Principal: { AWS: [own, '*'], Service: 'x.amazonaws.com' } })).map(({ who: { is } }) => is),
    ).toEqual(['account', 'everybody', 'service']);
    expect(doorsOf({ Effect: 'Allow' })).toEqual([]);
  });

  it('takes any folder for one of log files where nobody says which are', () => {
    const other: Arn = bucketArn;
    const statement = who(stranger, { Action: 's3:DeleteObject', Resource: `${bucketArn}/tmp/*` });
    expect(reachOf(statement, other, [])).toMatchObject({ reach: 'change', gravity: 'critical' });
    expect(reachOf({ Effect: 'Allow', Resource: other }, other, [])).toMatchObject({ reach: 'look' });
    const announcing = { to: 'announce-logs', of: topicArn, trail: trailArn(1), everyRegion: true } as const;
    expect(reachOf(statement, other, [announcing])).toMatchObject({ gravity: 'critical' });
    const prefixed = needOf(byTrail(1, { prefix: 'tmp' }));
    expect(reachOf(statement, other, prefixed)).toMatchObject({ gravity: 'critical' });
  });
});
