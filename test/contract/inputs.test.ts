/** Nothing that AWS lets people set about a trail, a bucket or a topic is forgotten: it is sent on a walk, or left out for a reason. */
import * as CloudTrail from '@aws-sdk/client-cloudtrail';
import * as S3 from '@aws-sdk/client-s3';
import * as SNS from '@aws-sdk/client-sns';
import { beforeAll, describe, expect, it } from 'vitest';

import { noConsent } from '../../src/core/rules/settings.ts';
import { kinds } from '../../src/resources/index.ts';
import { walks } from './contract.ts';
import { run } from './estate.ts';
import type { SpecBody } from './estate.ts';
import { MemoryCloud } from './memory/cloud.ts';

const clients: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  cloudtrail: CloudTrail,
  s3: S3,
  sns: SNS,
};

/**
 * The members of a shape as paths: `EventSelectors[].DataResources[].Type`. A schema of the SDK is a list: its sort (1 a list,
 * 3 a structure), namespace, name, traits, then what is in it; a structure has the names of its members before their shapes.
 */
function members(schema: unknown): readonly string[] {
  const shape: unknown = typeof schema === 'function' ? schema() : schema;
  if (!Array.isArray(shape)) return [''];
  const [sort, , , , inside, shapes] = shape as readonly unknown[];
  if (sort === 1) return members(bare(inside)).flatMap(path => (path === '' ? [''] : [`[].${path}`]));
  if (sort !== 3 || !Array.isArray(inside) || !Array.isArray(shapes)) return [''];
  return inside.flatMap((name, index) => {
    const member: unknown = shapes[index];
    return members(bare(member)).map(path => below(String(name), path));
  });
}

/** What has traits of its own stands in a pair with them. */
function bare(member: unknown): unknown {
  return Array.isArray(member) && member.length === 2 ? member[0] : member;
}

function below(name: string, path: string): string {
  if (path === '') return name;
  return path.startsWith('[') ? `${name}${path}` : `${name}.${path}`;
}

/** The same of what is sent. */
function sentMembers(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(sentMembers).map(path => (path === '' ? '' : `[].${path}`));
  if (typeof value !== 'object' || value === null) return [''];
  return Object.entries(value).flatMap(([name, inner]) => sentMembers(inner).map(path => below(name, path)));
}

function inputOf(call: string): unknown {
  const [service = '', operation = ''] = call.split(':');
  const { [`${operation}Request$`]: request, [`${operation}Input$`]: input } = clients[service] ?? {};
  return request ?? input;
}

const aclOff = 'buckets have BucketOwnerEnforced or a policy; ACLs are not managed';
const noHold = 'holds until an event are not managed';
const noFormat = 'how the keys of access logs are made is not managed';
const checksum = 'the SDK adds the checksum that S3 asks for';
const ofStores = 'of event data stores, which are no trails';

