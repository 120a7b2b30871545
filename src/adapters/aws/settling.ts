import type { Clock } from '../../app/ports.ts';
import type { ApiFailure } from '../../core/failure.ts';

/** How long a change is taken to be still spreading, in milliseconds. */
const SPREADING = 300_000;

/** Which service's change explains that something is not in force. */
const restsOn: Readonly<Record<string, string>> = {
  InsufficientS3BucketPolicyException: 's3',
  S3BucketDoesNotExistException: 's3',
  InsufficientSnsTopicPolicyException: 'sns',
  InsufficientEncryptionPolicyException: 'kms',
  KmsException: 'kms',
  KmsKeyNotFoundException: 'kms',
};

/** What was changed from here a short while ago: the reason to wait longer for what rests on it. */
export interface Settling {
  /** To be told of every mutation that succeeded. */
  changed(call: string, input: object): void;
  /** Whether a failure is explained by such a change. */
  explains(failure: ApiFailure, input: object): boolean;
}

export function settling(clock: Pick<Clock, 'now'>): Settling {
  const last = new Map<string, number>();
  const isFresh = (key: string): boolean => {
    const at = last.get(key);
    return at !== undefined && clock.now().getTime() - at < SPREADING;
  };
  return {
    changed(call, input) {
      const now = clock.now().getTime();
      last.set(call.slice(0, call.indexOf(':')), now);
      if (call === 's3:CreateBucket') last.set(bucketKey(input), now);
    },
    explains({ name }, input) {
      if (name === 'NoSuchBucket') return isFresh(bucketKey(input));
      const service = restsOn[name];
      return service !== undefined && isFresh(service);
    },
  };
}

/** S3 may not know everywhere a bucket that it has just created. */
function bucketKey(input: object): string {
  return `bucket ${String(Reflect.get(input, 'Bucket'))}`;
}
