import { PutInsightSelectorsCommand, UpdateTrailCommand } from '@aws-sdk/client-cloudtrail';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DisableKeyCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import {
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketRequestPaymentCommand,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand, SetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { describe, expect, it, test } from 'vitest';
import { ACCOUNT, type Clients, clients, failure, OTHER, sandbox } from '../clients.ts';
import { arnOf, grants, HOME, makeBucket, makeTrail, openBucket, policy, putPolicy } from '../estate.ts';

const INSUFFICIENT = {
  name: 'InsufficientS3BucketPolicyException',
  message: 'Incorrect S3 bucket policy is detected for bucket: logs',
  status: 400,
};
const anyone = { Principal: '*', Action: 's3:*', Resource: ['arn:aws:s3:::logs', 'arn:aws:s3:::logs/*'] };

async function start(): Promise<Clients> {
  const here = clients(await sandbox());
  await makeBucket(here);
  return here;
}

async function keys({ s3 }: Clients): Promise<(string | undefined)[]> {
  const { Contents: contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'logs' }));
  return contents.map(object => object.Key);
}

it('takes no bucket for which the requester pays', async () => {
  const here = clients(await sandbox());
  await openBucket(here);
  const pays = (Payer: 'Requester' | 'BucketOwner') =>
    new PutBucketRequestPaymentCommand({ Bucket: 'logs', RequestPaymentConfiguration: { Payer } });
  await here.s3.send(pays('Requester'));
  expect(await failure(makeTrail(here))).toMatchObject(INSUFFICIENT);
  await here.s3.send(pays('BucketOwner'));
  await makeTrail(here);
});

