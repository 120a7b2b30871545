import {
  LookupEventsCommand,
  type LookupEventsCommandInput,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import {
  DeleteBucketTaggingCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutBucketTaggingCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it, test } from 'vitest';
import { ACCOUNT, type Clients, clients, failure, sandbox } from '../clients.ts';
import { arnOf, makeBucket, makeTrail, openBucket } from '../estate.ts';

const START = new Date('2026-10-01T10:00:00Z');

async function start() {
  const box = await sandbox({ now: START });
  const here = clients(box, 'eu-west-1', 'alice');
  return { box, here };
}

const by = (AttributeKey: string, AttributeValue: string): LookupEventsCommandInput => ({
  LookupAttributes: [{ AttributeKey: AttributeKey as 'EventName', AttributeValue }],
});

async function names({ cloudtrail }: Clients, input: LookupEventsCommandInput = {}): Promise<(string | undefined)[]> {
  return (await cloudtrail.send(new LookupEventsCommand(input))).Events?.map(event => event.EventName) ?? [];
}

async function record({ cloudtrail }: Clients, input: LookupEventsCommandInput): Promise<Record<string, unknown>> {
  const { Events: [event] = [] } = await cloudtrail.send(new LookupEventsCommand(input));
  return JSON.parse(event?.CloudTrailEvent ?? '{}') as Record<string, unknown>;
}

describe('event history', () => {
  it('shows calls newest first, reads and failures among them, but no data events', async () => {
    const { box, here } = await start();
    await openBucket(here);
    await failure(makeTrail(here, { S3BucketName: 'not-there' }));
    box.clock.advance(10);
    await makeTrail(here);
    await here.s3.send(new PutObjectCommand({ Bucket: 'logs', Key: 'k', Body: 'x' }));
    await here.s3.send(new HeadBucketCommand({ Bucket: 'logs' }));
    await here.s3.send(new ListObjectsV2Command({ Bucket: 'logs' }));
    box.clock.advance(10);
    await here.cloudtrail.send(new StartLoggingCommand({ Name: 'main' }));
    expect(await names(here)).toEqual([
      'StartLogging',
      'CreateTrail',
      'CreateTrail',
      'PutBucketPolicy',
      'CreateBucket',
    ]);
    expect(await names(here)).toEqual([
      'LookupEvents',
      'StartLogging',
      'CreateTrail',
      'CreateTrail',
      'PutBucketPolicy',
      'CreateBucket',
    ]);
  });

  it('has a whole record of a write', async () => {
    const { here } = await start();
    await openBucket(here);
    await makeTrail(here);
    await here.cloudtrail.send(new UpdateTrailCommand({ Name: arnOf('main'), S3KeyPrefix: '' }));
    const { Events: [event] = [] } = await here.cloudtrail.send(
      new LookupEventsCommand(by('EventName', 'UpdateTrail')),
    );
    expect(event).toMatchObject({
      ReadOnly: 'false',
      Username: 'alice',
      AccessKeyId: 'alice',
      EventTime: START,
      EventSource: 'cloudtrail.amazonaws.com',
      Resources: [{ ResourceType: 'AWS::CloudTrail::Trail', ResourceName: arnOf('main') }],
    });
    expect(JSON.parse(event?.CloudTrailEvent ?? '')).toEqual({
      eventVersion: '1.11',
      userIdentity: {
        type: 'IAMUser',
        principalId: expect.stringMatching(/^AIDA[0-9A-F]{17}$/) as string,
        arn: `arn:aws:iam::${ACCOUNT}:user/alice`,
        accountId: ACCOUNT,
        accessKeyId: 'alice',
        userName: 'alice',
      },
      eventTime: '2026-10-01T10:00:00Z',
      eventSource: 'cloudtrail.amazonaws.com',
      eventName: 'UpdateTrail',
      awsRegion: 'eu-west-1',
      sourceIPAddress: '127.0.0.1',
      userAgent: expect.stringContaining('aws-sdk-js') as string,
      requestParameters: { name: arnOf('main'), s3KeyPrefix: '' },
      responseElements: {
        name: 'main',
        s3BucketName: 'logs',
        includeGlobalServiceEvents: true,
        isMultiRegionTrail: false,
        trailARN: arnOf('main'),
        logFileValidationEnabled: false,
        isOrganizationTrail: false,
      },
      requestID: expect.any(String) as string,
      eventID: event?.EventId,
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: ACCOUNT,
      eventCategory: 'Management',
    });
  });

  it('records settings of buckets by their sub-resource, with the body as a tree', async () => {
    const { here } = await start();
    await makeBucket(here);
    const tags = (...keys: string[]) => ({ TagSet: keys.map(Key => ({ Key, Value: 'v' })) });
    await here.s3.send(new PutBucketTaggingCommand({ Bucket: 'logs', Tagging: tags('a') }));
    expect(await record(here, by('EventName', 'PutBucketTagging'))).toMatchObject({
      requestParameters: { bucketName: 'logs', tagging: '', Tagging: { TagSet: { Tag: { Key: 'a', Value: 'v' } } } },
      responseElements: null,
      resources: [{ type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::logs', accountId: ACCOUNT }],
    });
    await here.s3.send(new PutBucketTaggingCommand({ Bucket: 'logs', Tagging: tags('a', 'b') }));
    expect(await record(here, by('EventName', 'PutBucketTagging'))).toMatchObject({
      requestParameters: {
        Tagging: {
          TagSet: {
            Tag: [
              { Key: 'a', Value: 'v' },
              { Key: 'b', Value: 'v' },
            ],
          },
        },
      },
    });
    await here.s3.send(new DeleteBucketTaggingCommand({ Bucket: 'logs' }));
    expect(await record(here, by('EventName', 'DeleteBucketTagging'))).toMatchObject({
      additionalEventData: { httpStatusCode: 204 },
    });
  });

  it('records policies as objects, and the error of what failed', async () => {
    const { here } = await start();
    await openBucket(here);
    expect(await record(here, by('EventName', 'PutBucketPolicy'))).toMatchObject({
      requestParameters: { bucketName: 'logs', policy: '', bucketPolicy: { Version: '2012-10-17' } },
    });
    await failure(here.cloudtrail.send(new StopLoggingCommand({ Name: 'none' })));
    expect(await record(here, by('EventName', 'StopLogging'))).toMatchObject({
      errorCode: 'TrailNotFoundException',
      errorMessage: `Unknown trail: none for the user: ${ACCOUNT}`,
      responseElements: null,
    });
  });

  it('names the role of a session', async () => {
    const { box, here } = await start();
    const { Credentials: handed } = await here.sts.send(
      new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::333333333333:role/ops/Deploy', RoleSessionName: 'ci' }),
    );
    const {
      AccessKeyId: accessKeyId = '',
      SecretAccessKey: secretAccessKey = '',
      SessionToken: sessionToken = '',
    } = handed ?? {};
    const session = new CloudTrailClient({
      endpoint: box.url,
      region: 'eu-west-1',
      credentials: { accessKeyId, secretAccessKey, sessionToken },
    });
    await failure(session.send(new StopLoggingCommand({ Name: 'none' })));
    const { Events: [event] = [] } = await session.send(new LookupEventsCommand(by('AccessKeyId', accessKeyId)));
    session.destroy();
    expect(event?.Username).toBe('ci');
    expect((JSON.parse(event?.CloudTrailEvent ?? '{}') as { userIdentity: object }).userIdentity).toMatchObject({
      type: 'AssumedRole',
      arn: 'arn:aws:sts::333333333333:assumed-role/Deploy/ci',
      accountId: '333333333333',
      sessionContext: {
        sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::333333333333:role/ops/Deploy', userName: 'Deploy' },
        attributes: { creationDate: '2026-10-01T10:00:00Z', mfaAuthenticated: 'false' },
      },
    });
  });
});

describe('looking up', () => {
  test.each<[string, string, readonly string[]]>([
    ['EventName', 'StopLogging', ['StopLogging']],
    ['ReadOnly', 'true', ['AssumeRole']],
    ['ReadOnly', 'false', ['StopLogging', 'CreateBucket']],
    ['Username', 'alice', ['AssumeRole', 'StopLogging', 'CreateBucket']],
    ['Username', 'bob', []],
    ['AccessKeyId', 'alice', ['AssumeRole', 'StopLogging', 'CreateBucket']],
    ['ResourceType', 'AWS::S3::Bucket', ['CreateBucket']],
    ['ResourceType', 'AWS::Unknown::Thing', []],
    ['ResourceName', 'logs', ['CreateBucket']],
    ['ResourceName', 'none', ['StopLogging']],
    ['EventSource', 's3.amazonaws.com', ['CreateBucket']],
    ['EventId', 'x', []],
  ])('by %s %s', async (key, value, expected) => {
    const { here } = await start();
    await makeBucket(here);
    await failure(here.cloudtrail.send(new StopLoggingCommand({ Name: 'none' })));
    await here.sts.send(new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/R`, RoleSessionName: 'ci' }));
    expect(await names(here, by(key, value))).toEqual(expected);
  });

  it('keeps to the account, the region and the time', async () => {
    const { box, here } = await start();
    await makeBucket(here);
    const later = box.clock.advance(3600);
    await makeBucket(here, 'more');
    expect(await names(clients(box, 'us-east-1', 'alice'))).toEqual([]);
    expect(await names(clients(box, 'eu-west-1', '222222222222'))).toEqual([]);
    const created = by('EventName', 'CreateBucket');
    expect(await names(here, { ...created, StartTime: later })).toHaveLength(1);
    expect(await names(here, { ...created, EndTime: new Date(later.getTime() - 1000) })).toHaveLength(1);
    expect(await names(here, { ...created, EventCategory: 'insight' })).toEqual([]);
    box.clock.advance(91 * 86_400);
    expect(await names(here, created)).toEqual([]);
  });

  it('goes by pages, with everything else repeated', async () => {
    const { box, here } = await start();
    for (let n = 0; n < 5; n += 1) {
      await makeBucket(here, `bucket-${n}`);
      box.clock.advance(1);
    }
    const asked = { ...by('EventName', 'CreateBucket'), MaxResults: 2 };
    const found: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await here.cloudtrail.send(
        new LookupEventsCommand({ ...asked, ...(NextToken !== undefined && { NextToken }) }),
      );
      found.push(...(page.Events ?? []).map(event => event.Resources?.[0]?.ResourceName));
      ({ NextToken } = page);
    } while (NextToken !== undefined);
    expect(found).toEqual(['bucket-4', 'bucket-3', 'bucket-2', 'bucket-1', 'bucket-0']);

    const first = await here.cloudtrail.send(new LookupEventsCommand(asked));
    const other = { ...by('EventName', 'StopLogging'), NextToken: first.NextToken };
    expect((await failure(here.cloudtrail.send(new LookupEventsCommand(other)))).name).toBe(
      'InvalidNextTokenException',
    );
  });

  test.each<[string, LookupEventsCommandInput, string]>([
    [
      'two attributes',
      {
        LookupAttributes: [
          ...(by('EventName', 'a').LookupAttributes ?? []),
          ...(by('EventName', 'b').LookupAttributes ?? []),
        ],
      },
      'InvalidLookupAttributesException',
    ],
    ['another attribute', by('Colour', 'red'), 'InvalidLookupAttributesException'],
    ['ReadOnly in other letters', by('ReadOnly', 'True'), 'InvalidLookupAttributesException'],
    ['an empty value', by('EventName', ''), 'InvalidLookupAttributesException'],
    [
      'a value that is too long, since some characters count double',
      by('EventName', '_'.repeat(1001)),
      'InvalidLookupAttributesException',
    ],
    ['no results', { MaxResults: 0 }, 'InvalidMaxResultsException'],
    ['51 results', { MaxResults: 51 }, 'InvalidMaxResultsException'],
    [
      'an end before the start',
      { StartTime: START, EndTime: new Date(START.getTime() - 1000) },
      'InvalidTimeRangeException',
    ],
    ['a start in the future', { StartTime: new Date(START.getTime() + 1000) }, 'InvalidTimeRangeException'],
    ['another category', { EventCategory: 'data' as 'insight' }, 'InvalidEventCategoryException'],
    ['a token that is none', { NextToken: 'garbage' }, 'InvalidNextTokenException'],
  ])('refuses %s', async (_, input, name) => {
    const { here } = await start();
    expect((await failure(here.cloudtrail.send(new LookupEventsCommand(input)))).name).toBe(name);
  });
});
