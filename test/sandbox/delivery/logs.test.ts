import {
  type GetTrailStatusCommandOutput,
  GetTrailStatusCommand,
  ListTrailsCommand,
  LookupEventsCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { CreateKeyCommand, DisableKeyCommand } from '@aws-sdk/client-kms';
import {
  DeleteBucketPolicyCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand, SetTopicAttributesCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { ACCOUNT, OTHER, clients, failure, sandbox } from '../clients.ts';
import { HOME, arnOf, grants, makeBucket, makeTrail, policy, putPolicy } from '../estate.ts';
import { START, TWO, logging, keysOf, read, recordsOf, namesOf, digests, hours, type LoggedRecord } from './stage.ts';

describe('log files', () => {
  it('come about five minutes after the calls, with their records, as AWS names and stores them', async () => {
    const { box, here } = await logging();
    box.clock.advance(72);
    await here.cloudtrail.send(new ListTrailsCommand({}));
    box.clock.advance(220);
    expect(await keysOf(here)).toEqual([]);
    box.clock.advance(80);
    const keys = await keysOf(here);
    expect(keys).toEqual([
      expect.stringMatching(
        /^AWSLogs\/111111111111\/CloudTrail\/eu-west-1\/2026\/10\/01\/111111111111_CloudTrail_eu-west-1_20261001T0000Z_[A-Za-z0-9]{16}\.json\.gz$/,
      ),
      expect.stringMatching(/_20261001T0005Z_[A-Za-z0-9]{16}\.json\.gz$/),
    ]);
    const { head, metadata, text } = await read(here, keys[1] ?? '');
    expect(head).toMatchObject({
      ContentType: 'application/json',
      ContentEncoding: 'gzip',
      ServerSideEncryption: 'AES256',
      LastModified: new Date('2026-10-01T00:06:12Z'),
    });
    expect(metadata).toEqual({});
    const { Records } = JSON.parse(text) as { Records: LoggedRecord[] };
    const [first] = Records;
    expect(first).toMatchObject({ eventName: 'ListTrails', eventTime: '2026-10-01T00:01:12Z', awsRegion: HOME });
    const { Events = [] } = await here.cloudtrail.send(new LookupEventsCommand({}));
    const told = Events.find(({ EventName }) => EventName === 'ListTrails');
    expect(told?.EventId).toBe(first?.eventID);
    expect(told?.CloudTrailEvent).toBe(JSON.stringify(first));
  });

  it('have what the selectors choose', async () => {
    const run = async (selectors: object): Promise<string[]> => {
      const { box, here } = await logging();
      await here.cloudtrail.send(new PutEventSelectorsCommand({ TrailName: 'main', ...selectors }));
      box.clock.advance(600);
      await here.s3.send(new PutObjectCommand({ Bucket: 'logs', Key: 'mine/a', Body: 'x' }));
      await here.s3.send(new GetObjectCommand({ Bucket: 'logs', Key: 'mine/a' }));
      await here.s3.send(new PutObjectCommand({ Bucket: 'logs', Key: 'yours/a', Body: 'x' }));
      await here.cloudtrail.send(new ListTrailsCommand({}));
      await here.sns.send(new CreateTopicCommand({ Name: 'one' }));
      box.clock.advance(301);
      return namesOf((await recordsOf(here)).filter(({ eventTime }) => eventTime >= '2026-10-01T00:10')).toSorted();
    };
    const field = (Field: string, of: object): object => ({ Field, ...of });
    const data = [
      field('eventCategory', { Equals: ['Data'] }),
      field('resources.type', { Equals: ['AWS::S3::Object'] }),
    ];
    const advanced = (...FieldSelectors: object[]): object => ({ AdvancedEventSelectors: [{ FieldSelectors }] });
    const cases: readonly (readonly [object, readonly string[]])[] = [
      [{ EventSelectors: [{ ReadWriteType: 'All' }] }, ['CreateTopic', 'ListTrails']],
      [{ EventSelectors: [{ ReadWriteType: 'WriteOnly' }] }, ['CreateTopic']],
      [{ EventSelectors: [{ ReadWriteType: 'ReadOnly' }] }, ['ListTrails']],
      [
        {
          EventSelectors: [
            {
              ReadWriteType: 'All',
              IncludeManagementEvents: false,
              DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::logs/mine/'] }],
            },
          ],
        },
        ['GetObject', 'PutObject'],
      ],
      [
        advanced(field('eventCategory', { Equals: ['Management'] }), field('readOnly', { Equals: ['false'] })),
        ['CreateTopic'],
      ],
      [advanced(...data, field('readOnly', { Equals: ['false'] })), ['PutObject', 'PutObject']],
      [advanced(...data, field('resources.ARN', { StartsWith: ['arn:aws:s3:::logs/yours'] })), ['PutObject']],
      [
        advanced(
          ...data,
          field('eventName', { NotEquals: ['ListObjectsV2', 'GetObject'] }),
          field('resources.ARN', { NotStartsWith: ['arn:aws:s3:::logs/yours'], EndsWith: ['/a', '/b'] }),
        ),
        ['PutObject'],
      ],
    ];
    for (const [selectors, names] of cases) expect(await run(selectors), JSON.stringify(selectors)).toEqual(names);
  });

  it('stand in the folder of the region, and global services in that of the leading one, for trails that include them', async () => {
    const { box, here } = await logging({ IsMultiRegionTrail: true });
    for (const [Name, IncludeGlobalServiceEvents] of [
      ['with', true],
      ['without', false],
    ] as const) {
      const lead = clients(box, 'us-east-1');
      await makeTrail(lead, { Name, IncludeGlobalServiceEvents, S3KeyPrefix: Name });
      await lead.cloudtrail.send(new StartLoggingCommand({ Name }));
    }
    await makeTrail(here, { Name: 'single', S3KeyPrefix: 'single' });
    await here.cloudtrail.send(new StartLoggingCommand({ Name: 'single' }));
    box.clock.advance(600);
    await failure(here.iam.send(new GetRoleCommand({ RoleName: 'none' })));
    await here.sts.send(new GetCallerIdentityCommand({}));
    await clients(box, 'us-east-1').sts.send(new GetCallerIdentityCommand({}));
    box.clock.advance(301);
    const { Contents = [] } = await here.s3.send(new ListObjectsV2Command({ Bucket: 'logs' }));
    const files = Contents.flatMap(({ Key = '' }) => (/T0010Z_.+gz$/.test(Key) ? [Key] : []));
    const found: string[] = [];
    for (const key of files) {
      const { Records } = JSON.parse((await read(here, key)).text) as { Records: LoggedRecord[] };
      const where = key.replace('AWSLogs/111111111111/CloudTrail/', '').split('/2026')[0] ?? '';
      found.push(`${where} ${namesOf(Records).join(' ')}`);
    }
    expect(found.toSorted()).toEqual([
      'eu-west-1 GetCallerIdentity',
      'single/eu-west-1 GetCallerIdentity',
      'us-east-1 GetRole GetCallerIdentity',
      'with/us-east-1 GetRole GetCallerIdentity',
    ]);
  });

  it('of an organization have a folder for each member', async () => {
    const organization = { id: 'o-exampleorgid', management: ACCOUNT, members: [OTHER] };
    const box = await sandbox({ now: new Date(START), organization, ...TWO });
    const here = clients(box);
    await makeBucket(here);
    await putPolicy(here, policy(...grants({ path: 'AWSLogs/*' })));
    await makeTrail(here, { IsOrganizationTrail: true, EnableLogFileValidation: true });
    await here.cloudtrail.send(new StartLoggingCommand({ Name: 'main' }));
    const member = clients(box, HOME, OTHER);
    await member.cloudtrail.send(new ListTrailsCommand({}));
    box.clock.advance(3 * 3600);
    const folder = `AWSLogs/o-exampleorgid/${OTHER}/CloudTrail/${HOME}/`;
    expect(namesOf(await recordsOf(here, folder))).toEqual(['ListTrails']);
    expect(namesOf(await recordsOf(here, `o-exampleorgid/${ACCOUNT}/CloudTrail/`))).toContain('StartLogging');
    const of = await keysOf(here, `o-exampleorgid/${OTHER}/CloudTrail-Digest/`);
    expect(of).toHaveLength(3);
    expect(JSON.parse((await read(here, of[1] ?? '')).text)).toMatchObject({ awsAccountId: OTHER });
    const { LatestDeliveryTime }: GetTrailStatusCommandOutput = await member.cloudtrail.send(
      new GetTrailStatusCommand({ Name: arnOf('main') }),
    );
    expect(LatestDeliveryTime).toEqual(new Date('2026-10-01T00:05:00Z'));
  });

  it('are announced at the topic, one message each, and wake who waits at its queue', async () => {
    const { box, here } = await logging();
    const { TopicArn = '' } = await here.sns.send(new CreateTopicCommand({ Name: 'told' }));
    const service = { Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' } };
    const publish = policy({ ...service, Action: 'SNS:Publish', Resource: TopicArn });
    const set = { TopicArn, AttributeName: 'Policy', AttributeValue: publish };
    await here.sns.send(new SetTopicAttributesCommand(set));
    const Endpoint = `arn:aws:sqs:${HOME}:${ACCOUNT}:tail`;
    const send = { Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage' };
    const Policy = policy({ ...send, Resource: Endpoint });
    const { QueueUrl } = await here.sqs.send(new CreateQueueCommand({ QueueName: 'tail', Attributes: { Policy } }));
    const Attributes = { RawMessageDelivery: 'true' };
    await here.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes }));
    box.clock.advance(900);
    await here.cloudtrail.send(new UpdateTrailCommand({ Name: 'main', SnsTopicName: 'told' }));
    const bodies = async (WaitTimeSeconds: number): Promise<string[]> => {
      const { Messages = [] } = await here.sqs.send(
        new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds, VisibilityTimeout: 3600 }),
      );
      return Messages.map(({ Body = '' }) => Body);
    };
    expect(await bodies(0)).toEqual(['CloudTrail validation message.']);
    box.clock.advance(290);
    const waiting = bodies(20);
    await expect.poll(() => box.counts().operations['sqs:ReceiveMessage']).toBe(2);
    box.clock.advance(10);
    const [key] = (await keysOf(here)).filter(each => each.includes('T0015Z'));
    const announced = [JSON.stringify({ s3Bucket: 'logs', s3ObjectKey: [key] })];
    expect(await waiting).toEqual(announced);
    expect(box.messages(TopicArn).map(({ body }) => body)).toEqual(['CloudTrail validation message.', ...announced]);
  });

  it('are encrypted with the key of the trail, and not while that is disabled', async () => {
    const { box, here } = await logging();
    const service = { Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' } };
    const Policy = policy({ ...service, Action: 'kms:*', Resource: '*' });
    const { KeyMetadata: { Arn: key = '' } = {} } = await here.kms.send(new CreateKeyCommand({ Policy }));
    await here.cloudtrail.send(new UpdateTrailCommand({ Name: 'main', KmsKeyId: key }));
    box.clock.advance(300);
    const [file = ''] = await keysOf(here);
    expect((await read(here, file)).head).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key });
    await here.kms.send(new DisableKeyCommand({ KeyId: key }));
    box.clock.advance(600);
    const status = await here.cloudtrail.send(new GetTrailStatusCommand({ Name: 'main' }));
    expect(status.LatestDeliveryError).toBe('KMS.DisabledException');
    expect(await keysOf(here)).toEqual([file]);
  });

  it('are late while something is in their way, and told so', async () => {
    const { box, here } = await logging({ EnableLogFileValidation: true });
    await here.s3.send(new DeleteBucketPolicyCommand({ Bucket: 'logs' }));
    box.clock.advance(2 * 3600);
    const status = async () => here.cloudtrail.send(new GetTrailStatusCommand({ Name: 'main' }));
    expect(await status()).toMatchObject({
      LatestDeliveryError: 'AccessDenied',
      LatestDigestDeliveryError: 'AccessDenied',
    });
    expect(await keysOf(here)).toEqual([]);
    await putPolicy(here, policy(...grants()));
    const mended = await status();
    expect(mended.LatestDeliveryError).toBeUndefined();
    expect(mended.LatestDeliveryTime).toEqual(box.clock.now());
    box.clock.advance(2 * 3600);
    const all = await digests(box);
    expect(hours(all)).toEqual(['23:00-00:00', '00:00-01:00', '01:00-02:00', '02:00-03:00']);
    expect(all.map(({ logFiles }) => logFiles.length)).toEqual([0, 0, 0, 2]);
  });
});
