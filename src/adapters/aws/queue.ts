/** A queue of SQS that EventBridge rules feed. Loaded only where a queue is configured. */
import type { EventQueue, Told } from '../../app/daemon/ports.ts';
import type { Log } from '../../app/ports.ts';
import { readEvent } from '../../core/daemon/event.ts';
import { unreadBecause } from '../../core/failure.ts';
import { readQueue } from './queue-reader.ts';
import type { QueueOptions, QueueReader, Received } from './queue-reader.ts';

/** Receives after which a message that nobody can read is taken off. */
const mostReceives = 3;

export interface ConnectedQueue extends EventQueue, Pick<QueueReader, 'probe' | 'close'> {}

/** The queue. Its failures are `ApiFailure`. */
export function connectQueue(options: QueueOptions): ConnectedQueue {
  const reader = readQueue(options);
  const { log } = options;
  return {
    async receive(signal) {
      const { told, useless } = sort(await reader.receive(signal), log);
      try {
        await reader.done(useless);
      } catch (error) {
        log.warn({ problem: unreadBecause(error) }, 'messages stay in the queue');
      }
      return told;
    },
    done: async told => reader.done([...new Set(told.map(({ receipt }) => receipt))]),
    probe: async () => reader.probe(),
    close: () => reader.close(),
  };
}

interface Sorted {
  readonly told: readonly Told[];
  /** Ids of what need not stay in the queue. */
  readonly useless: readonly string[];
}

/** What comes again is told again: whoever had it may have lost it. */
function sort(messages: readonly Received[], log: Log): Sorted {
  const told: Told[] = [];
  const useless: string[] = [];
  for (const { id, body, receives } of messages) {
    const heard = readEvent(body);
    if (heard.is === 'told') {
      told.push({ ...heard.told, receipt: id });
      continue;
    }
    if (heard.is === 'other') log.debug({ message: id, why: heard.why }, 'a message that is no change is taken off');
    else log.warn({ message: id, why: heard.why, receives }, 'a message of the queue cannot be read');
    if (heard.is === 'other' || receives >= mostReceives) useless.push(id);
  }
  return { told, useless };
}
