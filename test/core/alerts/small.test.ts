import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { groupsOf } from '../../../src/core/alerts/groups.ts';
import { moves } from '../../../src/core/alerts/moves.ts';
import { happenings } from '../../../src/core/alerts/notice.ts';
import { nextReminder } from '../../../src/core/alerts/reminders.ts';
import { receiversOf, receiversOfAll } from '../../../src/core/alerts/routes.ts';
import { byWeight, gravest, weightOf } from '../../../src/core/alerts/weight.ts';
import { accountIds, aroundOf, sourceTrouble } from '../../../src/core/alerts/world.ts';
import type { Drift } from '../../../src/core/drift/drift.ts';
import { snapshotOf } from '../../arbitraries/snapshots.ts';
import { by, drift, numbered } from './told.ts';

const minute = 60_000;

describe('moves', () => {
  it.each([
    ['opened', 'post', 'post'],
    ['worse', 'edit broadcast', 'post'],
    ['milder', 'edit reply', ''],
    ['changed', 'edit reply', ''],
    ['attributed', 'edit', ''],
    ['reminder', 'broadcast', 'post'],
    ['flapping', 'edit broadcast', 'post'],
    ['contested', 'edit broadcast', 'post'],
    ['resolved', 'edit reply', 'post'],
    ['first-run', 'post', 'post'],
    ['returned', 'post', 'post'],
    ['blind', 'post', 'post'],
    ['seeing', 'edit reply', 'post'],
    ['source-broken', 'post', 'post'],
    ['source-mended', 'edit reply', 'post'],
    ['test', 'post', 'post'],
  ] as const)('of %s', (happening, threaded, alone) => {
    const words = (threads: boolean): string => moves(happening, threads, 5 * minute).join(' ');
    expect([words(true), words(false)]).toEqual([threaded, alone]);
  });

  it('tell everybody that something long is over', () => {
    expect(moves('resolved', true, 11 * minute)).toEqual(['edit', 'broadcast']);
    expect(moves('resolved', false, 11 * minute)).toEqual(['post']);
  });

  it('never edit or answer where that cannot be', () => {
    fc.assert(
      fc.property(fc.constantFrom(...happenings), fc.nat(), (happening, openFor) => {
        expect(moves(happening, false, openFor).filter(move => move !== 'post')).toEqual([]);
      }),
    );
  });
});

describe('routes', () => {
  const routes = [
    { receivers: ['pager'], from: 'high', accounts: [], kinds: ['trail'] },
    { receivers: ['team'], from: 'low', accounts: ['payments', '222222222222', '333333333333'], kinds: [] },
    { receivers: ['rest'], from: 'medium', accounts: [], kinds: [] },
  ] as const;
  const ids = new Map([['data', '222222222222']]);
  const target = { partition: 'aws', account: '333333333333', region: 'eu-west-1' };
  const resource = { kind: 'bucket', arn: 'arn:aws:s3:::a', name: 'a', target } as const;
  it.each<readonly [string, Partial<Drift>, readonly string[]]>([
    ['the first that matches', {}, ['pager']],
    ['by the key of the account', { gravity: 'low', address: 'trail/a@payments/eu-west-1' }, ['team']],
    ['by its id', { gravity: 'low', address: 'trail/a@data/eu-west-1' }, ['team']],
    ['by the id of what it is about', { gravity: 'low', address: 'bucket/a@x/eu-west-1', resource }, ['team']],
    ['another kind', { address: 'bucket/a@b/eu-west-1' }, ['rest']],
    ['what could not be read is less than high', { kind: 'unread', gravity: 'medium' }, ['rest']],
    ['nobody', { gravity: 'low' }, []],
  ])('%s', (_, over, receivers) => {
    expect(receiversOf(drift(over), routes, ids)).toEqual(receivers);
  });

  it('of what is about all', () => {
    expect(receiversOfAll('critical', routes)).toEqual(['rest']);
    expect(receiversOfAll('low', routes)).toEqual([]);
  });
});

const some: fc.Arbitrary<readonly Drift[]> = fc
  .array(
    fc.record({
      gravity: fc.constantFrom('critical' as const, 'high' as const, 'medium' as const, 'low' as const),
      kind: fc.constantFrom('changed' as const, 'unread' as const, 'missing' as const),
      status: fc.constantFrom(
        'open' as const,
        'withheld' as const,
        'closed' as const,
        'flapping' as const,
        'contested' as const,
      ),
      who: fc.constantFrom(null, 'jdoe', 'mlee'),
    }),
    { maxLength: 60 },
  )
  .map(all => all.map(({ who, ...one }, index) => numbered(index, { ...one, ...(who === null ? {} : by(who)) })));

