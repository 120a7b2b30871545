/**
 * A plan over 12,750 trails that stand as they are wanted, in a process of its own whose heap is limited from outside.
 * Prints what the plan found. The answers are made up when they are asked for, and remembered as in every run.
 */
import { memory } from '../../src/adapters/aws/memory.ts';
import type { Cloud } from '../../src/app/ports.ts';
import type { Target } from '../../src/core/model.ts';
import { leftOver, run } from '../contract/estate.ts';
import type { SpecBody } from '../contract/estate.ts';
import { regions } from '../bench/estate.ts';
import { MemoryS3 } from '../contract/memory/s3.ts';

const accounts = Array.from({ length: 150 }, (_, index) => `${100_000_000_001 + index}`);
const names = ['one', 'two', 'three', 'four', 'five'];

const body: SpecBody = {
  accounts: Object.fromEntries(accounts.map((id, index) => [`a${index + 1}`, id])),
  watch: 'declared',
  globalServiceEvents: { keeper: 'elsewhere' },
  buckets: { 'acme-audit-logs': { account: 'a1', region: 'us-east-1' } },
  defaults: { trail: { multiRegion: false, bucket: 'acme-audit-logs' } },
  trails: Object.fromEntries(names.map(name => [name, { name: `trail-${name}`, accounts: 'all', regions }])),
};

const s3 = new MemoryS3();
let asked = 0;

function trailsAt({ account, region }: Target): readonly object[] {
  return names.map(name => ({
    Name: `trail-${name}`,
    TrailARN: `arn:aws:cloudtrail:${region}:${account}:trail/trail-${name}`,
    S3BucketName: 'acme-audit-logs',
    HomeRegion: region,
    IsMultiRegionTrail: false,
    IncludeGlobalServiceEvents: false,
    IsOrganizationTrail: false,
    LogFileValidationEnabled: true,
  }));
}

const selectors = [
  { ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] },
];

function answer(call: string, input: object, target: Target): object {
  asked += 1;
  const [service = '', operation = ''] = call.split(':');
  if (service === 's3') return s3.answer(operation, input, target);
  if (operation === 'DescribeTrails') return { trailList: trailsAt(target) };
  if (operation === 'GetTrailStatus') return { IsLogging: true, LatestDeliveryTime: new Date(1_795_000_000_000) };
  if (operation === 'GetEventSelectors') return { EventSelectors: selectors };
  if (operation === 'GetInsightSelectors') return { InsightSelectors: [] };
  const ids: readonly string[] = Reflect.get(input, 'ResourceIdList') as readonly string[];
  const TagsList = [{ Key: 'trailwarden:owner', Value: 'acme' }];
  return { ResourceTagList: ids.map(ResourceId => ({ ResourceId, TagsList })) };
}

const cloud: Cloud = {
  identity: async () =>
    Promise.resolve({ account: accounts[0] ?? '', arn: 'arn:aws:iam::100000000001:user/tester', partition: 'aws' }),
  enter: async () => Promise.resolve(),
  memory: () => memory(async (call, input, target) => Promise.resolve(answer(call, input, target))),
  send: async ({ call, input }, target) => {
    answer(call, input, target);
    return Promise.resolve({ attempts: 1 });
  },
  counts: () => ({}),
  close: () => undefined,
};

await run(cloud, body, { command: 'apply', targets: ['bucket/*'] });
const report = await run(cloud, body);
process.stdout.write(
  JSON.stringify({ resources: report.spec?.resources, asked, ...Object(leftOver(report)) }).slice(0, 2_000),
);
