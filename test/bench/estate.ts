/** Specs of any size, and the least number of calls that can tell that nothing differs. */

/** The regions that every account has enabled from the start. */
export const regions = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ap-south-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'eu-north-1',
  'sa-east-1',
] as const;

export interface Sizes {
  readonly regions: readonly string[];
  /** In each region, each of its region only. AWS allows five. */
  readonly trails: number;
  /** For all trails together, over the regions in turn. */
  readonly buckets: number;
  /** Each with all the trails, and one role for all that is done there. Without it: the account of the credentials. */
  readonly accounts?: number;
  /** Where trails that nobody declares are looked for: without it, in all regions, which have to be asked for. */
  readonly watch?: 'declared';
  /** A topic in the first region, for its trails. Not with accounts. */
  readonly topic?: true;
}

export interface Estate {
  readonly spec: string;
  readonly trails: number;
  /** By `service:Operation`: what a plan cannot do without. */
  readonly least: ReadonlyMap<string, number>;
}

/** The buckets stand in the first account. */
export function estateOf(sizes: Sizes): Estate {
  const { accounts = 0 } = sizes;
  const [inFirst, inAll] = accounts === 0 ? ['', ''] : ['account: a1, ', 'accounts: all, '];
  const buckets = Array.from({ length: sizes.buckets }, (_, index) => ({
    key: `bench-logs-${index + 1}`,
    region: sizes.regions[index % sizes.regions.length] ?? '',
  }));
  const trails = sizes.regions.flatMap((region, place) =>
    Array.from({ length: sizes.trails }, (_, index) => ({
      key: `bench-${region}-${index + 1}`,
      region,
      bucket: buckets[(place + index * sizes.regions.length) % buckets.length]?.key ?? '',
      topic: sizes.topic === true && place === 0,
    })),
  );
  const lines = [
    'apiVersion: trailwarden.dev/v1alpha1',
    'kind: TrailSpec',
    'metadata: { name: bench }',
    'spec:',
    `  defaults: { trail: { multiRegion: false }${accounts === 0 ? '' : ', account: { role: bench }'} }`,
    ...(sizes.watch === undefined ? [] : [`  watch: ${sizes.watch}`]),
    ...(accounts === 0 ? [] : ['  accounts:']),
    ...Array.from({ length: accounts }, (_, index) => `    a${index + 1}: "${111_111_111_111 + index}"`),
    '  buckets:',
    ...buckets.map(({ key, region }) => `    ${key}: { ${inFirst}region: ${region} }`),
    ...(sizes.topic ? ['  topics:', `    bench-news: { region: ${sizes.regions[0]} }`] : []),
    '  trails:',
    ...trails.map(
      ({ key, region, bucket, topic }) =>
        `    ${key}: { ${inAll}region: ${region}, bucket: ${bucket}${topic ? ', topic: bench-news' : ''} }`,
    ),
  ];
  const all = trails.length * Math.max(1, accounts);
  return { spec: `${lines.join('\n')}\n`, trails: all, least: leastCalls(sizes, all) };
}

/**
 * Managed, or reported. No ACL is read where none counts, and in a bucket of ours none does; Object Lock and access logging
 * only where the spec writes them.
 */
const bucketSettings = [
  'Versioning',
  'Encryption',
  'OwnershipControls',
  'Policy',
  'Tagging',
  'LifecycleConfiguration',
  'RequestPayment',
  'Replication',
  'Cors',
  'Website',
];

/**
 * Every enabled region is watched, with or without a trail: that they are asked for, once for each account, is counted
 * among what cannot be done without. With `watch: declared` only the leading region is watched beside those with trails.
 */
function leastCalls(sizes: Sizes, trails: number): ReadonlyMap<string, number> {
  const accounts = sizes.accounts ?? 1;
  const watched = sizes.watch === undefined ? regions : [...new Set(['us-east-1', ...sizes.regions])];
  const count = (operations: readonly string[], times: number) => operations.map(name => [name, times] as const);
  return new Map([
    ...count([sizes.accounts === undefined ? 'sts:GetCallerIdentity' : 'sts:AssumeRole'], accounts),
    ...count(['ec2:DescribeRegions'], sizes.watch === undefined ? accounts : 0),
    ...count(['cloudtrail:DescribeTrails'], accounts * watched.length),
    ...count(['cloudtrail:ListTags'], accounts * sizes.regions.length * Math.ceil(sizes.trails / 20)),
    ...count(
      ['GetTrailStatus', 'GetEventSelectors', 'GetInsightSelectors'].map(name => `cloudtrail:${name}`),
      trails,
    ),
    ...count(['s3:HeadBucket', 's3:GetPublicAccessBlock'], sizes.buckets),
    ...count(
      bucketSettings.map(name => `s3:GetBucket${name}`),
      sizes.buckets,
    ),
    ...count(['sns:GetTopicAttributes', 'sns:ListTagsForResource'], sizes.topic ? 1 : 0),
  ]);
}

export const total = (calls: ReadonlyMap<string, number>): number =>
  [...calls.values()].reduce((sum, count) => sum + count, 0);
