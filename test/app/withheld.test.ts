/** Whatever field is refused stands as it stood once others are sent, for every field of every kind beside every other. */
import { describe, expect, it } from 'vitest';

import { look } from '../../src/app/look.ts';
import { canonical } from '../../src/core/diff.ts';
import type { AnyKind, AnyState } from '../../src/core/kind.ts';
import type { Arn, Live } from '../../src/core/model.ts';
import type { FieldChange, PlannedChange, Withheld } from '../../src/core/plan.ts';
import { makePlan } from '../../src/core/planner.ts';
import { unremarkable } from '../../src/resources/bucket/reported.ts';
import { kinds } from '../../src/resources/index.ts';
import { run } from '../contract/estate.ts';
import type { SpecBody } from '../contract/estate.ts';
import { MemoryCloud } from '../contract/memory/cloud.ts';

const region = 'eu-west-1';
const target = { partition: 'aws', account: '111111111111', region };
const trailArn: Arn = `arn:aws:cloudtrail:${region}:111111111111:trail/main`;
const topicArn: Arn = `arn:aws:sns:${region}:111111111111:log-files`;
const bucketArn: Arn = 'arn:aws:s3:::acme-logs';
const owner = { Key: 'trailwarden:owner', Value: 'acme' };
const strange = (Action: string, Resource: string) => ({
  Sid: 'Strange',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::222222222222:root' },
  Action,
  Resource,
});
const policyOf = (Action: string, Resource: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [strange(Action, Resource)] });

interface Estate {
  readonly kind: string;
  readonly arn: Arn;
  /** As it is made. */
  readonly from: SpecBody;
  /** What somebody does to it then. */
  readonly writes: readonly (readonly [call: string, input: object])[];
  /** As it shall be, with every field another. */
  readonly to: SpecBody;
}

const common = {
  accounts: { own: '111111111111' },
  organization: { account: 'own' },
  globalServiceEvents: { keeper: 'elsewhere' },
};
const buckets = { 'acme-logs': { region }, 'acme-logs-2': { region } };
const topics = { 'log-files': { region } };
const own = (Action: string, Resource: string) => [{ ...strange(Action, Resource), Sid: 'Own' }];

const estates: readonly Estate[] = [
  {
    kind: 'trail',
    arn: trailArn,
    from: { ...common, buckets, topics, trails: { main: { region, bucket: 'acme-logs', organization: true } } },
    writes: [
      ['cloudtrail:RemoveTags', { ResourceId: trailArn, TagsList: [owner] }],
      [
        'cloudtrail:PutEventSelectors',
        {
          TrailName: 'main',
          EventSelectors: [
            {
              ReadWriteType: 'ReadOnly',
              IncludeManagementEvents: true,
              DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }],
            },
          ],
        },
      ],
      [
        'cloudtrail:PutEventConfiguration',
        { TrailName: 'main', AggregationConfigurations: [{ EventCategory: 'Data', Templates: ['API_ACTIVITY'] }] },
      ],
      [
        'cloudtrail:PutInsightSelectors',
        { TrailName: 'main', InsightSelectors: [{ InsightType: 'ApiCallRateInsight' }] },
      ],
    ],
    to: {
      ...common,
      buckets,
      topics,
      trails: {
        main: {
          region,
          bucket: 'acme-logs-2',
          prefix: 'all',
          topic: 'log-files',
          multiRegion: false,
          logFileValidation: false,
          kmsKey: 'alias/audit',
          cloudWatchLogs: { logGroup: 'cloudtrail/main', role: 'to-logs' },
          recursiveLogging: false,
          logging: false,
          aggregation: [],
          tags: { team: 'security' },
          protect: true,
        },
      },
    },
  },
  {
    kind: 'bucket',
    arn: bucketArn,
    from: { ...common, buckets: { 'acme-logs': { region, policy: { tlsOnly: false } } } },
    writes: [
      ['s3:PutBucketTagging', { Bucket: 'acme-logs', Tagging: { TagSet: [{ Key: 'cost', Value: '1' }] } }],
      ['s3:PutBucketPolicy', { Bucket: 'acme-logs', Policy: policyOf('s3:GetObject', `${bucketArn}/*`) }],
    ],
    to: {
      ...common,
      buckets: {
        'acme-logs': {
          region,
          policy: { unmanaged: 'remove', statements: own('s3:ListBucket', bucketArn) },
          publicAccessBlock: { blockPublicAcls: false },
          ownership: 'ObjectWriter',
          encryption: { algorithm: 'aws:kms', kmsKey: 'alias/audit' },
          versioning: false,
          lifecycle: [{ ID: 'old', Expiration: { Days: 400 } }],
          accessLogging: { bucket: 'acme-logs-2' },
          tags: { team: 'security' },
          protect: true,
        },
        'acme-logs-2': { region },
      },
      trails: { main: { region, bucket: 'acme-logs' } },
    },
  },
  {
    kind: 'topic',
    arn: topicArn,
    from: { ...common, topics },
    writes: [
      [
        'sns:Subscribe',
        { TopicArn: topicArn, Protocol: 'sqs', Endpoint: 'arn:aws:sqs:eu-west-1:111111111111:strange' },
      ],
      ['sns:TagResource', { ResourceArn: topicArn, Tags: [{ ...owner, Value: 'globex' }] }],
      [
        'sns:SetTopicAttributes',
        { TopicArn: topicArn, AttributeName: 'Policy', AttributeValue: policyOf('sns:Subscribe', topicArn) },
      ],
    ],
    to: {
      ...common,
      buckets,
      topics: {
        'log-files': {
          region,
          displayName: 'Logs',
          kmsKey: 'alias/audit',
          policy: { unmanaged: 'remove', statements: own('sns:Publish', topicArn) },
          subscriptions: [],
          tags: { team: 'security' },
          protect: true,
        },
      },
      trails: { main: { region, bucket: 'acme-logs', topic: 'log-files' } },
    },
  },
];

