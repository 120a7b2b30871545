import type { EventSelector } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it } from 'vitest';

import type { Effect, Gravity } from '../../../src/core/kind.ts';
import { eventSelectorsField, leftOut, recordsManagement } from '../../../src/resources/trail/coverage.ts';
import { defaultSelectors, normaliseSelectors } from '../../../src/resources/trail/selectors.ts';
import type { EventSelectors } from '../../../src/resources/trail/selectors.ts';

const at = { partition: 'aws', account: '111111111111', region: 'eu-west-1' };

const basic = (...EventSelectors: EventSelector[]): EventSelectors => normaliseSelectors({ EventSelectors });
const advanced = (...selectors: Readonly<Record<string, object>>[]): EventSelectors =>
  normaliseSelectors({
    AdvancedEventSelectors: selectors.map(fields => ({
      FieldSelectors: Object.entries(fields).map(([Field, conditions]) => ({ Field, ...conditions })),
    })),
  });
const management = { eventCategory: { Equals: ['Management'] } };
const data = (type: string) => ({ eventCategory: { Equals: ['Data'] }, 'resources.type': { Equals: [type] } });
const objects = { Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] };

interface Row {
  readonly name: string;
  readonly live: EventSelectors;
  /** Of the drift: desired -> live. */
  readonly drift: Effect;
  /** Of the repair: live -> desired. */
  readonly repair: Effect;
  readonly gravity: Gravity;
  readonly meaning: string;
  readonly whole?: true;
}

const lost = { drift: 'weakens', repair: 'strengthens', gravity: 'critical' } as const;
const more = { drift: 'strengthens', repair: 'weakens', gravity: 'medium', whole: true } as const;

