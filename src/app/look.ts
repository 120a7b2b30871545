import type { Look } from '../core/derive.ts';
import { unreadBecause } from '../core/failure.ts';
import type { AnyState } from '../core/kind.ts';
import type { Arn, Survey } from '../core/model.ts';
import type { Memory } from './ports.ts';

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
