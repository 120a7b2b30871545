import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Known } from '../../src/core/derive.ts';
import { difference } from '../../src/core/diff.ts';
import type { AnyKind, AnyState } from '../../src/core/kind.ts';
import type { Live } from '../../src/core/model.ts';
import type { FieldChange, PlannedChange } from '../../src/core/plan.ts';
import { needing, putBack, withServers } from '../../src/core/undo.ts';
import type { Done } from '../../src/core/undo.ts';
import { absent, lamp, present, socket, target, unread, wish, world } from './toy.ts';

const state = { lit: true, colour: 'warm', place: 'desk', hours: 3, owner: 'acme', socket: null };
const one = wish(lamp, 'one', state);
const { address, arn } = one.desired;
const stands = (more: AnyState = {}, blind: readonly string[] = []) => present(one, { ...state, ...more }, blind);

const field = (name: string, before: unknown, after: unknown, more: Partial<FieldChange> = {}): FieldChange => ({
  field: name,
  before,
  after,
  effect: 'neutral',
  gravity: 'low',
  meaning: '',
  ...more,
});

type Change = Done['changes'][number];

function done(fields: readonly FieldChange[], more: Partial<Change> = {}): Change {
  const resource: PlannedChange['resource'] = { kind: 'lamp', arn, name: 'one', target };
  return { address, action: 'update', fields, resource, ...more };
}

const lit = field('lit', false, true);

/** What putting back comes to: the fields that would change, and what is left. */
function undone(live: Live<AnyState>, change: Change, known: Omit<Known, 'live'> = one) {
  const found = putBack([{ ...known, live }], { changes: [change], untold: [] }, world);
  const compared = found.known.filter(({ desired }) => found.selected.has(desired.address)).map(difference);
  return {
    fields: compared.flatMap(
      ({ difference: it }) => it?.fields.map(({ field: name, before, after }) => [name, before, after]) ?? [],
    ),
    unknown: compared.flatMap(({ unknown }) => unknown.map(({ field: name }) => name ?? 'all')),
    left: found.findings.map(({ message }) => message),
  };
}

const nothing = { fields: [], unknown: [], left: [] };
const waits = { by: 'waits', problem: { code: 'waits-for-change', message: '' } } as const;

