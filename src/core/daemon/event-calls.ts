/** Calls that can change what a spec declares, by service, as CloudTrail records them. */

export const watchedServices = ['cloudtrail', 's3', 'sns', 'kms'] as const;
export type WatchedService = (typeof watchedServices)[number];

/** One call by its name as recorded, or all that begin so: what EventBridge takes as a value of a pattern. */
type Call = string | { readonly prefix: string };

/**
 * Names as recorded. Those of S3 differ from the API's at times: `PutPublicAccessBlock` is recorded as
 * `PutBucketPublicAccessBlock`. Nearly every write to a bucket matters, so that S3's go by how they begin.
 */
export const watchedCalls: Readonly<Record<WatchedService, readonly Call[]>> = {
  cloudtrail: [
    'CreateTrail',
    'UpdateTrail',
    'DeleteTrail',
    'StartLogging',
    'StopLogging',
    'PutEventSelectors',
    'PutInsightSelectors',
    'PutEventConfiguration',
    'AddTags',
    'RemoveTags',
  ],
  s3: ['CreateBucket', { prefix: 'DeleteBucket' }, { prefix: 'PutBucket' }],
  sns: [
    'CreateTopic',
    'DeleteTopic',
    'SetTopicAttributes',
    'AddPermission',
    'RemovePermission',
    'TagResource',
    'UntagResource',
    'Subscribe',
    'ConfirmSubscription',
    'Unsubscribe',
    'SetSubscriptionAttributes',
  ],
  kms: [
    'DisableKey',
    'EnableKey',
    'ScheduleKeyDeletion',
    'CancelKeyDeletion',
    'PutKeyPolicy',
    'DeleteAlias',
    'UpdateAlias',
  ],
};
