/** What a run saw, as the page shows it. */
import { targetKey } from '../../core/arn.ts';
import { placesOf } from '../../core/coverage/count.ts';
import { liveTrails } from '../../core/coverage/trails.ts';
import { estateView } from '../../core/daemon/estate.ts';
import type { EstateView } from '../../core/daemon/snapshot.ts';
import type { Drift } from '../../core/drift/drift.ts';
import type { Report } from '../../core/report.ts';
import { liveEstate } from '../covered.ts';
import type { Seen } from '../observe.ts';
import type { Saw } from '../run.ts';

export interface Shown {
  readonly saw: Saw;
  readonly report: Report;
  /** Those that are not closed. */
  readonly drifts: readonly Drift[];
  /** Of an earlier run; null: there was none. */
  readonly before: EstateView | null;
}

export function estateOf({ saw: { spec, located, seen }, report, drifts, before }: Shown): EstateView {
  const estate = liveEstate(seen, { spec, located }, liveTrails(seen));
  const units = located.accounts.flatMap(({ id, units }) => {
    const path = (units ?? []).filter(unit => unit.includes('/')).toSorted((a, b) => b.length - a.length)[0];
    return path === undefined ? [] : [[id, path.replace(/^Root\//u, '')] as const];
  });
  return estateView({
    at: report.startedAt,
    places: placesOf(estate),
    known: seen.known,
    drifts,
    units: new Map(units),
    findings: (report.remaining ?? report.plan).findings,
    ...(before ? { before: before.accounts } : {}),
  });
}

/**
 * What is known after a run that looked at some targets only: what it did not look at stands as it was seen before.
 *
 * @param before null: nothing was seen before
 */
export function together(before: Saw | null, after: Saw): Saw {
  if (before === null) return after;
  return { ...after, seen: joined(before.seen, after.seen) };
}

function joined(before: Seen, after: Seen): Seen {
  const lives = new Map(before.known.map(({ desired, live }) => [desired.address, live]));
  const looked = new Set(after.looks.map(({ kind, target }) => `${kind.name} ${targetKey(target)}`));
  const known = after.known.map(one => {
    const isNew = one.live.is !== 'unread' || one.live.problem.code !== 'not-looked-at';
    return isNew ? one : { ...one, live: lives.get(one.desired.address) ?? one.live };
  });
  const others = before.others.filter(
    ({ kind, live }) => live.is !== 'present' || !looked.has(`${kind.name} ${targetKey(live.target)}`),
  );
  const looks = before.looks.filter(({ kind, target }) => !looked.has(`${kind.name} ${targetKey(target)}`));
  const copies = new Map([...before.copies, ...after.copies].map(copy => [copy.arn, copy]));
  return {
    ...after,
    known,
    others: [...others, ...after.others],
    looks: [...looks, ...after.looks],
    copies: [...copies.values()],
  };
}
