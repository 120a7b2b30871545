/** What people write of the events that a trail records: in a short form, or in the API's own terms. */

/** Which management events, in the short form. */
export interface ManagementSpec {
  readonly readWrite?: 'All' | 'ReadOnly' | 'WriteOnly';
  /** Event sources that are left out. */
  readonly excludeSources?: readonly string[];
}

/** Data events of one type of resource. The ARN lists take what any of the first two takes, less the third. */
export interface DataSpec {
  readonly type: string;
  readonly readWrite?: 'All' | 'ReadOnly' | 'WriteOnly';
  readonly arns?: readonly string[];
  readonly arnPrefixes?: readonly string[];
  readonly notArnPrefixes?: readonly string[];
  readonly eventNames?: readonly string[];
}

/** Events at the VPC endpoints of one service. */
export interface NetworkSpec {
  readonly source: string;
  readonly errors?: 'VpceAccessDenied';
}

/** The short form. Management events are recorded unless it says `none`. */
export interface EventsSpec {
  readonly management?: 'none' | ManagementSpec;
  readonly data?: readonly DataSpec[];
  readonly networkActivity?: readonly NetworkSpec[];
}

/** `EventSelector` of the API; `undefined` because answers of the SDK fit too. */
export interface BasicSpec {
  readonly ReadWriteType?: 'All' | 'ReadOnly' | 'WriteOnly' | undefined;
  readonly IncludeManagementEvents?: boolean | undefined;
  readonly DataResources?:
    | readonly { readonly Type?: string | undefined; readonly Values?: readonly string[] | undefined }[]
    | undefined;
  readonly ExcludeManagementEventSources?: readonly string[] | undefined;
}

export const operators = ['Equals', 'StartsWith', 'EndsWith', 'NotEquals', 'NotStartsWith', 'NotEndsWith'] as const;
export type Operator = (typeof operators)[number];

/** `AdvancedFieldSelector` of the API. */
export type FieldSpec = { readonly Field: string | undefined } & {
  readonly [O in Operator]?: readonly string[] | undefined;
};

/** `AdvancedEventSelector` of the API. */
export interface AdvancedSpec {
  readonly Name?: string | undefined;
  readonly FieldSelectors: readonly FieldSpec[] | undefined;
}

/** At most one of the three; none of them is all management events and nothing else. */
export interface RecordedSpec {
  readonly events?: EventsSpec;
  readonly eventSelectors?: readonly BasicSpec[];
  readonly advancedEventSelectors?: readonly AdvancedSpec[];
}

const strings = { type: 'array', items: { type: 'string', minLength: 1 }, uniqueItems: true } as const;

const readWrite = {
  type: 'string',
  enum: ['All', 'ReadOnly', 'WriteOnly'],
  title: 'Reads and writes',
  description: 'Whether events that read, that write, or both are recorded.',
  default: 'All',
  examples: ['WriteOnly'],
} as const;

const management = {
  type: ['string', 'object'],
  pattern: '^none$',
  title: 'Management events',
  description: 'Which management events are recorded; none: no management events at all.',
  default: {},
  additionalProperties: false,
  properties: {
    readWrite,
    excludeSources: {
      ...strings,
      title: 'Sources left out',
      description: 'Event sources whose management events are not recorded: kms.amazonaws.com, rdsdata.amazonaws.com.',
      default: [],
      examples: [['kms.amazonaws.com']],
    },
  },
  examples: ['none', { readWrite: 'WriteOnly' }],
} as const;

const data = {
  type: 'array',
  title: 'Data events',
  description: 'Data events that are recorded too, and billed: one item for each type of resource, or part of one.',
  default: [],
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['type'],
    properties: {
      type: {
        type: 'string',
        minLength: 1,
        title: 'Type',
        description: 'The type of resource, as CloudTrail calls it.',
        examples: ['AWS::S3::Object', 'AWS::Lambda::Function', 'AWS::DynamoDB::Table'],
      },
      readWrite,
      arns: {
        ...strings,
        title: 'ARNs',
        description: 'Resources by their whole ARN. Without arns and arnPrefixes: every resource of the type.',
        examples: [['arn:aws:lambda:eu-west-1:111122223333:function:pay']],
      },
      arnPrefixes: {
        ...strings,
        title: 'Beginnings of ARNs',
        description: 'Resources by what their ARN begins with; for a bucket its ARN and a slash.',
        examples: [['arn:aws:s3:::acme-customers/']],
      },
      notArnPrefixes: {
        ...strings,
        title: 'Beginnings of ARNs left out',
        description: 'Resources whose ARN begins with one of these are left out.',
        examples: [['arn:aws:s3:::acme-audit-logs/']],
      },
      eventNames: {
        ...strings,
        title: 'Event names',
        description: 'Only these events. Without it: all.',
        examples: [['GetObject', 'DeleteObject']],
      },
    },
  },
  examples: [[{ type: 'AWS::S3::Object', arnPrefixes: ['arn:aws:s3:::acme-customers/'] }]],
} as const;

