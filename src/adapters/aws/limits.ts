/** How often an operation may be called in one account and one region. */
export interface Limit {
  /** Calls a second, in the long run. */
  readonly rate: number;
  /** Calls at once after a pause. Any stretch of t seconds sees at most `burst + rate * t` calls. */
  readonly burst: number;
}

/**
 * A little below what is documented: two calls that leave a second apart may arrive closer together, and a quota is
 * shared with every other tool of the account.
 */
const HEADROOM = 0.95;

/** CloudTrail's quotas, none adjustable: reads 10 a second, LookupEvents 2, everything that writes 1. */
const cloudtrail = {
  read: { rate: 10 * HEADROOM, burst: 5 },
  lookup: { rate: 2 * HEADROOM, burst: 1 },
  write: { rate: HEADROOM, burst: 1 },
} as const satisfies Record<string, Limit>;

/** The other services allow more than we ask; these keep us polite. Tags of topics are the tightest: 10 a second. */
const others: Readonly<Record<string, Limit>> = {
  s3: { rate: 50, burst: 50 },
  sns: { rate: 9, burst: 9 },
  kms: { rate: 50, burst: 50 },
  sts: { rate: 200, burst: 200 }, // of 600 a second, by the quotas of IAM and STS: a fleet begins with one for each account
  ec2: { rate: 10, burst: 10 },
  organizations: { rate: 4, burst: 8 },
};

/** @param call `service:Operation` */
export function limitOf(call: string): Limit {
  if (call === 'cloudtrail:LookupEvents') return cloudtrail.lookup;
  if (/^cloudtrail:(?:Get|List|Describe)/.test(call)) return cloudtrail.read;
  return others[call.slice(0, call.indexOf(':'))] ?? cloudtrail.write;
}
