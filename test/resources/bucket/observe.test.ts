import { describe, expect, it } from 'vitest';

import { bucket } from '../../../src/resources/bucket/bucket.ts';
import type { BucketState } from '../../../src/resources/bucket/state.ts';
import { answering, arn, desired, failure, target } from './estate.ts';

const tlsOnly = desired().tlsOnly;
const foreign = { Sid: 'Theirs', Effect: 'Allow', Principal: '*', Action: 's3:ListBucket', Resource: arn };

const answers: Readonly<Record<string, object>> = {
  's3:HeadBucket': { BucketRegion: 'eu-west-1' },
  's3:GetBucketPolicy': { Policy: JSON.stringify({ Version: '2012-10-17', Statement: [foreign, tlsOnly] }) },
  's3:GetPublicAccessBlock': {
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true },
  },
  's3:GetBucketOwnershipControls': { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] } },
  's3:GetBucketEncryption': {
    ServerSideEncryptionConfiguration: {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/x' },
          BucketKeyEnabled: true,
        },
      ],
    },
  },
  's3:GetBucketVersioning': { Status: 'Enabled' },
  's3:GetBucketTagging': {
    TagSet: [
      { Key: 'team', Value: 'a' },
      { Key: 'aws:cloudformation:stack-id', Value: 'x' },
      { Key: 'trailwarden:owner', Value: 'acme' },
      { Key: 'trailwarden:protect', Value: 'true' },
    ],
  },
};

async function look(over: Readonly<Record<string, object>> = {}) {
  const aws = answering({ ...answers, ...over });
  const { asked, others } = await bucket.observe([arn], aws, target);
  expect(others).toEqual([]);
  return { live: asked.get(arn), calls: aws.asked };
}

describe('a bucket that stands', () => {
  it('is read with one question for each setting, and no other', async () => {
    const { live, calls } = await look();
    expect(calls.toSorted()).toEqual(Object.keys(answers).toSorted());
    expect(live).toEqual({
      is: 'present',
      arn,
      target,
      owner: 'acme',
      health: {},
      fields: {
        region: { value: 'eu-west-1' },
        grants: { value: { pin: null, by: null, statements: [], withdrawn: [] } },
        statements: { value: [foreign] },
        otherStatements: { value: [foreign] },
        policyHeader: { value: { version: '2012-10-17', id: null } },
        tlsOnly: { value: tlsOnly },
        publicAccessBlock: {
          value: {
            blockPublicAcls: true,
            ignorePublicAcls: true,
            blockPublicPolicy: true,
            restrictPublicBuckets: false,
          },
        },
        ownership: { value: 'BucketOwnerPreferred' },
        encryption: { value: { algorithm: 'aws:kms', kmsKey: 'alias/x', bucketKey: true } },
        versioning: { value: 'enabled' },
        tags: { value: { team: 'a' } },
        protect: { value: true },
        owner: { value: 'acme' },
      },
    });
  });

  it('may have nothing configured', async () => {
    const { live } = await look({
      's3:HeadBucket': {},
      's3:GetBucketPolicy': failure('NoSuchBucketPolicy', 'absent'),
      's3:GetPublicAccessBlock': failure('NoSuchPublicAccessBlockConfiguration', 'absent'),
      's3:GetBucketOwnershipControls': failure('OwnershipControlsNotFoundError', 'absent'),
      's3:GetBucketEncryption': failure('ServerSideEncryptionConfigurationNotFoundError', 'absent'),
      's3:GetBucketVersioning': {},
      's3:GetBucketTagging': failure('NoSuchTagSet', 'absent'),
      's3:ListObjectsV2': { Contents: [{ Key: 'x' }] },
    });
    expect(live).toMatchObject({
      is: 'present',
      owner: null,
      fields: {
        region: { value: 'eu-west-1' },
        statements: { value: [] },
        tlsOnly: { value: null },
        publicAccessBlock: {
          value: {
            blockPublicAcls: false,
            ignorePublicAcls: false,
            blockPublicPolicy: false,
            restrictPublicBuckets: false,
          },
        },
        ownership: { value: 'ObjectWriter' },
        encryption: { value: { algorithm: 'none', kmsKey: null, bucketKey: false } },
        versioning: { value: 'suspended' },
        tags: { value: {} },
        owner: { value: null },
      },
    });
  });

  it('may answer with empty shells', async () => {
    const shells = Object.keys(answers).filter(call => call.startsWith('s3:Get'));
    const { live } = await look({ ...Object.fromEntries(shells.map(call => [call, {}])), 's3:ListObjectsV2': {} });
    expect(live).toMatchObject({
      is: 'present',
      fields: { ownership: { value: 'ObjectWriter' }, tags: { value: {} } },
    });
  });

  it.each<[string, object, object, boolean | undefined]>([
    ['without a tag and empty', {}, { KeyCount: 0 }, true],
    ['without a tag, with an object', {}, { Contents: [{ Key: 'x' }] }, undefined],
    ['without a tag, which nobody may list', {}, failure('AccessDenied', 'permission'), undefined],
    ['with a tag of AWS', { TagSet: [{ Key: 'aws:x', Value: 'y' }] }, failure('Unasked', 'invalid'), undefined],
    ['with somebody’s tag', { TagSet: [{ Key: 'team', Value: 'a' }] }, failure('Unasked', 'invalid'), undefined],
  ])('is nobody’s as an interrupted creation leaves it: %s', async (_, tagging, contents, expected) => {
    const { live, calls } = await look({ 's3:GetBucketTagging': tagging, 's3:ListObjectsV2': contents });
    expect(live?.is === 'present' && live.unclaimed).toBe(expected);
    expect(calls.includes('s3:ListObjectsV2')).toBe(!('TagSet' in tagging));
  });

  const policyFields: readonly (keyof BucketState)[] = [
    'grants',
    'statements',
    'otherStatements',
    'policyHeader',
    'tlsOnly',
  ];
  it.each<[string, readonly (keyof BucketState)[]]>([
    ['s3:GetBucketPolicy', policyFields],
    ['s3:GetPublicAccessBlock', ['publicAccessBlock']],
    ['s3:GetBucketOwnershipControls', ['ownership']],
    ['s3:GetBucketEncryption', ['encryption']],
    ['s3:GetBucketVersioning', ['versioning']],
    ['s3:GetBucketTagging', ['tags', 'protect', 'owner']],
  ])('keeps the other fields where %s is denied', async (call, denied) => {
    const { live } = await look({ [call]: failure('AccessDenied', 'permission') });
    if (live?.is !== 'present') throw new Error('not present');
    const unread = Object.entries(live.fields).flatMap(([field, reading]) =>
      'unread' in reading ? [`${field}: ${reading.unread.code}`] : [],
    );
    expect(unread.toSorted()).toEqual(denied.map(field => `${field}: access-denied`).toSorted());
    expect(live.owner).toBe(call === 's3:GetBucketTagging' ? undefined : 'acme');
  });

  it('has a policy that cannot be read', async () => {
    const { live } = await look({ 's3:GetBucketPolicy': { Policy: 'x' } });
    expect(live).toMatchObject({
      fields: { grants: { unread: { code: 'policy-unreadable' } }, versioning: { value: 'enabled' } },
    });
  });

  it('does not hide a bug of ours', async () => {
    await expect(look({ 's3:GetBucketVersioning': new TypeError('bug') })).rejects.toThrow('bug');
  });
});

