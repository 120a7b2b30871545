/**
 * What a user lives through, played against a real wire: declare, apply, somebody tampers, the drift is named and
 * graded, apply heals. Each runs against the sandbox; those without a `sandboxOnly` reason run against moto too.
 */
import {
  DeleteTrailCommand,
  DescribeTrailsCommand,
  AddTagsCommand,
  ListTagsCommand,
  RemoveTagsCommand,
  GetTrailStatusCommand,
  PutEventConfigurationCommand,
  PutEventSelectorsCommand,
  PutInsightSelectorsCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import {
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { DeleteTopicCommand, SetTopicAttributesCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { expect } from 'vitest';

import type { Run } from '../../src/app/run.ts';
import type { Gravity } from '../../src/core/kind.ts';
import { verdictOf } from '../../src/core/report.ts';
import { noConsent } from '../../src/core/rules/settings.ts';
import type { Report } from '../../src/core/report.ts';
import { leftOver, nothing, run } from '../contract/estate.ts';
import type { SpecBody } from '../contract/estate.ts';
import { FakeClock } from '../fake-clock.ts';
import type { Endpoint } from './endpoint.ts';

export interface Scenario {
  readonly name: string;
  /** Why moto cannot play it: what it lacks or does otherwise than AWS. */
  readonly sandboxOnly?: string;
  play(endpoint: Endpoint): Promise<void>;
}

const region = 'eu-west-1';

/** One bucket, one topic, a multi-region trail, and a second one in the leading region. */
export const estate: SpecBody = {
  buckets: { 'acme-audit-logs': { region } },
  topics: { 'audit-delivery': { region } },
  trails: {
    main: { region, bucket: 'acme-audit-logs', topic: 'audit-delivery' },
    'us-copy': { region: 'us-east-1', bucket: 'acme-audit-logs', multiRegion: false },
  },
};

const small: SpecBody = {
  buckets: { 'acme-audit-logs': { region } },
  trails: { main: { region, bucket: 'acme-audit-logs' } },
};

const announced: SpecBody = {
  ...estate,
  topics: {
    'audit-delivery': {
      region,
      subscriptions: [{ protocol: 'lambda', endpoint: 'arn:aws:lambda:eu-west-1:111111111111:function:audit' }],
    },
  },
};

const summedUp: SpecBody = {
  ...small,
  trails: {
    main: {
      region,
      bucket: 'acme-audit-logs',
      events: { data: [{ type: 'AWS::S3::Object' }] },
      aggregation: ['API_ACTIVITY', 'USER_ACTIONS'],
    },
  },
};

const selective: SpecBody = {
  ...small,
  trails: {
    main: {
      region,
      bucket: 'acme-audit-logs',
      events: { data: [{ type: 'AWS::S3::Object', arnPrefixes: ['arn:aws:s3:::acme-customers/'] }] },
    },
  },
};

async function applied(endpoint: Endpoint, body: SpecBody, more: Partial<Run> = {}): Promise<Report> {
  const report = await run(endpoint.cloud(), body, { command: 'apply', ...more });
  expect((report.outcomes ?? []).filter(({ status }) => status !== 'done')).toEqual([]);
  return report;
}

async function inSync(endpoint: Endpoint, body: SpecBody): Promise<void> {
  expect(leftOver(await run(endpoint.cloud(), body))).toEqual(nothing);
}

/** What drifted, as `field: gravity` by address. */
async function drift(endpoint: Endpoint, body: SpecBody): Promise<Readonly<Record<string, readonly string[]>>> {
  const { plan } = await run(endpoint.cloud(), body, { command: 'drift' });
  expect(plan.unknown).toEqual([]);
  return Object.fromEntries(
    plan.changes.map(({ address, fields, action }) => [
      address.replace(/@.*/u, ''),
      action === 'create' ? ['missing'] : fields.map(({ field, gravity }) => `${field}: ${gravity}`),
    ]),
  );
}

async function topicArn(endpoint: Endpoint): Promise<string> {
  const { account } = await endpoint.cloud().identity();
  return `arn:aws:sns:${region}:${account}:audit-delivery`;
}

interface Tampering {
  readonly name: string;
  readonly sandboxOnly?: string;
  readonly body?: SpecBody;
  tamper(endpoint: Endpoint): Promise<unknown>;
  /** It leaves more evidence than the spec asks for, which is taken back only by leave. */
  readonly adds?: true;
  readonly drift: Readonly<Record<string, readonly `${string}: ${Gravity}`[] | readonly ['missing']>>;
}

/** Somebody tampers; the drift is named and graded; apply heals. */
const tamperings: readonly Tampering[] = [
  {
    name: 'a trail is stopped',
    tamper: async ({ cloudtrail }) => cloudtrail(region).send(new StopLoggingCommand({ Name: 'main' })),
    drift: { 'trail/main': ['logging: critical'] },
  },
  {
    name: 'global service events are switched on in a second region',
    body: estate,
    tamper: async ({ cloudtrail }) =>
      cloudtrail('us-east-1').send(new UpdateTrailCommand({ Name: 'us-copy', IncludeGlobalServiceEvents: true })),
    drift: { 'trail/us-copy': ['scope: medium'] },
  },
  {
    name: 'log file validation is switched off',
    tamper: async ({ cloudtrail }) =>
      cloudtrail(region).send(new UpdateTrailCommand({ Name: 'main', EnableLogFileValidation: false })),
    drift: { 'trail/main': ['logFileValidation: high'] },
  },
  {
    name: 'declared data events are taken away',
    body: selective,
    tamper: async ({ cloudtrail }) =>
      cloudtrail(region).send(
        new PutEventSelectorsCommand({
          TrailName: 'main',
          AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] }],
        }),
      ),
    drift: { 'trail/main': ['eventSelectors: high'] },
  },
  {
    name: 'event selectors are narrowed to nothing',
    tamper: async ({ cloudtrail }) =>
      cloudtrail(region).send(
        new PutEventSelectorsCommand({
          TrailName: 'main',
          EventSelectors: [{ ReadWriteType: 'ReadOnly', IncludeManagementEvents: false }],
        }),
      ),
    drift: { 'trail/main': ['eventSelectors: critical'] },
  },
  {
    name: 'event selectors are narrowed to read-only, the advanced way',
    sandboxOnly: 'moto keeps advanced selectors beside basic ones; AWS replaces one kind by the other',
    tamper: async ({ cloudtrail }) =>
      cloudtrail(region).send(
        new PutEventSelectorsCommand({
          TrailName: 'main',
          AdvancedEventSelectors: [
            {
              FieldSelectors: [
                { Field: 'eventCategory', Equals: ['Management'] },
                { Field: 'readOnly', Equals: ['true'] },
              ],
            },
          ],
        }),
      ),
    drift: { 'trail/main': ['eventSelectors: critical'] },
  },
  {
    name: 'insights are switched on',
    adds: true,
    sandboxOnly: 'moto appends insight selectors, and [] does not switch them off',
    tamper: async ({ cloudtrail }) =>
      cloudtrail(region).send(
        new PutInsightSelectorsCommand({
          TrailName: 'main',
          InsightSelectors: [{ InsightType: 'ApiCallRateInsight' }],
        }),
      ),
    drift: { 'trail/main': ['insights: medium'] },
  },
  {
    name: 'somebody is told of log files too',
    body: announced,
    tamper: async endpoint =>
      endpoint.sns(region).send(
        new SubscribeCommand({
          TopicArn: await topicArn(endpoint),
          Protocol: 'lambda',
          Endpoint: `arn:aws:lambda:${region}:222222222222:function:stranger`,
        }),
      ),
    drift: { 'topic/audit-delivery': ['subscriptions: medium'] },
  },
  {
    name: 'data events are no longer summed up',
    sandboxOnly: 'moto does not know PutEventConfiguration',
    body: summedUp,
    tamper: async ({ cloudtrail }) =>
      cloudtrail(region).send(
        new PutEventConfigurationCommand({
          TrailName: 'main',
          AggregationConfigurations: [{ EventCategory: 'Data', Templates: ['API_ACTIVITY'] }],
        }),
      ),
    drift: { 'trail/main': ['aggregation: low'] },
  },
  {
    name: 'the trail becomes a single-region trail',
    tamper: async ({ cloudtrail }) =>
      cloudtrail(region).send(
        new UpdateTrailCommand({ Name: 'main', IsMultiRegionTrail: false, IncludeGlobalServiceEvents: false }),
      ),
    drift: { 'trail/main': ['scope: critical'] },
  },
  {
    name: 'the trail is deleted',
    tamper: async ({ cloudtrail }) => cloudtrail(region).send(new DeleteTrailCommand({ Name: 'main' })),
    drift: { 'trail/main': ['missing'] },
  },
  {
    name: 'the bucket policy is removed',
    tamper: async ({ s3 }) => s3(region).send(new DeleteBucketPolicyCommand({ Bucket: 'acme-audit-logs' })),
    drift: { 'bucket/acme-audit-logs': ['grants: critical', 'tlsOnly: medium'] },
  },
  {
    name: 'a statement is removed from the bucket policy',
    tamper: async ({ s3 }) => {
      const { Policy = '{}' } = await s3(region).send(new GetBucketPolicyCommand({ Bucket: 'acme-audit-logs' }));
      const policy = JSON.parse(Policy) as { Statement: { Sid: string }[] };
      const Statement = policy.Statement.filter(({ Sid }) => !Sid.startsWith('TrailwardenWrite'));
      await s3(region).send(
        new PutBucketPolicyCommand({ Bucket: 'acme-audit-logs', Policy: JSON.stringify({ ...policy, Statement }) }),
      );
    },
    drift: { 'bucket/acme-audit-logs': ['grants: critical'] },
  },
  {
    name: 'the safety settings of the bucket are undone',
    tamper: async ({ s3 }) => {
      await s3(region).send(new DeletePublicAccessBlockCommand({ Bucket: 'acme-audit-logs' }));
      await s3(region).send(
        new PutBucketVersioningCommand({ Bucket: 'acme-audit-logs', VersioningConfiguration: { Status: 'Suspended' } }),
      );
      await s3(region).send(
        new PutBucketEncryptionCommand({
          Bucket: 'acme-audit-logs',
          ServerSideEncryptionConfiguration: {
            Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
          },
        }),
      );
    },
    drift: { 'bucket/acme-audit-logs': ['publicAccessBlock: critical', 'encryption: high', 'versioning: high'] },
  },
  {
    name: 'a lifecycle rule is to delete the logs after a day',
    body: { ...small, buckets: { 'acme-audit-logs': { region, retention: { minDays: 365 } } } },
    tamper: async ({ s3 }) =>
      s3(region).send(
        new PutBucketLifecycleConfigurationCommand({
          Bucket: 'acme-audit-logs',
          LifecycleConfiguration: {
            Rules: [
              { ID: 'late', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 400 } },
              { ID: 'soon', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } },
            ],
          },
        }),
      ),
    drift: { 'bucket/acme-audit-logs': ['lifecycle: critical'] },
  },
  {
    name: 'the topic is deleted',
    body: estate,
    tamper: async endpoint => endpoint.sns(region).send(new DeleteTopicCommand({ TopicArn: await topicArn(endpoint) })),
    drift: { 'topic/audit-delivery': ['missing'] },
  },
];

