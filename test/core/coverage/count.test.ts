import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { anyRegion, cellOf, columnsOf, levelOf, placesOf } from '../../../src/core/coverage/count.ts';
import type { Cell, Estate } from '../../../src/core/coverage/count.ts';
import { eachRow, rowsOf } from '../../../src/core/coverage/fold.ts';
import type { Column } from '../../../src/core/coverage/recording.ts';
import type { Trail } from '../../../src/core/coverage/trails.ts';
import { account, broken, copiesIn, estate, flagged, off, one, organization, single, three, trail, two } from './estate.ts';

const both = [account(one), account(two)];
const dataOnly = {
  eventSelectors: {
    advanced: [
      { name: null, fields: { eventCategory: { Equals: ['Data'] }, 'resources.type': { Equals: ['AWS::S3::Object'] } } },
    ],
  },
};
const readsOnly = {
  eventSelectors: {
    basic: [{ readWriteType: 'ReadOnly', managementEvents: true, dataResources: [], excludedSources: [] }],
  },
};
const someOfAccount = (accounts: string, text: string) => ({
  [`${accounts} eu-central-1`]: text,
  [`${accounts} eu-west-1`]: text,
  [`${accounts} us-east-1`]: text,
  [`${accounts} us-west-2`]: text,
});

describe('copies of management events', () => {
  it.each<[string, readonly Trail[], Partial<Estate>, Readonly<Record<string, string>>]>([
    ['nobody', [], {}, someOfAccount('1', '0')],
    ['a multi-region trail: every region', [trail('main')], {}, someOfAccount('1', '1')],
    ['one that does not log: nothing', [trail('main', off)], {}, someOfAccount('1', '0')],
    ['one without management events: nothing', [trail('main', dataOnly)], {}, someOfAccount('1', '0')],
    [
      'a single-region trail: its region',
      [trail('here', single)],
      {},
      { ...someOfAccount('1', '0'), '1 eu-west-1': '1' },
    ],
    [
      'both',
      [trail('main'), trail('here', single)],
      {},
      { ...someOfAccount('1', '1'), '1 eu-west-1': '2' },
    ],
    ['one that cannot deliver: no copy', [trail('main', {}, broken)], {}, someOfAccount('1', '0!1')],
    [
      'one that cannot deliver beside one that can',
      [trail('main', {}, broken), trail('here', single)],
      {},
      { ...someOfAccount('1', '0!1'), '1 eu-west-1': '1!1' },
    ],
    ['another account: not here', [trail('main', {}, { account: two })], {}, someOfAccount('1', '0')],
    [
      'an organization, whose members nobody knows: every account',
      [trail('all', organization)],
      { accounts: both },
      { ...someOfAccount('1', '1'), ...someOfAccount('2', '1') },
    ],
    [
      'an organization of which one account is no member',
      [trail('all', organization)],
      { accounts: both, members: [one] },
      { ...someOfAccount('1', '1'), ...someOfAccount('2', '0') },
    ],
    [
      'an organization: a delegated administrator made the trail, which is of the management account',
      [trail('all', organization, { account: three, of: two })],
      { accounts: both, members: [one] },
      { ...someOfAccount('1', '1'), ...someOfAccount('2', '1') },
    ],
    [
      'an organization whose members could not be read',
      [trail('all', organization)],
      { accounts: both, members: 'unknown' },
      { ...someOfAccount('1', '1'), ...someOfAccount('2', '0?') },
    ],
    [
      'an organization of another partition',
      [trail('all', organization, { account: two })],
      { accounts: [account(one, { partition: 'aws-cn', regions: ['cn-north-1'] })] },
      { '1 cn-north-1': '0' },
    ],
    [
      'regions that nobody looked at',
      [trail('main')],
      { isKnown: ({ region }) => region === 'eu-west-1' },
      { ...someOfAccount('1', '1?'), '1 eu-west-1': '1' },
    ],
    [
      'an account whose regions nobody knows',
      [trail('main')],
      { accounts: [account(one, { regions: null })] },
      { '1 us-east-1': '1', [`1 ${anyRegion}`]: '1?' },
    ],
    [
      'the same where the partition has no leading region that anybody knows',
      [],
      { accounts: [account(one, { regions: null, partition: 'aws-iso' })] },
      { [`1 ${anyRegion}`]: '0?' },
    ],
  ])('%s', (_, trails, over, expected) => {
    expect(copiesIn(trails, 'management write', over)).toEqual(expected);
  });

  it('reads and writes are counted apart', () => {
    expect(copiesIn([trail('reads', readsOnly)], 'management read')).toEqual(someOfAccount('1', '1'));
    expect(copiesIn([trail('reads', readsOnly)], 'management write')).toEqual(someOfAccount('1', '0'));
  });
});

