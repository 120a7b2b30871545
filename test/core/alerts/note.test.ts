import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { longestNote, packed, unpacked } from '../../../src/core/alerts/note.ts';
import type { Row, Told } from '../../../src/core/alerts/note.ts';
import { began } from '../../../src/core/alerts/incident.ts';
import type { Drift } from '../../../src/core/drift/drift.ts';
import { digest, moment } from '../drift/lives.ts';
import { by, drift, numbered } from './told.ts';

const incidentOf = (drifts: readonly Drift[], about: 'drifts' | 'summary' = 'drifts') =>
  began(drifts, { now: moment(60), reminders: { critical: [3_600_000], high: [] }, digest, about });
const rowOf = (drifts: readonly Drift[], more: Partial<Row> = {}): Row => ({
  incident: incidentOf(drifts),
  message: { channel: 'C1', ts: '1.2' },
  sending: null,
  ...more,
});
const toldOf = (rows: readonly (readonly [string, Row])[], more: Partial<Told> = {}): Told => ({
  receiver: 'bot',
  at: moment(1),
  toldUpTo: moment(0),
  rows: new Map(rows),
  ...more,
});

const gravity = fc.constantFrom('critical', 'high', 'medium', 'low');
const text = fc.string({ unit: 'grapheme', maxLength: 60 });
const drifts = fc
  .tuple(fc.nat(40), gravity, text, fc.jsonValue(), fc.boolean(), fc.nat(90))
  .map(([index, gravely, meaning, found, isKnown, opened]) =>
    numbered(index, {
      gravity: gravely,
      meaning,
      found,
      openedAt: moment(opened),
      ...(isKnown ? by(`user/${meaning}`) : {}),
    }),
  );
const rows = fc.record({
  incident: fc.option(
    fc.array(drifts, { minLength: 1, maxLength: 5 }).map(all => incidentOf(all)),
    { nil: null },
  ),
  message: fc.option(fc.record({ channel: text, ts: text }), { nil: null }),
  sending: fc.option(fc.record({ id: text, happening: fc.constantFrom('opened' as const, 'resolved' as const) }), {
    nil: null,
  }),
});
const tolds = fc.record({
  receiver: text,
  at: fc.nat(1_000).map(moment),
  toldUpTo: fc.option(fc.nat(1_000).map(moment), { nil: null }),
  rows: fc.array(fc.tuple(text, rows), { maxLength: 8 }).map(all => new Map(all)),
});

/** What is left of a drift on its way: no counters, and no values that are long. */
const carried = (one: Drift, cut: boolean): Drift => ({
  ...one,
  reopenedAt: [],
  ...(cut ? { found: null, wanted: null, resource: null } : {}),
});

