import type { TrailSpec } from '../../../src/resources/trail/spec.ts';

/**
 * A walk of specs in which every setting is set, changed and removed. The trail stands in eu-west-1 beside the buckets
 * `acme-logs` (eu-west-1) and `acme-logs-2` (us-east-1) and the topics `log-files` and `log-files-2`.
 */
export const cases: readonly { readonly name: string; readonly spec: TrailSpec }[] = [
  { name: 'nothing but a bucket', spec: { bucket: 'acme-logs' } },
  { name: 'a prefix', spec: { bucket: 'acme-logs', prefix: 'org' } },
  { name: 'another bucket and prefix', spec: { bucket: 'acme-logs-2', prefix: 'org/audit' } },
  { name: 'another bucket without a prefix', spec: { bucket: 'acme-logs-2' } },
  { name: 'a topic', spec: { bucket: 'acme-logs', topic: 'log-files' } },
  { name: 'another topic', spec: { bucket: 'acme-logs', topic: 'log-files-2' } },
  { name: 'one region', spec: { bucket: 'acme-logs', multiRegion: false } },
  { name: 'all regions, written', spec: { bucket: 'acme-logs', multiRegion: true } },
  { name: 'the organization', spec: { bucket: 'acme-logs', organization: true } },
  { name: 'the account again', spec: { bucket: 'acme-logs', organization: false } },
  { name: 'stopped', spec: { bucket: 'acme-logs', logging: false } },
  { name: 'stopped and changed', spec: { bucket: 'acme-logs', logging: false, prefix: 'stopped' } },
  { name: 'started', spec: { bucket: 'acme-logs', logging: true } },
  { name: 'without log file validation', spec: { bucket: 'acme-logs', logFileValidation: false } },
  { name: 'a key', spec: { bucket: 'acme-logs', kmsKey: 'alias/audit' } },
  { name: 'another key', spec: { bucket: 'acme-logs', kmsKey: 'alias/audit-2' } },
  {
    name: 'a log group',
    spec: { bucket: 'acme-logs', cloudWatchLogs: { logGroup: 'cloudtrail/main', role: 'to-logs' } },
  },
  {
    name: 'another role',
    spec: { bucket: 'acme-logs', cloudWatchLogs: { logGroup: 'cloudtrail/main', role: 'to-logs-2' } },
  },
  {
    name: 'another log group',
    spec: { bucket: 'acme-logs', cloudWatchLogs: { logGroup: 'other', role: 'to-logs-2' } },
  },
  { name: 'without its own deliveries', spec: { bucket: 'acme-logs', recursiveLogging: false } },
  {
    name: 'events in short',
    spec: {
      bucket: 'acme-logs',
      events: {
        management: { readWrite: 'WriteOnly', excludeSources: ['rdsdata.amazonaws.com', 'kms.amazonaws.com'] },
        data: [
          { type: 'AWS::S3::Object', arnPrefixes: ['arn:aws:s3:::b/', 'arn:aws:s3:::a/'] },
          { type: 'AWS::Lambda::Function', readWrite: 'WriteOnly', eventNames: ['Invoke'] },
        ],
        networkActivity: [{ source: 's3.amazonaws.com', errors: 'VpceAccessDenied' }],
      },
    },
  },
  {
    name: 'data events alone',
    spec: {
      bucket: 'acme-logs',
      events: { management: 'none', data: [{ type: 'AWS::S3::Object', notArnPrefixes: ['arn:aws:s3:::acme-logs/'] }] },
    },
  },
  {
    name: 'basic selectors',
    spec: {
      bucket: 'acme-logs',
      eventSelectors: [
        { ReadWriteType: 'WriteOnly', ExcludeManagementEventSources: ['kms.amazonaws.com'] },
        {
          IncludeManagementEvents: false,
          DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::b/', 'arn:aws:s3:::a/'] }],
        },
      ],
    },
  },
  {
    name: 'advanced selectors',
    spec: {
      bucket: 'acme-logs',
      advancedEventSelectors: [
        {
          Name: 'From the console',
          FieldSelectors: [
            { Field: 'resources.type', Equals: ['AWS::DynamoDB::Table'] },
            { Field: 'eventCategory', Equals: ['Data'] },
            { Field: 'sessionCredentialFromConsole', Equals: ['true'] },
            {
              Field: 'resources.ARN',
              StartsWith: ['arn:aws:dynamodb:eu-west-1:'],
              EndsWith: ['-live'],
              NotEquals: ['arn:aws:dynamodb:eu-west-1:111111111111:table/locks'],
              NotStartsWith: ['arn:aws:dynamodb:eu-west-1:111111111111:table/tmp'],
              NotEndsWith: ['-tmp'],
            },
          ],
        },
        { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
      ],
    },
  },
  { name: 'the default, in other words', spec: { bucket: 'acme-logs', events: {} } },
  {
    name: 'Insights of both types',
    spec: {
      bucket: 'acme-logs',
      events: { data: [{ type: 'AWS::S3::Object' }] },
      insights: ['ApiErrorRateInsight', { type: 'ApiCallRateInsight', categories: ['Management', 'Data'] }],
    },
  },
  {
    name: 'Insights of one, of reads',
    spec: { bucket: 'acme-logs', events: { management: { readWrite: 'ReadOnly' } }, insights: ['ApiErrorRateInsight'] },
  },
  {
    name: 'no Insights, and data events alone',
    spec: { bucket: 'acme-logs', insights: [], events: { management: 'none', data: [{ type: 'AWS::S3::Object' }] } },
  },
  {
    name: 'aggregation',
    spec: {
      bucket: 'acme-logs',
      events: { data: [{ type: 'AWS::S3::Object' }] },
      aggregation: ['USER_ACTIONS', 'API_ACTIVITY'],
    },
  },
  {
    name: 'aggregation by another template',
    spec: {
      bucket: 'acme-logs',
      eventSelectors: [{ DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] }],
      aggregation: ['RESOURCE_ACCESS'],
    },
  },
  { name: 'neither aggregation nor data events', spec: { bucket: 'acme-logs', aggregation: [] } },
  { name: 'tags', spec: { bucket: 'acme-logs', tags: { team: 'security', 'cost/center': '' } } },
  { name: 'other tags', spec: { bucket: 'acme-logs', tags: { team: 'platform', stage: 'live' } } },
  { name: 'protected', spec: { bucket: 'acme-logs', protect: true } },
  {
    name: 'everything at once',
    spec: {
      bucket: 'acme-logs-2',
      prefix: 'all',
      topic: 'log-files',
      multiRegion: false,
      logFileValidation: false,
      kmsKey: 'alias/audit',
      cloudWatchLogs: { logGroup: 'cloudtrail/main', role: 'to-logs' },
      recursiveLogging: false,
      logging: false,
      events: { management: { readWrite: 'WriteOnly' }, data: [{ type: 'AWS::SNS::Topic' }] },
      insights: ['ApiCallRateInsight'],
      aggregation: ['API_ACTIVITY'],
      tags: { team: 'security' },
      protect: true,
    },
  },
  { name: 'nothing but a bucket again', spec: { bucket: 'acme-logs' } },
];