describe('putBack', () => {
  it.each<[string, Live<AnyState>, Change, Partial<ReturnType<typeof undone>>]>([
    ['a field that stands as it was made', stands(), done([lit]), { fields: [['lit', true, false]] }],
    [
      'only what was sent',
      stands(),
      done([lit, field('socket', 'a', null, { withheld: waits })]),
      { fields: [['lit', true, false]] },
    ],
    [
      "what is somebody else's with its owner, so that rules see it",
      stands({ owner: 'other' }),
      done([lit]),
      {
        fields: [
          ['lit', true, false],
          ['owner', 'other', 'acme'],
        ],
      },
    ],
    ['nothing twice', stands({ lit: false }), done([lit]), {}],
    [
      'nothing that moved since',
      stands({ socket: 'b' }),
      done([field('socket', null, 'a')]),
      { left: ['socket was changed since, and is left as it stands'] },
    ],
    [
      'each field by itself',
      stands({ socket: 'b' }),
      done([lit, field('socket', null, 'a')]),
      { fields: [['lit', true, false]], left: ['socket was changed since, and is left as it stands'] },
    ],
    [
      'by the meaning of the kind',
      stands({ colour: 'HOT' }),
      done([field('colour', 'cold', 'hot')]),
      { fields: [['colour', 'HOT', 'cold']] },
    ],
    [
      'nothing that no call takes away',
      stands({ colour: 'hot' }),
      done([field('colour', 'Hot', 'hot')]),
      { left: ['colour: what was added cannot be taken away by a call'] },
    ],
    [
      'an adoption, but for the owner',
      stands(),
      done([lit, field('owner', null, 'acme')], { action: 'adopt' }),
      { fields: [['lit', true, false]], left: ['Whose it is is not given up'] },
    ],
    [
      'no creation',
      stands(),
      done([lit], { action: 'create' }),
      { left: ['The apply created it, and nothing is deleted by putting back'] },
    ],
    [
      'no deletion',
      stands(),
      done([lit], { action: 'delete' }),
      { left: ['The apply deleted it, and only settings are put back'] },
    ],
    ['nothing of what is gone', absent, done([lit]), { left: ['It is not there any more'] }],
    ['nothing of what cannot be read', unread, done([lit]), { unknown: ['all'] }],
    ['no field that cannot be read', stands({}, ['lit']), done([lit]), { unknown: ['lit'] }],
    [
      'no field that no state has',
      stands(),
      done([field('__proto__', 1, 2)]),
      { left: ['The values in the report are none that it can have'] },
    ],
    [
      'no field that was not looked at',
      present(one, { colour: 'warm' }),
      done([lit]),
      { left: ['The values in the report are none that it can have'] },
    ],
    [
      'no value of another sort',
      stands(),
      done([field('lit', [false], true)]),
      { left: ['The values in the report are none that it can have'] },
    ],
    [
      'no tag of ours',
      stands({ socket: { a: 'b' } }),
      done([field('socket', { 'Trailwarden:owner': 'me' }, { a: 'b' })]),
      { left: ['The values in the report are none that it can have'] },
    ],
    [
      'nothing that leads to a place that nobody declared or uses',
      stands({ socket: one.desired.arn }),
      done([lit, field('socket', 'arn:aws:lamps:eu-west-1:666666666666:evil', one.desired.arn)]),
      {
        fields: [['lit', true, false]],
        left: [
          'socket would lead to arn:aws:lamps:eu-west-1:666666666666:evil, which the spec does not have, and is left as it stands',
        ],
      },
    ],
    [
      'what leads to a place of the spec',
      stands({ socket: 'arn:aws:lamps:eu-west-1:666666666666:evil' }),
      done([field('socket', one.desired.arn, 'arn:aws:lamps:eu-west-1:666666666666:evil')]),
      { fields: [['socket', 'arn:aws:lamps:eu-west-1:666666666666:evil', one.desired.arn]] },
    ],
    [
      'what was unset',
      stands({ socket: 'a' }),
      done([field('socket', null, 'a')]),
      { fields: [['socket', 'a', null]] },
    ],
  ])('puts back %s', (_, live, change, expected) => {
    expect(undone(live, change)).toEqual({ ...nothing, ...expected });
  });

  const moved = { kind: 'lamp', arn, name: 'one', target } as const;
  it.each<[string, Change]>([
    ['another address', done([lit], { address: 'lamp/two@111111111111/eu-west-1' })],
    ['another kind', done([lit], { resource: { ...moved, kind: 'socket' } })],
    ['another ARN', done([lit], { resource: { ...moved, arn: 'arn:aws:lamps:eu-west-1:111111111111:two' } })],
    ['another account', done([lit], { resource: { ...moved, target: { ...target, account: '222222222222' } } })],
    ['another region', done([lit], { resource: { ...moved, target: { ...target, region: 'us-east-1' } } })],
  ])('puts back nothing of %s than the spec has', (_, change) => {
    expect(undone(stands(), change)).toEqual({
      ...nothing,
      left: ['The spec does not have this resource, or has it elsewhere'],
    });
  });

  it('puts back nothing of what the spec only refers to', () => {
    const known = wish(lamp, 'one', state, { managed: false });
    expect(undone(stands(), done([lit]), known).left).toHaveLength(1);
  });

  it('says how a person deletes what was created, where a person should', () => {
    const hint = (kind: AnyKind) =>
      putBack([{ ...one, kind, live: stands() }], { changes: [done([], { action: 'create' })], untold: [] }, world)
        .findings[0]?.hint;
    expect(hint(lamp)).toBe('It is left, with all that it holds.');
    expect(hint({ ...lamp, deletion: (name, { region }) => `smash ${name} in ${region}` })).toBe(
      'To delete it on purpose, take it out of the spec first, then: smash one in eu-west-1',
    );
  });

  it('puts back what leads nowhere, where nothing is needed at all', () => {
    const { needs: _needs, ...kind } = lamp;
    const known = { ...one, kind };
    expect(undone(stands(), done([lit]), known).fields).toEqual([['lit', true, false]]);
  });

  it('tells what was changed in a later round', () => {
    const { findings } = putBack([], { changes: [], untold: [address] }, world);
    expect(findings).toMatchObject([{ code: 'not-put-back', severity: 'warning', at: address }]);
  });

  it('leaves all other resources as the spec wants them', () => {
    const two = { ...wish(lamp, 'two', state), live: absent };
    const { known, selected } = putBack(
      [two, { ...one, live: stands() }],
      { changes: [done([lit])], untold: [] },
      world,
    );
    expect(known[0]).toBe(two);
    expect([...selected]).toEqual([address]);
  });

  it.each<[string, Partial<AnyKind>]>([
    [
      'comparing',
      { fields: { ...lamp.fields, lit: { ...lamp.fields['lit'], equal: () => fail() } } as AnyKind['fields'] },
    ],
    [
      'judging',
      { fields: { ...lamp.fields, lit: { ...lamp.fields['lit'], meaning: () => fail() } } as AnyKind['fields'] },
    ],
    ['the calls', { calls: () => fail() }],
    ['the needs', { needs: () => fail() }],
    ['what only the spec can say', { unvouched: () => fail() }],
  ])('minds no value that breaks %s', (_, broken) => {
    const found = undone(stands(), done([lit]), { ...one, kind: { ...lamp, ...broken } });
    expect(found.fields).toEqual([]);
    expect(found.left).toHaveLength(1);
  });

  it('comes to values of the report or to nothing, whatever the report says', () => {
    const names = fc.constantFrom(...Object.keys(state), 'smell', 'constructor');
    const fields = fc.array(fc.tuple(names, fc.jsonValue(), fc.jsonValue()), { maxLength: 4 });
    fc.assert(
      fc.property(fields, all => {
        const found = undone(stands(), done(all.map(([name, before, after]) => field(name, before, after))));
        for (const [name, , after] of found.fields)
          expect(all.map(([of, before]) => JSON.stringify([of, before]))).toContain(JSON.stringify([name, after]));
        expect(found.fields.map(([name]) => name)).not.toContain('owner');
      }),
    );
  });
});

