/** Which calls bring fields to what they are: every field has some, or a reason, and requests are read as they are recorded. */
import { describe, expect, it } from 'vitest';

import type { Bearing, Cause, Gap, Parameters } from '../../src/core/drift/cause.ts';
import type { AnyKind } from '../../src/core/kind.ts';
import { kinds } from '../../src/resources/index.ts';

const kindOf = (name: string): AnyKind => {
  const kind = kinds.find(one => one.name === name);
  if (!kind) throw new Error(`no kind ${name}`);
  return kind;
};

describe.each(kinds.map(kind => [kind.name, kind] as const))('%s', (_, kind) => {
  it.each(Object.keys(kind.fields))('%s has calls that make it what it is, or a reason why none does', field => {
    const causes = kind.causes?.fields[field];
    if (causes === undefined) throw new Error(`${field} has neither`);
    if ('none' in causes) return expect(causes.none).toMatch(/\.$/u);
    expect(causes.length).toBeGreaterThan(0);
    for (const { source, events } of causes) {
      expect(source).toMatch(/^[a-z0-9]+\.amazonaws\.com$/u);
      expect(events.length).toBeGreaterThan(0);
    }
  });

  it('has no cause of a field that there is not, and calls that delete it', () => {
    expect(Object.keys(kind.causes?.fields ?? {}).toSorted()).toEqual(Object.keys(kind.fields).toSorted());
    expect(kind.causes?.missing.flatMap(({ events }) => events).join(' ')).toMatch(/Delete/u);
  });
});

