import { StartLoggingCommand, StopLoggingCommand, UpdateTrailCommand } from '@aws-sdk/client-cloudtrail';
import {
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutPermissionCommand,
  PutRuleCommand,
  type PutRuleCommandInput,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { parsePattern } from '../../src/sandbox/events/pattern.ts';
import { ACCOUNT, OTHER, type Clients, clients, failure, sandbox } from './clients.ts';
import { HOME, arnOf, makeTrail, openBucket, policy } from './estate.ts';

const AWAY = 'us-east-1';
const QUEUE = `arn:aws:sqs:${HOME}:${ACCOUNT}:audit`;
const BUS = `arn:aws:events:${HOME}:${ACCOUNT}:event-bus/default`;
const service = { Service: 'events.amazonaws.com' };

const pattern = (detail: object = {}) =>
  JSON.stringify({
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: { eventSource: [{ prefix: '' }], ...detail },
  });

async function rule({ events }: Clients, input: Partial<PutRuleCommandInput> = {}, target: object = {}) {
  const { RuleArn } = await events.send(new PutRuleCommand({ Name: 'audit', EventPattern: pattern(), ...input }));
  await events.send(
    new PutTargetsCommand({ Rule: input.Name ?? 'audit', Targets: [{ Id: 'queue', Arn: QUEUE, ...target }] }),
  );
  return RuleArn;
}

/** A trail that logs, and a queue that takes what rules of its account send. */
async function stage(condition: object = { StringEquals: { 'aws:SourceAccount': ACCOUNT } }) {
  const box = await sandbox();
  const here = clients(box);
  await openBucket(here);
  await makeTrail(here, { IsMultiRegionTrail: true });
  await here.cloudtrail.send(new StartLoggingCommand({ Name: 'main' }));
  const allow = { Effect: 'Allow', Principal: service, Action: 'sqs:SendMessage', Resource: QUEUE };
  const Attributes = { Policy: policy({ ...allow, Condition: condition }) };
  const { QueueUrl } = await here.sqs.send(new CreateQueueCommand({ QueueName: 'audit', Attributes }));
  const arrived = async () => {
    const { Messages = [] } = await here.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    return Messages.map(({ Body = '' }) => JSON.parse(Body) as Envelope);
  };
  const names = async () => (await arrived()).map(({ detail }) => detail['eventName']);
  return { box, here, arrived, names };
}

interface Envelope {
  readonly id: string;
  readonly region: string;
  readonly account: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

const tag = new PutBucketTaggingCommand({ Bucket: 'logs', Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } });

describe('a rule', () => {
  it('sends what changes something, in the envelope of EventBridge', async () => {
    const { here, arrived } = await stage();
    await rule(here);
    await arrived();
    await here.cloudtrail.send(new UpdateTrailCommand({ Name: 'main', EnableLogFileValidation: true }));
    await here.s3.send(new GetBucketPolicyCommand({ Bucket: 'logs' }));
    const [event, ...more] = await arrived();
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      version: '0',
      'detail-type': 'AWS API Call via CloudTrail',
      source: 'aws.cloudtrail',
      account: ACCOUNT,
      region: HOME,
      resources: [],
      detail: {
        eventSource: 'cloudtrail.amazonaws.com',
        eventName: 'UpdateTrail',
        requestParameters: { name: 'main', enableLogFileValidation: true },
        readOnly: false,
      },
    });
    expect(event?.id).toBe(event?.detail['eventID']);
  });

  it('sends reads too where it says so, failures with their error, and nothing while it is disabled', async () => {
    const { here, arrived, names } = await stage();
    await rule(here, { State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' });
    await arrived();
    await here.s3.send(new GetBucketPolicyCommand({ Bucket: 'logs' }));
    await failure(here.cloudtrail.send(new UpdateTrailCommand({ Name: 'main', S3BucketName: 'no-such-bucket' })));
    const told = await arrived();
    expect(told.map(({ detail }) => [detail['eventName'], detail['errorCode']])).toEqual([
      ['GetBucketPolicy', undefined],
      ['UpdateTrail', 'S3BucketDoesNotExistException'],
    ]);
    await here.events.send(new DisableRuleCommand({ Name: 'audit' }));
    await here.s3.send(tag);
    expect(await names()).toEqual([]);
    await here.events.send(new EnableRuleCommand({ Name: 'audit' }));
    await here.s3.send(tag);
    await here.s3.send(new GetBucketPolicyCommand({ Bucket: 'logs' }));
    expect(await names()).toEqual(['EnableRule', 'PutBucketTagging']);
  });

  it('is told of the call that stops the last trail, and of nothing after it', async () => {
    const { here, names } = await stage();
    await rule(here);
    await names();
    await here.cloudtrail.send(new StopLoggingCommand({ Name: 'main' }));
    await here.s3.send(tag);
    expect(await names()).toEqual(['StopLogging']);
    await here.cloudtrail.send(new StartLoggingCommand({ Name: 'main' }));
    expect(await names()).toEqual(['StartLogging']);
  });

  it.each([
    ['its ARN', { ArnEquals: { 'aws:SourceArn': `arn:aws:events:${HOME}:${ACCOUNT}:rule/audit` } }, true],
    ['the ARN of another', { ArnEquals: { 'aws:SourceArn': `arn:aws:events:${HOME}:${ACCOUNT}:rule/x` } }, false],
    ['another account', { StringEquals: { 'aws:SourceAccount': OTHER } }, false],
  ])('reaches a queue whose policy names %s, or does not', async (_, condition, arrives) => {
    const { here, names } = await stage(condition);
    await rule(here);
    await here.s3.send(tag);
    expect((await names()).includes('PutBucketTagging')).toBe(arrives);
  });

  it('hands events to a bus of another region by its role, and that bus to its own rules', async () => {
    const { box, here, names } = await stage();
    const away = clients(box, AWAY);
    await rule(here, { EventPattern: pattern({ awsRegion: [AWAY] }) });
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/forward`;
    await rule(away, {}, { Arn: BUS, RoleArn });
    await makeTopic(away);
    expect(await names()).toEqual([]);
    await forwarder(here);
    await makeTopic(away);
    expect(await names()).toEqual(['PutRolePolicy', 'CreateTopic']); // IAM is at home there
  });

  it('hands events to another account only where the bus lets it', async () => {
    const { box, here, names } = await stage();
    const theirs = clients(box, HOME, OTHER);
    await openTheirs(theirs);
    await rule(here, { EventPattern: JSON.stringify({ account: [OTHER] }) });
    await forwarder(theirs);
    await rule(theirs, {}, { Arn: BUS, RoleArn: `arn:aws:iam::${OTHER}:role/forward` });
    await makeTopic(theirs);
    expect(await names()).toEqual([]);
    const allow = { Effect: 'Allow', Principal: { AWS: OTHER }, Action: 'events:PutEvents', Resource: BUS };
    await here.events.send(new PutPermissionCommand({ Policy: policy(allow) }));
    expect((await here.events.send(new DescribeEventBusCommand({}))).Policy).toBe(policy(allow));
    await makeTopic(theirs);
    expect(await names()).toEqual(['CreateTopic']);
  });

  it('is listed, described, and deleted once it has no targets', async () => {
    const box = await sandbox();
    const { events } = clients(box);
    const Arn = await rule(clients(box), { Description: 'watches' });
    expect((await events.send(new ListRulesCommand({ NamePrefix: 'au' }))).Rules).toMatchObject([
      { Name: 'audit', Arn },
    ]);
    expect(await events.send(new DescribeRuleCommand({ Name: 'audit', EventBusName: BUS }))).toMatchObject({
      State: 'ENABLED',
      Description: 'watches',
      EventPattern: pattern(),
    });
    expect((await events.send(new ListTargetsByRuleCommand({ Rule: 'audit' }))).Targets).toEqual([
      { Id: 'queue', Arn: QUEUE },
    ]);
    const gone = new DeleteRuleCommand({ Name: 'audit' });
    expect(await failure(events.send(gone))).toMatchObject({
      name: 'ValidationException',
      message: "Rule can't be deleted since it has targets.",
    });
    const removed = await events.send(new RemoveTargetsCommand({ Rule: 'audit', Ids: ['queue', 'none'] }));
    expect(removed).toMatchObject({ FailedEntryCount: 1, FailedEntries: [{ TargetId: 'none' }] });
    await events.send(gone);
    await events.send(gone);
    expect(await failure(events.send(new DescribeRuleCommand({ Name: 'audit' })))).toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Rule audit does not exist on EventBus default.',
    });
  });

  it.each<[string, (of: Clients) => Promise<unknown>]>([
    [
      'ValidationException',
      async ({ events }) => events.send(new PutRuleCommand({ Name: 'a b', EventPattern: '{"a":[1]}' })),
    ],
    ['ValidationException', async ({ events }) => events.send(new PutRuleCommand({ Name: 'a' }))],
    [
      'ValidationException',
      async ({ events }) =>
        events.send(new PutRuleCommand({ Name: 'a', State: 'ON' as 'ENABLED', EventPattern: '{"a":[1]}' })),
    ],
    [
      'InvalidEventPatternException',
      async ({ events }) => events.send(new PutRuleCommand({ Name: 'a', EventPattern: '[]' })),
    ],
    [
      'InvalidEventPatternException',
      async ({ events }) =>
        events.send(new PutRuleCommand({ Name: 'a', EventPattern: `{"a":["${'x'.repeat(2048)}"]}` })),
    ],
    ['ResourceNotFoundException', async ({ events }) => events.send(new ListRulesCommand({ EventBusName: 'mine' }))],
    ['ResourceNotFoundException', async ({ events }) => events.send(new EnableRuleCommand({ Name: 'none' }))],
    ['ValidationException', async of => rule(of, {}, { Id: 'a b' })],
    ['ValidationException', async of => rule(of, {}, { Arn: 'arn:aws:lambda:eu-west-1:111111111111:function:a' })],
    ['ValidationException', async of => rule(of, {}, { Arn: QUEUE.replace(HOME, AWAY) })],
    ['ValidationException', async of => rule(of, {}, { Arn: BUS })],
    [
      'ValidationException',
      async ({ events }) => events.send(new PutRuleCommand({ Name: 'a', ScheduleExpression: 'rate(1 day)' })),
    ],
    ['ValidationException', async ({ events }) => events.send(new PutPermissionCommand({ Policy: '{}' }))],
    ['ValidationException', async ({ events }) => events.send(new PutPermissionCommand({}))],
    [
      'LimitExceededException',
      async of => {
        for (let at = 0; at < 6; at += 1) await rule(of, {}, { Id: `t${at}` });
      },
    ],
  ])('is refused with %s', async (name, act) => {
    expect((await failure(act(clients(await sandbox())))).name).toBe(name);
  });
});

async function makeTopic(of: Clients): Promise<void> {
  await of.sns.send(new CreateTopicCommand({ Name: 'alerts' }));
}

async function forwarder({ iam }: Clients): Promise<void> {
  const trust = policy({ Effect: 'Allow', Principal: service, Action: 'sts:AssumeRole' });
  await iam.send(new CreateRoleCommand({ RoleName: 'forward', AssumeRolePolicyDocument: trust }));
  const put = policy({ Effect: 'Allow', Action: 'events:PutEvents', Resource: BUS });
  await iam.send(new PutRolePolicyCommand({ RoleName: 'forward', PolicyName: 'put', PolicyDocument: put }));
}

/** A trail of the other account that logs. */
async function openTheirs(of: Clients): Promise<void> {
  const where = { CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' as const } };
  await of.s3.send(new CreateBucketCommand({ Bucket: 'theirs', ...where }));
  const open = { Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' }, Action: 's3:*' };
  const Policy = policy({ ...open, Resource: ['arn:aws:s3:::theirs', 'arn:aws:s3:::theirs/*'] });
  await of.s3.send(new PutBucketPolicyCommand({ Bucket: 'theirs', Policy }));
  await makeTrail(of, { S3BucketName: 'theirs' });
  await of.cloudtrail.send(new StartLoggingCommand({ Name: arnOf('main', HOME, OTHER) }));
}

describe('an event pattern', () => {
  const event = { source: 'aws.s3', n: 1, none: null, list: ['a', 'b'], detail: { bucket: 'logs', deep: { x: true } } };

  it.each<[object, boolean]>([
    [{ source: ['aws.s3'] }, true],
    [{ source: ['aws.sns', 'aws.s3'] }, true],
    [{ source: ['aws.sns'] }, false],
    [{ source: [{ prefix: 'aws.' }] }, true],
    [{ source: [{ suffix: '.sns' }] }, false],
    [{ source: [{ suffix: '.s3' }] }, true],
    [{ source: [{ 'equals-ignore-case': 'AWS.S3' }] }, true],
    [{ source: [{ 'anything-but': 'aws.s3' }] }, false],
    [{ source: [{ 'anything-but': ['aws.sns', 'aws.kms'] }] }, true],
    [{ source: [{ 'anything-but': { prefix: 'aws.' } }] }, false],
    [{ missing: [{ 'anything-but': 'x' }] }, false],
    [{ n: [1], none: [null] }, true],
    [{ n: ['1'] }, false],
    [{ n: [{ prefix: '1' }] }, false],
    [{ list: ['b'] }, true],
    [{ list: ['c'] }, false],
    [{ detail: { bucket: ['logs'], deep: { x: [true] } } }, true],
    [{ detail: { bucket: ['logs'], deep: { x: [false] } } }, false],
    [{ detail: { bucket: [{ exists: true }], code: [{ exists: false }] } }, true],
    [{ detail: { bucket: [{ exists: false }] } }, false],
    [{ other: { code: [{ exists: false }] } }, true],
    [{ $or: [{ source: ['x'] }, { detail: { bucket: ['logs'] } }] }, true],
    [{ source: ['aws.s3'], $or: [{ n: [2] }, { detail: { bucket: ['x'] } }] }, false],
  ])('%j: %s', (asked, fits) => {
    expect(parsePattern(JSON.stringify(asked))(event)).toBe(fits);
  });

  it.each([
    'x',
    '[]',
    '{}',
    '{"source":"aws.s3"}',
    '{"source":[]}',
    '{"source":[["x"]]}',
    '{"source":[{"numeric":["=",1]}]}',
    '{"source":[{"prefix":1}]}',
    '{"source":[{"prefix":"a","suffix":"b"}]}',
    '{"source":[{"exists":"yes"}]}',
    '{"$or":[{"a":["b"]}]}',
    '{"$or":["a","b"]}',
  ])('is not %s', source => {
    expect(() => parsePattern(source)).toThrow('Event pattern is not valid. Reason: ');
  });
});
