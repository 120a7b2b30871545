import {
  DeleteBucketEncryptionCommand,
  DeleteBucketOwnershipControlsCommand,
  DeleteBucketTaggingCommand,
  DeletePublicAccessBlockCommand,
  GetBucketEncryptionCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  PutBucketEncryptionCommand,
  type PutBucketEncryptionCommandInput,
  PutBucketOwnershipControlsCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it, test } from 'vitest';
import { clients, failure, sandbox } from '../clients.ts';
import { makeBucket } from '../estate.ts';

const Bucket = 'logs';

async function bucket() {
  const here = clients(await sandbox());
  await makeBucket(here);
  return here.s3;
}

describe('public access block', () => {
  it('is on, can be set with omitted settings off, and be removed', async () => {
    const s3 = await bucket();
    const read = async () =>
      (await s3.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration;
    const all = (on: boolean) => ({
      BlockPublicAcls: on,
      IgnorePublicAcls: on,
      BlockPublicPolicy: on,
      RestrictPublicBuckets: on,
    });
    expect(await read()).toEqual(all(true));
    await s3.send(
      new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { BlockPublicAcls: true } }),
    );
    expect(await read()).toEqual({ ...all(false), BlockPublicAcls: true });
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    expect(await failure(read())).toMatchObject({ name: 'NoSuchPublicAccessBlockConfiguration', status: 404 });
  });
});

describe('encryption', () => {
  const FRESH = {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
    BucketKeyEnabled: false,
    BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
  };
  const put = (rule: object): PutBucketEncryptionCommandInput => ({
    Bucket,
    ServerSideEncryptionConfiguration: { Rules: [rule] },
  });

  it('is SSE-S3, takes a key as typed, and goes back', async () => {
    const s3 = await bucket();
    const read = async () =>
      (await s3.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration?.Rules;
    expect(await read()).toEqual([FRESH]);
    const wanted = {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/none' },
      BucketKeyEnabled: true,
    };
    await s3.send(new PutBucketEncryptionCommand(put(wanted)));
    expect(await read()).toEqual([{ ...wanted, BlockedEncryptionTypes: FRESH.BlockedEncryptionTypes }]);
    await s3.send(
      new PutBucketEncryptionCommand(put({ ...wanted, BlockedEncryptionTypes: { EncryptionType: ['NONE'] } })),
    );
    expect(await read()).toEqual([wanted]);
    await s3.send(new DeleteBucketEncryptionCommand({ Bucket }));
    expect(await read()).toEqual([FRESH]);
  });

  test.each([
    ['another algorithm', { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'rot13' } }, 'MalformedXML'],
    ['no algorithm', { BucketKeyEnabled: true }, 'MalformedXML'],
    [
      'a key for SSE-S3',
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256', KMSMasterKeyID: 'k' } },
      'InvalidArgument',
    ],
  ])('refuses %s', async (_, rule, name) => {
    const s3 = await bucket();
    expect((await failure(s3.send(new PutBucketEncryptionCommand(put(rule))))).name).toBe(name);
  });
});

describe('versioning', () => {
  it('is an empty answer until it is set', async () => {
    const s3 = await bucket();
    const { $metadata: _, ...unset } = await s3.send(new GetBucketVersioningCommand({ Bucket }));
    expect(unset).toEqual({});
    for (const Status of ['Enabled', 'Suspended'] as const) {
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
      expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe(Status);
    }
  });

  it.each([
    ['another status', { Status: 'Off' as 'Enabled' }, 'MalformedXML'],
    ['MFA delete without a device', { Status: 'Enabled', MFADelete: 'Enabled' } as const, 'AccessDenied'],
  ])('refuses %s', async (_, VersioningConfiguration, name) => {
    const s3 = await bucket();
    expect((await failure(s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration })))).name).toBe(
      name,
    );
  });
});

describe('ownership', () => {
  it('is enforced, can be set and removed', async () => {
    const s3 = await bucket();
    const read = async () => (await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }))).OwnershipControls;
    const put = (ObjectOwnership: 'ObjectWriter') =>
      s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules: [{ ObjectOwnership }] } }));
    expect(await read()).toEqual({ Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] });
    await put('ObjectWriter');
    expect(await read()).toEqual({ Rules: [{ ObjectOwnership: 'ObjectWriter' }] });
    expect((await failure(put('Nobody' as 'ObjectWriter'))).name).toBe('MalformedXML');
    await s3.send(new DeleteBucketOwnershipControlsCommand({ Bucket }));
    expect(await failure(read())).toMatchObject({ name: 'OwnershipControlsNotFoundError', status: 404 });
  });
});

describe('tags', () => {
  it('replace each other whole', async () => {
    const s3 = await bucket();
    const read = async () => (await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet;
    const put = (...TagSet: { Key: string; Value: string }[]) =>
      s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    expect(await failure(read())).toMatchObject({ name: 'NoSuchTagSet', status: 404 });
    await put({ Key: 'a', Value: '1' }, { Key: 'b', Value: '2' });
    await put({ Key: 'b', Value: '3' });
    expect(await read()).toEqual([{ Key: 'b', Value: '3' }]);
    await s3.send(new DeleteBucketTaggingCommand({ Bucket }));
    expect((await failure(read())).name).toBe('NoSuchTagSet');
  });

  test.each([
    ['a system tag', [{ Key: 'aws:x', Value: '' }], 'InvalidTag', 'System tags cannot be added/updated by requester'],
    [
      'a key twice',
      [
        { Key: 'a', Value: '' },
        { Key: 'a', Value: '' },
      ],
      'InvalidTag',
      'Cannot provide multiple Tags with the same key',
    ],
    ['an empty key', [{ Key: '', Value: '' }], 'InvalidTag', 'The TagKey or TagValue you have provided is invalid'],
    [
      '51',
      Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: '' })),
      'BadRequest',
      'Bucket tag count cannot be greater than 50',
    ],
  ])('refuse %s', async (_, TagSet, name, message) => {
    const s3 = await bucket();
    expect(await failure(s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } })))).toMatchObject({
      name,
      message,
    });
  });
});
