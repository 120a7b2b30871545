import type { Call } from '../call.ts';

/** CloudTrail's documented rates in calls a second, none adjustable. Reads that are not named here have 10, writes 1. */
const LOOKUPS_PER_SECOND = 2;
const READS_PER_SECOND = 10;
const WRITES_PER_SECOND = 1;

function rateOf(operation: string): number {
  if (operation === 'LookupEvents') return LOOKUPS_PER_SECOND;
  return /^(?:Get|List|Describe)/.test(operation) ? READS_PER_SECOND : WRITES_PER_SECOND;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** One token bucket per account, region and operation. It holds one second's worth of calls. */
export interface Rates {
  /** Whether the call is one too many. Takes a token if not. */
  exceeded(call: Call): boolean;
}

export function documentedRates(): Rates {
  const buckets = new Map<string, Bucket>();
  return {
    exceeded(call) {
      if (call.service !== 'cloudtrail') return false;
      const rate = rateOf(call.operation);
      const key = `${call.principal.account} ${call.region} ${call.operation}`;
      const now = call.at.getTime();
      const last = buckets.get(key) ?? { tokens: rate, at: now };
      const tokens = Math.min(rate, last.tokens + ((now - last.at) / 1000) * rate);
      const exceeded = tokens < 1;
      buckets.set(key, { tokens: exceeded ? tokens : tokens - 1, at: now });
      return exceeded;
    },
  };
}
