import { describe, expect, it } from 'vitest';

import type { Effect, Field, Gravity } from '../../../src/core/kind.ts';
import { fields } from '../../../src/resources/trail/fields.ts';
import type { TrailState } from '../../../src/resources/trail/state.ts';
import { key } from './estate.ts';

interface Judgement {
  /** Of the drift, desired -> live. */
  readonly drift: Effect;
  /** Of the repair, live -> desired. */
  readonly repair: Effect;
  readonly gravity: Gravity;
  readonly meaning: string;
}

const at = { partition: 'aws', account: '111111111111', region: 'eu-west-1' };

function judge<V>(field: Field<V>, desired: V, live: V): Judgement {
  return {
    drift: field.effect(desired, live),
    repair: field.effect(live, desired),
    gravity: field.gravity(desired, live),
    meaning: field.meaning(desired, live, at),
  };
}

const loss = (gravity: Gravity) => ({ drift: 'weakens', repair: 'strengthens', gravity }) as const;
const gain = (gravity: Gravity) => ({ drift: 'strengthens', repair: 'weakens', gravity }) as const;
const change = (gravity: Gravity) => ({ drift: 'neutral', repair: 'neutral', gravity }) as const;

/** One row: a field, what the spec says, what stands there, and what people are told. */
type Row = {
  readonly [K in keyof TrailState]: readonly [K, TrailState[K], TrailState[K], Omit<Judgement, 'meaning'>, string];
}[keyof TrailState];

const group = (name: string, role = 'to-logs') => ({
  logGroup: `arn:aws:logs:eu-west-1:111111111111:log-group:${name}:*`,
  role,
});
const topic = (name: string) => `arn:aws:sns:eu-west-1:111111111111:${name}` as const;
const scope = (multiRegion: boolean, globalServiceEvents: boolean) => ({ multiRegion, globalServiceEvents });
const rate = { type: 'ApiCallRateInsight', categories: ['Management'] } as const;
const errors = { type: 'ApiErrorRateInsight', categories: ['Management', 'Data'] } as const;

const rows: readonly Row[] = [
  [
    'destination',
    { bucket: 'a', prefix: null },
    { bucket: 'b', prefix: 'x' },
    change('high'),
    'Log files go to b/x instead of a.',
  ],
  ['topic', topic('a'), null, change('medium'), 'Nobody is told of new log files.'],
  [
    'topic',
    null,
    topic('a'),
    change('low'),
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
    'IAM, STS and CloudFront events are recorded by this trail too, and billed again.',
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
  ['kmsKey', key('a'), null, loss('high'), 'Log files are not encrypted with the key of the spec.'],
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
  ['logging', true, false, loss('critical'), 'Nothing is recorded by this trail.'],
  ['logging', false, true, gain('low'), 'The trail records, although the spec says that it should not.'],
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
  ['tags', { team: 'a' }, {}, change('low'), 'Tags are not as written: team.'],
  ['tags', { team: 'a', cost: '1' }, { team: 'b', other: 'x' }, change('low'), 'Tags are not as written: team, cost.'],
  [
    'owner',
    'acme',
    null,
    change('medium'),
    'It carries no owner tag: it never did, or somebody took away that of acme.',
  ],
  ['owner', 'acme', 'other', change('medium'), 'It carries the owner tag of other.'],
];

/** Generic, so that the field and its values keep belonging together. */
function judged<K extends keyof TrailState>([field, desired, live]: readonly [
  K,
  TrailState[K],
  TrailState[K],
  ...unknown[],
]): Judgement {
  const all: { readonly [F in keyof TrailState]: Field<TrailState[F]> } = fields;
  return judge<TrailState[K]>(all[field], desired, live);
}

describe('every field', () => {
  it.each(rows)('%s: %j, found %j', (...row) => {
    const [, , , effects, meaning] = row;
    expect(judged(row)).toEqual({ ...effects, meaning });
  });

  it('has a row, and can be changed by a call', () => {
    const named = new Set<string>([...rows.map(([field]) => field), 'eventSelectors']);
    expect([...named].toSorted()).toEqual(Object.keys(fields).toSorted());
    for (const { change } of Object.values(fields)) expect(change).toBe('call');
  });

  it.each(rows)('is told in fewer than 20 words: %s', (...row) => {
    const { meaning } = judged(row);
    expect(meaning.split(' ').length).toBeLessThan(20);
    expect(meaning).toMatch(/^[A-Z0-9][^!]*\.$/u);
  });
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