describe('copies of global service events', () => {
  it.each<[string, readonly Trail[], string]>([
    ['a multi-region trail', [trail('main')], '1'],
    ['a trail of the leading region with the flag', [trail('us', flagged, { region: 'us-east-1' })], '1'],
    ['without the flag', [trail('us', single, { region: 'us-east-1' })], '0'],
    ['a trail elsewhere, whatever its flag', [trail('eu', flagged)], '0'],
    ['two', [trail('main'), trail('us', flagged, { region: 'us-east-1' })], '2'],
    ['one half', [trail('reads', readsOnly)], '0+1'],
  ])('%s', (_, trails, expected) => {
    expect(copiesIn(trails, 'global')).toEqual({ '1 us-east-1': expected });
  });
});

describe('columns', () => {
  it('are management events, and what else anybody records, by category', () => {
    const insights = { insights: [{ type: 'ApiCallRateInsight', categories: ['Management'] }] };
    expect(columnsOf([trail('a', insights), trail('b', dataOnly)])).toEqual([
      'management read',
      'management write',
      'global',
      'data AWS::S3::Object',
      'insights ApiCallRateInsight',
    ]);
  });
});

describe('levelOf', () => {
  it.each<[Cell, string]>([
    [{ all: 0, part: 0, lost: 0, open: false }, 'none'],
    [{ all: 0, part: 0, lost: 0, open: true }, 'unknown'],
    [{ all: 0, part: 2, lost: 0, open: true }, 'some'],
    [{ all: 1, part: 0, lost: 0, open: true }, 'once'],
    [{ all: 2, part: 0, lost: 0, open: false }, 'several'],
    [{ all: 0, part: 0, lost: 1, open: false }, 'lost'],
    [{ all: 0, part: 0, lost: 1, open: true }, 'unknown'],
    [{ all: 1, part: 0, lost: 1, open: false }, 'once'],
  ])('%j is %s', (cell, level) => {
    expect(levelOf(cell)).toBe(level);
  });
});

const columns = ['management read', 'management write', 'global'] as const;

describe('rows', () => {
  it('hold regions and accounts that are alike once', () => {
    const trails = [one, two].map(id => trail('main', {}, { account: id }));
    const places = placesOf(estate(trails, { accounts: [...both, account(three)] }));
    const rows = rowsOf(places, columns);
    expect(rows.map(({ accounts, regions, whole }) => [accounts.map(({ id }) => id), regions.length, whole])).toEqual([
      [[one, two], 4, true],
      [[three], 4, true],
    ]);
    expect(rows[0]?.cells.map(cell => cell?.all)).toEqual([1, 1, 1]);
  });

  it('of regions of which there may be others are not all', () => {
    const accounts = [account(one), account(two, { partly: true })];
    const places = placesOf(estate([trail('main'), trail('main', {}, { account: two })], { accounts }));
    expect(rowsOf(places, columns).map(({ accounts: [first], whole }) => [first?.id, whole])).toEqual([
      [one, true],
      [two, false],
    ]);
  });

  it('of regions that differ stand apart', () => {
    const places = placesOf(estate([trail('main'), trail('us', single, { region: 'us-west-2' })]));
    expect(rowsOf(places, columns).map(({ regions, whole }) => [regions.length, whole])).toEqual([
      [3, false],
      [1, false],
    ]);
    expect(eachRow(places, columns)).toHaveLength(4);
  });
});

