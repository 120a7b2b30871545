import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Known, Stray } from '../../src/core/derive.ts';
import { difference } from '../../src/core/diff.ts';
import type { AnyState } from '../../src/core/kind.ts';
import type { Target } from '../../src/core/model.ts';
import type { Difference } from '../../src/core/plan.ts';
import { isOpen } from '../../src/core/plan.ts';
import { awaitSuccessors, prune } from '../../src/core/prune.ts';
import type { PruneInput } from '../../src/core/prune.ts';
import { absent, lamp, present, socket, target, unread, wish, world } from './toy.ts';

const there: Target = { ...target, region: 'us-east-1' };
const other: Target = { ...target, account: '222222222222' };

/** A lamp that may reach further than its region, and whose colour says what it records. */
const wide: typeof lamp = {
  ...lamp,
  recorder: state => ({
    covers: (state['covers'] as 'account' | undefined) ?? 'region',
    records: state['lit'] === true,
    global: state['global'] === true,
  }),
  notRecorded: (of, by) => [
    ...(of['lit'] === true && !by.some(one => one['lit'] === true && one['colour'] === of['colour']) ? ['events'] : []),
    ...(of['lit'] === true && of['extra'] !== undefined && !by.some(one => one['extra'] === of['extra'])
      ? [`extra ${JSON.stringify(of['extra'])}`]
      : []),
  ],
};

function stray(key: string, state: AnyState, { at = target, missing = [] as readonly string[] } = {}): Stray {
  return { kind: wide, live: present(wish(wide, key, state, { target: at }), state, missing) };
}

function declared(
  key: string,
  state: AnyState,
  over: { readonly at?: Target; readonly live?: AnyState | null } = {},
): Known {
  const { at = target, live = state } = over;
  const one = wish(wide, key, state, { target: at });
  return { ...one, live: live === null ? absent : present(one, live) };
}

const lit = { lit: true };
const dark = { lit: false };

function input(strays: readonly Stray[], known: readonly Known[], over: Partial<PruneInput> = {}): PruneInput {
  return {
    strays,
    known,
    accounts: [{ id: target.account, key: 'payments' }],
    members: [target.account],
    world,
    prune: 'trails',
    limited: false,
    incomplete: false,
    ...over,
  };
}

const old = stray('old', lit);
const main = declared('main', lit);

describe('what follows a deletion is told with it', () => {
  const wall = wish(socket, 'wall', { plugs: [], owner: 'acme' });
  const plugged = stray('old', { ...lit, socket: wall.desired.arn });
  const meaning = (managed: boolean): string | undefined => {
    const server: Known = { ...wall, desired: { ...wall.desired, managed }, live: absent };
    return prune(input([plugged], [main, server])).differences[0]?.fields[0]?.meaning;
  };

  it('where what lets it in is ours', () => {
    expect(meaning(true)).toMatch(/ Then what lets it into wall is withdrawn\.$/u);
  });

  it('and nothing where nothing is needed', () => {
    const { needs: _needs, ...kind } = wide;
    expect(prune(input([{ ...plugged, kind }], [main])).differences[0]?.fields[0]?.meaning).not.toContain('withdrawn');
  });

  it('and not where it is not', () => {
    expect(meaning(false)).not.toContain('withdrawn');
  });
});

describe('a stray is only reported', () => {
  it.each<[string, PruneInput, string]>([
    ['where the spec prunes nothing', input([old], [main], { prune: 'never' }), '--name old --region eu-west-1'],
    ['in a limited run', input([old], [main], { limited: true }), '--target'],
    ['where nothing that records is declared', input([old], []), 'no trail at all'],
    ['where a tag protects it', input([stray('old', { ...lit, protect: true })], [main]), 'trailwarden:protect'],
    [
      'where nobody knows whether a tag does',
      input([stray('old', { ...lit, protect: false }, { missing: ['protect'] })], [main]),
      'trailwarden:protect',
    ],
  ])('%s', (_, given, hint) => {
    const { differences, findings, resources } = prune(given);
    expect([differences, resources]).toEqual([[], []]);
    expect(findings).toMatchObject([{ code: 'stray', severity: 'warning', hint: expect.stringContaining(hint) }]);
  });
});

