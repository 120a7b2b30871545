/** Reports and specs to render, made by the whole flow over AWS in memory. */
import { expanded } from '../../src/app/show.ts';
import { validate } from '../../src/app/validate.ts';
import type { ViewOptions } from '../../src/render/look.ts';
import type { ShownSpec } from '../../src/render/settings.ts';
import { kinds } from '../../src/resources/index.ts';
import { run } from '../contract/estate.ts';
import type { SpecBody } from '../contract/estate.ts';
import { MemoryCloud } from '../contract/memory/cloud.ts';

export const account = '111111111111';
const region = 'eu-west-1';

/** One bucket, one topic, a trail of all regions, and one of the leading region. */
export const estate: SpecBody = {
  buckets: { 'acme-audit-logs': { region, tags: { team: 'security' } } },
  topics: { 'audit-delivery': { region } },
  trails: {
    main: { region, bucket: 'acme-audit-logs', prefix: 'org', topic: 'audit-delivery' },
    'us-copy': { region: 'us-east-1', bucket: 'acme-audit-logs', multiRegion: false },
  },
};

/** The smallest estate that records. */
export const small: SpecBody = {
  buckets: { 'acme-audit-logs': { region } },
  trails: { main: { region, bucket: 'acme-audit-logs' } },
};

/** One trail in each of several regions, all alike. */
export function regional(regions: readonly string[]): SpecBody {
  return {
    buckets: { 'acme-audit-logs': { region } },
    trails: { regional: { regions, bucket: 'acme-audit-logs', multiRegion: false } },
  };
}

/** A cloud in which an estate stands as declared. */
export async function applied(body: SpecBody = estate): Promise<MemoryCloud> {
  const cloud = new MemoryCloud(account);
  await run(cloud, body, { command: 'apply' });
  return cloud;
}

type Write = readonly [call: string, input: object, region?: string];

/** What somebody does behind trailwarden's back. */
export async function tamper(cloud: MemoryCloud, ...writes: readonly Write[]): Promise<void> {
  for (const [call, input, at = region] of writes)
    await cloud.send({ call, input }, { partition: 'aws', account, region: at });
}

/** A statement that keeps CloudTrail out. */
const tmpFix = {
  Sid: 'TmpFix',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:PutObject',
  Resource: `arn:aws:s3:::acme-audit-logs/org/AWSLogs/${account}/*`,
};

/** The estate after a visitor at 3 a.m. */
export async function tampered(): Promise<MemoryCloud> {
  const cloud = await applied();
  await tamper(
    cloud,
    ['cloudtrail:StopLogging', { Name: 'main' }],
    ['cloudtrail:UpdateTrail', { Name: 'main', EnableLogFileValidation: false }],
    ['cloudtrail:UpdateTrail', { Name: 'us-copy', IncludeGlobalServiceEvents: true }, 'us-east-1'],
    [
      's3:PutBucketPolicy',
      { Bucket: 'acme-audit-logs', Policy: JSON.stringify({ Version: '2012-10-17', Statement: [tmpFix] }) },
    ],
    ['s3:PutBucketVersioning', { Bucket: 'acme-audit-logs', VersioningConfiguration: { Status: 'Suspended' } }],
  );
  return cloud;
}

/** A spec as `show` has it. */
export function shown(yaml: string): ShownSpec {
  const { spec, problems } = validate([{ path: 'specs/acme.yaml', text: yaml }], kinds);
  if (spec === null) throw new Error(JSON.stringify(problems));
  return { owner: spec.owner, resources: expanded(spec, account, kinds) };
}

/** A window of 80 columns. */
export const window80: ViewOptions = {
  color: false,
  width: 80,
  ascii: false,
  calls: false,
  full: false,
  commands: { plan: 'trailwarden plan specs/', apply: 'trailwarden apply specs/' },
};
