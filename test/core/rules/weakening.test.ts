import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { byAddress } from '../../../src/core/derive.ts';
import type { AnyKind, Effect, Field } from '../../../src/core/kind.ts';
import type { Address } from '../../../src/core/model.ts';
import type { Difference, FieldChange, Withheld } from '../../../src/core/plan.ts';
import { noConsent } from '../../../src/core/rules/settings.ts';
import { allowFindings, refuseWeakening } from '../../../src/core/rules/weakening.ts';
import type { Allow } from '../../../src/core/spec/safety.ts';
import { lamp, present, wish } from '../toy.ts';
import { noSafety, settings } from './settings.ts';

const now = new Date('2027-03-31T12:00:00Z');

/** Weakens where anything goes off, or both. */
const power: Field<unknown> = {
  change: 'call',
  effect: (from, to) => (lost(from, to) ? 'weakens' : lost(to, from) ? 'strengthens' : 'neutral'),
  gravity: () => 'high',
  meaning: () => 'It is dark.',
};
const lost = (from: unknown, to: unknown): boolean =>
  Object.entries(Object(from)).some(([key, on]) => on === true && Object(to)[key] !== true);
const dimmable: AnyKind = { ...lamp, fields: { lit: power, colour: power, hours: power, owner: power } };
const state = { lit: { on: true, dim: true }, colour: { red: true }, hours: { all: true }, owner: 'acme' };
const dark = { on: false, dim: true };
const darkest = { on: false, dim: false };
const known = byAddress(
  ['one', 'two'].map(key => {
    const resource = wish(dimmable, key, { ...state, lit: dark });
    return { ...resource, live: present(resource, state) };
  }),
);
const [one = 'lamp/one@x/y', two = 'lamp/two@x/y'] = [...known.keys()];
const stranger: Address = 'lamp/gone@111111111111/eu-west-1';

const field = (name: string, effect: Effect = 'weakens', more: Partial<FieldChange> = {}): FieldChange => ({
  field: name,
  before: { on: true, dim: true },
  after: dark,
  effect,
  gravity: 'high',
  meaning: '',
  ...(effect === 'weakens' ? { loss: 'It is dark.' } : {}),
  ...more,
});
const update = (address: Address, ...fields: readonly FieldChange[]): Difference => ({
  address,
  action: 'update',
  fields,
});
const allow = (over: Partial<Allow> = {}): Allow => ({
  resource: 'lamp/one',
  field: 'lit.on',
  reason: 'a night off',
  until: '2027-03-31',
  at: { file: 'a.yaml', line: 3, column: 5 },
  ...over,
});

const waits: Withheld = { by: 'waits', problem: { code: 'waits-for-change', message: '' } };

/** What became of each field: by whom it is withheld, and by whom all of it. */
function judge(difference: Difference, over: { readonly allow?: readonly Allow[]; readonly weakening?: boolean } = {}) {
  const { allow: entries = [], weakening = false } = over;
  const given = settings({ known, safety: { ...noSafety, allow: entries }, consent: { ...noConsent, weakening } });
  const [judged] = refuseWeakening([difference], given, now);
  return [judged?.withheld?.by, ...(judged?.fields ?? []).map(({ withheld }) => withheld?.by)];
}

