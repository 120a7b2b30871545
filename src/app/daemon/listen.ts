/** Hears of changes at AWS: gathers what is told within a while, and wants one run over it. */
import type { DaemonConfig } from '../../core/daemon/config.ts';
import { unreadBecause } from '../../core/failure.ts';
import type { Problem } from '../../core/model.ts';
import type { Clock } from '../ports.ts';
import type { DaemonPorts, EventQueue, Told } from './ports.ts';

export interface Listening extends Pick<DaemonPorts, 'clock' | 'log'> {
  readonly queue: EventQueue;
  readonly gather: NonNullable<DaemonConfig['events']>['gather'];
  /** Wants a run over what was told. Never rejects. */
  readonly heard: (told: readonly Told[]) => Promise<void>;
  /** Told at each failure, and with null once the queue can be read again. */
  readonly trouble: (problem: Problem | null) => void;
}

/** Waits before the queue is asked again after a failure, in milliseconds. */
const pauses = { first: 1_000, longest: 60_000 };

/** Listens until aborted. A queue that cannot be read is told, and asked again later: the schedule is the net beneath. */
export async function listen(
  { queue, gather, heard, trouble, clock, log }: Listening,
  ends: AbortSignal,
): Promise<void> {
  let pause = pauses.first;
  const answered = (): void => {
    if (ends.aborted) return;
    if (pause > pauses.first) log.info({}, 'the queue of events can be read again');
    pause = pauses.first;
    trouble(null);
  };
  while (!ends.aborted) {
    const { told, problem } = await gathered(gather, { queue, clock, answered }, ends);
    if (told.length > 0) await heard(told);
    if (problem !== null && !ends.aborted) {
      log.warn({ problem }, 'the queue of events could not be read');
      trouble(problem);
      await clock.sleep(pause, ends);
      pause = Math.min(pauses.longest, pause * 2);
    }
  }
}

interface Gathered {
  readonly told: readonly Told[];
  /** Why no more was received; null: the time was over. What was received before is told all the same. */
  readonly problem: Problem | null;
}

interface Gathering {
  readonly queue: EventQueue;
  readonly clock: Clock;
  /** Told as soon as the queue answered: what is gathered after that takes its time. */
  readonly answered: () => void;
}

async function gathered(gather: number, { queue, clock, answered }: Gathering, ends: AbortSignal): Promise<Gathered> {
  const over = new AbortController();
  const stop = (): void => over.abort();
  const told: Told[] = [];
  try {
    told.push(...(await queue.receive(ends)));
    answered();
    if (told.length === 0) return { told, problem: null };
    ends.addEventListener('abort', stop, { once: true });
    if (ends.aborted) stop();
    void clock.sleep(gather, over.signal).then(stop);
    while (!over.signal.aborted) told.push(...(await queue.receive(over.signal)));
    return { told, problem: null };
  } catch (error) {
    return { told, problem: unreadBecause(error) };
  } finally {
    ends.removeEventListener('abort', stop);
    stop();
  }
}
