import { understanding } from '../../core/answers.ts';
import { answers } from './answers.ts';
import { parseArn } from '../../core/arn.ts';
import type { Use } from '../../core/beside/use.ts';
import type { ResourceKind } from '../../core/kind.ts';
import type { Arn, World } from '../../core/model.ts';
import type { Folder, Given, Need, Recorder } from '../../core/needs.ts';
import { observeApart } from './aggregation.ts';
import { probes, reads, writes } from './api.ts';
import type { TrailReads, TrailWrites } from './api.ts';
import { calls } from './calls.ts';
import { mostTrails } from './check-estate.ts';
import { check } from './check.ts';
import { leftOut, recordsManagement } from './coverage.ts';
import { desire, toSpec } from './desire.ts';
import { causes } from './causes.ts';
import { fields } from './fields.ts';
import { healthElsewhere, observe } from './observe.ts';
import { recording, recordsDelivery, recordsToo } from './recording.ts';
import { schema } from './spec.ts';
import type { TrailSpec } from './spec.ts';
import type { TrailState } from './state.ts';

/** A CloudTrail trail: what is recorded, and where it is delivered. */
export const trail: ResourceKind<TrailSpec, TrailState, TrailReads, TrailWrites> = {
  name: 'trail',
  schema,
  fields,
  causes,
  mostInRegion: mostTrails,
  reads,
  writes,
  deletion: (name, { region }) => `aws cloudtrail delete-trail --name ${name} --region ${region}`,
  missing: { gravity: 'critical', meaning: 'Nothing is recorded by this trail.' },
  check,
  desire,
  observe: async (arns, aws, target) => observe(arns, understanding(aws, answers), target),
  apart: { aggregation: ['cloudtrail:GetEventConfiguration'] },
  observeApart: async (arn, aws) => observeApart(arn, understanding(aws, answers)),
  healthElsewhere: async (arn, aws) => healthElsewhere(arn, understanding(aws, answers)),
  probes,
  calls,
  toSpec,
  needs,
  uses,
  recorder,
  recording,
  recordsToo,
  recordsDelivery,
  notRecorded,
  complete,
};

/** A place to deliver to, and a topic to announce it on. */
function needs(state: TrailState, arn: Arn, world: World): readonly Need[] {
  const { destination, organization, topic, kmsKey } = state;
  const { partition, account } = parseArn(arn);
  const everyRegion = state.scope.multiRegion;
  return [
    {
      to: 'deliver-logs',
      of: `arn:${partition}:s3:::${destination.bucket}`,
      trail: arn,
      account,
      prefix: destination.prefix ?? '',
      organization: organization ? (world.organization?.id ?? null) : null,
      folders: folders(state),
      key: kmsKey,
      everyRegion,
    },
    ...(topic === null ? [] : [{ to: 'announce-logs' as const, of: topic, trail: arn, everyRegion }]),
  ];
}

/** A key to encrypt with, in the region of the bucket, and a log group to write to. */
function uses({ kmsKey, cloudWatchLogs, organization }: TrailState, trail: Arn, world: World): readonly Use[] {
  const members = organization ? (world.organization?.id ?? null) : null;
  return [
    ...(kmsKey === null
      ? []
      : [{ of: 'key', field: 'kmsKey', key: kmsKey, encrypts: 'trail', region: null, bucketKey: false } as const]),
    ...(cloudWatchLogs === null
      ? []
      : [{ of: 'log-group', field: 'cloudWatchLogs', ...cloudWatchLogs, trail, organization: members } as const]),
  ];
}

function folders({ logFileValidation, insights }: TrailState): readonly Folder[] {
  return [
    'CloudTrail',
    ...(logFileValidation ? (['CloudTrail-Digest'] as const) : []),
    ...(insights.length > 0 ? (['CloudTrail-Insight'] as const) : []),
  ];
}

function recorder({ scope, organization, logging, eventSelectors }: TrailState): Recorder {
  const wide = organization ? 'organization' : 'account';
  return {
    covers: scope.multiRegion ? wide : 'region',
    records: logging && recordsManagement(eventSelectors),
    global: scope.globalServiceEvents,
  };
}

/** Insights and aggregations are made of what is recorded; they are no records. */
function notRecorded(of: TrailState, by: readonly TrailState[]): readonly string[] {
  if (!of.logging) return [];
  const others = by.filter(({ logging }) => logging);
  const events = leftOut(
    of.eventSelectors,
    others.map(({ eventSelectors }) => eventSelectors),
  );
  const proof = of.logFileValidation && others.length > 0 && !others.some(one => one.logFileValidation);
  return proof ? [...events, 'signed digests (log file validation)'] : events;
}

/** The keeper has the flag for global service events. AWS refuses a multi-region trail without it. */
function complete(state: TrailState, { keeper }: Given): TrailState {
  const { multiRegion } = state.scope;
  return { ...state, scope: { multiRegion, globalServiceEvents: multiRegion || keeper } };
}
