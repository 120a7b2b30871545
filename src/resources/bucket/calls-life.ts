/** The calls that say how long a bucket keeps what it holds, and who writes down who asks for it. */
import type * as S3 from '@aws-sdk/client-s3';
import type { Call } from '../../core/kind.ts';
import type { Readings } from '../../core/model.ts';
import type { BucketWrites } from './api.ts';
import type { AccessLogging } from './access-logging.ts';
import type { ObjectLock } from './object-lock.ts';
import type { Owned } from './owned.ts';
import type { BucketState } from './state.ts';

type Calls = readonly Call<BucketWrites>[];

interface Changing {
  readonly changed: readonly (keyof BucketState)[];
  /** Absent: the bucket was just made. */
  readonly live?: Readings<BucketState>;
}

/** What of it a fresh bucket is given: what the spec writes, and what a fresh bucket does not have anyway. */
export function writtenIn({ lifecycle: { rules } }: BucketState): readonly (keyof BucketState)[] {
  return [...(rules === 'keep' || rules.length === 0 ? [] : ['lifecycle' as const]), 'objectLock', 'accessLogging'];
}

/** In the order that S3 wants: Object Lock needs versioning, which was set before. */
export function lifeCalls(bucket: Owned, desired: BucketState, { changed, live }: Changing): Calls {
  const { objectLock: lock, accessLogging: logging } = desired;
  return [
    ...(changed.includes('objectLock') && lock ? [putLock(bucket, lock)] : []),
    ...(changed.includes('lifecycle') ? putLifecycle(bucket, desired.lifecycle, live) : []),
    ...(changed.includes('accessLogging') && logging !== undefined && (live || logging !== null)
      ? [putLogging(bucket, logging)]
      : []),
  ];
}

function putLock(bucket: Owned, { mode, days, years }: ObjectLock): Call<BucketWrites> {
  const DefaultRetention = {
    ...(mode === null ? {} : { Mode: mode }),
    ...(days === null ? {} : { Days: days }),
    ...(years === null ? {} : { Years: years }),
  };
  const Rule = mode === null ? {} : { Rule: { DefaultRetention } };
  const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled', ...Rule } as const;
  return { call: 's3:PutObjectLockConfiguration', input: { ...bucket, ObjectLockConfiguration } };
}

/**
 * All rules are replaced at once. Kept rules differ only where some of them delete too early; before that is known, what
 * may be sent is that all go.
 */
function putLifecycle(
  bucket: Owned,
  { rules, minDays }: BucketState['lifecycle'],
  live: Readings<BucketState> | undefined,
): Calls {
  if (rules === 'keep' && minDays === null) return [];
  const marks: { readonly whole?: true } = live ? { whole: true } : {};
  if (rules === 'keep' || rules.length === 0)
    return [{ call: 's3:DeleteBucketLifecycle', input: { ...bucket }, ...marks }];
  const stands = live && 'value' in live.lifecycle ? live.lifecycle.value.smallestMoved : null;
  const smallest = stands === null ? {} : { TransitionDefaultMinimumObjectSize: smallestMoved(stands) };
  return [
    {
      call: 's3:PutBucketLifecycleConfiguration',
      input: { ...bucket, ...smallest, LifecycleConfiguration: { Rules: rules } },
      ...marks,
    },
  ];
}

/** As S3 said it. It may know more words than the SDK, hence the cast. */
function smallestMoved(text: string): S3.TransitionDefaultMinimumObjectSize {
  return text as S3.TransitionDefaultMinimumObjectSize;
}

function putLogging(bucket: Owned, logging: AccessLogging | null): Call<BucketWrites> {
  const LoggingEnabled = logging && { TargetBucket: logging.bucket, TargetPrefix: logging.prefix };
  return {
    call: 's3:PutBucketLogging',
    input: { ...bucket, BucketLoggingStatus: LoggingEnabled ? { LoggingEnabled } : {} },
  };
}
