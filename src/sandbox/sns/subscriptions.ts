import { randomUUID } from 'node:crypto';
import type { Context } from '../call.ts';
import { Fault } from '../fault.ts';
import { type QueryOperation, type QueryResult, type Tree, queryOperation } from '../http/query-dialect.ts';
import { parseArn } from '../places.ts';
import { strings, structure, text } from '../shape.ts';
import { type Subscription, type Topic, announceToken, openTopic } from './topic.ts';

const PAGE = 100;
const WITHOUT_ARN = 'PendingConfirmation';

/** What an endpoint of each protocol looks like, and whether it must be confirmed by whoever is there. */
const PROTOCOLS: Readonly<Record<string, { readonly endpoint: RegExp; readonly confirms: boolean }>> = {
  sqs: { endpoint: /^arn:[^:]+:sqs:/, confirms: false },
  lambda: { endpoint: /^arn:[^:]+:lambda:/, confirms: false },
  firehose: { endpoint: /^arn:[^:]+:firehose:/, confirms: false },
  application: { endpoint: /^arn:[^:]+:sns:/, confirms: false },
  sms: { endpoint: /^\+?[0-9]{5,15}$/, confirms: false },
  https: { endpoint: /^https:\/\//i, confirms: true },
  http: { endpoint: /^http:\/\//i, confirms: true },
  email: { endpoint: /^[^@]+@[^@]+$/, confirms: true },
  'email-json': { endpoint: /^[^@]+@[^@]+$/, confirms: true },
};

const RAW = new Set(['sqs', 'firehose', 'https', 'http']);

/** Attributes that can be set and are given back as typed. */
const SETTABLE = new Set([
  'RawMessageDelivery',
  'SubscriptionRoleArn',
  'FilterPolicy',
  'FilterPolicyScope',
  'DeliveryPolicy',
  'RedrivePolicy',
]);

function invalid(what: string): Fault {
  return new Fault('InvalidParameter', `Invalid parameter: ${what}`);
}

interface SubscribeInput {
  readonly TopicArn?: string;
  readonly Protocol?: string;
  readonly Endpoint?: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly ReturnSubscriptionArn?: string;
}

function subscribe(input: SubscribeInput, context: Context): QueryResult {
  const topic = openTopic(input.TopicArn, context);
  const { Protocol: protocol = '', Endpoint: endpoint = '', Attributes: attributes = {} } = input;
  const known = Object.hasOwn(PROTOCOLS, protocol) ? PROTOCOLS[protocol] : undefined;
  if (!known) throw invalid(`Amazon SNS does not support this protocol string: ${protocol}`);
  if (!known.endpoint.test(endpoint)) throw invalid(`Endpoint Reason: it is none of the protocol ${protocol}`);
  for (const [name, value] of Object.entries(attributes)) checkAttribute(protocol, name, value);
  if (protocol === 'firehose' && !attributes['SubscriptionRoleArn']) throw invalid('SubscriptionRoleArn');
  const standing = topic.subscriptions.find(one => one.protocol === protocol && one.endpoint === endpoint);
  if (standing) return { SubscriptionArn: shownArn(sameOf(standing, attributes), input) };
  const account = context.call.principal.account;
  const fresh: Subscription = {
    arn: `${topic.arn}:${randomUUID()}`,
    owner: account,
    protocol,
    endpoint,
    attributes: new Map(Object.entries(attributes)),
    // a queue of another account is asked first, as a person is
    token: known.confirms || (protocol === 'sqs' && parseArn(endpoint)?.account !== account) ? randomUUID() : undefined,
  };
  topic.subscriptions.push(fresh);
  if (fresh.token !== undefined) announceToken(topic, fresh, context);
  return { SubscriptionArn: shownArn(fresh, input) };
}

function sameOf(standing: Subscription, attributes: Readonly<Record<string, string>>): Subscription {
  if (Object.entries(attributes).some(([name, value]) => shownAttribute(standing, name) !== value))
    throw invalid('Attributes Reason: Subscription already exists with different attributes');
  return standing;
}

const shownAttribute = ({ attributes }: Subscription, name: string): string | undefined =>
  attributes.get(name) ?? (name === 'RawMessageDelivery' ? 'false' : undefined);

function shownArn({ arn, token }: Subscription, { ReturnSubscriptionArn }: SubscribeInput): string {
  return token === undefined || ReturnSubscriptionArn === 'true' ? arn : 'pending confirmation';
}

function checkAttribute(protocol: string, name: string, value: string): void {
  if (!SETTABLE.has(name)) throw invalid('AttributeName');
  if (name !== 'RawMessageDelivery') return;
  if (value !== 'true' && value !== 'false') throw invalid(`RawMessageDelivery: Invalid value [${value}]`);
  if (value === 'true' && !RAW.has(protocol))
    throw invalid(`RawMessageDelivery: Delivery protocol [${protocol}] does not support raw message delivery.`);
}

/** @throws Fault that SNS answers where there is none, or where it is not the caller's */
function openSubscription(arn: string | undefined, { call, estate }: Context): { topic: Topic; one: Subscription } {
  const parts = arn?.split(':') ?? [];
  if (parts.length < 6)
    throw invalid(`SubscriptionArn Reason: An ARN must have at least 6 elements, not ${Math.max(1, parts.length)}`);
  const topic = estate.topics.get(parts.slice(0, 6).join(':'));
  const one = topic?.subscriptions.find(each => each.arn === arn);
  if (!topic || !one) throw new Fault('NotFound', 'Subscription does not exist', { status: 404 });
  const { account, arn: caller } = call.principal;
  const mayEnd = call.operation === 'Unsubscribe' && topic.account === account;
  if (one.owner !== account && !mayEnd) {
    const message = `User: ${caller} is not authorized to perform: SNS:${call.operation} on resource: ${arn}`;
    throw new Fault('AuthorizationError', message, { status: 403 });
  }
  return { topic, one };
}

function unsubscribe({ SubscriptionArn }: { readonly SubscriptionArn?: string }, context: Context): QueryResult {
  try {
    const { topic, one } = openSubscription(SubscriptionArn, context);
    if (one.token !== undefined) throw invalid('SubscriptionArn Reason: it is pending confirmation');
    topic.subscriptions.splice(topic.subscriptions.indexOf(one), 1);
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'NotFound')) throw error; // ending what is not there succeeds
  }
  return undefined;
}

