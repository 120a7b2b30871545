import {
  CreateTopicCommand,
  type CreateTopicCommandInput,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-sns';
import { describe, expect, it, test } from 'vitest';
import { ACCOUNT, clients, failure, OTHER, sandbox } from './clients.ts';
import { HOME, policy } from './estate.ts';

const TopicArn = `arn:aws:sns:${HOME}:${ACCOUNT}:alerts`;
const ALLOW = {
  Sid: 'a',
  Effect: 'Allow',
  Principal: { Service: 'cloudtrail.amazonaws.com' },
  Action: 'SNS:Publish',
  Resource: TopicArn,
};

async function topic(input: Partial<CreateTopicCommandInput> = {}) {
  const box = await sandbox();
  const { sns } = clients(box);
  await sns.send(new CreateTopicCommand({ Name: 'alerts', ...input }));
  const set = (AttributeName: string, AttributeValue: string) =>
    sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }));
  const read = async () => (await sns.send(new GetTopicAttributesCommand({ TopicArn }))).Attributes ?? {};
  return { box, sns, set, read };
}

describe('a topic', () => {
  it('is fresh with its default policy and without what was never set', async () => {
    const { read } = await topic();
    const attributes = await read();
    expect(Object.keys(attributes).toSorted()).toEqual([
      'DisplayName',
      'EffectiveDeliveryPolicy',
      'Owner',
      'Policy',
      'SubscriptionsConfirmed',
      'SubscriptionsDeleted',
      'SubscriptionsPending',
      'TopicArn',
    ]);
    expect(attributes).toMatchObject({ Owner: ACCOUNT, TopicArn, DisplayName: '' });
    expect(JSON.parse(attributes['Policy'] ?? '')).toEqual({
      Version: '2008-10-17',
      Id: '__default_policy_ID',
      Statement: [
        {
          Sid: '__default_statement_ID',
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Action: [
            'SNS:GetTopicAttributes',
            'SNS:SetTopicAttributes',
            'SNS:AddPermission',
            'SNS:RemovePermission',
            'SNS:DeleteTopic',
            'SNS:Subscribe',
            'SNS:ListSubscriptionsByTopic',
            'SNS:Publish',
          ],
          Resource: TopicArn,
          Condition: { StringEquals: { 'AWS:SourceOwner': ACCOUNT } },
        },
      ],
    });
  });

  it('keeps a key as typed, and loses it with an empty value', async () => {
    const { set, read } = await topic({ Attributes: { KmsMasterKeyId: 'alias/x', DisplayName: 'A & B' } });
    expect(await read()).toMatchObject({ KmsMasterKeyId: 'alias/x', DisplayName: 'A & B' });
    await set('KmsMasterKeyId', '');
    expect(await read()).not.toHaveProperty('KmsMasterKeyId');
  });

  it('is created again only as it stands', async () => {
    const { sns } = await topic({ Attributes: { DisplayName: 'a' }, Tags: [{ Key: 'k', Value: 'v' }] });
    const again = (input: Partial<CreateTopicCommandInput>) =>
      sns.send(new CreateTopicCommand({ Name: 'alerts', ...input }));
    for (const input of [{}, { Attributes: { DisplayName: 'a' } }, { Tags: [{ Key: 'k', Value: 'v' }] }]) {
      expect((await again(input)).TopicArn).toBe(TopicArn);
    }
    expect(await failure(again({ Attributes: { DisplayName: 'b' } }))).toEqual({
      name: 'InvalidParameterException',
      message: 'Invalid parameter: Attributes Reason: Topic already exists with different attributes',
      status: 400,
    });
    expect(await failure(again({ Tags: [{ Key: 'k', Value: 'w' }] }))).toMatchObject({
      name: 'InvalidParameterException',
      message: 'Invalid parameter: Tags Reason: Topic already exists with different tags',
    });
  });

  test.each<[string, Partial<CreateTopicCommandInput>, string]>([
    ['a name that is none', { Name: 'a b' }, 'InvalidParameterException'],
    ['a name that is too long', { Name: 'a'.repeat(257) }, 'InvalidParameterException'],
    ['an attribute that is not known', { Attributes: { Colour: 'red' } }, 'InvalidParameterException'],
    ['a reserved tag', { Tags: [{ Key: 'aws:x', Value: '' }] }, 'InvalidParameterException'],
    [
      '51 tags',
      { Tags: Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: '' })) },
      'TagLimitExceededException',
    ],
    ['data protection, which the sandbox does not do', { DataProtectionPolicy: '{}' }, 'InvalidParameterException'],
  ])('is refused with %s', async (_, input, name) => {
    const { sns } = clients(await sandbox());
    expect((await failure(sns.send(new CreateTopicCommand({ Name: 'alerts', ...input })))).name).toBe(name);
  });

  it('is deleted twice, and then not found', async () => {
    const { sns, read } = await topic();
    for (const _ of [1, 2]) await sns.send(new DeleteTopicCommand({ TopicArn }));
    expect(await failure(read())).toEqual({ name: 'NotFoundException', message: 'Topic does not exist', status: 404 });
    expect((await failure(sns.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn })))).name).toBe(
      'ResourceNotFoundException',
    );
  });

  it('is listed by pages', async () => {
    const { sns } = clients(await sandbox());
    for (let n = 0; n < 101; n += 1) await sns.send(new CreateTopicCommand({ Name: `topic-${n}` }));
    const first = await sns.send(new ListTopicsCommand({}));
    const second = await sns.send(new ListTopicsCommand({ NextToken: first.NextToken }));
    expect([first.Topics?.length, second.Topics?.length, second.NextToken]).toEqual([100, 1, undefined]);
  });

  it('takes messages', async () => {
    const { box, sns } = await topic();
    const { MessageId: id } = await sns.send(new PublishCommand({ TopicArn, Message: 'hello', Subject: 'a' }));
    expect(box.messages(TopicArn)).toEqual([{ id, body: 'hello', subject: 'a', at: expect.any(Date) as Date }]);
    expect(box.messages(`${TopicArn}-2`)).toEqual([]);
    expect((await failure(sns.send(new PublishCommand({ TopicArn, Message: '' })))).name).toBe(
      'InvalidParameterException',
    );
  });
});

