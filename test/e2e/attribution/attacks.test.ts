/** Attacks, played by people of their own over the SDK: each is laid at the right door, or at none. */
import {
  AddTagsCommand,
  DeleteTrailCommand,
  PutEventSelectorsCommand,
  PutInsightSelectorsCommand,
  RemoveTagsCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import {
  DeleteBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketTaggingCommand,
  DeletePublicAccessBlockCommand,
  GetBucketPolicyCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketRequestPaymentCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import {
  DeleteTopicCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-sns';
import { afterEach, describe, expect, it } from 'vitest';

import type { SpecBody } from '../../contract/estate.ts';
import { region, staged } from './stage.ts';
import type { Person, Stage } from './stage.ts';

const bucket = 'acme-audit-logs';
const topic = `arn:aws:sns:${region}:111111111111:log-files`;
const trail = `arn:aws:cloudtrail:${region}:111111111111:trail/main`;

const spec: SpecBody = {
  buckets: {
    [bucket]: { region, retention: { minDays: 365 }, tags: { team: 'audit' }, accessLogging: null },
    'acme-other-logs': { region },
  },
  topics: { 'log-files': { region, displayName: 'Logs', tags: { team: 'audit' }, subscriptions: [] } },
  trails: {
    main: { region, bucket, topic: 'log-files', insights: ['ApiCallRateInsight'], tags: { team: 'audit' } },
  },
};

interface Attack {
  readonly play: (who: Person) => Promise<unknown>;
  /** The field that drifts by it; '' for the whole resource. */
  readonly field: string;
  readonly event: string;
  readonly confidence?: 'likely';
}

const update =
  (input: object): Attack['play'] =>
  async who =>
    who.cloudtrail.send(new UpdateTrailCommand({ Name: 'main', ...input }));

/** The policy as it stands, with one statement more. */
const oneMore =
  (statement: object): Attack['play'] =>
  async who => {
    const { Policy = '' } = await who.s3.send(new GetBucketPolicyCommand({ Bucket: bucket }));
    const policy = JSON.parse(Policy) as { readonly Statement: readonly object[] };
    const changed = JSON.stringify({ ...policy, Statement: [...policy.Statement, statement] });
    await who.s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: changed }));
  };

const attribute =
  (AttributeName: string, AttributeValue: string): Attack['play'] =>
  async who =>
    who.sns.send(new SetTopicAttributesCommand({ TopicArn: topic, AttributeName, AttributeValue }));

const denial = {
  Sid: 'TmpFix',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:PutObject',
  Resource: `arn:aws:s3:::${bucket}/*`,
};

