import { expect, it } from 'vitest';

import type { Known } from '../../src/core/derive.ts';
import type { Target } from '../../src/core/model.ts';
import type { Difference } from '../../src/core/plan.ts';
import { refuseCrowded } from '../../src/core/room.ts';
import { absent, lamp, present, target, wish } from './toy.ts';

const small: typeof lamp = {
  ...lamp,
  mostInRegion: 2,
  recorder: state => ({ covers: state['wide'] === true ? 'account' : 'region', records: true, global: false }),
};
const { recorder: _, ...silent } = small;
const there: Target = { ...target, region: 'us-east-1' };
const abroad: Target = { ...target, account: '222222222222' };

interface At {
  readonly at?: Target;
  readonly kind?: typeof lamp;
  readonly not?: readonly string[];
}

const wide = { wide: true };
const wanted = (key: string, state = {}, { at = target, kind = small }: At = {}): Known => ({
  ...wish(kind, key, state, { target: at }),
  live: absent,
});
const stands = (key: string, state = {}, { at = target, kind = small, not = [] }: At = {}): Known => {
  const one = wish(kind, key, state, { target: at });
  return { ...one, live: present(one, state, not) };
};
const created = ({ desired: { address } }: Known): Difference => ({ address, action: 'create', fields: [] });

/** Keys of what is refused, and where there is no room. */
function refused(known: readonly Known[], others: readonly Known[]): readonly string[] {
  const differences = known.filter(({ live }) => live.is === 'absent').map(created);
  return refuseCrowded(differences, known, others).flatMap(({ address, withheld }) => {
    const region = /in (\S+),/u.exec(withheld?.problem.message ?? '')?.[1];
    return withheld ? [`${address.replace(/@.*/u, '')} ${region}`] : [];
  });
}

const full = [stands('a'), stands('b')];
const crowd = [stands('a', {}, { at: there }), stands('b', {}, { at: there })];

it.each<[string, readonly Known[], readonly Known[], readonly string[]]>([
  ['with room', [wanted('x')], [stands('a')], []],
  ['in a full region', [wanted('x')], full, ['lamp/x eu-west-1']],
  ['where declared ones stand', [...full, wanted('x')], [], ['lamp/x eu-west-1']],
  ['in another region', [wanted('x')], crowd, []],
  ['in another account', [wanted('x', {}, { at: abroad })], full, []],
  ['of all regions, one of which is full', [wanted('x', wide)], crowd, ['lamp/x us-east-1']],
  ['beside those of all regions', [wanted('x')], [stands('a', wide, { at: there }), stands('b')], ['lamp/x eu-west-1']],
  ['beside one that was not read', [wanted('x')], [stands('a', wide, { at: there, not: ['wide'] }), stands('b')], []],
  ['that is one too many together', [wanted('x'), wanted('y')], [stands('a')], ['lamp/y eu-west-1']],
  ['of a kind that takes any number', [wanted('x', {}, { kind: lamp })], full, []],
  [
    'of a kind that records nothing',
    [wanted('x', {}, { kind: silent })],
    full.map(one => ({ ...one, kind: silent })),
    ['lamp/x eu-west-1'],
  ],
])('a creation %s', (_name, known, others, expected) => {
  expect(refused(known, others)).toEqual(expected);
});

it('counts what administrators make for another account there', () => {
  const elsewhere = (one: Known): Known => {
    const arn = 'arn:aws:lamps:eu-west-1:333333333333:x' as const;
    const { live, desired } = one;
    return { ...one, live: live.is === 'present' ? { ...live, arn } : live, desired: { ...desired, arn } };
  };
  expect(refused([elsewhere(wanted('x'))], full)).toEqual([]);
  const there = [elsewhere(stands('a')), elsewhere(stands('b', {}, { at: abroad }))];
  expect(refused([wanted('x')], there)).toEqual([]);
  expect(refused([elsewhere(wanted('x'))], there)).toEqual(['lamp/x eu-west-1']);
});

it('leaves changes, and what is withheld, as they are', () => {
  const one = wanted('x');
  const changed: Difference = { ...created(one), action: 'update' };
  const problem = { code: 'key-unknown', message: '' } as const;
  const held: Difference = { ...created(one), withheld: { by: 'waits', problem } };
  expect(refuseCrowded([changed, held], [one], full)).toEqual([changed, held]);
});
