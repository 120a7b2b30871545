import { describe, expect, it } from 'vitest';

import { derive, order } from '../../src/core/derive.ts';
import type { Evidence, Known } from '../../src/core/derive.ts';
import type { Keepers } from '../../src/core/keeper.ts';
import type { Arn, Live } from '../../src/core/model.ts';
import type { AnyState } from '../../src/core/kind.ts';
import type { Given } from '../../src/core/needs.ts';
import { whole } from '../../src/core/reading.ts';
import { absent, lamp, present, socket, target, unread, wish, world } from './toy.ts';

const nobody: Keepers = { keeps: new Set(), before: new Map(), problems: [] };
const wall = wish(socket, 'wall', { plugs: [], owner: 'acme' });
const one = wish(lamp, 'one', { lit: true, socket: wall.desired.arn });
const gone: Arn = 'arn:aws:lamps:eu-west-1:111111111111:gone';
const far: Arn = 'arn:aws:lamps:us-east-1:111111111111:far';

function awaiting(...arns: readonly Arn[]): Evidence['unsettled'] {
  return new Map(arns.map(arn => [arn, { name: 'lamp/one', place: 'other' }]));
}

function plugs(evidence: Partial<Evidence> & { readonly known: readonly Known[] }, keepers = nobody): unknown {
  const derived = derive({ strays: [], looks: [], unsettled: new Map(), ...evidence }, keepers, world);
  return derived.known.find(({ kind }) => kind.name === 'socket')?.desired.state['plugs'];
}

const lampLive = (state: AnyState, not: readonly string[] = []): Known => ({ ...one, live: present(one, state, not) });
const wallLive = (standing: readonly Arn[]): Known => ({
  ...wall,
  live: present(wall, { plugs: standing, owner: 'acme' }),
});
const lit = { lit: true, socket: wall.desired.arn };

describe('whole', () => {
  it('is the state if every field was read, and nothing otherwise', () => {
    expect(whole(present(one, lit))).toEqual(lit);
    expect(whole(present(one, lit, ['lit']))).toBeUndefined();
    expect(whole(absent)).toBeUndefined();
  });
});

describe('whether a trail has yet to use what is to let it in', () => {
  it.each<[string, Known, boolean]>([
    ['it stands and uses another', lampLive({ ...lit, socket: 'arn:aws:sockets:eu-west-1:111111111111:b' }), true],
    ['it stands and uses nothing', lampLive({ lit: true }), true],
    ['it uses it', lampLive(lit), false],
    ['it was not read whole', lampLive({ lit: true }, ['lit']), false],
    ['it does not stand', { ...one, live: absent }, false],
  ])('%s', (_, trail, expected) => {
    const kind: Known['kind'] = {
      ...socket,
      complete: (state, { ahead }) => ({ ...state, plugs: ahead?.has(one.desired.arn) }),
    };
    expect(plugs({ known: [{ ...wall, kind, live: absent }, trail] })).toBe(expected);
  });
});

