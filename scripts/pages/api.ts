/** What the settings of a kind are called at AWS, and how grave their drift is at most: two columns of the reference. */
import type { Gravity } from '../../src/core/kind.ts';
import type { AnyKind } from '../../src/core/kind.ts';

export interface AtAws {
  /** Operations and members, as AWS names them. */
  readonly api: string;
  /** The gravest that its drift can be; null: it is not compared. */
  readonly drift: Gravity | null;
}

const own = (what: string): AtAws => ({ api: `– (${what})`, drift: null });

const placed: Readonly<Record<string, AtAws>> = {
  account: own('place'),
  accounts: own('places'),
  exclude: own('places'),
  regions: own('places'),
  formerly: own('name'),
  adopt: own('safety'),
  protect: { api: 'tag `trailwarden:protect`', drift: 'medium' },
};

const ownTags = { api: 'tags', drift: 'low' } as const;

const tables: Readonly<Record<string, Readonly<Record<string, AtAws>>>> = {
  bucket: {
    ...placed,
    name: { api: '`Bucket` of CreateBucket', drift: 'critical' },
    region: { api: '`LocationConstraint` of CreateBucket', drift: 'high' },
    manage: own('whether it is ours'),
    policy: { api: 'PutBucketPolicy', drift: 'critical' },
    publicAccessBlock: { api: 'PutPublicAccessBlock', drift: 'critical' },
    ownership: { api: '`ObjectOwnership` of PutBucketOwnershipControls', drift: 'high' },
    encryption: { api: 'PutBucketEncryption', drift: 'high' },
    versioning: { api: '`Status` of PutBucketVersioning', drift: 'high' },
    retention: { api: 'PutBucketLifecycleConfiguration', drift: 'critical' },
    lifecycle: { api: 'PutBucketLifecycleConfiguration, DeleteBucketLifecycle', drift: 'critical' },
    objectLock: { api: 'PutObjectLockConfiguration', drift: 'critical' },
    accessLogging: { api: '`LoggingEnabled` of PutBucketLogging', drift: 'medium' },
    tags: { ...ownTags, api: 'PutBucketTagging' },
  },
  topic: {
    ...placed,
    name: { api: '`Name` of CreateTopic', drift: 'high' },
    region: { api: 'where CreateTopic is sent', drift: 'high' },
    manage: own('whether it is ours'),
    displayName: { api: '`DisplayName` of SetTopicAttributes', drift: 'info' },
    kmsKey: { api: '`KmsMasterKeyId` of SetTopicAttributes', drift: 'high' },
    policy: { api: '`Policy` of SetTopicAttributes', drift: 'critical' },
    subscriptions: { api: 'Subscribe, Unsubscribe, SetSubscriptionAttributes', drift: 'medium' },
    tags: { ...ownTags, api: 'TagResource, UntagResource' },
  },
  trail: {
    ...placed,
    name: { api: '`Name`', drift: 'critical' },
    region: { api: 'where CreateTrail is sent (`HomeRegion`)', drift: 'critical' },
    bucket: { api: '`S3BucketName`', drift: 'high' },
    prefix: { api: '`S3KeyPrefix`; unset with `""`', drift: 'high' },
    topic: { api: '`SnsTopicName`, read as `SnsTopicARN`; unset with `""`', drift: 'medium' },
    multiRegion: { api: '`IsMultiRegionTrail`, with `IncludeGlobalServiceEvents`', drift: 'critical' },
    organization: { api: '`IsOrganizationTrail`', drift: 'critical' },
    logging: { api: 'StartLogging, StopLogging; read as `IsLogging`', drift: 'critical' },
    logFileValidation: { api: '`EnableLogFileValidation`, read as `LogFileValidationEnabled`', drift: 'high' },
    kmsKey: { api: '`KmsKeyId`; unset with `""`', drift: 'critical' },
    cloudWatchLogs: { api: '`CloudWatchLogsLogGroupArn`, `CloudWatchLogsRoleArn`; unset with `""`', drift: 'medium' },
    recursiveLogging: { api: '`RecursiveLogging`', drift: 'info' },
    events: { api: '`AdvancedEventSelectors` of PutEventSelectors', drift: 'critical' },
    eventSelectors: { api: '`EventSelectors` of PutEventSelectors', drift: 'critical' },
    advancedEventSelectors: { api: '`AdvancedEventSelectors` of PutEventSelectors', drift: 'critical' },
    insights: { api: '`InsightSelectors` of PutInsightSelectors; unset with `[]`', drift: 'medium' },
    aggregation: { api: '`AggregationConfigurations` of PutEventConfiguration', drift: 'low' },
    tags: { ...ownTags, api: 'AddTags, RemoveTags' },
    overrides: own('settings of some places'),
  },
};

/**
 * The two columns for a setting of a kind; undefined for what stands inside of one.
 *
 * @throws Error for a setting that nobody described here
 */
export function atAws(kind: AnyKind, setting: string): AtAws | undefined {
  if (/[.[]/u.test(setting)) return undefined;
  const found = tables[kind.name]?.[setting];
  if (!found) throw new Error(`scripts/pages/api.ts does not say what ${setting} of a ${kind.name} is at AWS`);
  return found;
}
