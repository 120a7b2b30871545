import { describe, expect, it } from 'vitest';

import { check } from '../../../src/resources/trail/check.ts';
import { knownSources, knownTypes } from '../../../src/resources/trail/known-events.ts';
import type { TrailSpec } from '../../../src/resources/trail/spec.ts';
import type { AdvancedSpec, BasicSpec, DataSpec, FieldSpec } from '../../../src/resources/trail/spec-events.ts';
import { entry, home } from './estate.ts';

/** Codes and messages, and the pointer of each where every part of the block has a place of its own. */
function told(spec: Partial<TrailSpec>, partition = 'aws'): readonly string[] {
  const written = Object.fromEntries(
    ['', ...pointers(spec)].map(pointer => [pointer, { file: pointer, line: 1, column: 1 }]),
  );
  return check([entry(spec, { target: { ...home, partition }, written })]).map(({ code, message, severity, at }) => {
    const where = typeof at === 'object' ? at.file : at;
    return `${where} ${severity === undefined ? '' : `${severity} `}${code}: ${message}`;
  });
}

function pointers(value: unknown, at = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [`${at}/${key}`, ...pointers(inner, `${at}/${key}`)]);
}

const many = (count: number, start: string) => Array.from({ length: count }, (_, index) => `${start}${index}/`);
const basic = (...eventSelectors: readonly BasicSpec[]) => ({ eventSelectors });
const objects = (...Values: readonly string[]): BasicSpec => ({ DataResources: [{ Type: 'AWS::S3::Object', Values }] });
const advanced = (...advancedEventSelectors: readonly AdvancedSpec[]) => ({ advancedEventSelectors });
const of = (category: string, ...rest: readonly FieldSpec[]) => ({
  FieldSelectors: [{ Field: 'eventCategory', Equals: [category] }, ...rest],
});
const ofType = (type: string, ...rest: readonly FieldSpec[]) =>
  of('Data', { Field: 'resources.type', Equals: [type] }, ...rest);
const short = (...data: readonly DataSpec[]) => ({ events: { data } });

describe('ways to write events', () => {
  it('are one, not two', () => {
    expect(told({ events: {}, advancedEventSelectors: [] })).toEqual([
      '/advancedEventSelectors selectors-twice: events and advancedEventSelectors both say which events are recorded',
    ]);
  });
});

