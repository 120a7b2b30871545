import { describe, expect, it } from 'vitest';

import { live, digest, at, moment, settings } from './lives.ts';
import { advance } from '../../../src/core/drift/advance.ts';
import type { Drift } from '../../../src/core/drift/drift.ts';
import { seenIn } from '../../../src/core/drift/seen.ts';
import type { SeenBy } from '../../../src/core/drift/seen.ts';
import { fingerprintOf, sightings } from '../../../src/core/drift/sightings.ts';
import type { Wish } from '../../../src/core/desire.ts';
import type { AnyState } from '../../../src/core/kind.ts';
import type { Address, Problem } from '../../../src/core/model.ts';
import type { FieldChange, Plan, PlannedChange, Unknown, Withheld } from '../../../src/core/plan.ts';
import type { Outcome, Report } from '../../../src/core/report.ts';
import { lamp, target } from '../toy.ts';

const resource = { kind: 'trail', arn: 'arn:aws:cloudtrail:eu-west-1:1:trail/main', name: 'main', target } as const;

const field = (over: Partial<FieldChange> = {}): FieldChange => ({
  field: 'lit',
  before: false,
  after: true,
  effect: 'strengthens',
  gravity: 'critical',
  meaning: 'It is dark.',
  ...over,
});

const change = (over: Partial<PlannedChange> = {}): PlannedChange => ({
  address: at,
  action: 'update',
  fields: [field()],
  resource,
  calls: [],
  after: [],
  basis: {},
  ...over,
});

const plan = (over: Partial<Plan> = {}): Plan => ({
  owner: 'acme',
  changes: [],
  rests: {},
  unknown: [],
  findings: [],
  ...over,
});

const problem: Problem = { code: 'access-denied', message: 'no' };
const by = (reason: Withheld['by']): Withheld => ({ by: reason, problem });
const stray: Problem = { code: 'stray', message: 'It carries our tag', at };

