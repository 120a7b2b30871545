/** What is told in one message: a run gives one, not fifty. Pure. */
import type { Drift } from '../drift/drift.ts';
import type { Happening } from './notice.ts';
import { byWeight, isGrave, weightOf } from './weight.ts';

export interface Group {
  readonly happening: Extract<Happening, 'opened' | 'flapping' | 'contested'>;
  /** Gravest first. */
  readonly drifts: readonly Drift[];
}

/** More messages than this at once are one. */
const mostAtOnce = 5;

/**
 * Drifts that nobody was told of, as they are told: grave ones each by itself, or all of one person together; what could not
 * be read; all others. What goes on and on is always by itself.
 */
export function groupsOf(drifts: readonly Drift[]): readonly Group[] {
  const ordered = byWeight(drifts);
  const restless = (['contested', 'flapping'] as const).flatMap(happening =>
    few(ordered.filter(({ status }) => status === happening).map(drift => [drift])).map(all => ({
      happening,
      drifts: all,
    })),
  );
  const others = ordered.filter(({ status }) => status !== 'contested' && status !== 'flapping');
  const grave = few(byPerson(others.filter(drift => isGrave(weightOf(drift)))));
  const unread = others.filter(drift => weightOf(drift) === 'not-known');
  const light = others.filter(drift => !isGrave(weightOf(drift)) && weightOf(drift) !== 'not-known');
  const opened = [...grave, unread, light].filter(group => group.length > 0);
  return [...restless, ...opened.map(group => ({ happening: 'opened' as const, drifts: group }))];
}

function few(groups: readonly (readonly Drift[])[]): readonly (readonly Drift[])[] {
  return groups.length > mostAtOnce ? [byWeight(groups.flat())] : groups;
}

/** All that one person did; each by itself where nobody knows who it was. */
function byPerson(drifts: readonly Drift[]): readonly (readonly Drift[])[] {
  const groups = Map.groupBy(drifts, drift => {
    const { attribution, fingerprint, openedAt } = drift;
    if (attribution?.answer !== 'found') return JSON.stringify([fingerprint, openedAt]);
    const { name, arn } = attribution.event.principal;
    return JSON.stringify([name, arn]);
  });
  return [...groups.values()];
}
