import {
  CreateTrailCommand,
  type CreateTrailCommandInput,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  type DescribeTrailsCommandOutput,
  GetEventSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  ListTrailsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
  type UpdateTrailCommandInput,
} from '@aws-sdk/client-cloudtrail';
import { describe, expect, it, test } from 'vitest';
import { ACCOUNT, clients, failure, OTHER, sandbox } from '../clients.ts';
import { arnOf, HOME, makeLogGroup, makeLogRole, makeTrail, openBucket } from '../estate.ts';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/logs`;
const group = (region = HOME, account = ACCOUNT, end = ':*'): string =>
  `arn:aws:logs:${region}:${account}:log-group:trails${end}`;

async function withBucket() {
  const box = await sandbox({ now: new Date('2026-10-01T10:00:00.500Z') });
  const home = clients(box);
  await openBucket(home);
  await makeLogGroup(home);
  await makeLogRole(home);
  return { box, ...home, home };
}

describe('creating', () => {
  it('answers without home region and flags, and without settings that are not set', async () => {
    const { cloudtrail } = await withBucket();
    const { $metadata, ...answer } = await cloudtrail.send(
      new CreateTrailCommand({ Name: 'main', S3BucketName: 'logs' }),
    );
    expect($metadata.httpStatusCode).toBe(200);
    expect(answer).toEqual({
      Name: 'main',
      S3BucketName: 'logs',
      IncludeGlobalServiceEvents: true,
      IsMultiRegionTrail: false,
      TrailARN: arnOf('main'),
      LogFileValidationEnabled: false,
      IsOrganizationTrail: false,
    });
  });

  it('makes a trail that does not log', async () => {
    const { cloudtrail, home } = await withBucket();
    await makeTrail(home);
    const { $metadata: _, ...status } = await cloudtrail.send(new GetTrailStatusCommand({ Name: 'main' }));
    expect(status).toEqual({
      IsLogging: false,
      LatestDeliveryAttemptTime: '',
      LatestNotificationAttemptTime: '',
      LatestNotificationAttemptSucceeded: '',
      LatestDeliveryAttemptSucceeded: '',
      TimeLoggingStarted: '',
      TimeLoggingStopped: '',
    });
  });

  it('refuses a name that is taken', async () => {
    const { home } = await withBucket();
    await makeTrail(home);
    expect(await failure(makeTrail(home))).toEqual({
      name: 'TrailAlreadyExistsException',
      message: `Trail main already exists for customer: ${ACCOUNT}`,
      status: 400,
    });
  });

  const tooLong = 'n'.repeat(129);
  test.each([
    ['ab', 'Trail name too short. Minimum allowed length: 3 characters. Specified name length: 2 characters.'],
    [tooLong, 'Trail name too long. Maximum allowed length: 128 characters. Specified name length: 129 characters.'],
    ['-abc', 'Trail name must starts with a letter or number.'],
    ['abc_', 'Trail name must ends with a letter or number.'],
    [
      'a b c',
      'Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_).',
    ],
    ['a--b', 'Trail name cannot have adjacent periods, underscores, or hyphens.'],
    ['192.168.5.4', 'Trail name cannot be in IP address format.'],
  ])('refuses the name %s', async (name, message) => {
    const { home } = await withBucket();
    expect(await failure(makeTrail(home, { Name: name }))).toMatchObject({
      name: 'InvalidTrailNameException',
      message,
    });
  });

  const pair = 'You must specify a log group and a role ARN.';
  const noGroup = 'CloudTrail cannot validate the specified log group ARN.';
  test.each<[string, Partial<CreateTrailCommandInput>, string, string?]>([
    [
      'multi-region without global events',
      { IsMultiRegionTrail: true, IncludeGlobalServiceEvents: false, S3BucketName: 'not-there' },
      'InvalidParameterCombinationException',
      'Multi-Region trail must include global service events.',
    ],
    ['a bucket name that is none', { S3BucketName: 'Not_A_Bucket' }, 'InvalidS3BucketNameException'],
    [
      'a bucket that is not there',
      { S3BucketName: 'not-there' },
      'S3BucketDoesNotExistException',
      'S3 bucket not-there does not exist!',
    ],
    ['a prefix that is too long', { S3KeyPrefix: 'p'.repeat(201) }, 'InvalidS3PrefixException'],
    ['a reserved prefix', { S3KeyPrefix: 'AWSLogs/x' }, 'InvalidS3PrefixException'],
    ['a FIFO topic', { SnsTopicName: 'alerts.fifo' }, 'InvalidSnsTopicNameException'],
    [
      'a topic ARN that is none',
      { SnsTopicName: 'arn:aws:sqs:eu-west-1:111111111111:q' },
      'InvalidSnsTopicNameException',
    ],
    [
      'a topic that is not there',
      { SnsTopicName: 'alerts' },
      'InsufficientSnsTopicPolicyException',
      'SNS Topic does not exist or the topic policy is incorrect!',
    ],
    [
      'a log group without a role',
      { CloudWatchLogsLogGroupArn: group() },
      'InvalidCloudWatchLogsRoleArnException',
      pair,
    ],
    ['a role without a log group', { CloudWatchLogsRoleArn: ROLE }, 'InvalidCloudWatchLogsLogGroupArnException', pair],
    [
      'a log group without :*',
      { CloudWatchLogsLogGroupArn: group(HOME, ACCOUNT, ''), CloudWatchLogsRoleArn: ROLE },
      'InvalidCloudWatchLogsLogGroupArnException',
      noGroup,
    ],
    [
      "another account's log group",
      { CloudWatchLogsLogGroupArn: group(HOME, OTHER), CloudWatchLogsRoleArn: ROLE },
      'InvalidCloudWatchLogsLogGroupArnException',
      noGroup,
    ],
    [
      'a log group elsewhere',
      { CloudWatchLogsLogGroupArn: group('us-east-1'), CloudWatchLogsRoleArn: ROLE },
      'InvalidCloudWatchLogsLogGroupArnException',
      'You must specify a log group that is in the current region.',
    ],
    [
      'a role that is none',
      { CloudWatchLogsLogGroupArn: group(), CloudWatchLogsRoleArn: `arn:aws:iam::${ACCOUNT}:user/u` },
      'InvalidCloudWatchLogsRoleArnException',
      'CloudTrail cannot validate the specified role ARN.',
    ],
    ['a key name that is none', { KmsKeyId: 'a key' }, 'KmsKeyNotFoundException'],
    ['a key that is not there', { KmsKeyId: 'alias/none' }, 'InsufficientEncryptionPolicyException'],
    ['an organization where there is none', { IsOrganizationTrail: true }, 'OrganizationsNotInUseException'],
    ['a tag twice', { TagsList: [{ Key: 'a' }, { Key: 'a' }] }, 'InvalidTagParameterException'],
    ['a reserved tag', { TagsList: [{ Key: 'aws:a', Value: '' }] }, 'InvalidTagParameterException'],
    [
      '51 tags',
      { TagsList: Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: '' })) },
      'TagsLimitExceededException',
    ],
  ])('refuses %s', async (_, input, name, message) => {
    const { home, cloudtrail } = await withBucket();
    const refused = await failure(makeTrail(home, input));
    expect(refused).toMatchObject({ name, status: 400, ...(message !== undefined && { message }) });
    expect(await cloudtrail.send(new DescribeTrailsCommand({}))).toMatchObject({ trailList: [] });
  });

  it('names the user of a sixth trail, and counts replicas', async () => {
    const { box, home } = await withBucket();
    const there = clients(box, 'us-east-1');
    await makeTrail(there, { Name: 'multi', IsMultiRegionTrail: true });
    for (const n of [1, 2, 3, 4]) await makeTrail(home, { Name: `trail-${n}` });
    expect(await failure(makeTrail(home, { Name: 'trail-5' }))).toMatchObject({
      name: 'MaximumNumberOfTrailsExceededException',
      message: `User: ${ACCOUNT} already has 5 trails in ${HOME}.`,
    });
    const multi = makeTrail(there, { Name: 'multi-2', IsMultiRegionTrail: true });
    expect(await failure(multi)).toMatchObject({ name: 'MaximumNumberOfTrailsExceededException' });
    await makeTrail(there, { Name: 'single' });
  });
});

describe('updating', () => {
  const everything: CreateTrailCommandInput = {
    Name: 'main',
    S3BucketName: 'logs',
    S3KeyPrefix: 'pre',
    IncludeGlobalServiceEvents: false,
    EnableLogFileValidation: true,
    CloudWatchLogsLogGroupArn: group(),
    CloudWatchLogsRoleArn: ROLE,
    RecursiveLogging: false,
  };

  it('keeps what is not given', async () => {
    const { cloudtrail } = await withBucket();
    const { $metadata: _, ...created } = await cloudtrail.send(new CreateTrailCommand(everything));
    const { $metadata: __, ...updated } = await cloudtrail.send(new UpdateTrailCommand({ Name: 'main' }));
    expect(updated).toEqual(created);
    expect(updated).toMatchObject({ S3KeyPrefix: 'pre', LogFileValidationEnabled: true, RecursiveLogging: false });
  });

  test.each<[string, Partial<UpdateTrailCommandInput>, readonly string[]]>([
    ['the prefix', { S3KeyPrefix: '' }, ['S3KeyPrefix']],
    [
      'the pair by its group',
      { CloudWatchLogsLogGroupArn: '' },
      ['CloudWatchLogsLogGroupArn', 'CloudWatchLogsRoleArn'],
    ],
    ['the pair by its role', { CloudWatchLogsRoleArn: '' }, ['CloudWatchLogsLogGroupArn', 'CloudWatchLogsRoleArn']],
    [
      'the pair by both',
      { CloudWatchLogsLogGroupArn: '', CloudWatchLogsRoleArn: '' },
      ['CloudWatchLogsLogGroupArn', 'CloudWatchLogsRoleArn'],
    ],
    ['suppressed recursion, which is then not shown', { RecursiveLogging: true }, ['RecursiveLogging']],
  ])('clears %s', async (_, input, cleared) => {
    const { cloudtrail } = await withBucket();
    await cloudtrail.send(new CreateTrailCommand(everything));
    await cloudtrail.send(new UpdateTrailCommand({ Name: 'main', ...input }));
    const { Trail: trail = {} } = await cloudtrail.send(new GetTrailCommand({ Name: 'main' }));
    const expected = new Set(['S3KeyPrefix', 'CloudWatchLogsLogGroupArn', 'CloudWatchLogsRoleArn', 'RecursiveLogging']);
    expect(
      Object.keys(trail)
        .filter(key => expected.has(key))
        .toSorted(),
    ).toEqual([...expected].filter(key => !cleared.includes(key)).toSorted());
  });

  test.each([
    ['one of the pair cleared and one given', { CloudWatchLogsLogGroupArn: '', CloudWatchLogsRoleArn: ROLE }],
    ['global events off while multi-region', { IsMultiRegionTrail: true, IncludeGlobalServiceEvents: false }],
    ['no bucket', { S3BucketName: '' }],
  ])('refuses %s and changes nothing', async (_, input) => {
    const { cloudtrail } = await withBucket();
    await cloudtrail.send(new CreateTrailCommand(everything));
    const { Trail: before } = await cloudtrail.send(new GetTrailCommand({ Name: 'main' }));
    expect((await failure(cloudtrail.send(new UpdateTrailCommand({ Name: 'main', ...input })))).status).toBe(400);
    expect(await cloudtrail.send(new GetTrailCommand({ Name: 'main' }))).toMatchObject({ Trail: before });
  });

  it('lets global events follow the scope where they are not named', async () => {
    const { cloudtrail } = await withBucket();
    await cloudtrail.send(new CreateTrailCommand(everything));
    const wide = await cloudtrail.send(new UpdateTrailCommand({ Name: 'main', IsMultiRegionTrail: true }));
    expect(wide).toMatchObject({ IsMultiRegionTrail: true, IncludeGlobalServiceEvents: true });
    const narrow = await cloudtrail.send(new UpdateTrailCommand({ Name: 'main', IsMultiRegionTrail: false }));
    expect(narrow).toMatchObject({ IsMultiRegionTrail: false, IncludeGlobalServiceEvents: false });
  });
});

describe('logging', () => {
  it('starts and stops, and takes either twice', async () => {
    const { box, cloudtrail, home } = await withBucket();
    await makeTrail(home);
    for (const _ of [1, 2]) await cloudtrail.send(new StartLoggingCommand({ Name: arnOf('main') }));
    box.clock.advance(60);
    for (const _ of [1, 2]) await cloudtrail.send(new StopLoggingCommand({ Name: 'main' }));
    expect(await cloudtrail.send(new GetTrailStatusCommand({ Name: 'main' }))).toMatchObject({
      IsLogging: false,
      StartLoggingTime: new Date('2026-10-01T10:00:00.500Z'),
      StopLoggingTime: new Date('2026-10-01T10:01:00.500Z'),
      TimeLoggingStarted: '2026-10-01T10:00:00Z',
      TimeLoggingStopped: '2026-10-01T10:01:00Z',
    });
  });

  it('does not know a deleted trail any more', async () => {
    const { cloudtrail, home } = await withBucket();
    await makeTrail(home);
    await cloudtrail.send(new DeleteTrailCommand({ Name: 'main' }));
    expect(await failure(cloudtrail.send(new DeleteTrailCommand({ Name: 'main' })))).toMatchObject({
      name: 'TrailNotFoundException',
      message: `Unknown trail: main for the user: ${ACCOUNT}`,
    });
  });
});

describe('home regions', () => {
  async function twoRegions() {
    const { box, home } = await withBucket();
    await makeTrail(home, { Name: 'multi', IsMultiRegionTrail: true });
    await makeTrail(home, { Name: 'single' });
    return { home, there: clients(box, 'us-east-1'), foreign: clients(box, HOME, OTHER) };
  }
  const names = (answer: DescribeTrailsCommandOutput) => answer.trailList?.map(trail => trail.Name);

  it('shows replicas of multi-region trails elsewhere', async () => {
    const { home, there, foreign } = await twoRegions();
    expect(names(await home.cloudtrail.send(new DescribeTrailsCommand({})))).toEqual(['multi', 'single']);
    const shadow = await there.cloudtrail.send(new DescribeTrailsCommand({}));
    expect(shadow.trailList).toMatchObject([{ Name: 'multi', HomeRegion: HOME, TrailARN: arnOf('multi') }]);
    expect(names(await there.cloudtrail.send(new DescribeTrailsCommand({ includeShadowTrails: false })))).toEqual([]);
    expect(names(await foreign.cloudtrail.send(new DescribeTrailsCommand({})))).toEqual([]);
    expect((await there.cloudtrail.send(new ListTrailsCommand({}))).Trails).toEqual([
      { Name: 'multi', TrailARN: arnOf('multi'), HomeRegion: HOME },
    ]);
  });

  it('finds by name what is homed here, by ARN also replicas, and drops the rest silently', async () => {
    const { home, there } = await twoRegions();
    const trailNameList = ['multi', 'single', 'none', arnOf('multi'), arnOf('none')];
    expect(names(await home.cloudtrail.send(new DescribeTrailsCommand({ trailNameList })))).toEqual([
      'multi',
      'single',
    ]);
    expect(names(await there.cloudtrail.send(new DescribeTrailsCommand({ trailNameList })))).toEqual(['multi']);
    expect(names(await there.cloudtrail.send(new DescribeTrailsCommand({ trailNameList: ['multi'] })))).toEqual([]);
  });

  const elsewhere = `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/multi`;
  test.each([
    [
      'a read by name',
      new GetTrailCommand({ Name: 'multi' }),
      'TrailNotFoundException',
      `Unknown trail: multi for the user: ${ACCOUNT}`,
    ],
    [
      'the status by name',
      new GetTrailStatusCommand({ Name: 'multi' }),
      'TrailNotFoundException',
      `Unknown trail: ${elsewhere} for the user: ${ACCOUNT}`,
    ],
    [
      'selectors by name',
      new GetEventSelectorsCommand({ TrailName: 'multi' }),
      'TrailNotFoundException',
      `Unknown trail: ${elsewhere} for the user: ${ACCOUNT}`,
    ],
    [
      'selectors by ARN',
      new GetEventSelectorsCommand({ TrailName: arnOf('multi') }),
      'CloudTrailARNInvalidException',
      'Region in ARN is wrong, you can only access resources in region us-east-1.',
    ],
    ['a write by name', new StopLoggingCommand({ Name: 'multi' }), 'TrailNotFoundException', undefined],
    ['a write by ARN', new StopLoggingCommand({ Name: arnOf('multi') }), 'InvalidHomeRegionException', undefined],
    ['an update by ARN', new UpdateTrailCommand({ Name: arnOf('multi') }), 'InvalidHomeRegionException', undefined],
    [
      'an ARN that is none',
      new GetTrailCommand({ Name: 'arn:aws:s3:::logs' }),
      'CloudTrailARNInvalidException',
      undefined,
    ],
    [
      'a single-region trail by ARN',
      new GetTrailCommand({ Name: arnOf('single') }),
      'TrailNotFoundException',
      undefined,
    ],
    ['nothing', new GetTrailCommand({ Name: undefined }), 'InvalidTrailNameException', undefined],
  ] as const)('refuses %s in another region', async (_, command, name, message) => {
    const { there } = await twoRegions();
    const refused = await failure(there.cloudtrail.send(command as GetTrailCommand));
    expect(refused).toMatchObject({ name, ...(message !== undefined && { message }) });
  });

  it('reads a replica by ARN', async () => {
    const { there } = await twoRegions();
    expect((await there.cloudtrail.send(new GetTrailCommand({ Name: arnOf('multi') }))).Trail?.HomeRegion).toBe(HOME);
    expect((await there.cloudtrail.send(new GetTrailStatusCommand({ Name: arnOf('multi') }))).IsLogging).toBe(false);
  });
});
