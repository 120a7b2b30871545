/** What becomes of events that were heard. */
import type { DaemonPorts, Told } from './ports.ts';

/** Where the history cannot be read, nothing is known to be our own: a run too many harms nobody, an event lost does. */
export async function ownRequests({
  clock,
  history,
  log,
}: Pick<DaemonPorts, 'clock' | 'history' | 'log'>): Promise<ReadonlySet<string>> {
  const hourAgo = new Date(clock.now().getTime() - 3_600_000).toISOString();
  try {
    return await history.requestIds(hourAgo);
  } catch (error) {
    log.warn({ error: String(error) }, 'our own calls could not be told from those of others');
    return new Set();
  }
}

/** Those of a run that is over, or of nothing that the spec has. */
export async function takeOffQueue(
  told: readonly Told[],
  { events, log }: Pick<DaemonPorts, 'events' | 'log'>,
): Promise<void> {
  try {
    await events?.done(told);
  } catch (error) {
    log.warn({ error: String(error) }, 'events could not be taken off the queue: they come again');
  }
}
