import { describe, expect, it } from 'vitest';

import { differs, gravityOf, isOpen } from '../../../src/core/plan.ts';
import type { Difference, FieldChange } from '../../../src/core/plan.ts';
import { holdUnenforced } from '../../../src/core/rules/enforcement.ts';
import type { Enforcement } from '../../../src/core/rules/enforcement.ts';
import { settings } from './settings.ts';

const now = new Date('2027-03-31T12:00:00Z');
const address = 'trail/main@payments/eu-west-1';
const everything: Enforcement = { kinds: [], targets: [], drift: 'all', contested: new Map() };

const field = (name: string, effect: FieldChange['effect'], more: Partial<FieldChange> = {}): FieldChange => ({
  field: name,
  before: 1,
  after: 2,
  effect,
  gravity: 'high',
  meaning: 'It is so.',
  ...more,
});

const mixed: Difference = {
  address,
  action: 'update',
  fields: [field('logging', 'strengthens'), field('name', 'neutral', { gravity: 'medium' }), field('size', 'weakens')],
};

function heldIn(difference: Difference, over: Partial<Enforcement>): readonly string[] {
  const [held] = holdUnenforced([difference], settings({ enforcement: { ...everything, ...over } }), now);
  const words = (one: Difference['withheld']): string => (one ? `${one.by}: ${one.problem.code}` : 'done');
  return held?.withheld ? [words(held.withheld)] : (held?.fields ?? []).map(one => words(one.withheld));
}

const notEnforced = 'held: not-enforced';

describe('what is enforced', () => {
  it.each<readonly [string, Partial<Enforcement>, readonly string[]]>([
    ['everything', {}, ['done', 'done', 'done']],
    ['its kind', { kinds: ['bucket', 'trail'] }, ['done', 'done', 'done']],
    ['other kinds', { kinds: ['bucket', 'topic'] }, [notEnforced]],
    ['its account', { targets: ['trail/*@payments', 'bucket/*'] }, ['done', 'done', 'done']],
    ['other accounts', { targets: ['*/*@security'] }, [notEnforced]],
    ['what weakened', { drift: 'weakened' }, ['done', notEnforced, notEnforced]],
    [
      'what nobody contests',
      { contested: new Map([[`${address} name`, 'a and b']]) },
      ['done', 'held: contested', 'done'],
    ],
    [
      'what strengthens, however contested',
      { contested: new Map([[`${address} logging`, 'a']]) },
      ['done', 'done', 'done'],
    ],
  ])('%s', (_, enforcement, expected) => {
    expect(heldIn(mixed, enforcement)).toEqual(expected);
  });

  it.each([
    ['high', { gravity: 'high' }],
    ['critical', { gravity: 'critical' }],
    ['led to a stranger', { gravity: 'low', astray: true }],
  ] as const)('puts back what is %s, however contested', (_, more) => {
    const one: Difference = { ...mixed, fields: [field('topic', 'neutral', more)] };
    const contested = new Map([[`${address} topic`, 'a and b']]);
    expect(heldIn(one, { contested })).toEqual(['done']);
    expect(heldIn(one, { contested, drift: 'weakened' })).toEqual([notEnforced]);
  });

  it('leaves everything as it is where nobody limits it', () => {
    const differences = [mixed];
    expect(holdUnenforced(differences, settings(), now)).toBe(differences);
  });

  it('leaves what another rule withheld', () => {
    const refused = { by: 'refused', problem: { code: 'would-weaken', message: 'It would' } } as const;
    const some = { ...mixed, fields: [field('size', 'weakens', { withheld: refused })] };
    expect(heldIn(some, { drift: 'weakened' })).toEqual(['refused: would-weaken']);
    expect(heldIn({ ...mixed, withheld: refused }, { kinds: ['bucket'] })).toEqual(['refused: would-weaken']);
  });

  it('deletes nothing in part', () => {
    const gone: Difference = { ...mixed, action: 'delete' };
    expect(heldIn(gone, { drift: 'weakened' })).toEqual([notEnforced]);
    expect(heldIn(gone, {})).toEqual(['done', 'done', 'done']);
  });

  it('counts as a difference and leaves nothing to do', () => {
    const enforcement = { ...everything, kinds: ['topic'] };
    const [held = mixed] = holdUnenforced([mixed], settings({ enforcement }), now);
    expect([isOpen(held), differs(held), gravityOf({ ...held, fields: [...held.fields] })]).toEqual([
      false,
      true,
      'high',
    ]);
  });
});
