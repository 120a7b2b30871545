import {
  type AdvancedEventSelector,
  type EventSelector,
  GetEventSelectorsCommand,
  GetInsightSelectorsCommand,
  GetTrailCommand,
  type InsightSelector,
  PutEventSelectorsCommand,
  PutInsightSelectorsCommand,
} from '@aws-sdk/client-cloudtrail';
import { describe, expect, it, test } from 'vitest';
import { type Clients, clients, failure, sandbox } from '../clients.ts';
import { arnOf, makeTrail, openBucket } from '../estate.ts';

const DEFAULT = {
  ReadWriteType: 'All',
  IncludeManagementEvents: true,
  DataResources: [],
  ExcludeManagementEventSources: [],
};
const NAMED = { TrailName: 'main' };

async function withTrail(): Promise<Clients> {
  const here = clients(await sandbox());
  await openBucket(here);
  await makeTrail(here);
  return here;
}

const field = (Field: string, ...Equals: string[]) => ({ Field, Equals });
const data = (...fields: AdvancedEventSelector['FieldSelectors'] & object[]) => [
  { FieldSelectors: [field('eventCategory', 'Data'), field('resources.type', 'AWS::S3::Object'), ...fields] },
];
const management = (...fields: AdvancedEventSelector['FieldSelectors'] & object[]) => [
  { FieldSelectors: [field('eventCategory', 'Management'), ...fields] },
];

