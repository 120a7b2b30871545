import type { AdvancedEventSelector, EventSelector } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it } from 'vitest';

import { recording, recordsDelivery, recordsToo } from '../../../src/resources/trail/recording.ts';
import { normaliseSelectors } from '../../../src/resources/trail/selectors.ts';
import type { EventSelectors } from '../../../src/resources/trail/selectors.ts';
import { arn, plain } from './estate.ts';

const basic = (...EventSelectors: EventSelector[]): EventSelectors => normaliseSelectors({ EventSelectors });
type Fields = Readonly<Record<string, object>>;
const advanced = (...selectors: Fields[]): EventSelectors =>
  normaliseSelectors({
    AdvancedEventSelectors: selectors.map((fields): AdvancedEventSelector & { FieldSelectors: object[] } => ({
      FieldSelectors: Object.entries(fields).map(([Field, conditions]) => ({ Field, ...conditions })),
    })),
  });
const management = { eventCategory: { Equals: ['Management'] } };
const data = (type: string, more: Fields = {}): Fields => ({
  eventCategory: { Equals: ['Data'] },
  'resources.type': { Equals: [type] },
  ...more,
});
const network = (source: string, more: Fields = {}): Fields => ({
  eventCategory: { Equals: ['NetworkActivity'] },
  eventSource: { Equals: [source] },
  ...more,
});
const reads = { readOnly: { Equals: ['true'] } };
const writes = { readOnly: { Equals: ['false'] } };
const kms = { eventSource: { NotEquals: ['kms.amazonaws.com'] } };
const s3 = (values: readonly string[], over: EventSelector = {}): EventSelector => ({
  IncludeManagementEvents: false,
  DataResources: [{ Type: 'AWS::S3::Object', Values: [...values] }],
  ...over,
});

const taken = (eventSelectors: EventSelectors): readonly string[] =>
  recording({ ...plain, eventSelectors }, arn('main')).takes.map(
    ({ of, all, without }) => `${of}${all ? '' : ' in part'}${without.length > 0 ? ` less ${without.join()}` : ''}`,
  );

const whole = ['management read', 'management write'];

describe('what is recorded', () => {
  it.each<[string, EventSelectors, readonly string[]]>([
    ['the default', plain.eventSelectors, whole],
    ['reads', basic({ ReadWriteType: 'ReadOnly' }), ['management read']],
    ['writes, advanced', advanced({ ...management, ...writes }), ['management write']],
    ['two halves', advanced({ ...management, ...writes }, { ...management, ...reads }), whole],
    ['all but KMS', advanced({ ...management, ...kms }), whole.map(one => `${one} less kms.amazonaws.com`)],
    [
      'some sources, as AWS takes it elsewhere',
      advanced({ ...management, eventSource: { Equals: ['iam.amazonaws.com'] } }),
      whole.map(one => `${one} in part`),
    ],
    [
      'some events that write, as AWS takes it elsewhere',
      advanced({ ...management, ...writes, eventName: { Equals: ['StopLogging'] } }),
      ['management write in part'],
    ],
    ['nothing', basic({ IncludeManagementEvents: false }), []],
    ['all objects', basic(s3(['arn:aws:s3'])), ['data AWS::S3::Object']],
    ['objects of a bucket', basic(s3(['arn:aws:s3:::data/'])), ['data AWS::S3::Object in part']],
    [
      'all objects, written',
      basic(s3(['arn:aws:s3'], { ReadWriteType: 'WriteOnly' })),
      ['data AWS::S3::Object in part'],
    ],
    [
      'all objects, in two halves',
      advanced(data('AWS::S3::Object', reads), data('AWS::S3::Object', writes)),
      ['data AWS::S3::Object'],
    ],
    ['all functions', advanced(data('AWS::Lambda::Function')), ['data AWS::Lambda::Function']],
    [
      'tables, by name',
      advanced(data('AWS::DynamoDB::Table', { eventName: { Equals: ['GetItem'] } })),
      ['data AWS::DynamoDB::Table in part'],
    ],
    ['network activity', advanced(network('s3.amazonaws.com')), ['network s3.amazonaws.com']],
    [
      'refused network activity',
      advanced(network('s3.amazonaws.com', { errorCode: { Equals: ['VpceAccessDenied'] } })),
      ['network s3.amazonaws.com in part'],
    ],
  ])('%s', (_, selectors, expected) => {
    expect(taken(selectors)).toEqual(expected);
  });

  it('includes what CloudTrail looks for', () => {
    const insights = [{ type: 'ApiCallRateInsight', categories: ['Management'] }] as const;
    expect(recording({ ...plain, insights }, arn('main')).takes.map(({ of }) => of)).toEqual([
      ...whole,
      'insights ApiCallRateInsight',
    ]);
  });

  it('is delivered where the ARN has its partition', () => {
    const { delivers } = recording(
      { ...plain, destination: { bucket: 'logs', prefix: 'org' } },
      'arn:aws-cn:cloudtrail:x',
    );
    expect(delivers).toEqual({ bucket: 'arn:aws-cn:s3:::logs', prefix: 'org' });
  });
});

