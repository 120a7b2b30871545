import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fields } from '../../../src/resources/trail/fields.ts';
import { templates } from '../../../src/resources/trail/spec-aggregation.ts';
import { defaultSelectors } from '../../../src/resources/trail/selectors.ts';
import type { EventSelectors } from '../../../src/resources/trail/selectors.ts';
import type { TrailState } from '../../../src/resources/trail/state.ts';
import { anything, both, change, gain, loss, neverNeutral, onlyNeutral, tellsEffects } from '../effects.ts';
import type { Row } from '../effects.ts';
import { key } from './estate.ts';

const group = (name: string, role = 'to-logs') => ({
  logGroup: `arn:aws:logs:eu-west-1:111111111111:log-group:${name}:*`,
  role,
});
const topic = (name: string) => `arn:aws:sns:eu-west-1:111111111111:${name}` as const;
const scope = (multiRegion: boolean, globalServiceEvents: boolean) => ({ multiRegion, globalServiceEvents });
const rate = { type: 'ApiCallRateInsight', categories: ['Management'] } as const;
const errors = { type: 'ApiErrorRateInsight', categories: ['Management', 'Data'] } as const;

const rows: readonly Row<TrailState>[] = [
  [
    'destination',
    { bucket: 'a', prefix: null },
    { bucket: 'b', prefix: 'x' },
    change('high'),
    'Log files go to b/x instead of a.',
  ],
  ['topic', topic('a'), null, loss('medium'), 'Nobody is told of new log files.'],
  [
    'topic',
    null,
    topic('a'),
    gain('low'),
    `New log files are announced to ${topic('a')}, which the spec does not ask for.`,
  ],
  [
    'topic',
    topic('a'),
    topic('b'),
    change('medium'),
    `New log files are announced to ${topic('b')} instead of ${topic('a')}.`,
  ],
  ['scope', scope(true, true), scope(false, true), loss('critical'), 'Only eu-west-1 is recorded.'],
  [
    'scope',
    scope(true, true),
    scope(false, false),
    loss('critical'),
    'Only eu-west-1 is recorded, without IAM, STS and CloudFront events.',
  ],
  [
    'scope',
    scope(false, true),
    scope(false, false),
    { drift: 'neutral', repair: 'strengthens', gravity: 'critical' },
    'IAM, STS and CloudFront events are not recorded by this trail.',
  ],
  [
    'scope',
    scope(false, false),
    scope(false, true),
    { drift: 'strengthens', repair: 'neutral', gravity: 'medium' },
    'IAM, STS and CloudFront events go to this trail too, and are billed again while it records.',
  ],
  [
    'scope',
    scope(false, false),
    scope(true, true),
    gain('medium'),
    'Every region is recorded, and billed; the spec asks for eu-west-1 only.',
  ],
  [
    'scope',
    scope(true, true),
    scope(true, false),
    { drift: 'neutral', repair: 'strengthens', gravity: 'critical' },
    'IAM, STS and CloudFront events are not recorded by this trail.',
  ],
  ['organization', true, false, loss('critical'), 'The member accounts are not recorded.'],
  ['organization', false, true, gain('low'), 'The member accounts are recorded too, which the spec does not ask for.'],
  ['logFileValidation', true, false, loss('high'), 'Nobody can prove that the log files were not altered.'],
  ['logFileValidation', false, true, gain('low'), 'Log files are signed, which the spec does not ask for.'],
  [
    'kmsKey',
    key('a'),
    null,
    loss('high'),
    `Log files are not encrypted with ${key('a')}: whoever may read the bucket can read them.`,
  ],
  [
    'kmsKey',
    null,
    key('a'),
    gain('high'),
    `Log files are encrypted with ${key('a')}, which the spec does not ask for.`,
  ],
  ['kmsKey', key('a'), key('b'), change('high'), `Log files are encrypted with ${key('b')} instead of ${key('a')}.`],
  [
    'cloudWatchLogs',
    group('a'),
    null,
    loss('medium'),
    `Events do not reach ${group('a').logGroup}, nor the alarms on it.`,
  ],
  [
    'cloudWatchLogs',
    null,
    group('a'),
    gain('low'),
    `Events go to ${group('a').logGroup} too, which the spec does not ask for.`,
  ],
  [
    'cloudWatchLogs',
    group('a'),
    group('b'),
    change('medium'),
    `Events go to ${group('b').logGroup} instead of ${group('a').logGroup}.`,
  ],
  [
    'cloudWatchLogs',
    group('a'),
    group('a', 'other'),
    change('medium'),
    'Events are written to the log group as other instead of to-logs.',
  ],
  ['recursiveLogging', true, false, change('info'), "CloudTrail's own deliveries are not recorded."],
  [
    'recursiveLogging',
    false,
    true,
    change('info'),
    "CloudTrail's own deliveries are recorded, which the spec does not ask for.",
  ],
  [
    'aggregation',
    ['API_ACTIVITY', 'USER_ACTIONS'],
    ['API_ACTIVITY'],
    loss('low'),
    'Data events are not summed up by USER_ACTIONS.',
  ],
  [
    'aggregation',
    [],
    ['API_ACTIVITY', 'USER_ACTIONS'],
    gain('low'),
    'Data events are summed up by API_ACTIVITY and USER_ACTIONS, and billed, which the spec does not ask for.',
  ],
  ['aggregation', ['API_ACTIVITY'], ['USER_ACTIONS'], both('low'), 'Data events are not summed up by API_ACTIVITY.'],
  ['logging', true, false, loss('critical'), 'Nothing is recorded by this trail.'],
  ['logging', false, true, gain('low'), 'The trail records, and is to be off.'],
  [
    'insights',
    [],
    [rate],
    gain('medium'),
    'CloudTrail looks for ApiCallRateInsight of management events, and bills it, which the spec does not ask for.',
  ],
  ['insights', [rate], [], loss('medium'), 'CloudTrail does not look for ApiCallRateInsight of management events.'],
  [
    'insights',
    [errors],
    [{ ...errors, categories: ['Management'] }],
    loss('medium'),
    'CloudTrail does not look for ApiErrorRateInsight of data events.',
  ],
  ['protect', true, false, loss('medium'), 'It lacks the tag that protects it from being deleted.'],
  [
    'protect',
    false,
    true,
    gain('medium'),
    'It carries the tag that protects it from being deleted, which the spec does not ask for.',
  ],
  ['tags', { team: 'a' }, {}, change('low'), 'Tags are not as written: team.'],
  ['tags', { team: 'a', cost: '1' }, { team: 'b', other: 'x' }, change('low'), 'Tags are not as written: team, cost.'],
  [
    'owner',
    'acme',
    null,
    change('medium'),
    'It carries no owner tag: it never did, or somebody took away that of acme.',
  ],
  ['owner', 'acme', 'other', change('high'), 'It carries the owner tag of other.'],
];

