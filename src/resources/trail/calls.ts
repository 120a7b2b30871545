/** The calls that carry out one change of a trail, in order. */
import type * as CloudTrail from '@aws-sdk/client-cloudtrail';
import { parseArn } from '../../core/arn.ts';
import type { Call, Change } from '../../core/kind.ts';
import type { Arn, Target } from '../../core/model.ts';
import { ownTags, ownerTags, protectTags, tagList } from '../../core/tags.ts';
import type { Tags } from '../../core/tags.ts';
import { putAggregation } from './aggregation.ts';
import type { TrailWrites } from './api.ts';
import { insightsInput } from './insights.ts';
import { defaultSelectors, sameSelectors, selectorsInput } from './selectors.ts';
import type { TrailState } from './state.ts';

type Update = Extract<Change<TrailState>, { action: 'update' }>;
/** What CreateTrail and UpdateTrail have in common, apart from the name. */
type Members = Omit<CloudTrail.UpdateTrailCommandInput, 'Name'>;
type Member = (state: TrailState, target: Target) => Members;
/** The fields that travel in CreateTrail and UpdateTrail; the others have calls of their own. */
type Carried = Exclude<
  keyof TrailState,
  'logging' | 'eventSelectors' | 'insights' | 'aggregation' | 'tags' | 'protect' | 'owner'
>;

/**
 * The members of CreateTrail and UpdateTrail that carry a field; '' clears one, what is left away keeps its value. What AWS
 * takes only together goes together: bucket with prefix, all regions with the global flag, log group with role.
 */
const members: { readonly [K in Carried]: Member } = {
  destination: ({ destination }) => ({ S3BucketName: destination.bucket, S3KeyPrefix: destination.prefix ?? '' }),
  topic: ({ topic }, target) => ({ SnsTopicName: topic === null ? '' : topicName(topic, target) }),
  scope: ({ scope }) => ({
    IsMultiRegionTrail: scope.multiRegion,
    IncludeGlobalServiceEvents: scope.globalServiceEvents,
  }),
  organization: ({ organization }) => ({ IsOrganizationTrail: organization }),
  logFileValidation: ({ logFileValidation }) => ({ EnableLogFileValidation: logFileValidation }),
  kmsKey: ({ kmsKey }) => ({ KmsKeyId: kmsKey ?? '' }),
  cloudWatchLogs: ({ cloudWatchLogs }) => ({
    CloudWatchLogsLogGroupArn: cloudWatchLogs?.logGroup ?? '',
    CloudWatchLogsRoleArn: cloudWatchLogs?.role ?? '',
  }),
  recursiveLogging: ({ recursiveLogging }) => ({ RecursiveLogging: recursiveLogging }),
};

/** Pure. A trail is known by name in its own account, and to a delegated administrator by ARN only. */
export function calls(change: Change<TrailState>): readonly Call<TrailWrites>[] {
  const { name, arn, target } = change;
  const known = parseArn(arn).account === target.account ? name : arn;
  if (change.action === 'delete') return [{ call: 'cloudtrail:DeleteTrail', input: { Name: known }, whole: true }];
  if (change.action === 'update') return update(change, known);
  return [
    { call: 'cloudtrail:CreateTrail', input: creation(change.desired, name, target) },
    ...(change.desired.logging ? [{ call: 'cloudtrail:StartLogging' as const, input: { Name: known } }] : []),
    ...selection(change.desired, known),
  ];
}

/** What a new trail records other than by default. It logs before: the default is all that most people want. */
function selection(
  { eventSelectors, insights, aggregation = [] }: TrailState,
  known: string,
): readonly Call<TrailWrites>[] {
  return [
    ...(sameSelectors(eventSelectors, defaultSelectors) ? [] : [putSelectors(eventSelectors, known)]),
    ...(insights.length === 0 ? [] : [putInsights(insights, known)]),
    ...(aggregation.length === 0 ? [] : [putAggregation(aggregation, known)]),
  ];
}

