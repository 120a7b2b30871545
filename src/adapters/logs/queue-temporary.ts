/** Queues that stand as long as somebody follows a topic. All failures are `ApiFailure`. */
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ListQueueTagsCommand,
  ListQueuesCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
} from '@aws-sdk/client-sqs';
import { ListSubscriptionsByTopicCommand, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';

import { ApiFailure } from '../../core/failure.ts';
import { isLeftOver, queuePolicy, queuePrefix, queueTags, tagText } from '../../logs/tail/left-over.ts';
import type { Asker } from '../../logs/tail/left-over.ts';
import type { QueueAt, Queues } from './queue.ts';

export interface TemporaryQueue extends QueueAt {
  readonly name: string;
  /** Removes the subscription and the queue, as far as they stand. */
  remove(): Promise<void>;
}

export interface TemporaryWish {
  readonly topicArn: string;
  /** Distinguishes it from others: letters and digits. */
  readonly unique: string;
  readonly asker: Asker;
}

/** Seconds that messages are kept: somebody may stop reading overnight. */
const retention = 86_400;
/** Milliseconds between two signs of life. */
const heartbeat = 5 * 60_000;

/** Makes a queue that takes messages of the topic alone, and subscribes it. What fails half way is removed. */
export async function makeQueue(wish: TemporaryWish, queues: Queues): Promise<TemporaryQueue> {
  const { ask, sqs } = queues;
  const name = `${queuePrefix}${wish.unique}`;
  const Attributes = { MessageRetentionPeriod: `${retention}`, SqsManagedSseEnabled: 'true' };
  const made = { QueueName: name, Attributes, tags: tagsOf(wish, queues) };
  const { QueueUrl: url = '' } = await ask('sqs:CreateQueue', async () => sqs.send(new CreateQueueCommand(made)));
  try {
    const subscription = await subscribed(url, wish.topicArn, queues);
    const timer = setInterval(() => void tellAlive(url, queues).catch(unlessFailed), heartbeat).unref();
    return {
      url,
      name,
      region: await sqs.config.region(),
      async remove() {
        clearInterval(timer);
        try {
          await unsubscribe(subscription, queues);
        } finally {
          await deleteQueue(url, queues);
        }
      },
    };
  } catch (error) {
    await deleteQueue(url, queues).catch(unlessFailed);
    throw error;
  }
}

/** Removes temporary queues of runs that were killed, with their subscriptions, and answers their names. */
export async function removeLeftOvers(asker: Asker, queues: Queues): Promise<readonly string[]> {
  const { ask, sqs } = queues;
  const { QueueUrls: urls = [] } = await ask('sqs:ListQueues', async () =>
    sqs.send(new ListQueuesCommand({ QueueNamePrefix: queuePrefix })),
  );
  const removed: string[] = [];
  for (const url of urls) {
    const tags = await tagsAt(url, queues);
    const topicArn = tags[queueTags.topic];
    if (topicArn === undefined || !isLeftOver(tags, asker)) continue;
    const arn = await arnOf(url, queues);
    for (const subscription of await subscriptionsOf(topicArn, arn, queues)) await unsubscribe(subscription, queues);
    await deleteQueue(url, queues);
    removed.push(url.slice(url.lastIndexOf('/') + 1));
  }
  return removed;
}

function tagsOf({ topicArn, asker }: TemporaryWish, { clock }: Queues): Record<string, string> {
  return {
    [queueTags.topic]: topicArn,
    [queueTags.host]: tagText(asker.host),
    [queueTags.process]: `${asker.process}`,
    [queueTags.alive]: clock.now().toISOString(),
  };
}

async function tellAlive(QueueUrl: string, { ask, sqs, clock }: Queues): Promise<void> {
  const Tags = { [queueTags.alive]: clock.now().toISOString() };
  await ask('sqs:TagQueue', async () => sqs.send(new TagQueueCommand({ QueueUrl, Tags })));
}

/** @returns the ARN of the subscription */
async function subscribed(QueueUrl: string, TopicArn: string, queues: Queues): Promise<string> {
  const { ask, sqs, sns } = queues;
  const Endpoint = await arnOf(QueueUrl, queues);
  const Attributes = { Policy: queuePolicy(Endpoint, TopicArn) };
  await ask('sqs:SetQueueAttributes', async () => sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes })));
  const raw = { RawMessageDelivery: 'true' };
  const wish = { TopicArn, Protocol: 'sqs', Endpoint, Attributes: raw, ReturnSubscriptionArn: true };
  const { SubscriptionArn = '' } = await ask('sns:Subscribe', async () => sns.send(new SubscribeCommand(wish)));
  return SubscriptionArn;
}

async function arnOf(QueueUrl: string, { ask, sqs }: Queues): Promise<string> {
  const asked = { QueueUrl, AttributeNames: ['QueueArn' as const] };
  const { Attributes } = await ask('sqs:GetQueueAttributes', async () =>
    sqs.send(new GetQueueAttributesCommand(asked)),
  );
  return Attributes?.QueueArn ?? '';
}

/** None where the queue has gone meanwhile. */
async function tagsAt(QueueUrl: string, { ask, sqs }: Queues): Promise<Readonly<Record<string, string>>> {
  try {
    const { Tags = {} } = await ask('sqs:ListQueueTags', async () => sqs.send(new ListQueueTagsCommand({ QueueUrl })));
    return Tags;
  } catch (error) {
    unlessGone(error);
    return {};
  }
}

/** None where the topic is gone. */
async function subscriptionsOf(TopicArn: string, endpoint: string, { ask, sns }: Queues): Promise<readonly string[]> {
  const found: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = { TopicArn, ...(NextToken === undefined ? {} : { NextToken }) };
    const answer = await ask('sns:ListSubscriptionsByTopic', async () =>
      sns.send(new ListSubscriptionsByTopicCommand(page)),
    ).catch(unlessGone);
    const own = (answer?.Subscriptions ?? []).filter(({ Endpoint }) => Endpoint === endpoint);
    found.push(...own.flatMap(({ SubscriptionArn }) => SubscriptionArn ?? []));
    NextToken = answer?.NextToken;
  } while (NextToken !== undefined);
  return found.filter(arn => arn.startsWith('arn:'));
}

async function unsubscribe(SubscriptionArn: string, { ask, sns }: Queues): Promise<void> {
  const command = new UnsubscribeCommand({ SubscriptionArn });
  await ask('sns:Unsubscribe', async () => sns.send(command)).catch(unlessGone);
}

async function deleteQueue(QueueUrl: string, { ask, sqs }: Queues): Promise<void> {
  await ask('sqs:DeleteQueue', async () => sqs.send(new DeleteQueueCommand({ QueueUrl }))).catch(unlessGone);
}

function unlessGone(error: unknown): undefined {
  if (!(error instanceof ApiFailure) || error.category !== 'absent') throw error;
}

/** The next run finds what stays; what AWS says at this moment is less than what came before. */
function unlessFailed(error: unknown): void {
  if (!(error instanceof ApiFailure)) throw error;
}
