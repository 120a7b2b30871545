import type { ApiFailure } from '../../core/failure.ts';
import { retryClassOf } from './errors.ts';

/**
 * Keeps questions from waiting one by one for an endpoint that hangs. Once so often in a row no answer came in time, further ones are not asked for a while; then one is let through, and any answer opens the way for all.
 * Calls that change something are never held back. Times are in milliseconds.
 */
export interface Breaker {
  /** Why a place is not asked now: the failure of the last question there. `trial`: the one that finds out. */
  judge(place: string, now: number): ApiFailure | 'trial' | 'ask';
  /** What became of one attempt; undefined: it was answered. */
  ended(place: string, failure: ApiFailure | undefined, now: number): void;
}

/** So often in a row: more than are under way at one place at the same time, so that one short silence is not enough. */
export const mostUnanswered = 20;

/** So long nobody asks, in milliseconds. */
export const pause = 60_000;

interface Silence {
  /** How many in a row. */
  readonly attempts: number;
  readonly last: ApiFailure;
  /** When one may try again. */
  readonly until: number;
}

export function breaker(): Breaker {
  const silent = new Map<string, Silence>();
  return {
    judge(place, now) {
      const found = silent.get(place);
      if (!found || found.attempts < mostUnanswered) return 'ask';
      if (now < found.until) return found.last;
      silent.set(place, { ...found, until: now + pause }); // the others are held until it is known what became of this one
      return 'trial';
    },
    ended(place, failure, now) {
      if (failure && retryClassOf(failure) === 'silent') {
        const attempts = (silent.get(place)?.attempts ?? 0) + 1;
        silent.set(place, { attempts, last: failure, until: now + pause });
      } else silent.delete(place);
    },
  };
}
