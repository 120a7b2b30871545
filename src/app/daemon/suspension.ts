/** A suspension that somebody asked for: it survives a restart. */
import type { Suspension } from '../../core/daemon/snapshot.ts';
import type { History } from './ports.ts';

const name = 'suspension';

/** What is remembered; null: nothing, or nothing that makes sense. */
export async function recalledSuspension(history: Pick<History, 'recall'>): Promise<Suspension | null> {
  const found = await history.recall(name);
  if (typeof found !== 'object' || found === null) return null;
  const since: unknown = Reflect.get(found, 'since');
  if (typeof since !== 'string') return null;
  return { since, until: textIn(found, 'until'), reason: textIn(found, 'reason'), by: 'request' };
}

function textIn(found: object, key: string): string | null {
  const value: unknown = Reflect.get(found, key);
  return typeof value === 'string' ? value : null;
}

/** @param suspension null: it is over */
export async function rememberSuspension(
  history: Pick<History, 'remember'>,
  suspension: Suspension | null,
): Promise<void> {
  await history.remember(name, suspension);
}
