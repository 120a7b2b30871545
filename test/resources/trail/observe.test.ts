import { beforeEach, describe, expect, it } from 'vitest';

import type { Arn, Live } from '../../../src/core/model.ts';
import { observe } from '../../../src/resources/trail/observe.ts';
import { defaultSelectors } from '../../../src/resources/trail/selectors.ts';
import type { TrailState } from '../../../src/resources/trail/state.ts';
import { trail } from '../../../src/resources/trail/trail.ts';
import { Cloud, arn, home, key } from './estate.ts';

let cloud: Cloud;
beforeEach(() => {
  cloud = new Cloud();
});

const create = (name: string, more: object = {}, target = home): object =>
  cloud.send('CreateTrail', { Name: name, S3BucketName: 'acme-logs', ...more }, target);

/** Of a trail that logs; to other questions there is nothing in it. */
const logs = { IsLogging: true };

function present(live: Live<TrailState> | undefined): Extract<Live<TrailState>, { is: 'present' }> {
  if (live?.is !== 'present') throw new Error(`not present: ${JSON.stringify(live)}`);
  return live;
}

const look = async (...arns: Arn[]) => observe(arns, cloud, home);
const valuesOf = (live: Live<TrailState> | undefined) =>
  Object.fromEntries(
    Object.entries(present(live).fields).map(([field, reading]) => [
      field,
      'value' in reading ? reading.value : 'unread',
    ]),
  );
const unreadOf = (live: Live<TrailState> | undefined) =>
  Object.entries(present(live).fields).flatMap(([field, reading]) => ('unread' in reading ? [field] : []));

describe('a trail that is there', () => {
  it('is read whole: a fresh one is not logging', async () => {
    create('main');
    const { asked, others } = await look(arn('main'));
    expect(present(asked.get(arn('main')))).toMatchObject({ arn: arn('main'), target: home, owner: null, health: {} });
    expect(valuesOf(asked.get(arn('main')))).toEqual({
      destination: { bucket: 'acme-logs', prefix: null },
      topic: null,
      scope: { multiRegion: false, globalServiceEvents: true },
      organization: false,
      logFileValidation: false,
      kmsKey: null,
      cloudWatchLogs: null,
      recursiveLogging: true,
      logging: false,
      eventSelectors: defaultSelectors,
      insights: [],
      tags: {},
      protect: false,
      owner: null,
    });
    expect(others).toEqual([]);
  });

  it('has every setting that AWS has', async () => {
    create('main', {
      S3KeyPrefix: 'org',
      SnsTopicName: 'log-files',
      IsMultiRegionTrail: true,
      EnableLogFileValidation: true,
      KmsKeyId: key('audit'),
      CloudWatchLogsLogGroupArn: 'arn:aws:logs:eu-west-1:111111111111:log-group:main:*',
      CloudWatchLogsRoleArn: 'arn:aws:iam::111111111111:role/to-logs',
      RecursiveLogging: false,
      IsOrganizationTrail: true,
      TagsList: [
        { Key: 'team', Value: 'security' },
        { Key: 'empty' },
        { Key: 'aws:cloudformation:stack-name', Value: 'x' },
        { Key: 'trailwarden:owner', Value: 'acme' },
        { Key: 'trailwarden:protect', Value: 'true' },
      ],
    });
    cloud.send('StartLogging', { Name: 'main' });
    cloud.send('PutInsightSelectors', { TrailName: 'main', InsightSelectors: [{ InsightType: 'ApiCallRateInsight' }] });
    cloud.send('PutEventSelectors', {
      TrailName: 'main',
      AdvancedEventSelectors: [{ Name: 'all', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] }],
    });
    const live = (await look(arn('main'))).asked.get(arn('main'));
    expect(present(live).owner).toBe('acme');
    expect(valuesOf(live)).toEqual({
      destination: { bucket: 'acme-logs', prefix: 'org' },
      topic: 'arn:aws:sns:eu-west-1:111111111111:log-files',
      scope: { multiRegion: true, globalServiceEvents: true },
      organization: true,
      logFileValidation: true,
      kmsKey: key('audit'),
      cloudWatchLogs: {
        logGroup: 'arn:aws:logs:eu-west-1:111111111111:log-group:main:*',
        role: 'arn:aws:iam::111111111111:role/to-logs',
      },
      recursiveLogging: false,
      logging: true,
      eventSelectors: { advanced: [{ name: 'all', fields: { eventCategory: { Equals: ['Management'] } } }] },
      insights: [{ type: 'ApiCallRateInsight', categories: ['Management'] }],
      tags: { team: 'security', empty: '' },
      protect: true,
      owner: 'acme',
    });
  });

  it('tells its health, and only what has happened', async () => {
    create('main');
    cloud.send('StartLogging', { Name: 'main' });
    cloud.memory.reportStatus(arn('main'), {
      LatestDeliveryTime: new Date('2026-11-19T03:05:00Z'),
      LatestDeliveryError: 'AccessDenied',
      LatestDigestDeliveryTime: new Date('2026-11-19T03:06:00Z'),
      LatestDigestDeliveryError: 'NoSuchBucket',
      LatestNotificationTime: new Date('2026-11-19T03:07:00Z'),
      LatestNotificationError: 'AuthorizationError',
      LatestCloudWatchLogsDeliveryTime: new Date('2026-11-19T03:08:00Z'),
      LatestCloudWatchLogsDeliveryError: '',
    });
    const live = (await look(arn('main'))).asked.get(arn('main'));
    expect(present(live).health).toEqual({
      lastDelivery: '2026-11-19T03:05:00.000Z',
      deliveryError: 'AccessDenied',
      lastDigest: '2026-11-19T03:06:00.000Z',
      digestError: 'NoSuchBucket',
      lastNotification: '2026-11-19T03:07:00.000Z',
      notificationError: 'AuthorizationError',
      lastLogGroupDelivery: '2026-11-19T03:08:00.000Z',
      loggingSince: '2026-11-19T03:00:00.000Z',
    });
  });

  it('is read from selectors and insights, whatever the Has* flags say', async () => {
    const trail = { TrailARN: arn('main'), HasCustomEventSelectors: false, HasInsightSelectors: false };
    const answers: Readonly<Record<string, object>> = {
      'cloudtrail:DescribeTrails': { trailList: [trail] },
      'cloudtrail:GetEventSelectors': { EventSelectors: [{ IncludeManagementEvents: false }] },
      'cloudtrail:GetInsightSelectors': { InsightSelectors: [{ InsightType: 'ApiErrorRateInsight' }] },
    };
    const survey = await observe([arn('main')], { ask: async call => Promise.resolve(answers[call] ?? {}) }, home);
    expect(valuesOf(survey.asked.get(arn('main')))).toMatchObject({
      eventSelectors: { basic: [{ managementEvents: false }] },
      insights: [{ type: 'ApiErrorRateInsight', categories: ['Management'] }],
    });
  });
});