describe('event selectors', () => {
  it('begin as all management events', async () => {
    const { cloudtrail } = await withTrail();
    const { $metadata: _, ...answer } = await cloudtrail.send(new GetEventSelectorsCommand(NAMED));
    expect(answer).toEqual({ TrailARN: arnOf('main'), EventSelectors: [DEFAULT] });
    expect((await cloudtrail.send(new GetTrailCommand({ Name: 'main' }))).Trail?.HasCustomEventSelectors).toBe(false);
  });

  it('fill in what is not given, and replace the other kind', async () => {
    const { cloudtrail } = await withTrail();
    await cloudtrail.send(new PutEventSelectorsCommand({ ...NAMED, AdvancedEventSelectors: management() }));
    await cloudtrail.send(new PutEventSelectorsCommand({ ...NAMED, EventSelectors: [{}] }));
    const { $metadata: _, ...answer } = await cloudtrail.send(new GetEventSelectorsCommand(NAMED));
    expect(answer).toEqual({ TrailARN: arnOf('main'), EventSelectors: [DEFAULT] });
    expect((await cloudtrail.send(new GetTrailCommand({ Name: 'main' }))).Trail?.HasCustomEventSelectors).toBe(true);
  });

  it('are echoed in order and read back with their fields sorted', async () => {
    const { cloudtrail } = await withTrail();
    const fields = [
      field('resources.type', 'AWS::S3::Object'),
      field('readOnly', 'false'),
      field('eventCategory', 'Data'),
    ];
    const selectors = [{ Name: 'Writes', FieldSelectors: fields }];
    const put = await cloudtrail.send(new PutEventSelectorsCommand({ ...NAMED, AdvancedEventSelectors: selectors }));
    expect(put.AdvancedEventSelectors).toEqual(selectors);
    const { $metadata: _, ...got } = await cloudtrail.send(new GetEventSelectorsCommand(NAMED));
    const sorted = [{ Name: 'Writes', FieldSelectors: [fields[2], fields[1], fields[0]] }];
    expect(got).toEqual({ TrailARN: arnOf('main'), AdvancedEventSelectors: sorted });
  });

  const s3 = (...Values: string[]) => ({ DataResources: [{ Type: 'AWS::S3::Object', Values }] });
  const many = (count: number) => Array.from({ length: count }, (_, n) => `arn:aws:s3:::bucket-${n}/`);

  test.each<[string, EventSelector[]]>([
    ['five', Array.from({ length: 5 }, () => ({}))],
    ['a bucket, a folder and all buckets', [s3('arn:aws:s3:::b/', 'arn:aws:s3:::b/x', 'arn:aws:s3', 'arn:aws:s3:::')]],
    ['250 values and one that means all', [s3(...many(250), 'arn:aws:s3')]],
    ['functions', [{ DataResources: [{ Type: 'AWS::Lambda::Function', Values: ['arn:aws:lambda'] }] }]],
    ['an excluded source', [{ ExcludeManagementEventSources: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'] }]],
    ['data events alone', [{ ReadWriteType: 'WriteOnly', IncludeManagementEvents: false, ...s3('arn:aws:s3') }]],
  ])('take basic ones: %s', async (_, selectors) => {
    const { cloudtrail } = await withTrail();
    await cloudtrail.send(new PutEventSelectorsCommand({ ...NAMED, EventSelectors: selectors }));
    const { EventSelectors: read } = await cloudtrail.send(new GetEventSelectorsCommand(NAMED));
    expect(read).toEqual(selectors.map(selector => ({ ...DEFAULT, ...selector })));
  });

  test.each<[string, EventSelector[], string?]>([
    ['none', [], 'Specify a valid number of selectors (1 to 5) for your trail'],
    ['six', Array.from({ length: 6 }, () => ({})), 'Specify a valid number of selectors (1 to 5) for your trail'],
    ['another ReadWriteType', [{ ReadWriteType: 'Some' as 'All' }], 'Value Some for ReadWriteType is invalid.'],
    ['another type', [{ DataResources: [{ Type: 'AWS::SNS::Topic', Values: ['arn:aws:sns'] }] }]],
    ['a bucket without a slash', [s3('arn:aws:s3:::b')]],
    ['251 values', [s3(...many(200)), s3(...many(51))]],
    ['another excluded source', [{ ExcludeManagementEventSources: ['s3.amazonaws.com'] }]],
    [
      'an excluded source without management events',
      [{ IncludeManagementEvents: false, ExcludeManagementEventSources: ['kms.amazonaws.com'] }],
    ],
  ])('refuse basic ones: %s', async (_, selectors, message) => {
    const { cloudtrail } = await withTrail();
    const refused = await failure(
      cloudtrail.send(new PutEventSelectorsCommand({ ...NAMED, EventSelectors: selectors })),
    );
    expect(refused).toMatchObject({
      name: 'InvalidEventSelectorsException',
      ...(message !== undefined && { message }),
    });
    expect(await cloudtrail.send(new GetEventSelectorsCommand(NAMED))).toMatchObject({ EventSelectors: [DEFAULT] });
  });

  test.each<[string, AdvancedEventSelector[]]>([
    ['management', management()],
    [
      'management, writes only, without a source',
      management(field('readOnly', 'false'), { Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] }),
    ],
    [
      'data with every operator',
      data({ Field: 'resources.ARN', StartsWith: ['a'], EndsWith: ['b'], NotStartsWith: ['c'], NotEndsWith: ['d'] }),
    ],
    [
      'a type that is not known',
      [{ FieldSelectors: [field('eventCategory', 'Data'), field('resources.type', 'AWS::New::Thing')] }],
    ],
    [
      'network activity',
      [
        {
          FieldSelectors: [
            field('eventCategory', 'NetworkActivity'),
            field('eventSource', 'kms.amazonaws.com'),
            field('errorCode', 'VpceAccessDenied'),
          ],
        },
      ],
    ],
  ])('take advanced ones: %s', async (_, selectors) => {
    const { cloudtrail } = await withTrail();
    const put = await cloudtrail.send(new PutEventSelectorsCommand({ ...NAMED, AdvancedEventSelectors: selectors }));
    expect(put.AdvancedEventSelectors).toEqual(selectors);
  });

  const count = 'Specify between 1 and 500 selectors for your trail.';
  const missing = 'The following fields are required: [eventCategory].';
  test.each<[string, AdvancedEventSelector[], string?]>([
    ['none', [], count],
    ['501 values', data(field('eventName', ...Array.from({ length: 499 }, (_, n) => `n${n}`))), count],
    ['no eventCategory', [{ FieldSelectors: [field('readOnly', 'true')] }], missing],
    ['two categories', [{ FieldSelectors: [field('eventCategory', 'Data', 'Management')] }]],
    ['another category', [{ FieldSelectors: [field('eventCategory', 'Insight')] }]],
    ['a category by another operator', [{ FieldSelectors: [{ Field: 'eventCategory', NotEquals: ['Data'] }] }]],
    ['data without a type', [{ FieldSelectors: [field('eventCategory', 'Data')] }]],
    [
      'two types',
      [{ FieldSelectors: [field('eventCategory', 'Data'), field('resources.type', 'AWS::A::B', 'AWS::C::D')] }],
    ],
    ['network activity without a source', [{ FieldSelectors: [field('eventCategory', 'NetworkActivity')] }]],
    ['a field twice', management(field('readOnly', 'true'), field('readOnly', 'false'))],
    ['a field that is not for management events', management(field('eventName', 'PutObject'))],
    ['an operator that a field does not take', management(field('eventSource', 'kms.amazonaws.com'))],
    ['a value that a field does not take', management(field('readOnly', 'yes'))],
    ['a field without an operator', management({ Field: 'readOnly' })],
    ['an operator without values', data({ Field: 'eventName', Equals: [] })],
    ['an empty value', data(field('eventName', ''))],
    ['a field name that is none', data(field('event name', 'x'))],
    ['a name that is too long', [{ Name: 'n'.repeat(1001), ...management()[0] }] as AdvancedEventSelector[]],
  ])('refuse advanced ones: %s', async (_, selectors, message) => {
    const { cloudtrail } = await withTrail();
    const refused = await failure(
      cloudtrail.send(new PutEventSelectorsCommand({ ...NAMED, AdvancedEventSelectors: selectors })),
    );
    expect(refused).toMatchObject({
      name: 'InvalidEventSelectorsException',
      ...(message !== undefined && { message }),
    });
  });

  it('are of one kind', async () => {
    const { cloudtrail } = await withTrail();
    const both = { ...NAMED, EventSelectors: [{}], AdvancedEventSelectors: management() };
    expect(await failure(cloudtrail.send(new PutEventSelectorsCommand(both)))).toMatchObject({
      name: 'InvalidEventSelectorsException',
      message: 'You can select events by using either EventSelectors or AdvancedEventSelectors, but not both.',
    });
  });
});

describe('insight selectors', () => {
  const put = ({ cloudtrail }: Clients, ...InsightSelectors: InsightSelector[]) =>
    cloudtrail.send(new PutInsightSelectorsCommand({ ...NAMED, InsightSelectors }));

  it('are an error while there are none, and gone when emptied', async () => {
    const here = await withTrail();
    const read = () => here.cloudtrail.send(new GetInsightSelectorsCommand(NAMED));
    expect(await failure(read())).toMatchObject({ name: 'InsightNotEnabledException', status: 400 });
    await put(
      here,
      { InsightType: 'ApiCallRateInsight' },
      { InsightType: 'ApiErrorRateInsight', EventCategories: ['Management'] },
    );
    expect((await read()).InsightSelectors).toEqual([
      { InsightType: 'ApiCallRateInsight' },
      { InsightType: 'ApiErrorRateInsight', EventCategories: ['Management'] },
    ]);
    expect((await here.cloudtrail.send(new GetTrailCommand({ Name: 'main' }))).Trail?.HasInsightSelectors).toBe(true);
    await put(here);
    expect((await failure(read())).name).toBe('InsightNotEnabledException');
  });

  const reads = [{ FieldSelectors: [field('eventCategory', 'Management'), field('readOnly', 'true')] }];
  test.each<[string, AdvancedEventSelector[] | undefined, InsightSelector, boolean]>([
    ['call rates with all events', undefined, { InsightType: 'ApiCallRateInsight' }, true],
    ['call rates with reads only', reads, { InsightType: 'ApiCallRateInsight' }, false],
    ['error rates with reads only', reads, { InsightType: 'ApiErrorRateInsight' }, true],
    ['error rates with data events only', data(), { InsightType: 'ApiErrorRateInsight' }, false],
    ['data insights with data events', data(), { InsightType: 'ApiCallRateInsight', EventCategories: ['Data'] }, true],
    [
      'data insights without data events',
      reads,
      { InsightType: 'ApiErrorRateInsight', EventCategories: ['Data'] },
      false,
    ],
    ['a type that is not known', undefined, { InsightType: 'Other' as 'ApiCallRateInsight' }, false],
    [
      'a category that is not known',
      undefined,
      { InsightType: 'ApiErrorRateInsight', EventCategories: ['Other' as 'Data'] },
      false,
    ],
  ])('%s', async (_, selectors, insight, taken) => {
    const here = await withTrail();
    if (selectors)
      await here.cloudtrail.send(new PutEventSelectorsCommand({ ...NAMED, AdvancedEventSelectors: selectors }));
    if (taken) await put(here, insight);
    else expect((await failure(put(here, insight))).name).toBe('InvalidInsightSelectorsException');
  });
});