describe('the bucket policy', () => {
  const [acl = {}, write = {}] = grants();

  test.each<[string, object[]]>([
    ['the documented statements', grants()],
    ['several trails', grants({ arns: ['arn:aws:cloudtrail:eu-west-1:222222222222:trail/x', arnOf('main')] })],
    [
      'aws:SourceAccount alone',
      [
        { ...acl, Condition: account() },
        { ...write, Condition: account() },
      ],
    ],
    [
      'no condition at all',
      [
        { ...acl, Condition: undefined },
        { ...write, Condition: undefined },
      ],
    ],
    [
      'ArnLike',
      [
        { ...acl, Condition: like() },
        { ...write, Condition: like() },
      ],
    ],
    [
      'a Deny of insecure transport',
      [...grants(), { ...deny(), Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
    ],
    [
      'a Deny that spares services',
      [
        ...grants(),
        {
          ...deny(),
          Condition: {
            NotIpAddress: { 'aws:SourceIp': '127.0.0.0/8' },
            Bool: { 'aws:PrincipalIsAWSService': 'false' },
          },
        },
      ],
    ],
  ])('suffices with %s', async (_, statements) => {
    const here = await start();
    await putPolicy(here, policy(...statements));
    await makeTrail(here, { EnableLogFileValidation: true });
    expect(await keys(here)).toEqual([`AWSLogs/${ACCOUNT}/CloudTrail-Digest/`, `AWSLogs/${ACCOUNT}/CloudTrail/`]);
  });

  test.each<[string, object[]]>([
    ['no GetBucketAcl', [write]],
    ['no PutObject', [acl]],
    ['a wrong prefix', grants({ path: `other/AWSLogs/${ACCOUNT}/*` })],
    ['an empty segment', grants({ path: `/AWSLogs/${ACCOUNT}/*` })],
    ["another account's path", grants({ path: `AWSLogs/${OTHER}/*` })],
    ['a wrong SourceArn', grants({ arns: arnOf('other') })],
    ['the SourceArn of another region', grants({ arns: arnOf('main', 'us-east-1') })],
    ['a wildcard SourceArn in StringEquals', grants({ arns: `arn:aws:cloudtrail:*:${ACCOUNT}:trail/*` })],
    ['a wrong SourceAccount', [{ ...acl, Condition: account(OTHER) }, write]],
    ['a wrong ACL', [acl, { ...write, Condition: { StringEquals: { 's3:x-amz-acl': 'private' } } }]],
    [
      'an ACL asked of GetBucketAcl',
      [{ ...acl, Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } } }, write],
    ],
    ['another principal', grants().map(each => ({ ...each, Principal: { Service: 'config.amazonaws.com' } }))],
    ['a digest path that is missing', grants({ path: `AWSLogs/${ACCOUNT}/CloudTrail/*` })],
    ['a Deny for everybody', [...grants(), deny()]],
    [
      'a Deny for all but an account',
      [
        ...grants(),
        { Effect: 'Deny', NotPrincipal: { AWS: ACCOUNT }, Action: 's3:PutObject', Resource: 'arn:aws:s3:::logs/*' },
      ],
    ],
    ['a Deny by network', [...grants(), { ...deny(), Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } } }]],
    ['a Deny by address', [...grants(), { ...deny(), Condition: { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }]],
    [
      'a Deny of uploads without KMS',
      [
        ...grants(),
        {
          ...deny(),
          Action: 's3:PutObject',
          Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
        },
      ],
    ],
    [
      'a Deny by an operator that is not known',
      [...grants(), { ...deny(), Condition: { StringSounds: { 'aws:SourceAccount': '1' } } }],
    ],
    [
      'an organization asked of the look at the ACL',
      [{ ...acl, Condition: { StringEquals: { 'aws:SourceOrgID': 'o-1' } } }, write],
    ],
  ])('does not suffice with %s', async (_, statements) => {
    const here = await start();
    // A deny for everybody also keeps its writer out, so nothing is asked of the bucket afterwards.
    await putPolicy(here, policy(...statements));
    expect(await failure(makeTrail(here, { EnableLogFileValidation: true }))).toEqual(INSUFFICIENT);
  });

  it('does not suffice if there is none', async () => {
    expect(await failure(makeTrail(await start()))).toEqual(INSUFFICIENT);
  });

  it('needs no digest path while validation is off', async () => {
    const here = await start();
    await putPolicy(here, policy(...grants({ path: `AWSLogs/${ACCOUNT}/CloudTrail/*` })));
    await makeTrail(here);
    expect(await keys(here)).toEqual([`AWSLogs/${ACCOUNT}/CloudTrail/`]);
    const turnedOn = here.cloudtrail.send(new UpdateTrailCommand({ Name: 'main', EnableLogFileValidation: true }));
    expect(await failure(turnedOn)).toEqual(INSUFFICIENT);
  });

  it('is asked for the prefix, and markers are empty gzip JSON', async () => {
    const here = await start();
    await putPolicy(here, policy(...grants({ path: `pre/AWSLogs/${ACCOUNT}/*` })));
    expect(await failure(makeTrail(here))).toEqual(INSUFFICIENT);
    await makeTrail(here, { S3KeyPrefix: 'pre' });
    const key = `pre/AWSLogs/${ACCOUNT}/CloudTrail/`;
    expect(await here.s3.send(new HeadObjectCommand({ Bucket: 'logs', Key: key }))).toMatchObject({
      ContentLength: 0,
      ContentType: 'application/json',
      ContentEncoding: 'gzip',
    });
  });

  it('is looked at again by every update, also of something else', async () => {
    const here = await start();
    await putPolicy(here, policy(...grants()));
    await makeTrail(here);
    await putPolicy(here, policy(...grants({ arns: arnOf('other') })));
    expect(await failure(here.cloudtrail.send(new UpdateTrailCommand({ Name: 'main' })))).toEqual(INSUFFICIENT);
  });

  it('is asked for the folder of insights', async () => {
    const here = await start();
    await putPolicy(here, policy(...grants({ path: `AWSLogs/${ACCOUNT}/CloudTrail/*` })));
    await makeTrail(here);
    const insights = { TrailName: 'main', InsightSelectors: [{ InsightType: 'ApiCallRateInsight' as const }] };
    expect(await failure(here.cloudtrail.send(new PutInsightSelectorsCommand(insights)))).toEqual(INSUFFICIENT);
  });

  it("may be another account's", async () => {
    const box = await sandbox();
    const owner = clients(box, HOME, OTHER);
    await makeBucket(owner);
    await owner.s3.send(new PutBucketPolicyCommand({ Bucket: 'logs', Policy: policy(...grants()) }));
    await makeTrail(clients(box));
    expect(await keys(owner)).toEqual([`AWSLogs/${ACCOUNT}/CloudTrail/`]);
  });

  function account(id = ACCOUNT): object {
    return { StringEquals: { 'aws:SourceAccount': id } };
  }
  function like(): object {
    return { ArnLike: { 'aws:SourceArn': `arn:aws:cloudtrail:*:${ACCOUNT}:trail/*` } };
  }
  function deny(): object {
    return { Effect: 'Deny', ...anyone };
  }
});

