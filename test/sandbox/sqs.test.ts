import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { CreateKeyCommand } from '@aws-sdk/client-kms';
import { CreateTopicCommand, PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueueTagsCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { ACCOUNT, OTHER, clients, failure, sandbox } from './clients.ts';
import { HOME, policy } from './estate.ts';

const START = new Date('2026-10-01T00:00:00Z');
const ARN = `arn:aws:sqs:${HOME}:${ACCOUNT}:audit`;

async function queue(Attributes: Record<string, string> = {}, now: Date | undefined = START) {
  const box = await sandbox(now === undefined ? {} : { now });
  const here = clients(box);
  const { sqs } = here;
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'audit', Attributes }));
  const send = async (MessageBody: string, DelaySeconds?: number) => {
    const sent = { QueueUrl, MessageBody, ...(DelaySeconds !== undefined && { DelaySeconds }) };
    return sqs.send(new SendMessageCommand(sent));
  };
  const receive = async (input: Partial<ReceiveMessageCommandInput> = {}) =>
    (await sqs.send(new ReceiveMessageCommand({ QueueUrl, ...input }))).Messages ?? [];
  const bodies = async (input: Partial<ReceiveMessageCommandInput> = {}) =>
    (await receive({ MaxNumberOfMessages: 10, ...input })).map(({ Body }) => Body);
  const attributes = async () =>
    (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes ?? {};
  return { box, here, sqs, QueueUrl, send, receive, bodies, attributes };
}

