/** The JSON Schema of what a run may change: consent, limits, waivers. */
import { accountName, object } from './fleet-schema.ts';
import type { Schema } from './schema.ts';

const resource: Schema = {
  type: 'string',
  title: 'Pattern of addresses',
  description: 'KIND/KEY@ACCOUNT/REGION with * in any part; parts may be left away from the right.',
  minLength: 1,
  examples: ['trail/main', 'trail/*@payments', '*/*@*/us-east-1'],
};

const reason: Schema = {
  type: 'string',
  description: 'Why, for those who read the report.',
  minLength: 1,
  examples: ['audit ticket SEC-1203'],
};

const until: Schema = {
  type: 'string',
  title: 'Date',
  description: 'The last day on which it holds, to its end in UTC.',
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
  examples: ['2027-03-31'],
};

const field: Schema = {
  type: 'string',
  description: 'The field, as show prints it.',
  minLength: 1,
  examples: ['multiRegion', 'kmsKey'],
};

const share: Schema = {
  type: 'number',
  description: 'A share of the resources of the spec, from 0 to 1.',
  minimum: 0,
  maximum: 1,
};

function limit(what: string, count: number, part: number): Schema {
  return object({
    description: `How many resources one run may ${what}.`,
    properties: {
      count: { type: 'integer', description: 'At most so many.', minimum: 0, default: count },
      share: { ...share, default: part },
    },
  });
}

const limits = object({
  description:
    'How much one run may change. What strengthens the audit trail is not counted: a mass attack must not hold up its own repair.',
  default: {},
  properties: {
    change: limit('change', 50, 0.3),
    delete: limit('delete', 3, 0.1),
    accounts: object({
      description: 'How many accounts may be gone at once before permissions are withdrawn.',
      properties: { share: { ...share, default: 0.1 } },
    }),
    shareFrom: {
      type: 'integer',
      description: 'Shares count from so many resources on.',
      minimum: 1,
      default: 10,
    },
  },
});

function list(description: string, required: readonly string[], properties: Schema): Schema {
  return { type: 'array', description, default: [], items: object({ required, properties }) };
}

/** The part of `spec` that says what may be changed. */
export const safety: Schema = {
  prune: {
    enum: ['never', 'trails'],
    description:
      'Whether trails that carry our owner tag and left the spec are deleted. Buckets and topics are never deleted.',
    default: 'never',
  },
  limits,
  rollout: {
    type: 'array',
    description:
      'Groups, one after the other: changes of a later one wait until every trail of the earlier ones is in sync and delivers. Accounts in no group come last. Repairs do not wait.',
    default: [],
    items: { ...accountName, title: 'Group', description: 'The key of a group.' },
    uniqueItems: true,
  },
  allow: list('Permits changes that weaken, until a day.', ['resource', 'field', 'reason', 'until'], {
    resource,
    field,
    reason,
    until,
  }),
  waivers: list(
    'Accepts one exact live value until a day. Listed in every report; a finding once expired.',
    ['resource', 'field', 'value', 'reason', 'owner', 'until'],
    {
      resource,
      field,
      value: { description: 'The live value that is accepted, as show prints it.' },
      reason,
      owner: { type: 'string', description: 'Who answers for it.', minLength: 1, examples: ['team-payments'] },
      until,
    },
  ),
  ignore: list('Leaves fields alone.', ['resource', 'fields', 'reason'], {
    resource,
    fields: {
      type: 'array',
      description: 'JSON pointers into the resource as show prints it.',
      items: { type: 'string', pattern: '^(/[^/]+)+$', examples: ['/tags/team', '/kmsKey'] },
      minItems: 1,
      uniqueItems: true,
    },
    reason,
  }),
};

/** What every block of a kind says of whose it is. */
export const ownership: Schema = {
  adopt: {
    type: 'boolean',
    description:
      "It is ours even if it carries no owner tag. May stay for good. Another owner's tag is refused all the same.",
    default: false,
  },
  protect: {
    type: 'boolean',
    description: 'Written into a tag: never deleted, also after its block has left the spec.',
    default: false,
  },
};

/** By which key a block was known before. */
export const formerly: Schema = {
  type: 'string',
  description: 'The key that this block had before: it goes on under its new key, and AWS keeps calling it by the old.',
  minLength: 1,
  examples: ['main'],
};
