import { describe, expect, it } from 'vitest';

import { compare } from '../../../src/core/diff.ts';
import type { AnyKind } from '../../../src/core/kind.ts';
import type { Desired, Live, World } from '../../../src/core/model.ts';
import type { TrailSpec } from '../../../src/resources/trail/spec.ts';
import type { TrailState } from '../../../src/resources/trail/state.ts';
import { trail } from '../../../src/resources/trail/trail.ts';
import { cases } from './cases.ts';
import { Cloud, arn, entry, home, plain, world } from './estate.ts';

const kind: AnyKind = trail;
const alone = { needs: [], settled: new Set<never>(), keeper: false };

/** One round of the flow for one trail: what differs, and what was sent to mend it. */
async function round(cloud: Cloud, spec: TrailSpec, at: World): Promise<readonly string[]> {
  const { name, target, address, written } = entry(spec);
  const wanted = trail.desire(entry(spec), at);
  const live = (await trail.observe([wanted.arn], cloud, home)).asked.get(wanted.arn);
  const state = trail.complete?.(wanted.state, alone, undefined, wanted.arn, at) ?? wanted.state;
  const place = { name, target, arn: wanted.arn };
  if (live?.is !== 'present') return send(cloud, trail.calls({ ...place, action: 'create', desired: state }));
  const desired: Desired<TrailState> = { ...place, address, state, written, unknown: {}, managed: true, adopt: false };
  const apart = state.aggregation && (await trail.observeApart?.(wanted.arn, cloud, ['aggregation']));
  const standing = { ...live.fields, ...apart?.fields };
  const changed = compare(kind, desired, standing).map(({ field }) => field) as (keyof TrailState)[];
  return send(cloud, trail.calls({ ...place, action: 'update', desired: state, live: standing, changed }));
}

function send(cloud: Cloud, calls: ReturnType<typeof trail.calls>): readonly string[] {
  for (const { call, input } of calls) cloud.send(call, input);
  return calls.map(({ call }) => call);
}

/** Without an organization, in which a trail of it has the caller's own account in its ARN. */
const ownWorld = { ...world, organization: null };

describe('a walk through specs', () => {
  it('has nothing to do a second time, after every step', async () => {
    const cloud = new Cloud();
    for (const { name, spec } of cases) {
      await round(cloud, spec, ownWorld);
      expect({ name, second: await round(cloud, spec, ownWorld) }).toEqual({ name, second: [] });
    }
  });

  it('does something at most steps, from nothing to everything and back', async () => {
    const cloud = new Cloud();
    const sent = new Set<string>();
    for (const { spec } of cases) for (const call of await round(cloud, spec, ownWorld)) sent.add(call);
    expect([...sent].toSorted()).toEqual(
      [
        'AddTags',
        'CreateTrail',
        'PutEventConfiguration',
        'PutEventSelectors',
        'PutInsightSelectors',
        'RemoveTags',
        'StartLogging',
        'StopLogging',
        'UpdateTrail',
      ].map(call => `cloudtrail:${call}`),
    );
  });

  it.each([
    { name: 'StopLogging', input: { Name: 'main' } },
    {
      name: 'UpdateTrail',
      input: { Name: 'main', EnableLogFileValidation: false, S3KeyPrefix: 'x', KmsKeyId: 'arn:aws:kms:x' },
    },
    { name: 'UpdateTrail', input: { Name: 'main', IsMultiRegionTrail: false } },
    { name: 'UpdateTrail', input: { Name: 'main', RecursiveLogging: false, SnsTopicName: 'other' } },
    {
      name: 'PutEventSelectors',
      input: { TrailName: 'main', EventSelectors: [{ ReadWriteType: 'ReadOnly', IncludeManagementEvents: false }] },
    },
    {
      name: 'PutInsightSelectors',
      input: { TrailName: 'main', InsightSelectors: [{ InsightType: 'ApiErrorRateInsight' }] },
    },
    {
      name: 'RemoveTags',
      input: { ResourceId: arn('main'), TagsList: [{ Key: 'trailwarden:owner' }, { Key: 'team' }] },
    },
    { name: 'DeleteTrail', input: { Name: 'main' } },
  ])('mends $name $input', async ({ name, input }) => {
    const cloud = new Cloud();
    const spec = { bucket: 'acme-logs', tags: { team: 'security' } };
    await round(cloud, spec, ownWorld);
    cloud.send(name, input);
    expect((await round(cloud, spec, ownWorld)).length).toBeGreaterThan(0);
    expect(await round(cloud, spec, ownWorld)).toEqual([]);
  });

  it('leaves the tags of others alone', async () => {
    const cloud = new Cloud();
    const spec = { bucket: 'acme-logs', tags: { team: 'security' } };
    await round(cloud, spec, ownWorld);
    cloud.send('AddTags', { ResourceId: arn('main'), TagsList: [{ Key: 'cost', Value: '1' }] });
    expect(await round(cloud, spec, ownWorld)).toEqual([]);
    const live = (await trail.observe([arn('main')], cloud, home)).asked.get(arn('main')) as Extract<
      Live<TrailState>,
      { is: 'present' }
    >;
    expect(live.fields.tags).toEqual({ value: { team: 'security', cost: '1' } });
  });
});

