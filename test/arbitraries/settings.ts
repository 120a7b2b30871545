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
  subscriptions: fc.constantFrom(
    [],
    [{ protocol: 'email', endpoint: 'audit@example.com' }],
    [{ protocol: 'sqs', endpoint: 'arn:aws:sqs:us-east-1:444444444444:audit', raw: true }],
  ),
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

/**
 * What makes a block the one that it is: where it stands, and what it is called. And the policy: a statement that has left
 * the spec is somebody else's, and told for good.
 */
const lasting = 'account accounts region regions exclude name organization multiRegion bucket policy'.split(' ');

type Block = Readonly<Record<string, unknown>>;

/** The same blocks with other settings; trails rest on other buckets and topics, reach further or less far, and go. */
export function rewritten(body: SpecBody): fc.Arbitrary<SpecBody> {
  const anew = (
    part: 'buckets' | 'topics' | 'trails',
    settings: fc.Arbitrary<object>,
    reach: (block: Block) => fc.Arbitrary<object> = () => fc.constant({}),
  ) =>
    Object.entries((body[part] ?? {}) as Readonly<Record<string, Block>>).map(([key, block]) => {
      const own = Object.fromEntries(Object.entries(block).filter(([setting]) => lasting.includes(setting)));
      return fc.tuple(settings, reach(block)).map(([more, over]) => [key, { ...more, ...own, ...over }] as const);
    });
  const all = (blocks: readonly fc.Arbitrary<readonly [string, object]>[]) =>
    fc.tuple(...blocks).map(some => Object.fromEntries(some));
  return fc
    .record({
      buckets: all(anew('buckets', bucketSettings)),
      topics: all(anew('topics', topicSettings)),
      trails: fc
        .tuple(...anew('trails', trailSettings, reaches))
        .chain(trails => fc.subarray(trails, { minLength: 1 }))
        .map(some => Object.fromEntries(some)),
    })
    .map(blocks => ({ ...body, ...blocks }));
}

/** A trail of several regions is none of all regions, and only the management account makes an organization's trail its own. */
function reaches({ region, organization, account }: Block): fc.Arbitrary<object> {
  return optional({
    ...rests,
    ...(region === undefined ? {} : { multiRegion: fc.boolean() }),
    ...(organization === true && account === 'root' ? { organization: fc.boolean() } : {}),
  });
}

/** What a trail rests on. */
export const rests = { bucket: fc.constantFrom('logs', 'own'), topic: fc.constantFrom('files', 'own') };
