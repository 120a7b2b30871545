import type { Clock } from '../ports.ts';

interface Until {
  readonly clock: Clock;
  readonly ends: AbortSignal;
}

/** Whether something arrived, or all of it ends, before so many milliseconds had passed. */
export async function arrivesWithin(wait: number, arrival: Promise<void>, { clock, ends }: Until): Promise<boolean> {
  const waited = new AbortController();
  const stop = (): void => waited.abort();
  ends.addEventListener('abort', stop, { once: true });
  if (ends.aborted) stop();
  const slept = clock.sleep(Math.max(1, wait), waited.signal).then(() => ends.aborted);
  try {
    return await Promise.race([arrival.then(() => true), slept]);
  } finally {
    ends.removeEventListener('abort', stop);
    stop();
  }
}

/** Resolves once the signal is aborted. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));
}
