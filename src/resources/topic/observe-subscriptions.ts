/** Reads who is told of log files: the list in pages, then how each subscription of the topic's own account is told. */
import type * as SNS from '@aws-sdk/client-sns';
import { parseArn } from '../../core/arn.ts';
import type { Apart, Ask } from '../../core/kind.ts';
import type { Arn } from '../../core/model.ts';
import { mapReading, reading } from '../../core/reading.ts';
import type { TopicReads } from './api.ts';
import type { TopicState } from './state.ts';
import { keyOf, pendingIn } from './subscriptions.ts';
import type { Subscription, Subscriptions } from './subscriptions.ts';

type Aws = Ask<TopicReads>;

/** As `Apart` says. Subscriptions that wait for their confirmation are told as health: they change by themselves. */
export async function observeApart(topic: Arn, aws: Aws): Promise<Apart<TopicState>> {
  const subscriptions = await reading(readAll(topic, aws), (found = {}) => found);
  const found = mapReading(subscriptions, pendingIn);
  const pending = 'value' in found ? found.value : [];
  return {
    fields: { subscriptions },
    ...(pending.length > 0 ? { health: { pendingSubscriptions: pending.join(', ') } } : {}),
  };
}

async function readAll(topic: Arn, aws: Aws): Promise<Subscriptions> {
  const listed = await listOf(topic, aws);
  const each = await Promise.all(
    listed.map(async one => [keyOf(one.Protocol ?? '', one.Endpoint ?? ''), await readOne(one, topic, aws)] as const),
  );
  return Object.fromEntries(each);
}

async function listOf(TopicArn: Arn, aws: Aws): Promise<readonly SNS.Subscription[]> {
  const all: SNS.Subscription[] = [];
  let NextToken: string | undefined;
  do {
    const page = await aws.ask('sns:ListSubscriptionsByTopic', { TopicArn, ...(NextToken ? { NextToken } : {}) });
    all.push(...(page.Subscriptions ?? []));
    ({ NextToken } = page);
  } while (NextToken !== undefined && NextToken !== '');
  return all.filter(({ SubscriptionArn }) => SubscriptionArn !== 'Deleted');
}

/** Only a subscription's owner may ask for its settings, and change them. */
async function readOne({ SubscriptionArn, Owner }: SNS.Subscription, topic: Arn, aws: Aws): Promise<Subscription> {
  if (!SubscriptionArn?.startsWith('arn:')) return { raw: null, role: null, arn: null };
  if (Owner !== parseArn(topic).account) return { raw: null, role: null, arn: SubscriptionArn };
  const { Attributes = {} } = await aws.ask('sns:GetSubscriptionAttributes', { SubscriptionArn });
  return {
    raw: Attributes['RawMessageDelivery'] === 'true',
    role: Attributes['SubscriptionRoleArn'] ?? null,
    arn: SubscriptionArn,
    ...(isEmpty(Attributes['FilterPolicy']) ? {} : { filtered: true }),
  };
}

/** An empty filter is how SNS takes one away. */
function isEmpty(filter = ''): boolean {
  return /^\s*(?:\{\s*\})?\s*$/u.test(filter);
}
