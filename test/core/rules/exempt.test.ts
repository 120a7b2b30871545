import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Known } from '../../../src/core/derive.ts';
import { difference } from '../../../src/core/diff.ts';
import type { AnyState } from '../../../src/core/kind.ts';
import { differs, isOpen } from '../../../src/core/plan.ts';
import { exempted } from '../../../src/core/rules/exempt.ts';
import type { Ignore, Waiver } from '../../../src/core/spec/safety.ts';
import { at, bucket, stands, trail, trailState } from './standing.ts';

const now = new Date('2026-11-21T12:00:00Z');

const waiver = (field: string, value: unknown, over: Partial<Waiver> = {}): Waiver => ({
  resource: 'trail/*',
  field,
  value,
  reason: 'SEC-1',
  owner: 'payments',
  until: '2027-01-31',
  at,
  ...over,
});

const ignore = (resource: string, ...fields: readonly string[]): Ignore => ({ resource, fields, reason: 'theirs', at });

interface Lists {
  readonly waivers?: readonly Waiver[];
  readonly ignore?: readonly Ignore[];
  readonly complete?: boolean;
}

function judge(known: readonly Known[], { waivers = [], ignore: ignores = [], complete = true }: Lists) {
  const result = exempted({ known, safety: { waivers, ignore: ignores }, complete }, now);
  const compared = result.compare(new Set(known.map(({ desired }) => desired.address)));
  const [one] = compared;
  return {
    fields: one?.difference?.fields.map(({ field, withheld }) => [field, withheld?.by]) ?? [],
    difference: one?.difference,
    state: result.known[0]?.desired.state,
    findings: result.findings.map(({ code, severity, at: where }) => [code, severity, where]),
    waivers: result.waivers,
  };
}

describe('a waiver', () => {
  const narrow = { scope: { multiRegion: false, globalServiceEvents: true }, kmsKey: 'arn:aws:kms:::key/b' };

  it.each<[string, Waiver, Parameters<typeof stands>[1], readonly unknown[], readonly unknown[]]>([
    [
      'accepts its value',
      waiver('kmsKey', narrow.kmsKey),
      { otherwise: { kmsKey: narrow.kmsKey } },
      [['kmsKey', 'waived']],
      [],
    ],
    ['accepts none', waiver('kmsKey', null), { desired: { kmsKey: narrow.kmsKey } }, [['kmsKey', 'waived']], []],
    [
      'accepts no other value, and says so',
      waiver('kmsKey', 'arn:aws:kms:::key/c'),
      { otherwise: { kmsKey: narrow.kmsKey } },
      [['kmsKey', undefined]],
      [['waiver-of-other-value', 'warning', at]],
    ],
    ['is quiet where nothing differs', waiver('kmsKey', 'x'), {}, [], []],
    [
      'accepts a part',
      waiver('multiRegion', false),
      { otherwise: narrow },
      [
        ['scope', 'waived'],
        ['kmsKey', undefined],
      ],
      [['vital-waived', 'warning', at]],
    ],
    [
      'accepts a part of what differs more',
      waiver('multiRegion', false),
      { otherwise: { scope: { multiRegion: false, globalServiceEvents: false } } },
      [['scope', undefined]],
      [['vital-waived', 'warning', at]],
    ],
    [
      'is quiet about a part that does not differ',
      waiver('globalServiceEvents', 1),
      { otherwise: narrow },
      [
        ['scope', undefined],
        ['kmsKey', undefined],
      ],
      [['vital-waived', 'warning', at]],
    ],
    [
      'accepts a field by its name in reports',
      waiver('scope', narrow.scope),
      { otherwise: { scope: narrow.scope } },
      [['scope', 'waived']],
      [['vital-waived', 'warning', at]],
    ],
    [
      'accepts the tags that count',
      waiver('tags', { team: 'web' }),
      { otherwise: { tags: { team: 'web', other: 'x' } } },
      [['tags', 'waived']],
      [],
    ],
    [
      'takes the day of today',
      waiver('kmsKey', narrow.kmsKey, { until: '2026-11-21' }),
      { otherwise: { kmsKey: narrow.kmsKey } },
      [['kmsKey', 'waived']],
      [],
    ],
    [
      'of what is vital is told',
      waiver('logging', false),
      { otherwise: { logging: false } },
      [['logging', 'waived']],
      [['vital-waived', 'warning', at]],
    ],
    [
      'takes a day within a year',
      waiver('kmsKey', narrow.kmsKey, { until: '2027-11-21' }),
      { otherwise: { kmsKey: narrow.kmsKey } },
      [['kmsKey', 'waived']],
      [],
    ],
    [
      'that holds for years is told',
      waiver('kmsKey', narrow.kmsKey, { until: '2028-01-01' }),
      { otherwise: { kmsKey: narrow.kmsKey } },
      [['kmsKey', 'waived']],
      [['holds-long', 'warning', at]],
    ],
    [
      'ends',
      waiver('kmsKey', narrow.kmsKey, { until: '2026-11-20' }),
      { otherwise: { kmsKey: narrow.kmsKey } },
      [['kmsKey', undefined]],
      [['waiver-ended', 'warning', at]],
    ],
    [
      'of no resource is told',
      waiver('kmsKey', null, { resource: 'trail/y' }),
      {},
      [],
      [['matches-nothing', 'warning', at]],
    ],
    ['of no setting is told', waiver('kmsKeys', null), {}, [], [['matches-nothing', 'warning', at]]],
    ['says nothing of what was not read', waiver('kmsKey', null), { unread: ['kmsKey'] }, [], []],
    ['says nothing of what is not managed', waiver('kmsKey', null), { managed: false, otherwise: narrow }, [], []],
  ])('%s', (_, one, standing, fields, findings) => {
    const judged = judge([stands(trail, standing)], { waivers: [one] });
    expect(judged.fields).toEqual(fields);
    expect(judged.findings).toEqual(findings);
  });

  it('lets a creation be', () => {
    const { difference: created } = judge([stands(trail, { otherwise: null })], { waivers: [waiver('kmsKey', null)] });
    expect(created?.action).toBe('create');
    expect(created?.fields.some(({ withheld }) => withheld)).toBe(false);
  });

  it('is spelled as show spells it', () => {
    const known = [stands(bucket, { otherwise: { versioning: 'suspended' } })];
    const of = (value: unknown) =>
      judge(known, { waivers: [waiver('versioning', value, { resource: 'bucket/*' })] }).fields;
    expect([of(false), of('suspended'), of(true)]).toEqual([
      [['versioning', 'waived']],
      [['versioning', 'waived']],
      [['versioning', undefined]],
    ]);
  });

  it('accepts foreign statements by their text alone, not by the one word that all of them have', () => {
    const other = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' };
    const known = [stands(bucket, { desired: { otherStatements: [] }, otherwise: { otherStatements: [other] } })];
    const of = (value: unknown) =>
      judge(known, { waivers: [waiver('policy.unmanaged', value, { resource: 'bucket/*' })] }).fields;
    expect([of('remove'), of([other])]).toEqual([[['otherStatements', undefined]], [['otherStatements', 'waived']]]);
  });

  it('accepts what no call could mend', () => {
    const known = [stands(bucket, { otherwise: { region: 'us-east-1' } })];
    const { difference: one } = judge(known, { waivers: [waiver('region', 'us-east-1', { resource: '*' })] });
    expect(one && differs(one)).toBe(false);
  });

  it('is told with what it accepts', () => {
    const [live, gone] = [waiver('kmsKey', null), waiver('kmsKey', null, { until: '2026-01-01' })];
    const known = [stands(trail, { desired: { kmsKey: narrow.kmsKey } })];
    const { at: _, ...told } = live;
    expect(judge(known, { waivers: [live, gone] }).waivers).toEqual([
      { ...told, ended: false, accepts: ['trail/x@main/eu-west-1'] },
      { ...told, until: '2026-01-01', ended: true, accepts: [] },
    ]);
  });
});