describe('an organization trail', () => {
  const organization = { id: 'o-abcdefghij', management: ACCOUNT, members: [OTHER] };
  const org = grants({ path: `AWSLogs/${organization.id}/*` })[1] ?? {};

  it('needs the path of the organization beside its own', async () => {
    const here = clients(await sandbox({ organization }));
    await makeBucket(here);
    await putPolicy(here, policy(...grants()));
    expect(await failure(makeTrail(here, { IsOrganizationTrail: true }))).toEqual(INSUFFICIENT);
    await putPolicy(here, policy(...grants(), { ...org, Sid: 'Organization' }));
    await makeTrail(here, { IsOrganizationTrail: true });
    expect(await keys(here)).toEqual([
      `AWSLogs/${ACCOUNT}/CloudTrail/`,
      `AWSLogs/${organization.id}/${ACCOUNT}/CloudTrail/`,
    ]);
  });

  it('delivers with the id of the organization', async () => {
    const here = clients(await sandbox({ organization }));
    await makeBucket(here);
    const [acl = {}, write = {}] = grants();
    await putPolicy(
      here,
      policy(acl, { ...write, Condition: { StringEquals: { 'aws:SourceOrgID': organization.id } } }),
    );
    await makeTrail(here);
  });

  it('stands in its members, who cannot change it', async () => {
    const box = await sandbox({ organization });
    const here = clients(box);
    await openBucket(here);
    await makeTrail(here, { IsOrganizationTrail: true, IsMultiRegionTrail: true });
    const member = clients(box, HOME, OTHER);
    const { DescribeTrailsCommand, StopLoggingCommand } = await import('@aws-sdk/client-cloudtrail');
    const seen = await member.cloudtrail.send(new DescribeTrailsCommand({}));
    expect(seen.trailList).toMatchObject([{ TrailARN: arnOf('main'), IsOrganizationTrail: true }]);
    const stopped = member.cloudtrail.send(new StopLoggingCommand({ Name: arnOf('main') }));
    expect(await failure(stopped)).toMatchObject({ name: 'NotOrganizationMasterAccountException' });
    const made = makeTrail(member, { Name: 'mine', IsOrganizationTrail: true });
    expect(await failure(made)).toMatchObject({ name: 'NotOrganizationMasterAccountException' });
  });
});

describe('the topic', () => {
  const arn = `arn:aws:sns:${HOME}:${ACCOUNT}:alerts`;
  const publish = (condition: object = { StringEquals: { 'aws:SourceArn': arnOf('main') } }) =>
    policy({
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: 'SNS:Publish',
      Resource: arn,
      Condition: condition,
    });

  it('is refused with its default policy, and taken once it lets CloudTrail publish', async () => {
    const box = await sandbox();
    const here = clients(box);
    await openBucket(here);
    await here.sns.send(new CreateTopicCommand({ Name: 'alerts' }));
    const topic = { SnsTopicName: 'alerts' };
    expect(await failure(makeTrail(here, topic))).toMatchObject({ name: 'InsufficientSnsTopicPolicyException' });
    await set(here, publish({ StringEquals: { 'aws:SourceArn': arnOf('other') } }));
    expect(await failure(makeTrail(here, topic))).toMatchObject({ name: 'InsufficientSnsTopicPolicyException' });
    await set(here, publish());
    await makeTrail(here, topic);
    const read = await here.cloudtrail.send(new UpdateTrailCommand({ Name: 'main' }));
    expect(read).toMatchObject({ SnsTopicName: 'alerts', SnsTopicARN: arn });
    expect(box.messages(arn).map(message => message.body)).toEqual([
      'CloudTrail validation message.',
      'CloudTrail validation message.',
    ]);
    const cleared = await here.cloudtrail.send(new UpdateTrailCommand({ Name: 'main', SnsTopicName: '' }));
    expect(cleared).not.toHaveProperty('SnsTopicARN');
  });

  it('may be elsewhere, by its ARN', async () => {
    const box = await sandbox();
    const here = clients(box);
    await openBucket(here);
    const there = clients(box, 'us-east-1', OTHER);
    const far = `arn:aws:sns:us-east-1:${OTHER}:alerts`;
    await there.sns.send(
      new CreateTopicCommand({ Name: 'alerts', Attributes: { Policy: publish().replace(arn, far) } }),
    );
    await makeTrail(here, { SnsTopicName: far });
    const read = await here.cloudtrail.send(new UpdateTrailCommand({ Name: 'main' }));
    expect(read).toMatchObject({ SnsTopicName: far, SnsTopicARN: far });
  });

  async function set({ sns }: Clients, document: string): Promise<void> {
    await sns.send(new SetTopicAttributesCommand({ TopicArn: arn, AttributeName: 'Policy', AttributeValue: document }));
  }
});