describe('a stray is deleted', () => {
  it('with what stood before, and by an address like that of a declared one', () => {
    const { differences, findings, resources, after } = prune(
      input([stray('old', { ...lit, protect: false })], [main]),
    );
    expect(differences).toMatchObject([
      {
        address: 'lamp/old@payments/eu-west-1',
        action: 'delete',
        fields: [
          { field: 'lit', before: true, after: null, effect: 'neutral' },
          { field: 'protect', before: false, after: null, effect: 'neutral' },
        ],
      },
    ]);
    expect(resources.map(({ desired }) => [desired.name, desired.address])).toEqual([
      ['old', 'lamp/old@payments/eu-west-1'],
    ]);
    expect([findings, [...after]]).toEqual([[], []]);
  });

  it('has an address of its own where a declared one has that', () => {
    const known = [declared('main', lit, { at: { ...target, account: '111111111111' } })];
    const [namesake] = known;
    const given = input([stray('main', lit)], namesake ? [namesake] : [], { accounts: [] });
    expect(prune(given).differences[0]?.address).toBe('lamp/main~stray@111111111111/eu-west-1');
  });

  it.each<[string, PruneInput]>([
    ['while anything could not be read', input([old], [main], { incomplete: true })],
    [
      'while it could not be read whole itself',
      input([stray('old', { ...lit, colour: 1 }, { missing: ['colour'] })], [main]),
    ],
  ])('waits %s', (_, given) => {
    expect(prune(given).differences).toMatchObject([{ withheld: { by: 'waits', problem: { code: 'prune-waits' } } }]);
  });
});

const far = { at: there };
const abroad = { at: other };

describe('what a stray records', () => {
  it.each<[string, Stray, readonly Known[], 'neutral' | 'weakens', string]>([
    ['nothing', stray('old', dark), [main], 'neutral', 'records nothing'],
    ['what another of the region does', old, [main], 'neutral', 'lamp/main@111111111111/eu-west-1 records what'],
    ['what nobody does', old, [declared('main', dark)], 'weakens', 'events of account 111111111111 in eu-west-1'],
    ['what one of another region does not', old, [declared('main', lit, far)], 'weakens', 'Nothing declared'],
    [
      'what one of the account does',
      old,
      [declared('main', { ...lit, covers: 'account' }, far)],
      'neutral',
      'records what',
    ],
    [
      'more than one of a region does',
      stray('old', { ...lit, covers: 'account' }),
      [main],
      'weakens',
      'events of all regions of account 111111111111',
    ],
    [
      'what an organization does',
      old,
      [declared('main', { ...lit, covers: 'organization' }, abroad)],
      'neutral',
      'records',
    ],
    [
      'what another account does not',
      old,
      [declared('main', { ...lit, covers: 'account' }, abroad)],
      'weakens',
      'Nothing',
    ],
    [
      'for an organization',
      stray('old', { ...lit, covers: 'organization' }),
      [declared('main', { ...lit, covers: 'account' })],
      'weakens',
      'events of the organization of account 111111111111',
    ],
    [
      'what an organization of another account does not',
      stray('old', { ...lit, covers: 'organization' }),
      [declared('main', { ...lit, covers: 'organization' }, abroad)],
      'weakens',
      'Nothing declared',
    ],
    [
      'global events that another gave up',
      stray('old', { ...lit, global: true }, far),
      [declared('main', lit, far)],
      'weakens',
      'a part of what it does, and not: global service events (IAM, STS and CloudFront) of account 111111111111 in us-east-1',
    ],
    [
      'a part of which others do',
      stray('old', { ...lit, extra: 'music' }),
      [main],
      'weakens',
      'a part of what it does, and not: extra "music" of account 111111111111 in eu-west-1',
    ],
    [
      'what several do together',
      stray('old', { ...lit, extra: 'music' }),
      [main, declared('loud', { ...lit, colour: 'red', extra: 'music' })],
      'neutral',
      'lamp/main@111111111111/eu-west-1 and lamp/loud@111111111111/eu-west-1 record what it records',
    ],
    [
      'more than those of some regions do',
      stray('old', { ...lit, covers: 'account', global: true }),
      [main, declared('far', lit, far)],
      'weakens',
      'events and global service events (IAM, STS and CloudFront) of all regions of account 111111111111 but eu-west-1 and us-east-1',
    ],
    [
      'more than those of some members do',
      stray('old', { ...lit, covers: 'organization' }),
      [declared('main', { ...lit, covers: 'account' }, abroad)],
      'weakens',
      'Nothing declared records what it does: events of the organization of account 111111111111',
    ],
    [
      'global events, as another does',
      stray('old', { ...lit, covers: 'account', global: true }),
      [declared('main', { ...lit, covers: 'account', global: true })],
      'neutral',
      'records what',
    ],
    ['a flag that does nothing there', stray('old', { ...lit, global: true }), [main], 'neutral', 'records what'],
    ['other events', stray('old', { ...lit, colour: 'red' }), [main], 'weakens', 'Nothing declared'],
    [
      'in another partition',
      old,
      [declared('main', lit, { at: { ...target, partition: 'aws-cn' } })],
      'weakens',
      'Nothing',
    ],
    [
      'what another kind does not',
      old,
      [
        { ...wish(socket, 'main', lit), live: absent },
        { ...wish(lamp, 'x', lit), live: absent },
      ],
      'weakens',
      'Nothing declared',
    ],
  ])('%s', (_, one, known, effect, meaning) => {
    const [deletion] = prune(input([one], known)).differences;
    expect(deletion?.fields[0]).toMatchObject({ effect, meaning: expect.stringContaining(meaning) });
  });

  it('weakens the setting that makes it record, where it has that', () => {
    const recorder = () => ({ covers: 'region', records: true, global: false }) as const;
    const kind = { ...wide, recorder, notRecorded: () => ['events'] };
    const state = { logging: true, colour: 'red' };
    const live = present(wish(kind, 'old', state), state);
    const [deletion] = prune(input([{ kind, live }], [main])).differences;
    expect(deletion?.fields.map(({ effect }) => effect)).toEqual(['weakens', 'neutral']);
  });

  it('is taken to be recorded where a kind does not say otherwise, and by nobody outside of a known organization', () => {
    const kind = {
      ...lamp,
      recorder: wide.recorder?.bind(wide) ?? (() => ({ covers: 'region', records: true, global: false }) as const),
    };
    const state = { ...lit, covers: 'organization' };
    const by = wish(kind, 'main', state, { target: other });
    const live = present(wish(kind, 'old', { ...lit, colour: 'red' }), { ...lit, colour: 'red' });
    const effectOf = (members: readonly string[] | null) =>
      prune(input([{ kind, live }], [{ ...by, live: absent }], { members })).differences[0]?.fields[0]?.effect;
    expect([effectOf([target.account]), effectOf([]), effectOf(null)]).toEqual(['neutral', 'weakens', 'weakens']);
  });
});

