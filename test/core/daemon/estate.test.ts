import { describe, expect, it } from 'vitest';

import { placesOf } from '../../../src/core/coverage/count.ts';
import type { Covered, Estate } from '../../../src/core/coverage/count.ts';
import type { Trail } from '../../../src/core/coverage/trails.ts';
import { cellStateOf, troubleOf } from '../../../src/core/daemon/cells.ts';
import { estateView } from '../../../src/core/daemon/estate.ts';
import type { EstateInput } from '../../../src/core/daemon/estate.ts';
import type { Known } from '../../../src/core/derive.ts';
import type { Drift } from '../../../src/core/drift/drift.ts';
import type { Live } from '../../../src/core/model.ts';
import type { AnyState } from '../../../src/core/kind.ts';
import { driftOf } from '../../arbitraries/snapshots.ts';
import {
  account,
  broken,
  estate,
  flagged,
  kind,
  off,
  one,
  organization,
  regions,
  single,
  three,
  trail,
  two,
} from '../coverage/estate.ts';
import { lamp, present, wish } from '../toy.ts';

const now = new Date('2026-11-20T12:00:00Z');

function drift(of: Trail | `arn:${string}`, over: Partial<Drift> = {}): Drift {
  const told = { id: one, key: one, unit: null, cells: 'once' } as const;
  const arn = typeof of === 'string' ? of : of.arn;
  const address = typeof of === 'string' ? ('bucket/logs@1/eu-west-1' as const) : (of.address ?? 'trail/x@1/eu-west-1');
  const seen = { told, field: 'x', gravity: 'high', meaning: 'It is weaker.', wanted: 1, found: 2, ago: 1 } as const;
  const target = { partition: 'aws', account: one, region: 'eu-west-1' };
  return driftOf(
    {
      fingerprint: `d-${arn}`,
      ...seen,
      more: { address, resource: { kind: 'trail', arn, name: 'x', target }, ...over },
    },
    now,
  );
}

interface Case {
  readonly name: string;
  readonly trails: readonly Trail[];
  readonly drifts?: readonly Drift[];
  readonly over?: Partial<Estate>;
  /** At eu-west-1, then at us-east-1, where IAM happens. */
  readonly cells: readonly [string, string];
}

const main = trail('main');
const other = trail('other');
const denied = { by: 'waived', problem: { code: 'waived', message: 'accepted' } } as const;
const refused = { by: 'refused', problem: { code: 'waived', message: 'refused' } } as const;
const bucket = 'arn:aws:s3:::acme-logs';
const held = { by: 'held', problem: { code: 'not-enforced', message: 'not enforced' } } as const;

function keptOut(denials: number): Drift {
  const wanted = {
    keep: true,
    denials: Array.from({ length: denials }, () => ({ sid: 'Mine', mend: 'Take it away.' })),
  };
  return drift(bucket, { field: 'otherStatements', gravity: 'critical', wanted });
}
const readOnly = {
  eventSelectors: { basic: [{ readWrite: 'ReadOnly', management: true, excludeSources: [], dataResources: [] }] },
};

const cases: readonly Case[] = [
  { name: 'once', trails: [main], cells: ['once', 'once'] },
  { name: 'nobody', trails: [], cells: ['none', 'none'] },
  { name: 'it does not log', trails: [trail('main', off)], cells: ['none', 'none'] },
  { name: 'twice', trails: [main, other], cells: ['twice', 'twice'] },
  { name: 'one region', trails: [trail('main', single)], cells: ['once', 'none'] },
  { name: 'what cannot deliver', trails: [trail('main', {}, broken)], cells: ['undelivered', 'undelivered'] },
  { name: 'nobody could look', trails: [], over: { isKnown: () => false }, cells: ['unknown', 'unknown'] },
  { name: 'no digests', trails: [trail('main', { logFileValidation: false })], cells: ['weak', 'weak'] },
  {
    name: 'no digests of one of two',
    trails: [trail('main', { logFileValidation: false }), other],
    cells: ['twice', 'twice'],
  },
  { name: 'a drift that weakens', trails: [main], drifts: [drift(main)], cells: ['weak', 'weak'] },
  { name: 'a light drift', trails: [main], drifts: [drift(main, { gravity: 'low' })], cells: ['once', 'once'] },
  {
    name: 'a drift that is accepted',
    trails: [main],
    drifts: [drift(main, { withheld: denied })],
    cells: ['once', 'once'],
  },
  {
    name: 'a drift that is refused',
    trails: [main],
    drifts: [drift(main, { withheld: refused })],
    cells: ['weak', 'weak'],
  },
  {
    name: 'a drift that is over',
    trails: [main],
    drifts: [drift(main, { closedAt: now.toISOString() })],
    cells: ['once', 'once'],
  },
  {
    name: 'a drift of nothing known',
    trails: [main],
    drifts: [drift(main, { resource: null })],
    cells: ['once', 'once'],
  },
  {
    name: 'a drift that is neutral',
    trails: [main],
    drifts: [drift(main, { effect: 'neutral', gravity: 'critical' })],
    cells: ['once', 'once'],
  },
  { name: 'a bucket that keeps it out', trails: [main], drifts: [keptOut(1)], cells: ['undelivered', 'undelivered'] },
  { name: 'a bucket that keeps nothing out', trails: [main], drifts: [keptOut(0)], cells: ['weak', 'weak'] },
  {
    name: 'a drift that is told and not enforced',
    trails: [main],
    drifts: [drift(main, { withheld: held })],
    cells: ['weak', 'weak'],
  },
  { name: 'a drift of the bucket', trails: [main], drifts: [drift(bucket)], cells: ['weak', 'weak'] },
  {
    name: 'nothing arrives',
    trails: [main],
    drifts: [drift(main, { kind: 'undelivered', gravity: 'critical' })],
    cells: ['undelivered', 'undelivered'],
  },
  {
    name: 'nothing arrived lately',
    trails: [main],
    drifts: [drift(main, { kind: 'undelivered' })],
    cells: ['late', 'late'],
  },
  {
    name: 'nothing of one of two arrives',
    trails: [main, other],
    drifts: [drift(main, { kind: 'undelivered', gravity: 'critical' })],
    cells: ['twice', 'twice'],
  },
];