describe('an ignore', () => {
  it('leaves a whole field alone', () => {
    const known = [stands(trail, { otherwise: { kmsKey: 'arn:aws:kms:::key/b', recursiveLogging: false } })];
    const { fields, findings } = judge(known, { ignore: [ignore('trail/x', '/kmsKey')] });
    expect(fields).toEqual([
      ['kmsKey', 'ignored'],
      ['recursiveLogging', undefined],
    ]);
    expect(findings).toEqual([]);
  });

  it('leaves a part alone, and mends the rest with the part as it stands', () => {
    const live = { algorithm: 'AES256', kmsKey: 'arn:aws:kms:eu-west-1:111111111111:key/a', bucketKey: false };
    const known = [stands(bucket, { otherwise: { encryption: live } })];
    const { difference: one, state } = judge(known, { ignore: [ignore('bucket/*', '/encryption/bucketKey')] });
    expect(one?.fields.map(({ withheld, after }) => [withheld, after])).toEqual([
      [undefined, { ...live, algorithm: 'aws:kms' }],
    ]);
    expect(state?.['encryption']).toEqual({ ...live, algorithm: 'aws:kms' });
  });

  it('of a part is no difference where nothing else differs', () => {
    const known = [stands(trail, { otherwise: { tags: { team: 'web' } } })];
    const { difference: one } = judge(known, { ignore: [ignore('trail/*', '/tags/team')] });
    expect(one?.fields.map(({ field, withheld }) => [field, withheld?.by])).toEqual([['tags', 'ignored']]);
    expect(one && (differs(one) || isOpen(one))).toBe(false);
  });

  it('of what was not read, or of what waits, changes nothing but that', () => {
    const unread = stands(trail, { unread: ['kmsKey'] });
    expect(judge([unread], { ignore: [ignore('*', '/kmsKey')] })).toMatchObject({ fields: [], findings: [] });
    const later: Known['waits'] = {
      state: { ...trailState, topic: 'arn:aws:sns:::t' },
      problem: { code: 'waits-for-logs', message: '' },
    };
    const waits: Known = { ...stands(trail), waits: later };
    expect(judge([waits], {}).fields).toEqual([['topic', 'waits']]);
    expect(judge([waits], { ignore: [ignore('*', '/topic')] }).fields).toEqual([['topic', 'ignored']]);
  });

  it('compares what was selected only', () => {
    const known = [stands(trail, { otherwise: { logging: false } })];
    const { compare } = exempted({ known, safety: { waivers: [], ignore: [] }, complete: true }, now);
    expect(compare(new Set())).toEqual([]);
  });

  it('of what is vital is told, whether it differs or not', () => {
    const lists = { ignore: [ignore('*', '/logging', '/kmsKey', '/policy')] };
    expect(judge([stands(trail), stands(bucket)], lists).findings).toEqual([
      ['vital-ignored', 'warning', at],
      ['vital-ignored', 'warning', at],
    ]);
  });

  it.each<[pointer: string, desired: AnyState, names: string | undefined]>([
    ['/scope', {}, 'scope'],
    ['/multiRegion', {}, 'multiRegion'],
    ['/bucket', {}, 'bucket'],
    ['/globalServiceEvents', { scope: { multiRegion: true, globalServiceEvents: true } }, 'globalServiceEvents'],
    ['/globalServiceEvents', { scope: { multiRegion: false, globalServiceEvents: false } }, undefined],
    ['/logging', { logging: false }, undefined],
  ])('%s of %j is vital where the spec wants it', (pointer, desired, name) => {
    const { findings } = exempted(
      { known: [stands(trail, { desired })], safety: { waivers: [], ignore: [ignore('*', pointer)] }, complete: true },
      now,
    );
    const told = `${pointer} of * is left alone, and without it nothing may be recorded or delivered (${name})`;
    expect(findings.map(({ message }) => message)).toEqual(name === undefined ? [] : [told]);
  });

  it.each([
    [ignore('trail/y', '/kmsKey', '/tags'), 1],
    [ignore('trail/x', '/kmsKey', '/kmskey', '/tag/other'), 2],
    [ignore('*/*', '/tags/a-tag-that-nobody-has-put-there-yet'), 0],
    [ignore('trail/x', '/kmsKey'), 0],
  ])('that means nothing is told, unless not all is known', (one, count) => {
    const told = Array.from({ length: count }, () => ['matches-nothing', 'warning', at]);
    expect(judge([stands(trail)], { ignore: [one] }).findings).toEqual(told);
    expect(judge([stands(trail)], { ignore: [one], complete: false }).findings).toEqual([]);
  });
});