describe('sightings', () => {
  const cases: readonly (readonly [name: string, found: Plan, drifts: readonly object[]])[] = [
    ['nothing', plan(), []],
    [
      'a field',
      plan({ changes: [change({ fields: [field({ origin: 'outside' })] })] }),
      [{ kind: 'changed', field: 'lit', wanted: true, found: false, effect: 'weakens', origin: 'outside', resource }],
    ],
    [
      'more than the spec says',
      plan({ changes: [change({ fields: [field({ effect: 'weakens' })] })] }),
      [{ effect: 'strengthens' }],
    ],
    [
      'a field that is refused, and one that no call mends',
      plan({
        changes: [
          change({ fields: [field({ withheld: by('refused') }), field({ field: 'place', withheld: by('fixed') })] }),
        ],
      }),
      [
        { field: 'lit', withheld: by('refused') },
        { field: 'place', withheld: by('fixed') },
      ],
    ],
    [
      'a resource that is refused',
      plan({ changes: [change({ withheld: by('refused') })] }),
      [{ withheld: by('refused') }],
    ],
    ...(['waived', 'ignored', 'waits'] as const).map(
      reason =>
        [
          `none that is ${reason}`,
          plan({ changes: [change({ fields: [field({ withheld: by(reason) })] })] }),
          [],
        ] as const,
    ),
    [
      'a resource that is missing',
      plan({
        changes: [change({ action: 'create', fields: [field({ origin: 'outside' }), field({ field: 'owner' })] })],
      }),
      [{ kind: 'missing', field: null, gravity: 'critical', effect: 'weakens', wanted: null, origin: 'outside' }],
    ],
    [
      'a missing resource whose fields are all refused',
      plan({ changes: [change({ action: 'create', fields: [field({ withheld: by('refused') })] })] }),
      [{ kind: 'missing', withheld: by('refused'), gravity: 'critical' }],
    ],
    [
      'a missing resource without fields',
      plan({ changes: [change({ action: 'create', fields: [] })] }),
      [{ kind: 'missing', effect: 'neutral', meaning: '' }],
    ],
    [
      'a stray that is deleted',
      plan({ changes: [change({ action: 'delete', fields: [field({ effect: 'neutral', gravity: 'low' })] })] }),
      [{ kind: 'stray', field: null, effect: 'neutral', gravity: 'low' }],
    ],
    [
      'a stray that waits',
      plan({ changes: [change({ action: 'delete', withheld: by('waits') })] }),
      [{ kind: 'stray', withheld: by('waits') }],
    ],
    [
      'a stray that is only told',
      plan({ findings: [stray, { ...stray, code: 'region-full' }, { code: 'stray', message: 'of old' }] }),
      [{ kind: 'stray', address: at, resource: null, withheld: { by: 'fixed', problem: stray } }],
    ],
    [
      'what could not be read, once, and not what nobody looked at',
      plan({
        unknown: [unread(), unread(), unread('lit'), { address: at, problem: { code: 'not-looked-at', message: '' } }],
      }),
      [
        { kind: 'unread', field: 'lit' },
        { kind: 'unread', field: null, problem, gravity: 'medium' },
      ],
    ],
  ];
  it.each(cases)('are of %s', (_, found, drifts) => {
    expect(sightings(found, digest).drifts).toMatchObject(drifts);
    expect(sightings(found, digest).drifts).toHaveLength(drifts.length);
  });

  it('says what it uses that is wrong', () => {
    const uses = 'arn:aws:kms:eu-west-1:111111111111:key/1';
    const found = plan({ changes: [change({ fields: [field({ uses })] })] });
    expect(sightings(found, digest).drifts.map(one => one.uses)).toEqual([uses]);
  });

  it('say what waits and what is accepted', () => {
    const fields = [field({ withheld: by('waits') }), field({ field: 'colour', withheld: by('waived') })];
    const { waiting, accepted } = sightings(plan({ changes: [change({ fields })] }), digest);
    const of = (name: string) => fingerprintOf({ owner: 'acme', address: at, kind: 'changed', field: name }, digest);
    expect([...waiting]).toEqual([[of('lit'), by('waits')]]);
    expect([...accepted]).toEqual([of('colour')]);
  });

  it('have fingerprints of what drifted and of nothing else', () => {
    const one = { owner: 'acme', address: at, kind: 'changed', field: 'lit' } as const;
    expect(fingerprintOf(one, digest)).toMatch(/^d-[0-9a-f]{12}$/u);
    const all = [
      one,
      { ...one, owner: 'b' },
      { ...one, address: elsewhere },
      { ...one, field: null },
      { ...one, kind: 'unread' as const },
    ];
    expect(new Set(all.map(each => fingerprintOf(each, digest))).size).toBe(all.length);
  });
});

const elsewhere: Address = 'trail/main@payments/eu-west-1';

function unread(name?: string): Unknown {
  return { address: at, problem, ...(name === undefined ? {} : { field: name }) };
}

/** All trails of a place, which is read for strays. */
function area(key: string): Unknown {
  return { address: `trail/*@${key}/us-east-1`, problem };
}

function report(over: Partial<Report> = {}): Report {
  return {
    command: 'apply',
    owner: 'acme',
    startedAt: moment(0),
    finishedAt: moment(1),
    spec: null,
    plan: plan(),
    outcomes: null,
    remaining: null,
    refused: [],
    interrupted: false,
    calls: {},
    ...over,
  };
}

const outcome = (over: Partial<Outcome> = {}): Outcome => ({
  address: at,
  action: 'update',
  status: 'done',
  sent: [{ call: 'lamps:Put', attempts: 1 }],
  seconds: 1,
  ...over,
});

function wish(state: AnyState, over: Partial<Wish['desired']> = {}): Wish {
  const desired = {
    address: at,
    arn: resource.arn,
    name: 'main',
    target,
    state,
    unknown: {},
    written: {},
    managed: true,
    adopt: false,
  };
  return {
    kind: { ...lamp, fields: { ...lamp.fields, socket: { ...lamp.fields['socket']!, derived: true } } },
    desired: { ...desired, ...over },
  };
}

