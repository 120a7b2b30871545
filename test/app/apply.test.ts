import { describe, expect, it } from 'vitest';

import { apply } from '../../src/app/apply.ts';
import { confirm } from '../../src/app/confirm.ts';
import type { Cloud, Outlook } from '../../src/app/ports.ts';
import { ApiFailure } from '../../src/core/failure.ts';
import type { Api, Call } from '../../src/core/kind.ts';
import type { Address, Live, Target } from '../../src/core/model.ts';
import type { AnyKind, AnyState } from '../../src/core/kind.ts';
import type { Plan, PlannedChange } from '../../src/core/plan.ts';
import { basisOf } from '../../src/core/basis.ts';
import { absent, lamp, present, target, wish } from '../core/toy.ts';
import { FakeClock } from '../fake-clock.ts';

const digest = (text: string): string => text;

interface Script {
  /** Calls that fail, by the `id` in their input. */
  readonly fails?: readonly string[];
  /** What every call fails with. */
  readonly throws?: ApiFailure;
  /** What a call fails with, by the `id` in its input. */
  readonly throwsAt?: Readonly<Record<string, ApiFailure>>;
  /** What a look shows just before a `whole` call. */
  readonly sees?: Live<AnyState> | Error;
  /** Told before a call is answered. */
  readonly onSend?: (id: string) => void;
  readonly onCall?: (call: Outlook) => void;
}

/** Sends nothing, remembers the order, and lets other work in between. */
function cloudOf({ fails = [], throws, throwsAt = {}, onSend, onCall }: Script, sent: string[]): Cloud {
  const none = (): never => {
    throw new Error('not asked for in this test');
  };
  return {
    identity: none,
    enter: none,
    memory: () => ({ at: () => ({ ask: none }) }),
    async send({ input, denied }: Call<Api> & Outlook, { region }: Target) {
      onCall?.(denied ? { denied } : {});
      const id = String(Reflect.get(input, 'id'));
      sent.push(`${id}>`);
      onSend?.(id);
      const failure = throws ?? throwsAt[id];
      if (failure) throw failure;
      for (let tick = 0; tick < 5; tick += 1) await Promise.resolve();
      if (fails.includes(id))
        throw new ApiFailure('AccessDenied', `may not ${id}`, {
          category: 'permission',
          site: { call: 'lamps:Put', target: { ...target, region } },
        });
      sent.push(`<${id}`);
      return { requestId: `r-${id}`, attempts: 1 };
    },
    counts: () => ({}),
    close: () => undefined,
  };
}

interface Want {
  readonly key: string;
  readonly region?: string;
  readonly after?: readonly Address[];
  readonly calls?: readonly Partial<Call<Api>>[];
  /** What strengthens: these of the calls. */
  readonly repairs?: readonly Call<Api>[];
}

function change({ key, region = 'eu-west-1', after = [], calls = [{}], repairs }: Want): PlannedChange {
  const { desired } = wish(lamp, key, {}, { target: { ...target, region } });
  return {
    address: desired.address,
    action: 'update',
    fields: [{ field: 'lit', before: false, after: true, effect: 'strengthens', gravity: 'high', meaning: '' }],
    resource: { kind: 'lamp', arn: desired.arn, name: key, target: desired.target },
    calls: calls.map((call, index) => ({
      call: 'lamps:Put',
      input: { id: `${key}${index === 0 ? '' : index}` },
      ...call,
    })),
    ...(repairs ? { repairs } : {}),
    after,
    basis: { [desired.address]: basisOf(absent, digest) },
  };
}

const addressOf = (key: string, region = 'eu-west-1'): Address => `lamp/${key}@111111111111/${region}`;

async function carry(changes: readonly PlannedChange[], script: Script = {}, signal = new AbortController().signal) {
  const sent: string[] = [];
  const kind: AnyKind = {
    ...lamp,
    observe: async ([arn]) => {
      if (script.sees instanceof Error) throw script.sees;
      return Promise.resolve({ asked: new Map(arn ? [[arn, script.sees ?? absent]] : []), others: [] });
    },
  };
  const plan: Plan = { owner: 'acme', changes, rests: {}, unknown: [], findings: [] };
  const told: string[] = [];
  const onChange = (one: PlannedChange, outcome?: { readonly status: string }) =>
    told.push(`${one.resource.name} ${outcome?.status ?? 'begins'}`);
  const outcomes = await apply(
    plan,
    { cloud: cloudOf(script, sent), clock: new FakeClock(), kinds: [kind], digest, onChange },
    signal,
  );
  return {
    sent,
    told,
    outcomes: Object.fromEntries(outcomes.map(({ address, status }) => [/\/(\w+)@/u.exec(address)?.[1], status])),
    all: outcomes,
  };
}