describe('make before break', () => {
  const judge = (known: readonly Known[], alter = (one: Difference): Difference => one) => {
    const given = input([old], known);
    const pruning = prune(given);
    const changes = known.flatMap(one => difference(one).difference ?? []).map(alter);
    const judged = awaitSuccessors([...changes, ...pruning.differences], pruning, given);
    return { after: [...pruning.after.values()].flat(), last: judged.find(({ action }) => action === 'delete') };
  };
  const refused = (one: Difference): Difference => ({
    ...one,
    withheld: { by: 'refused', problem: { code: 'other-owner', message: '' } },
  });
  const address = 'lamp/main@111111111111/eu-west-1';

  it('follows nobody who was seen to record', () => {
    expect(judge([main])).toMatchObject({ after: [], last: { action: 'delete' } });
    expect(judge([main]).last?.withheld).toBeUndefined();
  });

  it.each<[string, Known]>([
    ['is created', declared('main', lit, { live: null })],
    ['is started', declared('main', lit, { live: dark })],
  ])('comes after one that %s', (_, one) => {
    const { after, last } = judge([one]);
    expect([after, last?.withheld]).toEqual([[address], undefined]);
  });

  it.each<[string, Known, ((one: Difference) => Difference) | undefined]>([
    ['is refused', declared('main', lit, { live: null }), refused],
    ['could not be read', { ...main, live: unread }, undefined],
    [
      'is changed, but not started',
      declared('main', { ...lit, place: 'b' }, { live: { ...dark, place: 'a' } }),
      one => ({
        ...one,
        fields: [
          ...one.fields.filter(({ field }) => field !== 'lit'),
          { ...one.fields[0], field: 'x', after: 1 },
        ] as Difference['fields'],
      }),
    ],
  ])('waits for one that %s', (_, one, alter) => {
    expect(judge([one], alter).last?.withheld).toMatchObject({
      by: 'waits',
      problem: { code: 'waits-for-change', message: expect.stringContaining(address) },
    });
  });

  const music = { ...lit, extra: 'music' };
  const singing = stray('old', music);
  const ordered = (known: readonly Known[], alter = (one: Difference): Difference => one) => {
    const given = input([singing], known);
    const pruning = prune(given);
    const changes = known.flatMap(one => difference(one).difference ?? []).map(alter);
    const judged = awaitSuccessors([...changes, ...pruning.differences], pruning, given);
    return {
      after: [...pruning.after.values()].flat(),
      last: judged.find(({ action }) => action === 'delete')?.withheld?.problem.message,
    };
  };

  it.each<[string, readonly Known[], readonly string[]]>([
    ['a part of it', [declared('main', lit, { live: null })], ['main']],
    ['more than it', [declared('main', { ...music, covers: 'account' }, { at: there, live: null })], ['main']],
    [
      'other parts of it',
      [declared('main', lit, { live: dark }), declared('loud', { ...music, colour: 'red' }, { live: null })],
      ['loud', 'main'],
    ],
    ['a part of it, beside one that does', [declared('loud', music), declared('main', lit, { live: null })], []],
    ['a part of it, and does already', [main], []],
    ['nothing of it', [declared('main', lit, { at: there, live: null })], []],
    ['nothing', [declared('main', dark, { live: null })], []],
  ])('comes after all that begin to record %s', (_, known, first) => {
    const { after, last } = ordered(known);
    expect(after.map(one => one.replace(/^lamp\/(.*)@.*$/u, '$1'))).toEqual(first);
    expect(last).toBeUndefined();
  });

  it('waits for one that is to record a part of it', () => {
    const known = [
      declared('main', lit, { live: null }),
      declared('loud', { ...music, colour: 'red' }, { live: null }),
    ];
    const { last } = ordered(known, one => (one.address.startsWith('lamp/loud') ? refused(one) : one));
    expect(last).toMatch(/^lamp\/loud@\S+ is to record in its place, and was not seen to$/u);
  });

  it('waits for nobody who records as much as before, although other settings of it are refused', () => {
    const known = [
      declared('main', lit, { live: null }),
      declared('loud', { ...music, colour: 'red', place: 'b' }, { live: { ...music, colour: 'red', place: 'a' } }),
    ];
    expect(ordered(known, one => (one.address.startsWith('lamp/loud') ? refused(one) : one)).last).toBeUndefined();
  });

  it('waits for nobody where more stays recorded than the spec asks for', () => {
    const given = input(
      [stray('old', { ...music, covers: 'account' })],
      [
        declared('main', lit, { at: there, live: null }),
        declared('wide', lit, { live: { ...lit, covers: 'account' } }),
      ],
    );
    const pruning = prune(given);
    const changes = given.known.flatMap(one => difference(one).difference ?? []);
    const judged = awaitSuccessors(
      [...changes.filter(one => one.action === 'create'), ...pruning.differences],
      pruning,
      given,
    );
    expect([...pruning.after.values()]).toEqual([['lamp/main@111111111111/us-east-1']]);
    expect(judged.map(({ withheld }) => withheld)).toEqual([undefined, undefined]);
  });

  it('leaves what a rule withheld as it is', () => {
    const given = input([old], [declared('main', lit, { live: null })]);
    const pruning = prune(given);
    const judged = awaitSuccessors(pruning.differences.map(refused), pruning, given);
    expect(judged[0]?.withheld?.by).toBe('refused');
  });
});