describe('what both record', () => {
  const objects = advanced(data('AWS::S3::Object'));
  const some = advanced(data('AWS::S3::Object', { 'resources.ARN': { StartsWith: ['arn:aws:s3:::data/'] } }));
  const other = advanced(data('AWS::S3::Object', { 'resources.ARN': { StartsWith: ['arn:aws:s3:::other/'] } }));
  it.each<[string, EventSelectors, EventSelectors, readonly string[]]>([
    ['the same', objects, objects, ['data AWS::S3::Object']],
    ['one and all', some, objects, ['data AWS::S3::Object']],
    ['all and one', objects, some, ['data AWS::S3::Object']],
    ['one and another', some, other, []],
    ['in two languages', basic(s3(['arn:aws:s3:::data/'])), some, ['data AWS::S3::Object']],
    ['management events alone', plain.eventSelectors, plain.eventSelectors, []],
  ])('%s', (_, first, second, expected) => {
    expect(recordsToo({ eventSelectors: first }, { eventSelectors: second })).toEqual(expected);
  });

  it('is nothing for certain where one of them could not be read', () => {
    expect(recordsToo({}, { eventSelectors: objects })).toEqual([]);
  });

  it('is what CloudTrail looks for on behalf of both', () => {
    const insights = [{ type: 'ApiErrorRateInsight', categories: ['Management'] }] as const;
    expect(recordsToo({ insights }, { insights })).toEqual(['insights ApiErrorRateInsight']);
    expect(recordsToo({ insights }, { insights: [] })).toEqual([]);
  });
});

describe('whether the writing of log files to logs/org is recorded', () => {
  const to = { bucket: 'arn:aws:s3:::logs', prefix: 'org' } as const;
  const files = (conditions: object, more: Fields = {}): EventSelectors =>
    advanced(data('AWS::S3::Object', { 'resources.ARN': conditions, ...more }));
  it.each<[string, EventSelectors, boolean]>([
    ['management events', plain.eventSelectors, false],
    ['all objects', advanced(data('AWS::S3::Object')), true],
    ['all functions', advanced(data('AWS::Lambda::Function')), false],
    ['all buckets', basic(s3(['arn:aws:s3'])), true],
    ['all buckets, the other spelling', basic(s3(['arn:aws:s3:::'])), true],
    ['the bucket', basic(s3(['arn:aws:s3:::logs/'])), true],
    ['another one', basic(s3(['arn:aws:s3:::data/'])), false],
    ['reads', basic(s3(['arn:aws:s3'], { ReadWriteType: 'ReadOnly' })), false],
    ['writes', advanced(data('AWS::S3::Object', writes)), true],
    ['the prefix', files({ StartsWith: ['arn:aws:s3:::logs/org/'] }), true],
    ['another prefix', files({ StartsWith: ['arn:aws:s3:::logs/dept/'] }), false],
    ['a folder of one account', files({ StartsWith: ['arn:aws:s3:::logs/org/AWSLogs/111111111111/'] }), true],
    ['all but the bucket', files({ NotStartsWith: ['arn:aws:s3:::logs/'] }), false],
    ['all but another', files({ NotStartsWith: ['arn:aws:s3:::data/'] }), true],
    ['what is packed', files({ EndsWith: ['.gz'] }), true],
    ['what is text', files({ EndsWith: ['.txt'] }), false],
    ['what is not packed', files({ NotEndsWith: ['.gz'] }), false],
    ['one object', files({ Equals: ['arn:aws:s3:::logs/org/AWSLogs/x'] }), false],
    ['what is deleted', advanced(data('AWS::S3::Object', { eventName: { Equals: ['DeleteObject'] } })), false],
    ['what a role does', files({}, { 'userIdentity.arn': { StartsWith: ['arn:aws:sts::'] } }), false],
    ['what others than a role do', files({}, { 'userIdentity.arn': { NotStartsWith: ['arn:aws:sts::'] } }), true],
    ['what is done in the console', files({}, { sessionCredentialFromConsole: { Equals: ['true'] } }), false],
  ])('%s', (_, eventSelectors, expected) => {
    expect(recordsDelivery({ ...plain, eventSelectors }, to)).toBe(expected);
  });

  it('not by a trail that does not log, leaves them out, or could not be read', () => {
    const eventSelectors = advanced(data('AWS::S3::Object'));
    const state = { ...plain, eventSelectors };
    expect(recordsDelivery({ ...state, logging: false }, to)).toBe(false);
    expect(recordsDelivery({ ...state, recursiveLogging: false }, to)).toBe(false);
    expect(recordsDelivery({ logging: true, recursiveLogging: true }, to)).toBe(false);
    expect(recordsDelivery(state, { ...to, prefix: '' })).toBe(true);
  });
});