const selectors = (readWriteType: 'All' | 'ReadOnly', ...values: readonly string[]): EventSelectors => ({
  basic: [
    {
      readWriteType,
      managementEvents: true,
      dataResources: values.length > 0 ? [{ type: 'AWS::S3::Object', values }] : [],
      excludedSources: [],
    },
  ],
});
const silent: EventSelectors = { basic: [] };

const allRows: readonly Row<TrailState>[] = [
  ...rows,
  [
    'insights',
    [rate],
    [errors],
    both('medium'),
    'CloudTrail does not look for ApiCallRateInsight of management events.',
  ],
  ['eventSelectors', defaultSelectors, silent, loss('critical'), 'No management events are recorded.'],
  [
    'eventSelectors',
    defaultSelectors,
    selectors('ReadOnly'),
    loss('critical'),
    'Only management events that read are recorded.',
  ],
  [
    'eventSelectors',
    selectors('All', 'arn:aws:s3'),
    selectors('All'),
    loss('high'),
    'Data events of AWS::S3::Object are not recorded.',
  ],
  [
    'eventSelectors',
    selectors('All', 'arn:aws:s3:::a/'),
    selectors('All', 'arn:aws:s3:::b/'),
    both('high'),
    'Data events of AWS::S3::Object are not recorded.',
  ],
  [
    'eventSelectors',
    { basic: [] },
    { advanced: [] },
    change('low'),
    'The event selectors are written differently and record the same.',
  ],
  [
    'eventSelectors',
    selectors('All'),
    selectors('ReadOnly', 'arn:aws:s3'),
    loss('critical'),
    'Only management events that read are recorded; data events of AWS::S3::Object are, beyond the spec.',
  ],
];

