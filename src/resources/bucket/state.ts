import type { PolicyState } from '../../core/policy/state.ts';
import type { PolicyLimits } from '../../core/policy/state.ts';
import type { Statement } from '../../core/policy/statement.ts';
import type { Tags } from '../../core/tags.ts';
import type { AccessLogging } from './access-logging.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { ObjectLock } from './object-lock.ts';
import type { Reported } from './reported.ts';

/** A bucket policy as AWS counts it: the JSON as sent. */
export const policyLimits: PolicyLimits = { bytes: 20_480, statements: Infinity };

export type PublicAccessBlock = {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
};

/** From the weakest: ACLs of whoever writes, of the owner where asked for, none at all. */
export const ownerships = ['ObjectWriter', 'BucketOwnerPreferred', 'BucketOwnerEnforced'] as const;
export type Ownership = (typeof ownerships)[number];

/** From the weakest. `none`: a bucket of old times, or an endpoint that stands in for S3. */
export const algorithms = ['none', 'AES256', 'aws:kms', 'aws:kms:dsse'] as const;
type Algorithm = (typeof algorithms)[number];

export type Encryption = {
  readonly algorithm: Algorithm;
  /** The key's ARN. Live: as it was typed. Null: S3's own, or AWS's key for S3. */
  readonly kmsKey: string | null;
  readonly bucketKey: boolean;
};

/** A bucket, desired or live. A field is the smallest thing that can change on its own. */
export type BucketState = PolicyState &
  Reported & {
    readonly region: string;
    /** Our statement that denies requests without TLS; null: there is none. */
    readonly tlsOnly: Statement | null;
    readonly publicAccessBlock: PublicAccessBlock;
    readonly ownership: Ownership;
    readonly encryption: Encryption;
    /** A bucket whose versioning was never set keeps as few versions as a suspended one. */
    readonly versioning: 'enabled' | 'suspended';
    readonly lifecycle: Lifecycle;
    /** Desired: how many days log files must stay; null: the spec does not say. Live: null. */
    readonly retention: number | null;
    /** Null: it is off. Absent: the spec says nothing of it. */
    readonly objectLock?: ObjectLock | null;
    /** Null: requests are not logged. Absent: the spec says nothing of it. */
    readonly accessLogging?: AccessLogging | null;
    /** Desired: those of the spec. Live: all but AWS's and ours. Only the desired keys are compared. */
    readonly tags: Tags;
    /** Whether a tag says that it is never to be deleted. */
    readonly protect: boolean;
    /** The value of the owner tag; null: there is none. */
    readonly owner: string | null;
  };
