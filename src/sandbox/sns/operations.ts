import { randomUUID } from 'node:crypto';
import type { Context } from '../call.ts';
import { Fault } from '../fault.ts';
import {
  type QueryOperation,
  type QueryResult,
  type Tree,
  queryDialect,
  queryOperation,
  resultEnvelope,
} from '../http/query-dialect.ts';
import { record, list, strings, structure, text } from '../shape.ts';
import { MOST_TAGS, type Tag, tagEntries, tagList, tagProblem } from '../tags.ts';
import { attributesOf, checkAttribute, setAttribute } from './attributes.ts';
import { subscriptionOperations } from './subscriptions.ts';
import { type Topic, freshTopic, openTopic, publish, topicArn } from './topic.ts';

const tagsShape = list(structure({ Key: text, Value: text }));
const PAGE = 100;

function invalid(what: string): Fault {
  return new Fault('InvalidParameter', `Invalid parameter: ${what}`);
}

function checkTags(tags: readonly Partial<Tag>[]): void {
  const problem = tagProblem(tags);
  if (problem === 'too-many')
    throw new Fault('TagLimitExceeded', 'Could not complete request: tag quota of per resource exceeded');
  if (problem) throw invalid('Tags');
}

interface TopicInput {
  readonly Name?: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly Tags?: readonly Partial<Tag>[];
}

function createTopic(input: TopicInput, { call, estate }: Context): QueryResult {
  const { Name: name = '', Attributes: attributes = {}, Tags: tags = [] } = input;
  if (!/^[A-Za-z0-9_-]{1,256}$/.test(name)) throw invalid('Topic Name');
  checkTags(tags);
  const arn = topicArn(name, call.principal.account, call.region);
  for (const [attribute, value] of Object.entries(attributes)) checkAttribute(arn, attribute, value);
  const existing = estate.topics.get(arn);
  if (existing) {
    checkSame(existing, attributes, tags);
    return { TopicArn: arn };
  }
  const topic = freshTopic(name, call.principal.account, call.region);
  for (const [attribute, value] of Object.entries(attributes)) setAttribute(topic, attribute, value, call.at);
  for (const [key, value] of tagEntries(tags)) topic.tags.set(key, value);
  estate.topics.set(arn, topic);
  return { TopicArn: arn };
}

/** CreateTopic on a topic that is there succeeds if it asks for nothing else than what stands. */
function checkSame(topic: Topic, attributes: Readonly<Record<string, string>>, tags: readonly Partial<Tag>[]): void {
  const live = attributesOf(topic);
  if (Object.entries(attributes).some(([name, value]) => (live.get(name) ?? '') !== value)) {
    throw invalid('Attributes Reason: Topic already exists with different attributes');
  }
  const wanted = tagEntries(tags);
  if (
    wanted.length > 0 &&
    (wanted.length !== topic.tags.size || wanted.some(([key, value]) => topic.tags.get(key) !== value))
  ) {
    throw invalid('Tags Reason: Topic already exists with different tags');
  }
}

function listTopics(input: { readonly NextToken?: string }, { call, estate }: Context): QueryResult {
  const own = [...estate.topics.values()].filter(
    topic => topic.account === call.principal.account && topic.region === call.region,
  );
  const arns = own.map(topic => topic.arn).toSorted();
  const page = arns.filter(arn => arn > (input.NextToken ?? '')).slice(0, PAGE);
  const last = page.at(-1);
  const more = last !== undefined && last !== arns.at(-1);
  return { Topics: { member: page.map(TopicArn => ({ TopicArn })) }, NextToken: more ? last : undefined };
}

function tagResource(
  input: { readonly ResourceArn?: string; readonly Tags?: readonly Partial<Tag>[] },
  context: Context,
): QueryResult {
  const topic = openTagged(input.ResourceArn, context);
  checkTags(input.Tags ?? []);
  const merged = new Map([...topic.tags, ...tagEntries(input.Tags ?? [])]);
  if (merged.size > MOST_TAGS)
    throw new Fault('TagLimitExceeded', 'Could not complete request: tag quota of per resource exceeded');
  for (const [key, value] of merged) topic.tags.set(key, value);
  return {};
}

/** The tag operations call a missing topic by another code than the rest. */
function openTagged(arn: string | undefined, context: Context): Topic {
  try {
    return openTopic(arn, context);
  } catch (error) {
    if (error instanceof Fault && error.code === 'NotFound')
      throw new Fault('ResourceNotFound', 'Resource does not exist', { status: 404 });
    throw error;
  }
}

