import { describe, expect, it } from 'vitest';

import type { Change } from '../../../src/core/kind.ts';
import type { Readings } from '../../../src/core/model.ts';
import { calls } from '../../../src/resources/trail/calls.ts';
import type { TrailState } from '../../../src/resources/trail/state.ts';
import { arn, home, key, plain } from './estate.ts';

const at = { name: 'main', arn: arn('main'), target: home };
const logs = {
  logGroup: 'arn:aws:logs:eu-west-1:111111111111:log-group:main:*',
  role: 'arn:aws:iam::111111111111:role/to-logs',
};

function readings(state: TrailState): Readings<TrailState> {
  const value = <K extends keyof TrailState>(field: K) => ({ value: state[field] });
  return {
    destination: value('destination'),
    topic: value('topic'),
    scope: value('scope'),
    organization: value('organization'),
    logFileValidation: value('logFileValidation'),
    kmsKey: value('kmsKey'),
    cloudWatchLogs: value('cloudWatchLogs'),
    recursiveLogging: value('recursiveLogging'),
    logging: value('logging'),
    eventSelectors: value('eventSelectors'),
    insights: value('insights'),
    aggregation: { value: state.aggregation ?? [] },
    tags: value('tags'),
    protect: value('protect'),
    owner: value('owner'),
  };
}

/** An update to these values, from a trail that has none of them. */
function update(to: Partial<TrailState>, live: Partial<TrailState> = {}): Change<TrailState> {
  const changed = Object.keys(to) as (keyof TrailState)[];
  return { ...at, action: 'update', desired: { ...plain, ...to }, live: readings({ ...plain, ...live }), changed };
}

const settings = (input: object) => [{ call: 'cloudtrail:UpdateTrail', input: { Name: 'main', ...input } }];

describe('create', () => {
  const tagged = [{ Key: 'trailwarden:owner', Value: 'acme' }];

  it.each([
    {
      name: 'the smallest trail: made with its owner, then started',
      desired: plain,
      expected: [
        {
          call: 'cloudtrail:CreateTrail',
          input: {
            Name: 'main',
            S3BucketName: 'acme-logs',
            IsMultiRegionTrail: true,
            IncludeGlobalServiceEvents: true,
            IsOrganizationTrail: false,
            EnableLogFileValidation: true,
            TagsList: tagged,
          },
        },
        { call: 'cloudtrail:StartLogging', input: { Name: 'main' } },
      ],
    },
    {
      name: 'every setting, stopped',
      desired: {
        ...plain,
        destination: { bucket: 'acme-logs', prefix: 'org' },
        topic: 'arn:aws:sns:eu-west-1:111111111111:log-files',
        scope: { multiRegion: false, globalServiceEvents: false },
        organization: true,
        logFileValidation: false,
        kmsKey: key('audit'),
        cloudWatchLogs: logs,
        recursiveLogging: false,
        logging: false,
        tags: { zone: 'z', Team: 'security' },
      } as const,
      expected: [
        {
          call: 'cloudtrail:CreateTrail',
          input: {
            Name: 'main',
            S3BucketName: 'acme-logs',
            S3KeyPrefix: 'org',
            SnsTopicName: 'log-files',
            IsMultiRegionTrail: false,
            IncludeGlobalServiceEvents: false,
            IsOrganizationTrail: true,
            EnableLogFileValidation: false,
            KmsKeyId: key('audit'),
            CloudWatchLogsLogGroupArn: logs.logGroup,
            CloudWatchLogsRoleArn: logs.role,
            RecursiveLogging: false,
            TagsList: [{ Key: 'Team', Value: 'security' }, ...tagged, { Key: 'zone', Value: 'z' }],
          },
        },
      ],
    },
  ])('$name', ({ desired, expected }) => {
    const planned = calls({ ...at, action: 'create', desired });
    expect(planned).toEqual(expected);
    expect(JSON.parse(JSON.stringify(planned))).toEqual(planned);
  });

  it('is known by ARN to a delegated administrator, once it is made', () => {
    const org = arn('main', { account: '999999999999' });
    const planned = calls({ ...at, arn: org, action: 'create', desired: { ...plain, organization: true } });
    expect(planned.map(({ input }) => ('Name' in input ? input.Name : ''))).toEqual(['main', org]);
  });
});