describe('what is asked', () => {
  it('is DescribeTrails alone where nothing is wanted and nothing is homed; a copy is named', async () => {
    create('wide', { IsMultiRegionTrail: true }, { ...home, region: 'us-east-1' });
    expect(await look()).toEqual({ asked: new Map(), others: [], copies: [arn('wide', { region: 'us-east-1' })] });
    expect(cloud.asked).toEqual([{ call: 'cloudtrail:DescribeTrails', input: {} }]);
  });

  it('is nothing more where no trail is listed, and is not known where there is no list', async () => {
    const listing = async (answer: object) =>
      (await observe([arn('main')], { ask: async () => Promise.resolve(answer) }, home)).asked.get(arn('main'));
    expect(await listing({ trailList: [] })).toEqual({ is: 'absent' });
    expect(await listing({})).toMatchObject({ is: 'unread', problem: { code: 'answer-malformed' } });
  });

  it('leaves a trail without an ARN alone', async () => {
    const survey = await observe([], { ask: async () => Promise.resolve({ trailList: [{ Name: 'main' }] }) }, home);
    expect(survey.others).toEqual([]);
  });

  it('is one look for all trails and three questions for each', async () => {
    for (const name of ['main', 'second', 'unasked']) create(name);
    const { asked, others } = await look(arn('main'), arn('second'), arn('third'));
    expect([...asked].map(([, { is }]) => is)).toEqual(['present', 'present', 'absent']);
    expect(others.map(live => present(live).arn)).toEqual([arn('unasked')]);
    expect(cloud.counts()).toEqual({
      'cloudtrail:DescribeTrails': 1,
      'cloudtrail:ListTags': 1,
      'cloudtrail:GetTrailStatus': 3,
      'cloudtrail:GetEventSelectors': 3,
      'cloudtrail:GetInsightSelectors': 3,
    });
  });

  it('takes twenty trails in one ListTags', async () => {
    const trails = Array.from({ length: 21 }, (_, index) => ({
      TrailARN: arn(`trail-${index}`),
      S3BucketName: 'acme-logs',
    }));
    const aws: typeof cloud.ask = async (call, input) => {
      if (call !== 'cloudtrail:DescribeTrails') cloud.asked.push({ call, input });
      await Promise.resolve();
      return call === 'cloudtrail:DescribeTrails' ? { trailList: trails } : { IsLogging: false };
    };
    const { others } = await observe([], { ask: aws }, home);
    expect(others).toHaveLength(21);
    const batches = cloud.asked.filter(({ call }) => call === 'cloudtrail:ListTags').map(({ input }) => input);
    expect(
      batches.map(input =>
        'ResourceIdList' in input && Array.isArray(input.ResourceIdList) ? input.ResourceIdList.length : 0,
      ),
    ).toEqual([20, 1]);
    expect(valuesOf(others[20])).toMatchObject({
      tags: {},
      protect: false,
      owner: null,
      logging: false,
      eventSelectors: { basic: [] },
    });
  });
});

