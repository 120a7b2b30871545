import type { Context } from '../call.ts';
import type { Estate } from '../estate.ts';
import { type JsonOperation, jsonOperation } from '../http/json-dialect.ts';
import { flag, list, structure, text } from '../shape.ts';
import { trailToRead, visibleTrails } from './lookup-trail.ts';
import { type Trail, trailView } from './trail.ts';

interface DescribeInput {
  readonly trailNameList?: readonly string[];
  readonly includeShadowTrails?: boolean;
}

/** Names that are not known are left out. A name finds trails of this region only, an ARN also replicas. */
function describe(input: DescribeInput, { call, estate }: Context): object {
  const { trailNameList: names = [], includeShadowTrails: shadows = true } = input;
  const { account } = call.principal;
  const visible = visibleTrails(estate, account, call.region);
  const home = (trail: Trail): boolean => trail.homeRegion === call.region && trail.account === account;
  const wanted =
    names.length === 0
      ? visible.filter(trail => shadows || home(trail))
      : visible.filter(trail => names.includes(trail.arn) || (home(trail) && names.includes(trail.name)));
  return { trailList: wanted.map(trailView) };
}

/** The strings are deprecated and still answered: a moment to the second, or empty. */
function status(trail: Trail, estate: Estate): object {
  return {
    IsLogging: trail.logging,
    StartLoggingTime: trail.started,
    StopLoggingTime: trail.stopped,
    LatestDeliveryTime: latestDelivery(trail, estate),
    LatestDeliveryAttemptTime: '',
    LatestNotificationAttemptTime: '',
    LatestNotificationAttemptSucceeded: '',
    LatestDeliveryAttemptSucceeded: '',
    TimeLoggingStarted: toSecond(trail.started),
    TimeLoggingStopped: toSecond(trail.stopped),
  };
}

/** When the newest log file of the trail was written, whoever did: the sandbox itself delivers none. */
function latestDelivery({ account, homeRegion, settings }: Trail, { buckets }: Estate): Date | undefined {
  const { bucket, prefix, multiRegion } = settings;
  const folder = `${prefix === undefined || prefix === '' ? '' : `${prefix}/`}AWSLogs/`;
  const ofTrail = `${account}/CloudTrail/${multiRegion ? '' : `${homeRegion}/`}`;
  const written = [...(buckets.get(bucket)?.objects ?? [])].flatMap(([key, { modified }]) =>
    key.startsWith(folder) &&
    key.endsWith('.json.gz') &&
    key.replace(/AWSLogs\/o-[^/]+\//u, 'AWSLogs/').includes(`AWSLogs/${ofTrail}`)
      ? modified
      : [],
  );
  return written.toSorted((a, b) => b.getTime() - a.getTime())[0];
}

function toSecond(moment: Date | undefined): string {
  return moment ? moment.toISOString().replace(/\.\d{3}Z$/, 'Z') : '';
}

const named = structure({ Name: text });
const subjects = (raw: Readonly<Record<string, unknown>>): { type: string; name: string }[] =>
  typeof raw['Name'] === 'string' ? [{ type: 'AWS::CloudTrail::Trail', name: raw['Name'] }] : [];

export const reads: Readonly<Record<string, JsonOperation>> = {
  DescribeTrails: jsonOperation({
    kind: 'read',
    input: structure({ trailNameList: list(text), includeShadowTrails: flag }),
    run: describe,
  }),
  GetTrail: jsonOperation({
    kind: 'read',
    input: named,
    subjects,
    run: (input, context) => ({ Trail: trailView(trailToRead(input.Name, context)) }),
  }),
  GetTrailStatus: jsonOperation({
    kind: 'read',
    input: named,
    subjects,
    run: (input, context) => status(trailToRead(input.Name, context, 'as-arn'), context.estate),
  }),
  ListTrails: jsonOperation({
    kind: 'read',
    input: structure({ NextToken: text }),
    run: (_, { call, estate }) => ({
      Trails: visibleTrails(estate, call.principal.account, call.region).map(trail => ({
        TrailARN: trail.arn,
        Name: trail.name,
        HomeRegion: trail.homeRegion,
      })),
    }),
  }),
};
