import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { byAddress } from '../../../src/core/derive.ts';
import type { Known } from '../../../src/core/derive.ts';
import type { Effect } from '../../../src/core/kind.ts';
import { gravities } from '../../../src/core/plan.ts';
import type { Difference, FieldChange, Withheld } from '../../../src/core/plan.ts';
import { adopting, awaitAdoption, idleAdoptions } from '../../../src/core/rules/adoption.ts';
import { noConsent } from '../../../src/core/rules/settings.ts';
import { absent, lamp, present, unread, wish } from '../toy.ts';
import { settings } from './settings.ts';

const now = new Date(0);
const waits: Withheld = { by: 'waits', problem: { code: 'owner-unknown', message: '' } };

const field = (name: string, effect: Effect, withheld?: Withheld): FieldChange => ({
  field: name,
  before: 1,
  after: 2,
  effect,
  gravity: 'critical',
  meaning: '',
  ...(withheld ? { withheld } : {}),
});

const fields = [
  field('lit', 'strengthens'),
  field('owner', 'neutral'),
  field('colour', 'weakens'),
  field('place', 'neutral', waits),
];

type Owner = string | null | undefined;

function seen(key: string, owner: Owner, adopt = false): Known {
  const one = wish(lamp, key, {}, { adopt });
  return { ...one, live: { ...present(one, {}), owner } };
}

function judge(known: Known, adopt: readonly string[] = []): Difference | undefined {
  const resources = byAddress([known]);
  const difference: Difference = { address: known.desired.address, action: 'update', fields };
  const marked = adopting([difference], resources, { adopt });
  const consent = { ...noConsent, adopt };
  return awaitAdoption(marked, settings({ known: resources, consent }), now)[0];
}

const withheldIn = (difference: Difference | undefined) => difference?.fields.map(({ withheld }) => withheld?.by);
const all = [undefined, undefined, undefined, 'waits'];

describe('a resource without an owner tag', () => {
  it('is strengthened and nothing else, and its message says how to adopt it', () => {
    const judged = judge(seen('x', null));
    expect(judged?.action).toBe('update');
    expect(withheldIn(judged)).toEqual([undefined, 'fixed', 'fixed', 'waits']);
    expect(judged?.fields[1]?.withheld?.problem).toMatchObject({
      code: 'not-adopted',
      at: 'lamp/x@111111111111/eu-west-1',
      hint: expect.stringContaining('--adopt lamp/x@111111111111/eu-west-1'),
    });
  });

  it('is ours where it is what an interrupted creation leaves', () => {
    const known = seen('x', null);
    if (known.live.is !== 'present') throw new Error('not present');
    const judged = judge({ ...known, live: { ...known.live, unclaimed: true } });
    expect([judged?.action, ...(withheldIn(judged) ?? [])]).toEqual(['update', ...all]);
  });

  it.each<[string, Known, readonly string[]]>([
    ['the spec', seen('x', null, true), []],
    ['its address', seen('x', null), ['lamp/x@111111111111/eu-west-1']],
    ['a pattern', seen('x', null), ['socket/x', 'lamp/*']],
  ])('is adopted by %s', (_, known, adopt) => {
    const judged = judge(known, adopt);
    expect([judged?.action, ...(withheldIn(judged) ?? [])]).toEqual(['adopt', ...all]);
  });

  it('is not adopted by a pattern of others', () => {
    expect(judge(seen('x', null), ['lamp/y', 'socket/*'])?.action).toBe('update');
  });
});

it.each<Owner>(['acme', 'globex', undefined])('with the owner %j nothing is adopted, whoever says so', owner => {
  const judged = judge(seen('x', owner, true), ['*/*']);
  expect([judged?.action, ...(withheldIn(judged) ?? [])]).toEqual(['update', ...all]);
});

it('leaves alone what it knows nothing of', () => {
  const difference: Difference = { address: 'lamp/y@1/r', action: 'create', fields };
  expect(adopting([difference], new Map(), { adopt: ['*/*'] })).toEqual([difference]);
  expect(awaitAdoption([difference], settings(), now)).toEqual([difference]);
});

it('tells the patterns that mean nothing without a tag', () => {
  const known = [
    seen('bare', null),
    seen('ours', 'acme'),
    { ...wish(lamp, 'dark', {}), live: unread },
    { ...wish(lamp, 'none', {}), live: absent },
  ];
  const told = idleAdoptions(['lamp/bare', 'lamp/ours', 'lamp/dark', 'lamp/none', '*/*', 'lamp/slip'], known);
  expect(told.map(({ code, severity }) => [code, severity])).toEqual(
    Array.from({ length: 3 }, () => ['nothing-to-adopt', 'warning']),
  );
  expect(told.map(({ message }) => message.split(' ')[1])).toEqual(['lamp/ours', 'lamp/none', 'lamp/slip']);
});

describe('whatever the differences', () => {
  const effects: readonly Effect[] = ['strengthens', 'weakens', 'neutral'];
  const differing = fc.record({
    owner: fc.constantFrom<Owner>('acme', 'globex', null, undefined),
    adopt: fc.boolean(),
    fields: fc.array(
      fc.record({
        field: fc.constantFrom('lit', 'owner', 'colour'),
        before: fc.jsonValue(),
        after: fc.jsonValue(),
        effect: fc.constantFrom(...effects),
        gravity: fc.constantFrom(...gravities),
        meaning: fc.string(),
      }),
    ),
  });
  const estate = fc.array(differing, { maxLength: 4 }).map(ones =>
    ones.map(({ owner, adopt, fields: some }, index) => {
      const known = seen(`x${index}`, owner, adopt);
      const difference: Difference = { address: known.desired.address, action: 'update', fields: some };
      return { known, difference };
    }),
  );
  const patterns = fc.array(fc.constantFrom('lamp/x0', 'lamp/*', 'socket/*'), { maxLength: 2 });
  const rule = (differences: readonly Difference[], known: readonly Known[], adopt: readonly string[]) =>
    awaitAdoption(
      adopting(differences, byAddress(known), { adopt }),
      settings({ known: byAddress(known), consent: { ...noConsent, adopt } }),
      now,
    );
  const bare = (differences: readonly Difference[]) =>
    differences.map(({ address, fields: some }) => ({
      address,
      fields: some.map(one => ({ ...one, withheld: undefined })),
    }));
  const open = (differences: readonly Difference[]) =>
    differences.flatMap(({ address, fields: some }) =>
      some.flatMap(({ withheld }, index) => (withheld ? [] : [`${address} ${index}`])),
    );

  it('none is invented, dropped or altered, and what strengthens is never withheld', () => {
    fc.assert(
      fc.property(estate, patterns, (ones, adopt) => {
        const differences = ones.map(({ difference }) => difference);
        const judged = rule(
          differences,
          ones.map(({ known }) => known),
          adopt,
        );
        expect(bare(judged)).toEqual(bare(differences));
        const held = judged.flatMap(one => one.fields.filter(({ withheld }) => withheld));
        expect(held.filter(({ effect }) => effect === 'strengthens')).toEqual([]);
        expect(held.every(({ withheld }) => withheld?.by === 'fixed')).toBe(true);
      }),
    );
  });

  it('saying that more is ours never withholds more', () => {
    fc.assert(
      fc.property(estate, patterns, patterns, (ones, adopt, more) => {
        const differences = ones.map(({ difference }) => difference);
        const known = ones.map(one => one.known);
        const less = new Set(open(rule(differences, known, [...adopt, ...more])));
        expect(open(rule(differences, known, adopt)).filter(one => !less.has(one))).toEqual([]);
      }),
    );
  });
});
