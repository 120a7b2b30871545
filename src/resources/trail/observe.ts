/** The only reading of trails: built from AWS's answers alone, and never "absent" where AWS merely would not say. */
import type * as CloudTrail from '@aws-sdk/client-cloudtrail';
import { parseArn } from '../../core/arn.ts';
import { answerUnread, failedWith } from '../../core/failure.ts';
import type { Ask } from '../../core/kind.ts';
import type { Arn, Live, Reading, Readings, Survey, Target } from '../../core/model.ts';
import { mapReading, reading } from '../../core/reading.ts';
import { ownerTag, protects, withoutOurs } from '../../core/tags.ts';
import type { Tags } from '../../core/tags.ts';
import type { TrailReads } from './api.ts';
import { normaliseInsights } from './insights.ts';
import { askTags } from './observe-tags.ts';
import { normaliseSelectors } from './selectors.ts';
import type { TrailState } from './state.ts';

type Aws = Ask<TrailReads>;

/** A trail as DescribeTrails shows it. */
interface Shown {
  readonly arn: Arn;
  readonly described: CloudTrail.Trail;
}

/**
 * One look at a target: one DescribeTrails for all, one ListTags for twenty trails, three questions for each trail that is
 * asked for or homed here; nothing else.
 */
export async function observe(arns: readonly Arn[], aws: Aws, target: Target): Promise<Survey<TrailState>> {
  const shown = await reading(aws.ask('cloudtrail:DescribeTrails', {}), listed);
  if ('unread' in shown) {
    const { unread } = shown;
    return { asked: new Map(arns.map(arn => [arn, { is: 'unread', problem: unread }])), others: [], unread };
  }
  const asked = new Set(arns);
  const own = shown.value.filter(({ arn }) => asked.has(arn) || isHome(arn, target));
  const foreign = shown.value.filter(({ arn }) => !asked.has(arn) && parseArn(arn).account !== target.account);
  const copies = shown.value.flatMap(({ arn }) => (isCopy(arn, target) && !asked.has(arn) ? [arn] : []));
  const tagsOf = askTags(own, aws);
  const live = new Map(
    await Promise.all(
      own.map(async trail => [trail.arn, await readTrail(trail, aws, { target, tags: tagsOf(trail) })] as const),
    ),
  );
  return {
    asked: new Map(arns.map(arn => [arn, live.get(arn) ?? notShown(arn, foreign)])),
    others: [
      ...[...live].filter(([arn, { is }]) => !asked.has(arn) && is === 'present').map(([, trail]) => trail),
      ...foreign.map(({ arn }) => ({ is: 'elsewhere' as const, arn })),
    ],
    ...(copies.length > 0 ? { copies } : {}),
  };
}

/** AWS says that there are no trails with an empty list: an answer without one says nothing. */
function listed({ trailList }: CloudTrail.DescribeTrailsResponse = {}): readonly Shown[] {
  if (trailList === undefined) throw new TypeError('DescribeTrails answered without trailList');
  return trailList.flatMap(described => (isArn(described.TrailARN) ? { arn: described.TrailARN, described } : []));
}

/** Copies of multi-region trails stand in every region; the trail itself stands where its ARN says. */
function isHome(arn: Arn, target: Target): boolean {
  const { account, region } = parseArn(arn);
  return account === target.account && region === target.region;
}

function isCopy(arn: Arn, target: Target): boolean {
  const { account, region } = parseArn(arn);
  return account === target.account && region !== target.region;
}

/** AWS refuses a trail whose name an organization's trail has in this account already, wherever that is homed. */
function notShown(arn: Arn, foreign: readonly Shown[]): Live<TrailState> {
  const namesake = foreign.find(other => parseArn(other.arn).resource === parseArn(arn).resource);
  return namesake ? { is: 'elsewhere', arn: namesake.arn } : { is: 'absent' };
}

interface Beside {
  readonly target: Target;
  readonly tags: Promise<Reading<Tags>>;
}

async function readTrail(shown: Shown, aws: Aws, beside: Beside): Promise<Live<TrailState>> {
  try {
    return await readParts(shown, aws, beside);
  } catch (error) {
    return { is: 'unread', problem: answerUnread(error) };
  }
}

/** AWS always says it. An answer without it is none, and does not make a trail a stopped one. */
function loggingOf(status: Reading<CloudTrail.GetTrailStatusResponse>): Reading<boolean> {
  if ('unread' in status) return status;
  const { IsLogging: logging } = status.value;
  if (logging !== undefined) return { value: logging };
  return { unread: answerUnread(new TypeError('cloudtrail:GetTrailStatus does not say IsLogging')) };
}