function send(
  input: {
    readonly TopicArn?: string;
    readonly Message?: string;
    readonly Subject?: string;
    readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue?: string }>>;
  },
  context: Context,
): QueryResult {
  const topic = openTopic(input.TopicArn, context);
  if (!input.Message) throw invalid('Empty message');
  const id = randomUUID();
  const subject = input.Subject === undefined ? {} : { subject: input.Subject };
  const attributes = input.MessageAttributes ? { attributes: textsOf(input.MessageAttributes) } : {};
  publish(topic, { id, body: input.Message, at: context.call.at, ...subject, ...attributes }, context.estate);
  return { MessageId: id };
}

function textsOf(attributes: Readonly<Record<string, { readonly StringValue?: string }>>) {
  return Object.fromEntries(Object.entries(attributes).map(([name, { StringValue = '' }]) => [name, StringValue]));
}

const about =
  (member: 'TopicArn' | 'ResourceArn') =>
  (raw: Tree): { type: string; name: string }[] => {
    const arn = raw[member];
    return typeof arn === 'string' ? [{ type: 'AWS::SNS::Topic', name: arn }] : [];
  };
const aboutTopic = about('TopicArn');
const aboutResource = about('ResourceArn');

const operations: Readonly<Record<string, QueryOperation>> = {
  CreateTopic: queryOperation({
    kind: 'write',
    input: structure({ Name: text, Attributes: strings, Tags: tagsShape }),
    subjects: raw => (typeof raw['Name'] === 'string' ? [{ type: 'AWS::SNS::Topic', name: raw['Name'] }] : []),
    run: createTopic,
  }),
  GetTopicAttributes: queryOperation({
    kind: 'read',
    input: structure({ TopicArn: text }),
    subjects: aboutTopic,
    run: (input, context) => ({
      Attributes: {
        entry: [...attributesOf(openTopic(input.TopicArn, context))].map(([key, value]) => ({ key, value })),
      },
    }),
  }),
  SetTopicAttributes: queryOperation({
    kind: 'write',
    input: structure({ TopicArn: text, AttributeName: text, AttributeValue: text }),
    subjects: aboutTopic,
    run(input, context) {
      setAttribute(
        openTopic(input.TopicArn, context),
        input.AttributeName ?? '',
        input.AttributeValue ?? '',
        context.call.at,
      );
      return undefined;
    },
  }),
  DeleteTopic: queryOperation({
    kind: 'write',
    input: structure({ TopicArn: text }),
    subjects: aboutTopic,
    run: deleteTopic,
  }),
  ListTopics: queryOperation({ kind: 'read', input: structure({ NextToken: text }), run: listTopics }),
  TagResource: queryOperation({
    kind: 'write',
    input: structure({ ResourceArn: text, Tags: tagsShape }),
    subjects: aboutResource,
    run: tagResource,
  }),
  UntagResource: queryOperation({
    kind: 'write',
    input: structure({ ResourceArn: text, TagKeys: list(text) }),
    subjects: aboutResource,
    run(input, context) {
      const topic = openTagged(input.ResourceArn, context);
      for (const key of input.TagKeys ?? []) topic.tags.delete(key);
      return {};
    },
  }),
  ListTagsForResource: queryOperation({
    kind: 'read',
    input: structure({ ResourceArn: text }),
    subjects: aboutResource,
    run: (input, context) => ({
      Tags: { member: tagList(openTagged(input.ResourceArn, context).tags).map(tag => ({ ...tag })) },
    }),
  }),
  ...subscriptionOperations,
  Publish: queryOperation({
    kind: 'data',
    input: structure({
      TopicArn: text,
      Message: text,
      Subject: text,
      MessageAttributes: record(structure({ DataType: text, StringValue: text })),
    }),
    run: send,
  }),
};

/** Deleting a topic that is not there succeeds too. */
function deleteTopic(input: { readonly TopicArn?: string }, context: Context): QueryResult {
  try {
    context.estate.topics.delete(openTopic(input.TopicArn, context).arn);
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'NotFound')) throw error;
  }
  return undefined;
}

export const snsDialect = queryDialect({
  service: 'sns',
  version: '2010-03-31',
  envelope: resultEnvelope('http://sns.amazonaws.com/doc/2010-03-31/'),
  invalidParameter: 'InvalidParameter',
  operations,
});