describe('a change that weakens', () => {
  const both = update(one, field('lit'), field('colour', 'strengthens'));

  it.each<[string, Difference, Parameters<typeof judge>[1], ReturnType<typeof judge>]>([
    ['is refused, field by field', both, {}, [undefined, 'refused', undefined]],
    ['passes by leave for the run', both, { weakening: true }, [undefined, undefined, undefined]],
    ['passes by an entry, to the end of its day', both, { allow: [allow()] }, [undefined, undefined, undefined]],
    [
      'passes by an entry for all of the field',
      both,
      { allow: [allow({ field: 'lit' })] },
      [undefined, undefined, undefined],
    ],
    ['passes by a JSON pointer', both, { allow: [allow({ field: '/lit/on' })] }, [undefined, undefined, undefined]],
    [
      'is refused where an entry means what stays',
      both,
      { allow: [allow({ field: 'lit.dim' })] },
      [undefined, 'refused', undefined],
    ],
    [
      'is refused whole where only a part may go',
      update(one, field('lit', 'weakens', { after: darkest })),
      { allow: [allow()] },
      [undefined, 'refused'],
    ],
    [
      'passes where every part may go',
      update(one, field('lit', 'weakens', { after: darkest })),
      { allow: [allow(), allow({ field: 'lit.dim' })] },
      [undefined, undefined],
    ],
    ['is refused a day later', both, { allow: [allow({ until: '2027-03-30' })] }, [undefined, 'refused', undefined]],
    ['is refused for another field', both, { allow: [allow({ field: 'colour' })] }, [undefined, 'refused', undefined]],
    [
      'is refused for another resource',
      both,
      { allow: [allow({ resource: 'lamp/two' })] },
      [undefined, 'refused', undefined],
    ],
    [
      'is left as another rule left it',
      update(one, field('lit', 'weakens', { withheld: waits })),
      {},
      [undefined, 'waits'],
    ],
    [
      'is left where all of it is withheld',
      { ...update(one, field('lit')), withheld: waits },
      {},
      ['waits', undefined],
    ],
    ['is none in a creation', { ...update(one, field('lit')), action: 'create' }, {}, [undefined, undefined]],
    ['is refused in an adoption', { ...update(one, field('lit')), action: 'adopt' }, {}, [undefined, 'refused']],
    ['refuses a deletion as a whole', { ...both, action: 'delete' }, {}, ['refused', undefined, undefined]],
    [
      'passes in a deletion by leave',
      { ...both, action: 'delete' },
      { allow: [allow()] },
      [undefined, undefined, undefined],
    ],
    [
      'refuses a deletion of which only some may go',
      { ...update(one, field('lit'), field('colour')), action: 'delete' },
      { allow: [allow()] },
      ['refused', undefined, undefined],
    ],
    [
      'of what the spec does not know goes by the name of state',
      update(stranger, field('lit')),
      { allow: [allow({ resource: '*/gone', field: 'lit' })] },
      [undefined, undefined],
    ],
  ])('%s', (_, difference, over, expected) => {
    expect(judge(difference, over)).toEqual(expected);
  });

  it.each([
    [field('lit'), 'It would leave less evidence than there is now: It is dark', 'lit'],
    [{ ...field('colour'), loss: undefined }, 'It would leave less evidence than there is now', 'colour'],
  ])('says what is lost, and how to permit it: %j', ({ loss, ...rest }, message, name) => {
    const weakening: FieldChange = loss === undefined ? rest : { ...rest, loss };
    const [judged] = refuseWeakening([update(one, weakening)], settings({ known }), now);
    const problem = judged?.fields[0]?.withheld?.problem;
    expect(problem).toMatchObject({ code: 'would-weaken', at: one, message });
    expect(problem?.hint).toContain('--allow-weakening');
    expect(problem?.hint).toContain(`resource ${one}, field ${name},`);
  });
});