describe('trails of other homes and other accounts', () => {
  const elsewhere = { ...home, region: 'us-east-1' };
  const management = { ...home, account: '999999999999', region: 'us-east-1' };

  it('leaves out copies of our own multi-region trails', async () => {
    create('wide', { IsMultiRegionTrail: true }, elsewhere);
    const { asked, others } = await look(arn('wide'));
    expect(asked.get(arn('wide'))).toEqual({ is: 'absent' });
    expect(others).toEqual([]);
  });

  it("shows an organization's trail as another account's, and finds its name taken", async () => {
    create('org', { IsMultiRegionTrail: true, IsOrganizationTrail: true }, management);
    const { asked, others } = await look(arn('org'), arn('main'));
    const taken = { is: 'elsewhere', arn: arn('org', management) };
    expect(asked.get(arn('org'))).toEqual(taken);
    expect(asked.get(arn('main'))).toEqual({ is: 'absent' });
    expect(others).toEqual([taken]);
    expect(Object.keys(cloud.counts())).toEqual(['cloudtrail:DescribeTrails']);
  });

  it("reads an organization's trail that was asked for by its ARN", async () => {
    const delegated = { ...management, region: home.region };
    create('org', { IsOrganizationTrail: true }, delegated);
    const { asked, others } = await look(arn('org', delegated));
    expect(present(asked.get(arn('org', delegated)))).toMatchObject({ arn: arn('org', delegated), target: home });
    expect(others).toEqual([]);
  });
});

