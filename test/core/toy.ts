/** A kind small enough to see through: a lamp that may need a socket, and records when it is lit. */
import type { Known } from '../../src/core/derive.ts';
import type { AnyKind, AnyState, Field } from '../../src/core/kind.ts';
import type { Address, Arn, Desired, Live, Reading, Target, World } from '../../src/core/model.ts';

export const target: Target = { partition: 'aws', account: '111111111111', region: 'eu-west-1' };

export const world: World = {
  owner: 'acme',
  organization: null,
  key: reference => reference as Arn,
  resolve: (_, key, from) => ({ name: key, target: from }),
};

const field = (over: Partial<Field<unknown>> = {}): Field<unknown> => ({
  change: 'call',
  effect: (from, to) => (to === true ? 'strengthens' : from === true ? 'weakens' : 'neutral'),
  gravity: () => 'high',
  meaning: (desired, live) => `should be ${JSON.stringify(desired)}, is ${JSON.stringify(live)}`,
  ...over,
});

export const lamp: AnyKind = {
  name: 'lamp',
  schema: {},
  fields: {
    lit: field({ serves: true }),
    colour: field({ equal: (a, b) => String(a).toLowerCase() === String(b).toLowerCase() }),
    place: field({ change: { fixed: 'Buy another lamp.' } }),
    hours: field({ change: 'report' }),
    owner: field(),
    socket: field(),
  },
  missing: { gravity: 'critical', meaning: 'It is dark.' },
  reads: { 'lamps:Describe': ['lamps:Describe'] },
  writes: { 'lamps:Put': ['lamps:Put'] },
  desire: ({ spec, name, target: { region, account } }) => ({
    arn: `arn:aws:lamps:${region}:${account}:${name}`,
    state: spec as AnyState,
    ...((spec as AnyState)['colour'] === '?'
      ? { unknown: { colour: { code: 'key-unknown', message: 'who knows' } } }
      : {}),
  }),
  observe: async () => Promise.resolve({ asked: new Map(), others: [] }),
  probes: () => ({}),
  calls: change => [
    {
      call: 'lamps:Put',
      input: {
        action: change.action,
        ...('desired' in change ? change.desired : {}),
        ...('changed' in change ? { changed: change.changed } : {}),
      },
    },
  ],
  toSpec: state => state,
  needs: (state, arn) =>
    typeof state['socket'] === 'string'
      ? [{ to: 'announce-logs', of: state['socket'] as Arn, trail: arn, everyRegion: true }]
      : [],
  recorder: state => ({ covers: 'region', records: state['lit'] === true, global: false }),
};

/** Serves lamps: its state lists who may plug in. */
export const socket: AnyKind = {
  ...lamp,
  name: 'socket',
  fields: { plugs: field({ serves: true, derived: true }), owner: field() },
  reads: { 'sockets:Describe': [] },
  needs: () => [],
  recorder: () => ({ covers: 'region', records: false, global: false }),
  complete: (state, { needs, settled, keeper }, live) => {
    const standing =
      live && 'value' in (live['plugs'] ?? {})
        ? ((live['plugs'] as { readonly value: unknown }).value as readonly Arn[])
        : [];
    const kept = standing.filter(arn => !settled.has(arn));
    return {
      ...state,
      plugs: [...new Set([...needs.map(({ trail }) => trail), ...kept])].toSorted(),
      ...(keeper ? { keeper } : {}),
    };
  },
};

export function wish(
  kind: AnyKind,
  key: string,
  state: AnyState,
  over: Partial<Desired<AnyState>> = {},
): Omit<Known, 'live'> {
  const at = over.target ?? target;
  const arn: Arn = `arn:aws:${kind.name}s:${at.region}:${at.account}:${key}`;
  const address: Address = `${kind.name}/${key}@${at.account}/${at.region}`;
  return {
    kind,
    desired: {
      address,
      arn,
      name: key,
      target: at,
      state,
      unknown: {},
      written: {},
      managed: true,
      adopt: false,
      ...over,
    },
  };
}

export function present(
  of: Omit<Known, 'live'>,
  state: AnyState,
  unread: readonly string[] = [],
): Extract<Live<AnyState>, { is: 'present' }> {
  const reading = (name: string, value: unknown): Reading<unknown> =>
    unread.includes(name) ? { unread: { code: 'access-denied', message: `may not read ${name}` } } : { value };
  return {
    is: 'present',
    arn: of.desired.arn,
    target: of.desired.target,
    fields: Object.fromEntries(Object.entries(state).map(([name, value]) => [name, reading(name, value)])),
    owner: 'acme',
    health: {},
  };
}

export const unread: Live<AnyState> = { is: 'unread', problem: { code: 'access-denied', message: 'may not' } };
export const absent: Live<AnyState> = { is: 'absent' };