describe('groups', () => {
  it('have every drift once, and are few', () => {
    fc.assert(
      fc.property(some, drifts => {
        const groups = groupsOf(drifts);
        const told = groups.flatMap(group => group.drifts.map(({ fingerprint }) => fingerprint));
        expect(told.toSorted()).toEqual(drifts.map(({ fingerprint }) => fingerprint).toSorted());
        expect(groups.length).toBeLessThanOrEqual(5 + 5 + 5 + 2);
        for (const group of groups) expect(group.drifts[0] && weightOf(group.drifts[0])).toBe(gravest(group.drifts));
      }),
    );
  });

  it('are in the order of weight, address and field', () => {
    const [a, b] = [drift({ field: 'a' }), drift({ field: 'b' })];
    expect(
      byWeight([b, a, b, numbered(3, { gravity: 'low' }), numbered(4, { gravity: 'high' })]).map(one => one.field),
    ).toEqual(['a', 'b', 'b', 'logging', 'logging']);
    expect(gravest([])).toBe('info');
  });
});

describe('the next reminder', () => {
  it('comes after now, and after the one before', () => {
    const spans = fc.uniqueArray(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(spans, fc.nat({ max: 100_000 }), (all, past) => {
        const critical = all.toSorted((a, b) => a - b).map(span => span * minute);
        const since = '2027-01-01T00:00:00.000Z';
        const now = new Date(Date.parse(since) + past * minute).toISOString();
        const standing = { since, now, reminders: { critical, high: [] } };
        const next = nextReminder('critical', standing) ?? '';
        expect(next > now).toBe(true);
        const after = nextReminder('critical', { ...standing, now: next }) ?? '';
        expect(Date.parse(after) - Date.parse(next)).toBeGreaterThanOrEqual(minute);
        expect(nextReminder('high', standing)).toBeNull();
        expect(nextReminder('medium', standing)).toBeNull();
      }),
    );
  });
});

describe('what stands around', () => {
  const now = new Date('2027-03-01T12:00:00Z');
  const named = { daemon: 'tw', pageUrl: 'https://tw.example/', runbookUrl: 'https://r' };
  it('is as the snapshot has it', () => {
    const snapshot = snapshotOf('12', now);
    const around = aroundOf(snapshot, named);
    expect(around).toMatchObject({ daemon: 'tw', pageUrl: 'https://tw.example', mode: 'observe', idle: null });
    expect(around.aliases['222222222222']).toBe('payments');
    expect(around.dark).toContain('222222222222');
    const counts = Object.values(snapshot.runs.last?.drifts ?? {});
    expect(around.open.length).toBeGreaterThan(0);
    expect(around.open).toHaveLength(counts.reduce((sum, count) => sum + count, 0));
    expect(accountIds(snapshot).get('payments')).toBe('222222222222');
  });

  it('is little before anybody looked', () => {
    const snapshot = snapshotOf('new', now);
    expect(aroundOf(snapshot, { ...named, pageUrl: null })).toMatchObject({
      run: null,
      dark: [],
      aliases: {},
      pageUrl: null,
    });
    expect(accountIds(snapshot).size).toBe(0);
  });

  it.each([
    ['suspended', { suspended: { since: '', until: null, reason: null, by: 'request' } } as const, 'suspended'],
    ['outside the windows', { held: { opensAt: null } } as const, 'outside the windows'],
    ['free to change', {}, null],
  ])('says whether it is %s', (_, over, idle) => {
    expect(aroundOf({ ...snapshotOf('1', now), ...over }, named).idle).toBe(idle);
  });

  it('tells trouble with the source, and what is over in a minute not at all', () => {
    const { source, ...rest } = snapshotOf('12', now);
    const of = (over: Partial<typeof source>) => sourceTrouble({ ...rest, source: { ...source, ...over } }, now);
    const broken = [{ code: 'unknown-key', message: 'x' }] as const;
    const away = [{ code: 'source-unavailable', message: 'x' }] as const;
    expect(of({})).toBeNull();
    expect(of({ checkedAt: null })).toBe('unknown');
    expect(of({ problems: broken })).toEqual({ since: now.toISOString(), problems: broken });
    expect(of({ problems: away, staleSince: '2027-03-01T11:50:00.000Z' })).toBe('unknown');
    const staleSince = '2027-03-01T11:40:00.000Z';
    expect(of({ problems: away, staleSince })).toEqual({ since: staleSince, problems: away });
  });
});
