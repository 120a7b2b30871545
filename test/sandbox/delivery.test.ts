import { createHash, createPublicKey, verify } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import {
  type GetTrailStatusCommandOutput,
  GetTrailStatusCommand,
  ListPublicKeysCommand,
  ListTrailsCommand,
  LookupEventsCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import {
  DeleteBucketPolicyCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand, SetTopicAttributesCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/index.ts';
import { ACCOUNT, type Clients, OTHER, clients, failure, sandbox } from './clients.ts';
import { HOME, arnOf, grants, makeBucket, makeTrail, openBucket, policy, putPolicy } from './estate.ts';

const START = '2026-10-01T00:00:00Z';
const TWO = { regions: { '*': [HOME, 'us-east-1'] } };

type Trail = Parameters<typeof makeTrail>[1];

/** A trail that logs since START. */
async function logging(trail: Trail = {}, options: SandboxOptions = TWO) {
  const box = await sandbox({ now: new Date(START), ...options });
  const here = clients(box);
  await openBucket(here);
  await makeTrail(here, trail);
  await here.cloudtrail.send(new StartLoggingCommand({ Name: 'main' }));
  return { box, here };
}

async function keysOf({ s3 }: Clients, folder = '', bucket = 'logs'): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'AWSLogs/' }));
  return Contents.map(({ Key = '' }) => Key).filter(key => key.endsWith('.gz') && key.includes(folder));
}

async function read({ s3 }: Clients, key: string, bucket = 'logs') {
  const { Body, Metadata = {}, ...head } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const bytes = gunzipSync((await Body?.transformToByteArray()) ?? '');
  return { head, metadata: Metadata, text: bytes.toString('utf8') };
}

interface LoggedRecord {
  readonly eventID: string;
  readonly eventName: string;
  readonly eventTime: string;
  readonly awsRegion: string;
  readonly eventCategory: string;
  readonly recipientAccountId: string;
}

async function recordsOf(here: Clients, folder = '/CloudTrail/', bucket = 'logs'): Promise<LoggedRecord[]> {
  const keys = await keysOf(here, folder, bucket);
  const texts = await Promise.all(keys.map(async key => read(here, key, bucket)));
  return texts.flatMap(({ text }) => (JSON.parse(text) as { Records: LoggedRecord[] }).Records);
}

const namesOf = (records: readonly LoggedRecord[]): string[] => records.map(({ eventName }) => eventName);

