import { describe, expect, it } from 'vitest';

import { derive } from '../../src/core/derive.ts';
import type { Evidence, Known } from '../../src/core/derive.ts';
import { difference } from '../../src/core/diff.ts';
import type { Keepers } from '../../src/core/keeper.ts';
import type { AnyKind, AnyState } from '../../src/core/kind.ts';
import type { Arn } from '../../src/core/model.ts';
import { means, movedTrails, placeOf } from '../../src/core/moves.ts';
import type { Awaited, Withdrawal } from '../../src/core/moves.ts';
import { absent, lamp, present, socket, unread, wish, world } from './toy.ts';

const nobody: Keepers = { keeps: new Set(), before: new Map(), problems: [] };

/** A socket that says whom it lets go. */
const telling: AnyKind = {
  ...socket,
  withdraws(state, live) {
    const reading = live['plugs'];
    const standing = reading && 'value' in reading ? (reading.value as readonly Arn[]) : [];
    const wanted = state['plugs'] as readonly Arn[];
    return standing.filter(arn => !wanted.includes(arn)).map((trails): Withdrawal => ({ trails, prefix: '' }));
  },
};

const wall = wish(telling, 'wall', { plugs: [], owner: 'acme' });
const other = wish(telling, 'other', { plugs: [], owner: 'acme' });
const away = { lit: true, socket: other.desired.arn };
const lamps = ['one', 'two', 'three', 'four', 'five'].map(key => wish(lamp, key, away));
const [one, two] = lamps as [(typeof lamps)[number], (typeof lamps)[number]];
const arns = (some: readonly (typeof one)[]): readonly Arn[] => some.map(({ desired }) => desired.arn);

const standing = (plugs: readonly Arn[], over: AnyState = {}): Known => ({
  ...wall,
  live: present(wall, { plugs, owner: 'acme', ...over }),
});
const there = (some: readonly (typeof one)[]): readonly Known[] =>
  some.map(resource => ({ ...resource, live: present(resource, away) }));

function derived(known: readonly Known[], more: Partial<Evidence> = {}) {
  return derive({ known, strays: [], looks: [], unsettled: new Map(), ...more }, nobody, world).known;
}

const about = new Set([wall.desired.address]);
const awaiting = (some: readonly (typeof one)[]): ReadonlyMap<Arn, Awaited> =>
  new Map(some.map(({ desired }) => [desired.arn, { name: desired.address, place: 'other' }]));

describe('means', () => {
  const arn: Arn = 'arn:aws:lamps:eu-west-1:111111111111:one';
  it.each<[Arn, boolean]>([
    [arn, true],
    ['arn:aws:lamps:*:111111111111:one', true],
    ['arn:aws:lamps:*:*:*', true],
    ['arn:aws:lamps:us-east-1:111111111111:one', false],
    ['arn:aws:lamps:*:111111111111:two', false],
    ['arn:aws:lamps:*:222222222222:one', false],
    ['arn:aws:sockets:eu-west-1:111111111111:one', false],
  ])('%s: %s', (pattern, expected) => {
    expect(means(pattern, arn)).toBe(expected);
  });
});