const statement = {
  Sid: 'Mine',
  Effect: 'Allow',
  Principal: { AWS: '111111111111' },
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::logs/*',
};
const denial = { Sid: 'Stop', Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: 'arn:aws:s3:::logs/*' };
const tls = {
  Sid: 'TrailwardenTlsOnlyAcme',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: ['arn:aws:s3:::logs', 'arn:aws:s3:::logs/*'],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const policyOf = (...statements: readonly object[]) => ({ Version: '2012-10-17', Statement: statements });
const block = { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true };
const noBlock = {
  blockPublicAcls: false,
  ignorePublicAcls: false,
  blockPublicPolicy: false,
  restrictPublicBuckets: false,
};
const rule = (over: object = {}) => ({
  ID: 'tidy',
  Status: 'Enabled',
  Filter: { Prefix: '' },
  Expiration: { Days: 1 },
  ...over,
});
const rules = (...each: readonly object[]) => ({ rules: each, folders: null, minDays: null, smallestMoved: null });
const key = 'arn:aws:kms:eu-west-1:111111111111:key/1234';
const logs = {
  logGroup: 'arn:aws:logs:eu-west-1:111111111111:log-group:g:*',
  role: 'arn:aws:iam::111111111111:role/r',
};
const told = {
  'sqs arn:aws:sqs:eu-west-1:111111111111:q': { raw: false, role: null, arn: 'arn:aws:sns:eu-west-1:111111111111:t:1' },
};
const management = { readWriteType: 'All', managementEvents: true, dataResources: [], excludedSources: [] };

/** A request as it is recorded, less what names the resource, and what it says of a field. */
type Row = readonly [
  field: string,
  event: string,
  parameters: Parameters,
  gap: Gap<unknown>,
  expected: Bearing,
  region?: string,
];

const trail: readonly Row[] = [
  [
    'destination',
    'UpdateTrail',
    { s3BucketName: 'b' },
    { wanted: { bucket: 'a', prefix: null }, found: { bucket: 'b', prefix: null } },
    'agrees',
  ],
  [
    'destination',
    'UpdateTrail',
    { s3BucketName: 'b' },
    { wanted: { bucket: 'a', prefix: null }, found: { bucket: 'b', prefix: 'x' } },
    'touches',
  ],
  [
    'destination',
    'UpdateTrail',
    { s3BucketName: 'c' },
    { wanted: { bucket: 'a', prefix: null }, found: { bucket: 'b', prefix: null } },
    'differs',
  ],
  [
    'destination',
    'UpdateTrail',
    { s3KeyPrefix: '' },
    { wanted: { bucket: 'a', prefix: 'x' }, found: { bucket: 'a', prefix: null } },
    'agrees',
  ],
  [
    'destination',
    'UpdateTrail',
    { isMultiRegionTrail: true },
    { wanted: { bucket: 'a', prefix: null }, found: { bucket: 'b', prefix: null } },
    'none',
  ],
  [
    'destination',
    'UpdateTrail',
    {},
    { wanted: { bucket: 'a', prefix: null }, found: { bucket: 'b', prefix: null } },
    'perhaps',
  ],
  [
    'destination',
    'CreateTrail',
    {},
    { wanted: { bucket: 'a', prefix: null }, found: { bucket: 'b', prefix: null } },
    'perhaps',
  ],
  [
    'destination',
    'CreateTrail',
    { s3BucketName: 'b' },
    { wanted: { bucket: 'b', prefix: 'x' }, found: { bucket: 'b', prefix: null } },
    'agrees',
  ],
  [
    'topic',
    'UpdateTrail',
    { snsTopicName: 't' },
    { wanted: null, found: 'arn:aws:sns:eu-west-1:111111111111:t' },
    'agrees',
  ],
  [
    'topic',
    'UpdateTrail',
    { snsTopicName: 'x' },
    { wanted: null, found: 'arn:aws:sns:eu-west-1:111111111111:t' },
    'differs',
  ],
  [
    'topic',
    'UpdateTrail',
    { snsTopicName: '' },
    { wanted: 'arn:aws:sns:eu-west-1:111111111111:t', found: null },
    'agrees',
  ],
  [
    'topic',
    'UpdateTrail',
    { snsTopicName: 't' },
    { wanted: 'arn:aws:sns:eu-west-1:111111111111:t', found: null },
    'differs',
  ],
  [
    'scope',
    'UpdateTrail',
    { isMultiRegionTrail: false, includeGlobalServiceEvents: false },
    {
      wanted: { multiRegion: true, globalServiceEvents: true },
      found: { multiRegion: false, globalServiceEvents: false },
    },
    'agrees',
  ],
  ['organization', 'UpdateTrail', { isOrganizationTrail: false }, { wanted: true, found: false }, 'agrees'],
  ['organization', 'UpdateTrail', { name: 'main' }, { wanted: true, found: false }, 'none'],
  ['logFileValidation', 'CreateTrail', { name: 'main' }, { wanted: true, found: false }, 'agrees'],
  ['kmsKey', 'UpdateTrail', { kmsKeyId: '1234' }, { wanted: null, found: key }, 'agrees'],
  ['kmsKey', 'UpdateTrail', { kmsKeyId: key }, { wanted: null, found: key }, 'agrees'],
  ['kmsKey', 'UpdateTrail', { kmsKeyId: 'alias/logs' }, { wanted: null, found: key }, 'touches'],
  ['kmsKey', 'UpdateTrail', { kmsKeyId: 'alias/logs' }, { wanted: key, found: null }, 'differs'],
  [
    'kmsKey',
    'UpdateTrail',
    { kmsKeyId: 'arn:aws:kms:eu-west-1:111111111111:alias/logs' },
    { wanted: null, found: key },
    'touches',
  ],
  ['kmsKey', 'UpdateTrail', { kmsKeyId: '' }, { wanted: key, found: null }, 'agrees'],
  ['kmsKey', 'UpdateTrail', { kmsKeyId: '1234' }, { wanted: key, found: null }, 'differs'],
  [
    'cloudWatchLogs',
    'UpdateTrail',
    { cloudWatchLogsLogGroupArn: '', cloudWatchLogsRoleArn: '' },
    { wanted: logs, found: null },
    'agrees',
  ],
  [
    'cloudWatchLogs',
    'UpdateTrail',
    { cloudWatchLogsLogGroupArn: logs.logGroup.slice(0, -2), cloudWatchLogsRoleArn: logs.role },
    { wanted: null, found: logs },
    'agrees',
  ],
  ['recursiveLogging', 'UpdateTrail', { recursiveLogging: false }, { wanted: true, found: false }, 'agrees'],
  ['logging', 'StopLogging', { name: 'main' }, { wanted: true, found: false }, 'agrees'],
  ['logging', 'StartLogging', { name: 'main' }, { wanted: true, found: false }, 'differs'],
  ['logging', 'CreateTrail', { name: 'main' }, { wanted: true, found: false }, 'agrees'],
  [
    'eventSelectors',
    'PutEventSelectors',
    {
      eventSelectors: [
        {
          readWriteType: 'ReadOnly',
          includeManagementEvents: true,
          dataResources: [{ type: 'AWS::S3::Object', values: ['arn:aws:s3'] }],
          excludeManagementEventSources: [],
        },
      ],
    },
    {
      wanted: { basic: [management] },
      found: {
        basic: [
          {
            ...management,
            readWriteType: 'ReadOnly',
            dataResources: [{ type: 'AWS::S3::Object', values: ['arn:aws:s3'] }],
          },
        ],
      },
    },
    'agrees',
  ],
  [
    'eventSelectors',
    'PutEventSelectors',
    { eventSelectors: [{}] },
    { wanted: { basic: [] }, found: { basic: [{ ...management, readWriteType: 'ReadOnly' }] } },
    'differs',
  ],
  [
    'eventSelectors',
    'PutEventSelectors',
    {
      advancedEventSelectors: [
        {
          name: 'x',
          fieldSelectors: [
            { field: 'eventCategory', equals: ['Management'] },
            { field: 'eventSource', notEquals: ['kms.amazonaws.com'] },
          ],
        },
      ],
    },
    {
      wanted: { basic: [management] },
      found: {
        advanced: [
          {
            name: 'x',
            fields: { eventCategory: { Equals: ['Management'] }, eventSource: { NotEquals: ['kms.amazonaws.com'] } },
          },
        ],
      },
    },
    'agrees',
  ],
  [
    'eventSelectors',
    'PutEventSelectors',
    { trailName: 'main' },
    { wanted: { basic: [] }, found: { basic: [management] } },
    'touches',
  ],
  [
    'eventSelectors',
    'CreateTrail',
    { name: 'main' },
    { wanted: { basic: [] }, found: { basic: [management] } },
    'agrees',
  ],
  [
    'insights',
    'PutInsightSelectors',
    { insightSelectors: [{ insightType: 'ApiErrorRateInsight', eventCategories: ['Management', 'Data'] }] },
    { wanted: [], found: [{ type: 'ApiErrorRateInsight', categories: ['Data', 'Management'] }] },
    'agrees',
  ],
  [
    'insights',
    'PutInsightSelectors',
    { insightSelectors: [{ insightType: 'ApiCallRateInsight' }] },
    { wanted: [], found: [{ type: 'ApiErrorRateInsight', categories: ['Management'] }] },
    'differs',
  ],
  ['insights', 'PutInsightSelectors', {}, { wanted: [], found: [] }, 'touches'],
  [
    'insights',
    'CreateTrail',
    {},
    { wanted: [{ type: 'ApiCallRateInsight', categories: ['Management'] }], found: [] },
    'agrees',
  ],
  [
    'aggregation',
    'PutEventConfiguration',
    { aggregationConfigurations: [{ eventCategory: 'Data', templates: ['API_ACTIVITY'] }, {}] },
    { wanted: [], found: ['API_ACTIVITY'] },
    'agrees',
  ],
  ['aggregation', 'PutEventConfiguration', {}, { wanted: [], found: ['API_ACTIVITY'] }, 'touches'],
  ['aggregation', 'CreateTrail', {}, { wanted: ['API_ACTIVITY'], found: [] }, 'agrees'],
  [
    'tags',
    'AddTags',
    { tagsList: [{ key: 'team', value: 'red' }] },
    { wanted: { team: 'audit' }, found: { team: 'red', more: 'x' } },
    'agrees',
  ],
  [
    'tags',
    'AddTags',
    { tagsList: [{ key: 'more', value: 'x' }] },
    { wanted: { team: 'audit' }, found: { team: 'red', more: 'x' } },
    'none',
  ],
  ['tags', 'RemoveTags', { tagsList: [{ key: 'team' }] }, { wanted: { team: 'audit' }, found: {} }, 'agrees'],
  [
    'tags',
    'CreateTrail',
    { tagsList: [{ key: 'other', value: 'x' }, {}] },
    { wanted: { team: 'audit' }, found: { other: 'x' } },
    'agrees',
  ],
  [
    'protect',
    'AddTags',
    { tagsList: [{ key: 'trailwarden:protect', value: 'no' }] },
    { wanted: true, found: false },
    'agrees',
  ],
  [
    'protect',
    'AddTags',
    { tagsList: [{ key: 'trailwarden:protect', value: 'true' }] },
    { wanted: false, found: true },
    'agrees',
  ],
  [
    'owner',
    'AddTags',
    { tagsList: [{ key: 'trailwarden:owner', value: 'other' }] },
    { wanted: 'acme', found: 'other' },
    'agrees',
  ],
  ['owner', 'RemoveTags', { tagsList: [{ key: 'trailwarden:owner' }] }, { wanted: 'acme', found: null }, 'agrees'],
];

const bucket: readonly Row[] = [
  [
    'otherStatements',
    'PutBucketPolicy',
    { bucketPolicy: policyOf(statement, denial) },
    { wanted: 'keep', found: [denial, statement] },
    'agrees',
  ],
  [
    'otherStatements',
    'PutBucketPolicy',
    { bucketPolicy: { Version: '2012-10-17', Statement: denial } },
    { wanted: 'keep', found: [denial] },
    'agrees',
  ],
  [
    'otherStatements',
    'PutBucketPolicy',
    { bucketPolicy: policyOf(statement) },
    { wanted: 'keep', found: [denial, statement] },
    'differs',
  ],
  ['otherStatements', 'PutBucketPolicy', {}, { wanted: 'keep', found: [denial] }, 'touches'],
  ['statements', 'DeleteBucketPolicy', {}, { wanted: [statement], found: [] }, 'agrees'],
  ['grants', 'CreateBucket', {}, { wanted: { statements: [statement] }, found: { statements: [] } }, 'agrees'],
  [
    'grants',
    'CreateBucket',
    {},
    { wanted: { statements: [statement] }, found: { statements: [] } },
    'perhaps',
    'us-east-1',
  ],
  ['tlsOnly', 'PutBucketPolicy', { bucketPolicy: policyOf(statement) }, { wanted: tls, found: null }, 'agrees'],
  ['tlsOnly', 'PutBucketPolicy', { bucketPolicy: policyOf(tls) }, { wanted: null, found: tls }, 'agrees'],
  ['tlsOnly', 'PutBucketPolicy', { bucketPolicy: policyOf(tls) }, { wanted: tls, found: null }, 'differs'],
  [
    'publicAccessBlock',
    'PutBucketPublicAccessBlock',
    {
      PublicAccessBlockConfiguration: {
        xmlns: 'x',
        BlockPublicAcls: 'false',
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: 'true',
      },
    },
    { wanted: block, found: { ...block, blockPublicAcls: false } },
    'agrees',
  ],
  ['publicAccessBlock', 'DeleteBucketPublicAccessBlock', {}, { wanted: block, found: noBlock }, 'agrees'],
  ['publicAccessBlock', 'CreateBucket', {}, { wanted: block, found: noBlock }, 'differs'],
  [
    'ownership',
    'PutBucketOwnershipControls',
    { OwnershipControls: { Rule: { ObjectOwnership: 'ObjectWriter' } } },
    { wanted: 'BucketOwnerEnforced', found: 'ObjectWriter' },
    'agrees',
  ],
  [
    'ownership',
    'DeleteBucketOwnershipControls',
    {},
    { wanted: 'BucketOwnerEnforced', found: 'ObjectWriter' },
    'agrees',
  ],
  [
    'ownership',
    'CreateBucket',
    { 'x-amz-object-ownership': 'ObjectWriter' },
    { wanted: 'BucketOwnerEnforced', found: 'ObjectWriter' },
    'agrees',
  ],
  [
    'encryption',
    'PutBucketEncryption',
    {
      ServerSideEncryptionConfiguration: {
        Rule: {
          ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
          BucketKeyEnabled: 'true',
        },
      },
    },
    {
      wanted: { algorithm: 'AES256', kmsKey: null, bucketKey: false },
      found: { algorithm: 'aws:kms', kmsKey: key, bucketKey: true },
    },
    'agrees',
  ],
  [
    'encryption',
    'DeleteBucketEncryption',
    {},
    {
      wanted: { algorithm: 'aws:kms', kmsKey: null, bucketKey: true },
      found: { algorithm: 'AES256', kmsKey: null, bucketKey: false },
    },
    'agrees',
  ],
  [
    'encryption',
    'CreateBucket',
    {},
    {
      wanted: { algorithm: 'aws:kms', kmsKey: null, bucketKey: true },
      found: { algorithm: 'AES256', kmsKey: null, bucketKey: false },
    },
    'agrees',
  ],
  [
    'versioning',
    'PutBucketVersioning',
    { VersioningConfiguration: { Status: 'Suspended' } },
    { wanted: 'enabled', found: 'suspended' },
    'agrees',
  ],
  ['versioning', 'CreateBucket', {}, { wanted: 'enabled', found: 'suspended' }, 'agrees'],
  [
    'region',
    'CreateBucket',
    { CreateBucketConfiguration: { LocationConstraint: 'EU' } },
    { wanted: 'eu-central-1', found: 'eu-west-1' },
    'agrees',
  ],
  ['region', 'CreateBucket', {}, { wanted: 'eu-west-1', found: 'us-east-1' }, 'agrees', 'us-east-1'],
  [
    'lifecycle',
    'PutBucketLifecycle',
    {
      LifecycleConfiguration: {
        Rule: { ID: 'tidy', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: '1' } },
      },
    },
    { wanted: rules(), found: rules(rule()) },
    'agrees',
  ],
  [
    'lifecycle',
    'PutBucketLifecycle',
    { LifecycleConfiguration: { Rule: [{ Status: 'Enabled', Filter: {}, Expiration: { Days: 1 } }] } },
    { wanted: rules(), found: rules(rule({ ID: 'made-by-s3' })) },
    'agrees',
  ],
  [
    'lifecycle',
    'PutBucketLifecycle',
    {
      LifecycleConfiguration: {
        Rule: {
          ID: 'tidy',
          Status: 'Enabled',
          Filter: { And: { Prefix: 'a', Tag: { Key: 'k', Value: '1' } } },
          Transition: { Days: 30, StorageClass: 'GLACIER' },
          NoncurrentVersionExpiration: { NoncurrentDays: 7 },
        },
      },
    },
    {
      wanted: rules(),
      found: rules({
        ID: 'tidy',
        Status: 'Enabled',
        Filter: { And: { Prefix: 'a', Tags: [{ Key: 'k', Value: '1' }] } },
        Transitions: [{ Days: 30, StorageClass: 'GLACIER' }],
        NoncurrentVersionExpiration: { NoncurrentDays: 7 },
      }),
    },
    'agrees',
  ],
  [
    'lifecycle',
    'PutBucketLifecycle',
    { LifecycleConfiguration: { Rule: { ID: 'tidy', Status: 'Enabled', Expiration: { Days: 2 } } } },
    { wanted: rules(), found: rules(rule()) },
    'differs',
  ],
  [
    'lifecycle',
    'PutBucketLifecycle',
    {
      LifecycleConfiguration: { Rule: { ID: 'tidy', Filter: 'x', Expiration: { ExpiredObjectDeleteMarker: 'true' } } },
    },
    {
      wanted: rules(),
      found: rules({
        ID: 'tidy',
        Status: 'Enabled',
        Filter: { Prefix: '' },
        Expiration: { ExpiredObjectDeleteMarker: true },
      }),
    },
    'agrees',
  ],
  ['lifecycle', 'PutBucketLifecycle', {}, { wanted: rules(), found: { ...rules(), rules: 'keep' } }, 'differs'],
  ['lifecycle', 'DeleteBucketLifecycle', {}, { wanted: rules(rule()), found: rules() }, 'agrees'],
  [
    'objectLock',
    'PutBucketObjectLockConfiguration',
    {
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: '7' } },
      },
    },
    { wanted: null, found: { mode: 'GOVERNANCE', days: 7, years: null } },
    'agrees',
  ],
  [
    'objectLock',
    'PutBucketObjectLockConfiguration',
    {},
    { wanted: { mode: null, days: null, years: null }, found: null },
    'agrees',
  ],
  [
    'accessLogging',
    'PutBucketLogging',
    { BucketLoggingStatus: { LoggingEnabled: { TargetBucket: 'x', TargetPrefix: 'p/' } } },
    { wanted: null, found: { bucket: 'x', prefix: 'p/' } },
    'agrees',
  ],
  [
    'accessLogging',
    'PutBucketLogging',
    { BucketLoggingStatus: '' },
    { wanted: { bucket: 'x', prefix: '' }, found: null },
    'agrees',
  ],
  [
    'mfaDelete',
    'PutBucketVersioning',
    { VersioningConfiguration: { Status: 'Enabled', MfaDelete: 'Enabled' } },
    { wanted: false, found: true },
    'agrees',
  ],
  [
    'mfaDelete',
    'PutBucketVersioning',
    { VersioningConfiguration: { Status: 'Enabled' } },
    { wanted: false, found: true },
    'touches',
  ],
  [
    'requesterPays',
    'PutBucketRequestPayment',
    { RequestPaymentConfiguration: { Payer: 'Requester' } },
    { wanted: false, found: true },
    'agrees',
  ],
  ['requesterPays', 'PutBucketRequestPayment', {}, { wanted: false, found: true }, 'touches'],
  [
    'replication',
    'PutBucketReplication',
    {
      ReplicationConfiguration: {
        Rule: [
          { Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::x' } },
          { Status: 'Disabled', Destination: { Bucket: 'arn:aws:s3:::y' } },
        ],
      },
    },
    { wanted: [], found: ['arn:aws:s3:::x'] },
    'agrees',
  ],
  ['aclGrants', 'PutBucketAcl', { acl: '' }, { wanted: [], found: ['x: READ'] }, 'touches'],
  ['cors', 'PutBucketCors', {}, { wanted: false, found: true }, 'agrees'],
  ['website', 'DeleteBucketWebsite', {}, { wanted: true, found: false }, 'agrees'],
  [
    'tags',
    'PutBucketTagging',
    { Tagging: { TagSet: { Tag: { Key: 'team', Value: 'red' } } } },
    { wanted: { team: 'audit' }, found: { team: 'red' } },
    'agrees',
  ],
  [
    'tags',
    'PutBucketTagging',
    {
      Tagging: {
        TagSet: {
          Tag: [
            { Key: 'a', Value: 'b' },
            { Key: 'team', Value: 'red' },
          ],
        },
      },
    },
    { wanted: { team: 'audit' }, found: { team: 'red' } },
    'agrees',
  ],
  ['owner', 'DeleteBucketTagging', {}, { wanted: 'acme', found: null }, 'agrees'],
  ['owner', 'CreateBucket', {}, { wanted: 'acme', found: null }, 'agrees'],
  ['owner', 'CreateBucket', {}, { wanted: 'acme', found: null }, 'none', 'us-east-1'],
];