interface DigestText {
  readonly digestStartTime: string;
  readonly digestEndTime: string;
  readonly digestS3Bucket: string;
  readonly digestS3Object: string;
  readonly digestPublicKeyFingerprint: string;
  readonly previousDigestS3Bucket: string | null;
  readonly previousDigestS3Object: string | null;
  readonly previousDigestHashValue: string | null;
  readonly previousDigestSignature: string | null;
  readonly logFiles: readonly { readonly s3Bucket: string; readonly s3Object: string; readonly hashValue: string }[];
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Every digest of a region, each checked against its signature, its chain and its log files. */
async function digests(box: Sandbox, { region = HOME, bucket = 'logs' } = {}): Promise<DigestText[]> {
  const here = clients(box);
  const { cloudtrail } = clients(box, region);
  const range = { StartTime: new Date(START), EndTime: box.clock.now() };
  const { PublicKeyList = [] } = await cloudtrail.send(new ListPublicKeysCommand(range));
  const known = new Map<string, { hash: string; signature: string | undefined }>();
  const found: DigestText[] = [];
  for (const key of await keysOf(here, `/CloudTrail-Digest/${region}/`, bucket)) {
    const { text, metadata } = await read(here, key, bucket);
    const digest = JSON.parse(text) as DigestText;
    const signer = PublicKeyList.find(({ Fingerprint }) => Fingerprint === digest.digestPublicKeyFingerprint);
    const signed = [
      digest.digestEndTime,
      `${bucket}/${key}`,
      sha256(text),
      digest.previousDigestSignature ?? 'null',
    ].join('\n');
    const der = createPublicKey({ key: Buffer.from(signer?.Value ?? ''), format: 'der', type: 'pkcs1' });
    expect(verify('sha256', Buffer.from(signed), der, Buffer.from(metadata['signature'] ?? '', 'hex')), key).toBe(true);
    expect(metadata['signature-algorithm']).toBe('SHA256withRSA');
    expect([digest.digestS3Bucket, digest.digestS3Object]).toEqual([bucket, key]);
    const previous = known.get(`${digest.previousDigestS3Bucket}/${digest.previousDigestS3Object}`);
    if (previous) {
      expect(digest.previousDigestHashValue).toBe(previous.hash);
      expect(digest.previousDigestSignature).toBe(previous.signature);
    }
    for (const file of digest.logFiles)
      expect(sha256((await read(here, file.s3Object, file.s3Bucket)).text)).toBe(file.hashValue);
    known.set(`${bucket}/${key}`, { hash: sha256(text), signature: metadata['signature'] });
    found.push(digest);
  }
  return found;
}

const hours = (list: readonly DigestText[]): string[] =>
  list.map(({ digestStartTime, digestEndTime }) => `${digestStartTime.slice(11, 16)}-${digestEndTime.slice(11, 16)}`);

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

describe('digests', () => {
  it('come each hour, in each region, signed and chained, and list what was delivered', async () => {
    const { box, here } = await logging({ IsMultiRegionTrail: true, EnableLogFileValidation: true });
    box.clock.advance(5 * 3600);
    const all = await digests(box);
    expect(hours(all)).toEqual(['23:00-00:00', '00:00-01:00', '01:00-02:00', '02:00-03:00', '03:00-04:00']);
    expect(all.map(({ logFiles }) => logFiles.length)).toEqual([0, 1, 0, 0, 0]);
    expect(all[0]).toMatchObject({ previousDigestS3Object: null, previousDigestSignature: null });
    expect(all.slice(1).map(({ previousDigestS3Object }) => previousDigestS3Object)).toEqual(
      all.slice(0, -1).map(({ digestS3Object }) => digestS3Object),
    );
    expect(all[1]?.digestS3Object).toBe(
      `AWSLogs/${ACCOUNT}/CloudTrail-Digest/${HOME}/2026/10/01/${ACCOUNT}_CloudTrail-Digest_${HOME}_main_${HOME}_20261001T010000Z.json.gz`,
    );
    expect(await digests(box, { region: 'us-east-1' })).toHaveLength(5);
    expect(await keysOf(here, 'CloudTrail-Digest')).toHaveLength(10);
  });

  it('end with logging or validation, and begin anew', async () => {
    const { box, here } = await logging({ EnableLogFileValidation: true });
    box.clock.advance(90 * 60);
    await here.cloudtrail.send(new StopLoggingCommand({ Name: 'main' }));
    box.clock.advance(3 * 3600);
    await here.cloudtrail.send(new ListTrailsCommand({}));
    box.clock.advance(3600);
    const stopped = await digests(box);
    expect(hours(stopped)).toEqual(['23:00-00:00', '00:00-01:00', '01:00-01:36']);
    expect(namesOf(await recordsOf(here))).not.toContain('ListTrails');
    const [last] = stopped[2]?.logFiles ?? [];
    expect((await read(here, last?.s3Object ?? '')).text).toContain('StopLogging');
    await here.cloudtrail.send(new StartLoggingCommand({ Name: 'main' }));
    await here.cloudtrail.send(new StopLoggingCommand({ Name: 'main' }));
    box.clock.advance(60);
    await here.cloudtrail.send(new StartLoggingCommand({ Name: 'main' }));
    box.clock.advance(3 * 3600);
    const again = await digests(box);
    expect(hours(again).slice(3)).toEqual(['04:30-05:30', '05:30-05:30', '04:31-05:31', '05:31-06:31', '06:31-07:31']);
    expect(again.slice(3).map(({ previousDigestSignature }) => previousDigestSignature === null)).toEqual([
      true,
      false,
      true,
      false,
      false,
    ]);
    const listed = again.flatMap(({ logFiles }) => logFiles.map(({ s3Object }) => s3Object));
    expect(listed.toSorted()).toEqual((await keysOf(here, '/CloudTrail/')).filter(key => !key.includes('T0730')));
  });

  it('go on in another bucket, and are signed with the key of the month', async () => {
    const { box, here } = await logging(
      { EnableLogFileValidation: true },
      { ...TWO, now: new Date('2026-10-03T20:00:00Z') },
    );
    box.clock.advance(3 * 3600);
    await makeBucket(here, 'more');
    const more = grants({ bucket: 'more' });
    await putPolicy(here, policy(...more), 'more');
    await here.cloudtrail.send(new UpdateTrailCommand({ Name: 'main', S3BucketName: 'more' }));
    box.clock.advance(6 * 3600);
    const all = [...(await digests(box)), ...(await digests(box, { bucket: 'more' }))];
    expect(all).toHaveLength(9);
    expect(all.filter(({ previousDigestS3Object }) => previousDigestS3Object === null)).toHaveLength(1);
    expect(all[3]).toMatchObject({ digestS3Bucket: 'more', previousDigestS3Bucket: 'logs' });
    expect(new Set(all.map(({ digestPublicKeyFingerprint }) => digestPublicKeyFingerprint)).size).toBe(2);
  });

  it('are many after a month, and made when somebody looks', async () => {
    const { box, here } = await logging({ IsMultiRegionTrail: true, EnableLogFileValidation: true }, { regions: {} });
    box.clock.advance(30 * 86_400);
    const folder = `AWSLogs/${ACCOUNT}/CloudTrail-Digest/sa-east-1/`;
    const day = { Bucket: 'logs', Prefix: `${folder}2026/10/02/` };
    const { Contents = [], IsTruncated } = await here.s3.send(new ListObjectsV2Command(day));
    expect([Contents.length, IsTruncated]).toEqual([24, false]);
    const days = { Bucket: 'logs', Prefix: `${folder}2026/10/`, Delimiter: '/' };
    expect((await here.s3.send(new ListObjectsV2Command(days))).CommonPrefixes).toHaveLength(30);
    const [first] = Contents;
    const head = await here.s3.send(new HeadObjectCommand({ Bucket: 'logs', Key: first?.Key }));
    expect(head.ContentLength).toBe(first?.Size);
  });
});
