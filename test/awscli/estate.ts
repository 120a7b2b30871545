/** A sandbox in which every operation has something to work on. */
import { AddTagsCommand, PutInsightSelectorsCommand, StartLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { AttachRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateAliasCommand, CreateKeyCommand, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import {
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketReplicationCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutBucketWebsiteCommand,
  PutObjectCommand,
  PutObjectLockConfigurationCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand, SetTopicAttributesCommand, SubscribeCommand } from '@aws-sdk/client-sns';

import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';

import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { ACCOUNT, OTHER, clientsApart } from '../sandbox/clients.ts';
import type { Clients } from '../sandbox/clients.ts';
import {
  HOME,
  arnOf,
  makeBucket,
  makeLogGroup,
  makeLogRole,
  makeTrail,
  openBucket,
  policy,
} from '../sandbox/estate.ts';

export const trail = arnOf('main');
export const topic = `arn:aws:sns:${HOME}:${ACCOUNT}:alerts`;
export const unit = 'ou-abcd-12345678';

export interface Prepared {
  readonly box: Sandbox;
  /** Id of a KMS key, and of one that is about to be deleted. */
  readonly key: string;
  readonly dying: string;
  /** ARN of a subscription of the topic. */
  readonly subscription: string;
  /** What confirms another. */
  readonly token: string;
  /** Address of a queue, and what deletes a message of it. Another waits in it. */
  readonly queue: string;
  readonly receipt: string;
}

/** A bucket `logs` with every setting, an empty bucket, a trail, a topic, a key with an alias, a log group with its role, and an organization. */
export async function prepared(): Promise<Prepared> {
  const box = await startSandbox({
    organization: {
      id: 'o-exampleorgid',
      management: ACCOUNT,
      units: [{ name: 'Prod', id: unit, members: [OTHER] }],
      accounts: { [OTHER]: { name: 'shop', tags: { stage: 'prod' } } },
      delegatedAdministrators: { [OTHER]: ['cloudtrail.amazonaws.com'] },
    },
  });
  const here = clientsApart(box);
  await storage(here);
  await makeTrail(here, { IsMultiRegionTrail: true });
  await here.cloudtrail.send(new StartLoggingCommand({ Name: 'main' }));
  await here.cloudtrail.send(new AddTagsCommand({ ResourceId: trail, TagsList: [{ Key: 'team', Value: 'security' }] }));
  const InsightSelectors = [{ InsightType: 'ApiCallRateInsight' as const }];
  await here.cloudtrail.send(new PutInsightSelectorsCommand({ TrailName: 'main', InsightSelectors }));
  const { KeyMetadata } = await here.kms.send(new CreateKeyCommand({}));
  await here.kms.send(new CreateAliasCommand({ AliasName: 'alias/logs', TargetKeyId: KeyMetadata?.KeyId }));
  const { KeyMetadata: other } = await here.kms.send(new CreateKeyCommand({}));
  await here.kms.send(new ScheduleKeyDeletionCommand({ KeyId: other?.KeyId }));
  await makeLogGroup(here);
  await makeLogRole(here);
  const PolicyArn = 'arn:aws:iam::aws:policy/CloudWatchLogsFullAccess';
  await here.iam.send(new AttachRolePolicyCommand({ RoleName: 'logs', PolicyArn }));
  const subscription = await openTopic(here);
  const { Token = '' } = JSON.parse(box.messages(topic)[0]?.body ?? '{}') as { readonly Token?: string };
  const told = await toldQueue(here);
  return { box, key: KeyMetadata?.KeyId ?? '', dying: other?.KeyId ?? '', subscription, token: Token, ...told };
}

/** A queue with a message that somebody has, and one that nobody has; a rule that sends to it, and one that sends nowhere. */
async function toldQueue({ sqs, events }: Clients): Promise<Pick<Prepared, 'queue' | 'receipt'>> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'told', tags: { stage: 'prod' } }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'taken' }));
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 3600 }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'first' }));
  const EventPattern = '{"source":["aws.cloudtrail"]}';
  for (const Name of ['told', 'idle']) await events.send(new PutRuleCommand({ Name, EventPattern }));
  const Arn = `arn:aws:sqs:${HOME}:${ACCOUNT}:told`;
  await events.send(new PutTargetsCommand({ Rule: 'told', Targets: [{ Id: 'queue', Arn }] }));
  return { queue: QueueUrl, receipt: Messages?.[0]?.ReceiptHandle ?? '' };
}