describe('a queue', () => {
  it('has the defaults of SQS, and is one however often it is made', async () => {
    const { sqs, QueueUrl, attributes, box } = await queue();
    expect(QueueUrl).toBe(`${box.url}/${ACCOUNT}/audit`);
    expect(await attributes()).toMatchObject({
      QueueArn: ARN,
      VisibilityTimeout: '30',
      MessageRetentionPeriod: '345600',
      MaximumMessageSize: '1048576',
      ReceiveMessageWaitTimeSeconds: '0',
      SqsManagedSseEnabled: 'true',
      ApproximateNumberOfMessages: '0',
      CreatedTimestamp: '1790812800',
    });
    const again = { QueueName: 'audit', Attributes: { VisibilityTimeout: '30' } };
    expect((await sqs.send(new CreateQueueCommand(again))).QueueUrl).toBe(QueueUrl);
    expect(
      await failure(sqs.send(new CreateQueueCommand({ ...again, Attributes: { VisibilityTimeout: '60' } }))),
    ).toMatchObject({
      name: 'QueueNameExists',
      message: 'A queue already exists with the same name and a different value for attribute VisibilityTimeout',
    });
    expect((await sqs.send(new GetQueueUrlCommand({ QueueName: 'audit' }))).QueueUrl).toBe(QueueUrl);
    expect((await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'au' }))).QueueUrls).toEqual([QueueUrl]);
    expect((await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'b' }))).QueueUrls).toBeUndefined();
  });

  it('is gone once it is deleted, and its name is free a minute later', async () => {
    const { box, sqs, QueueUrl } = await queue();
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    const asked = await failure(sqs.send(new GetQueueAttributesCommand({ QueueUrl })));
    expect(asked).toEqual({ name: 'QueueDoesNotExist', message: 'The specified queue does not exist.', status: 400 });
    expect((await failure(sqs.send(new GetQueueUrlCommand({ QueueName: 'audit' })))).name).toBe('QueueDoesNotExist');
    const make = new CreateQueueCommand({ QueueName: 'audit' });
    expect((await failure(sqs.send(make))).name).toBe('QueueDeletedRecently');
    box.clock.advance(60);
    expect((await sqs.send(make)).QueueUrl).toBe(QueueUrl);
  });

  it('has tags', async () => {
    const { sqs, QueueUrl } = await queue();
    await sqs.send(new TagQueueCommand({ QueueUrl, Tags: { team: 'audit', stage: 'prod' } }));
    await sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys: ['stage'] }));
    expect((await sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ team: 'audit' });
    const reserved = new TagQueueCommand({ QueueUrl, Tags: { 'aws:x': '1' } });
    expect((await failure(sqs.send(reserved))).name).toBe('InvalidParameterValue');
  });

  it.each<[string, Record<string, string>, string]>([
    ['a number that is too large', { VisibilityTimeout: '43201' }, 'InvalidAttributeValue'],
    ['a text for a number', { DelaySeconds: 'soon' }, 'InvalidAttributeValue'],
    ['an attribute that is none', { Colour: 'blue' }, 'InvalidAttributeName'],
    ['a policy that is none', { Policy: '{}' }, 'InvalidAttributeValue'],
    [
      'a policy without principal',
      { Policy: policy({ Effect: 'Allow', Action: '*', Resource: '*' }) },
      'InvalidAttributeValue',
    ],
    ['encryption neither way', { SqsManagedSseEnabled: 'maybe' }, 'InvalidAttributeValue'],
    ['dead letters for nobody', { RedrivePolicy: '{}' }, 'InvalidParameterValue'],
    ['dead letters that are no JSON', { RedrivePolicy: 'x' }, 'InvalidParameterValue'],
    [
      'a queue for dead letters that is not there',
      { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `${ARN}-dead`, maxReceiveCount: '3' }) },
      'InvalidParameterValue',
    ],
  ])('is refused with %s', async (_, Attributes, name) => {
    const { sqs, QueueUrl } = await queue();
    expect((await failure(sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes })))).name).toBe(name);
  });

  it.each([
    [
      'a name with a dot',
      async ({ sqs }: { readonly sqs: Client }) => sqs.send(new CreateQueueCommand({ QueueName: 'a.fifo' })),
    ],
    [
      'a tag of AWS',
      async ({ sqs }: { readonly sqs: Client }) =>
        sqs.send(new CreateQueueCommand({ QueueName: 'b', tags: { 'aws:a': '' } })),
    ],
  ])('is not made with %s', async (_, make) => {
    expect((await failure(make(await queue()))).name).toBe('InvalidParameterValue');
  });

  it('takes its settings back with an empty text, and one kind of encryption ends the other', async () => {
    const { sqs, QueueUrl, attributes } = await queue({ VisibilityTimeout: '60' });
    const set = async (Attributes: Record<string, string>) =>
      sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    await set({ KmsMasterKeyId: 'alias/aws/sqs' });
    expect(await attributes()).toMatchObject({ KmsMasterKeyId: 'alias/aws/sqs', SqsManagedSseEnabled: 'false' });
    await set({ SqsManagedSseEnabled: 'true', Policy: '' });
    expect(await attributes()).not.toHaveProperty('KmsMasterKeyId');
    const asked = { QueueUrl, AttributeNames: ['Policy' as const] };
    expect((await sqs.send(new GetQueueAttributesCommand(asked))).Attributes).toEqual({});
    const unknown = { QueueUrl, AttributeNames: ['Colour' as 'All'] };
    expect((await failure(sqs.send(new GetQueueAttributesCommand(unknown)))).name).toBe('InvalidAttributeName');
  });

  it('is asked with what SQS knows, and nothing else', async () => {
    const { sqs, QueueUrl } = await queue();
    const attributes = { MessageAttributeNames: ['All'] };
    expect((await failure(sqs.send(new ReceiveMessageCommand({ QueueUrl, ...attributes })))).message).toContain(
      'MessageAttributeNames',
    );
  });
});

type Client = Awaited<ReturnType<typeof queue>>['sqs'];

