import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
  SubscribeCommand,
  type SubscribeCommandInput,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { ACCOUNT, clients, failure, OTHER, sandbox } from './clients.ts';
import { HOME } from './estate.ts';

const TopicArn = `arn:aws:sns:${HOME}:${ACCOUNT}:alerts`;
const queue = (account = ACCOUNT, name = 'audit') => `arn:aws:sqs:${HOME}:${account}:${name}`;
const MAIL = { Protocol: 'email', Endpoint: 'audit@acme.example' };

async function topic() {
  const box = await sandbox();
  const { sns } = clients(box);
  await sns.send(new CreateTopicCommand({ Name: 'alerts' }));
  const subscribe = async (input: Partial<SubscribeCommandInput> = {}) => {
    const given = { TopicArn, Protocol: 'sqs', Endpoint: queue(), ...input };
    return (await sns.send(new SubscribeCommand(given))).SubscriptionArn ?? '';
  };
  const list = async () => (await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions ?? [];
  const attributes = async (SubscriptionArn: string) =>
    (await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))).Attributes;
  return { box, sns, subscribe, list, attributes };
}

describe('a subscription', () => {
  it('of a queue of the own account is confirmed at once, and is one however often it is asked for', async () => {
    const { subscribe, list, attributes, sns } = await topic();
    const arn = await subscribe({ Attributes: { RawMessageDelivery: 'true' } });
    expect(arn.startsWith(`${TopicArn}:`)).toBe(true);
    expect(await subscribe()).toBe(arn);
    expect(await subscribe({ Attributes: { RawMessageDelivery: 'true' } })).toBe(arn);
    expect((await failure(subscribe({ Attributes: { RawMessageDelivery: 'false' } }))).message).toContain(
      'already exists with different attributes',
    );
    expect(await list()).toEqual([
      { SubscriptionArn: arn, Owner: ACCOUNT, Protocol: 'sqs', Endpoint: queue(), TopicArn },
    ]);
    expect(await attributes(arn)).toMatchObject({ RawMessageDelivery: 'true', PendingConfirmation: 'false', TopicArn });
    const set = { SubscriptionArn: arn, AttributeName: 'RawMessageDelivery', AttributeValue: 'false' };
    await sns.send(new SetSubscriptionAttributesCommand(set));
    expect(await attributes(arn)).toMatchObject({ RawMessageDelivery: 'false' });
  });

  it('waits for a person, and for a queue of another account, and cannot be ended meanwhile', async () => {
    const { box, sns, subscribe, list } = await topic();
    expect(await subscribe(MAIL)).toBe('pending confirmation');
    const arn = await subscribe({ ...MAIL, ReturnSubscriptionArn: true });
    await subscribe({ Endpoint: queue(OTHER) });
    expect((await list()).map(({ SubscriptionArn }) => SubscriptionArn)).toEqual([
      'PendingConfirmation',
      'PendingConfirmation',
    ]);
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    expect(Attributes).toMatchObject({ SubscriptionsPending: '2', SubscriptionsConfirmed: '0' });
    for (const SubscriptionArn of ['PendingConfirmation', arn])
      expect((await failure(sns.send(new UnsubscribeCommand({ SubscriptionArn })))).name).toBe(
        'InvalidParameterException',
      );
    const { Token } = JSON.parse(box.messages(TopicArn)[0]?.body ?? '{}') as { readonly Token: string };
    const confirm = new ConfirmSubscriptionCommand({ TopicArn, Token });
    expect((await sns.send(confirm)).SubscriptionArn).toBe(arn);
    expect((await failure(sns.send(confirm))).name).toBe('InvalidParameterException');
    await sns.send(new UnsubscribeCommand({ SubscriptionArn: arn }));
    await sns.send(new UnsubscribeCommand({ SubscriptionArn: arn }));
    expect(await list()).toHaveLength(1);
  });

  it('is listed a hundred at a time', async () => {
    const { sns, subscribe } = await topic();
    for (let index = 0; index < 101; index += 1) await subscribe({ Endpoint: queue(ACCOUNT, `q${index}`) });
    const first = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(first.Subscriptions).toHaveLength(100);
    const { NextToken } = first;
    const second = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn, NextToken }));
    expect(second.Subscriptions).toHaveLength(1);
    expect(second.NextToken).toBeUndefined();
  });

  it("belongs to who subscribed: nobody else reads it, and the topic's owner may end it", async () => {
    const { box, subscribe, sns } = await topic();
    const arn = await subscribe();
    const { sns: other } = clients(box, HOME, OTHER);
    expect((await failure(other.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: arn })))).name).toBe(
      'AuthorizationErrorException',
    );
    expect((await failure(other.send(new UnsubscribeCommand({ SubscriptionArn: arn })))).name).toBe(
      'AuthorizationErrorException',
    );
    const missing = `${TopicArn}:00000000-0000-0000-0000-000000000000`;
    expect((await failure(sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: missing })))).name).toBe(
      'NotFoundException',
    );
  });

  it.each<[string, Partial<SubscribeCommandInput>]>([
    ['a protocol that is none', { Protocol: 'pigeon' }],
    ['an endpoint of another protocol', { Protocol: 'https', Endpoint: 'http://acme.example' }],
    ['raw e-mail', { ...MAIL, Attributes: { RawMessageDelivery: 'true' } }],
    ['raw neither way', { Attributes: { RawMessageDelivery: 'maybe' } }],
    ['an attribute that is none', { Attributes: { Colour: 'blue' } }],
    [
      'a stream without a role',
      { Protocol: 'firehose', Endpoint: `arn:aws:firehose:${HOME}:${ACCOUNT}:deliverystream/a` },
    ],
  ])('is refused with %s', async (_, input) => {
    const { subscribe } = await topic();
    expect((await failure(subscribe(input))).name).toBe('InvalidParameterException');
  });
});