const names = ['a', 'b', 'c', 'd', 'e', 'f'];
const trails: fc.Arbitrary<readonly Trail[]> = fc
  .subarray(names)
  .chain(some =>
    fc.tuple(
      ...some.map(name =>
        fc
          .record({
            region: fc.constantFrom('eu-west-1', 'us-east-1'),
            account: fc.constantFrom(one, two),
            state: fc.constantFrom({}, single, flagged, organization, dataOnly, readsOnly),
          })
          .map(({ state, ...place }) => trail(name, state, place)),
      ),
    ),
  );

const all: readonly Column[] = [...columns, 'data AWS::S3::Object'];

/** Every count of an estate, in one order. */
function counts(of: readonly Trail[]): Readonly<Record<string, readonly [number, number]>> {
  const places = placesOf(estate(of, { accounts: both }));
  return Object.fromEntries(
    places.flatMap(place =>
      place.regions.flatMap(region =>
        all.flatMap(column => {
          const cell = cellOf(place, column);
          return cell ? [[`${place.account.id} ${region} ${column}`, [cell.all, cell.all + cell.part]]] : [];
        }),
      ),
    ),
  );
}

function neverLess(less: ReturnType<typeof counts>, more: ReturnType<typeof counts>): void {
  for (const [key, [whole, any]] of Object.entries(less)) {
    const [otherWhole = -1, otherAny = -1] = more[key] ?? [];
    expect(otherWhole).toBeGreaterThanOrEqual(whole);
    expect(otherAny).toBeGreaterThanOrEqual(any);
  }
}

describe('counts', () => {
  it('never fall when a trail is added', () => {
    fc.assert(fc.property(trails, some => neverLess(counts(some.slice(1)), counts(some))));
  });

  it('never rise when a trail is stopped', () => {
    const stopped = ({ target, state, arn }: Trail): Trail =>
      trail(arn.replace(/.*\//u, ''), { ...state, ...off }, target);
    fc.assert(
      fc.property(trails, some => neverLess(counts(some.map((each, at) => (at === 0 ? stopped(each) : each))), counts(some))),
    );
  });

  it('do not depend on the order of trails', () => {
    fc.assert(
      fc.property(trails, some => {
        expect(counts(some.toReversed())).toEqual(counts(some));
      }),
    );
  });

  it('are the same in rows as in places', () => {
    fc.assert(
      fc.property(trails, some => {
        const places = placesOf(estate(some, { accounts: both }));
        const folded = rowsOf(places, ['management write']).flatMap(({ accounts, regions, cells }) =>
          accounts.flatMap(({ id }) => regions.map(region => [`${id} ${region}`, cells[0]] as const)),
        );
        const plain = eachRow(places, ['management write']).flatMap(({ accounts, regions, cells }) =>
          accounts.flatMap(({ id }) => regions.map(region => [`${id} ${region}`, cells[0]] as const)),
        );
        expect(Object.fromEntries(folded)).toEqual(Object.fromEntries(plain));
        expect(folded).toHaveLength(plain.length);
      }),
    );
  });
});

describe('a thousand accounts of seventeen regions', () => {
  it('are few rows', () => {
    const many = Array.from({ length: 1_000 }, (_, index) => account(`${100_000_000_000 + index}`));
    const regional = many.flatMap(({ id, regions }) =>
      (regions ?? []).map(region => trail('regional', single, { account: id, region })),
    );
    const places = placesOf(estate(regional, { accounts: many }));
    expect(rowsOf(places, columns)).toHaveLength(1);
  });
});
