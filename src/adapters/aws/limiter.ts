import type { Clock } from '../../app/ports.ts';
import type { Limit } from './limits.ts';

/** A token bucket with a queue: first come, first served. */
export interface TokenBucket {
  /** Waits for a turn. False: the signal aborted first, and no turn was used up. */
  take(signal?: AbortSignal): Promise<boolean>;
  /** Whoever waits gets a turn now: nobody of them will ask. */
  free(): void;
  /** AWS throttled: half the rate from now on, and nothing saved up. */
  slower(): void;
  /** AWS answered: a tenth faster, up to the limit. */
  faster(): void;
  /** Whether it is as good as new. */
  readonly idle: boolean;
}

/** It never becomes slower than this share of its limit. */
const SLOWEST = 1 / 16;

/** A bucket that is full at first. */
export function tokenBucket({ rate: full, burst }: Limit, clock: Clock): TokenBucket {
  const queue: (() => void)[] = [];
  let rate = full;
  let tokens = burst;
  let refilled = clock.now().getTime();
  let serving = false;

  const refill = (): void => {
    const now = clock.now().getTime();
    tokens = Math.min(burst, tokens + (Math.max(0, now - refilled) / 1000) * rate);
    refilled = now;
  };
  const serve = async (): Promise<void> => {
    serving = true;
    while (queue.length > 0) {
      refill();
      if (tokens < 1) {
        // Whole milliseconds: timers cut off the rest, and would be early.
        await clock.sleep(Math.ceil(((1 - tokens) / rate) * 1000));
        refill();
        // The wait was for one token, however the clock counts it.
        tokens = Math.max(1, tokens);
      }
      if (queue.length > 0) tokens -= 1;
      queue.shift()?.();
    }
    serving = false;
  };
  const take = (signal?: AbortSignal): Promise<boolean> =>
    new Promise(resolve => {
      if (signal?.aborted) return resolve(false);
      const turn = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve(true);
      };
      const leave = (): void => {
        queue.splice(queue.indexOf(turn), 1);
        resolve(false);
      };
      signal?.addEventListener('abort', leave, { once: true });
      queue.push(turn);
      if (!serving) void serve();
    });

  return {
    take,
    free: () => queue.splice(0).forEach(turn => turn()),
    slower() {
      rate = Math.max(full * SLOWEST, rate / 2);
      refill();
      tokens = 0;
    },
    faster() {
      refill();
      rate = Math.min(full, rate * 1.1);
    },
    get idle() {
      refill();
      return !serving && rate === full && tokens === burst;
    },
  };
}

/** One bucket for each key, made on first use. */
export interface Limiter {
  of(key: string, limit: Limit): TokenBucket;
}

/** So many buckets may be kept before idle ones are thrown away: a thousand accounts make a hundred thousand. */
const ROOM = 2_000;

export function limiter(clock: Clock): Limiter {
  const buckets = new Map<string, TokenBucket>();
  let room = ROOM;
  const sweep = (): void => {
    for (const [key, bucket] of buckets) if (bucket.idle) buckets.delete(key);
    room = Math.max(ROOM, 2 * buckets.size);
  };
  return {
    of(key, limit) {
      const known = buckets.get(key);
      if (known) return known;
      if (buckets.size >= room) sweep();
      const bucket = tokenBucket(limit, clock);
      buckets.set(key, bucket);
      return bucket;
    },
  };
}