const networkActivity = {
  type: 'array',
  title: 'Network activity events',
  description: 'Events at VPC endpoints that are recorded too, and billed: one item for each service.',
  default: [],
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['source'],
    properties: {
      source: {
        type: 'string',
        minLength: 1,
        title: 'Source',
        description: 'The event source of the service.',
        examples: ['s3.amazonaws.com'],
      },
      errors: {
        type: 'string',
        enum: ['VpceAccessDenied'],
        title: 'Errors only',
        description: 'Only what the policy of the VPC endpoint denied. Without it: everything.',
        examples: ['VpceAccessDenied'],
      },
    },
  },
  examples: [[{ source: 's3.amazonaws.com', errors: 'VpceAccessDenied' }]],
} as const;

const basicProperties = {
  ReadWriteType: { ...readWrite, title: 'ReadWriteType' },
  IncludeManagementEvents: {
    type: 'boolean',
    title: 'IncludeManagementEvents',
    description: 'Whether management events are recorded.',
    default: true,
    examples: [false],
  },
  DataResources: {
    type: 'array',
    title: 'DataResources',
    description:
      'Data events, by type of resource. At most 250 values in all, those that mean every resource not counted.',
    default: [],
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['Type', 'Values'],
      properties: {
        Type: {
          type: 'string',
          title: 'Type',
          description: 'AWS::S3::Object, AWS::Lambda::Function or AWS::DynamoDB::Table.',
        },
        Values: {
          ...strings,
          title: 'Values',
          description: 'ARNs; for objects their beginnings. arn:aws:s3 means every bucket.',
        },
      },
    },
    examples: [[{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::acme-customers/'] }]],
  },
  ExcludeManagementEventSources: {
    ...strings,
    title: 'ExcludeManagementEventSources',
    description: 'kms.amazonaws.com, rdsdata.amazonaws.com.',
    default: [],
    examples: [['kms.amazonaws.com']],
  },
} as const;

const operatorProperties = Object.fromEntries(
  operators.map(operator => [operator, { ...strings, title: operator, description: `Values of ${operator}.` }]),
);

const advancedProperties = {
  Name: { type: 'string', title: 'Name', description: 'At most 1,000 characters.', examples: ['Objects of customers'] },
  FieldSelectors: {
    type: 'array',
    title: 'FieldSelectors',
    description: 'All must hold. One of them must be eventCategory with Equals and one value.',
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['Field'],
      properties: {
        Field: { type: 'string', title: 'Field', description: 'Such as eventCategory, readOnly, resources.type.' },
        ...operatorProperties,
      },
    },
    examples: [[{ Field: 'eventCategory', Equals: ['Management'] }]],
  },
} as const;

/** JSON Schema of the settings of `RecordedSpec`. */
export const recordedProperties = {
  events: {
    type: 'object',
    title: 'Events',
    description:
      'Which events are recorded, in a short form that is written as advanced event selectors. Without it, and without the two that follow: all management events and nothing else. Only one of the three may be written.',
    additionalProperties: false,
    properties: { management, data, networkActivity },
    default: {},
    examples: [{ data: [{ type: 'AWS::S3::Object', readWrite: 'WriteOnly' }] }],
  },
  eventSelectors: {
    type: 'array',
    title: 'Event selectors',
    description: 'Which events are recorded, as basic event selectors in the terms of the API: one to five.',
    items: { type: 'object', additionalProperties: false, properties: basicProperties },
    examples: [[{ ReadWriteType: 'WriteOnly' }]],
  },
  advancedEventSelectors: {
    type: 'array',
    title: 'Advanced event selectors',
    description:
      'Which events are recorded, as advanced event selectors in the terms of the API: at most 500 values in all of them.',
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['FieldSelectors'],
      properties: advancedProperties,
    },
    examples: [[{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] }]],
  },
} as const;