async function readParts({ arn, described }: Shown, aws: Aws, beside: Beside): Promise<Live<TrailState>> {
  const [status, eventSelectors, insights, tags] = await Promise.all([
    readStatus(arn, aws),
    reading(aws.ask('cloudtrail:GetEventSelectors', { TrailName: arn }), (answer = {}) => normaliseSelectors(answer)),
    reading(
      aws.ask('cloudtrail:GetInsightSelectors', { TrailName: arn }),
      answer => normaliseInsights(answer?.InsightSelectors),
      noInsights,
    ),
    beside.tags,
  ]);
  if (status === 'gone') return { is: 'absent' };
  const owner = mapReading(tags, found => found[ownerTag] ?? null);
  return {
    is: 'present',
    arn,
    target: beside.target,
    owner: 'value' in owner ? owner.value : undefined,
    health: 'value' in status ? health(status.value) : {},
    fields: {
      ...settings(described),
      logging: loggingOf(status),
      eventSelectors,
      insights,
      tags: mapReading(tags, withoutOurs),
      protect: mapReading(tags, protects),
      owner,
    },
  };
}

/** What DescribeTrails says. The flags HasCustomEventSelectors and HasInsightSelectors are not to be trusted. */
function settings(
  trail: CloudTrail.Trail,
): Omit<
  Readings<TrailState>,
  'logging' | 'eventSelectors' | 'insights' | 'aggregation' | 'tags' | 'protect' | 'owner'
> {
  const logGroup = given(trail.CloudWatchLogsLogGroupArn);
  return {
    destination: { value: { bucket: trail.S3BucketName ?? '', prefix: given(trail.S3KeyPrefix) } },
    topic: arnOf(trail, 'SnsTopicARN'),
    scope: {
      value: {
        multiRegion: trail.IsMultiRegionTrail ?? false,
        globalServiceEvents: trail.IncludeGlobalServiceEvents ?? false,
      },
    },
    organization: { value: trail.IsOrganizationTrail ?? false },
    logFileValidation: { value: trail.LogFileValidationEnabled ?? false }, // not the name of the request
    kmsKey: arnOf(trail, 'KmsKeyId'),
    cloudWatchLogs: { value: logGroup === null ? null : { logGroup, role: trail.CloudWatchLogsRoleArn ?? '' } },
    recursiveLogging: { value: trail.RecursiveLogging ?? true }, // endpoints leave it out where it is on
  };
}

/** AWS leaves out what is unset; some endpoints that stand in for it answer ''. */
function given(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}

/** CloudTrail answers with ARNs, whatever was sent; anything else must not be taken for "unset". */
function arnOf(trail: CloudTrail.Trail, member: 'SnsTopicARN' | 'KmsKeyId'): Reading<Arn | null> {
  const text = given(trail[member]);
  if (text === null || isArn(text)) return { value: text };
  const message = `cloudtrail:DescribeTrails: the ${member} of ${trail.Name} is no ARN: ${text}`;
  return { unread: { code: 'aws-refused', message } };
}

function isArn(text: string | undefined): text is Arn {
  return text?.startsWith('arn:') ?? false;
}

async function readStatus(arn: Arn, aws: Aws): Promise<Reading<CloudTrail.GetTrailStatusResponse> | 'gone'> {
  try {
    return { value: await aws.ask('cloudtrail:GetTrailStatus', { Name: arn }) };
  } catch (error) {
    return failedWith(error, 'TrailNotFoundException') ? 'gone' : { unread: answerUnread(error) };
  }
}

/** "Not enabled", and a region that does not know Insights, both mean that there are none. */
const noInsights = ['InsightNotEnabledException', 'UnsupportedOperationException', 'UnknownOperationException'];

/** What arrives from the region that is asked: status is one of each region. */
export async function healthElsewhere(arn: Arn, aws: Aws): Promise<Readonly<Record<string, string>>> {
  return health(await aws.ask('cloudtrail:GetTrailStatus', { Name: arn }));
}

/** Times as ISO 8601 in UTC, errors in AWS's words; what never happened is left out. */
function health(status: CloudTrail.GetTrailStatusResponse): Readonly<Record<string, string>> {
  const told: Readonly<Record<string, Date | string | undefined>> = {
    lastDelivery: status.LatestDeliveryTime,
    deliveryError: status.LatestDeliveryError,
    lastDigest: status.LatestDigestDeliveryTime,
    digestError: status.LatestDigestDeliveryError,
    lastNotification: status.LatestNotificationTime,
    notificationError: status.LatestNotificationError,
    lastLogGroupDelivery: status.LatestCloudWatchLogsDeliveryTime,
    logGroupError: status.LatestCloudWatchLogsDeliveryError,
    loggingSince: status.StartLoggingTime,
    stoppedSince: status.StopLoggingTime,
  };
  return Object.fromEntries(
    Object.entries(told).flatMap(([what, value]): [string, string][] => {
      if (value === undefined || value === '') return [];
      return [[what, typeof value === 'string' ? value : value.toISOString()]];
    }),
  );
}
