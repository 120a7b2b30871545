import {
  CreateBucketCommand,
  DeleteBucketCorsCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketReplicationCommand,
  DeleteBucketWebsiteCommand,
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketReplicationCommand,
  GetBucketRequestPaymentCommand,
  GetBucketVersioningCommand,
  GetBucketWebsiteCommand,
  GetObjectLockConfigurationCommand,
  type LifecycleRule,
  PutBucketAclCommand,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketReplicationCommand,
  PutBucketRequestPaymentCommand,
  PutBucketVersioningCommand,
  PutBucketWebsiteCommand,
  PutObjectLockConfigurationCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it, test } from 'vitest';
import { OTHER, clients, failure, sandbox } from '../clients.ts';
import { makeBucket } from '../estate.ts';

const Bucket = 'logs';

async function bucket(versioned = false) {
  const here = clients(await sandbox());
  await makeBucket(here);
  if (versioned)
    await here.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  return here.s3;
}

describe('lifecycle', () => {
  const put = (...Rules: LifecycleRule[]) =>
    new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } });
  const rule: LifecycleRule = { ID: 'a', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } };

  it('is answered as it was put, replaced as a whole and removed', async () => {
    const s3 = await bucket();
    const read = async () => s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(await failure(read())).toMatchObject({ name: 'NoSuchLifecycleConfiguration', status: 404 });
    const rules: LifecycleRule[] = [
      {
        ID: 'all',
        Status: 'Disabled',
        Filter: {
          And: {
            Prefix: 'a/',
            ObjectSizeGreaterThan: 1,
            ObjectSizeLessThan: 9,
            Tags: [
              { Key: 'a', Value: '1' },
              { Key: 'b', Value: '2' },
            ],
          },
        },
        Expiration: { Date: new Date('2030-01-01') },
        Transitions: [
          { Days: 30, StorageClass: 'STANDARD_IA' },
          { Days: 90, StorageClass: 'GLACIER' },
        ],
        NoncurrentVersionExpiration: { NoncurrentDays: 7, NewerNoncurrentVersions: 2 },
        NoncurrentVersionTransitions: [{ NoncurrentDays: 3, StorageClass: 'GLACIER' }],
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      },
      { ID: 'old', Status: 'Enabled', Prefix: 'tmp/', Expiration: { ExpiredObjectDeleteMarker: true } },
    ];
    await s3.send(put(...rules));
    expect(await read()).toMatchObject({
      Rules: rules,
      TransitionDefaultMinimumObjectSize: 'all_storage_classes_128K',
    });
    const { ID: _, ...nameless } = rule;
    const LifecycleConfiguration = { Rules: [nameless] };
    const TransitionDefaultMinimumObjectSize = 'varies_by_storage_class' as const;
    await s3.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket,
        LifecycleConfiguration,
        TransitionDefaultMinimumObjectSize,
      }),
    );
    const named = await read();
    expect(named).toMatchObject({ Rules: [nameless], TransitionDefaultMinimumObjectSize });
    expect(named.Rules?.[0]?.ID).toMatch(/./u);
    await s3.send(new DeleteBucketLifecycleCommand({ Bucket }));
    expect((await failure(read())).name).toBe('NoSuchLifecycleConfiguration');
  });

  test.each<[string, readonly LifecycleRule[], string]>([
    ['no rules', [], 'MalformedXML'],
    ['a status of its own', [{ ...rule, Status: 'On' as 'Enabled' }], 'MalformedXML'],
    ['no filter', [{ ID: 'a', Status: 'Enabled', Expiration: { Days: 1 } }], 'MalformedXML'],
    ['a prefix twice', [{ ...rule, Prefix: '' }], 'MalformedXML'],
    ['two conditions without And', [{ ...rule, Filter: { Prefix: 'a', ObjectSizeLessThan: 1 } }], 'MalformedXML'],
    ['no action', [{ ID: 'a', Status: 'Enabled', Filter: {} }], 'InvalidRequest'],
    ['two ways to expire', [{ ...rule, Expiration: { Days: 1, ExpiredObjectDeleteMarker: true } }], 'MalformedXML'],
    ['no days', [{ ...rule, Expiration: { Days: 0 } }], 'InvalidArgument'],
    ['noon', [{ ...rule, Expiration: { Date: new Date('2030-01-01T12:00:00Z') } }], 'InvalidArgument'],
    [
      'no days of old versions',
      [{ ...rule, NoncurrentVersionExpiration: { NewerNoncurrentVersions: 1 } }],
      'InvalidArgument',
    ],
    ['the same ID twice', [rule, rule], 'InvalidArgument'],
    ['a long ID', [{ ...rule, ID: 'a'.repeat(256) }], 'InvalidArgument'],
  ])('refuses %s', async (_, rules, name) => {
    const s3 = await bucket();
    expect((await failure(s3.send(put(...rules)))).name).toBe(name);
  });

  it('does not go with MFA delete, which takes a device', async () => {
    const s3 = await bucket();
    const versions = (MFADelete: 'Enabled' | 'Disabled', MFA?: string) =>
      s3.send(
        new PutBucketVersioningCommand({
          Bucket,
          VersioningConfiguration: { Status: 'Enabled', MFADelete },
          ...(MFA === undefined ? {} : { MFA }),
        }),
      );
    expect((await failure(versions('Enabled'))).name).toBe('AccessDenied');
    await versions('Enabled', 'device 123456');
    expect(await s3.send(new GetBucketVersioningCommand({ Bucket }))).toMatchObject({ MFADelete: 'Enabled' });
    expect(await failure(s3.send(put(rule)))).toMatchObject({ name: 'InvalidBucketState', status: 409 });
    expect((await failure(versions('Disabled'))).name).toBe('AccessDenied');
    await versions('Disabled', 'device 123456');
    await s3.send(put(rule));
  });
});