describe('the rule', () => {
  const effects = fc.constantFrom<Effect>('weakens', 'strengthens', 'neutral');
  const fields = fc
    .uniqueArray(fc.constantFrom('lit', 'colour', 'hours'), { minLength: 1 })
    .chain(names =>
      fc.tuple(
        ...names.map(name =>
          fc.tuple(effects, fc.boolean()).map(([effect, held]) => field(name, effect, held ? { withheld: waits } : {})),
        ),
      ),
    );
  const differences = fc.array(
    fc
      .record({
        address: fc.constantFrom(one, two),
        action: fc.constantFrom('create', 'update', 'adopt', 'delete'),
        fields,
        held: fc.boolean(),
      })
      .map(({ held, ...rest }): Difference => ({ ...rest, ...(held ? { withheld: waits } : {}) })),
  );
  const entries = fc.array(
    fc
      .record({
        resource: fc.constantFrom('lamp/one', 'lamp/*', 'lamp/gone'),
        field: fc.constantFrom('lit.on', 'lit', 'colour', 'nothing'),
        until: fc.constantFrom('2027-03-30', '2027-03-31', '2027-04-01'),
      })
      .map(allow),
  );
  const withEntries = (some: readonly Allow[], weakening = false) =>
    settings({ known, safety: { ...noSafety, allow: some }, consent: { ...noConsent, weakening } });
  const bare = (difference: Difference) => ({
    ...difference,
    withheld: undefined,
    fields: difference.fields.map(one => ({ ...one, withheld: undefined })),
  });
  const heldIn = (judged: readonly Difference[]) =>
    judged.flatMap(({ withheld, fields: of }) => [
      withheld !== undefined,
      ...of.map(one => one.withheld !== undefined),
    ]);

  it('only withholds: no difference is invented, dropped or altered', () => {
    fc.assert(
      fc.property(differences, entries, (some, allowed) => {
        const judged = refuseWeakening(some, withEntries(allowed), now);
        expect(judged.map(bare)).toEqual(some.map(bare));
        heldIn(some).forEach((held, index) => expect(!held || heldIn(judged)[index]).toBe(true));
      }),
    );
  });

  it('lets nothing through that weakens and that nobody permitted', () => {
    fc.assert(
      fc.property(differences, some => {
        for (const { action, withheld, fields: of } of refuseWeakening(some, withEntries([]), now))
          if (action !== 'create' && withheld === undefined)
            expect(of.filter(one => one.effect === 'weakens' && one.withheld === undefined)).toEqual([]);
      }),
    );
  });

  it('withholds no more where more is permitted', () => {
    fc.assert(
      fc.property(differences, entries, entries, (some, allowed, more) => {
        const before = heldIn(refuseWeakening(some, withEntries(allowed), now));
        const after = heldIn(refuseWeakening(some, withEntries([...allowed, ...more]), now));
        after.forEach((held, index) => expect(!held || before[index]).toBe(true));
        expect(refuseWeakening(some, withEntries(allowed, true), now)).toEqual(some);
      }),
    );
  });
});

describe('what is said of allow', () => {
  const found = (entry: Allow, differences: readonly Difference[] = [], complete = true) =>
    allowFindings(differences, { ...settings({ known, safety: { ...noSafety, allow: [entry] } }), complete }, now);
  const needed = [update(two, field('colour', 'neutral')), update(one, field('lit'))];

  it.each<[string, Allow, readonly Difference[]]>([
    ['an entry that holds', allow(), needed],
    ['one that holds and is not needed', allow(), []],
    ['an ended one that is not needed', allow({ until: '2027-03-30' }), [update(one, field('lit', 'strengthens'))]],
    ['one for all of a field', allow({ field: 'lit' }), needed],
    [
      'an ended one of what is created',
      allow({ until: '2027-03-30' }),
      [{ ...update(one, field('lit')), action: 'create' }],
    ],
    ['an ended one of another resource', allow({ until: '2027-03-30' }), [update(two, field('lit'))]],
  ])('nothing of %s', (_, entry, differences) => {
    expect(found(entry, differences)).toEqual([]);
  });

  it('that it has ended, where it would be needed', () => {
    expect(found(allow({ until: '2027-03-30' }), needed)).toMatchObject([
      {
        code: 'allow-ended',
        severity: 'warning',
        at: { line: 3 },
        message: 'The leave to weaken lit.on of lamp/one ended with 2027-03-30 (a night off)',
      },
    ]);
  });

  it('that it holds for more than a year', () => {
    expect(found(allow({ until: '2028-03-31' }))).toEqual([]);
    expect(found(allow({ until: '2028-04-02' }))).toMatchObject([
      { code: 'holds-long', severity: 'warning', at: { line: 3 } },
    ]);
  });

  it.each<[Partial<Allow>, string]>([
    [{ resource: 'lamp/three' }, 'lamp/three means no resource of the spec'],
    [{ field: 'lit.loud' }, 'There is no lit.loud in what lamp/one means'],
    [{ field: 'volume', resource: 'lamp/*' }, 'There is no volume in what lamp/* means'],
  ])('that %j means nothing, unless not all is known', (over, message) => {
    expect(found(allow(over), needed)).toMatchObject([
      { code: 'matches-nothing', severity: 'warning', at: { line: 3 }, message },
    ]);
    expect(found(allow(over), needed, false)).toEqual([]);
  });
});