const stateAt = ({ trails, drifts = [], over }: Case, region: string): string => {
  const place = placesOf(estate(trails, over)).find(({ regions }) => regions.includes(region));
  if (!place) throw new Error(`no place has ${region}`);
  return cellStateOf(place, troubleOf(drifts));
};

describe('how a region is recorded', () => {
  it.each(cases)('$name', one => {
    expect([stateAt(one, 'eu-west-1'), stateAt(one, 'us-east-1')]).toEqual(one.cells);
  });

  it('takes a part for all where sources are left out by name, and for a weaker record otherwise', () => {
    const part = (without: readonly string[]): Trail => ({
      ...main,
      recording: {
        ...main.recording,
        takes: (['management read', 'management write'] as const).map(of => ({ of, all: false, without })),
      },
    });
    const at = (one: Trail) => stateAt({ name: '', trails: [one], cells: ['', ''] }, 'eu-west-1');
    expect([at(part(['kms.amazonaws.com'])), at(part([]))]).toEqual(['once', 'weak']);
  });

  it('does not know what to make of a part of the events that only reads', () => {
    expect(stateAt({ name: '', trails: [trail('main', readOnly)], cells: ['', ''] }, 'eu-west-1')).toBe('none');
  });
});

function viewOf(trails: readonly Trail[], accounts: readonly Covered[], over: Partial<EstateInput> = {}) {
  const places = placesOf(estate(trails, { accounts, isKnown: ({ region }) => regions.includes(region) }));
  return estateView({ at: now.toISOString(), places, known: [], drifts: [], units: new Map(), findings: [], ...over });
}

