/** One word for how management events of an account are recorded in a region. */
import { cellOf, levelOf } from '../coverage/count.ts';
import type { Level, Place } from '../coverage/count.ts';
import type { Trail } from '../coverage/trails.ts';
import { globalEvents } from '../coverage/recording.ts';
import type { Drift } from '../drift/drift.ts';
import { isDenied } from '../drift/gaps.ts';
import type { Arn } from '../model.ts';
import type { Withheld } from '../plan.ts';
import { cellStates } from './snapshot.ts';
import type { CellState } from './snapshot.ts';

/** What drifts say of trails, by the ARN of what drifted. */
export interface Trouble {
  /** Trails of which nothing arrives, buckets that keep out what would, and whether that is certain. */
  readonly undelivered: ReadonlyMap<Arn, 'undelivered' | 'late'>;
  /** Trails and buckets whose evidence is weaker than the spec says. */
  readonly weakened: ReadonlySet<Arn>;
}

/** Of drifts that stand, but those that somebody accepted. */
export function troubleOf(drifts: readonly Drift[]): Trouble {
  const undelivered = new Map<Arn, 'undelivered' | 'late'>();
  const weakened = new Set<Arn>();
  for (const drift of drifts) {
    const { kind, resource, gravity, effect, closedAt, withheld } = drift;
    if (resource === null || closedAt !== null || isAccepted(withheld)) continue;
    const isGrave = gravity === 'critical' || gravity === 'high';
    if (kind === 'undelivered') undelivered.set(resource.arn, gravity === 'critical' ? 'undelivered' : 'late');
    else if (kind === 'changed' && effect === 'weakens' && isGrave) {
      weakened.add(resource.arn);
      if (isDenied(drift)) undelivered.set(resource.arn, 'undelivered');
    }
  }
  return { undelivered, weakened };
}

/** Whether a waiver, `ignore` or a wait makes it no difference. One that is only not mended is one all the same. */
export function isAccepted(withheld: Drift['withheld']): boolean {
  return withheld !== undefined && accepting.includes(withheld.by);
}

const accepting: readonly Withheld['by'][] = ['waived', 'ignored', 'waits'];

/** The worst of what is so, in the order of `cellStates`. */
export function cellStateOf(place: Place, trouble: Trouble): CellState {
  const columns = ['management read', 'management write', globalEvents] as const;
  const found = columns.flatMap(column => {
    const cell = cellOf(place, column);
    return cell ? [ofLevel[levelOf(cell)]] : [];
  });
  return [...found, ...ofDelivery(place, trouble)].reduce(
    (worst, state) => (rank(state) < rank(worst) ? state : worst),
    'off',
  );
}

const rank = (state: CellState): number => cellStates.indexOf(state);

/** A part may be all that somebody asked for: whether it is, `ofDelivery` says. */
const ofLevel: Readonly<Record<Level, CellState>> = {
  none: 'none',
  lost: 'undelivered',
  unknown: 'unknown',
  some: 'once',
  once: 'once',
  several: 'twice',
};

/** Of several trails the best counts: what one of them delivers and proves is delivered and can be proven. */
function ofDelivery({ trails }: Place, { undelivered, weakened }: Trouble): readonly CellState[] {
  const recording = trails.filter(trail => trail.fault === undefined && managementOf(trail).length > 0);
  if (recording.length === 0) return [];
  const lost = ({ arn, recording: { delivers } }: Trail) => {
    const keptOut = delivers !== null && undelivered.get(delivers.bucket);
    return undelivered.get(arn) ?? keptOut;
  };
  const arriving = recording.filter(trail => !lost(trail));
  const isLost = recording.some(trail => lost(trail) === 'undelivered');
  if (arriving.length === 0) return [isLost ? 'undelivered' : 'late'];
  const isSound = (trail: Trail): boolean => {
    const { proves, delivers } = trail.recording;
    const inBucket = delivers !== null && weakened.has(delivers.bucket);
    return proves !== false && !weakened.has(trail.arn) && !inBucket && isMeant(trail);
  };
  return arriving.some(isSound) ? [] : ['weak'];
}

const managementOf = ({ recording: { takes } }: Trail) => takes.filter(({ of }) => of.startsWith('management'));

/** Whether it records all management events, but those of sources that are left out by name. */
function isMeant(trail: Trail): boolean {
  return managementOf(trail).every(({ all, without }) => all || without.length > 0);
}