function confirm(
  input: { readonly TopicArn?: string; readonly Token?: string; readonly AuthenticateOnUnsubscribe?: string },
  context: Context,
): QueryResult {
  const { subscriptions } = openTopic(input.TopicArn, context);
  const one = subscriptions.find(({ token }) => token !== undefined && token === input.Token);
  if (!one) throw invalid('Token');
  one.token = undefined;
  return { SubscriptionArn: one.arn };
}

function listByTopic(
  input: { readonly TopicArn?: string; readonly NextToken?: string },
  context: Context,
): QueryResult {
  const { arn, subscriptions } = openTopic(input.TopicArn, context);
  const start = Number(input.NextToken ?? 0);
  const end = start + PAGE;
  const page = subscriptions.slice(start, end).map(one => ({
    SubscriptionArn: one.token === undefined ? one.arn : WITHOUT_ARN,
    Owner: one.owner,
    Protocol: one.protocol,
    Endpoint: one.endpoint,
    TopicArn: arn,
  }));
  return { Subscriptions: { member: page }, NextToken: end < subscriptions.length ? `${end}` : undefined };
}

function attributes(topic: Topic, one: Subscription): ReadonlyMap<string, string> {
  return new Map([
    ['SubscriptionArn', one.arn],
    ['TopicArn', topic.arn],
    ['Owner', one.owner],
    ['Protocol', one.protocol],
    ['Endpoint', one.endpoint],
    ['ConfirmationWasAuthenticated', 'true'],
    ['PendingConfirmation', `${one.token !== undefined}`],
    ['RawMessageDelivery', 'false'],
    ['SubscriptionPrincipal', `arn:aws:iam::${one.owner}:root`],
    ...one.attributes,
  ]);
}

const aboutTopic = (raw: Tree): { type: string; name: string }[] =>
  typeof raw['TopicArn'] === 'string' ? [{ type: 'AWS::SNS::Topic', name: raw['TopicArn'] }] : [];

export const subscriptionOperations: Readonly<Record<string, QueryOperation>> = {
  Subscribe: queryOperation({
    kind: 'write',
    input: structure({
      TopicArn: text,
      Protocol: text,
      Endpoint: text,
      Attributes: strings,
      ReturnSubscriptionArn: text,
    }),
    subjects: aboutTopic,
    run: subscribe,
  }),
  ConfirmSubscription: queryOperation({
    kind: 'write',
    input: structure({ TopicArn: text, Token: text, AuthenticateOnUnsubscribe: text }),
    subjects: aboutTopic,
    secret: 'Token',
    run: confirm,
  }),
  Unsubscribe: queryOperation({ kind: 'write', input: structure({ SubscriptionArn: text }), run: unsubscribe }),
  ListSubscriptionsByTopic: queryOperation({
    kind: 'read',
    input: structure({ TopicArn: text, NextToken: text }),
    subjects: aboutTopic,
    run: listByTopic,
  }),
  GetSubscriptionAttributes: queryOperation({
    kind: 'read',
    input: structure({ SubscriptionArn: text }),
    run(input, context) {
      const { topic, one } = openSubscription(input.SubscriptionArn, context);
      return { Attributes: { entry: [...attributes(topic, one)].map(([key, value]) => ({ key, value })) } };
    },
  }),
  SetSubscriptionAttributes: queryOperation({
    kind: 'write',
    input: structure({ SubscriptionArn: text, AttributeName: text, AttributeValue: text }),
    run({ SubscriptionArn, AttributeName: name = '', AttributeValue: value = '' }, context) {
      const { one } = openSubscription(SubscriptionArn, context);
      checkAttribute(one.protocol, name, value);
      if (value === '') one.attributes.delete(name);
      else one.attributes.set(name, value);
      return undefined;
    },
  }),
};