/** By operation, the members that are never sent, each with the reason. */
const leftOut: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  's3:CreateBucket': {
    ACL: aclOff,
    GrantFullControl: aclOff,
    GrantRead: aclOff,
    GrantReadACP: aclOff,
    GrantWrite: aclOff,
    GrantWriteACP: aclOff,
    'CreateBucketConfiguration.Location.Type': 'of directory buckets, to which CloudTrail does not deliver',
    'CreateBucketConfiguration.Location.Name': 'of directory buckets, to which CloudTrail does not deliver',
    'CreateBucketConfiguration.Bucket.DataRedundancy': 'of directory buckets, to which CloudTrail does not deliver',
    'CreateBucketConfiguration.Bucket.Type': 'of directory buckets, to which CloudTrail does not deliver',
    ObjectLockEnabledForBucket: 'set by PutObjectLockConfiguration, which also mends it',
    ObjectOwnership: 'set by PutBucketOwnershipControls, which also mends it',
    BucketNamespace: 'names of buckets are the ones that everybody shares',
  },
  's3:PutBucketOwnershipControls': { ContentMD5: checksum, ChecksumAlgorithm: checksum },
  's3:PutPublicAccessBlock': { ContentMD5: checksum, ChecksumAlgorithm: checksum },
  's3:PutBucketEncryption': {
    'ServerSideEncryptionConfiguration.Rules[].BlockedEncryptionTypes.EncryptionType': 'AWS sets it by itself',
    ContentMD5: checksum,
    ChecksumAlgorithm: checksum,
  },
  's3:PutBucketVersioning': {
    'VersioningConfiguration.MFADelete': 'only the root user with a device can change it',
    MFA: 'only the root user with a device can change it',
    ContentMD5: checksum,
    ChecksumAlgorithm: checksum,
  },
  's3:PutObjectLockConfiguration': {
    RequestPayer: 'CloudTrail does not deliver where the requester pays',
    'ObjectLockConfiguration.Rule.DefaultRetention.DefaultEventHold.Days': noHold,
    'ObjectLockConfiguration.Rule.DefaultRetention.DefaultEventHold.Years': noHold,
    Token: 'of times when AWS had to be asked to lock a bucket that stands',
    ContentMD5: checksum,
    ChecksumAlgorithm: checksum,
  },
  's3:PutBucketLifecycleConfiguration': {
    ChecksumAlgorithm: checksum,
    'LifecycleConfiguration.Rules[].Prefix': 'of old times: it says what Filter says',
  },
  's3:PutBucketLogging': {
    ContentMD5: checksum,
    ChecksumAlgorithm: checksum,
    'BucketLoggingStatus.LoggingEnabled.TargetGrants[].Grantee.DisplayName': aclOff,
    'BucketLoggingStatus.LoggingEnabled.TargetGrants[].Grantee.EmailAddress': aclOff,
    'BucketLoggingStatus.LoggingEnabled.TargetGrants[].Grantee.ID': aclOff,
    'BucketLoggingStatus.LoggingEnabled.TargetGrants[].Grantee.URI': aclOff,
    'BucketLoggingStatus.LoggingEnabled.TargetGrants[].Grantee.Type': aclOff,
    'BucketLoggingStatus.LoggingEnabled.TargetGrants[].Permission': aclOff,
    'BucketLoggingStatus.LoggingEnabled.TargetObjectKeyFormat.PartitionedPrefix.PartitionDateSource': noFormat,
  },
  's3:PutBucketTagging': { ContentMD5: checksum, ChecksumAlgorithm: checksum },
  's3:PutBucketPolicy': {
    ContentMD5: checksum,
    ChecksumAlgorithm: checksum,
    ConfirmRemoveSelfBucketAccess: 'a policy that locks its writer out is not what anybody asks for',
  },
  'sns:CreateTopic': { DataProtectionPolicy: 'not about who is told of log files' },
  'cloudtrail:PutInsightSelectors': { EventDataStore: ofStores, InsightsDestination: ofStores },
  'cloudtrail:PutEventConfiguration': {
    EventDataStore: ofStores,
    MaxEventSize: ofStores,
    'ContextKeySelectors[].Type': ofStores,
    'ContextKeySelectors[].Equals': ofStores,
  },
};

/** Operations that no walk comes to, with what they send: nothing is deleted on a walk. */
const notWalked: Readonly<Record<string, readonly string[]>> = {
  'cloudtrail:DeleteTrail': ['Name'],
  's3:DeleteBucketPolicy': ['Bucket', 'ExpectedBucketOwner'],
};

const sent = new Map(Object.entries(notWalked).map(([call, paths]) => [call, new Set(paths)]));

async function walk(cloud: MemoryCloud, body: SpecBody): Promise<void> {
  const { plan } = await run(cloud, body, { command: 'apply', consent: { ...noConsent, weakening: true } });
  for (const { call, input } of plan.changes.flatMap(({ calls }) => calls))
    sent.set(call, new Set([...(sent.get(call) ?? []), ...sentMembers(input)]));
}

beforeAll(async () => {
  for (const { steps, body } of Object.values(walks)) {
    const cloud = new MemoryCloud();
    for (const { spec } of steps) await walk(cloud, body(spec));
    // also from nothing: what a call that creates can say
    for (const { name, spec } of steps) if (name === 'everything at once') await walk(new MemoryCloud(), body(spec));
  }
});

it('knows the members of an input', () => {
  expect(members(CloudTrail.PutInsightSelectorsRequest$)).toContain('InsightSelectors[].EventCategories');
  expect(members(S3.PutBucketVersioningRequest$)).toContain('VersioningConfiguration.Status');
});

describe.each(kinds.flatMap(kind => Object.keys(kind.writes)))('%s', call => {
  it('has every member sent or left out for a reason, and none both', () => {
    const all = members(inputOf(call));
    const paths = [...(sent.get(call) ?? [])];
    const isSent = (member: string) => paths.some(path => path === member || path.startsWith(`${member}.`));
    const omitted = Object.keys(leftOut[call] ?? {});
    expect(all.length).toBeGreaterThan(0);
    expect(all.filter(member => !isSent(member)).toSorted()).toEqual(omitted.toSorted());
  });
});