describe('derive', () => {
  const { arn } = one.desired;

  it.each<[string, Partial<Evidence> & { readonly known: readonly Known[] }, readonly Arn[]]>([
    [
      'what is wanted is granted',
      {
        known: [
          { ...wall, live: absent },
          { ...one, live: absent },
        ],
      },
      [arn],
    ],
    [
      'what stands and is needed live is kept',
      { known: [wallLive([arn]), lampLive({ lit: true, socket: wall.desired.arn })] },
      [arn],
    ],
    [
      'a grant of something nobody looked at stays',
      { known: [wallLive([gone, far]), lampLive(lit)] },
      [far, gone, arn].toSorted(),
    ],
    [
      'a grant goes once a look at its home did not show it',
      { known: [wallLive([gone, far]), lampLive(lit)], looks: [{ kind: lamp, target }] },
      [far, arn].toSorted(),
    ],
    [
      'a look of another kind is no evidence',
      { known: [wallLive([gone]), lampLive(lit)], looks: [{ kind: socket, target }] },
      [gone, arn].toSorted(),
    ],
  ])('%s', (_, evidence, expected) => {
    expect(plugs(evidence)).toEqual(expected);
  });

  const moved = wish(lamp, 'one', { lit: true, socket: 'arn:aws:sockets:eu-west-1:111111111111:other' });
  const live = (state: AnyState, not: readonly string[] = []): Live<AnyState> => present(one, state, not);

  it.each<[string, Live<AnyState>, Evidence['unsettled'], readonly Arn[]]>([
    ['still uses it', live(lit), awaiting(), [arn]],
    ['uses another now', live({ ...lit, socket: null }), awaiting(), []],
    ['could not be read', unread, awaiting(), [arn]],
    ['could be read in part only', live({ ...lit, socket: null }, ['lit']), awaiting(), [arn]],
    ['is gone', absent, awaiting(), []],
    ['moved and has not been seen to work', live({ ...lit, socket: null }), awaiting(arn), [arn]],
  ])(
    'withdraws the grant of a lamp that moved only when it is seen to need it no more: it %s',
    (_, seen, unsettled, expected) => {
      expect(
        plugs({ known: [wallLive([arn]), { ...moved, live: seen }], unsettled, looks: [{ kind: lamp, target }] }),
      ).toEqual(expected);
    },
  );

  describe('a grant that is wider than a lamp', () => {
    const byAccount: Arn = 'arn:aws:lamps:*:111111111111:gone';
    const byAll: Arn = 'arn:aws:lamps:*:*:*';
    const accounts = [{ id: '111111111111', enabled: ['eu-west-1', 'us-east-1'] }];
    const members = ['111111111111'];
    const all = accounts[0]?.enabled.map(region => ({ kind: lamp, target: { ...target, region } })) ?? [];
    const away = { ...lit, socket: null };
    const elsewhere = wish(lamp, 'gone', lit);

    it.each<[string, Arn, Partial<Evidence>, boolean]>([
      ['goes when every region of the account was looked at', byAccount, { estate: { accounts, members } }, true],
      ['stays when a region was not', byAccount, { estate: { accounts, members }, looks: all.slice(1) }, false],
      [
        'stays when nobody knows the regions',
        byAccount,
        { estate: { accounts: [{ id: '111111111111', enabled: null }], members } },
        false,
      ],
      ['stays when the account has left', byAccount, { estate: { accounts: [], members } }, false],
      ['stays when nothing is known of accounts', byAccount, {}, false],
      [
        'stays when a lamp of that name could not be read',
        byAccount,
        { estate: { accounts, members }, strays: [{ kind: lamp, live: present(elsewhere, away, ['lit']) }] },
        false,
      ],
      [
        'goes whatever another lamp of the account does',
        byAccount,
        { estate: { accounts, members }, unsettled: awaiting(far) },
        true,
      ],
      [
        'stays while a lamp of that name is unsettled',
        byAccount,
        { estate: { accounts, members }, unsettled: awaiting(gone) },
        false,
      ],
      [
        'for all goes when every account of the organization was looked at',
        byAll,
        { estate: { accounts, members } },
        true,
      ],
      [
        'for all stays when one of them was not',
        byAll,
        { estate: { accounts, members: [...members, '222222222222'] } },
        false,
      ],
      ['for all stays when nobody knows who they are', byAll, { estate: { accounts, members: null } }, false],
      ['for all stays when nothing is known of accounts', byAll, {}, false],
      [
        'for all stays while any lamp is unsettled',
        byAll,
        { estate: { accounts, members }, unsettled: awaiting(far) },
        false,
      ],
      [
        'is not held by another kind of thing',
        byAll,
        { estate: { accounts, members }, unsettled: awaiting('arn:aws:sockets:eu-west-1:111111111111:x') },
        true,
      ],
    ])('%s', (_, pattern, evidence, goes) => {
      const known = [wallLive([pattern]), lampLive(away)];
      expect(plugs({ known, looks: all, ...evidence })).toEqual(goes ? [arn] : [pattern, arn]);
    });
  });

  it('counts the needs of strays, and lets theirs go when they need nothing any more', () => {
    const stray = present(wish(lamp, 'gone', lit), lit);
    const idle = present(wish(lamp, 'gone', lit), { ...lit, socket: null });
    const blind = present(wish(lamp, 'gone', lit), lit, ['lit']);
    const with_ = (kept: typeof stray) =>
      plugs({ known: [wallLive([stray.arn])], strays: [{ kind: lamp, live: kept }] });
    expect(with_(stray)).toEqual([stray.arn]);
    expect(with_(idle)).toEqual([]);
    expect(with_(blind)).toEqual([stray.arn]);
  });

  it('tells a kind that it is the keeper', () => {
    const keepers = { ...nobody, keeps: new Set([wall.desired.address]) };
    const derived = derive(
      { known: [{ ...wall, live: absent }], strays: [], looks: [], unsettled: new Map() },
      keepers,
      world,
    );
    expect(derived.known[0]?.desired.state['keeper']).toBe(true);
  });

  it('leaves a kind without rules of its own as it is', () => {
    const { needs: _, ...plain } = lamp;
    const known = [{ ...one, kind: plain, live: present(one, lit) }];
    expect(derive({ known, strays: [], looks: [], unsettled: new Map() }, nobody, world).known).toEqual(known);
  });
});