function fail(): never {
  throw new TypeError('no such value');
}

describe('what serves', () => {
  const wall = wish(socket, 'wall', { plugs: [], owner: 'acme' });
  const earlier = wish(lamp, 'one', { ...state, socket: wall.desired.arn });
  const all = { wall: wall.desired.address, lamp: one.desired.address };
  const back = (live: Live<AnyState>, server: Omit<Known, 'live'> = wall, isPutBack = false) => ({
    known: [
      { ...earlier, live: stands() },
      { ...server, live },
    ],
    selected: new Set([all.lamp, ...(isPutBack ? [all.wall] : [])]),
    findings: [],
  });
  const completed = { ...wall, desired: { ...wall.desired, state: { plugs: [arn], owner: 'x' } }, live: absent };
  const plain = { ...completed, kind: { ...lamp, name: 'socket' } };
  const after = new Map([[all.lamp, [all.wall]]]);
  const standing = present(wall, { plugs: [], owner: null });
  const meant = () => true;

  it.each<[string, ReturnType<typeof back>, readonly Known[], () => boolean, unknown]>([
    ['is made ready, and left as it stands', back(standing), [completed], meant, { plugs: [arn], owner: 'acme' }],
    [
      'is made ready as it is put back',
      back(standing, wall, true),
      [completed],
      meant,
      { plugs: [arn], owner: 'acme' },
    ],
    ['is left where it is not there', back(absent), [completed], meant, null],
    [
      'is left where the spec only refers to it',
      back(standing, { ...wall, desired: { ...wall.desired, managed: false } }),
      [completed],
      meant,
      null,
    ],
    ['is left where the run is not about it', back(standing), [completed], () => false, null],
    ['is left where nothing was completed', back(standing), [], meant, null],
    [
      'is left where nothing of it follows from others',
      back(standing, { ...wall, kind: plain.kind }),
      [plain],
      meant,
      null,
    ],
  ])('%s', (_, undoing, known, isMeant, expected) => {
    const found = withServers(undoing, { known, after }, isMeant);
    expect(found.selected.has(all.wall)).toBe(expected !== null);
    expect(found.selected.has(all.lamp)).toBe(true);
    const server = found.known.find(({ desired }) => desired.address === all.wall);
    expect(server?.desired.state).toEqual(expected ?? wall.desired.state);
  });

  it('serves what is put back, and nothing comes first where nothing serves it', () => {
    const spec: readonly Known[] = [
      { ...one, live: stands() },
      { ...wall, live: standing },
    ];
    const [wanted, server] = needing(spec, back(standing, wall, true));
    expect(wanted?.desired.state['socket']).toBe(wall.desired.arn);
    expect(server?.desired.state).toEqual(wall.desired.state);
    const { needs: _, ...needless } = lamp;
    const dull = [{ ...one, kind: needless, live: stands() }];
    expect(needing(dull, back(standing))).toEqual(dull);
    expect(needing(spec, { ...back(standing), selected: new Set() })).toEqual(spec);
    expect(withServers(back(standing), { known: [completed], after: new Map() }, meant).selected).toEqual(
      new Set([all.lamp]),
    );
  });

  it.each([
    ['as it was made', [arn], ['plugs is worked out anew: what lets in whoever needs it stays']],
    ['as it was before', [], []],
    ['otherwise', ['x'], []],
  ])('gets no earlier value where it stands %s', (_, plugs, left) => {
    const change = { ...done([field('plugs', [], [arn])]), address: all.wall };
    const resource = { ...change.resource, kind: 'socket', arn: wall.desired.arn };
    const found = undone(present(wall, { plugs, owner: 'acme' }), { ...change, resource }, wall);
    expect(found).toEqual({ ...nothing, left });
  });
});