describe('what was told', () => {
  it('comes out as it went in, but for what is long', () => {
    fc.assert(
      fc.property(fc.array(tolds, { maxLength: 4 }), all => {
        const note = packed(all);
        const found = unpacked(note);
        expect(found?.left).toBe(0);
        const expected = all.map(one => ({
          ...one,
          rows: new Map(
            [...one.rows].map(([name, row]) => {
              if (row.incident === null) return [name, row];
              const isCut = (each: Drift) => JSON.stringify([each.wanted, each.found]).length > 400;
              const cut = row.incident.drifts.filter(isCut).map(each => each.fingerprint);
              const whole = row.incident.drifts.map(each => carried(each, isCut(each)));
              return [
                name,
                { ...row, incident: { ...row.incident, drifts: whole, ...(cut.length > 0 ? { cut } : {}) } },
              ];
            }),
          ),
        }));
        const plain = JSON.parse(JSON.stringify(expected, inObjects));
        expect(JSON.parse(JSON.stringify(found?.told, inObjects))).toEqual(plain);
      }),
    );
  });

  it('is never longer than what it may be, in bytes, and is understood whatever was left out', () => {
    fc.assert(
      fc.property(fc.array(tolds, { maxLength: 4 }), fc.integer({ min: 2_000, max: 20_000 }), (all, limit) => {
        const note = packed(all, limit);
        expect(Buffer.byteLength(note)).toBeLessThanOrEqual(limit);
        const found = unpacked(note);
        const count = all.reduce((sum, one) => sum + one.rows.size, 0);
        expect(found?.told.reduce((sum, one) => sum + one.rows.size, found.left)).toBe(count);
      }),
    );
  });

  it('is well below what an object of Kubernetes takes, and what is gravest and newest stays', () => {
    const many = Array.from({ length: 1_000 }, (_, index) => {
      const gravely = (['critical', 'high', 'low'] as const)[index % 3] ?? 'low';
      const one = numbered(index, { gravity: gravely, openedAt: moment(index), meaning: 'ü'.repeat(50) });
      const isOver = index % 6 === 0;
      return [
        one.fingerprint,
        rowOf([isOver ? { ...one, status: 'closed', closedAt: moment(index + 1) } : one]),
      ] as const;
    });
    const doubted: readonly [string, Row] = [
      'x',
      { incident: null, message: null, sending: { id: 'n-1', happening: 'opened' } },
    ];
    const note = packed([toldOf([...many, doubted])]);
    expect(note.length).toBeLessThanOrEqual(longestNote);
    const found = unpacked(note);
    const kept = [...(found?.told[0]?.rows.values() ?? [])];
    expect(found?.left).toBe(1_001 - kept.length);
    expect(kept[0]).toEqual(doubted[1]);
    expect(kept.slice(1).every(({ incident }) => incident?.weight === 'critical' && incident.overAt === null)).toBe(
      true,
    );
    const since = kept.slice(1).map(({ incident }) => incident?.since ?? '');
    expect(since).toEqual(since.toSorted().toReversed());
  });

  it('has each drift once, however many were told of it', () => {
    const rows50 = Array.from({ length: 50 }, (_, index) => [`i${index}`, rowOf([drift()])] as const);
    expect(packed([toldOf(rows50)]).split('"fingerprint"')).toHaveLength(2);
    expect(unpacked(packed([toldOf(rows50)]))?.told[0]?.rows.get('i49')?.incident?.drifts[0]?.address).toBe(
      drift().address,
    );
  });

  it('has no answer that is long, and no attempts', () => {
    const known = by('x'.repeat(3_000));
    const note = packed([
      toldOf([
        ['a', rowOf([drift(known)])],
        ['b', rowOf([drift(by('jdoe'))])],
      ]),
    ]);
    const { rows: found } = unpacked(note)?.told[0] ?? toldOf([]);
    expect(found.get('a')?.incident?.drifts[0]?.attribution).toBeNull();
    expect(found.get('b')?.incident?.drifts[0]?.attribution).toMatchObject({ answer: 'found' });
  });
});

describe('what is no note', () => {
  const good = packed([toldOf([['a', rowOf([drift()])]])]);
  it.each<readonly [string, string]>([
    ['no JSON', '{"version":1'],
    ['nothing', 'null'],
    ['of another version', good.replace('"version":1', '"version":2')],
    ['too long', `${good.slice(0, -1)},"x":"${'x'.repeat(longestNote)}"}`],
    ['a drift that is not there', good.replace('"drifts":[0]', '"drifts":[7]')],
    ['a drift without an address', good.replace('"address"', '"adress"')],
    ['a moment that is none', good.replace(/"at":"[^"]+"/u, '"at":"soon"')],
    ['a gravity that is none', good.replace('"gravity":"critical"', '"gravity":"fatal"')],
    ['a happening that is none', good.replace('"sending":null', '"sending":{"id":"n","happening":"x"}')],
  ])('%s', (_, note) => {
    expect(unpacked(good)).not.toBeNull();
    expect(unpacked(note)).toBeNull();
  });

  it('any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), note => {
        expect(unpacked(note)).toBeNull();
      }),
    );
  });
});

function inObjects(_: string, value: unknown): unknown {
  return value instanceof Map ? [...value].toSorted(([a], [b]) => (a < b ? -1 : 1)) : value;
}
