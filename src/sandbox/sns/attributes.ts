import { Fault } from '../fault.ts';
import { PolicyError, parsePolicy } from '../policy/document.ts';
import type { Topic } from './topic.ts';

/** Largest policy of a topic in bytes, and most statements in it. */
const LARGEST_POLICY = 30 * 1024;
const MOST_STATEMENTS = 100;

/** Attributes that can be set and are given back as typed. */
const SETTABLE = new Set([
  'DisplayName',
  'KmsMasterKeyId',
  'DeliveryPolicy',
  'SignatureVersion',
  'TracingConfig',
  'MaximumMessageSize',
]);

/** Sets one attribute as SetTopicAttributes does. Throws `InvalidParameter` for what SNS refuses. */
export function setAttribute(topic: Topic, name: string, value: string, now: Date): void {
  checkAttribute(topic.arn, name, value);
  if (name === 'Policy') topic.policy.write(value, now);
  else if (value === '') topic.attributes.delete(name);
  else topic.attributes.set(name, value);
}

export function checkAttribute(arn: string, name: string, value: string): void {
  if (name === 'Policy') {
    checkPolicy(arn, value);
    return;
  }
  if (!SETTABLE.has(name)) throw invalid('AttributeName');
  if (name === 'DisplayName' && value.length > 100) throw invalid('Display name too long');
  if (name === 'SignatureVersion' && !['1', '2'].includes(value)) throw invalid('SignatureVersion');
}

function checkPolicy(arn: string, source: string): void {
  const document = parsed(source);
  if (Buffer.byteLength(source) > LARGEST_POLICY || document.statements.length > MOST_STATEMENTS) {
    throw invalid('Policy Reason: the policy is too large');
  }
  for (const { principals, actions, resources } of document.statements) {
    if (!principals || !actions || !resources) throw invalid('Policy Error: null');
    if (!actions.patterns.every(action => action === '*' || /^sns:\S+$/i.test(action))) {
      throw invalid('Policy statement action out of service scope!');
    }
    if (!resources.not && !resources.patterns.every(resource => resource === arn || resource.includes('*'))) {
      throw invalid('Policy Error: the resource is not this topic');
    }
  }
}

function parsed(source: string): ReturnType<typeof parsePolicy> {
  try {
    return parsePolicy(source);
  } catch (error) {
    if (error instanceof PolicyError) throw invalid(`Policy Error: ${error.message}`);
    throw error;
  }
}

function invalid(what: string): Fault {
  return new Fault('InvalidParameter', `Invalid parameter: ${what}`);
}

const EFFECTIVE_DELIVERY = JSON.stringify({
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20,
      maxDelayTarget: 20,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: 'linear',
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
  },
});

/** All attributes as GetTopicAttributes answers them; what was never set is absent. */
export function attributesOf(topic: Topic): ReadonlyMap<string, string> {
  const pending = topic.subscriptions.filter(({ token }) => token !== undefined).length;
  return new Map([
    ['Policy', topic.policy.current],
    ['Owner', topic.account],
    ['SubscriptionsPending', `${pending}`],
    ['TopicArn', topic.arn],
    ['EffectiveDeliveryPolicy', topic.attributes.get('DeliveryPolicy') ?? EFFECTIVE_DELIVERY],
    ['SubscriptionsConfirmed', `${topic.subscriptions.length - pending}`],
    ['DisplayName', ''],
    ['SubscriptionsDeleted', '0'],
    ...topic.attributes,
  ]);
}