describe('the key', () => {
  async function withKey(region = HOME, made: object = { Policy: policy(whoever) }) {
    const box = await sandbox();
    const here = clients(box);
    await openBucket(here);
    const { kms } = clients(box, region);
    const { KeyMetadata: key } = await kms.send(new CreateKeyCommand(made));
    const arn = key?.Arn ?? '';
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/logs', TargetKeyId: arn }));
    return { here, kms, arn, id: key?.KeyId ?? '' };
  }
  const whoever = {
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action: 'kms:*',
    Resource: '*',
  };
  const ofTrail = { StringEquals: { 'aws:SourceArn': arnOf('main') } };
  const inContext = {
    ...ofTrail,
    StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:*:${ACCOUNT}:trail/*` },
  };
  const look = { ...whoever, Action: 'kms:DescribeKey', Condition: ofTrail };
  const encrypt = { ...whoever, Action: 'kms:GenerateDataKey*', Condition: inContext };
  const decrypt = { ...whoever, Action: 'kms:Decrypt' };

  it('is stored as its ARN, however it was named', async () => {
    const { here, arn, id } = await withKey();
    await makeTrail(here, { KmsKeyId: 'alias/logs' });
    for (const name of [id, arn, `arn:aws:kms:${HOME}:${ACCOUNT}:alias/logs`]) {
      expect((await here.cloudtrail.send(new UpdateTrailCommand({ Name: 'main', KmsKeyId: name }))).KmsKeyId).toBe(arn);
    }
    expect(
      (await here.cloudtrail.send(new UpdateTrailCommand({ Name: 'main', KmsKeyId: '' }))).KmsKeyId,
    ).toBeUndefined();
  });

  it('must stand in the region of the bucket', async () => {
    const { here, arn } = await withKey('us-east-1');
    expect(await failure(makeTrail(here, { KmsKeyId: arn }))).toMatchObject({ name: 'KmsKeyNotFoundException' });
    expect(await failure(makeTrail(here, { KmsKeyId: 'alias/logs' }))).toMatchObject({
      name: 'InsufficientEncryptionPolicyException',
    });
  });

  it('must be enabled', async () => {
    const { here, kms, arn } = await withKey();
    await kms.send(new DisableKeyCommand({ KeyId: arn }));
    expect(await failure(makeTrail(here, { KmsKeyId: arn }))).toMatchObject({ name: 'KmsException' });
  });

  it('must not be about to be deleted', async () => {
    const { here, kms, arn } = await withKey();
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: arn }));
    expect(await failure(makeTrail(here, { KmsKeyId: arn }))).toMatchObject({ name: 'KmsException' });
  });

  it('must be symmetric', async () => {
    const { here, arn } = await withKey(HOME, { KeySpec: 'RSA_2048', Policy: policy(whoever) });
    expect(await failure(makeTrail(here, { KmsKeyId: arn }))).toMatchObject({ name: 'KmsKeyNotFoundException' });
  });

  it('lets nobody in by the policy that KMS gives it', async () => {
    const { here, arn } = await withKey(HOME, {});
    const name = 'InsufficientEncryptionPolicyException';
    expect(await failure(makeTrail(here, { KmsKeyId: arn }))).toMatchObject({ name });
  });

  const bucketKey = new PutBucketEncryptionCommand({
    Bucket: 'logs',
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BucketKeyEnabled: true }],
    },
  });

  test.each([
    ['both', [look, encrypt], false, true],
    ['the look alone', [look], false, false],
    ['data keys alone', [encrypt], false, false],
    ['both, but the bucket has a key of its own', [look, encrypt], true, false],
    ['all, and the bucket has a key of its own', [look, encrypt, decrypt], true, true],
  ])('with a policy that allows %s', async (_, statements, ownKey, taken) => {
    const { here, kms, arn } = await withKey();
    if (ownKey) await here.s3.send(bucketKey);
    await kms.send(new PutKeyPolicyCommand({ KeyId: arn, PolicyName: 'default', Policy: policy(...statements) }));
    const made = makeTrail(here, { KmsKeyId: arn });
    if (taken) await made;
    else expect(await failure(made)).toMatchObject({ name: 'InsufficientEncryptionPolicyException' });
  });

  test.each([
    ['lets CloudTrail in', [whoever], true],
    ['does not', [look], false],
  ])('of a topic: its policy %s', async (_, statements, taken) => {
    const { here, arn } = await withKey(HOME, { Policy: policy(...statements) });
    const topic = `arn:aws:sns:${HOME}:${ACCOUNT}:alerts`;
    const Policy = policy({ ...whoever, Action: 'SNS:Publish', Resource: topic });
    await here.sns.send(new CreateTopicCommand({ Name: 'alerts', Attributes: { Policy, KmsMasterKeyId: arn } }));
    const made = makeTrail(here, { SnsTopicName: 'alerts' });
    if (taken) await made;
    else expect(await failure(made)).toMatchObject({ name: 'InsufficientSnsTopicPolicyException' });
  });
});