describe('a message', () => {
  it('is hidden while somebody has it, comes again, and is gone once it is deleted', async () => {
    const { box, sqs, QueueUrl, send, receive, bodies, attributes } = await queue();
    await send('hello');
    const [first] = await receive({ MessageSystemAttributeNames: ['All'] });
    expect(first).toMatchObject({
      Body: 'hello',
      Attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1790812800000' },
    });
    expect(await bodies()).toEqual([]);
    expect(await attributes()).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '1',
    });
    box.clock.advance(30);
    const [second] = await receive({ AttributeNames: ['All'], VisibilityTimeout: 5 });
    expect(second?.Attributes?.['ApproximateReceiveCount']).toBe('2');
    const { ReceiptHandle: stale } = first ?? {};
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: stale }));
    box.clock.advance(5);
    const [third] = await receive();
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: third?.ReceiptHandle }));
    box.clock.advance(3600);
    expect(await bodies()).toEqual([]);
  });

  it('is forgotten after the retention', async () => {
    const { box, send, bodies, attributes } = await queue({ MessageRetentionPeriod: '60' });
    await send('old');
    box.clock.advance(30);
    await send('new');
    box.clock.advance(30);
    expect((await attributes())['ApproximateNumberOfMessages']).toBe('1');
    expect(await bodies()).toEqual(['new']);
  });

  it('waits as long as it is delayed', async () => {
    const { box, send, bodies, attributes } = await queue({ DelaySeconds: '10' });
    await send('usual');
    await send('now', 0);
    expect(await bodies()).toEqual(['now']);
    expect((await attributes())['ApproximateNumberOfMessagesDelayed']).toBe('1');
    box.clock.advance(10);
    expect(await bodies()).toEqual(['usual']);
  });

  it('comes to who waits for it, and who waits leaves without one when the time is over', async () => {
    const { box, send, bodies } = await queue();
    const waiting = bodies({ WaitTimeSeconds: 20 });
    await send('late');
    expect(await waiting).toEqual(['late']);
    const idle = bodies({ WaitTimeSeconds: 20 });
    await expect.poll(() => box.calls().filter(({ operation }) => operation === 'sqs:ReceiveMessage').length).toBe(2);
    box.clock.advance(20);
    expect(await idle).toEqual([]);
  });

  it('is not lost to who has gone', async () => {
    const { box, sqs, QueueUrl, send, bodies } = await queue();
    const gone = new AbortController();
    const waiting = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
      abortSignal: gone.signal,
    });
    const refused = failure(waiting);
    await expect.poll(() => box.counts().operations['sqs:ReceiveMessage']).toBe(1);
    gone.abort();
    expect((await refused).name).toBe('AbortError');
    await send('here');
    await expect.poll(async () => bodies()).toEqual(['here']);
    const first = () => box.calls().find(({ operation }) => operation === 'sqs:ReceiveMessage')?.outcome;
    await expect.poll(first).toBe('dropped');
  });

  it('goes to the dead letters once it was received too often', async () => {
    const { box, sqs, QueueUrl, send, bodies } = await queue();
    const { QueueUrl: dead = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'dead' }));
    const redrive = { deadLetterTargetArn: `arn:aws:sqs:${HOME}:${ACCOUNT}:dead`, maxReceiveCount: 2 };
    const Attributes = { RedrivePolicy: JSON.stringify(redrive) };
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    await send('bad');
    const seen: unknown[] = [];
    for (let times = 0; times < 3; times += 1) {
      seen.push(await bodies());
      box.clock.advance(30);
    }
    expect(seen).toEqual([['bad'], ['bad'], []]);
    expect(await bodies({ QueueUrl: dead })).toEqual(['bad']);
  });

  it('is deleted with others at once, each told of', async () => {
    const { sqs, QueueUrl, send, receive, bodies } = await queue({ VisibilityTimeout: '0' });
    await send('one');
    await send('two');
    const Entries = (await receive({ MaxNumberOfMessages: 10 })).map(({ ReceiptHandle, Body: Id }) => ({
      Id,
      ReceiptHandle,
    }));
    const done = await sqs.send(
      new DeleteMessageBatchCommand({ QueueUrl, Entries: [...Entries, { Id: 'x', ReceiptHandle: 'none' }] }),
    );
    expect(done.Successful).toEqual([{ Id: 'one' }, { Id: 'two' }]);
    expect(done.Failed).toMatchObject([{ Id: 'x', SenderFault: true, Code: 'ReceiptHandleIsInvalid' }]);
    expect(await bodies()).toEqual([]);
  });

  it('is given back before its time, with others at once or alone', async () => {
    const { sqs, QueueUrl, send, receive, bodies } = await queue({ VisibilityTimeout: '300' });
    await send('one');
    const [{ ReceiptHandle } = {}] = await receive();
    expect(await bodies()).toEqual([]);
    const Entries = [
      { Id: 'one', ReceiptHandle, VisibilityTimeout: 0 },
      { Id: 'x', ReceiptHandle: 'none', VisibilityTimeout: 0 },
    ];
    const done = await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    expect(done.Successful).toEqual([{ Id: 'one' }]);
    expect(done.Failed).toMatchObject([{ Id: 'x', SenderFault: true, Code: 'ReceiptHandleIsInvalid' }]);
    const [{ ReceiptHandle: again } = {}] = await receive();
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: again, VisibilityTimeout: 0 }));
    const twice = { QueueUrl, ReceiptHandle: again, VisibilityTimeout: 0 };
    expect((await failure(sqs.send(new ChangeMessageVisibilityCommand(twice)))).name).toBe('InvalidParameterValue');
    expect(await bodies()).toEqual(['one']);
  });

  it.each<[string, (of: Awaited<ReturnType<typeof queue>>) => Promise<unknown>]>([
    ['MissingParameter', async ({ sqs, QueueUrl }) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '' }))],
    ['MissingParameter', async ({ sqs }) => sqs.send(new ReceiveMessageCommand({ QueueUrl: undefined }))],
    [
      'MissingParameter',
      async ({ sqs, QueueUrl }) => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: undefined })),
    ],
    [
      'MissingParameter',
      async ({ sqs, QueueUrl }) =>
        sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: undefined, VisibilityTimeout: 0 })),
    ],
    [
      'MissingParameter',
      async ({ sqs, QueueUrl }) =>
        sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: 'none', VisibilityTimeout: undefined })),
    ],
    ['InvalidParameterValue', async ({ receive }) => receive({ WaitTimeSeconds: 21 })],
    ['InvalidParameterValue', async ({ receive }) => receive({ MaxNumberOfMessages: 11 })],
    ['InvalidParameterValue', async ({ receive }) => receive({ VisibilityTimeout: -1 })],
    ['InvalidParameterValue', async ({ send }) => send('late', 901)],
    ['InvalidParameterValue', async ({ send }) => send('x'.repeat(2000))],
    [
      'EmptyBatchRequest',
      async ({ sqs, QueueUrl }) => sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: [] })),
    ],
    [
      'TooManyEntriesInBatchRequest',
      async batch =>
        deleteMany(
          batch,
          Array.from({ length: 11 }, (_, at) => `${at}`),
        ),
    ],
    ['BatchEntryIdsNotDistinct', async batch => deleteMany(batch, ['a', 'a'])],
    [
      'PurgeQueueInProgress',
      async ({ sqs, QueueUrl }) => {
        await sqs.send(new PurgeQueueCommand({ QueueUrl }));
        await sqs.send(new PurgeQueueCommand({ QueueUrl }));
      },
    ],
  ])('is refused with %s', async (name, act) => {
    expect((await failure(act(await queue({ MaximumMessageSize: '1024' })))).name).toBe(name);
  });

  it('of a queue is a data event: history has only what is done to the queue', async () => {
    const { here, send, receive } = await queue();
    await send('hello');
    await receive();
    const { Events = [] } = await here.cloudtrail.send(new LookupEventsCommand({}));
    expect(Events.map(({ EventName }) => EventName)).toEqual(['CreateQueue']);
  });
});

