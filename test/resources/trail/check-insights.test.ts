import { describe, expect, it } from 'vitest';

import { check } from '../../../src/resources/trail/check.ts';
import type { TrailSpec } from '../../../src/resources/trail/spec.ts';
import { entry } from './estate.ts';

const told = (spec: Partial<TrailSpec>) => check([entry(spec)]).map(({ code, message }) => `${code}: ${message}`);
const data = [{ type: 'AWS::S3::Object' }] as const;

describe('Insights', () => {
  it.each<[string, Partial<TrailSpec>]>([
    ['none', { insights: [], events: { management: 'none', data } }],
    ['both, of what is recorded by default', { insights: ['ApiCallRateInsight', 'ApiErrorRateInsight'] }],
    ['call rates of writes', { insights: ['ApiCallRateInsight'], eventSelectors: [{ ReadWriteType: 'WriteOnly' }] }],
    ['error rates of reads', { insights: ['ApiErrorRateInsight'], eventSelectors: [{ ReadWriteType: 'ReadOnly' }] }],
    [
      'data events alone',
      { insights: [{ type: 'ApiCallRateInsight', categories: ['Data'] }], events: { management: 'none', data } },
    ],
  ])('are fine: %s', (_, spec) => {
    expect(told(spec)).toEqual([]);
  });

  it.each<[string, Partial<TrailSpec>, readonly string[]]>([
    [
      'call rates of reads',
      { insights: ['ApiCallRateInsight'], events: { management: { readWrite: 'ReadOnly' } } },
      ['invalid-insights: ApiCallRateInsight needs a trail that records management events that write'],
    ],
    [
      'no management events',
      { insights: ['ApiErrorRateInsight'], events: { management: 'none', data } },
      ['invalid-insights: ApiErrorRateInsight needs a trail that records management events'],
    ],
    [
      'no data events',
      { insights: [{ type: 'ApiErrorRateInsight', categories: ['Management', 'Data'] }] },
      ['invalid-insights: ApiErrorRateInsight of data events needs a trail that records data events'],
    ],
    [
      'a type twice',
      { insights: ['ApiCallRateInsight', { type: 'ApiCallRateInsight' }] },
      ['invalid-insights: ApiCallRateInsight stands there twice'],
    ],
  ])('are wrong: %s', (_, spec, expected) => {
    expect(told(spec)).toEqual(expected);
  });
});

describe('aggregation', () => {
  it.each<[string, Partial<TrailSpec>, readonly string[]]>([
    ['none', { aggregation: [] }, []],
    ['of data events', { aggregation: ['API_ACTIVITY'], events: { data } }, []],
    [
      'of management events alone',
      { aggregation: ['API_ACTIVITY'] },
      ['invalid-aggregation: Aggregation needs a trail that records data events'],
    ],
  ])('%s', (_, spec, expected) => {
    expect(told(spec)).toEqual(expected);
  });
});
