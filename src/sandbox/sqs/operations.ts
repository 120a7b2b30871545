import type { Context } from '../call.ts';
import { Fault } from '../fault.ts';
import { type JsonOperation, jsonDialect, jsonOperation } from '../http/json-dialect.ts';
import { list, strings, structure, text, whole } from '../shape.ts';
import { tagProblem } from '../tags.ts';
import { attributesOf, checkAttribute, pick, setAttributes } from './attributes.ts';
import { messageOperations } from './messages.ts';
import { type Queue, expire, freshQueue, missing, noQueue, openQueue, queueArn } from './queue.ts';

/** Seconds until a name can be taken again, and until a queue can be emptied again. */
const PAUSE = 60;
const PAGE = 1000;

function urlOf({ account, name }: Queue, { host }: Context['call']): string {
  return `http://${host}/${account}/${name}`;
}

function lately(moment: Date | undefined, now: Date): boolean {
  return moment !== undefined && now.getTime() - moment.getTime() < PAUSE * 1000;
}

interface CreateInput {
  readonly QueueName?: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
}

function createQueue(input: CreateInput, context: Context): object {
  const { QueueName: name, Attributes: attributes = {}, tags = {} } = input;
  const { call, estate } = context;
  if (name === undefined) throw missing('QueueName');
  if (!/^[\w-]{1,80}$/.test(name)) {
    const rule = 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length';
    throw new Fault('InvalidParameterValueException', rule);
  }
  checkTags(tags);
  for (const [attribute, value] of Object.entries(attributes)) checkAttribute(attribute, value, estate);
  const arn = queueArn(name, call.principal.account, call.region);
  const standing = estate.queues.get(arn);
  if (standing) {
    checkSame(standing, attributes, call.at);
    return { QueueUrl: urlOf(standing, call) };
  }
  if (lately(estate.deletedQueues.get(arn), call.at)) {
    const message = 'You must wait 60 seconds after deleting a queue before you can create another with the same name.';
    throw new Fault('QueueDeletedRecently', message);
  }
  const queue = freshQueue(name, call);
  setAttributes(queue, attributes, context);
  for (const [key, value] of Object.entries(tags)) queue.tags.set(key, value);
  estate.queues.set(arn, queue);
  return { QueueUrl: urlOf(queue, call) };
}

function checkTags(tags: Readonly<Record<string, string>>): void {
  if (tagProblem(Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))))
    throw new Fault('InvalidParameterValueException', 'The tags are not valid.');
}

function checkSame(queue: Queue, attributes: Readonly<Record<string, string>>, now: Date): void {
  const live = attributesOf(queue, now);
  const other = Object.entries(attributes).find(([name, value]) => (live.get(name) ?? '') !== value);
  if (!other) return;
  const message = `A queue already exists with the same name and a different value for attribute ${other[0]}`;
  throw new Fault('QueueNameExists', message);
}

interface NamedInput {
  readonly QueueName?: string;
  readonly QueueOwnerAWSAccountId?: string;
}

function getQueueUrl({ QueueName: name, QueueOwnerAWSAccountId: owner }: NamedInput, context: Context): object {
  if (name === undefined) throw missing('QueueName');
  const account = owner ?? context.call.principal.account;
  if (!context.estate.queues.has(queueArn(name, account, context.call.region))) throw noQueue();
  const queue = openQueue(`/${account}/${name}`, context);
  return { QueueUrl: urlOf(queue, context.call) };
}