async function storage(here: Clients): Promise<void> {
  await openBucket(here);
  await makeBucket(here, 'empty-logs');
  const logs = { Bucket: 'logs' };
  const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }];
  await here.s3.send(new PutBucketEncryptionCommand({ ...logs, ServerSideEncryptionConfiguration: { Rules } }));
  const OwnershipControls = { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' as const }] };
  await here.s3.send(new PutBucketOwnershipControlsCommand({ ...logs, OwnershipControls }));
  const PublicAccessBlockConfiguration = { BlockPublicAcls: true };
  await here.s3.send(new PutPublicAccessBlockCommand({ ...logs, PublicAccessBlockConfiguration }));
  const Tagging = { TagSet: [{ Key: 'team', Value: 'security' }] };
  await here.s3.send(new PutBucketTaggingCommand({ ...logs, Tagging }));
  const VersioningConfiguration = { Status: 'Enabled' as const };
  await here.s3.send(new PutBucketVersioningCommand({ ...logs, VersioningConfiguration }));
  await life(here);
  await here.s3.send(new PutObjectCommand({ ...logs, Key: 'readme', Body: 'hello' }));
}

/** What keeps, copies and serves: of `logs`; what is hard to be rid of: of `empty-logs`. */
async function life({ s3 }: Clients): Promise<void> {
  const [logs, empty] = [{ Bucket: 'logs' }, { Bucket: 'empty-logs' }];
  const late = { ID: 'late', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 400 } } as const;
  await s3.send(new PutBucketLifecycleConfigurationCommand({ ...logs, LifecycleConfiguration: { Rules: [late] } }));
  const copy = { Status: 'Enabled', Priority: 1, Filter: {}, Destination: { Bucket: 'arn:aws:s3:::copy' } } as const;
  const ReplicationConfiguration = { Role: 'arn:aws:iam::111111111111:role/copy', Rules: [copy] };
  await s3.send(new PutBucketReplicationCommand({ ...logs, ReplicationConfiguration }));
  const CORSConfiguration = { CORSRules: [{ AllowedOrigins: ['*'], AllowedMethods: ['GET'] }] };
  await s3.send(new PutBucketCorsCommand({ ...logs, CORSConfiguration }));
  const WebsiteConfiguration = { IndexDocument: { Suffix: 'index.html' } };
  await s3.send(new PutBucketWebsiteCommand({ ...logs, WebsiteConfiguration }));
  const OwnershipControls = { Rules: [{ ObjectOwnership: 'ObjectWriter' as const }] };
  await s3.send(new PutBucketOwnershipControlsCommand({ ...empty, OwnershipControls }));
  await s3.send(new PutBucketVersioningCommand({ ...empty, VersioningConfiguration: { Status: 'Enabled' } }));
  const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled' as const };
  await s3.send(new PutObjectLockConfigurationCommand({ ...empty, ObjectLockConfiguration }));
}

async function openTopic({ sns }: Clients): Promise<string> {
  await sns.send(new CreateTopicCommand({ Name: 'alerts', Tags: [{ Key: 'team', Value: 'security' }] }));
  const publish = {
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action: 'SNS:Publish',
    Resource: topic,
  };
  const attribute = { AttributeName: 'Policy', AttributeValue: policy(publish) };
  await sns.send(new SetTopicAttributesCommand({ TopicArn: topic, ...attribute }));
  const told = { Protocol: 'lambda', Endpoint: `arn:aws:lambda:${HOME}:${ACCOUNT}:function:audit` };
  const { SubscriptionArn = '' } = await sns.send(new SubscribeCommand({ TopicArn: topic, ...told }));
  await sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: 'email', Endpoint: 'audit@acme.example' }));
  return SubscriptionArn;
}