describe('update', () => {
  it.each([
    {
      name: 'bucket and prefix together',
      change: update({ destination: { bucket: 'b', prefix: 'p' } }),
      expected: settings({ S3BucketName: 'b', S3KeyPrefix: 'p' }),
    },
    {
      name: 'a prefix is cleared',
      change: update({ destination: { bucket: 'b', prefix: null } }),
      expected: settings({ S3BucketName: 'b', S3KeyPrefix: '' }),
    },
    {
      name: 'a topic of the same account and region, by name',
      change: update({ topic: 'arn:aws:sns:eu-west-1:111111111111:log-files' }),
      expected: settings({ SnsTopicName: 'log-files' }),
    },
    {
      name: 'a topic of another region, by ARN',
      change: update({ topic: 'arn:aws:sns:us-east-1:111111111111:log-files' }),
      expected: settings({ SnsTopicName: 'arn:aws:sns:us-east-1:111111111111:log-files' }),
    },
    {
      name: 'a topic of another account, by ARN',
      change: update({ topic: 'arn:aws:sns:eu-west-1:222222222222:log-files' }),
      expected: settings({ SnsTopicName: 'arn:aws:sns:eu-west-1:222222222222:log-files' }),
    },
    { name: 'a topic is cleared', change: update({ topic: null }), expected: settings({ SnsTopicName: '' }) },
    {
      name: 'all regions and the global flag together',
      change: update({ scope: { multiRegion: false, globalServiceEvents: false } }),
      expected: settings({ IsMultiRegionTrail: false, IncludeGlobalServiceEvents: false }),
    },
    {
      name: 'the organization',
      change: update({ organization: true }),
      expected: settings({ IsOrganizationTrail: true }),
    },
    {
      name: 'validation',
      change: update({ logFileValidation: false }),
      expected: settings({ EnableLogFileValidation: false }),
    },
    { name: 'a key', change: update({ kmsKey: key('a') }), expected: settings({ KmsKeyId: key('a') }) },
    { name: 'a key is cleared', change: update({ kmsKey: null }), expected: settings({ KmsKeyId: '' }) },
    {
      name: 'log group and role together',
      change: update({ cloudWatchLogs: logs }),
      expected: settings({ CloudWatchLogsLogGroupArn: logs.logGroup, CloudWatchLogsRoleArn: logs.role }),
    },
    {
      name: 'log group and role are cleared together',
      change: update({ cloudWatchLogs: null }),
      expected: settings({ CloudWatchLogsLogGroupArn: '', CloudWatchLogsRoleArn: '' }),
    },
    {
      name: 'recursive logging',
      change: update({ recursiveLogging: true }),
      expected: settings({ RecursiveLogging: true }),
    },
    {
      name: 'several settings in one call',
      change: update({ logFileValidation: true, kmsKey: null }),
      expected: settings({ EnableLogFileValidation: true, KmsKeyId: '' }),
    },
    {
      name: 'started, whatever else fails',
      change: update({ logging: true }),
      expected: [{ call: 'cloudtrail:StartLogging', input: { Name: 'main' }, regardless: true }],
    },
    {
      name: 'stopped',
      change: update({ logging: false }),
      expected: [{ call: 'cloudtrail:StopLogging', input: { Name: 'main' } }],
    },
    {
      name: 'the default selector',
      change: update({ eventSelectors: plain.eventSelectors }),
      expected: [
        {
          call: 'cloudtrail:PutEventSelectors',
          input: {
            TrailName: 'main',
            EventSelectors: [
              {
                ReadWriteType: 'All',
                IncludeManagementEvents: true,
                DataResources: [],
                ExcludeManagementEventSources: [],
              },
            ],
          },
        },
      ],
    },
    {
      name: 'no aggregation',
      change: update({ aggregation: [] }, { aggregation: ['API_ACTIVITY'] }),
      expected: [
        { call: 'cloudtrail:PutEventConfiguration', input: { TrailName: 'main', AggregationConfigurations: [] } },
      ],
    },
    {
      name: 'aggregation',
      change: update({ aggregation: ['API_ACTIVITY', 'USER_ACTIONS'] }),
      expected: [
        {
          call: 'cloudtrail:PutEventConfiguration',
          input: {
            TrailName: 'main',
            AggregationConfigurations: [{ EventCategory: 'Data', Templates: ['API_ACTIVITY', 'USER_ACTIONS'] }],
          },
        },
      ],
    },
    {
      name: 'no Insights',
      change: update({ insights: [] }),
      expected: [{ call: 'cloudtrail:PutInsightSelectors', input: { TrailName: 'main', InsightSelectors: [] } }],
    },
    {
      name: 'Insights',
      change: update({ insights: [{ type: 'ApiCallRateInsight', categories: ['Management'] }] }),
      expected: [
        {
          call: 'cloudtrail:PutInsightSelectors',
          input: {
            TrailName: 'main',
            InsightSelectors: [{ InsightType: 'ApiCallRateInsight', EventCategories: ['Management'] }],
          },
        },
      ],
    },
    {
      name: 'only tags that differ',
      change: update({ tags: { a: '1', b: '2', c: '' } }, { tags: { a: '1', b: 'old', other: 'x' } }),
      expected: [
        {
          call: 'cloudtrail:AddTags',
          input: {
            ResourceId: arn('main'),
            TagsList: [
              { Key: 'b', Value: '2' },
              { Key: 'c', Value: '' },
            ],
          },
        },
      ],
    },
    {
      name: 'the owner',
      change: update({ owner: 'acme' }, { owner: null }),
      expected: [
        {
          call: 'cloudtrail:AddTags',
          input: { ResourceId: arn('main'), TagsList: [{ Key: 'trailwarden:owner', Value: 'acme' }] },
        },
      ],
    },
    {
      name: 'protection',
      change: update({ protect: true }),
      expected: [
        {
          call: 'cloudtrail:AddTags',
          input: { ResourceId: arn('main'), TagsList: [{ Key: 'trailwarden:protect', Value: 'true' }] },
        },
      ],
    },
    {
      name: 'no protection',
      change: update({ protect: false }, { protect: true }),
      expected: [
        {
          call: 'cloudtrail:RemoveTags',
          input: { ResourceId: arn('main'), TagsList: [{ Key: 'trailwarden:protect', Value: 'true' }] },
        },
      ],
    },
    { name: 'no owner: other people keep theirs', change: update({ owner: null }, { owner: 'other' }), expected: [] },
    { name: 'nothing', change: update({}), expected: [] },
  ])('$name', ({ change, expected }) => {
    expect(calls(change)).toEqual(expected);
  });

  it('writes all tags where the live ones could not be read', () => {
    const unread = { unread: { code: 'access-denied', message: 'no' } } as const;
    const change = update({ tags: { a: '1' } });
    if (change.action !== 'update') throw new Error('an update');
    expect(calls({ ...change, live: { ...change.live, tags: unread } })).toMatchObject([
      { input: { TagsList: [{ Key: 'a' }] } },
    ]);
  });

  it('starts first and stops last, and ends before the events go what is made of them', () => {
    const all = { kmsKey: null, eventSelectors: plain.eventSelectors, owner: 'acme' };
    const order = (to: Pick<TrailState, 'logging' | 'insights' | 'aggregation'>) =>
      calls(update({ ...all, ...to })).map(({ call }) => call.replace('cloudtrail:', ''));
    const made = ['PutInsightSelectors', 'PutEventConfiguration'];
    const some: TrailState['insights'] = [{ type: 'ApiCallRateInsight', categories: ['Management'] }];
    expect(order({ logging: true, insights: some, aggregation: ['API_ACTIVITY'] })).toEqual([
      'StartLogging',
      'UpdateTrail',
      'PutEventSelectors',
      ...made,
      'AddTags',
    ]);
    expect(order({ logging: false, insights: [], aggregation: [] })).toEqual([
      'UpdateTrail',
      ...made,
      'PutEventSelectors',
      'AddTags',
      'StopLogging',
    ]);
  });

  it('names the trail by ARN for a delegated administrator', () => {
    const org = arn('main', { account: '999999999999' });
    const all = { kmsKey: null, eventSelectors: plain.eventSelectors, insights: [], logging: true };
    const names = calls({ ...update(all), arn: org }).map(({ input }) =>
      'Name' in input ? input.Name : 'TrailName' in input ? input.TrailName : '',
    );
    expect(names).toEqual([org, org, org, org]);
  });
});

it('deletes a trail by name', () => {
  expect(calls({ ...at, action: 'delete', live: readings(plain) })).toEqual([
    { call: 'cloudtrail:DeleteTrail', input: { Name: 'main' }, whole: true },
  ]);
});