describe('a bucket that does not answer', () => {
  it.each(['NotFound', 'NoSuchBucket'])('is absent: %s', async name => {
    const { live, calls } = await look({ 's3:HeadBucket': failure(name, 'absent') });
    expect(live).toEqual({ is: 'absent' });
    expect(calls).toEqual(['s3:HeadBucket']);
  });

  it('is unread where it may not be asked, or is another account’s', async () => {
    const { live } = await look({ 's3:HeadBucket': failure('AccessDenied', 'permission') });
    expect(live).toMatchObject({ is: 'unread', problem: { code: 'access-denied' } });
    expect(live?.is === 'unread' && live.problem.hint).toContain('another account');
  });

  it.each([
    ['unreachable', failure('ECONNREFUSED', 'unreachable'), 'endpoint-unreachable'],
    ['somewhere nobody names', failure('PermanentRedirect', 'conflict', 'moved'), 'aws-refused'],
  ])('is unread: %s', async (_name, error, code) => {
    const { live } = await look({ 's3:HeadBucket': error });
    expect(live).toMatchObject({ is: 'unread', problem: { code } });
  });

  it.each([
    ['S3 redirects', failure('PermanentRedirect', 'conflict', 'The bucket is in ap-southeast-2.')],
    ['S3 says so', { BucketRegion: 'ap-southeast-2' }],
  ])('stands in another region: %s', async (_name, answer) => {
    const { live, calls } = await look({ 's3:HeadBucket': answer });
    expect(calls).toEqual(['s3:HeadBucket']);
    if (live?.is !== 'present') throw new Error('not present');
    const { region, ...rest } = live.fields;
    expect(region).toEqual({ value: 'ap-southeast-2' });
    expect(Object.keys(live.fields).toSorted()).toEqual(Object.keys(bucket.fields).toSorted());
    for (const reading of Object.values(rest)) expect(reading).toMatchObject({ unread: { code: 'bucket-elsewhere' } });
    expect(live.owner).toBeUndefined();
  });
});
