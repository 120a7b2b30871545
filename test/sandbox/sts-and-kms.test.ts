import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  ListAliasesCommand,
  PutKeyPolicyCommand,
} from '@aws-sdk/client-kms';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it, test } from 'vitest';
import { ACCOUNT, clients, failure, OTHER, sandbox } from './clients.ts';
import { HOME } from './estate.ts';

describe('accounts', () => {
  test.each([
    ['an access key of twelve digits', OTHER, OTHER, 'sandbox'],
    ['a known access key', 'AKIAKNOWN', '333333333333', 'AKIAKNOWN'],
    ['any other', 'test', '444444444444', 'test'],
  ])('are told apart by %s', async (_, accessKeyId, account, user) => {
    const box = await sandbox({ account: '444444444444', accounts: { AKIAKNOWN: '333333333333' } });
    const identity = await clients(box, HOME, accessKeyId).sts.send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Account: account, Arn: `arn:aws:iam::${account}:user/${user}` });
  });

  test.each([
    ['us-east-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['eusc-de-east-1', 'aws-eusc'],
  ])('in %s have the partition %s', async (region, partition) => {
    const { sts } = clients(await sandbox(), region);
    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe(
      `arn:${partition}:iam::${ACCOUNT}:user/sandbox`,
    );
  });

  it('are reached by a role, also after a reset', async () => {
    const box = await sandbox();
    const assumed = await clients(box).sts.send(
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${OTHER}:role/a/R`, RoleSessionName: 'me@here' }),
    );
    expect(assumed.AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${OTHER}:assumed-role/R/me@here`);
    expect(assumed.Credentials?.Expiration?.getTime()).toBeGreaterThan(Date.now());
    box.reset();
    const {
      AccessKeyId: accessKeyId = '',
      SecretAccessKey: secretAccessKey = '',
      SessionToken: sessionToken = '',
    } = assumed.Credentials ?? {};
    const session = new STSClient({
      endpoint: box.url,
      region: HOME,
      credentials: { accessKeyId, secretAccessKey, sessionToken },
    });
    const identity = await session.send(new GetCallerIdentityCommand({}));
    session.destroy();
    expect(identity).toMatchObject({
      Account: OTHER,
      Arn: assumed.AssumedRoleUser?.Arn,
      UserId: assumed.AssumedRoleUser?.AssumedRoleId,
    });
  });

  test.each([
    ['no role', { RoleArn: `arn:aws:iam::${OTHER}:user/u`, RoleSessionName: 'ab' }],
    ['no session name', { RoleArn: `arn:aws:iam::${OTHER}:role/R`, RoleSessionName: 'a b' }],
    ['a short time', { RoleArn: `arn:aws:iam::${OTHER}:role/R`, RoleSessionName: 'ab', DurationSeconds: 60 }],
    [
      'a policy, which the sandbox does not do',
      { RoleArn: `arn:aws:iam::${OTHER}:role/R`, RoleSessionName: 'ab', Policy: '{}' },
    ],
  ])('are not reached by %s', async (_, input) => {
    const { sts } = clients(await sandbox());
    expect(await failure(sts.send(new AssumeRoleCommand(input)))).toMatchObject({
      name: 'ValidationError',
      status: 400,
    });
  });

  it('are not reached by temporary keys that were never handed out', async () => {
    const box = await sandbox();
    const { sts, cloudtrail, s3 } = clients(box, HOME, 'ASIASANDBOX000000000');
    expect((await failure(sts.send(new GetCallerIdentityCommand({})))).name).toBe('InvalidClientTokenId');
    const { DescribeTrailsCommand } = await import('@aws-sdk/client-cloudtrail');
    expect((await failure(cloudtrail.send(new DescribeTrailsCommand({})))).name).toBe('UnrecognizedClientException');
    const { ListBucketsCommand } = await import('@aws-sdk/client-s3');
    expect((await failure(s3.send(new ListBucketsCommand({})))).name).toBe('InvalidAccessKeyId');
  });
});

describe('keys', () => {
  async function withKey() {
    const box = await sandbox();
    const { kms } = clients(box);
    const { KeyMetadata: key } = await kms.send(new CreateKeyCommand({ Description: 'logs' }));
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/logs', TargetKeyId: key?.KeyId }));
    return { box, kms, id: key?.KeyId ?? '', arn: key?.Arn ?? '' };
  }

  it('are described by id, ARN and alias', async () => {
    const { kms, id, arn } = await withKey();
    for (const KeyId of [id, arn, 'alias/logs', `arn:aws:kms:${HOME}:${ACCOUNT}:alias/logs`]) {
      expect((await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata).toMatchObject({
        Arn: arn,
        KeyId: id,
        AWSAccountId: ACCOUNT,
        Enabled: true,
        KeyState: 'Enabled',
        KeyUsage: 'ENCRYPT_DECRYPT',
        KeySpec: 'SYMMETRIC_DEFAULT',
      });
    }
  });

  it('are disabled and enabled', async () => {
    const { kms, id: KeyId } = await withKey();
    await kms.send(new DisableKeyCommand({ KeyId }));
    expect((await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata).toMatchObject({
      Enabled: false,
      KeyState: 'Disabled',
    });
    await kms.send(new EnableKeyCommand({ KeyId }));
    expect((await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.Enabled).toBe(true);
  });

  it('have aliases of their account and region', async () => {
    const { box, kms, id } = await withKey();
    const mine = await kms.send(new ListAliasesCommand({}));
    expect(mine.Aliases).toEqual([
      { AliasName: 'alias/logs', AliasArn: `arn:aws:kms:${HOME}:${ACCOUNT}:alias/logs`, TargetKeyId: id },
    ]);
    expect((await clients(box, 'us-east-1').kms.send(new ListAliasesCommand({}))).Aliases).toEqual([]);
  });

  test.each<[string, object, string]>([
    [
      "AWS's aliases",
      new CreateAliasCommand({ AliasName: 'alias/aws/s3', TargetKeyId: 'x' }),
      'InvalidAliasNameException',
    ],
    ['a key that is not there', new DescribeKeyCommand({ KeyId: 'alias/none' }), 'NotFoundException'],
    [
      'a key of another region',
      new DescribeKeyCommand({ KeyId: `arn:aws:kms:us-east-1:${ACCOUNT}:key/x` }),
      'NotFoundException',
    ],
    ['a policy that is none', new CreateKeyCommand({ Policy: '{' }), 'MalformedPolicyDocumentException'],
    ['a parameter that the sandbox does not know', new CreateKeyCommand({ MultiRegion: true }), 'ValidationException'],
  ])('refuse %s', async (_, command, name) => {
    const { kms } = await withKey();
    expect((await failure(kms.send(command as CreateKeyCommand))).name).toBe(name);
  });

  it('refuse a second alias of one name, and a policy that is none', async () => {
    const { kms, id } = await withKey();
    const again = kms.send(new CreateAliasCommand({ AliasName: 'alias/logs', TargetKeyId: id }));
    expect((await failure(again)).name).toBe('AlreadyExistsException');
    const put = kms.send(new PutKeyPolicyCommand({ KeyId: id, Policy: '[]' }));
    expect((await failure(put)).name).toBe('MalformedPolicyDocumentException');
  });
});
