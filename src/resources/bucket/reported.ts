/** Settings that are told where they are not as a log bucket should have them, and never changed. */
import type { Field, Fields } from '../../core/kind.ts';

export type Reported = {
  /** Whether deleting an old version takes the root user with a device. */
  readonly mfaDelete: boolean;
  /** Whether who asks pays. CloudTrail does not. */
  readonly requesterPays: boolean;
  /** ARNs of the buckets to which objects are copied. */
  readonly replication: readonly string[];
  /** Who has more than nothing by the ACL, besides the owner: `URI or id: PERMISSION`. Empty where ACLs are off. */
  readonly aclGrants: readonly string[];
  /** Whether scripts of other origins may read in browsers. */
  readonly cors: boolean;
  /** Whether it is served as a website. */
  readonly website: boolean;
};

/** As a log bucket has them. */
export const unremarkable: Reported = {
  mfaDelete: false,
  requesterPays: false,
  replication: [],
  aclGrants: [],
  cors: false,
  website: false,
};

const told: Pick<Field<never>, 'change' | 'effect'> = { change: 'report', effect: () => 'neutral' };

export const reportedFields: Fields<Reported> = {
  mfaDelete: {
    ...told,
    gravity: () => 'info',
    meaning: (_, live) =>
      live
        ? 'MFA delete is on: old versions are deleted, and lifecycle rules changed, by the root user only.'
        : 'MFA delete is off.',
  },
  requesterPays: {
    ...told,
    vital: true,
    // it ends delivery, so it counts as drift although no call of ours mends it
    outOfReach: desired =>
      desired
        ? undefined
        : {
            code: 'requester-pays',
            message: 'CloudTrail cannot deliver to a bucket for which the requester pays',
            hint: 'Switch it off: aws s3api put-bucket-request-payment --request-payment-configuration Payer=BucketOwner --bucket NAME',
          },
    gravity: () => 'critical',
    meaning: (_, live) =>
      live ? 'The requester pays, so CloudTrail cannot deliver.' : 'The owner of the bucket pays for requests.',
  },
  replication: {
    ...told,
    gravity: () => 'medium',
    meaning: (_, live) =>
      live.length > 0 ? `Objects are copied to ${live.join(', ')}.` : 'Objects are copied to no other bucket.',
  },
  aclGrants: {
    ...told,
    gravity: () => 'high',
    meaning: (_, live) =>
      live.length > 0
        ? `The ACL lets in others than the owner: ${live.join(', ')}.`
        : 'The ACL lets in the owner only.',
  },
  cors: {
    ...told,
    gravity: () => 'low',
    meaning: (_, live) =>
      live ? 'Scripts of other origins may use the bucket in browsers.' : 'No CORS rules stand there.',
  },
  website: {
    ...told,
    gravity: () => 'medium',
    meaning: (_, live) => (live ? 'The bucket is served as a website.' : 'The bucket is no website.'),
  },
};
