/** One trail that asks, and policies in few words. */
import type { Arn } from '../../../../src/core/model.ts';
import { announcementRequests, deliveryRequests } from '../../../../src/core/policy/evaluate/cloudtrail.ts';
import type { Asked, Delivering } from '../../../../src/core/policy/evaluate/cloudtrail.ts';
import { encryptionRequests } from '../../../../src/core/policy/evaluate/encryption.ts';
import type { Encrypting } from '../../../../src/core/policy/evaluate/encryption.ts';
import { answers, worst } from '../../../../src/core/policy/evaluate/judge.ts';
import type { Verdict } from '../../../../src/core/policy/evaluate/evaluator.ts';
import type { Statement } from '../../../../src/core/policy/statement.ts';

export const bucket: Arn = 'arn:aws:s3:::logs';
export const topic: Arn = 'arn:aws:sns:eu-west-1:111111111111:log-files';
export const key: Arn = 'arn:aws:kms:eu-west-1:111111111111:key/1234';
export const trail: Arn = 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/main';
export const organization = 'o-a1b2c3d4e5';
export const cloudTrail = { Service: 'cloudtrail.amazonaws.com' };
export const full = { 's3:x-amz-acl': 'bucket-owner-full-control' };

/** A trail of all regions with digests; without a key, a prefix or an organization. */
const plain: Delivering = {
  of: bucket,
  trail,
  account: '111111111111',
  prefix: '',
  organization: null,
  folders: ['CloudTrail', 'CloudTrail-Digest'],
  key: null,
  everyRegion: true,
  memberOf: null,
};

export const announcement = (over: Partial<Delivering> = {}): readonly Asked[] =>
  announcementRequests({ ...plain, of: topic, ...over });

export const encryption = (over: Partial<Encrypting> = {}): readonly Asked[] =>
  encryptionRequests({ of: key, trail, everyRegion: true, encrypts: 'trail', bucketKey: false, ...over });

/** What these statements say to all that is asked. */
export function verdict(statements: readonly Statement[], asked: readonly Asked[], version = '2012-10-17'): Verdict {
  return worst(answers({ header: { version, id: null }, statements })(asked));
}

/** The same, request by request. */
export function verdicts(statements: readonly Statement[], asked: readonly Asked[]): Readonly<Record<string, Verdict>> {
  const found = answers({ header: { version: '2012-10-17', id: null }, statements })(asked);
  return Object.fromEntries(found.map(one => [one.what, one.verdict]));
}

export const delivery = (over: Partial<Delivering> = {}): readonly Asked[] => deliveryRequests({ ...plain, ...over });

/** AWS's look at the ACL, for every trail. */
export const look: Statement = {
  Sid: 'AWSCloudTrailAclCheck20150319',
  Effect: 'Allow',
  Principal: cloudTrail,
  Action: 's3:GetBucketAcl',
  Resource: bucket,
};

/** AWS's write, with other members where they are given. */
export function write(over: Partial<Statement> = {}): Statement {
  return {
    Sid: 'AWSCloudTrailWrite20150319',
    Effect: 'Allow',
    Principal: cloudTrail,
    Action: 's3:PutObject',
    Resource: `${bucket}/AWSLogs/111111111111/*`,
    Condition: { StringEquals: full },
    ...over,
  };
}

/** A write under conditions alone. */
export const when = (Condition: NonNullable<Statement['Condition']>): Statement => write({ Condition });

/** Everything is denied to everybody, but for what is given. */
export function deny(over: Partial<Statement> = {}): Statement {
  return { Sid: 'No', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: `${bucket}/*`, ...over };
}

export const denyWhen = (Condition: NonNullable<Statement['Condition']>): Statement => deny({ Condition });
