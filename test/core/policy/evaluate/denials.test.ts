/** What a Deny beside AWS's own statements does to a trail. */
import { describe, expect, it } from 'vitest';

import { under } from '../../../../src/core/policy/evaluate/circumstances.ts';
import type { Verdict } from '../../../../src/core/policy/evaluate/evaluator.ts';
import type { Statement } from '../../../../src/core/policy/statement.ts';
import {
  bucket,
  cloudTrail,
  delivery,
  deny,
  denyWhen,
  key,
  look,
  organization,
  trail,
  verdict,
  write,
} from './asking.ts';

type Row = readonly [name: string, denial: Statement, expected: Verdict];

const { Principal: _everybody, ...anybody } = deny();
const { Resource: _everything, ...anywhere } = deny();
const { Action: _anything, ...anyhow } = deny();

const plain: readonly Row[] = [
  ['everything to everybody', deny(), 'denied'],
  ['everything to every AWS principal', deny({ Principal: { AWS: '*' } }), 'denied'],
  ['everything to the service', deny({ Principal: cloudTrail }), 'denied'],
  ['everything to another service', deny({ Principal: { Service: 'config.amazonaws.com' } }), 'allowed'],
  ['everything to an account', deny({ Principal: { AWS: '111122223333' } }), 'allowed'],
  ['everything to the account of the trail', deny({ Principal: { AWS: '111111111111' } }), 'allowed'],
  ['everything to all but an account', { ...anybody, NotPrincipal: { AWS: '111122223333' } }, 'denied'],
  ['everything to all but the service', { ...anybody, NotPrincipal: cloudTrail }, 'allowed'],
  ['everything to all but several', { ...anybody, NotPrincipal: { AWS: '111122223333', ...cloudTrail } }, 'allowed'],
  [
    'everything to all but a service like it',
    { ...anybody, NotPrincipal: { Service: 'cloudtrail.eu-west-1.amazonaws.com' } },
    'unknown',
  ],
  ['the look', deny({ Action: 's3:GetBucketAcl', Resource: bucket }), 'denied'],
  ['the look at another bucket', deny({ Action: 's3:GetBucketAcl', Resource: 'arn:aws:s3:::other' }), 'allowed'],
  ['writing', deny({ Action: 's3:PutObject' }), 'denied'],
  ['writing, by a pattern', deny({ Action: 's3:put*' }), 'denied'],
  ['reading', deny({ Action: 's3:GetObject' }), 'allowed'],
  ['deleting', deny({ Action: ['s3:DeleteObject', 's3:DeleteObjectVersion'] }), 'allowed'],
  ['all but writing', { ...anyhow, NotAction: 's3:PutObject' }, 'allowed'],
  ['all but reading', { ...anyhow, NotAction: 's3:Get*' }, 'denied'],
  ['another folder', deny({ Resource: `${bucket}/web/*` }), 'allowed'],
  ['the folder of another account', deny({ Resource: `${bucket}/AWSLogs/222222222222/*` }), 'allowed'],
  ['the folder of the account', deny({ Resource: `${bucket}/AWSLogs/111111111111/*` }), 'denied'],
  ['the digests', deny({ Resource: `${bucket}/*/CloudTrail-Digest/*` }), 'denied'],
  [
    'the folders of Insights, which the trail has not',
    deny({ Resource: `${bucket}/*/CloudTrail-Insight/*` }),
    'allowed',
  ],
  ['one region', deny({ Resource: `${bucket}/AWSLogs/111111111111/CloudTrail/us-east-1/*` }), 'denied'],
  ['its own region', deny({ Resource: `${bucket}/AWSLogs/111111111111/CloudTrail/eu-west-1/*` }), 'denied'],
  ['the digests of one region', deny({ Resource: `${bucket}/*/CloudTrail-Digest/us-west-2/*` }), 'denied'],
  ['some regions', deny({ Resource: `${bucket}/AWSLogs/111111111111/CloudTrail/ap-*` }), 'denied'],
  ['the region of another account', deny({ Resource: `${bucket}/AWSLogs/222222222222/*/us-east-1/*` }), 'allowed'],
  ['a region that an account may not have', deny({ Resource: `${bucket}/*/CloudTrail/af-south-1/*` }), 'unknown'],
  ['every region but one', { ...anywhere, NotResource: [bucket, `${bucket}/*/us-east-1/*`, `${bucket}/*/`] }, 'denied'],
  ['a colon in the name of a file', deny({ Resource: '*:s3:::logs/*:*' }), 'unknown'],
  ['one day', deny({ Resource: `${bucket}/AWSLogs/111111111111/CloudTrail/*/2026/11/21/*` }), 'unknown'],
  ['every file but log files', { ...anywhere, NotResource: [bucket, `${bucket}/AWSLogs/*`] }, 'allowed'],
  ['every file but log files, and the bucket', { ...anywhere, NotResource: `${bucket}/AWSLogs/*` }, 'denied'],
  ['everything but another folder', { ...anywhere, NotResource: `${bucket}/web/*` }, 'denied'],
  ['everything but JSON', { ...anywhere, NotResource: [`${bucket}/*.json.gz`, `${bucket}/*/`, bucket] }, 'allowed'],
];

