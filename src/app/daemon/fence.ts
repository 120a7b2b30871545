/** Nothing is sent by who is not certain to lead, and nothing once somebody has suspended enforcing. */
import { ApiFailure, failedWith } from '../../core/failure.ts';
import type { Cloud } from '../ports.ts';
import type { Leadership } from './ports.ts';

/** What may forbid a write in the middle of a run. */
export interface Fence {
  readonly leadership: Pick<Leadership, 'certain'>;
  /** Aborted: somebody suspended enforcing after the run had begun. */
  readonly frozen: AbortSignal;
}

/**
 * The same cloud, asking before each write whether this replica still leads and may write. What is not sent then is left for
 * the next run; a call in flight is finished, and not tried again.
 */
export function fenced(cloud: Cloud, { leadership, frozen }: Fence): Cloud {
  return {
    ...cloud,
    async send(call, target, signal) {
      if (leadership.certain() && !frozen.aborted) {
        try {
          return await cloud.send(call, target, signal ? AbortSignal.any([signal, frozen]) : frozen);
        } catch (error) {
          if (!frozen.aborted || !failedWith(error, 'Interrupted')) throw error;
        }
      }
      const why = frozen.aborted ? 'enforcing was suspended' : 'it is not certain that this replica still leads';
      const site = { call: call.call, target };
      throw new ApiFailure('NotBegun', `Not sent: ${why}`, { category: 'transient', site });
    },
  };
}

/** The lead of a daemon that has no other replicas to agree with. */
export const alone: Leadership = {
  role: () => 'alone',
  leader: () => null,
  lead: () => Promise.resolve(new AbortController().signal),
  certain: () => true,
  note: () => null,
  leave: () => Promise.resolve(true),
  release: () => Promise.resolve(),
};