describe('needs', () => {
  it('are a place to deliver to', () => {
    expect(trail.needs?.(plain, arn('main'), world)).toEqual([
      {
        to: 'deliver-logs',
        of: 'arn:aws:s3:::acme-logs',
        trail: arn('main'),
        account: '111111111111',
        prefix: '',
        organization: null,
        folders: ['CloudTrail', 'CloudTrail-Digest'],
        key: null,
        everyRegion: true,
      },
    ]);
  });

  it('are the folders that are written, from where they are', () => {
    const state: TrailState = {
      ...plain,
      logFileValidation: false,
      insights: [{ type: 'ApiCallRateInsight', categories: ['Management'] }],
      scope: { multiRegion: false, globalServiceEvents: false },
    };
    expect(trail.needs?.(state, arn('main'), world)).toMatchObject([
      { folders: ['CloudTrail', 'CloudTrail-Insight'], everyRegion: false },
    ]);
  });

  it('are a topic too, and the folder of the organization', () => {
    const topic = 'arn:aws:sns:eu-west-1:111111111111:log-files';
    const state = { ...plain, topic, organization: true, destination: { bucket: 'acme-logs', prefix: 'org' } } as const;
    expect(trail.needs?.(state, arn('main'), world)).toEqual([
      {
        to: 'deliver-logs',
        of: 'arn:aws:s3:::acme-logs',
        trail: arn('main'),
        account: '111111111111',
        prefix: 'org',
        organization: 'o-exampleorg',
        folders: ['CloudTrail', 'CloudTrail-Digest'],
        key: null,
        everyRegion: true,
      },
      { to: 'announce-logs', of: topic, trail: arn('main'), everyRegion: true },
    ]);
    expect(trail.needs?.(state, arn('main'), ownWorld)[0]).toMatchObject({ organization: null });
  });
});

describe('recorder', () => {
  const region = { multiRegion: false, globalServiceEvents: false };
  const reads = {
    basic: [{ readWriteType: 'ReadOnly', managementEvents: true, dataResources: [], excludedSources: [] }],
  } as const;

  it.each([
    { state: plain, expected: { covers: 'account', records: true } },
    { state: { ...plain, scope: region }, expected: { covers: 'region', records: true } },
    { state: { ...plain, organization: true }, expected: { covers: 'organization', records: true } },
    { state: { ...plain, organization: true, scope: region }, expected: { covers: 'region', records: true } },
    { state: { ...plain, logging: false }, expected: { covers: 'account', records: false } },
    { state: { ...plain, eventSelectors: reads }, expected: { covers: 'account', records: false } },
  ])('$expected', ({ state, expected }) => {
    expect(trail.recorder?.(state)).toEqual({ ...expected, global: state.scope.globalServiceEvents });
  });
});

describe('complete', () => {
  it.each([
    { multiRegion: true, keeper: false, flag: true },
    { multiRegion: true, keeper: true, flag: true },
    { multiRegion: false, keeper: false, flag: false },
    { multiRegion: false, keeper: true, flag: true },
  ])('multiRegion $multiRegion, keeper $keeper: the flag is $flag', ({ multiRegion, keeper, flag }) => {
    const state = { ...plain, scope: { multiRegion, globalServiceEvents: !flag } };
    const completed = trail.complete?.(state, { ...alone, keeper }, undefined, arn('main'), world);
    expect(completed).toEqual({ ...plain, scope: { multiRegion, globalServiceEvents: flag } });
  });
});

describe('what nobody records or proves in the place of a trail', () => {
  const unsigned: TrailState = { ...plain, logFileValidation: false };
  const idle: TrailState = { ...plain, logging: false };

  it.each<[string, TrailState, readonly TrailState[], readonly string[]]>([
    ['is nothing where another does the same', plain, [plain], []],
    ['is the proof, where no other signs', plain, [unsigned], ['signed digests (log file validation)']],
    ['is nothing where one of several signs', plain, [unsigned, plain], []],
    [
      'is the proof, where the one that signs is off',
      plain,
      [unsigned, idle],
      ['signed digests (log file validation)'],
    ],
    ['is nothing of a trail that is off', idle, [unsigned], []],
    ['is nothing more of one that does not sign itself', unsigned, [unsigned], []],
  ])('%s', (_, of, by, lost) => {
    expect(trail.notRecorded?.(of, by)).toEqual(lost);
  });

  it('is the events alone, where nobody records at all', () => {
    expect(trail.notRecorded?.(plain, [idle])).toEqual(trail.notRecorded?.(unsigned, []));
  });
});