describe('waivers and ignores together', () => {
  const value = fc.record({
    kmsKey: fc.constantFrom(null, 'k1', 'k2'),
    logging: fc.boolean(),
    tags: fc.dictionary(fc.constantFrom('team', 'cost'), fc.constantFrom('a', 'b')),
    scope: fc.record({ multiRegion: fc.boolean(), globalServiceEvents: fc.boolean() }),
  });
  const name = fc.constantFrom('/kmsKey', '/logging', '/tags', '/tags/team', '/multiRegion', '/scope', '/none');
  const anything = fc.constantFrom(null, true, false, 'k1', 'a', {});
  const lists = fc.record({
    waivers: fc.array(fc.tuple(name, anything, fc.constantFrom('2020-01-01', '2030-01-01')), { maxLength: 3 }),
    ignores: fc.array(name, { maxLength: 2 }),
  });

  it('only withhold: nothing is invented, dropped, or looked at otherwise', () => {
    fc.assert(
      fc.property(value, value, lists, (desired, otherwise, { waivers, ignores }) => {
        const known = stands(trail, { desired, otherwise: { ...trailState, ...otherwise } });
        const before = difference(known).difference;
        const after = judge([known], {
          waivers: waivers.map(([field, accepted, until]) => waiver(field, accepted, { until })),
          ignore: ignores.map(pointer => ignore('*', pointer)),
        });
        const side = (one: typeof before) => one?.fields.map(({ field, before: live }) => [field, live]);
        expect(side(after.difference)).toEqual(side(before));
        expect(after.difference?.action).toBe(before?.action);
        expect(after.difference?.withheld).toBeUndefined();
        for (const field of after.difference?.fields ?? [])
          if (field.withheld === undefined) expect(JSON.stringify(field.after)).not.toBe(JSON.stringify(field.before));
      }),
    );
  });

  it('that have ended or mean nothing leave everything as it was', () => {
    fc.assert(
      fc.property(value, value, lists, (desired, otherwise, { waivers }) => {
        const known = stands(trail, { desired, otherwise: { ...trailState, ...otherwise } });
        const ended = waivers.map(([field, accepted]) => waiver(field, accepted, { until: '2026-11-20' }));
        const elsewhere = waivers.map(([field, accepted]) => waiver(field, accepted, { resource: 'bucket/*' }));
        const judged = judge([known], { waivers: [...ended, ...elsewhere] });
        expect(judged.difference).toEqual(difference(known).difference);
        expect(judged.state).toBe(known.desired.state);
      }),
    );
  });
});
