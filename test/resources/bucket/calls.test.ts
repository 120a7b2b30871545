import { describe, expect, it } from 'vitest';

import type { Change } from '../../../src/core/kind.ts';
import type { Readings } from '../../../src/core/model.ts';
import { bucket } from '../../../src/resources/bucket/bucket.ts';
import type { BucketState } from '../../../src/resources/bucket/state.ts';
import { arn, desired, given, target, world } from './estate.ts';

const Bucket = 'acme-logs';
const common = { name: Bucket, arn, target };
const foreign = {
  Sid: 'Theirs',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:root' },
  Action: 's3:ListBucket',
  Resource: arn,
} as const;

const owned = { Bucket, ExpectedBucketOwner: '111111111111' };

const complete = (state: BucketState, live?: Readings<BucketState>): BucketState =>
  bucket.complete?.(state, given, live, arn, world) ?? state;

function readings(over: Partial<BucketState> = {}): Readings<BucketState> {
  const state: BucketState = {
    ...desired(),
    grants: { pin: null, by: null, statements: [], withdrawn: [] },
    tlsOnly: null,
    statements: [foreign],
    otherStatements: [foreign],
    policyHeader: { version: '2012-10-17', id: 'theirs' },
    tags: { cost: '1' },
    owner: null,
    ...over,
  };
  return Object.fromEntries(Object.entries(state).map(([field, value]) => [field, { value }])) as Readings<BucketState>;
}

function update(changed: readonly (keyof BucketState)[], state: BucketState, live = readings()): readonly object[] {
  const change: Change<BucketState> = { ...common, action: 'update', desired: state, live, changed };
  return bucket.calls(change);
}

describe('creating', () => {
  it('says every setting, the owner with the creation itself', () => {
    const state = complete(desired({ tags: { team: 'security' } }));
    const calls = bucket.calls({ ...common, action: 'create', desired: state });
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [...state.grants.statements, state.tlsOnly] });
    expect(calls).toEqual([
      {
        call: 's3:CreateBucket',
        input: {
          Bucket,
          CreateBucketConfiguration: {
            LocationConstraint: 'eu-west-1',
            Tags: [
              { Key: 'team', Value: 'security' },
              { Key: 'trailwarden:owner', Value: 'acme' },
            ],
          },
        },
      },
      {
        call: 's3:PutBucketOwnershipControls',
        input: { ...owned, OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } },
      },
      {
        call: 's3:PutPublicAccessBlock',
        input: {
          ...owned,
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            IgnorePublicAcls: true,
            BlockPublicPolicy: true,
            RestrictPublicBuckets: true,
          },
        },
      },
      {
        call: 's3:PutBucketEncryption',
        input: {
          ...owned,
          ServerSideEncryptionConfiguration: {
            Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
          },
        },
      },
      { call: 's3:PutBucketVersioning', input: { ...owned, VersioningConfiguration: { Status: 'Enabled' } } },
      { call: 's3:PutBucketPolicy', input: { ...owned, Policy } },
    ]);
  });

  it('does not name us-east-1, and leaves out what is not wanted', () => {
    const state = { ...desired({ versioning: false, policy: { tlsOnly: false } }), region: 'us-east-1', owner: null };
    const calls = bucket.calls({ ...common, action: 'create', desired: state });
    expect(calls[0]?.input).toEqual({ Bucket, CreateBucketConfiguration: { Tags: [] } });
    expect(calls.map(({ call }) => call)).toEqual([
      's3:CreateBucket',
      's3:PutBucketOwnershipControls',
      's3:PutPublicAccessBlock',
      's3:PutBucketEncryption',
    ]);
  });
});

describe('updating', () => {
  it('sends only what changed, the public access block before the policy', () => {
    const names = (changed: readonly (keyof BucketState)[]) =>
      update(changed, complete(desired())).map(call => 'call' in call && call.call);
    expect(names(['ownership'])).toEqual(['s3:PutBucketOwnershipControls']);
    expect(names(['encryption'])).toEqual(['s3:PutBucketEncryption']);
    expect(names(['versioning'])).toEqual(['s3:PutBucketVersioning']);
    expect(names(['tlsOnly', 'publicAccessBlock', 'grants'])).toEqual([
      's3:PutPublicAccessBlock',
      's3:PutBucketPolicy',
    ]);
    expect(names([])).toEqual([]);
  });

  it('leaves the statements of others in the policy as they are', () => {
    const live = readings();
    const state = complete(desired(), live);
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Id: 'theirs',
      Statement: [...state.grants.statements, foreign, state.tlsOnly],
    });
    expect(update(['grants', 'tlsOnly'], state, live)).toEqual([
      { call: 's3:PutBucketPolicy', input: { ...owned, Policy }, whole: true, regardless: true },
    ]);
    expect(update(['tlsOnly'], state, live)).toEqual([
      { call: 's3:PutBucketPolicy', input: { ...owned, Policy }, whole: true },
    ]);
  });

  it('takes the policy away when nothing is left in it', () => {
    const state = desired({ policy: { tlsOnly: false, unmanaged: 'remove' } });
    expect(update(['otherStatements'], state)).toEqual([{ call: 's3:DeleteBucketPolicy', input: owned, whole: true }]);
  });

  it('sends the tags of others again', () => {
    const tags = [
      { Key: 'cost', Value: '1' },
      { Key: 'team', Value: 'a' },
    ];
    const state = desired({ tags: { team: 'a' } });
    const all = [...tags, { Key: 'trailwarden:owner', Value: 'acme' }];
    expect(update(['tags', 'owner'], state)).toEqual([
      { call: 's3:PutBucketTagging', input: { ...owned, Tagging: { TagSet: all } }, whole: true },
    ]);
    expect(update(['protect'], { ...state, protect: true })).toEqual([
      {
        call: 's3:PutBucketTagging',
        input: { ...owned, Tagging: { TagSet: [...all, { Key: 'trailwarden:protect', Value: 'true' }] } },
        whole: true,
      },
    ]);
    expect(update(['tags'], { ...state, owner: null })).toEqual([
      { call: 's3:PutBucketTagging', input: { ...owned, Tagging: { TagSet: tags } }, whole: true },
    ]);
  });

  it('suspends versioning, and encrypts with a key', () => {
    const encryption = {
      algorithm: 'aws:kms',
      kmsKey: 'arn:aws:kms:eu-west-1:111111111111:key/k',
      bucketKey: true,
    } as const;
    const state: BucketState = { ...desired({ versioning: false }), encryption };
    expect(update(['encryption', 'versioning'], state)).toMatchObject([
      {
        input: {
          ServerSideEncryptionConfiguration: {
            Rules: [
              {
                ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: encryption.kmsKey },
                BucketKeyEnabled: true,
              },
            ],
          },
        },
      },
      { input: { VersioningConfiguration: { Status: 'Suspended' } } },
    ]);
  });
});

it('never deletes', () => {
  expect(() => bucket.calls({ ...common, action: 'delete', live: readings() })).toThrow('never deleted');
});