describe('Object Lock', () => {
  const put = (Rule?: object, ObjectLockEnabled = 'Enabled' as const) =>
    new PutObjectLockConfigurationCommand({
      Bucket,
      ObjectLockConfiguration: { ObjectLockEnabled, ...(Rule && { Rule }) },
    });

  it('needs versions, stays, and keeps them on', async () => {
    const s3 = await bucket();
    const read = async () => (await s3.send(new GetObjectLockConfigurationCommand({ Bucket }))).ObjectLockConfiguration;
    expect(await failure(read())).toMatchObject({ name: 'ObjectLockConfigurationNotFoundError', status: 404 });
    expect(await failure(s3.send(put()))).toMatchObject({ name: 'InvalidBucketState', status: 409 });
    const versions = (Status: 'Enabled' | 'Suspended') =>
      s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
    await versions('Enabled');
    await s3.send(put({ DefaultRetention: { Mode: 'GOVERNANCE', Days: 30 } }));
    expect(await read()).toMatchObject({ Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 30 } } });
    await s3.send(put());
    expect(await read()).toEqual({ ObjectLockEnabled: 'Enabled' });
    expect((await failure(versions('Suspended'))).name).toBe('InvalidBucketState');
  });

  it('comes with a bucket that asks for it', async () => {
    const { s3 } = clients(await sandbox());
    await s3.send(
      new CreateBucketCommand({
        Bucket,
        ObjectLockEnabledForBucket: true,
        CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
      }),
    );
    expect(await s3.send(new GetBucketVersioningCommand({ Bucket }))).toMatchObject({ Status: 'Enabled' });
    expect(await s3.send(new GetObjectLockConfigurationCommand({ Bucket }))).toMatchObject({
      ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' },
    });
  });

  test.each<[string, object, string]>([
    ['no mode', { DefaultRetention: { Days: 1 } }, 'MalformedXML'],
    ['no time', { DefaultRetention: { Mode: 'COMPLIANCE' } }, 'MalformedXML'],
    ['two times', { DefaultRetention: { Mode: 'COMPLIANCE', Days: 1, Years: 1 } }, 'MalformedXML'],
    ['no days', { DefaultRetention: { Mode: 'COMPLIANCE', Days: 0 } }, 'InvalidArgument'],
  ])('refuses %s', async (_, rule, name) => {
    const s3 = await bucket(true);
    expect((await failure(s3.send(put(rule)))).name).toBe(name);
  });
});