const name = fc.constantFrom('a', 'b', 'c');
const flag = fc.boolean();
const categories = fc.subarray(['Management', 'Data'] as const, { minLength: 1 });
const tags = fc.dictionary(name, name);

tellsEffects<TrailState>({
  fields,
  rows: allRows,
  can: {
    destination: onlyNeutral,
    topic: anything,
    scope: anything,
    organization: neverNeutral,
    logFileValidation: neverNeutral,
    kmsKey: anything,
    cloudWatchLogs: anything,
    recursiveLogging: onlyNeutral,
    logging: neverNeutral,
    eventSelectors: anything,
    insights: neverNeutral,
    aggregation: neverNeutral,
    tags: onlyNeutral,
    protect: neverNeutral,
    owner: onlyNeutral,
  },
  values: {
    destination: fc.record({ bucket: name, prefix: fc.option(name) }),
    topic: fc.option(name.map(topic)),
    scope: fc
      .record({ multiRegion: flag, globalServiceEvents: flag })
      .filter(({ multiRegion, globalServiceEvents }) => globalServiceEvents || !multiRegion),
    organization: flag,
    logFileValidation: flag,
    kmsKey: fc.option(name.map(id => key(id))),
    cloudWatchLogs: fc.option(fc.tuple(name, name).map(([logs, role]) => group(logs, role))),
    recursiveLogging: flag,
    logging: flag,
    eventSelectors: fc
      .array(
        fc.record({
          readWriteType: fc.constantFrom('All', 'ReadOnly', 'WriteOnly'),
          managementEvents: flag,
          dataResources: fc.array(fc.record({ type: name, values: fc.uniqueArray(name) }), { maxLength: 2 }),
          excludedSources: fc.uniqueArray(name),
        }),
        { maxLength: 2 },
      )
      .map((basic): EventSelectors => ({ basic })),
    aggregation: fc.subarray([...templates]),
    insights: fc.uniqueArray(
      fc.record({ type: fc.constantFrom('ApiCallRateInsight', 'ApiErrorRateInsight'), categories }),
      { selector: ({ type }) => type },
    ),
    tags,
    protect: fc.boolean(),
    owner: fc.option(name),
  },
});

it('changes every field by a call', () => {
  expect(Object.values(fields).map(({ change: how }) => how)).toEqual(Object.keys(fields).map(() => 'call'));
});

it('takes the repair of a silenced trail for none of a loss, whatever was selected instead', () => {
  const dummy = selectors('ReadOnly', 'arn:aws:s3:::nothing/');
  expect(fields.eventSelectors.effect(dummy, defaultSelectors)).toBe('strengthens');
  expect(fields.eventSelectors.effect(defaultSelectors, dummy)).toBe('weakens');
});

it('takes reads and writes for more than reads', () => {
  const of = (readWriteType: 'All' | 'ReadOnly'): EventSelectors => ({
    basic: [
      { readWriteType: 'All', managementEvents: true, dataResources: [], excludedSources: [] },
      {
        readWriteType,
        managementEvents: false,
        dataResources: [{ type: 'AWS::S3::Object', values: ['arn:aws:s3'] }],
        excludedSources: [],
      },
    ],
  });
  expect([
    fields.eventSelectors.effect(of('ReadOnly'), of('All')),
    fields.eventSelectors.effect(of('All'), of('ReadOnly')),
  ]).toEqual(['strengthens', 'weakens']);
});

it('finds no effect where the same is looked for in another order', () => {
  expect(fields.insights.effect([rate, errors], [errors, rate])).toBe('neutral');
});

describe('tags', () => {
  it.each([
    { desired: {}, live: { other: 'x' }, equal: true },
    { desired: { team: 'a' }, live: { team: 'a', other: 'x' }, equal: true },
    { desired: { team: 'a' }, live: { team: 'b' }, equal: false },
    { desired: { team: 'a' }, live: {}, equal: false },
    { desired: { team: '' }, live: {}, equal: false },
  ])('$desired are there in $live: $equal', ({ desired, live, equal }) => {
    expect(fields.tags.equal?.(desired, live)).toBe(equal);
  });
});
