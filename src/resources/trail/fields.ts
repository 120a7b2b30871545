/** How each field of a trail changes, how grave it is that it differs, and what that means for people. */
import type { Effect, Field, Fields, Gravity } from '../../core/kind.ts';
import type { Arn } from '../../core/model.ts';
import { ownerField, protectField, tagsField } from '../../core/tags.ts';
import { aggregationField } from './aggregation.ts';
import { eventSelectorsField } from './coverage.ts';
import { insightsField } from './insights.ts';
import type { TrailState } from './state.ts';

/** A setting whose loss is a loss of evidence. More than the spec says is `low`. */
function onIsStronger({ gravity, off, on }: { gravity: Gravity; off: string; on: string }): Field<boolean> {
  return {
    change: 'call',
    ...(gravity === 'critical' ? { vital: true, serves: true } : {}),
    effect: (from, to) => losing(from && !to, to && !from),
    gravity: (_, live) => (live ? 'low' : gravity),
    meaning: (_, live) => (live ? on : off),
  };
}

function losing(lost: boolean, gained: boolean): Effect {
  if (lost) return 'weakens';
  return gained ? 'strengthens' : 'neutral';
}

/** Having one is more than having none; one for another is neither, or the repair of a changed one would look like a loss. */
const anyIsStronger = <V>(from: V | null, to: V | null): Effect =>
  losing(from !== null && to === null, from === null && to !== null);

/** One bucket is as good as another: which of them counts is for the spec to say. */
const destination: Field<TrailState['destination']> = {
  change: 'call',
  vital: true,
  effect: () => 'neutral',
  gravity: () => 'high',
  meaning: (desired, live) => `Log files go to ${folder(live)} instead of ${folder(desired)}.`,
};

const folder = ({ bucket, prefix }: TrailState['destination']): string =>
  prefix === null ? bucket : `${bucket}/${prefix}`;

const topic: Field<Arn | null> = {
  change: 'call',
  effect: anyIsStronger,
  gravity: desired => (desired === null ? 'low' : 'medium'),
  meaning(desired, live) {
    if (live === null) return 'Nobody is told of new log files.';
    if (desired === null) return `New log files are announced to ${live}, which the spec does not ask for.`;
    return `New log files are announced to ${live} instead of ${desired}.`;
  },
};

/** A trail that loses the global events alone is for the rule about keepers to judge: another trail may have them. */
const scope: Field<TrailState['scope']> = {
  change: 'call',
  vital: true,
  serves: true,
  effect(from, to) {
    if (from.multiRegion !== to.multiRegion) return losing(from.multiRegion, to.multiRegion);
    return losing(false, to.globalServiceEvents && !from.globalServiceEvents);
  },
  gravity: (desired, live) =>
    (desired.multiRegion && !live.multiRegion) || (desired.globalServiceEvents && !live.globalServiceEvents)
      ? 'critical'
      : 'medium',
  meaning(desired, live, { region }) {
    const lost = desired.globalServiceEvents && !live.globalServiceEvents;
    if (desired.multiRegion && !live.multiRegion)
      return `Only ${region} is recorded${lost ? ', without IAM, STS and CloudFront events' : ''}.`;
    if (live.multiRegion && !desired.multiRegion)
      return `Every region is recorded, and billed; the spec asks for ${region} only.`;
    if (lost) return 'IAM, STS and CloudFront events are not recorded by this trail.';
    return 'IAM, STS and CloudFront events go to this trail too, and are billed again while it records.';
  },
};

/** High also for a key nobody asked for: whoever owns it decides who can read the logs. */
const kmsKey: Field<Arn | null> = {
  change: 'call',
  effect: anyIsStronger,
  leadsTo: key => [key],
  gravity: () => 'high',
  meaning(desired, live) {
    if (live === null) return `Log files are not encrypted with ${desired}: whoever may read the bucket can read them.`;
    if (desired === null) return `Log files are encrypted with ${live}, which the spec does not ask for.`;
    return `Log files are encrypted with ${live} instead of ${desired}.`;
  },
};

const cloudWatchLogs: Field<TrailState['cloudWatchLogs']> = {
  change: 'call',
  effect: anyIsStronger,
  leadsTo: logs => (logs === null ? [] : [logs.logGroup, logs.role]),
  gravity: desired => (desired === null ? 'low' : 'medium'),
  meaning(desired, live) {
    if (desired === null) return `Events go to ${live?.logGroup} too, which the spec does not ask for.`;
    if (live === null) return `Events do not reach ${desired.logGroup}, nor the alarms on it.`;
    if (live.logGroup !== desired.logGroup) return `Events go to ${live.logGroup} instead of ${desired.logGroup}.`;
    return `Events are written to the log group as ${live.role} instead of ${desired.role}.`;
  },
};

/** What it leaves out are CloudTrail's own writes of logs, nothing that a person did. */
const recursiveLogging: Field<boolean> = {
  change: 'call',
  effect: () => 'neutral',
  gravity: () => 'info',
  meaning: (_, live) =>
    live
      ? "CloudTrail's own deliveries are recorded, which the spec does not ask for."
      : "CloudTrail's own deliveries are not recorded.",
};

export const fields: Fields<TrailState> = {
  destination,
  topic,
  scope,
  organization: onIsStronger({
    gravity: 'critical',
    off: 'The member accounts are not recorded.',
    on: 'The member accounts are recorded too, which the spec does not ask for.',
  }),
  logFileValidation: onIsStronger({
    gravity: 'high',
    off: 'Nobody can prove that the log files were not altered.',
    on: 'Log files are signed, which the spec does not ask for.',
  }),
  kmsKey,
  cloudWatchLogs,
  recursiveLogging,
  logging: onIsStronger({
    gravity: 'critical',
    off: 'Nothing is recorded by this trail.',
    on: 'The trail records, and is to be off.',
  }),
  eventSelectors: eventSelectorsField,
  insights: insightsField,
  aggregation: aggregationField,
  tags: tagsField,
  protect: protectField,
  owner: ownerField,
};