describe('access logging', () => {
  it('goes to another bucket of the same account and region, or nowhere', async () => {
    const box = await sandbox();
    const [here, there] = [clients(box), clients(box, 'us-east-1')];
    await makeBucket(here);
    await makeBucket(here, 'access');
    await there.s3.send(new CreateBucketCommand({ Bucket: 'far' }));
    await makeBucket(clients(box, 'eu-west-1', OTHER), 'theirs');
    const log = (TargetBucket: string) =>
      here.s3.send(
        new PutBucketLoggingCommand({
          Bucket,
          BucketLoggingStatus: { LoggingEnabled: { TargetBucket, TargetPrefix: 'x' } },
        }),
      );
    const read = async () => (await here.s3.send(new GetBucketLoggingCommand({ Bucket }))).LoggingEnabled;
    expect(await read()).toBeUndefined();
    expect((await failure(log('none'))).name).toBe('InvalidTargetBucketForLogging');
    expect((await failure(log('theirs'))).name).toBe('InvalidTargetBucketForLogging');
    expect((await failure(log('far'))).name).toBe('CrossLocationLoggingProhibited');
    await log('access');
    expect(await read()).toEqual({ TargetBucket: 'access', TargetPrefix: 'x' });
    await here.s3.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: {} }));
    expect(await read()).toBeUndefined();
  });
});

describe('who asks, who pays and where copies go', () => {
  it('has somebody who pays', async () => {
    const s3 = await bucket();
    const pays = (Payer: 'Requester') =>
      s3.send(new PutBucketRequestPaymentCommand({ Bucket, RequestPaymentConfiguration: { Payer } }));
    expect(await s3.send(new GetBucketRequestPaymentCommand({ Bucket }))).toMatchObject({ Payer: 'BucketOwner' });
    await pays('Requester');
    expect(await s3.send(new GetBucketRequestPaymentCommand({ Bucket }))).toMatchObject({ Payer: 'Requester' });
    expect((await failure(pays('Nobody' as 'Requester'))).name).toBe('MalformedXML');
  });

  it('is copied, where old versions are kept', async () => {
    const s3 = await bucket();
    const Rules = [
      { ID: 'a', Status: 'Enabled' as const, Priority: 1, Filter: {}, Destination: { Bucket: 'arn:aws:s3:::copy' } },
    ];
    const put = async () =>
      s3.send(
        new PutBucketReplicationCommand({ Bucket, ReplicationConfiguration: { Role: 'arn:aws:iam::1:role/r', Rules } }),
      );
    const read = async () => s3.send(new GetBucketReplicationCommand({ Bucket }));
    expect((await failure(put())).name).toBe('InvalidRequest');
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    await put();
    expect(await read()).toMatchObject({ ReplicationConfiguration: { Rules } });
    await s3.send(new DeleteBucketReplicationCommand({ Bucket }));
    expect(await failure(read())).toMatchObject({ name: 'ReplicationConfigurationNotFoundError', status: 404 });
  });

  it('may have CORS rules and be a website', async () => {
    const s3 = await bucket();
    const cors = async () => s3.send(new GetBucketCorsCommand({ Bucket }));
    const website = async () => s3.send(new GetBucketWebsiteCommand({ Bucket }));
    const CORSRules = [{ AllowedOrigins: ['*'], AllowedMethods: ['GET', 'PUT'], MaxAgeSeconds: 5 }];
    await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
    expect(await cors()).toMatchObject({ CORSRules });
    await s3.send(new DeleteBucketCorsCommand({ Bucket }));
    expect(await failure(cors())).toMatchObject({ name: 'NoSuchCORSConfiguration', status: 404 });
    const WebsiteConfiguration = { IndexDocument: { Suffix: 'index.html' } };
    await s3.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration }));
    expect(await website()).toMatchObject(WebsiteConfiguration);
    await s3.send(new DeleteBucketWebsiteCommand({ Bucket }));
    expect(await failure(website())).toMatchObject({ name: 'NoSuchWebsiteConfiguration', status: 404 });
    const none = new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration: {} });
    expect((await failure(s3.send(none))).name).toBe('MalformedXML');
  });

  it('has an ACL where ACLs count', async () => {
    const s3 = await bucket();
    const everybody = { Type: 'Group' as const, URI: 'http://acs.amazonaws.com/groups/global/AllUsers' };
    const { Owner } = await s3.send(new GetBucketAclCommand({ Bucket }));
    const put = () =>
      s3.send(
        new PutBucketAclCommand({
          Bucket,
          AccessControlPolicy: { Owner, Grants: [{ Grantee: everybody, Permission: 'READ' }] },
        }),
      );
    expect((await failure(put())).name).toBe('AccessControlListNotSupported');
    const OwnershipControls = { Rules: [{ ObjectOwnership: 'ObjectWriter' as const }] };
    await s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
    await put();
    expect((await s3.send(new GetBucketAclCommand({ Bucket }))).Grants).toEqual([
      { Grantee: everybody, Permission: 'READ' },
    ]);
  });
});