const refused: Withheld = { by: 'refused', problem: { code: 'would-weaken', message: 'no' } };
/** No call changes these by themselves. */
const fixed = new Set([
  'policyHeader',
  'region',
  'retention',
  ...Object.keys(unremarkable),
  'objectLock', // it cannot stand without versioning, which is taken away here
]);

async function made({ from, writes }: Estate): Promise<MemoryCloud> {
  const cloud = new MemoryCloud();
  await run(cloud, from, { command: 'apply' });
  for (const [call, input] of writes) await cloud.send({ call, input }, target);
  return cloud;
}

async function seen(cloud: MemoryCloud, kind: AnyKind, arn: Arn): Promise<Live<AnyState>> {
  const { asked } = await look({ kind, target }, [{ arn, fields: Object.keys(kind.fields) }], cloud.memory());
  return asked.get(arn) ?? { is: 'absent' };
}

function valuesOf(live: Live<AnyState>): AnyState {
  const fields = live.is === 'present' ? live.fields : {};
  return Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, 'value' in one ? one.value : one]));
}

/** The calls of a change of which one field is refused and one is sent. */
function callsOf(
  change: PlannedChange,
  kind: AnyKind,
  { live, fields }: { live: Live<AnyState>; fields: readonly FieldChange[] },
) {
  const { address, resource } = change;
  const after = Object.fromEntries(change.fields.map(field => [field.field, field.after]));
  const state = { ...valuesOf(live), ...after };
  const { arn, name } = resource;
  const desired = { address, arn, name, target, state, unknown: {}, written: {}, managed: true, adopt: false };
  const plan = makePlan({
    owner: 'acme',
    derived: { known: [{ kind, desired, live }], after: new Map(), keeper: new Map() },
    differences: [{ address, action: 'update', fields }],
    unknown: [],
    findings: [],
    digest: text => text,
  });
  return plan.changes.flatMap(({ calls }) => calls);
}

/** A field that was refused stands as it stood. Two fields tell of the same list of statements, each of its part. */
function stands(field: string, before: AnyState, now: AnyState): boolean {
  if (field === 'statements') return !JSON.stringify(now[field]).includes('"Own"');
  if (field === 'otherStatements') return JSON.stringify(now[field]).includes('"Strange"');
  return canonical(before[field]) === canonical(now[field]);
}

describe.each(estates)('a $kind', estate => {
  const kind = kinds.find(({ name }) => name === estate.kind) as AnyKind;

  it('keeps what is refused and gets what is not: each field alone, and all but each', async () => {
    const { plan } = await run(await made(estate), estate.to);
    const change = plan.changes.find(({ resource }) => resource.arn === estate.arn) as PlannedChange;
    const names = Object.keys(kind.fields).filter(name => !fixed.has(name));
    expect(change.fields.map(({ field }) => field).toSorted()).toEqual(names.toSorted());
    for (const one of change.fields)
      for (const alone of [true, false]) {
        const how = `${one.field} ${alone ? 'sent' : 'refused'}, all others ${alone ? 'refused' : 'sent'}`;
        const cloud = await made(estate);
        const live = await seen(cloud, kind, estate.arn);
        const isSent = (field: FieldChange): boolean => (field === one) === alone;
        const fields = change.fields.map(({ withheld: _held, ...open }, index) =>
          isSent(change.fields[index] ?? one) ? open : { ...open, withheld: refused },
        );
        for (const call of callsOf(change, kind, { live, fields })) await cloud.send(call, target);
        const [before, now] = [valuesOf(live), valuesOf(await seen(cloud, kind, estate.arn))];
        const wrong = change.fields.filter(field =>
          isSent(field) ? !isThere(kind, field, now) : !stands(field.field, before, now),
        );
        expect(
          wrong.map(({ field }) => field),
          how,
        ).toEqual([]);
      }
  });
});

function isThere(kind: AnyKind, { field, after }: FieldChange, now: AnyState): boolean {
  // SNS takes no empty policy: AWS's default statement stands where nothing else may
  if (field === 'otherStatements') return !JSON.stringify(now[field]).includes('"Strange"');
  const { equal } = kind.fields[field] ?? {};
  return equal ? equal(after, now[field]) : canonical(after) === canonical(now[field]);
}
