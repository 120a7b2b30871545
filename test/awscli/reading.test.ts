import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { trailwarden } from '../cli/program.ts';
import { aws } from './cli.ts';

const bucket = 'acme-audit-logs';
const account = '111111111111';
const trail = `arn:aws:cloudtrail:eu-west-1:${account}:trail/main`;
const topic = `arn:aws:sns:eu-west-1:${account}:audit-delivery`;
const tags = [
  { Key: 'team', Value: 'security' },
  { Key: 'trailwarden:owner', Value: 'acme' },
];

const arn = `arn:aws:s3:::${bucket}`;
const granted = { Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' } };
const sources = { 'aws:SourceArn': [trail, `arn:aws:cloudtrail:us-east-1:${account}:trail/us-copy`] };

describe('the AWS CLI reads what trailwarden wrote', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
    const { code, stderr } = await trailwarden(['apply', 'examples/acme', '--yes'], { endpoint: sandbox.url });
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  });
  afterAll(async () => sandbox.close());

  const read = (typed: string): Promise<unknown> => aws(sandbox.url, typed.split(' '));

  it.concurrent.each<[typed: string, answer: object]>([
    [
      'cloudtrail describe-trails --trail-name-list main',
      {
        trailList: [
          {
            TrailARN: trail,
            S3BucketName: bucket,
            S3KeyPrefix: 'org',
            SnsTopicARN: topic,
            IsMultiRegionTrail: true,
            IncludeGlobalServiceEvents: true,
            LogFileValidationEnabled: true,
            HomeRegion: 'eu-west-1',
          },
        ],
      },
    ],
    [
      'cloudtrail get-trail --name us-copy --region us-east-1',
      { Trail: { S3KeyPrefix: 'us', IsMultiRegionTrail: false, IncludeGlobalServiceEvents: false } },
    ],
    ['cloudtrail get-trail-status --name main', { IsLogging: true }],
    [
      'cloudtrail get-event-selectors --trail-name main',
      { TrailARN: trail, EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true }] },
    ],
    [`cloudtrail list-tags --resource-id-list ${trail}`, { ResourceTagList: [{ TagsList: tags.slice(1) }] }],
    [`s3api get-bucket-tagging --bucket ${bucket}`, { TagSet: tags }],
    [`s3api get-bucket-versioning --bucket ${bucket}`, { Status: 'Enabled' }],
    [
      `s3api get-bucket-encryption --bucket ${bucket}`,
      {
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
      },
    ],
    [
      `s3api get-public-access-block --bucket ${bucket}`,
      {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: true,
        },
      },
    ],
    [
      `s3api get-bucket-ownership-controls --bucket ${bucket}`,
      { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } },
    ],
    [`sns list-tags-for-resource --resource-arn ${topic}`, { Tags: tags }],
  ])('%s', async (typed, answer) => {
    expect(await read(typed)).toMatchObject(answer);
  });

  it.concurrent('the policy of the bucket', async () => {
    const { Policy } = (await read(`s3api get-bucket-policy --bucket ${bucket}`)) as { readonly Policy: string };
    expect(JSON.parse(Policy)).toMatchObject({
      Statement: [
        { ...granted, Action: 's3:GetBucketAcl', Resource: arn, Condition: { StringEquals: sources } },
        {
          ...granted,
          Action: 's3:PutObject',
          Resource: [`${arn}/org/AWSLogs/${account}/*`, `${arn}/us/AWSLogs/${account}/*`],
          Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', ...sources } },
        },
        { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      ],
    });
  });

  it.concurrent('the policy of the topic', async () => {
    const answer = (await read(`sns get-topic-attributes --topic-arn ${topic}`)) as {
      readonly Attributes: { readonly Policy: string };
    };
    const Condition = { StringEquals: { 'aws:SourceArn': [trail] } };
    expect(JSON.parse(answer.Attributes.Policy)).toMatchObject({
      Statement: [{ ...granted, Action: 'sns:Publish', Resource: topic, Condition }],
    });
  });
});
