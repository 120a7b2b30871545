/** For how long nothing was recorded, or nothing arrived, as far as drifts tell. Pure. */
import type { DriftKind, DriftStatus, Stand } from './drift.ts';

/** What of a drift says how long something was missing. Moments are ISO 8601, UTC. */
export interface Episode {
  readonly kind: DriftKind;
  readonly address: string;
  readonly field: string | null;
  /** What is to be there; of a policy, what of it is in the way. Absent: not known. */
  readonly wanted?: unknown;
  readonly found: unknown;
  readonly status: DriftStatus;
  readonly openedAt: string;
  /** Of one that flaps: when it was last over. Null: it stands. */
  readonly closedAt: string | null;
  /** When it stood and was over again, of one that came and went. */
  readonly stood?: readonly Stand[];
  /** Since when it stands that came and went; absent: since it was opened. */
  readonly from?: string;
  /** When the call was made that caused it; null: not known. */
  readonly causedAt: string | null;
}

/** A time in which something was missing at one resource. */
export interface Gap {
  readonly address: string;
  readonly from: string;
  /** Null: it goes on. */
  readonly to: string | null;
}

export interface Gaps {
  /** A trail did not log, or was not there: what happened is recorded nowhere by it. */
  readonly recording: readonly Gap[];
  /** Log files did not arrive, or there was no bucket for them, or its policy kept them out. */
  readonly delivery: readonly Gap[];
}

/** The gaps since a moment, by address and time; those of one resource that meet are one. */
export function gapsOf(episodes: readonly Episode[], since: string): Gaps {
  const of = (isGap: (episode: Episode) => boolean): readonly Gap[] =>
    merged(episodes.filter(isGap).flatMap(gapsBy), since);
  return { recording: of(isUnrecorded), delivery: of(isUndelivered) };
}

/** How long gaps last together, in seconds. Each resource counts. */
export function secondsOf(gaps: readonly Gap[], now: string): number {
  return gaps.reduce((sum, { from, to }) => sum + (Date.parse(to ?? now) - Date.parse(from)) / 1000, 0);
}

const isOf = (kind: string, { address }: Episode): boolean => address.startsWith(`${kind}/`);

function isUnrecorded(episode: Episode): boolean {
  if (!isOf('trail', episode)) return false;
  return episode.kind === 'missing' || (episode.field === 'logging' && episode.found === false);
}

function isUndelivered(episode: Episode): boolean {
  if (episode.kind === 'undelivered') return true;
  return isOf('bucket', episode) && (episode.kind === 'missing' || isDenied(episode));
}

/** Whether statements of others in its policy deny CloudTrail to deliver to it. */
export function isDenied({ field, wanted }: { readonly field: string | null; readonly wanted?: unknown }): boolean {
  const denials: unknown = Reflect.get(Object(wanted), 'denials');
  return field === 'otherStatements' && Array.isArray(denials) && denials.length > 0;
}

/** While one that flaps is over, nothing is missing. */
function gapsBy({ address, closedAt, stood = [], from, ...begun }: Episode): readonly Gap[] {
  const past = stood.map(stand => ({ address, ...stand }));
  if (past.length > 0 && closedAt !== null) return past;
  return [...past, { address, from: from ?? begunAt(begun), to: closedAt }];
}

/** It began when it was done, which a run saw only later. */
export function begunAt({ openedAt, causedAt }: Pick<Episode, 'openedAt' | 'causedAt'>): string {
  return causedAt !== null && causedAt < openedAt ? causedAt : openedAt;
}

function merged(gaps: readonly Gap[], since: string): readonly Gap[] {
  const all: Gap[] = [];
  for (const gap of gaps.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))) {
    if (gap.to !== null && gap.to <= since) continue;
    const from = gap.from < since ? since : gap.from;
    const last = all.at(-1);
    if (last?.address !== gap.address || (last.to !== null && last.to < from)) all.push({ ...gap, from });
    else all[all.length - 1] = { ...last, to: later(last.to, gap.to) };
  }
  return all;
}

const keyOf = ({ address, from }: Gap): string => JSON.stringify([address, from]);

function later(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return null;
  return a > b ? a : b;
}
