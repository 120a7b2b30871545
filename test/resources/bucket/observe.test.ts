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
  's3:GetBucketVersioning': { Status: 'Enabled', MFADelete: 'Enabled' },
  's3:GetBucketLifecycleConfiguration': {
    TransitionDefaultMinimumObjectSize: 'varies_by_storage_class',
    Rules: [
      { ID: 'b', Status: 'Enabled', Prefix: 'tmp/', Expiration: { Date: new Date('2030-01-01') } },
      { ID: 'a', Status: 'Disabled', Filter: {}, Expiration: { Days: 1 } },
    ],
  },
  's3:GetBucketRequestPayment': { Payer: 'Requester' },
  's3:GetBucketReplication': {
    ReplicationConfiguration: {
      Rules: [
        { Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::copy' } },
        { Status: 'Disabled', Destination: { Bucket: 'arn:aws:s3:::off' } },
      ],
    },
  },
  's3:GetBucketCors': { CORSRules: [{}] },
  's3:GetBucketWebsite': { IndexDocument: { Suffix: 'index.html' } },
  's3:GetBucketAcl': {
    Owner: { ID: 'me' },
    Grants: [
      { Grantee: { ID: 'me' }, Permission: 'FULL_CONTROL' },
      { Grantee: { URI: 'http://acs.amazonaws.com/groups/global/AllUsers' }, Permission: 'READ' },
      { Grantee: { ID: 'you' }, Permission: 'WRITE' },
    ],
  },
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
        retention: { value: null },
        lifecycle: {
          value: {
            rules: [
              { ID: 'a', Status: 'Disabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } },
              {
                ID: 'b',
                Status: 'Enabled',
                Filter: { Prefix: 'tmp/' },
                Expiration: { Date: '2030-01-01T00:00:00.000Z' },
              },
            ],
            folders: null,
            minDays: null,
            smallestMoved: 'varies_by_storage_class',
          },
        },
        mfaDelete: { value: true },
        requesterPays: { value: true },
        replication: { value: ['arn:aws:s3:::copy'] },
        aclGrants: { value: ['http://acs.amazonaws.com/groups/global/AllUsers: READ', 'you: WRITE'] },
        cors: { value: true },
        website: { value: true },
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
      's3:GetBucketLifecycleConfiguration': failure('NoSuchLifecycleConfiguration', 'absent'),
      's3:GetBucketRequestPayment': { Payer: 'BucketOwner' },
      's3:GetBucketReplication': failure('ReplicationConfigurationNotFoundError', 'absent'),
      's3:GetBucketCors': failure('NoSuchCORSConfiguration', 'absent'),
      's3:GetBucketWebsite': failure('NoSuchWebsiteConfiguration', 'absent'),
      's3:GetBucketAcl': { Owner: { ID: 'me' }, Grants: [{ Grantee: { ID: 'me' }, Permission: 'FULL_CONTROL' }] },
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
        retention: { value: null },
        lifecycle: { value: { rules: [], folders: null, minDays: null, smallestMoved: null } },
        mfaDelete: { value: false },
        requesterPays: { value: false },
        replication: { value: [] },
        aclGrants: { value: [] },
        cors: { value: false },
        website: { value: false },
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
    ['s3:GetBucketVersioning', ['versioning', 'mfaDelete']],
    ['s3:GetBucketLifecycleConfiguration', ['lifecycle']],
    ['s3:GetBucketRequestPayment', ['requesterPays']],
    ['s3:GetBucketReplication', ['replication']],
    ['s3:GetBucketCors', ['cors']],
    ['s3:GetBucketWebsite', ['website']],
    ['s3:GetBucketAcl', ['aclGrants']],
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

  it('is not asked for its ACL where ACLs are off', async () => {
    const enforced = { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } };
    const { live, calls } = await look({ 's3:GetBucketOwnershipControls': enforced });
    expect(calls).not.toContain('s3:GetBucketAcl');
    expect(live).toMatchObject({ fields: { aclGrants: { value: [] } } });
  });

  it('names whom the ACL lets in, whatever is said of them', async () => {
    const Grants = [{ Grantee: { EmailAddress: 'a@b.example' }, Permission: 'READ' }, {}];
    const { live } = await look({ 's3:GetBucketAcl': { Grants } });
    expect(live).toMatchObject({ fields: { aclGrants: { value: ['a@b.example: READ', 'somebody: something'] } } });
  });

  it('may send whoever asks elsewhere', async () => {
    const { live } = await look({ 's3:GetBucketWebsite': { RedirectAllRequestsTo: { HostName: 'x' } } });
    expect(live).toMatchObject({ fields: { website: { value: true } } });
  });

  it('has a policy that cannot be read', async () => {
    const { live } = await look({ 's3:GetBucketPolicy': { Policy: 'x' } });
    expect(live).toMatchObject({
      fields: { grants: { unread: { code: 'policy-unreadable' } }, versioning: { value: 'enabled' } },
    });
  });

  it('does not hide a bug of ours', async () => {
    await expect(look({ 's3:GetBucketVersioning': new Error('bug') })).rejects.toThrow('bug');
  });
});