describe('order', () => {
  it('puts what serves first, and the keeper before those that let go', () => {
    const two = wish(lamp, 'two', { lit: true, socket: 'arn:aws:sockets:eu-west-1:111111111111:outside' });
    const before = new Map([[one.desired.address, two.desired.address]]);
    expect(order([one, two, wall], { ...nobody, before }, world)).toEqual(
      new Map([[one.desired.address, [two.desired.address, wall.desired.address].toSorted()]]),
    );
  });
});

describe('what only has to be there', () => {
  const lit = { lit: true, socket: null };
  const two = wish(lamp, 'two', lit);
  const leaning = (arns: readonly Arn[]) => wish({ ...lamp, restsOn: () => arns }, 'three', lit);

  it('comes first, if the spec has it', () => {
    const three = leaning([two.desired.arn, 'arn:aws:lamps:eu-west-1:111111111111:nobodys']);
    expect(order([three, two], nobody, world)).toEqual(new Map([[three.desired.address, [two.desired.address]]]));
  });

  it('is not oneself', () => {
    const three = leaning([]);
    const itself = { ...three, kind: { ...three.kind, restsOn: () => [three.desired.arn] } };
    expect(order([itself], nobody, world)).toEqual(new Map());
  });
});

describe('trails outside of the spec', () => {
  const stranger = { kind: lamp, live: { ...present(one, lit), arn: gone } };
  const at = { kind: lamp, target };
  const { recorder: _recorder, ...silent } = socket;
  const account = { id: target.account, enabled: [target.region] };

  /** What the wall is told of them. */
  function bystanders(evidence: Partial<Evidence>, ours = lampLive(lit)): Given['bystanders'] {
    let given: Given['bystanders'];
    const listening: typeof socket = {
      ...socket,
      complete(state, told) {
        given = told.bystanders;
        return state;
      },
    };
    const known = [{ ...wall, kind: listening, live: absent }, ours];
    derive({ known, strays: [], looks: [at], unsettled: new Map(), ...evidence }, nobody, world);
    return given;
  }

  it('need what they use, unless they are strays of ours', () => {
    expect(bystanders({ others: [stranger] })?.needs).toMatchObject([{ of: wall.desired.arn, trail: gone }]);
    expect(bystanders({ others: [stranger], strays: [stranger] })?.needs).toEqual([]);
    expect(bystanders({})?.needs).toEqual([]);
  });

  it.each<[string, Partial<Evidence>, boolean]>([
    ['every region was looked at', { estate: { accounts: [account], members: null } }, true],
    [
      'a region was not looked at',
      { estate: { accounts: [{ ...account, enabled: [target.region, 'us-east-1'] }], members: null } },
      false,
    ],
    ['nobody knows the regions', { estate: { accounts: [{ ...account, enabled: null }], members: null } }, false],
    ['nobody knows the accounts', {}, false],
    ['nothing may be withdrawn', { withdraws: false, estate: { accounts: [account], members: null } }, false],
    [
      'the look was for something else',
      { looks: [{ kind: silent, target }], estate: { accounts: [account], members: null } },
      false,
    ],
    [
      'one of ours could not be read',
      { known: [lampLive(lit, ['lit'])], estate: { accounts: [account], members: null } },
      false,
    ],
    [
      'one of others could not be read',
      { others: [{ kind: lamp, live: present(one, lit, ['lit']) }], estate: { accounts: [account], members: null } },
      false,
    ],
    [
      'one of others stands in another account',
      { others: [{ kind: lamp, live: { is: 'elsewhere', arn: far } }], estate: { accounts: [account], members: null } },
      true,
    ],
  ])('are all read: %s', (_name, { known: [ours] = [], ...evidence }, expected) => {
    expect(bystanders(evidence, ours)?.read.has(target.account)).toBe(expected);
  });
});