describe('apply', () => {
  it('sends one call at a time at one target, targets side by side', async () => {
    const { sent } = await carry([
      change({ key: 'a' }),
      change({ key: 'b' }),
      change({ key: 'c', region: 'us-east-1' }),
    ]);
    expect(sent.indexOf('<a')).toBeLessThan(sent.indexOf('b>'));
    expect(sent.indexOf('c>')).toBeLessThan(sent.indexOf('<a'));
  });

  it('sends a change after what it comes after, across targets', async () => {
    const { sent, outcomes } = await carry([
      change({ key: 'a', region: 'us-east-1' }),
      change({ key: 'b', after: [addressOf('a', 'us-east-1')] }),
    ]);
    expect(sent).toEqual(['a>', '<a', 'b>', '<b']);
    expect(outcomes).toEqual({ a: 'done', b: 'done' });
  });

  it('sends what waits for nobody before everything else, whatever fails', async () => {
    const stopped = change({ key: 's', after: [addressOf('a')], calls: [{ regardless: true }, {}] });
    const { sent, outcomes } = await carry([change({ key: 'a' }), stopped], { fails: ['a'] });
    expect(sent).toEqual(['s>', '<s', 'a>']);
    expect(outcomes).toEqual({ a: 'failed', s: 'skipped' });
  });

  it('is done when all there was to do waits for nobody', async () => {
    const { outcomes, told } = await carry([
      change({ key: 's', after: [addressOf('x')], calls: [{ regardless: true }] }),
    ]);
    expect(outcomes).toEqual({ s: 'done' });
    expect(told).toEqual(['s begins', 's done']);
  });

  it('says that a repair failed, and sends what else there is to mend', async () => {
    const repair = change({ key: 's', calls: [{ regardless: true }, {}] });
    const { sent, outcomes, all } = await carry([repair], { fails: ['s'] });
    expect([sent, outcomes]).toEqual([['s>', 's1>', '<s1'], { s: 'failed' }]);
    expect(all[0]?.problem?.message).toContain('may not s');
    expect((await carry([change({ key: 's', calls: [{ regardless: true }] })], { fails: ['s'] })).outcomes).toEqual({
      s: 'failed',
    });
    const after = change({ key: 's', after: [addressOf('a')], calls: [{ regardless: true }, {}] });
    expect((await carry([change({ key: 'a' }), after], { fails: ['a', 's'] })).outcomes).toEqual({
      a: 'failed',
      s: 'failed',
    });
  });

  it('stops a change at its first failure, skips what comes after it, and does the rest', async () => {
    const changes = [
      change({ key: 'a', calls: [{}, {}, {}] }),
      change({ key: 'b', after: [addressOf('a')] }),
      change({ key: 'c', after: [addressOf('b')] }),
      change({ key: 'd' }),
    ];
    const { sent, outcomes, all } = await carry(changes, { fails: ['a1'] });
    expect(sent).toEqual(['a>', '<a', 'a1>', 'd>', '<d']);
    expect(outcomes).toEqual({ a: 'failed', b: 'skipped', c: 'skipped', d: 'done' });
    expect(all[0]).toMatchObject({
      sent: [{ call: 'lamps:Put', requestId: 'r-a', attempts: 1 }],
      problem: { code: 'access-denied', at: addressOf('a') },
    });
  });

  describe('once a call of a change failed', () => {
    const call = (name: string, id: string): Call<Api> => ({ call: `lamps:${name}`, input: { id } });
    const calls = [call('Update', 'u'), call('Colour', 'c'), call('Light', 'l'), call('Tag', 't')];

    it('sends what strengthens of the rest all the same, each for itself', async () => {
      const mixed = change({ key: 'a', calls, repairs: [call('Light', 'l'), call('Tag', 't')] });
      const { sent, outcomes, all } = await carry([mixed], { fails: ['u', 'l'] });
      expect(sent).toEqual(['u>', 'l>', 't>', '<t']);
      expect(outcomes).toEqual({ a: 'failed' });
      expect(all[0]).toMatchObject({
        sent: [{ call: 'lamps:Tag' }],
        problem: { message: expect.stringContaining('may not u') as string },
      });
    });

    it('sends what strengthens of the call that failed, and that one not again as it was', async () => {
      const part = change({ key: 'a', calls, repairs: [call('Update', 'part'), call('Light', 'l')] });
      expect((await carry([part], { fails: ['u'] })).sent).toEqual(['u>', 'part>', '<part', 'l>', '<l']);
      const same = change({ key: 'a', calls, repairs: [call('Update', 'u'), call('Light', 'l')] });
      expect((await carry([same], { fails: ['u'] })).sent).toEqual(['u>', 'l>', '<l']);
    });

    it('sends nothing a second time that was carried out, or that waits for nobody', async () => {
      const started = { ...call('Start', 's'), regardless: true as const };
      const one = change({ key: 'a', calls: [started, ...calls], repairs: [started, ...calls] });
      const { sent } = await carry([one], { fails: ['l'] });
      expect(sent).toEqual(['s>', '<s', 'u>', '<u', 'c>', '<c', 'l>', 't>', '<t']);
    });

    it('begins nothing more where it was interrupted', async () => {
      const controller = new AbortController();
      const one = change({ key: 'a', calls, repairs: calls });
      const script: Script = { fails: ['u'], onSend: () => controller.abort() };
      const { sent, outcomes } = await carry([one], script, controller.signal);
      expect([sent, outcomes]).toEqual([['u>'], { a: 'failed' }]);
    });
  });

  it('sends with each call that a policy denies what it rests on', async () => {
    const outlooks: unknown[] = [];
    const changes = [change({ key: 'a' }), { ...change({ key: 'b' }), denied: true as const }];
    await carry(changes, { onCall: ({ denied }) => void outlooks.push(denied) });
    expect(outlooks).toEqual([undefined, true]);
  });

  const whole = change({ key: 'a', calls: [{ whole: true }] });

  it('reads it again before a repair too', async () => {
    const repair = change({ key: 'a', calls: [{ whole: true, regardless: true }, {}] });
    expect((await carry([repair])).sent).toEqual(['a>', '<a', 'a1>', '<a1']);
    const { sent, outcomes } = await carry([repair], { sees: present(wish(lamp, 'a', {}), { lit: true }) });
    expect([sent, outcomes]).toEqual([[], { a: 'moved' }]);
  });

  it.each<[string, Script, string, readonly string[]]>([
    ['stands as it was seen', {}, 'done', ['a>', '<a']],
    ['moved', { sees: present(wish(lamp, 'a', {}), { lit: true }) }, 'moved', []],
    [
      'cannot be read any more',
      { sees: new ApiFailure('X', 'y', { category: 'unreachable', site: { call: 'a:B', target } }) },
      'moved',
      [],
    ],
  ])(
    'reads a document that others write too again just before it replaces it: it %s',
    async (_, script, status, calls) => {
      const { sent, outcomes } = await carry([whole], script);
      expect(outcomes).toEqual({ a: status });
      expect(sent).toEqual(calls);
    },
  );

  it('finishes the call in flight when it is interrupted, and begins nothing more', async () => {
    const controller = new AbortController();
    const script: Script = { onSend: () => controller.abort() };
    const { sent, outcomes } = await carry(
      [change({ key: 'a', calls: [{}, {}] }), change({ key: 'b' })],
      script,
      controller.signal,
    );
    expect(sent).toEqual(['a>', '<a']);
    expect(outcomes).toEqual({ a: 'left', b: 'left' });
  });

  it('is left where the call was interrupted before it was sent', async () => {
    const interrupted = new ApiFailure('Interrupted', 'interrupted', {
      category: 'transient',
      site: { call: 'a:B', target },
    });
    const { outcomes, all } = await carry([change({ key: 'a' })], { throws: interrupted });
    expect(outcomes).toEqual({ a: 'left' });
    expect(all[0]?.problem).toBeUndefined();
  });

  describe('whose deadline passed', () => {
    const site = { call: 'lamps:Put', target };
    const notBegun = new ApiFailure('NotBegun', 'not sent', { category: 'deadline', site });

    it('leaves what was not begun, and what comes after it, and says why', async () => {
      const changes = [change({ key: 'a' }), change({ key: 'b', after: [addressOf('a')] }), change({ key: 'c' })];
      const { outcomes, all } = await carry(changes, { throws: notBegun });
      expect(outcomes).toEqual({ a: 'left', b: 'left', c: 'left' });
      expect(all.map(({ problem }) => problem?.code)).toEqual(Array.from({ length: 3 }, () => 'deadline-passed'));
    });

    it('is not done when a repair of two calls was begun and not finished', async () => {
      const repair = change({ key: 's', calls: [{ regardless: true }, { regardless: true }] });
      const { sent, outcomes } = await carry([repair], { fails: [], throwsAt: { s1: notBegun } });
      expect(sent).toEqual(['s>', '<s', 's1>']);
      expect(outcomes).toEqual({ s: 'left' });
    });

    it('leaves a document alone that could not be read again, and does not say that it moved', async () => {
      const late = new ApiFailure('DeadlinePassed', 'no answer', { category: 'deadline', site });
      const { sent, outcomes, all } = await carry([whole], { sees: late });
      expect([sent, outcomes]).toEqual([[], { a: 'left' }]);
      expect(all[0]?.problem?.code).toBe('deadline-passed');
    });

    it.each<[string, Live<AnyState>]>([
      ['the resource', { is: 'unread', problem: { code: 'deadline-passed', message: 'too late' } }],
      [
        'a field',
        {
          ...present(wish(lamp, 'a', {}), { lit: true }),
          fields: { lit: { unread: { code: 'deadline-passed', message: 'too late' } } },
        },
      ],
    ])('nor where %s could not', async (_, sees) => {
      const { sent, outcomes } = await carry([whole], { sees });
      expect([sent, outcomes]).toEqual([[], { a: 'left' }]);
    });

    it('has failed where a call was sent and nobody answered', async () => {
      const given = new ApiFailure('DeadlinePassed', 'not answered', { category: 'deadline', site });
      const { outcomes } = await carry([change({ key: 'a' }), change({ key: 'b' })], { throwsAt: { a: given } });
      expect(outcomes).toEqual({ a: 'failed', b: 'done' });
    });
  });

  it('begins nothing when it was interrupted before', async () => {
    const { sent, outcomes } = await carry(
      [change({ key: 'a', calls: [{ regardless: true }] })],
      {},
      AbortSignal.abort(),
    );
    expect([sent, outcomes]).toEqual([[], { a: 'left' }]);
  });

  it('leaves alone what has no calls', async () => {
    expect((await carry([change({ key: 'a', calls: [] })])).all).toEqual([]);
  });
});