describe('what a spec says something of', () => {
  const asked = {
    's3:GetObjectLockConfiguration': failure('ObjectLockConfigurationNotFoundError', 'absent'),
    's3:GetBucketLogging': {},
  };
  const apart = async (fields: readonly string[], over: object = {}) => {
    const aws = answering({ ...asked, ...over });
    const read = await bucket.observeApart?.(arn, aws, fields);
    return { calls: aws.asked, fields: read?.fields };
  };

  it('is asked for alone', async () => {
    expect(await apart([])).toEqual({ calls: [], fields: {} });
    expect(await apart(['objectLock'])).toEqual({
      calls: ['s3:GetObjectLockConfiguration'],
      fields: { objectLock: { value: null } },
    });
    expect(await apart(['accessLogging'])).toEqual({
      calls: ['s3:GetBucketLogging'],
      fields: { accessLogging: { value: null } },
    });
  });

  it.each<[string, object, object | null]>([
    ['off', {}, null],
    ['off in so many words', { ObjectLockConfiguration: {} }, null],
    [
      'on without a default',
      { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } },
      { mode: null, days: null, years: null },
    ],
    [
      'for days',
      {
        ObjectLockConfiguration: {
          ObjectLockEnabled: 'Enabled',
          Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 30 } },
        },
      },
      { mode: 'GOVERNANCE', days: 30, years: null },
    ],
    [
      'for years',
      {
        ObjectLockConfiguration: {
          ObjectLockEnabled: 'Enabled',
          Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Years: 7 } },
        },
      },
      { mode: 'COMPLIANCE', days: null, years: 7 },
    ],
  ])('is Object Lock %s', async (_, answer, value) => {
    const { fields } = await apart(['objectLock'], { 's3:GetObjectLockConfiguration': answer });
    expect(fields).toEqual({ objectLock: { value } });
  });

  it.each<[object, object]>([
    [
      { TargetBucket: 'other', TargetPrefix: 'x' },
      { bucket: 'other', prefix: 'x' },
    ],
    [{ TargetBucket: 'other' }, { bucket: 'other', prefix: '' }],
  ])('is where requests are logged: %j', async (LoggingEnabled, value) => {
    const { fields } = await apart(['accessLogging'], { 's3:GetBucketLogging': { LoggingEnabled } });
    expect(fields).toEqual({ accessLogging: { value } });
  });

  it('is unread where it may not be asked', async () => {
    const denied = failure('AccessDenied', 'permission');
    const { fields } = await apart(['objectLock'], { 's3:GetObjectLockConfiguration': denied });
    expect(fields).toMatchObject({ objectLock: { unread: { code: 'access-denied' } } });
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
    const usual = Object.keys(bucket.fields).filter(field => !Object.hasOwn(bucket.apart ?? {}, field));
    expect(Object.keys(live.fields).toSorted()).toEqual(usual.toSorted());
    for (const reading of Object.values(rest)) expect(reading).toMatchObject({ unread: { code: 'bucket-elsewhere' } });
    expect(live.owner).toBeUndefined();
  });
});
