import { describe, expect, it } from 'vitest';
import { byAddress } from '../../../src/core/derive.ts';
import type { Known } from '../../../src/core/derive.ts';
import { difference } from '../../../src/core/diff.ts';
import type { AnyState } from '../../../src/core/kind.ts';
import type { Live } from '../../../src/core/model.ts';
import { fieldKey, homecomings } from '../../../src/core/rules/homecoming.ts';
import { limitChanges } from '../../../src/core/rules/limits.ts';
import { defaultLimits } from '../../../src/core/spec/safety.ts';
import { absent, lamp, present, socket, wish, world } from '../toy.ts';
import { noSafety, settings } from './settings.ts';

const home = wish(socket, 'home', { plugs: [] });
const other = wish(socket, 'other', { plugs: [] });
const strange = 'arn:aws:sockets:eu-west-1:999999999999:strange';

interface Case {
  readonly wants: string | null;
  readonly stands: string | null;
  readonly owner?: string | null;
  readonly unread?: boolean;
}

function found({ wants, stands, owner = 'acme', unread = false }: Case): readonly string[] {
  const kind = { ...lamp, fields: { ...lamp.fields, socket: lamp.fields['lit'] as never } };
  const one = wish(kind, 'x', { lit: true, socket: wants });
  const live = { ...present(one, { lit: false, socket: stands }, unread ? ['lit'] : []), owner } as Live<AnyState>;
  const known: readonly Known[] = [
    { ...one, live },
    { ...home, live: absent },
    { ...other, live: absent },
  ];
  const differences = [difference(known[0] as Known).difference ?? []].flat();
  expect(differences).toHaveLength(1);
  return [...homecomings(differences, { owner: 'acme', known: byAddress(known), world })];
}

const { arn } = home.desired;
const key = fieldKey(wish(lamp, 'x', {}).desired.address, 'socket');

describe('homecomings', () => {
  it.each<[string, Case, readonly string[]]>([
    ['from a stranger to the spec', { wants: arn, stands: strange }, [key]],
    ['from nowhere to the spec', { wants: arn, stands: null }, [key]],
    ['from one place of the spec to another', { wants: arn, stands: other.desired.arn }, []],
    ['from a stranger to a stranger', { wants: `${strange}r`, stands: strange }, []],
    ['from a stranger to nowhere', { wants: null, stands: strange }, []],
    ['of what stays where it is', { wants: arn, stands: arn }, []],
    ["of what is another owner's", { wants: arn, stands: strange, owner: 'globex' }, []],
    ['of what lacks our tag', { wants: arn, stands: strange, owner: null }, []],
    ['of what was not read whole', { wants: arn, stands: strange, unread: true }, []],
  ])('%s', (_, given, expected) => {
    expect(found(given)).toEqual(expected);
  });

  it('are none of what is not known, or rests on nothing', () => {
    const one = { ...home, live: present(home, { plugs: ['x'] }) };
    const differing = { address: home.desired.address, action: 'update' as const, fields: [] };
    const { needs: _needs, ...alone } = socket;
    const field = { field: 'plugs', before: 1, after: 2, effect: 'neutral', gravity: 'low', meaning: '' } as const;
    expect(homecomings([differing], { owner: 'acme', known: new Map(), world }).size).toBe(0);
    expect(
      homecomings([{ ...differing, fields: [field] }], {
        owner: 'acme',
        known: byAddress([{ ...one, kind: alone }]),
        world,
      }).size,
    ).toBe(0);
  });

  it('are no load on the limit of changes', () => {
    const { address } = home.desired;
    const field = { field: 'socket', before: 1, after: 2, effect: 'neutral', gravity: 'high', meaning: '' } as const;
    const one = { address, action: 'update', fields: [field, { ...field, field: 'colour' }] } as const;
    const safety = { ...noSafety, limits: { ...defaultLimits, change: { count: 0, share: 1 } } };
    const judge = (fields: readonly string[], only: typeof one | { fields: readonly [typeof field] }) =>
      limitChanges(
        [{ ...one, ...only }],
        settings({ safety, homecoming: new Set(fields.map(name => fieldKey(address, name))) }),
        new Date(0),
      ).flatMap(({ fields: judged }) => judged.map(({ withheld }) => withheld?.by));
    expect(judge([], one)).toEqual(['refused', 'refused']);
    expect(judge(['socket'], one)).toEqual([undefined, 'refused']);
    expect(judge(['socket'], { fields: [field] })).toEqual([undefined]);
  });
});