it('nothing is deleted in part', () => {
  const [deletion] = prune(input([stray('old', { ...lit, colour: undefined })], [main])).differences;
  if (deletion === undefined) throw new Error('there is one');
  const [first, ...rest] = deletion.fields;
  const problem = { code: 'would-weaken', message: '' };
  expect(isOpen(deletion)).toBe(true);
  expect(isOpen({ ...deletion, fields: [{ ...first, withheld: { by: 'refused', problem } } as never, ...rest] })).toBe(
    false,
  );
});

describe('whatever stands', () => {
  const state = fc.record({
    lit: fc.boolean(),
    covers: fc.constantFrom('region', 'account', 'organization'),
    colour: fc.constantFrom('red', 'blue'),
    protect: fc.boolean(),
  });
  const at = fc.constantFrom(target, there, other);
  const strays = fc
    .array(fc.tuple(state, at), { maxLength: 4 })
    .map(ones => ones.map(([one, place], index) => stray(`old${index}`, one, { at: place })));
  const known = fc
    .array(fc.tuple(state, at, fc.boolean()), { maxLength: 4 })
    .map(ones => ones.map(([one, place, stands]) => declared('main', one, { at: place, live: stands ? one : null })));
  const settings = fc.record({
    prune: fc.constantFrom<PruneInput['prune']>('never', 'trails'),
    limited: fc.boolean(),
    incomplete: fc.boolean(),
  });

  it('each stray is either reported or deleted; what is protected, or not known to be lost, never goes', () => {
    fc.assert(
      fc.property(strays, known, settings, (left, estate, over) => {
        const given = input(left, estate, over);
        const { differences, findings, resources } = prune(given);
        expect(differences.length + findings.length).toBe(left.length);
        const open = differences.filter(isOpen);
        if (over.prune === 'never' || over.limited || over.incomplete || estate.length === 0) expect(open).toEqual([]);
        const gone = resources.map(({ desired }) => desired.state['protect']);
        expect(gone.filter(Boolean)).toEqual([]);
        expect(new Set(differences.map(({ address }) => address)).size).toBe(differences.length);
      }),
    );
  });
});
