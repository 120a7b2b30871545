/** From what was written to what must be, and back. */
import { parseArn } from '../../core/arn.ts';
import type { Arn, Entry, Problem, Target, Wanted, World } from '../../core/model.ts';
import { normaliseTemplates } from './aggregation.ts';
import { insightsToSpec, wantedInsights } from './insights.ts';
import { selectorsToSpec, wantedSelectors } from './compile.ts';
import { defaultSelectors, sameSelectors } from './selectors.ts';
import type { TrailSpec } from './spec.ts';
import type { TrailState } from './state.ts';

/**
 * Spec to ARN and state. An organization's trail has the management account in its ARN, also when a delegated
 * administrator creates it. The flag for global service events is completed once the keepers are known.
 */
export function desire({ spec, name, target }: Entry<TrailSpec>, world: World): Wanted<TrailState> {
  const bucket = world.resolve('bucket', spec.bucket, target);
  const key = spec.kmsKey === undefined ? null : world.key(spec.kmsKey, { ...target, region: bucket.target.region });
  const { organization = false } = spec;
  const ours = organization ? world.organization : null;
  const account = ours?.managementAccount ?? target.account;
  return {
    arn: `arn:${target.partition}:cloudtrail:${target.region}:${account}:trail/${name}`,
    state: {
      destination: { bucket: bucket.name, prefix: spec.prefix ?? null },
      topic: spec.topic === undefined ? null : topicArn(world.resolve('topic', spec.topic, target)),
      scope: { multiRegion: spec.multiRegion ?? true, globalServiceEvents: spec.multiRegion ?? true },
      organization,
      logFileValidation: spec.logFileValidation ?? true,
      kmsKey: typeof key === 'string' ? key : null,
      cloudWatchLogs: spec.cloudWatchLogs === undefined ? null : cloudWatchLogs(spec.cloudWatchLogs, target),
      recursiveLogging: spec.recursiveLogging ?? true,
      logging: spec.logging ?? true,
      eventSelectors: wantedSelectors(spec),
      insights: wantedInsights(spec.insights),
      ...(spec.aggregation === undefined ? {} : { aggregation: normaliseTemplates(spec.aggregation) }),
      tags: spec.tags ?? {},
      protect: spec.protect ?? false,
      owner: world.owner,
    },
    unknown: {
      ...(key !== null && typeof key !== 'string' ? { kmsKey: key } : {}),
      ...(organization && ours === null ? { organization: organizationUnknown } : {}),
    },
  };
}

const organizationUnknown: Problem = {
  code: 'organization-unknown',
  message: 'The account belongs to no organization, or organizations:DescribeOrganization was refused',
  hint: 'Allow organizations:DescribeOrganization to these credentials, in an account of the organization.',
};

function topicArn({ name, target }: ReturnType<World['resolve']>): Arn {
  return `arn:${target.partition}:sns:${target.region}:${target.account}:${name}`;
}

/** Names mean the account and region the trail is written from; CloudTrail wants, and returns, a log group ending in `:*`. */
function cloudWatchLogs(
  { logGroup, role }: NonNullable<TrailSpec['cloudWatchLogs']>,
  { partition, region, account }: Target,
): NonNullable<TrailState['cloudWatchLogs']> {
  const group = logGroup.startsWith('arn:')
    ? logGroup
    : `arn:${partition}:logs:${region}:${account}:log-group:${logGroup}`;
  return {
    logGroup: group.endsWith(':*') ? group : `${group}:*`,
    role: role.startsWith('arn:') ? role : `arn:${partition}:iam::${account}:role/${role}`,
  };
}

/** The inverse of `desire`: only what differs from the defaults. Buckets and topics are referred to by AWS's names. */
export function toSpec(state: TrailState): TrailSpec {
  const { destination, topic, kmsKey, cloudWatchLogs: logs, tags } = state;
  return {
    bucket: destination.bucket,
    ...(destination.prefix === null ? {} : { prefix: destination.prefix }),
    ...(topic === null ? {} : { topic: parseArn(topic).resource }),
    ...(state.scope.multiRegion ? {} : { multiRegion: false }),
    ...(state.organization ? { organization: true } : {}),
    ...(state.logging ? {} : { logging: false }),
    ...(state.logFileValidation ? {} : { logFileValidation: false }),
    ...(kmsKey === null ? {} : { kmsKey }),
    ...(logs === null ? {} : { cloudWatchLogs: { logGroup: logs.logGroup.replace(/:\*$/u, ''), role: logs.role } }),
    ...(state.recursiveLogging ? {} : { recursiveLogging: false }),
    ...(sameSelectors(state.eventSelectors, defaultSelectors) ? {} : selectorsToSpec(state.eventSelectors)),
    ...(state.insights.length === 0 ? {} : { insights: insightsToSpec(state.insights) }),
    ...(state.aggregation === undefined ? {} : { aggregation: state.aggregation }),
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
    ...(state.protect ? { protect: true } : {}),
  };
}
