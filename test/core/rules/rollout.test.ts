import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { byAddress } from '../../../src/core/derive.ts';
import type { Known } from '../../../src/core/derive.ts';
import { difference } from '../../../src/core/diff.ts';
import type { Address } from '../../../src/core/model.ts';
import type { Difference } from '../../../src/core/plan.ts';
import { awaitEarlierGroups } from '../../../src/core/rules/rollout.ts';
import type { Rollout } from '../../../src/core/rules/rollout.ts';
import { stagesOf } from '../../../src/core/spec/stages.ts';
import { noSafety, settings } from './settings.ts';
import { bucket, stands, trail } from './standing.ts';
import type { Stands } from './standing.ts';

const now = new Date(0);
const delivered = { lastDelivery: '2026-11-20T10:00:00.000Z' };
const group = { accounts: [], labels: {}, units: [], exclude: [] };
const groups = new Map([
  ['canary', { ...group, accounts: ['a'] }],
  ['early', { ...group, accounts: ['a', 'b'], units: ['Root/Dev'] }],
]);

function account(key: string, units: readonly string[] | null = []) {
  const access = { role: null, externalId: null, sessionName: 'x', profile: null };
  return { key, id: key, partition: 'aws', access, regions: null, labels: {}, enabled: null, units, discovered: false };
}

interface Case {
  readonly after?: ReadonlyMap<Address, readonly Address[]>;
  readonly more?: Partial<Rollout>;
  readonly accounts?: readonly ReturnType<typeof account>[];
}

const accounts = ['a', 'b', 'c', 'log'].map(key => account(key));

function judge(known: readonly Known[], one: Case = {}, alter = (some: readonly Difference[]) => some) {
  const { after = new Map(), more = {} } = one;
  const stages = stagesOf(
    { groups, safety: { ...noSafety, rollout: ['canary', 'early'] } },
    one.accounts ?? accounts,
    after,
  );
  const rollout = stages && { stages, after, unsettled: new Map(), changed: new Set<Address>(), ...more };
  const found = alter(known.flatMap(resource => difference(resource).difference ?? []));
  return { before: found, after: awaitEarlierGroups(found, settings({ known: byAddress(known), rollout }), now) };
}

const changed: Stands = { otherwise: { recursiveLogging: false, logging: false }, health: delivered };
const settled = (key: string): Known => stands(trail, { account: key, health: delivered });
const differing = (key: string): Known => stands(trail, { account: key, ...changed });

/** By account: what waits of it, and why. */
function waits({ after }: ReturnType<typeof judge>) {
  return after.map(({ address, withheld, fields }) => [
    address.replace(/^.*@|\/.*$/gu, ''),
    withheld ? 'all' : fields.filter(one => one.withheld).map(({ field }) => field),
    (withheld ?? fields.find(one => one.withheld)?.withheld)?.problem.message,
  ]);
}