const asked = (over: Partial<SeenBy> = {}): SeenBy => ({
  id: 'run-1',
  targets: [],
  wishes: [wish({ lit: true })],
  health: null,
  proof: null,
  digest,
  ...over,
});

/** The drift that a first run finds in this plan. */
function opened(found: Plan, health: SeenBy['health'] = null): Drift {
  const seen = seenIn(report({ plan: found }), asked({ id: 'run-0', health }));
  const [drift] = live([seen]).drifts;
  if (!drift) throw new Error('no drift');
  return drift;
}

const dark = plan({ changes: [change()] });
const noTrail = plan({ changes: [change({ action: 'create' })] });
const late = opened(plan(), {
  sightings: [{ ...opened(dark), kind: 'undelivered', fingerprint: 'd-late' }],
  looked: () => true,
});
const altered: Drift = { ...late, kind: 'unproven', fingerprint: 'd-altered' };
const left = plan({ findings: [stray] });

/** How a drift ends in a run; null: it goes on. */
function endingAfter(drift: Drift, told: Report, by: SeenBy): string | null {
  const { drifts } = advance([drift], seenIn(told, by), settings);
  return drifts.find(({ fingerprint }) => fingerprint === drift.fingerprint)?.ending ?? null;
}

describe('what a run saw', () => {
  const cases: readonly (readonly [
    name: string,
    drift: Drift,
    told: Partial<Report>,
    by: Partial<SeenBy>,
    ending: string | null,
  ])[] = [
    ['put back by somebody', opened(dark), {}, {}, 'reverted'],
    ['log files that are whole again', altered, {}, { proof: { sightings: [], looked: () => true } }, 'reverted'],
    ['log files that nobody read', altered, {}, { proof: { sightings: [], looked: () => false } }, null],
    ['log files that nobody verifies', altered, {}, {}, null],
    ['log files that still fail', altered, {}, { proof: { sightings: [altered], looked: () => true } }, null],
    ['mended by us', opened(dark), { plan: dark, outcomes: [outcome()], remaining: plan() }, {}, 'healed'],
    ['created by us', opened(noTrail), { plan: noTrail, outcomes: [outcome()], remaining: plan() }, {}, 'healed'],
    [
      'nothing was sent for it',
      opened(dark),
      { plan: dark, outcomes: [outcome({ sent: [] })], remaining: plan() },
      {},
      'reverted',
    ],
    [
      'it was refused, and is gone all the same',
      opened(dark),
      {
        plan: plan({ changes: [change({ fields: [field({ withheld: by('refused') })] })] }),
        outcomes: [outcome()],
        remaining: plan(),
      },
      {},
      'reverted',
    ],
    [
      'what waited was done in a later round',
      opened(dark),
      { plan: plan({ changes: [change({ withheld: by('waits') })] }), outcomes: [outcome()], remaining: plan() },
      {},
      'healed',
    ],
    ['nobody looked after sending', opened(dark), { plan: dark, outcomes: [outcome()] }, {}, null],
    ['it was not about it', opened(dark), {}, { targets: ['trail/main@payments', 'bucket/*'] }, null],
    ['it was about it alone', opened(dark), {}, { targets: ['bucket/*', 'trail/main'] }, 'reverted'],
    ['it could not be read', opened(dark), { plan: plan({ unknown: [unread()] }) }, {}, null],
    ['another field could not be read', opened(dark), { plan: plan({ unknown: [unread('colour')] }) }, {}, 'reverted'],
    ['the field could not be read', opened(dark), { plan: plan({ unknown: [unread('lit')] }) }, {}, null],
    [
      'another resource could not be read',
      opened(dark),
      { plan: plan({ unknown: [{ ...unread(), address: elsewhere }] }) },
      {},
      'reverted',
    ],
    ['the whole resource is gone', opened(dark), { plan: noTrail }, {}, null],
    ['it is there again and still differs', opened(noTrail), { plan: dark }, {}, 'reverted'],
    ['the spec does not have it any more', opened(dark), {}, { wishes: [] }, 'left-the-spec'],
    ['the spec only refers to it now', opened(dark), {}, { wishes: [wish({}, { managed: false })] }, 'left-the-spec'],
    [
      'the spec does not have it, and it is about others',
      opened(dark),
      {},
      { wishes: [], targets: ['bucket/*'] },
      null,
    ],
    ['the spec wants what was there', opened(dark), {}, { wishes: [wish({ lit: false })] }, 'adopted'],
    [
      'nobody knows what the spec wants',
      opened(dark),
      {},
      { wishes: [wish({ lit: false }, { unknown: { lit: problem } })] },
      'reverted',
    ],
    [
      'the value is worked out from others',
      opened(plan({ changes: [change({ fields: [field({ field: 'socket' })] })] })),
      {},
      { wishes: [wish({ socket: 'other' })] },
      'reverted',
    ],
    [
      'a field that the kind does not have any more',
      opened(plan({ changes: [change({ fields: [field({ field: 'gone' })] })] })),
      {},
      {},
      'reverted',
    ],
    ['the spec wants something else again', opened(dark), {}, { wishes: [wish({ lit: 'dim' })] }, 'reverted'],
    [
      'the kind takes the two for the same',
      opened(plan({ changes: [change({ fields: [field({ field: 'colour', before: 'Red' })] })] })),
      {},
      { wishes: [wish({ colour: 'red' })] },
      'adopted',
    ],
    [
      'the spec takes what was there and what it wanted alike',
      opened(plan({ changes: [change({ fields: [field({ field: 'colour', before: 'RED', after: 'Red' })] })] })),
      {},
      { wishes: [wish({ colour: 'red' })] },
      'reverted',
    ],
    ['a place that can be read', opened(plan({ unknown: [area('security')] })), {}, {}, 'read-again'],
    [
      'a place that cannot be read still',
      opened(plan({ unknown: [area('security')] })),
      { plan: plan({ unknown: [area('security')] }) },
      {},
      null,
    ],
    [
      'a place of an account that the spec has not any more',
      opened(plan({ unknown: [area('old')] })),
      {},
      {},
      'left-the-spec',
    ],
    ['it can be read', opened(plan({ unknown: [unread()] })), {}, {}, 'read-again'],
    [
      'a field of it can be read, and the rest cannot',
      opened(plan({ unknown: [unread('lit')] })),
      { plan: plan({ unknown: [unread()] }) },
      {},
      null,
    ],
    ['nobody looked at deliveries', late, {}, {}, null],
    ['it has come', late, {}, { health: { sightings: [], looked: () => true } }, 'arrived'],
    ['the stray is gone', opened(left), {}, { wishes: [] }, 'reverted'],
    ['the stray is declared', opened(left), {}, {}, 'adopted'],
    ['it is limited, which shows no strays', opened(left), {}, { targets: ['trail/main'] }, null],
    [
      'something at its place could not be read',
      opened(left),
      { plan: plan({ unknown: [{ ...unread(), address: 'topic/a@security/eu-west-1' }] }) },
      {},
      null,
    ],
    [
      'something elsewhere could not be read',
      opened(left),
      { plan: plan({ unknown: [unread('lit'), { ...unread(), address: elsewhere }] }) },
      {},
      'adopted',
    ],
  ];
  it.each(cases)('ends a drift or not: %s', (_, drift, told, by, ending) => {
    expect(endingAfter(drift, report(told), asked(by))).toBe(ending);
  });

  it('goes on with what is late', () => {
    const seen = seenIn(report(), asked({ health: { sightings: [late], looked: () => true } }));
    expect(seen.found).toEqual([late]);
    expect(endingAfter(late, report(), asked({ health: { sightings: [late], looked: () => true } }))).toBeNull();
  });
});
