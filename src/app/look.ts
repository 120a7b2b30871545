import type { Look } from '../core/derive.ts';
import { unreadBecause } from '../core/failure.ts';
import type { AnyState } from '../core/kind.ts';
import type { Arn, Live, Problem, Survey } from '../core/model.ts';
import type { Memory } from './ports.ts';

/** So many looks are under way at the same time. More would wait for connections, and a fleet's answers fill the memory. */
export const looksAtOnce = 200;

/**
 * One look for resources of one kind at one target. A kind turns failures into `unread` itself; a failure that it lets
 * through makes the whole look unread.
 */
export async function look({ kind, target }: Look, arns: readonly Arn[], memory: Memory): Promise<Survey<AnyState>> {
  try {
    return await kind.observe(arns, memory.at(target), target);
  } catch (error) {
    const problem = unreadBecause(error);
    return { asked: new Map(arns.map(arn => [arn, { is: 'unread', problem }])), others: [], unread: problem };
  }
}

/** Why a resource, or the first field of it that could not be read, was not; undefined: everything was. */
export function unreadOf(live: Live<AnyState>): Problem | undefined {
  if (live.is === 'unread') return live.problem;
  const readings = live.is === 'present' ? Object.values(live.fields) : [];
  return readings.flatMap(reading => ('unread' in reading ? [reading.unread] : []))[0];
}