describe('its policy', () => {
  it('is kept as sent', async () => {
    const { set, read } = await topic();
    await set('Policy', policy(ALLOW));
    expect((await read())['Policy']).toBe(policy(ALLOW));
  });

  test.each([
    ['empty', ''],
    ['no JSON', '{'],
    ['a Sid twice', policy(ALLOW, ALLOW)],
    ['no principal', policy({ ...ALLOW, Principal: undefined })],
    ["another service's action", policy({ ...ALLOW, Action: 's3:GetObject' })],
    ['another topic', policy({ ...ALLOW, Resource: `${TopicArn}-2` })],
    ['101 statements', policy(...Array.from({ length: 101 }, (_, n) => ({ ...ALLOW, Sid: `s${n}` })))],
    ['more than 30 KB', policy({ ...ALLOW, Sid: 's'.repeat(30 * 1024) })],
  ])('is refused: %s', async (_, document) => {
    const { set, read } = await topic();
    const before = await read();
    expect(await failure(set('Policy', document))).toMatchObject({ name: 'InvalidParameterException', status: 400 });
    expect(await read()).toEqual(before);
  });

  it('decides about other accounts', async () => {
    const { box, set } = await topic();
    const { sns } = clients(box, HOME, OTHER);
    const publish = () => sns.send(new PublishCommand({ TopicArn, Message: 'x' }));
    expect(await failure(publish())).toMatchObject({ name: 'AuthorizationErrorException', status: 403 });
    await set('Policy', policy({ ...ALLOW, Principal: { AWS: `arn:aws:iam::${OTHER}:root` } }));
    await publish();
  });

  it('is not found from another region', async () => {
    const { box } = await topic();
    const { sns } = clients(box, 'us-east-1');
    expect((await failure(sns.send(new GetTopicAttributesCommand({ TopicArn })))).name).toBe(
      'InvalidParameterException',
    );
  });
});

describe('its tags', () => {
  it('are set and removed by key', async () => {
    const { sns } = await topic({ Tags: [{ Key: 'a', Value: '1' }] });
    const ResourceArn = TopicArn;
    await sns.send(
      new TagResourceCommand({
        ResourceArn,
        Tags: [
          { Key: 'a', Value: '2' },
          { Key: 'b', Value: '' },
        ],
      }),
    );
    await sns.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['b', 'c'] }));
    expect((await sns.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags).toEqual([{ Key: 'a', Value: '2' }]);
    const many = Array.from({ length: 50 }, (_, n) => ({ Key: `k${n}`, Value: '' }));
    expect((await failure(sns.send(new TagResourceCommand({ ResourceArn, Tags: many })))).name).toBe(
      'TagLimitExceededException',
    );
  });
});
