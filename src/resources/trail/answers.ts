/** What CloudTrail's answers have, as far as they are read. */
import type { Shapes } from '../../core/answers.ts';
import type { TrailReads } from './api.ts';

const text = 'text';
const texts = [text] as const;
const operators = {
  Field: text,
  Equals: texts,
  NotEquals: texts,
  StartsWith: texts,
  NotStartsWith: texts,
  EndsWith: texts,
  NotEndsWith: texts,
} as const;

export const answers: Shapes<TrailReads> = {
  'cloudtrail:DescribeTrails': {
    trailList: [
      {
        TrailARN: text,
        Name: text,
        S3BucketName: text,
        S3KeyPrefix: text,
        SnsTopicARN: text,
        KmsKeyId: text,
        CloudWatchLogsLogGroupArn: text,
        CloudWatchLogsRoleArn: text,
        IsMultiRegionTrail: 'flag',
        IncludeGlobalServiceEvents: 'flag',
        IsOrganizationTrail: 'flag',
        LogFileValidationEnabled: 'flag',
        RecursiveLogging: 'flag',
      },
    ],
  },
  'cloudtrail:GetTrailStatus': {
    IsLogging: 'flag',
    LatestDeliveryTime: 'time',
    LatestDeliveryError: text,
    LatestDigestDeliveryTime: 'time',
    LatestDigestDeliveryError: text,
    LatestNotificationTime: 'time',
    LatestNotificationError: text,
    LatestCloudWatchLogsDeliveryTime: 'time',
    LatestCloudWatchLogsDeliveryError: text,
    StartLoggingTime: 'time',
    StopLoggingTime: 'time',
  },
  'cloudtrail:GetEventSelectors': {
    EventSelectors: [
      {
        ReadWriteType: text,
        IncludeManagementEvents: 'flag',
        DataResources: [{ Type: text, Values: texts }],
        ExcludeManagementEventSources: texts,
      },
    ],
    AdvancedEventSelectors: [{ Name: text, FieldSelectors: [operators] }],
  },
  'cloudtrail:GetInsightSelectors': { InsightSelectors: [{ InsightType: text, EventCategories: texts }] },
  'cloudtrail:GetEventConfiguration': { AggregationConfigurations: [{ EventCategory: text, Templates: texts }] },
  'cloudtrail:ListTags': { ResourceTagList: [{ ResourceId: text, TagsList: [{ Key: text, Value: text }] }] },
};
