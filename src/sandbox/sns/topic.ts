import { randomUUID } from 'node:crypto';
import type { Context } from '../call.ts';
import type { Estate } from '../estate.ts';
import { parsePattern } from '../events/pattern.ts';
import { Fault } from '../fault.ts';
import { parseArn, partitionOf } from '../places.ts';
import { askerOf, keysOf } from '../policy/asker.ts';
import { parsePolicy } from '../policy/document.ts';
import { evaluate } from '../policy/evaluate.ts';
import { type Lagging, lagging } from '../propagation.ts';
import { sendFrom } from '../sqs/queue.ts';

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly subject?: string;
  /** By name. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly at: Date;
}

export interface Subscription {
  readonly arn: string;
  /** The account that subscribed. */
  readonly owner: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** As typed. */
  readonly attributes: Map<string, string>;
  /** What confirms it; undefined once it is confirmed, or needs no confirmation. */
  token: string | undefined;
}

export interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly policy: Lagging<string>;
  /** What was set, but for the policy: `DisplayName`, `KmsMasterKeyId` and others, as typed. */
  readonly attributes: Map<string, string>;
  readonly tags: Map<string, string>;
  readonly subscriptions: Subscription[];
  /** The latest messages, oldest first. */
  readonly messages: Message[];
}

/** So many messages of a topic are kept. */
const KEPT = 1000;

export function freshTopic(name: string, account: string, region: string): Topic {
  const arn = topicArn(name, account, region);
  return {
    arn,
    name,
    account,
    region,
    policy: lagging(defaultPolicy(arn, account)),
    attributes: new Map(),
    tags: new Map(),
    subscriptions: [],
    messages: [],
  };
}

export function topicArn(name: string, account: string, region: string): string {
  return `arn:${partitionOf(region)}:sns:${region}:${account}:${name}`;
}

/** The policy of a fresh topic: everybody of its own account, through the condition. */
function defaultPolicy(arn: string, account: string): string {
  const actions = [
    'GetTopicAttributes',
    'SetTopicAttributes',
    'AddPermission',
    'RemovePermission',
    'DeleteTopic',
    'Subscribe',
    'ListSubscriptionsByTopic',
    'Publish',
  ];
  return JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: actions.map(action => `SNS:${action}`),
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': account } },
      },
    ],
  });
}

/** Keeps a message to be looked at, and sends it to the queues that are subscribed. */
export function publish(topic: Topic, message: Message, estate: Estate): void {
  keep(topic, message);
  for (const one of topic.subscriptions) {
    if (one.protocol !== 'sqs' || one.token !== undefined || !passes(one, message)) continue;
    const raw = one.attributes.get('RawMessageDelivery') === 'true';
    const body = raw
      ? message.body
      : enveloped(topic, message, { Type: 'Notification', UnsubscribeURL: leave(topic, one) });
    sendFrom(senderOf(topic), one.endpoint, { estate, at: message.at, body });
  }
}

function keep({ messages }: Topic, message: Message): void {
  messages.push(message);
  if (messages.length > KEPT) messages.shift();
}

/** What a subscription filters by: the attributes of messages, or their body. */
function passes({ attributes }: Subscription, { body, attributes: sent = {} }: Message): boolean {
  const filter = attributes.get('FilterPolicy');
  if (filter === undefined || filter === '{}') return true;
  const byBody = attributes.get('FilterPolicyScope') === 'MessageBody';
  try {
    return parsePattern(filter)(byBody ? JSON.parse(body) : sent);
  } catch {
    return false; // neither what is no filter nor what is no JSON lets anything pass
  }
}

function senderOf({ arn, account }: Topic) {
  return { service: 'sns.amazonaws.com', source: arn, account } as const;
}

/** As SNS wraps a message. Nothing is signed: the signature is an example. */
function enveloped(topic: Topic, { id, subject, body, at }: Message, more: Readonly<Record<string, string>>): string {
  const { Type, ...rest } = more;
  return JSON.stringify({
    Type,
    MessageId: id,
    TopicArn: topic.arn,
    ...(subject !== undefined && { Subject: subject }),
    Message: body,
    Timestamp: at.toISOString(),
    SignatureVersion: topic.attributes.get('SignatureVersion') ?? '1',
    Signature: 'RVhBTVBMRQ==',
    SigningCertURL: `https://sns.${topic.region}.amazonaws.com/SimpleNotificationService-example.pem`,
    ...rest,
  });
}

function leave({ region }: Topic, { arn }: Subscription): string {
  return `https://sns.${region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${arn}`;
}

/** Tells an endpoint the token that confirms it; it can also be seen among the messages of the topic. */
export function announceToken(topic: Topic, { endpoint, protocol, token = '' }: Subscription, context: Context): void {
  const { estate, call } = context;
  const body = JSON.stringify({ Type: 'SubscriptionConfirmation', TopicArn: topic.arn, Token: token });
  keep(topic, { id: randomUUID(), body, at: call.at });
  if (protocol !== 'sqs') return;
  const text = `You have chosen to subscribe to the topic ${topic.arn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`;
  const SubscribeURL = `https://sns.${topic.region}.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${topic.arn}&Token=${token}`;
  const asked = { id: randomUUID(), body: text, at: call.at };
  const more = { Type: 'SubscriptionConfirmation', Token: token, SubscribeURL };
  sendFrom(senderOf(topic), endpoint, { estate, at: call.at, body: enveloped(topic, asked, more) });
}

/** The topic of a call, if the caller may do this to it. Throws the `Fault` that SNS answers if not. */
export function openTopic(arn: string | undefined, context: Context): Topic {
  const { call, estate } = context;
  const parts = parseArn(arn ?? '');
  if (arn === undefined || parts?.service !== 'sns' || /[^A-Za-z0-9_.-]/.test(parts.resource)) {
    throw new Fault('InvalidParameter', 'Invalid parameter: TopicArn');
  }
  if (parts.region !== call.region)
    throw new Fault('InvalidParameter', 'Invalid parameter: TopicArn Reason: the topic is in another region');
  const topic = estate.topics.get(arn);
  const own = parts.account === call.principal.account;
  if (!topic && own) throw new Fault('NotFound', 'Topic does not exist', { status: 404 });
  const answer = topic && askPolicy(topic, context);
  if (topic && (own ? answer !== 'deny' : answer === 'allow')) return topic;
  const message = `User: ${call.principal.arn} is not authorized to perform: SNS:${call.operation} on resource: ${arn}`;
  throw new Fault('AuthorizationError', message, { status: 403 });
}

function askPolicy(topic: Topic, context: Context): 'allow' | 'deny' | 'silent' {
  const { principal, operation } = context.call;
  const keys = new Map(keysOf(context));
  keys.set('aws:sourceowner', [principal.account]);
  return evaluate(parsePolicy(topic.policy.current), {
    asker: askerOf(principal),
    action: `SNS:${operation}`,
    resource: topic.arn,
    keys,
  });
}