const healings: readonly Scenario[] = tamperings.map(
  ({ name, body = small, sandboxOnly, tamper, adds = false, drift: expected }) => ({
    name: `${name}: named, graded and healed`,
    ...(sandboxOnly === undefined ? {} : { sandboxOnly }),
    async play(endpoint) {
      await applied(endpoint, body);
      await inSync(endpoint, body);
      await tamper(endpoint);
      const found = await drift(endpoint, body);
      const sorted = Object.fromEntries(
        Object.entries(found).map(([address, fields]) => [address, [...fields].toSorted()]),
      );
      const wanted = Object.fromEntries(
        Object.entries(expected).map(([address, fields]) => [address, [...fields].toSorted()]),
      );
      expect(sorted).toEqual(wanted);
      await applied(endpoint, body, { consent: { ...noConsent, weakening: adds } });
      await inSync(endpoint, body);
    },
  }),
);

/** A spec changes step by step; after each the second plan has nothing to do. */
const walks: readonly Scenario[] = [
  {
    name: 'a first apply of everything, then nothing to do',
    async play(endpoint) {
      const report = await applied(endpoint, estate);
      expect(report.outcomes?.map(({ address }) => address.replace(/@.*/u, '')).toSorted()).toEqual(
        ['bucket/acme-audit-logs', 'topic/audit-delivery', 'trail/main', 'trail/us-copy'].toSorted(),
      );
      await inSync(endpoint, estate);
      const { IsLogging } = await endpoint.cloudtrail(region).send(new GetTrailStatusCommand({ Name: 'main' }));
      expect(IsLogging).toBe(true);
    },
  },
  ...(
    [
      ['prefix', { prefix: 'audit' }],
      ['single region', { multiRegion: false, region: 'us-east-1' }],
      ['no validation', { logFileValidation: false }],
      ['topic', { topic: 'audit-delivery' }],
      ['tags', { tags: { team: 'security' } }],
      ['stopped', { logging: false }],
    ] as const
  ).map(([name, over]): Scenario => ({
    name: `the trail gets a setting, and loses it again: ${name}`,
    async play(endpoint) {
      const body = (more: object): SpecBody => ({
        globalServiceEvents: { keeper: 'elsewhere' },
        buckets: { 'acme-audit-logs': { region } },
        topics: { 'audit-delivery': { region } },
        trails: { main: { region, bucket: 'acme-audit-logs', ...more } },
      });
      for (const more of [{}, over, {}]) {
        await applied(endpoint, body(more), { consent: { ...noConsent, weakening: true } });
        await inSync(endpoint, body(more));
      }
    },
  })),
  {
    name: 'a bucket is told what to keep and for how long, otherwise, and no more',
    sandboxOnly: 'moto 5.2.1 answers PutBucketLogging with status 500',
    async play(endpoint) {
      const body = (more: object): SpecBody => ({
        buckets: { 'acme-requests': { region }, 'acme-audit-logs': { region, ...more } },
        trails: { main: { region, bucket: 'acme-audit-logs' } },
      });
      const archive = (Date: string) => ({ ID: 'archive', Transitions: [{ Date, StorageClass: 'GLACIER_IR' }] });
      const accessLogging = { bucket: 'acme-requests', prefix: 'audit/' };
      const objectLock = { mode: 'GOVERNANCE', days: 1 };
      for (const more of [
        { accessLogging },
        {},
        { retention: { minDays: 30 }, lifecycle: [archive('2030-01-01')], accessLogging },
        { lifecycle: [archive('2031-01-01')], accessLogging: { bucket: 'acme-requests' }, objectLock },
        { lifecycle: [], accessLogging: null, objectLock: {} },
        {},
      ]) {
        await applied(endpoint, body(more), { consent: { ...noConsent, weakening: true } });
        await inSync(endpoint, body(more));
      }
    },
  },
  {
    name: 'a trail moves to another bucket, which lets it in first; the old one lets it go once a log file came',
    async play(endpoint) {
      // endpoints on this machine are asked without TLS, and moto denies what the policy denies
      const policy = { tlsOnly: false };
      const body = (bucket: string): SpecBody => ({
        buckets: { 'acme-audit-logs': { region }, 'acme-audit-logs-2': { region: 'us-east-1', policy } },
        trails: { main: { region, bucket } },
      });
      await applied(endpoint, body('acme-audit-logs'));
      await applied(endpoint, body('acme-audit-logs-2'));
      await inSync(endpoint, body('acme-audit-logs-2'));
      expect(await policyText(endpoint, 'acme-audit-logs')).toContain('trail/main');
      await deliver(endpoint, 'acme-audit-logs-2', 'us-east-1');
      await applied(endpoint, body('acme-audit-logs-2'));
      expect((await run(endpoint.cloud(), body('acme-audit-logs-2'))).plan.changes).toEqual([]);
      expect(await policyText(endpoint, 'acme-audit-logs')).not.toContain('trail/main');
      expect(await policyText(endpoint, 'acme-audit-logs-2', 'us-east-1')).toContain('trail/main');
    },
  },
  {
    name: 'what others put on a resource stays: tags and policy statements',
    async play(endpoint) {
      await applied(endpoint, small);
      const { account } = await endpoint.cloud().identity();
      const foreign = {
        Sid: 'Readers',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::acme-audit-logs/*',
      };
      const policy = JSON.parse(await policyText(endpoint, 'acme-audit-logs')) as { Statement: object[] };
      const Policy = JSON.stringify({ ...policy, Statement: [foreign, ...policy.Statement.slice(1)] });
      await endpoint.s3(region).send(new PutBucketPolicyCommand({ Bucket: 'acme-audit-logs', Policy }));
      const { TagSet = [] } = await endpoint
        .s3(region)
        .send(new GetBucketTaggingCommand({ Bucket: 'acme-audit-logs' }));
      const tagged = [...TagSet.filter(({ Key }) => Key !== 'trailwarden:owner'), { Key: 'cost', Value: '7' }];
      await endpoint
        .s3(region)
        .send(new PutBucketTaggingCommand({ Bucket: 'acme-audit-logs', Tagging: { TagSet: tagged } }));
      const trailArn = `arn:aws:cloudtrail:${region}:${account}:trail/main`;
      await endpoint
        .cloudtrail(region)
        .send(new AddTagsCommand({ ResourceId: trailArn, TagsList: [{ Key: 'cost', Value: '7' }] }));

      const adopting = { adopt: ['bucket/*'] };
      await applied(endpoint, small, { consent: { ...noConsent, ...adopting } });
      await inSync(endpoint, small);
      const healed = JSON.parse(await policyText(endpoint, 'acme-audit-logs')) as { Statement: { Sid: string }[] };
      expect(healed.Statement.find(({ Sid }) => Sid === 'Readers')).toMatchObject({ Action: 's3:GetObject' });
      const { TagSet: kept = [] } = await endpoint
        .s3(region)
        .send(new GetBucketTaggingCommand({ Bucket: 'acme-audit-logs' }));
      expect(kept).toEqual(
        expect.arrayContaining([
          { Key: 'cost', Value: '7' },
          { Key: 'trailwarden:owner', Value: 'acme' },
        ]),
      );
      const { ResourceTagList } = await endpoint
        .cloudtrail(region)
        .send(new ListTagsCommand({ ResourceIdList: [trailArn] }));
      expect(ResourceTagList?.[0]?.TagsList).toEqual(expect.arrayContaining([{ Key: 'cost', Value: '7' }]));
    },
  },
  {
    name: 'a statement of somebody else denies delivery: critical, and left until the spec lets it be removed',
    async play(endpoint) {
      await applied(endpoint, small);
      const policy = JSON.parse(await policyText(endpoint, 'acme-audit-logs')) as { Statement: object[] };
      const Resource = 'arn:aws:s3:::acme-audit-logs/AWSLogs/*';
      const deny = { Sid: 'TmpFix', Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource };
      const Policy = JSON.stringify({ ...policy, Statement: [...policy.Statement, deny] });
      await endpoint.s3(region).send(new PutBucketPolicyCommand({ Bucket: 'acme-audit-logs', Policy }));

      expect(await drift(endpoint, small)).toEqual({ 'bucket/acme-audit-logs': ['otherStatements: critical'] });
      const report = await run(endpoint.cloud(), small, { command: 'apply' });
      expect([report.outcomes, verdictOf(report, false).reason]).toEqual([[], 'differs']);
      expect(await policyText(endpoint, 'acme-audit-logs')).toContain('TmpFix');

      const body: SpecBody = { ...small, buckets: { 'acme-audit-logs': { region, policy: { unmanaged: 'remove' } } } };
      await applied(endpoint, body);
      await inSync(endpoint, body);
      expect(await policyText(endpoint, 'acme-audit-logs')).not.toContain('TmpFix');
    },
  },
  {
    name: 'a resource of another owner is refused, and nothing at all is sent',
    async play(endpoint) {
      await run(endpoint.cloud(), small, { command: 'apply', owner: 'globex' });
      const changed: SpecBody = {
        ...small,
        trails: { main: { region, bucket: 'acme-audit-logs', logFileValidation: false } },
      };
      const report = await run(endpoint.cloud(), changed, { command: 'apply' });
      expect(report.outcomes).toBeNull();
      expect(report.refused.map(({ code }) => code)).toContain('other-owner');
      expect(report.refused[0]?.message).toContain('globex');
    },
  },
  {
    name: 'a trail that lost its tag and was stopped is started, and nothing else until it is adopted',
    async play(endpoint) {
      await applied(endpoint, small);
      const { account } = await endpoint.cloud().identity();
      const cloudtrail = endpoint.cloudtrail(region);
      const ResourceId = `arn:aws:cloudtrail:${region}:${account}:trail/main`;
      const TagsList = [{ Key: 'trailwarden:owner', Value: 'acme' }];
      await cloudtrail.send(new RemoveTagsCommand({ ResourceId, TagsList }));
      await cloudtrail.send(new StopLoggingCommand({ Name: 'main' }));
      const moved: SpecBody = { ...small, trails: { main: { region, bucket: 'acme-audit-logs', prefix: 'org' } } };
      await applied(endpoint, { ...small, trails: moved['trails'] });
      const bare = await run(endpoint.cloud(), moved);
      expect(
        bare.plan.changes.map(({ action, fields }) => [action, fields.map(one => one.withheld?.problem.code)]),
      ).toEqual([['update', ['not-adopted', 'not-adopted']]]);
      expect((await cloudtrail.send(new GetTrailStatusCommand({ Name: 'main' }))).IsLogging).toBe(true);
      const again = await run(endpoint.cloud(), moved, { command: 'apply' });
      expect([again.outcomes, verdictOf(again, false).reason]).toEqual([[], 'differs']);

      const adopted = { ...moved, trails: { main: { region, bucket: 'acme-audit-logs', prefix: 'org', adopt: true } } };
      const report = await applied(endpoint, adopted);
      expect(report.outcomes?.map(({ action }) => action)).toContain('adopt');
      await inSync(endpoint, moved);
      const { ResourceTagList } = await cloudtrail.send(new ListTagsCommand({ ResourceIdList: [ResourceId] }));
      expect(ResourceTagList?.[0]?.TagsList).toEqual(TagsList);
    },
  },
  {
    name: 'a trail that left the spec is reported, and pruned only once it may be; its grant goes with it',
    async play(endpoint) {
      const bucket = 'acme-audit-logs';
      const old = { region, bucket, prefix: 'old' };
      const both = { ...small, trails: { main: { region, bucket }, old } };
      await applied(endpoint, both);
      await inSync(endpoint, both);
      const reported = await run(endpoint.cloud(), small);
      expect(leftOver(reported)).toEqual(nothing);
      expect(reported.plan.findings.filter(({ code }) => code === 'stray')).toMatchObject([
        { hint: expect.stringContaining('prune: trails') },
      ]);

      const pruning: SpecBody = { ...small, prune: 'trails' };
      const limited = await run(endpoint.cloud(), pruning, { targets: ['trail/main'] });
      expect(leftOver(limited)).toEqual(nothing);
      const { plan } = await run(endpoint.cloud(), pruning);
      expect(plan.changes.map(({ action, address }) => [action, address.replace(/@.*/u, '')])).toEqual([
        ['delete', 'trail/old'],
      ]);
      const report = await applied(endpoint, pruning);
      expect(report.outcomes?.map(({ action }) => action)).toEqual(['delete', 'update']);
      await inSync(endpoint, pruning);
      expect(await policyText(endpoint, bucket)).not.toContain('trail/old');
    },
  },
  {
    name: 'a trail with a new home region is created and seen to log before the old one is deleted',
    async play(endpoint) {
      const bucket = 'acme-audit-logs';
      await applied(endpoint, small);
      const moved: SpecBody = { ...small, prune: 'trails', trails: { main: { region: 'us-east-1', bucket } } };
      const report = await applied(endpoint, moved);
      expect(report.outcomes?.map(({ action, address }) => `${action} ${address.replace(/@.*\//u, ' ')}`)).toEqual([
        'update bucket/acme-audit-logs eu-west-1',
        'create trail/main us-east-1',
        'delete trail/main eu-west-1',
      ]);
      await inSync(endpoint, moved);
      const { trailList = [] } = await endpoint.cloudtrail(region).send(new DescribeTrailsCommand({}));
      expect(trailList.map(({ HomeRegion }) => HomeRegion)).toEqual(['us-east-1']);
    },
  },
  {
    name: 'with five trails in the region a sixth is refused, and those that stand there are named',
    async play(endpoint) {
      const bucket = 'acme-audit-logs';
      const one = { region, bucket, multiRegion: false };
      const main = { region: 'us-east-1', bucket };
      const four = { 'a-1': one, 'a-2': one, 'a-3': one, 'a-4': one };
      await applied(endpoint, { ...small, trails: { main, ...four } });
      const renamed: SpecBody = { ...small, trails: { main, 'b-1': one } };
      const report = await run(endpoint.cloud(), renamed, { command: 'apply' });
      expect([report.outcomes, report.refused.map(({ code }) => code)]).toEqual([null, ['region-full']]);
      expect(report.refused[0]?.message).toContain('trail/a-4');
      expect(report.refused[0]?.message).toContain('us-east-1');
    },
  },
  {
    name: 'a trail with the tag that protects it is never pruned',
    async play(endpoint) {
      const kept = { region, bucket: 'acme-audit-logs', protect: true };
      await applied(endpoint, { ...small, trails: { ...(small['trails'] as object), kept } });
      const pruning: SpecBody = { ...small, prune: 'trails' };
      const report = await run(endpoint.cloud(), pruning);
      expect(leftOver(report)).toEqual(nothing);
      expect(report.plan.findings.map(({ code }) => code)).toContain('stray');
    },
  },
  {
    name: 'a block with another key goes on as it was',
    async play(endpoint) {
      await applied(endpoint, small);
      const renamed: SpecBody = {
        buckets: { logs: { region, formerly: 'acme-audit-logs' } },
        trails: { everything: { region, bucket: 'logs', formerly: 'main' } },
      };
      await inSync(endpoint, renamed);
    },
  },
  {
    name: 'a topic whose policy was replaced lets CloudTrail in again and keeps the strange statement',
    async play(endpoint) {
      await applied(endpoint, estate);
      const TopicArn = await topicArn(endpoint);
      const { account } = await endpoint.cloud().identity();
      const statement = {
        Sid: 'Strange',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: 'SNS:Publish',
        Resource: TopicArn,
      };
      const AttributeValue = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
      await endpoint
        .sns(region)
        .send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue }));
      expect(await drift(endpoint, estate)).toMatchObject({ 'topic/audit-delivery': ['grants: high'] });
      await applied(endpoint, estate);
      await inSync(endpoint, estate);
    },
  },
];

/** A log file of `main`, of the day of the runs' clock. */
async function deliver(endpoint: Endpoint, Bucket: string, at: string): Promise<void> {
  const { account } = await endpoint.cloud().identity();
  const day = new FakeClock().now().toISOString().slice(0, 10);
  const name = `${account}_CloudTrail_${region}_${day.replaceAll('-', '')}T0330Z_AbCdEfGh01234567.json.gz`;
  const Key = `AWSLogs/${account}/CloudTrail/${region}/${day.replaceAll('-', '/')}/${name}`;
  await endpoint.s3(at).send(new PutObjectCommand({ Bucket, Key, Body: '{}' }));
}

async function policyText({ s3 }: Endpoint, Bucket: string, at = region): Promise<string> {
  return (await s3(at).send(new GetBucketPolicyCommand({ Bucket }))).Policy ?? '{}';
}

export const scenarios: readonly Scenario[] = [...walks, ...healings];