describe('basic selectors', () => {
  it.each<{ name: string; spec: Partial<TrailSpec> }>([
    { name: 'five', spec: basic({}, {}, {}, {}, {}) },
    { name: '250 values', spec: basic(objects(...many(250, 'arn:aws:s3:::b'))) },
    {
      name: '250 values beside every bucket',
      spec: basic(objects(...many(125, 'arn:aws:s3:::b')), objects(...many(125, 'arn:aws:s3:::c'), 'arn:aws:s3')),
    },
    {
      name: 'every type',
      spec: basic({
        DataResources: [
          {
            Type: 'AWS::Lambda::Function',
            Values: ['arn:aws:lambda', 'arn:aws:lambda:eu-west-1:111111111111:function:f'],
          },
          {
            Type: 'AWS::DynamoDB::Table',
            Values: ['arn:aws:dynamodb', 'arn:aws:dynamodb:eu-west-1:111111111111:table/t'],
          },
          { Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::', 'arn:aws:s3:::b/pre'] },
        ],
      }),
    },
  ])('are fine: $name', ({ spec }) => {
    expect(told(spec)).toEqual([]);
  });

  it.each<[string, Partial<TrailSpec>, readonly string[]]>([
    ['none', basic(), ['/eventSelectors invalid-selectors: a trail has at least one event selector']],
    [
      'six',
      basic({}, {}, {}, {}, {}, {}),
      ['/eventSelectors too-many-selectors: 6 event selectors; AWS takes 5 for a trail'],
    ],
    [
      '251 values',
      basic(objects(...many(200, 'arn:aws:s3:::b')), objects(...many(51, 'arn:aws:s3:::c'))),
      ['/eventSelectors too-many-selectors: 251 values of data resources; AWS takes 250 for a trail'],
    ],
    [
      'another source',
      basic({ ExcludeManagementEventSources: ['kms.amazonaws.com', 'iam.amazonaws.com'] }),
      [
        '/eventSelectors/0/ExcludeManagementEventSources/1 invalid-selectors: AWS leaves out kms.amazonaws.com and rdsdata.amazonaws.com, not iam.amazonaws.com',
      ],
    ],
    [
      'a source left out of nothing',
      basic({ IncludeManagementEvents: false, ExcludeManagementEventSources: ['kms.amazonaws.com'] }),
      [
        '/eventSelectors/0/ExcludeManagementEventSources invalid-selectors: sources are left out of management events, and there are none',
      ],
    ],
    [
      'a type for advanced ones',
      basic({ DataResources: [{ Type: 'AWS::SNS::Topic', Values: ['arn:aws:sns'] }] }),
      ['/eventSelectors/0/DataResources/0/Type invalid-selectors: basic event selectors know no "AWS::SNS::Topic"'],
    ],
    [
      'a bucket without its slash, and one of China',
      basic(objects('arn:aws:s3:::b', 'arn:aws-cn:s3:::b/')),
      [
        '/eventSelectors/0/DataResources/0/Values/0 invalid-selectors: "arn:aws:s3:::b" is no value of AWS::S3::Object',
        '/eventSelectors/0/DataResources/0/Values/1 invalid-selectors: "arn:aws-cn:s3:::b/" is of the partition aws-cn, the trail of aws',
      ],
    ],
  ])('are wrong: %s', (_, spec, expected) => {
    expect(told(spec)).toEqual(expected);
  });
});

const longName = 'n'.repeat(1001);

describe('advanced selectors', () => {
  it.each<{ name: string; spec: Partial<TrailSpec> }>([
    { name: '500 values', spec: advanced(ofType('AWS::S3::Object', { Field: 'eventName', Equals: many(498, 'e') })) },
    {
      name: 'every field of data events',
      spec: advanced(
        ofType(
          'AWS::S3::Object',
          { Field: 'readOnly', Equals: ['true'] },
          { Field: 'eventName', StartsWith: ['Get'], NotEquals: ['GetObjectAcl'] },
          { Field: 'eventSource', EndsWith: ['.com'] },
          { Field: 'eventType', Equals: ['AwsApiCall'] },
          { Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::b', 'arn:'], NotEndsWith: ['.tmp'], EndsWith: ['.gz'] },
          { Field: 'sessionCredentialFromConsole', NotEquals: ['true'] },
          { Field: 'userIdentity.arn', NotStartsWith: ['arn:aws:iam::111111111111:role/ci'] },
        ),
      ),
    },
    {
      name: 'network activity',
      spec: advanced(
        of(
          'NetworkActivity',
          { Field: 'eventSource', Equals: ['ec2.amazonaws.com'] },
          { Field: 'errorCode', Equals: ['VpceAccessDenied'] },
          { Field: 'vpcEndpointId', Equals: ['vpce-1'] },
          { Field: 'eventName', NotEquals: ['x'] },
        ),
      ),
    },
    {
      name: 'a function',
      spec: short({ type: 'AWS::Lambda::Function', arns: ['arn:aws:lambda:eu-west-1:111111111111:function:f'] }),
    },
    {
      name: 'ARNs of a type nobody here knows the ARNs of',
      spec: short({ type: 'AWS::SNS::Topic', arnPrefixes: ['arn:aws:sns:eu-west-1:'] }),
    },
  ])('are fine: $name', ({ spec }) => {
    expect(told(spec)).toEqual([]);
  });

  it.each<[string, Partial<TrailSpec>, readonly string[]]>([
    [
      'none',
      { events: { management: 'none' } },
      ['/events invalid-selectors: nothing would be recorded: a trail has at least one selector'],
    ],
    [
      '501 values',
      advanced(ofType('AWS::S3::Object', { Field: 'eventName', Equals: many(499, 'e') })),
      ['/advancedEventSelectors too-many-selectors: 501 values in all selectors; AWS takes 500 for a trail'],
    ],
    [
      'a long name',
      advanced({ Name: longName, ...of('Management') }),
      ['/advancedEventSelectors/0/Name invalid-selectors: the name has 1001 characters; AWS takes 1000'],
    ],
    [
      'a field twice',
      advanced(of('Management', { Field: 'readOnly', Equals: ['true'] }, { Field: 'readOnly', Equals: ['false'] })),
      [
        '/advancedEventSelectors/0/FieldSelectors/2 invalid-selectors: readOnly stands in the selector twice; AWS takes it once',
      ],
    ],
    [
      'fields that say nothing',
      advanced(of('Management', { Field: 'readOnly' }), ofType('AWS::S3::Object', { Field: 'eventName', Equals: [] })),
      [
        '/advancedEventSelectors/0/FieldSelectors/1 invalid-selectors: readOnly says nothing',
        '/advancedEventSelectors/1/FieldSelectors/2/Equals invalid-selectors: Equals of eventName has no values',
      ],
    ],
    [
      'a long value',
      advanced(ofType('AWS::S3::Object', { Field: 'eventName', Equals: ['e'.repeat(2049)] })),
      [
        '/advancedEventSelectors/0/FieldSelectors/2/Equals/0 invalid-selectors: a value of eventName has 2049 characters; AWS takes 2048',
      ],
    ],
    [
      'no category, another, two, and one with another operator',
      advanced(
        { FieldSelectors: [{ Field: 'readOnly', Equals: ['true'] }] },
        of('Insight'),
        { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management', 'Data'] }] },
        { FieldSelectors: [{ Field: 'eventCategory', StartsWith: ['Management'] }] },
      ),
      [
        '/advancedEventSelectors/0 invalid-selectors: the selector has no eventCategory',
        '/advancedEventSelectors/1/FieldSelectors/0 invalid-selectors: eventCategory is not one of Management, Data, NetworkActivity',
        '/advancedEventSelectors/2/FieldSelectors/0/Equals invalid-selectors: eventCategory takes one value, not 2',
        '/advancedEventSelectors/3/FieldSelectors/0 invalid-selectors: eventCategory is not one of Management, Data, NetworkActivity',
      ],
    ],
    [
      'what is required',
      advanced(of('Data'), of('NetworkActivity')),
      [
        '/advancedEventSelectors/0 invalid-selectors: a selector of Data events needs resources.type',
        '/advancedEventSelectors/1 invalid-selectors: a selector of NetworkActivity events needs eventSource',
      ],
    ],
    [
      'a field of event data stores',
      advanced(of('Management', { Field: 'eventName', Equals: ['RunInstances'] })),
      [
        '/advancedEventSelectors/0/FieldSelectors/1 invalid-selectors: a trail does not take eventName for Management events',
      ],
    ],
    [
      'operators and values',
      advanced(
        of(
          'Management',
          { Field: 'eventSource', Equals: ['kms.amazonaws.com'] },
          { Field: 'readOnly', Equals: ['yes'] },
        ),
        of('Management', { Field: 'eventSource', NotEquals: ['iam.amazonaws.com'] }),
      ),
      [
        '/advancedEventSelectors/0/FieldSelectors/1/Equals invalid-selectors: eventSource takes NotEquals, not Equals',
        '/advancedEventSelectors/0/FieldSelectors/2/Equals/0 invalid-selectors: readOnly takes true or false, not yes',
        '/advancedEventSelectors/1/FieldSelectors/1/NotEquals/0 invalid-selectors: eventSource takes kms.amazonaws.com or rdsdata.amazonaws.com, not iam.amazonaws.com',
      ],
    ],
    [
      'a type that is none',
      short({ type: 's3' }),
      ['/events/data/0/type invalid-selectors: "s3" is no type of resource'],
    ],
    [
      'types and sources nobody here knows',
      { events: { data: [{ type: 'AWS::S3::object' }], networkActivity: [{ source: 'sts.amazonaws.com' }] } },
      [
        '/events/data/0/type warning unknown-event-type: "AWS::S3::object" is not known to have data events',
        '/events/networkActivity/0/source warning unknown-event-type: "sts.amazonaws.com" is not known to have network activity events',
      ],
    ],
    [
      'a source that is left out in the short form',
      { events: { management: { excludeSources: ['iam.amazonaws.com'] } } },
      [
        '/events/management/excludeSources/0 invalid-selectors: eventSource takes kms.amazonaws.com or rdsdata.amazonaws.com, not iam.amazonaws.com',
      ],
    ],
    [
      'ARNs',
      short(
        {
          type: 'AWS::S3::Object',
          arns: ['key'],
          arnPrefixes: ['s3://b', 'arn:aws-cn:s3:::b/', 'arn:aws:lambda:eu-west-1'],
        },
        { type: 'AWS::Lambda::Function', arns: ['arn:aws:lambda:eu-west-1:111111111111:function:f:1'] },
      ),
      [
        '/events/data/0/arns/0 invalid-selectors: "key" is no ARN',
        '/events/data/0/arnPrefixes/0 invalid-selectors: "s3://b" is not how an ARN begins',
        '/events/data/0/arnPrefixes/1 invalid-selectors: "arn:aws-cn:s3:::b/" is of the partition aws-cn, the trail of aws',
        '/events/data/0/arnPrefixes/2 invalid-selectors: "arn:aws:lambda:eu-west-1" is an ARN of lambda, the selector is about AWS::S3::Object',
        '/events/data/1/arns/0 invalid-selectors: "arn:aws:lambda:eu-west-1:111111111111:function:f:1" is no ARN of a Lambda function without a version',
      ],
    ],
  ])('are wrong: %s', (_, spec, expected) => {
    expect(told(spec)).toEqual(expected);
  });

  it('are judged by the partition of the trail', () => {
    const spec = short({ type: 'AWS::S3::Object', arnPrefixes: ['arn:aws-cn:s3:::b/'] });
    expect([told(spec, 'aws-cn'), told(spec).length]).toEqual([[], 1]);
  });
});

it('knows the types and sources of the user guide', () => {
  expect([knownTypes.has('AWS::S3::Object'), knownSources.has('s3.amazonaws.com')]).toEqual([true, true]);
  expect([...knownTypes].filter(type => !/^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+$/u.test(type))).toEqual([]);
  expect([...knownSources].filter(source => !/^[a-z0-9-]+\.amazonaws\.com$/u.test(source))).toEqual([]);
});
