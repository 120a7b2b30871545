/** How far the clocks of the endpoints that answer are ahead of ours, by the `Date` of their answers. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

import type { Clock } from '../../app/ports.ts';

export interface Skew {
  /** Of the last answer, in seconds; null: none told the time. `Date` has whole seconds. */
  seconds(): number | null;
  stop(): void;
}

/** Watches every answer that Node's HTTP clients get from now on: the SDK gives no header of a success away. */
export function watchSkew(clock: Clock): Skew {
  let seconds: number | null = null;
  const listen = (message: unknown): void => {
    const date = Date.parse(String(dateIn(message)));
    if (!Number.isNaN(date)) seconds = (date - clock.now().getTime()) / 1000;
  };
  subscribe(channel, listen);
  return { seconds: () => seconds, stop: () => void unsubscribe(channel, listen) };
}

const channel = 'http.client.response.finish';

function dateIn(message: unknown): unknown {
  return member(member(member(message, 'response'), 'headers'), 'date');
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
