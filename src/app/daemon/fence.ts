/** Nothing is sent by who is not certain to lead. */
import { ApiFailure } from '../../core/failure.ts';
import type { Cloud } from '../ports.ts';
import type { Leadership } from './ports.ts';

/** The same cloud, asking before each write whether this replica still leads. What is not sent then is left for the next run. */
export function fenced(cloud: Cloud, leadership: Pick<Leadership, 'certain'>): Cloud {
  return {
    ...cloud,
    async send(call, target, signal) {
      if (leadership.certain()) return cloud.send(call, target, signal);
      const site = { call: call.call, target };
      const message = 'not sent: it is not certain that this replica still leads';
      throw new ApiFailure('Interrupted', message, { category: 'transient', site });
    },
  };
}

/** The lead of a daemon that has no other replicas to agree with. */
export const alone: Leadership = {
  role: () => 'alone',
  leader: () => null,
  lead: () => Promise.resolve(new AbortController().signal),
  certain: () => true,
  release: () => Promise.resolve(),
};
