/** The world in the words of who led before: a replica counts from when it saw a drift first, and so did the one before it. Pure. */
import { canonical } from '../diff.ts';
import { episodeOf } from '../drift/drift.ts';
import type { Drift } from '../drift/drift.ts';
import type { Incident } from './incident.ts';
import { isStanding } from './incident.ts';
import type { World } from './world.ts';

/** What a receiver was told by another replica, when this one took it over. */
export interface Handed {
  readonly toldUpTo: string | null;
  readonly incidents: readonly Incident[];
  /** When the first run ended that looked after that. */
  readonly lookedAt: string;
}

/**
 * Drifts that stood when they were handed over, as they were told: one that this replica saw begin by its first look is the
 * one that was told. What it remembers from an earlier time, and what was over before it was handed over, is none of its own.
 */
export function inTheirWords(world: World, handed: Handed): World {
  const { incidents, lookedAt } = handed;
  const upTo = handed.toldUpTo ?? '';
  const own = [...world.over, ...world.open];
  const exact = new Set(own.map(episodeOf));
  const told = incidents.flatMap(({ overAt, drifts }) => (overAt === null ? drifts.filter(isStanding) : []));
  const known = new Set(incidents.flatMap(({ drifts }) => drifts.map(episodeOf)));
  const standing = new Map(told.filter(drift => !exact.has(episodeOf(drift))).map(one => [one.fingerprint, one]));
  const isBefore = ({ openedAt, closedAt, status }: Drift): boolean =>
    openedAt <= lookedAt && (status !== 'closed' || String(closedAt) > upTo);
  const last = new Map(own.filter(isBefore).map(drift => [drift.fingerprint, drift])); // those that stand come last
  const kept = (drift: Drift): readonly Drift[] => {
    if (!isBefore(drift) || known.has(episodeOf(drift))) return [drift];
    const before = standing.get(drift.fingerprint);
    if (before) return last.get(drift.fingerprint) === drift ? [joined(drift, before)] : [];
    return drift.status === 'closed' && drift.openedAt <= upTo ? [] : [drift];
  };
  return { ...world, open: world.open.flatMap(kept), over: world.over.flatMap(kept) };
}

function joined(own: Drift, { openedAt, openedBy, changedAt, attribution, found, wanted }: Drift): Drift {
  const isSame = canonical([own.found, own.wanted]) === canonical([found, wanted]);
  const isKnown = own.attribution?.answer === 'found';
  return {
    ...own,
    openedAt,
    openedBy,
    changedAt: isSame ? changedAt : own.changedAt,
    attribution: isKnown ? own.attribution : (attribution ?? own.attribution),
  };
}
