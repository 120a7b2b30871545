/** What people write in a trail's block. Place, `name`, `manage` and `overrides` belong to every kind and are core's. */
import { aggregationProperties } from './spec-aggregation.ts';
import type { AggregationSpec } from './spec-aggregation.ts';
import { insightsProperties } from './spec-insights.ts';
import type { InsightsSpec } from './spec-insights.ts';
import { recordedProperties } from './spec-events.ts';
import type { RecordedSpec } from './spec-events.ts';

/** A trail as written. What is missing has the default that the schema names. */
export type TrailSpec = RecordedSpec &
  InsightsSpec &
  AggregationSpec & {
    /** Key of a bucket of the spec. */
    readonly bucket: string;
    readonly prefix?: string;
    /** Key of a topic of the spec. */
    readonly topic?: string;
    readonly multiRegion?: boolean;
    readonly organization?: boolean;
    readonly logging?: boolean;
    readonly logFileValidation?: boolean;
    /** Alias, key id or ARN, in the bucket's region. */
    readonly kmsKey?: string;
    /** Each a name in the trail's own account and region, or an ARN. */
    readonly cloudWatchLogs?: { readonly logGroup: string; readonly role: string };
    readonly recursiveLogging?: boolean;
    readonly tags?: Readonly<Record<string, string>>;
    readonly protect?: boolean;
  };

const flag = (title: string, description: string, standard: boolean) =>
  ({ type: 'boolean', title, description, default: standard, examples: [!standard] }) as const;

/** JSON Schema of `TrailSpec`; every keyword means the same in draft-07 and in 2020-12. */
export const schema = {
  type: 'object',
  title: 'Trail',
  description: 'A CloudTrail trail: what it records and where it delivers.',
  additionalProperties: false,
  required: ['bucket'],
  properties: {
    bucket: {
      type: 'string',
      minLength: 1,
      reference: 'bucket',
      title: 'Bucket',
      description: 'Key of the bucket that receives the log files.',
      examples: ['acme-audit-logs'],
    },
    prefix: {
      type: 'string',
      minLength: 1,
      maxLength: 200,
      title: 'Prefix',
      description: 'What object keys begin with, before AWSLogs/. Without slashes at its ends.',
      examples: ['org'],
    },
    topic: {
      type: 'string',
      minLength: 1,
      reference: 'topic',
      title: 'Topic',
      description: 'Key of the SNS topic that announces each delivered log file.',
      examples: ['audit-delivery'],
    },
    multiRegion: flag(
      'All regions',
      'Whether the trail records every region of the account. With more than one region in its place it must be false.',
      true,
    ),
    organization: flag(
      'Organization',
      'Whether the trail records the member accounts of the organization too. Needs `organization` at the top of the spec.',
      false,
    ),
    logging: flag('Logging', 'Whether the trail records. A trail that is declared and stopped records nothing.', true),
    logFileValidation: flag(
      'Log file validation',
      'Whether CloudTrail signs what it delivers, so that altered or deleted log files can be found.',
      true,
    ),
    kmsKey: {
      type: 'string',
      minLength: 1,
      title: 'KMS key',
      description: 'Alias, id or ARN of the key that encrypts the log files, in the region of the bucket.',
      examples: ['alias/audit', 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'],
    },
    cloudWatchLogs: {
      type: 'object',
      title: 'CloudWatch Logs',
      description: 'A log group that receives the events as well, and the role that lets CloudTrail write to it.',
      additionalProperties: false,
      required: ['logGroup', 'role'],
      properties: {
        logGroup: {
          type: 'string',
          minLength: 1,
          title: 'Log group',
          description: "Name or ARN of a log group in the trail's own account and region.",
          examples: ['cloudtrail/main'],
        },
        role: {
          type: 'string',
          minLength: 1,
          title: 'Role',
          description: "Name or ARN of an IAM role of the trail's own account that CloudTrail may assume.",
          examples: ['cloudtrail-to-logs'],
        },
      },
      examples: [{ logGroup: 'cloudtrail/main', role: 'cloudtrail-to-logs' }],
    },
    recursiveLogging: flag(
      'Recursive logging',
      'Whether the events that CloudTrail itself makes when it delivers are recorded.',
      true,
    ),
    ...recordedProperties,
    ...insightsProperties,
    ...aggregationProperties,
    tags: {
      type: 'object',
      title: 'Tags',
      description: 'Tags of the trail. Only the keys written here, and ours, are managed; others are left alone.',
      additionalProperties: { type: 'string' },
      default: {},
      examples: [{ team: 'security' }],
    },
  },
} as const;