describe('a rollout', () => {
  it('lets the first group go, and of the others what strengthens', () => {
    const why = 'Group canary comes first: trail/x@a/eu-west-1 is not as the spec says';
    expect(waits(judge([differing('a'), differing('b'), differing('c')]))).toEqual([
      ['a', [], undefined],
      ['b', ['recursiveLogging'], why],
      ['c', ['recursiveLogging'], why],
    ]);
  });

  it('goes on to the next group, and then to everybody else', () => {
    expect(waits(judge([settled('a'), differing('b'), differing('c')])).map(([key, what]) => [key, what])).toEqual([
      ['b', []],
      ['c', ['recursiveLogging']],
    ]);
    expect(waits(judge([settled('a'), settled('b'), differing('c')]))).toEqual([['c', [], undefined]]);
  });

  it.each<[string, Stands, string | undefined]>([
    ['that delivers', { health: delivered }, undefined],
    ['that is not there', { otherwise: null }, 'does not exist yet'],
    [
      'that was not read whole',
      { health: delivered, unread: ['kmsKey'] },
      'could not be read, or this run did not look',
    ],
    ['that never delivered', {}, 'has delivered nothing yet'],
    [
      'that cannot deliver',
      { health: { ...delivered, deliveryError: 'AccessDenied' } },
      'cannot deliver (AccessDenied)',
    ],
    ['that does not log', { health: delivered, otherwise: { logging: false } }, 'is not as the spec says'],
    ['that is meant not to log', { desired: { logging: false }, otherwise: { logging: false } }, undefined],
    ['that is only referred to', { managed: false }, undefined],
  ])('waits for a trail %s', (_, canary, reason) => {
    const known = [stands(trail, { account: 'a', ...canary }), stands(trail, { account: 'c', otherwise: null })];
    const found = waits(judge(known)).filter(([key]) => key === 'c');
    const why = reason === undefined ? undefined : `Group canary comes first: trail/x@a/eu-west-1 ${reason}`;
    expect(found).toEqual([['c', why === undefined ? [] : 'all', why]]);
  });

  it('waits for what was not looked at', () => {
    const live = { is: 'unread', problem: { code: 'not-looked-at', message: '' } } as const;
    expect(waits(judge([{ ...settled('a'), live }, differing('c')])).map(([, what]) => what)).toEqual([
      ['recursiveLogging'],
    ]);
  });

  it('waits for a trail that moved, and for what this run has changed', () => {
    const [canary, later] = [settled('a'), differing('c')];
    const moved = new Map([[canary.desired.arn, { name: 'x', place: 'acme-v2' }]]);
    const after = new Map([[canary.desired.address, [stands(bucket, { account: 'log' }).desired.address]]]);
    const whyOf = (more: Partial<Rollout>) => waits(judge([canary, later], { after, more }))[0]?.[2];
    expect([
      whyOf({ unsettled: moved }),
      whyOf({ changed: new Set([canary.desired.address]) }),
      whyOf({ changed: new Set<Address>(['bucket/x@log/eu-west-1']) }),
      whyOf({ changed: new Set([later.desired.address]) }),
    ]).toEqual([
      'Group canary comes first: trail/x@a/eu-west-1 has delivered nothing to acme-v2 yet',
      'Group canary comes first: trail/x@a/eu-west-1 was changed by this run',
      'Group canary comes first: trail/x@a/eu-west-1 was changed by this run',
      undefined,
    ]);
  });

  it('counts the others that hold it up', () => {
    const two = [stands(trail, { account: 'a' }), stands(trail, { account: 'a', key: 'y' })];
    expect(waits(judge([...two, differing('c')]))[0]?.[2]).toBe(
      'Group canary comes first: trail/x@a/eu-west-1 has delivered nothing yet, and 1 more',
    );
  });

  it('does not wait for a difference that is waived', () => {
    const waive = (some: readonly Difference[]): readonly Difference[] =>
      some.map(one => ({
        ...one,
        fields: one.fields.map(field =>
          one.address.includes('@a/')
            ? { ...field, withheld: { by: 'waived', problem: { code: 'waived', message: '' } } }
            : field,
        ),
      }));
    const canary = stands(trail, { account: 'a', health: delivered, otherwise: { recursiveLogging: false } });
    expect(waits(judge([canary, differing('c')], {}, waive)).map(([key, what]) => [key, what])).toEqual([
      ['a', ['recursiveLogging']],
      ['c', []],
    ]);
  });

  it('takes what an earlier group rests on along with it, through whatever is between', () => {
    const places = ['one', 'two', 'three'].map(key =>
      stands(bucket, { account: 'log', key, otherwise: { versioning: 'suspended', tlsOnly: 1 } }),
    );
    const [one, two, three] = places.map(({ desired }) => desired.address) as [Address, Address, Address];
    const canary = differing('a');
    const after = new Map<Address, readonly Address[]>([
      [canary.desired.address, [one]],
      [differing('c').desired.address, [one, three]],
      [one, [two]],
    ]);
    const judged = judge([canary, differing('c'), ...places], { after });
    expect(
      judged.after.filter(({ fields }) => fields.some(({ withheld }) => withheld)).map(({ address }) => address),
    ).toEqual([differing('c').desired.address, three]);
  });

  it('waits while it is not known who is in a group', () => {
    const known = [settled('a'), settled('b'), differing('c')];
    const unsure = [account('a'), account('b'), account('c', null)];
    expect(waits(judge(known, { accounts: unsure }))).toEqual([
      ['c', ['recursiveLogging'], 'Group early comes first: whether c is in that group could not be read'],
    ]);
  });

  it('is none where the spec has none', () => {
    expect(stagesOf({ groups, safety: noSafety }, accounts, new Map())).toBeNull();
    const found = [differing('a'), differing('c')].flatMap(one => difference(one).difference ?? []);
    expect(awaitEarlierGroups(found, settings(), now)).toBe(found);
  });

  it('only withholds, never what strengthens an existing resource, and never twice', () => {
    const state = fc.record({
      otherwise: fc.constantFrom({}, { recursiveLogging: false }, { logging: false, kmsKey: 'k' }, null),
      health: fc.constantFrom({}, delivered),
    });
    const estate = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), state), { maxLength: 6 });
    fc.assert(
      fc.property(estate, all => {
        const known = all.map(([key, one], index) => stands(trail, { account: key, key: `${index}`, ...one }));
        const { before, after } = judge(known);
        const bare = (some: readonly Difference[]) =>
          some.map(({ address, action, fields }) => [
            address,
            action,
            fields.map(({ withheld: _withheld, ...rest }) => rest),
          ]);
        expect(bare(after)).toEqual(bare(before));
        for (const { action, fields } of after)
          if (action === 'update')
            expect(fields.filter(({ effect, withheld }) => effect === 'strengthens' && withheld)).toEqual([]);
        const first = after.filter(({ address }) => address.includes('@a/'));
        expect(first).toEqual(before.filter(({ address }) => address.includes('@a/')));
      }),
    );
  });

  it('leaves alone what is withheld already', () => {
    const refuse = (some: readonly Difference[]): readonly Difference[] =>
      some.map(one => ({ ...one, withheld: { by: 'refused', problem: { code: 'other-owner', message: '' } } }));
    const known = [stands(trail, { account: 'a' }), stands(trail, { account: 'c', otherwise: null })];
    const judged = judge(known, {}, refuse);
    expect(judged.after).toEqual(judged.before);
  });
});