const againstDefault: readonly Row[] = [
  { name: 'no selector', live: basic(), ...lost, meaning: 'No management events are recorded.' },
  {
    name: 'management events off',
    live: basic({ IncludeManagementEvents: false }),
    ...lost,
    meaning: 'No management events are recorded.',
  },
  {
    name: 'data events instead',
    live: basic({ IncludeManagementEvents: false, DataResources: [objects] }),
    ...lost,
    meaning: 'No management events are recorded, only others.',
  },
  {
    name: 'advanced data events instead',
    live: advanced(data('AWS::S3::Object')),
    ...lost,
    meaning: 'No management events are recorded, only others.',
  },
  {
    name: 'reads only',
    live: basic({ ReadWriteType: 'ReadOnly' }),
    ...lost,
    meaning: 'Only management events that read are recorded.',
  },
  {
    name: 'writes only',
    live: basic({ ReadWriteType: 'WriteOnly' }),
    ...lost,
    meaning: 'Only management events that write are recorded.',
  },
  {
    name: 'writes only, advanced',
    live: advanced({ ...management, readOnly: { Equals: ['false'] } }),
    ...lost,
    meaning: 'Only management events that write are recorded.',
  },
  {
    name: 'a source left out',
    live: basic({ ExcludeManagementEventSources: ['kms.amazonaws.com'] }),
    ...lost,
    meaning: 'Management events of kms.amazonaws.com are not recorded.',
    whole: true,
  },
  {
    name: 'two sources left out, advanced',
    live: advanced({ ...management, eventSource: { NotEquals: ['rdsdata.amazonaws.com', 'kms.amazonaws.com'] } }),
    ...lost,
    meaning: 'Management events of kms.amazonaws.com and rdsdata.amazonaws.com are not recorded.',
    whole: true,
  },
  {
    name: 'writes only, a source left out',
    live: basic({ ReadWriteType: 'WriteOnly', ExcludeManagementEventSources: ['kms.amazonaws.com'] }),
    ...lost,
    meaning: 'Only management events that write are recorded, and none of kms.amazonaws.com.',
  },
  {
    name: 'reads of all, writes of all but one',
    live: basic(
      { ReadWriteType: 'ReadOnly' },
      { ReadWriteType: 'WriteOnly', ExcludeManagementEventSources: ['kms.amazonaws.com'] },
    ),
    ...lost,
    meaning: 'Some management events are not recorded.',
    whole: true,
  },
  {
    name: 'one source only',
    live: advanced({ ...management, eventSource: { Equals: ['iam.amazonaws.com'] } }),
    ...lost,
    meaning: 'Some management events are not recorded.',
  },
  {
    name: 'sources by pattern',
    live: advanced({ ...management, eventSource: { NotStartsWith: ['kms.'], NotEndsWith: ['data.amazonaws.com'] } }),
    ...lost,
    meaning: 'Management events of data.amazonaws.com and kms. are not recorded.',
  },
  {
    name: 'some events by a field that is not understood',
    live: advanced({ ...management, eventName: { Equals: ['RunInstances'] } }),
    ...lost,
    meaning: 'Only some management events are recorded.',
  },
  {
    name: 'fewer management events, and data events besides',
    live: basic({ ReadWriteType: 'ReadOnly', DataResources: [objects] }),
    ...lost,
    meaning: 'Only management events that read are recorded; data events of AWS::S3::Object are, beyond the spec.',
  },
  {
    name: 'data events besides',
    live: basic({ DataResources: [objects] }),
    ...more,
    meaning: 'Data events of AWS::S3::Object are recorded, and billed, beyond the spec.',
  },
  {
    name: 'many data events besides',
    live: advanced(management, ...['A', 'B', 'C', 'D'].map(name => data(`AWS::${name}::X`))),
    ...more,
    meaning: 'Data events of AWS::A::X, AWS::B::X and 2 more are recorded, and billed, beyond the spec.',
  },
  {
    name: 'network activity events besides',
    live: advanced(management, {
      eventCategory: { Equals: ['NetworkActivity'] },
      eventSource: { Equals: ['ec2.amazonaws.com'] },
    }),
    ...more,
    meaning: 'Network activity events of ec2.amazonaws.com are recorded, and billed, beyond the spec.',
  },
  {
    name: 'both besides',
    live: advanced(management, data('AWS::S3::Object'), {
      eventCategory: { Equals: ['NetworkActivity'] },
      eventSource: { Equals: ['ec2.amazonaws.com'] },
    }),
    ...more,
    meaning:
      'Data events of AWS::S3::Object and Network activity events of ec2.amazonaws.com are recorded, and billed, beyond the spec.',
  },
  {
    name: 'the same in two selectors',
    live: basic({ ReadWriteType: 'ReadOnly' }, { ReadWriteType: 'WriteOnly' }),
    drift: 'neutral',
    repair: 'neutral',
    gravity: 'low',
    meaning: 'The event selectors are written differently and record the same.',
    whole: true,
  },
  {
    name: 'the same by patterns that match everything',
    live: advanced(
      { ...management, readOnly: { StartsWith: ['t', 'f'] } },
      { ...management, eventSource: { EndsWith: ['.com'] } },
    ),
    drift: 'neutral',
    repair: 'neutral',
    gravity: 'low',
    meaning: 'The event selectors are written differently and record the same.',
    whole: true,
  },
];

describe('selectors that are not the default', () => {
  it.each(againstDefault)('$name', ({ live, drift, repair, gravity, meaning, whole = false }) => {
    expect(eventSelectorsField.equal?.(defaultSelectors, live)).toBe(false);
    expect({
      drift: eventSelectorsField.effect(defaultSelectors, live),
      repair: eventSelectorsField.effect(live, defaultSelectors),
      gravity: eventSelectorsField.gravity(defaultSelectors, live),
      meaning: eventSelectorsField.meaning(defaultSelectors, live, at),
      whole: recordsManagement(live),
    }).toEqual({ drift, repair, gravity, meaning, whole });
  });

  it.each(againstDefault)('says so in fewer than 20 words: $name', ({ meaning }) => {
    expect(meaning.split(' ').length).toBeLessThan(20);
    expect(meaning).toMatch(/^[A-Z].*[^.]\.$/u);
  });
});

