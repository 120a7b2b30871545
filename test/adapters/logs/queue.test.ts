import { CreateTopicCommand, DeleteTopicCommand, ListSubscriptionsByTopicCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ListQueueTagsCommand,
  ListQueuesCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

import { findQueue, connectQueues, regionOfQueue } from '../../../src/adapters/logs/queue.ts';
import { makeQueue, removeLeftOvers } from '../../../src/adapters/logs/queue-temporary.ts';
import { queuePolicy, queueTags } from '../../../src/logs/tail/left-over.ts';
import type { Asker } from '../../../src/logs/tail/left-over.ts';
import { FakeClock } from '../../fake-clock.ts';
import { clients, sandbox } from '../../sandbox/clients.ts';
import { failureOf } from '../aws/connected.ts';

const account = '111111111111';
const home = 'eu-west-1';
const topicArn = `arn:aws:sns:${home}:${account}:audit`;
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined };

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', account);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'any');
});
afterEach(() => vi.unstubAllEnvs());

async function stage() {
  const box = await sandbox();
  const { sns, sqs } = clients(box, home);
  await sns.send(new CreateTopicCommand({ Name: 'audit' }));
  const clock = new FakeClock();
  const queues = connectQueues({ region: home, endpointUrl: box.url, version: '1.2.3', clock, log: quiet });
  onTestFinished(() => queues.close());
  const asker: Asker = { host: 'here', process: 7, now: clock.now(), runs: () => false };
  const subscribed = async () =>
    (await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }))).Subscriptions ?? [];
  const standing = async () => (await sqs.send(new ListQueuesCommand({}))).QueueUrls ?? [];
  return { box, sns, sqs, queues, asker, subscribed, standing };
}

describe('a temporary queue', () => {
  it('takes messages of its topic alone, and is removed with its subscription', async () => {
    const { sqs, queues, asker, subscribed, standing } = await stage();
    const queue = await makeQueue({ topicArn, unique: 'abc', asker }, queues);
    const arn = `arn:aws:sqs:${home}:${account}:trailwarden-tail-abc`;
    const asked = { QueueUrl: queue.url, AttributeNames: ['All' as const] };
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand(asked));
    expect(Attributes).toMatchObject({
      Policy: queuePolicy(arn, topicArn),
      SqsManagedSseEnabled: 'true',
      MessageRetentionPeriod: '86400',
    });
    const { Tags } = await sqs.send(new ListQueueTagsCommand({ QueueUrl: queue.url }));
    expect(Tags).toMatchObject({ [queueTags.topic]: topicArn, [queueTags.host]: 'here', [queueTags.process]: '7' });
    expect(await subscribed()).toMatchObject([{ Protocol: 'sqs', Endpoint: arn }]);
    expect(queue).toMatchObject({ name: 'trailwarden-tail-abc', region: home });
    await queue.remove();
    expect([await subscribed(), await standing()]).toEqual([[], []]);
    await queue.remove(); // what is gone is removed
  });

  it('leaves nothing where it cannot be subscribed', async () => {
    const { sns, queues, asker, standing } = await stage();
    await sns.send(new DeleteTopicCommand({ TopicArn: topicArn }));
    const failure = await failureOf(makeQueue({ topicArn, unique: 'abc', asker }, queues));
    expect([failure.site.call, failure.category]).toEqual(['sns:Subscribe', 'absent']);
    expect(await standing()).toEqual([]);
  });

  it('tells why it could not be subscribed, also where it cannot be deleted', async () => {
    const { box, queues, asker } = await stage();
    const deny = (operation: string) => ({ match: { operation }, effect: { deny: true as const } });
    box.trouble.set({ rules: [deny('Subscribe'), deny('DeleteQueue')] });
    const failure = await failureOf(makeQueue({ topicArn, unique: 'abc', asker }, queues));
    expect([failure.site.call, failure.category]).toEqual(['sns:Subscribe', 'permission']);
  });

  it('of a killed run is removed, and no other', async () => {
    const { sns, sqs, queues, asker, subscribed, standing } = await stage();
    await makeQueue({ topicArn, unique: 'dead', asker }, queues);
    const living = await makeQueue({ topicArn, unique: 'alive', asker: { ...asker, host: 'there' } }, queues);
    await sqs.send(new CreateQueueCommand({ QueueName: 'trailwarden-tail-foreign' }));
    expect(await removeLeftOvers(asker, queues)).toEqual(['trailwarden-tail-dead']);
    expect((await standing()).map(url => url.replace(/^.*-/, ''))).toEqual(['alive', 'foreign']);
    expect(await subscribed()).toHaveLength(1);
    await sns.send(new DeleteTopicCommand({ TopicArn: topicArn }));
    expect(await removeLeftOvers({ ...asker, host: 'there' }, queues)).toEqual(['trailwarden-tail-alive']);
    await living.remove();
  });
});

describe('where a queue is', () => {
  it.each([
    ['its name', 'told'],
    ['its ARN', `arn:aws:sqs:${home}:${account}:told`],
    ['its URL', `https://sqs.${home}.amazonaws.com/${account}/told`],
  ])('is found by %s', async (_, named) => {
    const { sqs, queues } = await stage();
    await sqs.send(new CreateQueueCommand({ QueueName: 'told' }));
    const found = await findQueue(named, queues);
    expect(found.region).toBe(home);
    expect(found.url).toMatch(/\/111111111111\/told$/);
  });

  it('is told as unknown where there is none', async () => {
    const { sqs, queues } = await stage();
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'told' }));
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    expect(await failureOf(findQueue('told', queues))).toMatchObject({ category: 'absent' });
  });

  it.each([
    ['https://sqs.eu-west-1.amazonaws.com/111111111111/told', 'eu-west-1'],
    ['https://eu-west-1.queue.amazonaws.com/111111111111/told', 'eu-west-1'],
    ['https://sqs.cn-north-1.amazonaws.com.cn/111111111111/told', 'cn-north-1'],
    ['arn:aws:sqs:us-east-2:111111111111:told', 'us-east-2'],
    ['http://127.0.0.1:4599/111111111111/told', undefined],
    ['told', undefined],
  ])('has a region in %s', (named, region) => {
    expect(regionOfQueue(named)).toBe(region);
  });
});