const topic: readonly Row[] = [
  [
    'otherStatements',
    'SetTopicAttributes',
    { attributeName: 'Policy', attributeValue: JSON.stringify(policyOf(denial)) },
    { wanted: 'keep', found: [denial] },
    'agrees',
  ],
  [
    'otherStatements',
    'SetTopicAttributes',
    { attributeName: 'Policy' },
    { wanted: 'keep', found: [denial] },
    'touches',
  ],
  [
    'otherStatements',
    'SetTopicAttributes',
    { attributeName: 'Policy', attributeValue: '***' },
    { wanted: 'keep', found: [denial] },
    'touches',
  ],
  [
    'otherStatements',
    'SetTopicAttributes',
    { attributeName: 'DisplayName', attributeValue: 'x' },
    { wanted: 'keep', found: [denial] },
    'none',
  ],
  ['otherStatements', 'SetTopicAttributes', {}, { wanted: 'keep', found: [denial] }, 'perhaps'],
  [
    'grants',
    'AddPermission',
    { label: 'x' },
    { wanted: { statements: [] }, found: { statements: [denial] } },
    'touches',
  ],
  ['grants', 'CreateTopic', { name: 't' }, { wanted: { statements: [denial] }, found: { statements: [] } }, 'perhaps'],
  [
    'displayName',
    'SetTopicAttributes',
    { attributeName: 'DisplayName', attributeValue: '' },
    { wanted: 'Logs', found: null },
    'agrees',
  ],
  [
    'displayName',
    'SetTopicAttributes',
    { attributeName: 'DisplayName', attributeValue: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
    { wanted: 'Logs', found: 'x' },
    'touches',
  ],
  [
    'kmsKey',
    'SetTopicAttributes',
    { attributeName: 'KmsMasterKeyId', attributeValue: key },
    { wanted: null, found: key },
    'agrees',
  ],
  [
    'kmsKey',
    'SetTopicAttributes',
    { attributeName: 'Policy', attributeValue: key },
    { wanted: null, found: key },
    'none',
  ],
  ['kmsKey', 'CreateTopic', {}, { wanted: null, found: key }, 'perhaps'],
  [
    'subscriptions',
    'Subscribe',
    { protocol: 'sqs', endpoint: 'arn:aws:sqs:eu-west-1:111111111111:q' },
    { wanted: {}, found: told },
    'agrees',
  ],
  [
    'subscriptions',
    'Subscribe',
    { protocol: 'sqs', endpoint: 'arn:aws:sqs:eu-west-1:111111111111:other' },
    { wanted: {}, found: told },
    'none',
  ],
  [
    'subscriptions',
    'Subscribe',
    { protocol: 'email', endpoint: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
    { wanted: {}, found: told },
    'perhaps',
  ],
  ['subscriptions', 'ConfirmSubscription', {}, { wanted: {}, found: told }, 'perhaps'],
  ['subscriptions', 'Subscribe', { protocol: 'sqs', endpoint: 'x' }, { wanted: told, found: {} }, 'none'],
  ['subscriptions', 'Unsubscribe', {}, { wanted: told, found: {} }, 'touches'],
  ['subscriptions', 'Unsubscribe', {}, { wanted: {}, found: told }, 'none'],
  [
    'subscriptions',
    'SetSubscriptionAttributes',
    { subscriptionArn: 'arn:aws:sns:eu-west-1:111111111111:t:1' },
    { wanted: told, found: told },
    'touches',
  ],
  [
    'subscriptions',
    'SetSubscriptionAttributes',
    { subscriptionArn: 'arn:aws:sns:eu-west-1:111111111111:t:2' },
    { wanted: told, found: told },
    'none',
  ],
  [
    'tags',
    'TagResource',
    { tags: [{ key: 'team', value: 'red' }] },
    { wanted: { team: 'audit' }, found: { team: 'red' } },
    'agrees',
  ],
  ['tags', 'UntagResource', { tagKeys: ['team'] }, { wanted: { team: 'audit' }, found: {} }, 'agrees'],
  ['owner', 'UntagResource', {}, { wanted: 'acme', found: null }, 'none'],
];

/** What the causes of a field, or of a whole resource, say of a request. */
function bearingOf(
  causes: readonly Cause<unknown>[],
  [, event, parameters, gap, , region = 'eu-west-1']: Row,
): Bearing {
  const cause = causes.find(({ events }) => events.includes(event));
  return cause ? cause.bearing({ event, region, parameters }, gap) : 'none';
}

describe.each(Object.entries({ trail, bucket, topic }))('a request about a %s', (name, rows) => {
  it.each(rows.map(row => [`${row[0]}: ${row[1]} ${row[4]}`, row] as const))('%s', (_, row) => {
    const causes = kindOf(name).causes?.fields[row[0]];
    if (causes === undefined || 'none' in causes) throw new Error(`${row[0]} has no causes`);
    expect(bearingOf(causes, row)).toBe(row[4]);
  });
});

describe('a resource', () => {
  const nothing: Gap<unknown> = { wanted: null, found: null };
  const missing = (name: string, event: string): Bearing =>
    bearingOf(kindOf(name).causes?.missing ?? [], ['', event, {}, nothing, 'none']);
  const stray = (event: string, parameters: Parameters): Bearing =>
    bearingOf(kindOf('trail').causes?.stray ?? [], ['', event, parameters, nothing, 'none']);

  it.each([
    ['trail', 'Trail'],
    ['bucket', 'Bucket'],
    ['topic', 'Topic'],
  ])('%s is gone by who deletes it, and not by who makes it', (kind, noun) => {
    expect([missing(kind, `Delete${noun}`), missing(kind, `Create${noun}`)]).toEqual(['agrees', 'differs']);
  });

  it('is a stray by who makes it, or puts our tag on it', () => {
    expect(stray('CreateTrail', {})).toBe('agrees');
    expect(stray('DeleteTrail', {})).toBe('differs');
    expect(stray('AddTags', { tagsList: [{ key: 'trailwarden:owner', value: 'acme' }] })).toBe('touches');
    expect(stray('AddTags', { tagsList: [{ key: 'team', value: 'red' }] })).toBe('none');
  });

  it('is named by whatever the request calls it', () => {
    const named = (kind: string, event: string, parameters: Parameters): readonly string[] => {
      const { causes } = kindOf(kind);
      const fields = Object.values(causes?.fields ?? {}).flatMap(one => ('none' in one ? [] : one));
      return fields.find(({ events }) => events.includes(event))?.subjects(parameters) ?? [];
    };
    expect(named('trail', 'PutEventSelectors', { trailName: 'main' })).toEqual(['main']);
    expect(named('trail', 'UpdateTrail', { name: 'main' })).toEqual(['main']);
    expect(named('trail', 'AddTags', { resourceId: 'arn' })).toEqual(['arn']);
    expect(named('trail', 'RemoveTags', { resourceId: 'arn' })).toEqual(['arn']);
    expect(named('bucket', 'PutBucketPolicy', { bucketName: 'logs' })).toEqual(['logs']);
    expect(named('topic', 'SetTopicAttributes', { topicArn: 'arn:t' })).toEqual(['arn:t']);
    expect(named('topic', 'CreateTopic', { name: 't' })).toEqual(['t']);
    expect(named('topic', 'TagResource', { resourceArn: 'arn:t' })).toEqual(['arn:t']);
    expect(named('topic', 'Unsubscribe', { subscriptionArn: 'arn:aws:sns:eu-west-1:1:t:9' })).toEqual([
      'arn:aws:sns:eu-west-1:1:t',
    ]);
    expect(named('trail', 'UpdateTrail', {})).toEqual([]);
  });
});