describe('accounts', () => {
  it('have their keeper and its copies', () => {
    const view = viewOf([main], [account(one, { key: 'audit' }), account(two)], { units: new Map([[one, 'Prod']]) });
    expect(view.accounts).toMatchObject([
      {
        key: 'audit',
        id: one,
        unit: 'Prod',
        keeper: { address: main.address, arn: main.arn, region: 'eu-west-1' },
        copies: 1,
        cells: { 'eu-west-1': 'once', 'us-east-1': 'once' },
      },
      { key: two, unit: null, keeper: null, copies: 0, cells: { 'eu-west-1': 'none' } },
    ]);
  });

  it('have as keeper one that the spec declares', () => {
    const stranger = trail('stranger', {}, { declared: false });
    const [both] = viewOf([stranger, main], [account(one)]).accounts;
    expect([both?.keeper?.address, both?.copies]).toEqual([main.address, 2]);
    const [alone] = viewOf([stranger], [account(one)]).accounts;
    expect(alone?.keeper).toEqual({ address: null, arn: stranger.arn, region: 'eu-west-1' });
  });

  it('have a keeper in the region of global service events', () => {
    const local = trail('local', flagged, { region: 'us-east-1' });
    expect(viewOf([local], [account(one)]).accounts[0]?.keeper?.region).toBe('us-east-1');
  });

  it('have none that cannot deliver, and none that is known where nobody looked', () => {
    expect(viewOf([trail('main', {}, broken)], [account(one)]).accounts[0]).toMatchObject({ keeper: null, copies: 0 });
    const open = placesOf(estate([main], { isKnown: () => false }));
    const [unknown] = viewOf([], [], { places: open }).accounts;
    expect(unknown).toMatchObject({ keeper: null, copies: null });
  });

  it('have none in a partition of which nobody said where such events happen', () => {
    const [found] = viewOf([], [account(one, { partition: 'aws-eusc', regions: ['eusc-de-east-1'] })]).accounts;
    expect(found).toMatchObject({ keeper: null, copies: null });
  });

  it('whose regions nobody knows have those of the others, as far as something is known of them', () => {
    const all = trail('org', organization, { account: two });
    const view = viewOf([all], [account(two), account(one, { regions: null })]);
    expect(view.accounts[1]?.cells).toEqual(Object.fromEntries(regions.map(region => [region, 'once'])));
    const without = viewOf([], [account(two), account(one, { regions: null })]);
    expect(without.accounts[1]?.cells).toMatchObject({ 'eu-west-1': 'unknown' });
    const elsewhere = account(three, { partition: 'aws-cn', regions: ['cn-north-1'] });
    const china = viewOf([], [elsewhere, account(one, { regions: null })]);
    expect(Object.keys(china.accounts[1]?.cells ?? {})).toEqual(['us-east-1']);
  });

  it('keep the regions that they had where none can be read any more, and nothing is known of them', () => {
    const { accounts: before } = viewOf([main], [account(one, { regions: ['eu-west-1', 'us-west-2'] })]);
    const off = before.map(view => ({ ...view, cells: { ...view.cells, 'eu-central-1': 'off' as const } }));
    const cells = (of: Partial<EstateInput>) =>
      viewOf([], [account(one, { regions: null })], of).accounts.map(view => view.cells);
    expect(cells({ before: off })).toMatchObject([{ 'eu-west-1': 'unknown', 'us-west-2': 'unknown' }]);
    expect(Object.keys(cells({ before: off })[0] ?? {})).not.toContain('eu-central-1');
    expect(Object.keys(cells({})[0] ?? {})).not.toContain('us-west-2');
    const known = viewOf([main], [account(one, { regions: ['eu-west-1'] })], { before: off });
    expect(Object.keys(known.accounts[0]?.cells ?? {})).not.toContain('us-west-2');
  });

  it('of which some regions are known have the others, too', () => {
    const accounts = [account(two), account(one, { regions: ['eu-west-1', 'us-east-1'], partly: true })];
    expect(viewOf([main], accounts).accounts[1]?.cells).toEqual(
      Object.fromEntries(regions.map(region => [region, 'once'])),
    );
    const local = trail('main', single);
    expect(viewOf([local], accounts).accounts[1]?.cells).toEqual({
      'eu-central-1': 'unknown',
      'eu-west-1': 'once',
      'us-east-1': 'none',
      'us-west-2': 'unknown',
    });
  });

  it('have no cell for a region that is not enabled', () => {
    const view = viewOf([main], [account(two), account(one, { regions: ['eu-west-1', 'us-east-1'] })]);
    expect(Object.keys(view.accounts[1]?.cells ?? {})).toEqual(['eu-west-1', 'us-east-1']);
  });
});

const unread: Live<AnyState> = { is: 'unread', problem: { code: 'access-denied', message: 'no' } };

describe('resources', () => {
  const base = wish(lamp, 'hall', {});
  const of = (live: Live<AnyState>): Known => ({ ...base, live });
  const there = of(present(base, {}));
  const about = (over: Partial<Drift>): Drift => drift(main, { address: base.desired.address, ...over });
  const table: readonly (readonly [string, Known, readonly Drift[], string, string | null])[] = [
    ['in sync', there, [], 'in-sync', null],
    ['differs', there, [about({}), about({ gravity: 'critical' })], 'differs', 'critical'],
    ['contested', there, [about({ status: 'contested' })], 'differs', 'high'],
    ['withheld', there, [about({ status: 'withheld', withheld: denied })], 'withheld', 'high'],
    ['accepted', there, [about({ withheld: denied })], 'withheld', 'high'],
    ['over', there, [about({ closedAt: now.toISOString(), status: 'flapping' })], 'in-sync', null],
    ['missing', of({ is: 'absent' }), [about({ kind: 'missing' })], 'missing', 'high'],
    ['unread', of(unread), [], 'unread', null],
    ['unread in part', there, [about({ kind: 'unread' })], 'unread', null],
  ];
  it.each(table)('%s', (_, known, drifts, state, gravity) => {
    expect(viewOf([], [], { known: [known], drifts }).resources).toEqual([
      {
        address: base.desired.address,
        kind: 'lamp',
        arn: base.desired.arn,
        account: base.desired.target.account,
        region: base.desired.target.region,
        state,
        gravity,
      },
    ]);
  });
});

describe('trails', () => {
  const base = wish(kind, 'main', {});
  const shown = (live: Live<AnyState>) => viewOf([], [], { known: [{ ...base, live }] }).trails[0];
  const nothing = { logging: null, lastLog: null, lastDigest: null, lastNotification: null, errors: {}, elsewhere: {} };

  it('say when they last delivered what, in the words of AWS', () => {
    const health = { lastDelivery: '2026-11-20T11:57:00Z', digestError: 'NoSuchBucket' };
    expect(shown({ ...present(base, { logging: true }), health })).toMatchObject({
      address: base.desired.address,
      logging: true,
      lastLog: '2026-11-20T11:57:00Z',
      lastDigest: null,
      errors: { digest: 'NoSuchBucket' },
    });
  });

  it('say nothing that was not read', () => {
    expect(shown(unread)).toMatchObject(nothing);
    expect(shown(present(base, { logging: true }, ['logging']))).toMatchObject(nothing);
    expect(shown(present(base, {}))).toMatchObject(nothing);
  });
});