describe('selectors against others', () => {
  it.each([
    {
      name: 'data events are lost',
      desired: basic({ DataResources: [objects] }),
      live: defaultSelectors,
      expected: { effect: 'weakens', gravity: 'high', meaning: 'Data events of AWS::S3::Object are not recorded.' },
    },
    {
      name: 'more management events',
      desired: basic({ ReadWriteType: 'ReadOnly' }),
      live: defaultSelectors,
      expected: {
        effect: 'strengthens',
        gravity: 'medium',
        meaning: 'More management events are recorded than the spec asks for.',
      },
    },
    {
      name: 'reads for writes',
      desired: basic({ ReadWriteType: 'ReadOnly' }),
      live: basic({ ReadWriteType: 'WriteOnly' }),
      expected: {
        effect: 'strengthens',
        gravity: 'critical',
        meaning: 'Only management events that write are recorded.',
      },
    },
  ])('$name', ({ desired, live, expected }) => {
    const { effect, gravity, meaning } = eventSelectorsField;
    expect({
      effect: effect(desired, live),
      gravity: gravity(desired, live),
      meaning: meaning(desired, live, at),
    }).toEqual(expected);
  });
});

describe('a repair of what was taken', () => {
  const noKms = advanced({ ...management, eventSource: { NotEquals: ['kms.amazonaws.com'] } });

  it.each([
    ['writes, with reads of a source that the spec leaves out', noKms, basic({ ReadWriteType: 'ReadOnly' })],
    ['reads, with reads of a source that the spec leaves out', noKms, basic({ ReadWriteType: 'WriteOnly' })],
    ['writes, with reads', basic({ ReadWriteType: 'WriteOnly' }), basic({ ReadWriteType: 'ReadOnly' })],
    ['writes, with data events', basic({}), basic({ ReadWriteType: 'ReadOnly', DataResources: [objects] })],
  ])('is none that weakens, whatever was added: %s', (_, desired, live) => {
    expect(eventSelectorsField.effect(live, desired)).toBe('strengthens');
    expect(eventSelectorsField.effect(desired, live)).toBe('weakens');
  });
});

describe('what selectors take and none of others does', () => {
  const all = advanced(management, data('AWS::S3::Object'), data('AWS::Lambda::Function'));
  const reads = advanced({ ...management, readOnly: { Equals: ['true'] } });
  const writes = advanced({ ...management, readOnly: { Equals: ['false'] } });
  const noKms = advanced({ ...management, eventSource: { NotEquals: ['kms.amazonaws.com'] } });
  const one = advanced({ ...data('AWS::S3::Object'), 'resources.ARN': { StartsWith: ['arn:aws:s3:::a/'] } });

  it.each<[string, EventSelectors, readonly EventSelectors[], readonly string[]]>([
    [
      'all of it',
      all,
      [],
      ['management events', 'data events of AWS::Lambda::Function', 'data events of AWS::S3::Object'],
    ],
    ['nothing, of nothing', basic(), [], []],
    ['nothing, where others take it together', all, [reads, writes, basic({ DataResources: [objects] }), all], []],
    ['what reads', defaultSelectors, [writes], ['management events that read']],
    ['what writes', defaultSelectors, [reads], ['management events that write']],
    ['a source', defaultSelectors, [noKms], ['management events of kms.amazonaws.com']],
    [
      'data events',
      all,
      [defaultSelectors, one],
      ['data events of AWS::Lambda::Function', 'some data events of AWS::S3::Object'],
    ],
    [
      'what cannot be told apart',
      advanced({ ...management, eventName: { Equals: ['RunInstances'] } }),
      [reads],
      ['some management events that write'],
    ],
  ])('%s', (_, of, by, expected) => {
    expect(leftOut(of, by)).toEqual(expected);
  });
});