const conditional: readonly Row[] = [
  ['no TLS', denyWhen({ Bool: { 'aws:SecureTransport': 'false' } }), 'allowed'],
  ['no TLS, if it is said', denyWhen({ BoolIfExists: { 'aws:SecureTransport': false } }), 'allowed'],
  ['an old TLS', denyWhen({ NumericLessThan: { 's3:TlsVersion': '1.2' } }), 'allowed'],
  ['a TLS that is not the newest', denyWhen({ NumericLessThan: { 's3:TlsVersion': 1.3 } }), 'unknown'],
  ['another organization', denyWhen({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } }), 'denied'],
  [
    'another organization, if it is said',
    denyWhen({ StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' } }),
    'denied',
  ],
  [
    'another organization, but of services',
    denyWhen({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' }, Bool: { 'aws:PrincipalIsAWSService': 'false' } }),
    'allowed',
  ],
  [
    'another organization, but of services, if it is said',
    denyWhen({
      StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' },
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
    }),
    'allowed',
  ],
  ['services', denyWhen({ Bool: { 'aws:PrincipalIsAWSService': 'true' } }), 'denied'],
  ['another account', denyWhen({ StringNotEquals: { 'aws:PrincipalAccount': '111111111111' } }), 'denied'],
  ['another role', denyWhen({ ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/admin' } }), 'denied'],
  ['a role', denyWhen({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/admin' } }), 'allowed'],
  ['another endpoint', denyWhen({ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }), 'denied'],
  ['another network', denyWhen({ StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } }), 'denied'],
  ['any endpoint at all', denyWhen({ Null: { 'aws:SourceVpce': 'false' } }), 'allowed'],
  ['no endpoint', denyWhen({ Null: { 'aws:SourceVpce': 'true' } }), 'denied'],
  ['another address', denyWhen({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }), 'unknown'],
  ['an address', denyWhen({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }), 'unknown'],
  [
    'another address, but of services',
    denyWhen({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' }, Bool: { 'aws:PrincipalIsAWSService': 'false' } }),
    'allowed',
  ],
  ['a time', denyWhen({ DateGreaterThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } }), 'unknown'],
  [
    'a time, for another trail',
    denyWhen({
      DateGreaterThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' },
      StringEquals: { 'aws:SourceArn': `${trail}-2` },
    }),
    'allowed',
  ],
  ['another source', denyWhen({ StringNotEquals: { 'aws:SourceArn': trail } }), 'allowed'],
  ['the source', denyWhen({ StringEquals: { 'aws:SourceArn': trail } }), 'denied'],
  [
    'sources that are unlike',
    denyWhen({ StringNotLike: { 'aws:SourceArn': 'arn:aws:cloudtrail:*:111111111111:*' } }),
    'allowed',
  ],
  [
    'sources by ARN that are unlike',
    denyWhen({ ArnNotLike: { 'aws:SourceArn': 'arn:aws:cloudtrail:*:222222222222:*' } }),
    'denied',
  ],
  ['sources by ARN that are others', denyWhen({ ArnNotEquals: { 'aws:SourceArn': trail } }), 'allowed'],
  [
    'sources in any case that are others',
    denyWhen({ StringNotEqualsIgnoreCase: { 'aws:SourceArn': trail.toUpperCase() } }),
    'allowed',
  ],
  ['another account as the source', denyWhen({ StringNotEquals: { 'aws:SourceAccount': '222222222222' } }), 'denied'],
  ['another organization as the source', denyWhen({ StringNotEquals: { 'aws:SourceOrgID': 'o-1' } }), 'unknown'],
  [
    'another organization as the source, if it is said',
    denyWhen({ StringNotEqualsIfExists: { 'aws:SourceOrgID': 'o-1' } }),
    'unknown',
  ],
  ['a source at all', denyWhen({ Null: { 'aws:SourceArn': 'false' } }), 'denied'],
  ['no source', denyWhen({ Null: { 'aws:SourceArn': 'true' } }), 'allowed'],
  ['no encryption by a key', denyWhen({ StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } }), 'denied'],
  [
    'no encryption by a key, if it is said',
    denyWhen({ StringNotEqualsIfExists: { 's3:x-amz-server-side-encryption': 'aws:kms' } }),
    'denied',
  ],
  [
    'no encryption',
    denyWhen({ StringNotEquals: { 's3:x-amz-server-side-encryption': ['AES256', 'aws:kms'] } }),
    'unknown',
  ],
  ['no word of encryption', denyWhen({ Null: { 's3:x-amz-server-side-encryption': 'true' } }), 'unknown'],
  ['encryption without a key', denyWhen({ StringEquals: { 's3:x-amz-server-side-encryption': 'AES256' } }), 'unknown'],
  ['encryption with a key', denyWhen({ StringEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } }), 'allowed'],
  ['another key', denyWhen({ StringNotEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': key } }), 'denied'],
  ['another ACL', denyWhen({ StringNotEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } }), 'allowed'],
  ['a public ACL', denyWhen({ StringEquals: { 's3:x-amz-acl': ['public-read', 'public-read-write'] } }), 'allowed'],
  ['grants in headers', denyWhen({ Null: { 's3:x-amz-grant-read': 'false' } }), 'allowed'],
  [
    'all values, of a key that is not sent',
    denyWhen({ 'ForAllValues:StringEquals': { 'aws:PrincipalOrgPaths': 'o-1/*' } }),
    'denied',
  ],
  [
    'any value, of a key that is not sent',
    denyWhen({ 'ForAnyValue:StringEquals': { 'aws:PrincipalOrgPaths': 'o-1/*' } }),
    'allowed',
  ],
  [
    'no value of a key that is not sent',
    denyWhen({ 'ForAnyValue:StringNotEquals': { 'aws:PrincipalOrgPaths': 'o-1/*' } }),
    'allowed',
  ],
  ['a key that nobody knows', denyWhen({ StringEquals: { 'acme:Tier': 'gold' } }), 'unknown'],
  ['an operator that nobody knows', denyWhen({ StringMatches: { 'aws:SourceArn': 'x' } }), 'unknown'],
  [
    'an operator that nobody knows, and one that fails',
    denyWhen({ StringMatches: { 'aws:SourceArn': 'x' }, Bool: { 'aws:SecureTransport': 'false' } }),
    'allowed',
  ],
  ['something odd', { ...deny(), Principle: '*' } as Statement, 'unknown'],
];

describe.each([
  ['without conditions', plain],
  ['with conditions', conditional],
])('a Deny %s', (_name, rows) => {
  it.each(rows)('%s', (_row, denial, expected) => {
    expect(verdict([look, write(), denial], delivery())).toBe(expected);
    expect(verdict([denial, write(), look], delivery())).toBe(expected);
  });
});

describe('what is known of the request besides', () => {
  const at = { now: '2026-11-21T12:00:00.000Z', account: '111111111111', region: 'eu-west-1' };
  const own = '111111111111';
  it.each<readonly [string, Statement, Verdict, Verdict]>([
    ['this year', deny({ Resource: `${bucket}/*/CloudTrail/*/2026/*` }), 'denied', 'unknown'],
    ['this day', deny({ Resource: `${bucket}/*/CloudTrail/*/2026/11/21/*` }), 'denied', 'unknown'],
    ['this month in one region', deny({ Resource: `${bucket}/*/us-east-1/2026/11/*` }), 'denied', 'unknown'],
    ['another year', deny({ Resource: `${bucket}/*/CloudTrail/*/2025/*` }), 'unknown', 'unknown'],
    ['every year', deny({ Resource: `${bucket}/*/CloudTrail/*/20??/*` }), 'denied', 'denied'],
    ['the names of files', deny({ Resource: `${bucket}/*/${own}_CloudTrail_*` }), 'denied', 'denied'],
    [
      'the names of files of another',
      deny({ Resource: `${bucket}/*/222222222222_CloudTrail_*` }),
      'unknown',
      'unknown',
    ],
    ['the account of the resource', denyWhen({ StringEquals: { 'aws:ResourceAccount': own } }), 'denied', 'unknown'],
    ['the account of the bucket', denyWhen({ StringEquals: { 's3:ResourceAccount': own } }), 'denied', 'unknown'],
    ['another account', denyWhen({ StringNotEquals: { 'aws:ResourceAccount': own } }), 'allowed', 'unknown'],
    ['the region', denyWhen({ StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } }), 'denied', 'unknown'],
    ['every other region', denyWhen({ StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } }), 'allowed', 'unknown'],
    ['since a time', denyWhen({ DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }), 'denied', 'unknown'],
    ['from a time on', denyWhen({ DateGreaterThan: { 'aws:CurrentTime': '2030-01-01' } }), 'allowed', 'unknown'],
    ['since a second', denyWhen({ NumericGreaterThan: { 'aws:EpochTime': '1577836800' } }), 'denied', 'unknown'],
    ['since a second, as a date', denyWhen({ DateLessThan: { 'aws:EpochTime': 1577836800 } }), 'allowed', 'unknown'],
    ['no second factor', denyWhen({ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }), 'denied', 'denied'],
    [
      'no second factor that is said',
      denyWhen({ Bool: { 'aws:MultiFactorAuthPresent': 'false' } }),
      'allowed',
      'allowed',
    ],
    ['no tag', denyWhen({ Null: { 'aws:PrincipalTag/x': 'true' } }), 'denied', 'denied'],
    ['another tag', denyWhen({ StringNotEquals: { 'aws:PrincipalTag/team': 'audit' } }), 'denied', 'denied'],
    ['a tag', denyWhen({ StringEquals: { 'aws:PrincipalTag/team': 'audit' } }), 'allowed', 'allowed'],
    ['a tag of the request', denyWhen({ Null: { 'aws:RequestTag/x': 'true' } }), 'unknown', 'unknown'],
  ])('%s', (_name, denial, expected, without) => {
    expect(verdict([look, write(), denial], under(at)(delivery()))).toBe(expected);
    expect(verdict([look, write(), denial], delivery())).toBe(without);
    expect(verdict([look, write(), denial], under({})(delivery()))).toBe(without);
  });

  it('is the day for a trail of one region too', () => {
    const denial = deny({ Resource: `${bucket}/*/2026/*` });
    const one = delivery({ everyRegion: false });
    expect(verdict([look, write(), denial], under(at)(one))).toBe('denied');
    expect(verdict([look, write(), denial], one)).toBe('unknown');
  });

  it('is the name of a file of a member', () => {
    const asked = under({ members: new Set(['222222222222']) })(delivery({ organization, memberOf: organization }));
    const members = write({ Resource: `${bucket}/AWSLogs/${organization}/*` });
    const denial = (id: string): Statement =>
      deny({ Resource: `${bucket}/AWSLogs/${organization}/*/${id}_CloudTrail_*` });
    expect(verdict([look, write(), members, denial(own)], asked)).toBe('denied');
    expect(verdict([look, write(), members, denial('333333333333')], asked)).toBe('unknown');
  });
});

describe('what the trail is like', () => {
  const kmsOnly = denyWhen({ StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } });
  const plainOnly = denyWhen({ StringEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } });
  const oneRegion = deny({ Resource: `${bucket}/*/CloudTrail/us-east-1/*` });
  const thisKey = denyWhen({ StringNotEqualsIfExists: { 's3:x-amz-server-side-encryption-aws-kms-key-id': key } });

  it.each<readonly [string, Parameters<typeof delivery>[0], Statement, Verdict]>([
    ['a key, where none is taken', { key }, plainOnly, 'denied'],
    ['a key, where nothing else is taken: the empty objects have none', { key }, kmsOnly, 'denied'],
    ['a key that must be the one', { key }, thisKey, 'denied'],
    ['a key or none, where none is taken', { key: undefined }, plainOnly, 'unknown'],
    [
      'no digests, where they are denied',
      { folders: ['CloudTrail'] },
      deny({ Resource: `${bucket}/*Digest/*` }),
      'allowed',
    ],
    [
      'Insights, where they are denied',
      { folders: ['CloudTrail-Insight'] },
      deny({ Resource: `${bucket}/*Insight/*` }),
      'denied',
    ],
    [
      'a partition of which nobody knows the regions, its own denied',
      { trail: 'arn:aws-iso:cloudtrail:us-iso-east-1:111111111111:trail/main' },
      deny({ Resource: `${bucket}/*/CloudTrail/us-iso-east-1/*` }),
      'denied',
    ],
    [
      'an organization, the folder of the management account denied',
      { organization, memberOf: organization },
      deny({ Resource: `${bucket}/AWSLogs/${organization}/111111111111/*` }),
      'denied',
    ],
    [
      'an organization of one region, the folder of the management account denied',
      { organization, memberOf: organization, everyRegion: false },
      deny({ Resource: `${bucket}/*/111111111111/CloudTrail/eu-west-1/*` }),
      'denied',
    ],
    ['one region, where another is denied', { everyRegion: false }, oneRegion, 'allowed'],
    [
      'the region that is denied',
      { everyRegion: false },
      deny({ Resource: `${bucket}/*/CloudTrail/eu-west-1/*` }),
      'denied',
    ],
    [
      'a member, where others are denied',
      { memberOf: 'o-1' },
      denyWhen({ StringNotEquals: { 'aws:SourceOrgID': 'o-1' } }),
      'allowed',
    ],
    ['a member of another', { memberOf: 'o-2' }, denyWhen({ StringNotEquals: { 'aws:SourceOrgID': 'o-1' } }), 'denied'],
  ])('%s', (_name, over, denial, expected) => {
    const members = write({ Resource: `${bucket}/AWSLogs/${organization}/*` });
    expect(verdict([look, write(), members, denial], delivery(over))).toBe(expected);
  });

  it.each<[string, string, Verdict]>([
    ['a member', '222222222222', 'denied'],
    ['one of whom nobody knows', '333333333333', 'unknown'],
  ])('of the folder of %s', (_name, id, expected) => {
    const denials = [`${id}/*`, `${id}/CloudTrail/us-east-1/*`, `${id}/CloudTrail-Digest/*`];
    const asked = delivery({ organization, memberOf: organization }).map(({ what, request }) => ({
      what,
      request: { ...request, members: new Set(['222222222222']) },
    }));
    const members = write({ Resource: `${bucket}/AWSLogs/${organization}/*` });
    for (const folder of denials) {
      const denial = deny({ Resource: `${bucket}/AWSLogs/${organization}/${folder}` });
      expect(verdict([look, write(), members, denial], asked)).toBe(expected);
    }
  });
});