interface ListInput {
  readonly QueueNamePrefix?: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

function listQueues(input: ListInput, { call, estate }: Context): object {
  const { QueueNamePrefix: prefix = '', MaxResults: most = PAGE, NextToken: after = '' } = input;
  const own = [...estate.queues.values()]
    .filter(({ account, region, name }) => account === call.principal.account && region === call.region && name > after)
    .filter(({ name }) => name.startsWith(prefix))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const page = own.slice(0, most);
  return {
    QueueUrls: page.length === 0 ? undefined : page.map(queue => urlOf(queue, call)),
    NextToken: input.MaxResults !== undefined && own.length > most ? page.at(-1)?.name : undefined,
  };
}

const ofQueue = structure({ QueueUrl: text });

function purge(queue: Queue, now: Date): object {
  if (lately(queue.purged, now)) {
    const message = `Only one PurgeQueue operation on ${queue.name} is allowed every ${PAUSE} seconds.`;
    throw new Fault('PurgeQueueInProgress', message, { status: 403 });
  }
  queue.purged = now;
  queue.messages = [];
  return {};
}

const operations: Readonly<Record<string, JsonOperation>> = {
  CreateQueue: jsonOperation({
    kind: 'write',
    input: structure({ QueueName: text, Attributes: strings, tags: strings }),
    run: createQueue,
  }),
  GetQueueUrl: jsonOperation({
    kind: 'read',
    input: structure({ QueueName: text, QueueOwnerAWSAccountId: text }),
    run: getQueueUrl,
  }),
  GetQueueAttributes: jsonOperation({
    kind: 'read',
    input: structure({ QueueUrl: text, AttributeNames: list(text) }),
    run({ QueueUrl, AttributeNames = [] }, context) {
      const queue = openQueue(QueueUrl, context);
      const now = context.clock.now();
      expire(queue, now);
      return { Attributes: pick(attributesOf(queue, now), AttributeNames) };
    },
  }),
  SetQueueAttributes: jsonOperation({
    kind: 'write',
    input: structure({ QueueUrl: text, Attributes: strings }),
    run({ QueueUrl, Attributes }, context) {
      setAttributes(openQueue(QueueUrl, context), Attributes ?? {}, context);
      return {};
    },
  }),
  ListQueues: jsonOperation({
    kind: 'read',
    input: structure({ QueueNamePrefix: text, MaxResults: whole, NextToken: text }),
    run: listQueues,
  }),
  PurgeQueue: jsonOperation({
    kind: 'write',
    input: ofQueue,
    run: ({ QueueUrl }, context) => purge(openQueue(QueueUrl, context), context.call.at),
  }),
  DeleteQueue: jsonOperation({
    kind: 'write',
    input: ofQueue,
    run({ QueueUrl }, context) {
      const { arn } = openQueue(QueueUrl, context);
      context.estate.queues.delete(arn);
      context.estate.deletedQueues.set(arn, context.call.at);
      return {};
    },
  }),
  TagQueue: jsonOperation({
    kind: 'write',
    input: structure({ QueueUrl: text, Tags: strings }),
    run({ QueueUrl, Tags = {} }, context) {
      const { tags } = openQueue(QueueUrl, context);
      checkTags({ ...Object.fromEntries(tags), ...Tags });
      for (const [key, value] of Object.entries(Tags)) tags.set(key, value);
      return {};
    },
  }),
  UntagQueue: jsonOperation({
    kind: 'write',
    input: structure({ QueueUrl: text, TagKeys: list(text) }),
    run({ QueueUrl, TagKeys = [] }, context) {
      const { tags } = openQueue(QueueUrl, context);
      for (const key of TagKeys) tags.delete(key);
      return {};
    },
  }),
  ListQueueTags: jsonOperation({
    kind: 'read',
    input: ofQueue,
    run: ({ QueueUrl }, context) => ({ Tags: Object.fromEntries(openQueue(QueueUrl, context).tags) }),
  }),
  ...messageOperations,
};

/** Codes whose name was another in SQS's older protocol. */
const OLDER: Readonly<Record<string, string>> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  QueueNameExists: 'QueueAlreadyExists',
  QueueDeletedRecently: 'AWS.SimpleQueueService.QueueDeletedRecently',
  PurgeQueueInProgress: 'AWS.SimpleQueueService.PurgeQueueInProgress',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
};

/** Standard queues of SQS. */
export const sqsDialect = jsonDialect({
  service: 'sqs',
  listsResources: false,
  version: '1.0',
  olderCode: code => OLDER[code] ?? code.replace(/Exception$/, ''),
  operations,
});
