/** The settings of buckets, topics and trails, as people may write them, and blocks whose settings are written anew. */
import fc from 'fast-check';

import type { SpecBody } from '../contract/estate.ts';
import { recorded } from './recorded.ts';

const tags = fc.dictionary(fc.constantFrom('team', 'stage', 'a/b', 'Name'), fc.constantFrom('', 'x', 'y z', 'Ü'), {
  maxKeys: 3,
});
/** All, some or none of these. */
export const optional = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(model, { requiredKeys: [] });

const grants = fc.constantFrom('auto', 'trails', 'accounts');
const statement = (resource: string) => ({
  Sid: 'Readers',
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::444444444444:root` },
  Action: 's3:GetObject',
  Resource: resource,
});

const policy = { unmanaged: fc.constantFrom('keep', 'remove'), grants };

/** Of a bucket with this name. */
export const bucketPolicy = (name: string) =>
  optional({
    ...policy,
    tlsOnly: fc.boolean(),
    statements: fc.constantFrom([], [statement(`arn:aws:s3:::${name}/*`)]),
  });

export const bucketSettings = optional({
  ownership: fc.constantFrom('BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'),
  publicAccessBlock: optional({ blockPublicAcls: fc.boolean(), restrictPublicBuckets: fc.boolean() }),
  versioning: fc.boolean(),
  encryption: fc.constant({ algorithm: 'AES256' }),
  tags,
  protect: fc.boolean(),
});
export const topicSettings = optional({
  displayName: fc.constantFrom('Log files', 'x'),
  policy: optional(policy),
  tags,
  protect: fc.boolean(),
});

const insights = fc.constantFrom(
  [],
  ['ApiCallRateInsight'],
  ['ApiErrorRateInsight', { type: 'ApiCallRateInsight', categories: ['Management'] }],
);
/** Those of trails that go with all others. */
export const simple = {
  prefix: fc.constantFrom('org', 'a/b', 'x-1'),
  logging: fc.constantFrom(true, true, false),
  logFileValidation: fc.boolean(),
  recursiveLogging: fc.boolean(),
  cloudWatchLogs: fc.constant({ logGroup: 'cloudtrail/main', role: 'cloudtrail-to-logs' }),
  tags,
  protect: fc.boolean(),
};
/** What is recorded and what Insights are made of belong together. */
const aggregated = fc.record({
  events: fc.constant({ data: [{ type: 'AWS::S3::Object', readWrite: 'WriteOnly' }] }),
  aggregation: fc.subarray(['API_ACTIVITY', 'RESOURCE_ACCESS', 'USER_ACTIONS']),
});
export const trailSettings = fc
  .tuple(optional(simple), fc.oneof(recorded, optional({ insights }), aggregated))
  .map(([settings, events]) => ({ ...settings, ...events }));

/** What makes a block the one that it is: where it stands, what it is called, and what it rests on. */
const lasting = [
  'account',
  'accounts',
  'region',
  'regions',
  'exclude',
  'name',
  'organization',
  'multiRegion',
  'bucket',
];

type Blocks = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The same blocks with other settings. */
export function rewritten(body: SpecBody): fc.Arbitrary<SpecBody> {
  const anew = (part: 'buckets' | 'topics' | 'trails', settings: fc.Arbitrary<object>): fc.Arbitrary<object> => {
    const blocks = (body[part] ?? {}) as Blocks;
    const kept = Object.entries(blocks).map(([key, block]) => {
      const own = Object.fromEntries(Object.entries(block).filter(([setting]) => lasting.includes(setting)));
      return settings.map(more => [key, { ...more, ...own }] as const);
    });
    return fc.tuple(...kept).map(all => Object.fromEntries(all));
  };
  return fc
    .record({
      buckets: anew('buckets', bucketSettings),
      topics: anew('topics', topicSettings),
      trails: anew('trails', trailSettings),
    })
    .map(blocks => ({ ...body, ...blocks }));
}
