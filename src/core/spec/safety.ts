/** Reads what a spec says about how much may be changed, and by whose leave. */
import type { Position, Problem } from '../model.ts';
import type { Joined } from './join.ts';
import { positionsBelow, valueOf, type Node } from './node.ts';
import { nearest } from './near.ts';
import { quoted } from './words.ts';

/** Permits a change that weakens. */
export interface Allow {
  /** Pattern of addresses. */
  readonly resource: string;
  readonly field: string;
  readonly reason: string;
  /** The last day on which it holds: `2027-03-31`, to its end in UTC. */
  readonly until: string;
  readonly at: Position;
}

/** Accepts one exact live value. */
export interface Waiver extends Allow {
  readonly value: unknown;
  /** Who answers for it. */
  readonly owner: string;
}

/** Leaves fields alone. */
export interface Ignore {
  readonly resource: string;
  /** JSON pointers into the resource as `show` prints it. */
  readonly fields: readonly string[];
  readonly reason: string;
  readonly at: Position;
}

/** At most so many resources, and such a share of them. */
export interface Limit {
  readonly count: number;
  /** From 0 to 1. */
  readonly share: number;
}

export interface Limits {
  readonly change: Limit;
  readonly delete: Limit;
  readonly accounts: Pick<Limit, 'share'>;
  /** Shares count from so many resources on. */
  readonly shareFrom: number;
}

export interface Safety {
  readonly prune: 'never' | 'trails';
  readonly limits: Limits;
  /** Keys of groups, in order. */
  readonly rollout: readonly string[];
  readonly allow: readonly Allow[];
  readonly waivers: readonly Waiver[];
  readonly ignore: readonly Ignore[];
}

/** What holds where nothing is written. */
export const defaultLimits: Limits = {
  change: { count: 50, share: 0.3 },
  delete: { count: 3, share: 0.1 },
  accounts: { share: 0.1 },
  shareFrom: 10,
};

export interface SafetyReading {
  readonly safety: Safety;
  readonly problems: readonly Problem[];
}

/** The safety settings of a spec, from nodes whose shape has been judged. */
export function readSafety({ settings, lists, groups }: Joined): SafetyReading {
  const limits = (valueIn(settings.get('limits')?.value) ?? {}) as Partial<Limits>;
  const rollout = settings.get('rollout')?.value;
  const allow = items(lists.get('allow')) as readonly Allow[];
  const waivers = items(lists.get('waivers')) as readonly Waiver[];
  const names = new Set(groups.keys());
  return {
    safety: {
      prune: (valueIn(settings.get('prune')?.value) ?? 'never') as Safety['prune'],
      limits: {
        change: { ...defaultLimits.change, ...limits.change },
        delete: { ...defaultLimits.delete, ...limits.delete },
        accounts: { ...defaultLimits.accounts, ...limits.accounts },
        shareFrom: limits.shareFrom ?? defaultLimits.shareFrom,
      },
      rollout: (valueIn(rollout) ?? []) as readonly string[],
      allow,
      waivers,
      ignore: items(lists.get('ignore')) as readonly Ignore[],
    },
    problems: [
      ...[...(lists.get('allow') ?? []), ...(lists.get('waivers') ?? [])].flatMap(noSuchDay),
      ...(rollout?.is === 'list' ? rollout.items.flatMap(item => noSuchGroup(item, names)) : []),
    ],
  };
}

/** Whether something that holds until a day still holds at a moment. */
export function holds({ until }: Pick<Allow, 'until'>, now: Date): boolean {
  return now.toISOString().slice(0, 10) <= until;
}

function valueIn(node: Node | undefined): unknown {
  return node === undefined ? undefined : valueOf(node);
}

function items(nodes: readonly Node[] = []): readonly object[] {
  return nodes.map(node => ({ ...(valueOf(node) as object), at: node.at }));
}

/** A pattern of digits is not yet a day: the 31st of June is none. */
function noSuchDay(node: Node): readonly Problem[] {
  const { until } = valueOf(node) as Partial<Allow>;
  if (until === undefined || isDay(until)) return [];
  return [
    {
      code: 'no-such-day',
      message: `there is no day ${quoted(until)}`,
      hint: 'write the last day on which it holds, for example 2027-03-31',
      at: positionsBelow(node)['/until'] as Position,
    },
  ];
}

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function noSuchGroup(item: Node, names: ReadonlySet<string>): readonly Problem[] {
  const name = String(valueOf(item));
  if (names.has(name)) return [];
  const near = nearest(name, names);
  return [
    {
      code: 'unknown-group',
      message: `there is no group ${quoted(name)}`,
      ...(near === undefined ? {} : { label: `did you mean ${near}?` }),
      hint: 'declare it under groups',
      at: item.at,
    },
  ];
}
