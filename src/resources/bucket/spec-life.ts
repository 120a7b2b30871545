/** What people write of how long a bucket keeps what it holds, and of who asked for it. */
import type { GivenRule } from './lifecycle-rule.ts';

export type LifeSpec = {
  readonly retention?: { readonly minDays: number };
  readonly lifecycle?: readonly GivenRule[];
  readonly objectLock?: {
    readonly mode?: 'GOVERNANCE' | 'COMPLIANCE';
    readonly days?: number;
    readonly years?: number;
  };
  readonly accessLogging?: { readonly bucket: string; readonly prefix?: string } | null;
};

const days = (title: string, description: string, least = 1) =>
  ({ type: 'integer', minimum: least, title, description }) as const;

const date = {
  type: 'string',
  pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])(T00:00:00(\\.000)?Z)?$',
  title: 'Date',
  description: 'From this day on, in UTC, whatever the age.',
  examples: ['2030-01-01'],
} as const;

const storageClass = {
  type: 'string',
  minLength: 1,
  title: 'Storage class',
  description: 'Where the objects go.',
  examples: ['GLACIER_IR'],
} as const;

const prefix = { type: 'string', title: 'Prefix', description: 'What keys begin with.', examples: ['tmp/'] } as const;

const sizes = {
  ObjectSizeGreaterThan: days('Larger than', 'Only larger objects, in bytes.', 0),
  ObjectSizeLessThan: days('Smaller than', 'Only smaller objects, in bytes.'),
} as const;

const tag = {
  type: 'object',
  description: 'Only objects with this tag.',
  additionalProperties: false,
  required: ['Key', 'Value'],
  properties: {
    Key: { type: 'string', minLength: 1, title: 'Key', description: 'The key of the tag.' },
    Value: { type: 'string', title: 'Value', description: 'The value of the tag.' },
  },
} as const;

const filter = {
  type: 'object',
  title: 'Filter',
  description: 'Which objects the rule is about: one condition, or several below And; all objects without it.',
  additionalProperties: false,
  maxProperties: 1,
  properties: {
    Prefix: prefix,
    Tag: tag,
    ...sizes,
    And: {
      type: 'object',
      description: 'Several conditions, all of which must hold.',
      additionalProperties: false,
      properties: {
        Prefix: prefix,
        Tags: { type: 'array', description: 'Only objects with all these tags.', items: tag },
        ...sizes,
      },
    },
  },
} as const;

const newer = days('Newer versions', 'How many newer old versions stay whatever their age.');
const nonCurrentDays = days('Days', 'Days after the version became old.');

const rule = {
  type: 'object',
  additionalProperties: false,
  required: ['ID'],
  properties: {
    ID: { type: 'string', minLength: 1, maxLength: 255, title: 'ID', description: 'Its name. Rules are told by it.' },
    Status: {
      type: 'string',
      enum: ['Enabled', 'Disabled'],
      title: 'Status',
      description: 'Whether the rule is in force.',
      default: 'Enabled',
    },
    Filter: filter,
    Expiration: {
      type: 'object',
      title: 'Expiration',
      description: 'When objects are deleted; where old versions are kept, hidden.',
      additionalProperties: false,
      properties: {
        Days: days('Days', 'Days after the object was made.'),
        Date: date,
        ExpiredObjectDeleteMarker: {
          type: 'boolean',
          title: 'Delete markers',
          description: 'Whether delete markers without any version are taken away.',
        },
      },
    },
    NoncurrentVersionExpiration: {
      type: 'object',
      title: 'Expiration of old versions',
      description: 'When old versions are deleted.',
      additionalProperties: false,
      required: ['NoncurrentDays'],
      properties: { NoncurrentDays: nonCurrentDays, NewerNoncurrentVersions: newer },
    },
    Transitions: {
      type: 'array',
      title: 'Transitions',
      description: 'When objects go to other storage.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['StorageClass'],
        properties: {
          Days: days('Days', 'Days after the object was made.', 0),
          Date: date,
          StorageClass: storageClass,
        },
      },
    },
    NoncurrentVersionTransitions: {
      type: 'array',
      title: 'Transitions of old versions',
      description: 'When old versions go to other storage.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['NoncurrentDays', 'StorageClass'],
        properties: {
          NoncurrentDays: nonCurrentDays,
          NewerNoncurrentVersions: newer,
          StorageClass: storageClass,
        },
      },
    },
    AbortIncompleteMultipartUpload: {
      type: 'object',
      title: 'Uploads that do not end',
      description: 'When uploads that were begun and not ended are given up.',
      additionalProperties: false,
      required: ['DaysAfterInitiation'],
      properties: { DaysAfterInitiation: days('Days', 'Days after the upload was begun.') },
    },
  },
} as const;

/** JSON Schema of the settings of `LifeSpec`. */
export const lifeProperties = {
  retention: {
    type: 'object',
    title: 'Retention',
    description:
      'How long log files must stay. A lifecycle rule that deletes log files, or old versions of them, earlier is removed. Not written: one that does so before 90 days is reported as critical and left.',
    additionalProperties: false,
    required: ['minDays'],
    properties: {
      minDays: days('Least number of days', 'Days for which no lifecycle rule may delete a log file.'),
    },
    examples: [{ minDays: 365 }],
  },
  lifecycle: {
    type: 'array',
    title: 'Lifecycle',
    description:
      'Lifecycle rules as S3 has them, told by their ID. Not written: kept as they stand. Once written they are all the rules there are; [] means none. Must agree with retention.minDays.',
    maxItems: 1000,
    items: rule,
    examples: [[{ ID: 'archive', Transitions: [{ Days: 90, StorageClass: 'GLACIER_IR' }] }]],
  },
  objectLock: {
    type: 'object',
    title: 'Object Lock',
    description:
      'Whether new objects are locked, and for how long: mode with days or years, or {} for no default. Not written: kept as it stands. It cannot be switched off again.',
    additionalProperties: false,
    properties: {
      mode: {
        type: 'string',
        enum: ['GOVERNANCE', 'COMPLIANCE'],
        title: 'Mode',
        description: 'Who may delete before the time is over: people with a special permission, or nobody.',
        examples: ['COMPLIANCE'],
      },
      days: { ...days('Days', 'For so many days.'), maximum: 36500, examples: [365] },
      years: { ...days('Years', 'For so many years.'), maximum: 100, examples: [7] },
    },
    examples: [{ mode: 'GOVERNANCE', days: 365 }],
  },
  accessLogging: {
    type: ['object', 'null'],
    title: 'Access logging',
    description:
      'Where S3 writes down the requests to the bucket; null: nowhere. Not written: kept as it stands. The other bucket stands in the same account and region and lets in logging.s3.amazonaws.com.',
    additionalProperties: false,
    required: ['bucket'],
    properties: {
      bucket: {
        type: 'string',
        minLength: 1,
        title: 'Bucket',
        description: 'Key of a bucket of this spec that stands in the same place, or the name of any other.',
        examples: ['acme-access-logs'],
      },
      prefix: {
        type: 'string',
        title: 'Prefix',
        description: 'What the keys of the access logs begin with.',
        default: '',
        examples: ['audit/'],
      },
    },
    examples: [{ bucket: 'acme-access-logs', prefix: 'audit/' }],
  },
} as const;