async function deleteMany(
  { sqs, QueueUrl }: { readonly sqs: Client; readonly QueueUrl: string },
  ids: readonly string[],
) {
  const Entries = ids.map(Id => ({ Id, ReceiptHandle: 'any' }));
  return sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
}

describe('a queue policy', () => {
  const statement = (Principal: object, more: object = {}) =>
    policy({ Effect: 'Allow', Principal, Action: 'sqs:*', Resource: ARN, ...more });

  it('lets strangers in, or does not', async () => {
    const { box, sqs, QueueUrl } = await queue();
    const { sqs: stranger } = clients(box, HOME, OTHER);
    const put = new SendMessageCommand({ QueueUrl, MessageBody: 'hi' });
    expect(await failure(stranger.send(put))).toMatchObject({
      name: 'AccessDenied',
      status: 403,
      message: `User: arn:aws:iam::${OTHER}:user/sandbox is not authorized to perform: sqs:sendmessage on resource: ${ARN} because no resource-based policy allows the sqs:sendmessage action`,
    });
    const open = { Policy: statement({ AWS: OTHER }) };
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: open }));
    await stranger.send(put);
    const closed = { Policy: policy({ Effect: 'Deny', Principal: '*', Action: 'sqs:SendMessage', Resource: ARN }) };
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: closed }));
    expect((await failure(sqs.send(put))).message).toContain('explicit deny');
  });

  it.each([
    ['for the topic', { ArnEquals: { 'aws:SourceArn': `arn:aws:sns:${HOME}:${ACCOUNT}:alerts` } }, true],
    ['for its account', { StringEquals: { 'aws:SourceAccount': ACCOUNT } }, true],
    ['for another topic', { ArnEquals: { 'aws:SourceArn': `arn:aws:sns:${HOME}:${ACCOUNT}:other` } }, false],
  ])('lets SNS in %s', async (_, Condition, arrives) => {
    const Policy = statement({ Service: 'sns.amazonaws.com' }, { Condition });
    const { here, bodies } = await queue({ Policy });
    await subscribed(here, {});
    expect(await bodies()).toHaveLength(arrives ? 1 : 0);
  });

  it.each<[string, Record<string, string>, unknown]>([
    ['raw', { RawMessageDelivery: 'true' }, '{"at":"eu"}'],
    [
      'past a filter',
      { FilterPolicy: '{"at":["eu"]}', FilterPolicyScope: 'MessageBody', RawMessageDelivery: 'true' },
      '{"at":"eu"}',
    ],
    ['not past another', { FilterPolicy: '{"at":["us"]}', FilterPolicyScope: 'MessageBody' }, undefined],
    ['not past one of attributes, of which it has none', { FilterPolicy: '{"at":["eu"]}' }, undefined],
  ])('comes from a topic %s', async (_, attributes, body) => {
    const { here, bodies } = await queue({ Policy: statement({ Service: 'sns.amazonaws.com' }) });
    await subscribed(here, attributes);
    expect((await bodies())[0]).toBe(body);
  });

  it('comes from a topic past a filter of its attributes', async () => {
    const { here, bodies } = await queue({ Policy: statement({ Service: 'sns.amazonaws.com' }) });
    const { TopicArn } = await here.sns.send(new CreateTopicCommand({ Name: 'weighed' }));
    const Attributes = { FilterPolicy: '{"weight":["critical"]}', RawMessageDelivery: 'true' };
    await here.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: ARN, Attributes }));
    for (const StringValue of ['low', 'critical']) {
      const MessageAttributes = { weight: { DataType: 'String', StringValue } };
      await here.sns.send(new PublishCommand({ TopicArn, Message: StringValue, MessageAttributes }));
    }
    expect(await bodies()).toEqual(['critical']);
  });

  it('comes from a topic in an envelope, and to another account only once it was confirmed', async () => {
    const { here, bodies, box } = await queue({ Policy: statement({ Service: 'sns.amazonaws.com' }) });
    await subscribed(here, {});
    const [body = ''] = await bodies();
    expect(JSON.parse(body)).toMatchObject({
      Type: 'Notification',
      TopicArn: `arn:aws:sns:${HOME}:${ACCOUNT}:alerts`,
      Message: '{"at":"eu"}',
      Timestamp: START.toISOString(),
      SignatureVersion: '1',
    });
    const { sns } = clients(box, HOME, OTHER);
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'theirs' }));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: ARN }));
    await sns.send(new PublishCommand({ TopicArn, Message: 'unasked' }));
    expect((await bodies()).map(text => JSON.parse(text ?? '') as object)).toMatchObject([
      { Type: 'SubscriptionConfirmation', TopicArn, Token: expect.any(String) as string },
    ]);
  });

  it.each([
    ['lets SNS use it', { Service: 'sns.amazonaws.com' }, 1],
    ['does not', { AWS: ACCOUNT }, 0],
  ])('counts beside the policy of its key, which %s', async (_, Principal, arrived) => {
    const { here, sqs, QueueUrl, bodies } = await queue({ Policy: statement({ Service: 'sns.amazonaws.com' }) });
    const Policy = policy({ Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' });
    const { KeyMetadata } = await here.kms.send(new CreateKeyCommand({ Policy }));
    const Attributes = { KmsMasterKeyId: KeyMetadata?.Arn ?? '' };
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    await subscribed(here, {});
    expect(await bodies()).toHaveLength(arrived);
  });
});

async function subscribed(
  { sns }: { readonly sns: ReturnType<typeof clients>['sns'] },
  Attributes: Record<string, string>,
) {
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'alerts' }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: ARN, Attributes }));
  await sns.send(new PublishCommand({ TopicArn, Message: '{"at":"eu"}' }));
}
