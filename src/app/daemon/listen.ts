/** Hears of changes at AWS: gathers what is told within a while, and wants one run over it. */
import type { DaemonConfig } from '../../core/daemon/config.ts';
import { unreadBecause } from '../../core/failure.ts';
import type { Clock } from '../ports.ts';
import type { DaemonPorts, EventQueue, Told } from './ports.ts';

export interface Listening extends Pick<DaemonPorts, 'clock' | 'log'> {
  readonly queue: EventQueue;
  readonly gather: NonNullable<DaemonConfig['events']>['gather'];
  /** Wants a run over what was told. */
  readonly heard: (told: readonly Told[]) => Promise<void>;
}

/** Waits before the queue is asked again after a failure, in milliseconds. */
const pauses = { first: 1_000, longest: 60_000 };

/** Listens until aborted. A queue that cannot be read is told, and asked again later: the schedule is the net beneath. */
export async function listen({ queue, gather, heard, clock, log }: Listening, ends: AbortSignal): Promise<void> {
  let pause = pauses.first;
  while (!ends.aborted) {
    try {
      const first = await queue.receive(ends);
      if (first.length > 0) await heard([...first, ...(await moreWithin(gather, { queue, clock }, ends))]);
      pause = pauses.first;
    } catch (error) {
      if (ends.aborted) return;
      log.warn({ problem: unreadBecause(error) }, 'the queue of events could not be read');
      await clock.sleep(pause, ends);
      pause = Math.min(pauses.longest, pause * 2);
    }
  }
}

async function moreWithin(
  gather: number,
  { queue, clock }: { readonly queue: EventQueue; readonly clock: Clock },
  ends: AbortSignal,
): Promise<readonly Told[]> {
  const over = new AbortController();
  const stop = (): void => over.abort();
  ends.addEventListener('abort', stop, { once: true });
  void clock.sleep(gather, over.signal).then(stop);
  const more: Told[] = [];
  try {
    while (!over.signal.aborted) more.push(...(await queue.receive(over.signal)));
  } finally {
    ends.removeEventListener('abort', stop);
    stop();
  }
  return more;
}