function putSelectors(selectors: TrailState['eventSelectors'], TrailName: string): Call<TrailWrites> {
  return { call: 'cloudtrail:PutEventSelectors', input: { TrailName, ...selectorsInput(selectors) } };
}

function putInsights(insights: TrailState['insights'], TrailName: string): Call<TrailWrites> {
  return { call: 'cloudtrail:PutInsightSelectors', input: { TrailName, InsightSelectors: insightsInput(insights) } };
}

/** A trail is made with its tags, so that a crash right after the call leaves nothing that looks like somebody else's. */
function creation(desired: TrailState, name: string, target: Target): CloudTrail.CreateTrailCommandInput {
  // sent only when it is not AWS's default: endpoints that do not know it yet would refuse it
  const { recursiveLogging, ...usual } = members;
  const given = Object.values(desired.recursiveLogging ? usual : { ...usual, recursiveLogging });
  const all = given.flatMap(member => Object.entries(member(desired, target)));
  return {
    ...Object.fromEntries(all.filter(([, value]) => value !== '')),
    Name: name,
    S3BucketName: desired.destination.bucket,
    TagsList: tagList({ ...desired.tags, ...ownTags(desired) }),
  };
}

/** A stopped trail is started before all else and whatever else fails; one that is to be stopped is stopped last. */
function update({ desired, live, changed, arn, target }: Update, known: string): readonly Call<TrailWrites>[] {
  const has = (field: keyof TrailState): boolean => changed.includes(field);
  const input = changed.filter(isCarried).flatMap(field => Object.entries(members[field](desired, target)));
  const standing = 'value' in live.tags ? live.tags.value : {};
  const tags = tagList({
    ...(has('tags') ? lacking(desired.tags, standing) : {}),
    ...(has('protect') ? protectTags(desired.protect) : {}),
    ...(has('owner') ? ownerTags(desired.owner) : {}),
  });
  // Insights and aggregations need the events that they are made of: they end before those, and begin after them
  const { insights, aggregation = [] } = desired;
  const wanted = { insights, aggregation };
  const ends = (field: keyof typeof wanted): boolean => has(field) && wanted[field].length === 0;
  const begins = (field: keyof typeof wanted): boolean => has(field) && !ends(field);
  const parts: readonly (readonly Call<TrailWrites>[] | false)[] = [
    has('logging') &&
      desired.logging && [{ call: 'cloudtrail:StartLogging', input: { Name: known }, regardless: true }],
    input.length > 0 && [{ call: 'cloudtrail:UpdateTrail', input: { Name: known, ...Object.fromEntries(input) } }],
    ends('insights') && [putInsights(insights, known)],
    ends('aggregation') && [putAggregation(aggregation, known)],
    has('eventSelectors') && [putSelectors(desired.eventSelectors, known)],
    begins('insights') && [putInsights(insights, known)],
    begins('aggregation') && [putAggregation(aggregation, known)],
    tags.length > 0 && [{ call: 'cloudtrail:AddTags', input: { ResourceId: arn, TagsList: tags } }],
    has('protect') &&
      !desired.protect && [
        { call: 'cloudtrail:RemoveTags', input: { ResourceId: arn, TagsList: tagList(protectTags(true)) } },
      ],
    has('logging') && !desired.logging && [{ call: 'cloudtrail:StopLogging', input: { Name: known } }],
  ];
  return parts.flatMap(part => part || []);
}

function isCarried(field: string): field is Carried {
  return Object.hasOwn(members, field);
}

/** AWS takes a name for a topic of the trail's own account and region, and the ARN for any. */
function topicName(topic: Arn, { account, region }: Target): string {
  const { account: owner, region: home, resource } = parseArn(topic);
  return owner === account && home === region ? resource : topic;
}

/** The desired tags whose value is not there. */
function lacking(desired: Tags, live: Tags): Tags {
  return Object.fromEntries(Object.entries(desired).filter(([key, value]) => live[key] !== value));
}
