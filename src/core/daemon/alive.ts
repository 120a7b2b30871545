/** What Kubernetes asks. Nothing of it depends on AWS. */
import type { Snapshot } from './snapshot.ts';

/** How late a run may begin, in milliseconds, before nobody believes any more that it will. */
const patience = 10 * 60_000;

/** Whether the loop turns: a run goes on, or the next one is not overdue. */
export function isAlive({ runs: { current, nextAt }, leadership: { role } }: Snapshot, now: Date): boolean {
  if (current !== null || nextAt === null || role === 'standby') return true;
  return now.getTime() < Date.parse(nextAt) + patience;
}

/** Whether a spec was read. Who stands by waits for nothing but to lead. */
export function isReady({ owner, leadership: { role } }: Snapshot): boolean {
  return owner !== null || role === 'standby';
}
