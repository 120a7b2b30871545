/** Somebody tampers with what stands, with the SDK's own clients. */
import {
  CloudTrailClient,
  DeleteTrailCommand,
  ListTagsCommand,
  PutEventSelectorsCommand,
  RemoveTagsCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import {
  DeleteBucketPolicyCommand,
  DeleteBucketTaggingCommand,
  DeletePublicAccessBlockCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DeleteTopicCommand, SNSClient, SetTopicAttributesCommand, UntagResourceCommand } from '@aws-sdk/client-sns';
import fc from 'fast-check';

import { parseArn } from '../../src/core/arn.ts';
import type { Resource } from '../../src/core/plan.ts';

interface Hands {
  readonly cloudtrail: CloudTrailClient;
  readonly s3: S3Client;
  readonly sns: SNSClient;
}

type Deed = (resource: Resource, hands: Hands) => Promise<unknown>;

const deeds: Readonly<Record<string, Readonly<Record<string, Deed>>>> = {
  trail: {
    stop: async ({ arn }, { cloudtrail }) => cloudtrail.send(new StopLoggingCommand({ Name: arn })),
    remove: async ({ arn }, { cloudtrail }) => cloudtrail.send(new DeleteTrailCommand({ Name: arn })),
    narrow: async ({ arn }, { cloudtrail }) =>
      cloudtrail.send(
        new PutEventSelectorsCommand({ TrailName: arn, EventSelectors: [{ ReadWriteType: 'WriteOnly' }] }),
      ),
    weaken: async ({ arn }, { cloudtrail }) =>
      cloudtrail.send(
        new UpdateTrailCommand({
          Name: arn,
          EnableLogFileValidation: false,
          IsMultiRegionTrail: false,
          IncludeGlobalServiceEvents: false,
          SnsTopicName: '',
        }),
      ),
    'add to': async ({ arn }, { cloudtrail }) =>
      cloudtrail.send(
        new UpdateTrailCommand({ Name: arn, IncludeGlobalServiceEvents: true, EnableLogFileValidation: true }),
      ),
    untag: async ({ arn }, { cloudtrail }) => {
      const { ResourceTagList: [found] = [] } = await cloudtrail.send(new ListTagsCommand({ ResourceIdList: [arn] }));
      return cloudtrail.send(new RemoveTagsCommand({ ResourceId: arn, TagsList: found?.TagsList }));
    },
  },
  bucket: {
    'lock up': async ({ name: Bucket }, { s3 }) => s3.send(new DeleteBucketPolicyCommand({ Bucket })),
    open: async ({ name: Bucket }, { s3 }) => s3.send(new DeletePublicAccessBlockCommand({ Bucket })),
    suspend: async ({ name: Bucket }, { s3 }) =>
      s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } })),
    untag: async ({ name: Bucket }, { s3 }) => s3.send(new DeleteBucketTaggingCommand({ Bucket })),
  },
  topic: {
    remove: async ({ arn: TopicArn }, { sns }) => sns.send(new DeleteTopicCommand({ TopicArn })),
    rename: async ({ arn: TopicArn }, { sns }) =>
      sns.send(
        new SetTopicAttributesCommand({ TopicArn, AttributeName: 'DisplayName', AttributeValue: 'somebody else' }),
      ),
    untag: async ({ arn: ResourceArn }, { sns }) =>
      sns.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['trailwarden:owner', 'team'] })),
  },
};

export interface Tampering {
  readonly kind: string;
  readonly deed: string;
  /** Which of the resources of the kind, counted round and round. */
  readonly which: number;
}

export const tamperings: fc.Arbitrary<readonly Tampering[]> = fc.array(
  fc
    .constantFrom(...Object.entries(deeds).flatMap(([kind, all]) => Object.keys(all).map(deed => ({ kind, deed }))))
    .chain(one => fc.nat(30).map(which => ({ ...one, which }))),
  { minLength: 1, maxLength: 6 },
);

/** Does it, as the account that the resource belongs to. What is gone by now, or is refused, is left. */
export async function tamper(
  { kind, deed, which }: Tampering,
  resources: readonly Resource[],
  endpoint: string,
): Promise<void> {
  const meant = resources.filter(resource => resource.kind === kind);
  const resource = meant[which % meant.length];
  const act = deeds[kind]?.[deed];
  if (!resource || !act) return;
  const owner = parseArn(resource.arn).account;
  const account = owner === '' ? resource.target.account : owner;
  const credentials = { accessKeyId: account, secretAccessKey: 'example' };
  const common = { endpoint, region: resource.target.region, credentials, maxAttempts: 1 };
  const hands = {
    cloudtrail: new CloudTrailClient(common),
    s3: new S3Client({ ...common, forcePathStyle: true }),
    sns: new SNSClient(common),
  };
  try {
    await act(resource, hands);
  } catch (error) {
    if (!(error instanceof Error) || !left.has(error.name)) throw error;
  } finally {
    for (const client of Object.values(hands)) client.destroy();
  }
}

/** Of two deeds the second may find nothing, and every update of a trail has its places looked at. */
const left: ReadonlySet<string> = new Set([
  'TrailNotFoundException',
  'ResourceNotFoundException',
  'CloudTrailARNInvalidException',
  'InsufficientS3BucketPolicyException',
  'InsufficientSnsTopicPolicyException',
  'NotFoundException',
]);
