import { mayHaveHappened } from '../../core/failure.ts';
import type { ApiFailure } from '../../core/failure.ts';
import { retryClassOf } from './errors.ts';
import type { RetryClass } from './errors.ts';

/** All durations in milliseconds. */
interface Patience {
  /** How often it is sent at most, the first time included. */
  readonly attempts: number;
  /** No attempt is begun later than this after the first. */
  readonly within: number;
  /** Upper bound of the first wait; it doubles from wait to wait. */
  readonly first: number;
  /** Upper bound of every wait. */
  readonly longest: number;
}

const patience: { readonly [C in Exclude<RetryClass, 'never'>]: Patience } = {
  throttle: { attempts: 10, within: 120_000, first: 500, longest: 20_000 },
  transient: { attempts: 5, within: 60_000, first: 200, longest: 10_000 },
  unreachable: { attempts: 3, within: 90_000, first: 200, longest: 5_000 },
  silent: { attempts: 2, within: 60_000, first: 200, longest: 200 },
  busy: { attempts: 20, within: 120_000, first: 2_000, longest: 20_000 },
  dependency: { attempts: 60, within: 120_000, first: 1_000, longest: 10_000 },
  skew: { attempts: 2, within: 60_000, first: 0, longest: 0 },
};

/** A dependency that we did not change ourselves: only IAM and KMS may still be spreading what somebody else wrote. */
const foreignDependency: Patience = { ...patience.dependency, within: 30_000 };

/** A policy that denies, as was read: waiting helps only if that was misread, or somebody mends it at this moment. */
const deniedDependency: Patience = { ...patience.dependency, within: 4_000 };

/** These say that a policy, as it is in force, does not let CloudTrail in. */
const policyNames = new Set(['InsufficientS3BucketPolicyException', 'InsufficientSnsTopicPolicyException']);

export interface Setback {
  readonly failure: ApiFailure;
  /** How often it was sent, from 1. */
  readonly attempt: number;
  /** Milliseconds since it was first sent. */
  readonly elapsed: number;
  /** Null for a question. */
  readonly write: null | {
    /** Whether what the call rests on was changed from here a short while ago. */
    readonly settling: boolean;
    /** Whether sending it twice does what sending it once does. */
    readonly repeatable: boolean;
    /** Whether a policy that was read denies what the call rests on. */
    readonly denied: boolean;
  };
}

/**
 * Milliseconds to wait before the next attempt; undefined: there is to be none. Exponential with full jitter
 * (a random share of the bound), so that many who fail together do not come back together.
 *
 * @param random a number in [0, 1)
 */
export function waitBeforeNext(setback: Setback, random: () => number): number | undefined {
  const bounds = patienceFor(setback);
  if (bounds === undefined || setback.attempt >= bounds.attempts || setback.elapsed >= bounds.within) return undefined;
  const bound = Math.min(bounds.longest, bounds.first * 2 ** (setback.attempt - 1));
  return Math.min(random() * bound, bounds.within - setback.elapsed);
}

function patienceFor({ failure, write }: Setback): Patience | undefined {
  if (write !== null && !write.repeatable && mayHaveHappened(failure)) return undefined;
  if (write?.denied && policyNames.has(failure.name)) return deniedDependency;
  if (write?.settling) return patience.dependency;
  const retry = retryClassOf(failure);
  if (retry === 'never') return undefined;
  if (retry !== 'dependency') return patience[retry];
  return write === null ? undefined : foreignDependency;
}

/** Calls that set a state, whatever it was: sent twice they leave what they leave sent once. */
const setsState =
  /^(?:cloudtrail:(?:UpdateTrail|StartLogging|StopLogging|AddTags|RemoveTags|Put\w+)|s3:(?:Put|DeleteBucket)\w+|sns:(?:CreateTopic|DeleteTopic|Set\w+|TagResource|UntagResource))$/;

/** What a second answer says if the first, which was lost, was yes. */
const echoes: Readonly<Record<string, string>> = {
  'cloudtrail:CreateTrail': 'TrailAlreadyExistsException',
  'cloudtrail:DeleteTrail': 'TrailNotFoundException',
  's3:CreateBucket': 'BucketAlreadyOwnedByYou',
};

/** Whether a mutation may be sent again when nobody knows what became of it. */
export function isRepeatable(call: string): boolean {
  return setsState.test(call) || call in echoes;
}

/** Whether this failure says that an earlier attempt, whose answer was lost, succeeded. */
export function provesEarlierSuccess(call: string, failure: ApiFailure): boolean {
  return echoes[call] === failure.name;
}
