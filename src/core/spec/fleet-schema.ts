/** The JSON Schema of accounts, groups and the organization, and of the names by which places mean them. */
import { knownRegions, regionPattern } from './regions.ts';
import type { Schema } from './schema.ts';

export function object(schema: Schema): Schema {
  return { type: 'object', additionalProperties: false, ...schema };
}

/** What our own names for things look like. */
export const keys: Schema = {
  description: 'a key has letters, digits, dots, hyphens and underscores, and begins with a letter or digit',
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
  maxLength: 128,
};

export const region: Schema = {
  type: 'string',
  title: 'Region',
  description: 'An AWS region.',
  pattern: `^${regionPattern}$`,
  examples: knownRegions,
};

export const regions: Schema = { type: 'array', items: region, minItems: 1, uniqueItems: true };

/** Digits without quotes would be a number: a title by which the problem of that is told apart. */
export const accountTitles: readonly unknown[] = ['Account', 'Account id'];

/** The same for a number where a span of time belongs. */
export const durationTitle = 'Duration';

const idPattern = '^[0-9]{12}$';
const anId = '111122223333';

export const accountName: Schema = { type: 'string', title: 'Account', minLength: 1 };

export const accountNames: Schema = {
  type: 'array',
  items: { ...accountName, description: 'The key of an account or group, or an id.' },
  minItems: 1,
  uniqueItems: true,
};

/** A list, or the word for everything. */
export function listOrAll(list: Schema): Schema {
  return { ...list, type: ['array', 'string'], pattern: '^all$' };
}

const access: Schema = {
  role: {
    type: 'string',
    title: 'Role',
    description:
      'Name (with its path) or ARN of the role that is assumed in the account. Without it the credentials in force must be those of the account.',
    pattern: '^(arn:[a-z0-9-]+:iam::[0-9]{12}:role/|/)?([!-.0-~]+/)*[A-Za-z0-9_+=,.@-]{1,64}$',
    examples: ['trailwarden'],
  },
  externalId: {
    type: 'string',
    description: 'What the trust policy of the role wants to hear.',
    pattern: '^[A-Za-z0-9_+=,.@:/-]+$',
    minLength: 2,
    maxLength: 1224,
  },
  sessionName: {
    type: 'string',
    description: 'How the session of the role is called in the logs.',
    pattern: '^[A-Za-z0-9_+=,.@-]+$',
    minLength: 2,
    maxLength: 64,
    default: 'trailwarden',
  },
  profile: {
    type: 'string',
    description:
      'Profile of the AWS config that the role is assumed from. Needed where one set of credentials cannot reach all accounts, such as those of another partition.',
    minLength: 1,
  },
  partition: {
    type: 'string',
    title: 'Partition',
    description: 'The ARN partition of the account. From the ARN of the role, else aws, if it is not written.',
    pattern: '^aws(-[a-z]+)*$',
    examples: ['aws', 'aws-cn', 'aws-us-gov'],
  },
};

/** `defaults.account`. */
export const accountDefaults = object({
  description: 'Defaults of every account, and the settings of those that are discovered.',
  properties: access,
});

const labels: Schema = { type: 'object', additionalProperties: { type: 'string' } };

const account: Schema = {
  type: ['string', 'object'],
  title: 'Account',
  description: 'Its id, or a map.',
  pattern: idPattern,
  examples: [anId],
  additionalProperties: false,
  required: ['id'],
  properties: {
    id: {
      type: 'string',
      title: 'Account id',
      description: 'Twelve digits, in quotes.',
      pattern: idPattern,
      examples: [anId],
    },
    ...access,
    regions: {
      ...regions,
      description: 'What regions: all means in this account; every enabled region if it is not written.',
    },
    labels: { ...labels, description: 'For groups.', default: {} },
  },
};

const units: Schema = {
  type: 'array',
  items: { type: 'string', minLength: 1, examples: ['Root/Prod', 'ou-ab12-cdef3456'] },
  minItems: 1,
  uniqueItems: true,
};

const group = object({
  title: 'Group',
  description: 'All accounts that one of these names, less those of exclude.',
  properties: {
    accounts: { ...accountNames, description: 'Keys or ids of accounts.' },
    labels: { ...labels, description: 'Accounts that have all of these labels.' },
    units: { ...units, description: 'Ids or paths (Root/Prod) of organizational units, with all below.' },
    exclude: { ...accountNames, description: 'Keys or ids of accounts that are left out.' },
  },
});

/** The part of `spec` that says which accounts there are. */
export const fleet: Schema = {
  accounts: {
    type: 'object',
    description: 'The accounts, by key. Without it: the one account of the credentials in force.',
    propertyNames: keys,
    minProperties: 1,
    additionalProperties: account,
  },
  organization: object({
    description: 'Whose accounts are discovered.',
    required: ['account'],
    properties: {
      account: {
        ...accountName,
        description:
          'Key of the account through which the organization is read: the management account or a delegated administrator.',
      },
      id: {
        type: 'string',
        description: 'The id of the organization. Written down, it spares the read and is checked against it.',
        pattern: '^o-[a-z0-9]{10,32}$',
        examples: ['o-a1b2c3d4e5'],
      },
      discover: {
        type: ['string', 'object'],
        description: "Adds the organization's active accounts, under their id as key: all, or those that match.",
        pattern: '^all$',
        examples: ['all'],
        additionalProperties: false,
        properties: {
          units: { ...units, description: 'Ids or paths (Root/Prod) of organizational units, with all below.' },
          tags: { ...labels, description: 'Accounts that have all of these tags.' },
          exclude: { ...accountNames, description: 'Ids or keys of accounts that are left out.' },
        },
      },
    },
  }),
  groups: {
    type: 'object',
    description: 'Named sets of accounts. all is every account of the spec.',
    default: {},
    propertyNames: keys,
    additionalProperties: group,
  },
  watch: {
    enum: ['declared', 'enabled'],
    description:
      'Where unmanaged, duplicate and orphaned trails are looked for: in the regions of the spec and the leading region of the partition, or in every region enabled in an account.',
    default: 'enabled',
  },
};