describe('confirm', () => {
  const asked = change({ key: 'a' });
  const lit = present(wish(lamp, 'a', {}), { lit: true });

  async function confirmed(...shown: readonly Live<AnyState>[]) {
    const clock = new FakeClock();
    const began = clock.now().getTime();
    let looks = 0;
    const look = async () => {
      const live = shown[Math.min(looks, shown.length - 1)] ?? absent;
      looks += 1;
      return Promise.resolve(new Map([[asked.address, live]]));
    };
    const left = await confirm({ changes: [asked], kinds: [lamp], clock, signal: new AbortController().signal, look });
    return { left: left.get(asked.address)?.code ?? null, looks, seconds: (clock.now().getTime() - began) / 1000 };
  }

  it.each<[string, readonly Live<AnyState>[], object]>([
    ['at once', [lit], { left: null, looks: 1, seconds: 0 }],
    [
      'after a while',
      [absent, present(wish(lamp, 'a', {}), { lit: false }), lit],
      { left: null, looks: 3, seconds: 3 },
    ],
    ['never', [absent], { left: 'not-read-back', looks: 7, seconds: 60 }],
    [
      'never, because it cannot be read',
      [present(wish(lamp, 'a', {}), { lit: true }, ['lit'])],
      { left: 'access-denied', looks: 7, seconds: 60 },
    ],
    [
      'never, because nobody may look',
      [{ is: 'unread', problem: { code: 'deadline-passed', message: 'too late' } }],
      { left: 'deadline-passed', looks: 7, seconds: 60 },
    ],
  ])('waits until it reads back: %s', async (_, shown, expected) => {
    expect(await confirmed(...shown)).toEqual(expected);
  });
});