const attacks: Readonly<Record<string, Attack>> = {
  'stops the trail': {
    play: async who => who.cloudtrail.send(new StopLoggingCommand({ Name: 'main' })),
    field: 'logging',
    event: 'StopLogging',
  },
  'stops the trail, by its ARN': {
    play: async who => who.cloudtrail.send(new StopLoggingCommand({ Name: trail })),
    field: 'logging',
    event: 'StopLogging',
  },
  'deletes the trail': {
    play: async who => who.cloudtrail.send(new DeleteTrailCommand({ Name: 'main' })),
    field: '',
    event: 'DeleteTrail',
  },
  'switches validation off': {
    play: update({ EnableLogFileValidation: false }),
    field: 'logFileValidation',
    event: 'UpdateTrail',
  },
  'makes it one of a single region': {
    play: update({ IsMultiRegionTrail: false }),
    field: 'scope',
    event: 'UpdateTrail',
    confidence: 'likely', // that global events go with it, the request does not say
  },
  'takes the topic away': { play: update({ SnsTopicName: '' }), field: 'topic', event: 'UpdateTrail' },
  'narrows what is recorded': {
    play: async who =>
      who.cloudtrail.send(
        new PutEventSelectorsCommand({
          TrailName: 'main',
          EventSelectors: [{ ReadWriteType: 'ReadOnly', IncludeManagementEvents: true, DataResources: [] }],
        }),
      ),
    field: 'eventSelectors',
    event: 'PutEventSelectors',
  },
  'narrows it, by advanced selectors': {
    play: async who =>
      who.cloudtrail.send(
        new PutEventSelectorsCommand({
          TrailName: trail,
          AdvancedEventSelectors: [
            {
              Name: 'little',
              FieldSelectors: [
                { Field: 'eventCategory', Equals: ['Management'] },
                { Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] },
              ],
            },
          ],
        }),
      ),
    field: 'eventSelectors',
    event: 'PutEventSelectors',
  },
  'ends Insights': {
    play: async who => who.cloudtrail.send(new PutInsightSelectorsCommand({ TrailName: 'main', InsightSelectors: [] })),
    field: 'insights',
    event: 'PutInsightSelectors',
  },
  'takes the tag of the owner from the trail': {
    play: async who =>
      who.cloudtrail.send(new RemoveTagsCommand({ ResourceId: trail, TagsList: [{ Key: 'trailwarden:owner' }] })),
    field: 'owner',
    event: 'RemoveTags',
  },
  'writes another tag': {
    play: async who =>
      who.cloudtrail.send(new AddTagsCommand({ ResourceId: trail, TagsList: [{ Key: 'team', Value: 'red' }] })),
    field: 'tags',
    event: 'AddTags',
  },
  'denies CloudTrail its bucket': { play: oneMore(denial), field: 'otherStatements', event: 'PutBucketPolicy' },
  'deletes the policy: the grants': {
    play: async who => who.s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket })),
    field: 'grants',
    event: 'DeleteBucketPolicy',
  },
  'deletes the policy: TLS': {
    play: async who => who.s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket })),
    field: 'tlsOnly',
    event: 'DeleteBucketPolicy',
  },
  'deletes log files after a day': {
    play: async who =>
      who.s3.send(
        new PutBucketLifecycleConfigurationCommand({
          Bucket: bucket,
          LifecycleConfiguration: {
            Rules: [{ ID: 'tidy', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } }],
          },
        }),
      ),
    field: 'lifecycle',
    event: 'PutBucketLifecycle',
  },
  'opens the bucket to ACLs': {
    play: async who =>
      who.s3.send(
        new PutBucketOwnershipControlsCommand({
          Bucket: bucket,
          OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
        }),
      ),
    field: 'ownership',
    event: 'PutBucketOwnershipControls',
  },
  'encrypts otherwise': {
    play: async who =>
      who.s3.send(
        new PutBucketEncryptionCommand({
          Bucket: bucket,
          ServerSideEncryptionConfiguration: {
            Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BucketKeyEnabled: true }],
          },
        }),
      ),
    field: 'encryption',
    event: 'PutBucketEncryption',
  },
  'stops keeping versions': {
    play: async who =>
      who.s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Suspended' } })),
    field: 'versioning',
    event: 'PutBucketVersioning',
  },
  'opens the bucket': {
    play: async who => who.s3.send(new DeletePublicAccessBlockCommand({ Bucket: bucket })),
    field: 'publicAccessBlock',
    event: 'DeleteBucketPublicAccessBlock',
  },
  'opens the bucket in part': {
    play: async who =>
      who.s3.send(
        new PutPublicAccessBlockCommand({
          Bucket: bucket,
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
        }),
      ),
    field: 'publicAccessBlock',
    event: 'PutBucketPublicAccessBlock',
  },
  'lets the requester pay': {
    play: async who =>
      who.s3.send(
        new PutBucketRequestPaymentCommand({ Bucket: bucket, RequestPaymentConfiguration: { Payer: 'Requester' } }),
      ),
    field: 'requesterPays',
    event: 'PutBucketRequestPayment',
  },
  'logs requests elsewhere': {
    play: async who =>
      who.s3.send(
        new PutBucketLoggingCommand({
          Bucket: bucket,
          BucketLoggingStatus: { LoggingEnabled: { TargetBucket: 'acme-other-logs', TargetPrefix: 'x/' } },
        }),
      ),
    field: 'accessLogging',
    event: 'PutBucketLogging',
  },
  'takes the tags of the bucket': {
    play: async who => who.s3.send(new DeleteBucketTaggingCommand({ Bucket: bucket })),
    field: 'tags',
    event: 'DeleteBucketTagging',
  },
  'deletes the topic': {
    play: async who => who.sns.send(new DeleteTopicCommand({ TopicArn: topic })),
    field: '',
    event: 'DeleteTopic',
  },
  'gives the topic another policy': {
    play: attribute(
      'Policy',
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Sid: 'mine', Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: 'sns:Publish', Resource: topic },
        ],
      }),
    ),
    field: 'grants',
    event: 'SetTopicAttributes',
  },
  'shows the topic otherwise': {
    play: attribute('DisplayName', 'Nothing'),
    field: 'displayName',
    event: 'SetTopicAttributes',
  },
  'has itself told': {
    play: async who =>
      who.sns.send(
        new SubscribeCommand({
          TopicArn: topic,
          Protocol: 'sqs',
          Endpoint: 'arn:aws:sqs:eu-west-1:111111111111:mine',
          ReturnSubscriptionArn: true,
        }),
      ),
    field: 'subscriptions',
    event: 'Subscribe',
  },
  'takes the tag of the topic': {
    play: async who => who.sns.send(new UntagResourceCommand({ ResourceArn: topic, TagKeys: ['team'] })),
    field: 'tags',
    event: 'UntagResource',
  },
};

let stage: Stage;
afterEach(async () => stage.sandbox.close());

describe('an attack', () => {
  it.each(Object.entries(attacks))('%s', async (_, { play, field, event, confidence = 'certain' }) => {
    stage = await staged();
    await stage.apply(spec);
    stage.later();
    await play(stage.as('mallory'));
    const at = stage.sandbox.clock.now().toISOString();
    stage.later();
    const found = await stage.who(spec);
    expect(found[field]).toMatchObject({
      answer: 'found',
      confidence,
      event: { name: event, at, principal: { name: 'mallory', type: 'IAMUser' }, sourceIp: '127.0.0.1' },
      byOurPrincipal: false,
      attempts: [],
    });
  });

  it('that empties the bucket and deletes it', async () => {
    stage = await staged();
    const small = { buckets: { [bucket]: { region } } };
    await stage.apply(small);
    stage.later();
    await stage.as('mallory').s3.send(new DeleteBucketCommand({ Bucket: bucket }));
    stage.later();
    expect(await stage.who(small)).toMatchObject({
      '': { answer: 'found', confidence: 'certain', event: { name: 'DeleteBucket', principal: { name: 'mallory' } } },
    });
  });

  it('that puts encryption back to what S3 has by itself', async () => {
    stage = await staged();
    const strict = { buckets: { [bucket]: { region, encryption: { algorithm: 'aws:kms' } } } };
    await stage.apply(strict);
    stage.later();
    await stage.as('mallory').s3.send(new DeleteBucketEncryptionCommand({ Bucket: bucket }));
    stage.later();
    expect((await stage.who(strict))['encryption']).toMatchObject({
      answer: 'found',
      event: { name: 'DeleteBucketEncryption', principal: { name: 'mallory' } },
    });
  });
});
