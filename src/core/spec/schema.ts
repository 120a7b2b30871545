/** The JSON Schema of a spec, put together from the kinds. Only keywords that mean the same in draft-07 and 2020-12. */
import type { AnyKind } from '../kind.ts';
import {
  accountDefaults,
  accountName,
  accountNames,
  fleet,
  keys,
  listOrAll,
  object,
  region,
  regions,
} from './fleet-schema.ts';
import { knownRegions, regionPattern } from './regions.ts';
import { formerly, ownership, safety } from './safety-schema.ts';

export type Schema = Readonly<Record<string, unknown>>;

export const apiVersion = 'trailwarden.dev/v1alpha1';
export const specKind = 'TrailSpec';

/** `buckets` of `bucket`: the key under which the entries of a kind stand. */
export function plural(kind: string): string {
  return `${kind}s`;
}

/**
 * The whole schema, as editors and `validate` use it. What may be left to `defaults` is not required here, because a
 * schema cannot see into another part of the spec; `readSpec` asks for it once defaults are in place.
 */
export function specSchema(kinds: readonly AnyKind[]): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...object({
      title: 'trailwarden spec',
      description:
        'Which trails, log buckets and notification topics exist. Several files and documents are joined into one spec.',
      required: ['apiVersion', 'kind', 'metadata'],
      properties: {
        apiVersion: { const: apiVersion, description: 'Version of the format.' },
        kind: { const: specKind, description: 'What this document is.' },
        metadata,
        spec: object({ description: 'What is wanted.', properties: top(kinds) }),
      },
    }),
  };
}

/** 63 characters: a tag value and a Kubernetes name. Letters or digits at both ends, because statement ids keep nothing else. */
const metadata = object({
  description: 'Whose spec this is.',
  required: ['name'],
  properties: {
    name: {
      type: 'string',
      title: 'Owner',
      description:
        'The owner: stands in tags, statement ids and reports. The same in all files of a spec. Lower case letters, digits and hyphens.',
      pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$',
      maxLength: 63,
      examples: ['acme'],
    },
  },
});

function top(kinds: readonly AnyKind[]): Schema {
  return {
    ...fleet,
    defaults: object({
      description:
        'Settings for every account, and for every entry of a kind, that does not write its own. A whole setting is taken or replaced; maps are not mixed.',
      default: {},
      properties: {
        account: accountDefaults,
        ...Object.fromEntries(
          kinds.map(kind => [
            kind.name,
            object({ description: `Defaults of every ${kind.name}.`, properties: settings(kind, kinds) }),
          ]),
        ),
      },
    }),
    globalServiceEvents,
    ...safety,
    ...Object.fromEntries(kinds.map(kind => [plural(kind.name), blocks(kind, kinds)])),
  };
}

const globalServiceEvents = object({
  description: 'Who records the events of IAM, STS and CloudFront.',
  default: { keeper: 'auto' },
  properties: {
    keeper: {
      type: 'string',
      title: 'Keeper',
      description:
        'auto: the multi-region trail, else the trail in the leading region of the partition. A region: the trail there. elsewhere: a trail outside of this spec.',
      default: 'auto',
      pattern: `^(auto|elsewhere|${regionPattern})$`,
      examples: ['auto', 'elsewhere', ...knownRegions],
    },
  },
});

function blocks(kind: AnyKind, kinds: readonly AnyKind[]): Schema {
  const { title = kind.name, description = `A ${kind.name}.` } = kind.schema;
  const properties = {
    ...place,
    name,
    formerly,
    ...settings(kind, kinds),
    ...(refersTo(kind, kinds) ? {} : { overrides: overrides(kind, kinds) }),
  };
  return {
    type: 'object',
    description: `The ${plural(kind.name)}, by key: our own name for each.`,
    default: {},
    propertyNames: keys,
    additionalProperties: object({ title, description, properties }),
  };
}

/** What is written in a block besides its place and name. What others refer to may be theirs to look after. */
function settings(kind: AnyKind, kinds: readonly AnyKind[]): Schema {
  const { properties = {} } = closed(kind.schema);
  return { ...(properties as Schema), ...(refersTo(kind, kinds) ? { manage } : {}), ...ownership };
}

/** A map with named keys takes no others, said or unsaid. */
function closed(schema: Schema): Schema {
  const { properties, items } = schema;
  const inner = Object.entries((properties ?? {}) as Record<string, Schema>).map(([key, value]) => [
    key,
    closed(value),
  ]);
  return {
    ...(properties === undefined ? {} : { additionalProperties: false }),
    ...schema,
    ...(properties === undefined ? {} : { properties: Object.fromEntries(inner) as Schema }),
    ...(items === undefined ? {} : { items: closed(items as Schema) }),
  };
}

/** Whether any kind has references to this one. */
function refersTo({ name: kind }: AnyKind, kinds: readonly AnyKind[]): boolean {
  return kinds.some(({ schema }) => referencesIn(schema).some(({ to }) => to === kind));
}

/** Where references stand in the settings of a kind: steps from the block, `*` for every item of a list or map. */
export interface ReferencePath {
  readonly path: readonly string[];
  readonly to: string;
}

export function referencesIn(schema: Schema, path: readonly string[] = []): readonly ReferencePath[] {
  const { reference, properties, items, additionalProperties } = schema;
  const nested = [
    ...Object.entries((properties ?? {}) as Schema),
    ...[items, additionalProperties].map(inner => ['*', inner] as const),
  ];
  const below = nested
    .filter(([, inner]) => typeof inner === 'object')
    .flatMap(([step, inner]) => referencesIn(inner as Schema, [...path, step]));
  return typeof reference === 'string' ? [{ path, to: reference }, ...below] : below;
}

const place: Schema = {
  account: {
    ...accountName,
    description: 'Key of the account in which it stands. This or accounts; neither where there is only one.',
  },
  accounts: {
    ...listOrAll(accountNames),
    description: 'Keys of the accounts and groups in which it stands, or all: one resource in each. This or account.',
  },
  region: { ...region, description: 'The region in which it stands. This or regions.' },
  regions: {
    ...listOrAll(regions),
    description:
      'The regions in which it stands, or all that are enabled in each account: one resource in each. This or region.',
  },
  exclude: object({
    description: 'What is left out of its place.',
    default: {},
    properties: {
      accounts: { ...accountNames, description: 'Keys of accounts and groups that are left out.' },
      regions: { ...regions, description: 'Regions that are left out.' },
    },
  }),
};

const name: Schema = {
  type: 'string',
  title: 'Name',
  description:
    'What AWS calls it; the key if it is not written. May hold {account}, {accountId}, {region} and {partition}.',
  minLength: 1,
  examples: ['acme-audit-logs-{region}'],
};

const manage: Schema = {
  type: 'boolean',
  description: 'false: only referred to. Read where that is allowed, never written.',
  default: true,
};

function overrides(kind: AnyKind, kinds: readonly AnyKind[]): Schema {
  return {
    type: 'array',
    description: 'Settings for some of its places. The last match wins.',
    default: [],
    items: object({
      required: ['set'],
      properties: {
        accounts: {
          ...accountNames,
          description: 'Keys of the accounts and groups in which these settings hold; in all if it is not written.',
        },
        regions: { ...regions, description: 'The regions in which they hold; all if it is not written.' },
        set: object({ description: 'Any setting but place, name and overrides.', properties: settings(kind, kinds) }),
      },
    }),
  };
}
