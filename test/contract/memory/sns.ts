import type * as SNS from '@aws-sdk/client-sns';

import { ApiFailure } from '../../../src/core/failure.ts';
import type { FailureCategory } from '../../../src/core/failure.ts';
import type { Target } from '../../../src/core/model.ts';
import { rewritten } from './policy.ts';

interface Topic {
  readonly attributes: Map<string, string>;
  readonly tags: Map<string, string>;
  readonly subscriptions: Map<string, Told>;
}

interface Told {
  readonly Protocol: string;
  readonly Endpoint: string;
  readonly attributes: Map<string, string>;
}

interface Asked {
  readonly operation: string;
  readonly target: Target;
}

/** SNS at the level of operations, in memory: standard topics, their attributes and tags, what it refuses. */
export class MemorySns {
  readonly topics = new Map<string, Topic>();

  /** @throws ApiFailure with the names that the SDK gives SNS's errors */
  answer(operation: string, input: object, target: Target): object {
    const asked = { operation, target };
    switch (operation) {
      case 'CreateTopic':
        return this.#create(input as SNS.CreateTopicCommandInput, asked);
      case 'GetTopicAttributes': {
        const { TopicArn = '' } = input as SNS.GetTopicAttributesCommandInput;
        return { Attributes: Object.fromEntries(this.#topic(TopicArn, asked).attributes) };
      }
      case 'SetTopicAttributes': {
        const { TopicArn = '', AttributeName = '', AttributeValue = '' } = input as SNS.SetTopicAttributesCommandInput;
        set(this.#topic(TopicArn, asked), [AttributeName, AttributeValue], asked);
        return {};
      }
      case 'Subscribe':
        return this.#subscribe(input as SNS.SubscribeCommandInput, asked);
      case 'ListSubscriptionsByTopic': {
        const { TopicArn = '' } = input as SNS.ListSubscriptionsByTopicCommandInput;
        const { subscriptions } = this.#topic(TopicArn, asked);
        return {
          Subscriptions: [...subscriptions].map(([SubscriptionArn, { Protocol, Endpoint }]) => ({
            SubscriptionArn: waits(Protocol) ? 'PendingConfirmation' : SubscriptionArn,
            Owner: target.account,
            Protocol,
            Endpoint,
            TopicArn,
          })),
        };
      }
      case 'GetSubscriptionAttributes': {
        const { SubscriptionArn = '' } = input as SNS.GetSubscriptionAttributesCommandInput;
        return { Attributes: Object.fromEntries(this.#subscription(SubscriptionArn, asked).attributes) };
      }
      case 'SetSubscriptionAttributes': {
        const one = input as SNS.SetSubscriptionAttributesCommandInput;
        const { SubscriptionArn = '', AttributeName = '', AttributeValue = '' } = one;
        this.#subscription(SubscriptionArn, asked).attributes.set(AttributeName, AttributeValue);
        return {};
      }
      case 'Unsubscribe': {
        const { SubscriptionArn = '' } = input as SNS.UnsubscribeCommandInput;
        this.#subscription(SubscriptionArn, asked);
        for (const { subscriptions } of this.topics.values()) subscriptions.delete(SubscriptionArn);
        return {};
      }
      case 'ListTagsForResource': {
        const { ResourceArn = '' } = input as SNS.ListTagsForResourceCommandInput;
        return { Tags: [...this.#topic(ResourceArn, asked).tags].map(([Key, Value]) => ({ Key, Value })) };
      }
      case 'TagResource': {
        const { ResourceArn = '', Tags = [] } = input as SNS.TagResourceCommandInput;
        const { tags } = this.#topic(ResourceArn, asked);
        for (const { Key = '', Value = '' } of Tags) tags.set(Key, Value);
        return {};
      }
      case 'UntagResource': {
        const { ResourceArn = '', TagKeys = [] } = input as SNS.UntagResourceCommandInput;
        const { tags } = this.#topic(ResourceArn, asked);
        for (const key of TagKeys) tags.delete(key);
        return {};
      }
      default:
        throw new Error(`sns:${operation} is not known here`);
    }
  }

  /** Creating what exists answers its ARN, unless attributes or tags are given that differ. */
  #create({ Name = '', Attributes = {}, Tags = [] }: SNS.CreateTopicCommandInput, asked: Asked): object {
    const { partition, region, account } = asked.target;
    const arn = `arn:${partition}:sns:${region}:${account}:${Name}`;
    const existing = this.topics.get(arn);
    if (existing) {
      const differs = Tags.some(({ Key = '', Value }) => existing.tags.get(Key) !== Value);
      if (differs) throw failure('InvalidParameterException', 'invalid', asked);
      return { TopicArn: arn };
    }
    const topic: Topic = {
      attributes: new Map([
        ['TopicArn', arn],
        ['Owner', account],
        ['DisplayName', ''],
        ['Policy', defaultPolicy(arn, account)],
        ['SubscriptionsConfirmed', '0'],
        ['SubscriptionsPending', '0'],
        ['SubscriptionsDeleted', '0'],
      ]),
      subscriptions: new Map(),
      tags: new Map(Tags.map(({ Key = '', Value = '' }) => [Key, Value])),
    };
    for (const attribute of Object.entries(Attributes)) set(topic, attribute, asked);
    this.topics.set(arn, topic);
    return { TopicArn: arn };
  }

  #subscribe(input: SNS.SubscribeCommandInput, asked: Asked): object {
    const { TopicArn = '', Protocol = '', Endpoint = '', Attributes = {} } = input;
    const { subscriptions } = this.#topic(TopicArn, asked);
    const SubscriptionArn = `${TopicArn}:${subscriptions.size}`;
    const attributes = new Map([['RawMessageDelivery', 'false'], ...Object.entries(Attributes)]);
    subscriptions.set(SubscriptionArn, { Protocol, Endpoint, attributes });
    return { SubscriptionArn };
  }

  #subscription(arn: string, asked: Asked): Told {
    for (const { subscriptions } of this.topics.values()) {
      const one = subscriptions.get(arn);
      if (one) return one;
    }
    throw failure('NotFoundException', 'absent', asked, 'Subscription does not exist');
  }

  #topic(arn: string, asked: Asked): Topic {
    const topic = this.topics.get(arn);
    if (!topic) throw failure('NotFoundException', 'absent', asked, 'Topic does not exist');
    return topic;
  }
}

const waits = (protocol: string): boolean => protocol === 'email';

/** One attribute. `''` takes the key away; a policy cannot be empty. */
function set({ attributes }: Topic, [name, value]: readonly [string, string], asked: Asked): void {
  if (!['Policy', 'DisplayName', 'KmsMasterKeyId'].includes(name))
    throw failure('InvalidParameterException', 'invalid', asked, `Invalid parameter: AttributeName ${name}`);
  if (name !== 'Policy') {
    if (name === 'KmsMasterKeyId' && value === '') attributes.delete(name);
    else attributes.set(name, value);
    return;
  }
  const { Statement = [] } = (value === '' ? {} : JSON.parse(value)) as {
    Statement?: readonly { readonly Sid?: string }[];
  };
  const sids = Statement.flatMap(({ Sid }) => (Sid === undefined ? [] : [Sid]));
  const refused =
    Statement.length === 0 ||
    Statement.length > 100 ||
    Buffer.byteLength(value) > 30_720 ||
    new Set(sids).size < sids.length;
  if (refused) throw failure('InvalidParameterException', 'invalid', asked, 'Invalid parameter: Policy Error');
  attributes.set(name, rewritten(value, asked.target.partition));
}

function defaultPolicy(arn: string, account: string): string {
  const actions = ['GetTopicAttributes', 'SetTopicAttributes', 'AddPermission', 'RemovePermission', 'DeleteTopic'];
  return JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [...actions, 'Subscribe', 'ListSubscriptionsByTopic', 'Publish'].map(action => `SNS:${action}`),
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': account } },
      },
    ],
  });
}

function failure(name: string, category: FailureCategory, { operation, target }: Asked, message = name): ApiFailure {
  return new ApiFailure(name, message, { category, site: { call: `sns:${operation}`, target } });
}
