/** How far log files are whole: it survives a restart. */
import type { VerifiedView } from '../../core/daemon/snapshot.ts';
import { readPoints, writePoints } from '../../logs/verify/points.ts';
import type { LogPoint } from '../../logs/verify/points.ts';
import type { History } from './ports.ts';

export interface VerifiedMemory {
  readonly points: readonly LogPoint[];
  /** From when on something fails, `YYYY-MM-DDTHH:MM:SSZ`; null: nothing does. */
  readonly failingSince: string | null;
  /** Null: nothing was verified yet. */
  readonly view: VerifiedView | null;
}

const name = 'log-verification';
const version = 1;

/** Nothing, where nothing that makes sense is remembered: then it looks back as the first time. */
export async function recalledVerified(history: Pick<History, 'recall'>): Promise<VerifiedMemory> {
  const found = Object(await history.recall(name)) as { readonly [key: string]: unknown };
  const points = typeof found['points'] === 'string' ? readPoints(found['points']) : null;
  if (found['version'] !== version || points === null) return { points: [], failingSince: null, view: null };
  const { failingSince, view } = found;
  return {
    points,
    failingSince: typeof failingSince === 'string' ? failingSince : null,
    view: (view ?? null) as VerifiedView | null, // this version wrote it
  };
}

export async function keepVerified(history: Pick<History, 'remember'>, memory: VerifiedMemory): Promise<void> {
  await history.remember(name, { ...memory, version, points: writePoints(memory.points) });
}
