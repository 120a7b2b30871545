import { type Course, freshCourse } from '../delivery/course.ts';
import type { AdvancedSelector } from './advanced-selectors.ts';
import type { BasicSelector } from './basic-selectors.ts';

/** What CreateTrail and UpdateTrail set. A setting that is not set is absent. */
export interface Settings {
  readonly bucket: string;
  readonly prefix?: string;
  /** As it was typed: a name or an ARN. */
  readonly topicName?: string;
  readonly topicArn?: string;
  readonly globalServiceEvents: boolean;
  readonly multiRegion: boolean;
  readonly validation: boolean;
  readonly logGroup?: string;
  readonly logRole?: string;
  /** ARN of the key. */
  readonly key?: string;
  readonly organization: boolean;
  readonly recursiveLogging: boolean;
}

export type Selectors =
  | { readonly kind: 'basic'; readonly of: readonly BasicSelector[] }
  | { readonly kind: 'advanced'; readonly of: readonly AdvancedSelector[] };

export interface InsightSelector {
  readonly InsightType: string;
  readonly EventCategories?: readonly string[];
}

/** Summaries of data events. */
export interface Aggregation {
  readonly EventCategory: string;
  readonly Templates: readonly string[];
}

export interface Trail {
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly homeRegion: string;
  settings: Settings;
  logging: boolean;
  started: Date | undefined;
  stopped: Date | undefined;
  selectors: Selectors;
  /** Whether PutEventSelectors has been called. */
  customSelectors: boolean;
  insights: readonly InsightSelector[];
  aggregations: readonly Aggregation[];
  readonly tags: Map<string, string>;
  /** What is delivered for it. */
  readonly course: Course;
}

/** What records before anybody chose: all management events. */
const defaultSelectors: Selectors = {
  kind: 'basic',
  of: [{ ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] }],
};

/** A trail as CreateTrail makes it: it does not log yet. */
export function freshTrail(of: Pick<Trail, 'arn' | 'name' | 'account' | 'homeRegion' | 'settings'>): Trail {
  return {
    ...of,
    logging: false,
    started: undefined,
    stopped: undefined,
    selectors: defaultSelectors,
    customSelectors: false,
    insights: [],
    aggregations: [],
    tags: new Map(),
    course: freshCourse(),
  };
}

/** The settings as CreateTrail and UpdateTrail answer them: without the home region and the Has… flags. */
export function settingsView({ name, arn, settings }: Trail): object {
  return {
    Name: name,
    S3BucketName: settings.bucket,
    S3KeyPrefix: settings.prefix,
    SnsTopicName: settings.topicName,
    SnsTopicARN: settings.topicArn,
    IncludeGlobalServiceEvents: settings.globalServiceEvents,
    IsMultiRegionTrail: settings.multiRegion,
    TrailARN: arn,
    LogFileValidationEnabled: settings.validation,
    CloudWatchLogsLogGroupArn: settings.logGroup,
    CloudWatchLogsRoleArn: settings.logRole,
    KmsKeyId: settings.key,
    IsOrganizationTrail: settings.organization,
    RecursiveLogging: settings.recursiveLogging ? undefined : false,
  };
}

/** The trail as GetTrail and DescribeTrails answer it. */
export function trailView(trail: Trail): object {
  return {
    ...settingsView(trail),
    HomeRegion: trail.homeRegion,
    HasCustomEventSelectors: trail.customSelectors,
    HasInsightSelectors: trail.insights.length > 0,
  };
}