describe('what AWS would not say', () => {
  it('is unread for all when the list cannot be read, and nothing counts as gone', async () => {
    create('main');
    cloud.refuse('cloudtrail:DescribeTrails');
    const { asked, others, unread } = await look(arn('main'), arn('other'));
    expect([...asked.values()].map(({ is }) => is)).toEqual(['unread', 'unread']);
    expect(asked.get(arn('main'))).toMatchObject({ problem: { code: 'access-denied' } });
    expect({ others, unread }).toMatchObject({ others: [], unread: { code: 'access-denied' } });
  });

  it.each([
    { call: 'cloudtrail:GetTrailStatus', fields: ['logging'] },
    { call: 'cloudtrail:GetEventSelectors', fields: ['eventSelectors'] },
    { call: 'cloudtrail:GetInsightSelectors', fields: ['insights'] },
    { call: 'cloudtrail:ListTags', fields: ['tags', 'protect', 'owner'] },
  ])('of $call makes only $fields unread', async ({ call, fields }) => {
    create('main');
    create('second');
    cloud.refuse(call);
    const { asked } = await look(arn('main'), arn('second'));
    for (const live of asked.values()) expect(unreadOf(live).toSorted()).toEqual(fields.toSorted());
    expect(cloud.counts()[call]).toBe(call === 'cloudtrail:ListTags' ? 1 : 2);
  });

  it('of one trail of many leaves the others as they are', async () => {
    create('main');
    create('second');
    cloud.refuse(
      'cloudtrail:GetTrailStatus',
      'AccessDeniedException',
      input => 'Name' in input && input.Name === arn('second'),
    );
    const { asked } = await look(arn('main'), arn('second'));
    expect(unreadOf(asked.get(arn('main')))).toEqual([]);
    expect(unreadOf(asked.get(arn('second')))).toEqual(['logging']);
  });

  it('leaves the owner undefined when the tags could not be read', async () => {
    create('main');
    cloud.refuse('cloudtrail:ListTags');
    expect(present((await look(arn('main'))).asked.get(arn('main'))).owner).toBeUndefined();
  });

  it.each(['ResourceNotFoundException', 'CloudTrailARNInvalidException'])(
    'asks a batch of tags again one by one for %s',
    async name => {
      create('main');
      create('second', { TagsList: [{ Key: 'team', Value: 'security' }] });
      cloud.refuse('cloudtrail:ListTags', name, input => JSON.stringify(input).includes('trail/main'));
      const { asked } = await look(arn('main'), arn('second'));
      expect(unreadOf(asked.get(arn('main')))).toEqual(['tags', 'protect', 'owner']);
      expect(valuesOf(asked.get(arn('second')))['tags']).toEqual({ team: 'security' });
      expect(cloud.counts()['cloudtrail:ListTags']).toBe(3);
    },
  );

  it.each(['InsightNotEnabledException', 'UnsupportedOperationException', 'UnknownOperationException'])(
    'is no Insights for %s',
    async name => {
      create('main');
      cloud.refuse('cloudtrail:GetInsightSelectors', name);
      expect(valuesOf((await look(arn('main'))).asked.get(arn('main')))['insights']).toEqual([]);
    },
  );

  it('is a key that is no ARN: neither unset nor in order', async () => {
    const trail = { TrailARN: arn('main'), S3BucketName: 'acme-logs', KmsKeyId: 'alias/audit', SnsTopicARN: '' };
    const survey = await observe(
      [arn('main')],
      { ask: async call => Promise.resolve(call === 'cloudtrail:DescribeTrails' ? { trailList: [trail] } : logs) },
      home,
    );
    expect(unreadOf(survey.asked.get(arn('main')))).toEqual(['kmsKey']);
  });

  it('is a status that does not say whether it logs: not stopped', async () => {
    const trail = { TrailARN: arn('main'), S3BucketName: 'acme-logs' };
    const survey = await observe(
      [arn('main')],
      { ask: async call => Promise.resolve(call === 'cloudtrail:DescribeTrails' ? { trailList: [trail] } : {}) },
      home,
    );
    expect(unreadOf(survey.asked.get(arn('main')))).toEqual(['logging']);
  });

  it('is absent when the trail goes between two questions', async () => {
    create('main');
    create('second');
    cloud.refuse('cloudtrail:GetTrailStatus', 'TrailNotFoundException');
    const { asked, others } = await look(arn('main'));
    expect(asked.get(arn('main'))).toEqual({ is: 'absent' });
    expect(others).toEqual([]);
  });

  it.each([
    'cloudtrail:DescribeTrails',
    'cloudtrail:GetTrailStatus',
    'cloudtrail:GetInsightSelectors',
    'cloudtrail:ListTags',
  ])('is not a bug of ours in %s', async call => {
    create('main');
    cloud.failures.set(call, () => new Error('a bug'));
    await expect(look(arn('main'))).rejects.toThrow('a bug');
  });
});

describe('what is summed up', () => {
  const withData = { EventSelectors: [{ DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] }] };
  const ask = async () => (await trail.observeApart?.(arn('main'), cloud, ['aggregation']))?.fields.aggregation;

  it('is a question of its own, in one order', async () => {
    create('main');
    cloud.send('PutEventSelectors', { TrailName: 'main', ...withData });
    expect(await ask()).toEqual({ value: [] });
    cloud.send('PutEventConfiguration', {
      TrailName: 'main',
      AggregationConfigurations: [{ EventCategory: 'Data', Templates: ['USER_ACTIONS', 'API_ACTIVITY'] }],
    });
    expect(await ask()).toEqual({ value: ['API_ACTIVITY', 'USER_ACTIONS'] });
  });

  it.each(['UnsupportedOperationException', 'UnknownOperationException'])('is nothing for %s', async name => {
    create('main');
    cloud.refuse('cloudtrail:GetEventConfiguration', name);
    expect(await ask()).toEqual({ value: [] });
  });

  it('is unread where AWS refuses to say', async () => {
    create('main');
    cloud.refuse('cloudtrail:GetEventConfiguration');
    expect(await ask()).toMatchObject({ unread: { code: 'access-denied' } });
  });

  it('is nothing where AWS leaves it out', async () => {
    const found = await trail.observeApart?.(arn('main'), { ask: async () => Promise.resolve({}) }, ['aggregation']);
    expect(found).toEqual({ fields: { aggregation: { value: [] } } });
  });
});