describe('movedTrails', () => {
  const names = (known: readonly Known[], strays: Evidence['strays'] = [], of = about) =>
    movedTrails({ known: derived(known, { strays }), strays }, of, world).map(({ name }) => name);

  it('are those that a policy would let in no more, and that use another place now', () => {
    expect(names([standing(arns([one])), ...there([one, two])])).toEqual([one.desired.address]);
    expect(names([standing([]), ...there([one])])).toEqual([]);
  });

  it('does not ask about what this run leaves alone', () => {
    expect(names([standing(arns([one])), ...there([one])], [], new Set())).toEqual([]);
  });

  it('does not count what is gone, and nothing of a place that is not there', () => {
    expect(names([standing(arns([one])), { ...one, live: absent }])).toEqual([]);
    expect(names([{ ...wall, live: unread }, ...there([one])])).toEqual([]);
    expect(names([{ ...standing(arns([one])), kind: socket }, ...there([one])])).toEqual([]);
  });

  it('counts what has left the spec, by its ARN', () => {
    const stray = { kind: lamp, live: present(two, away) };
    expect(names([standing(arns([two]))], [stray])).toEqual([two.desired.arn]);
  });

  it('does not count a trail of the meant name that still uses the place', () => {
    const here = { ...one, live: present(one, { ...away, socket: wall.desired.arn }) };
    const narrower: AnyKind = { ...telling, withdraws: () => [{ trails: one.desired.arn, prefix: '' }] };
    expect(names([{ ...standing([]), kind: narrower }, here])).toEqual([]);
    const byPrefix: AnyKind = { ...telling, withdraws: () => [{ trails: one.desired.arn, prefix: 'left' }] };
    expect(names([{ ...standing([]), kind: byPrefix }, here])).toEqual([one.desired.address]);
  });
});

describe('what waits', () => {
  it('stays as it stands, is withheld with what it waits for, and comes once that was seen', () => {
    const known = [standing(arns([one, two])), ...there([one, two])];
    const [bare] = derived(known, { unsettled: awaiting([one]) }) as [Known];
    expect(bare.desired.state['plugs']).toEqual(arns([one]));
    expect(bare.waits?.state['plugs']).toEqual([]);
    const [settled] = derived(known) as [Known];
    expect([settled.waits, settled.desired.state['plugs']]).toEqual([undefined, []]);
  });

  it('is no difference by itself', () => {
    const [wait] = derived([standing(arns([one])), ...there([one])], { unsettled: awaiting([one]) }) as [Known];
    const { difference: found, findings } = difference(wait);
    expect(findings).toEqual([]);
    expect(found?.fields).toMatchObject([
      {
        field: 'plugs',
        before: arns([one]),
        after: [],
        withheld: {
          by: 'waits',
          problem: {
            code: 'waits-for-logs',
            at: wall.desired.address,
            message: `No log file of ${one.desired.address} in other was seen yet, of today or yesterday (UTC); until one is, what lets it in here stays`,
          },
        },
      },
    ]);
  });

  it('is a finding where the same field is changed now', () => {
    const [wait] = derived([standing(arns([one, two])), ...there([one, two])], { unsettled: awaiting([one]) }) as [
      Known,
    ];
    const { difference: found, findings } = difference(wait);
    expect(found?.fields.map(({ field, withheld }) => [field, withheld])).toEqual([['plugs', undefined]]);
    expect(findings.map(({ code }) => code)).toEqual(['waits-for-logs']);
  });

  it('names three', () => {
    const [wait] = derived([standing(arns(lamps)), ...there(lamps)], { unsettled: awaiting(lamps) }) as [Known];
    expect(wait.waits?.problem.message).toMatch(
      /^No log file of lamp\/one\S+ in other, of lamp\/two\S+ in other, of lamp\/three\S+ in other and of 2 more .* them in here stays$/u,
    );
  });

  it('is nothing of what nobody waits for', () => {
    const far: Arn = 'arn:aws:lamps:us-east-1:111111111111:far';
    const unsettled = new Map([[far, { name: far, place: 'x' }]]);
    expect(derived([standing(arns([one])), ...there([one])], { unsettled }).map(({ waits }) => waits)).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe('placeOf', () => {
  const log = {
    to: 'deliver-logs',
    of: 'arn:aws:s3:::logs',
    trail: one.desired.arn,
    account: '1',
    organization: null,
    folders: ['CloudTrail'],
    key: null,
    everyRegion: true,
  } as const;
  it('names the bucket and the prefix', () => {
    expect(placeOf({ ...log, prefix: '' })).toBe('logs');
    expect(placeOf({ ...log, prefix: 'audit' })).toBe('logs/audit');
    const announced = { to: 'announce-logs', trail: one.desired.arn, everyRegion: true } as const;
    expect(placeOf({ ...announced, of: 'arn:aws:sns:eu-west-1:1:topic' })).toBe('topic');
  });
});
