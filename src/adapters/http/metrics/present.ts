/** The gauges: how things stand, as the snapshot has it. */
import { asPresent } from '../../../core/daemon/present.ts';
import type { Snapshot, TrailView } from '../../../core/daemon/snapshot.ts';
import { verdictOf } from '../../../core/daemon/verdict.ts';
import type { Light } from '../../../core/daemon/verdict.ts';
import type { Drift, DriftKind } from '../../../core/drift/drift.ts';
import { accountIn } from '../../../core/address.ts';
import { gravities, isOpen } from '../../../core/plan.ts';
import type { MeasureName } from './list.ts';

type Values = readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[];
export type Gauges = readonly (readonly [name: MeasureName, values: Values])[];

/** Trails with series of their own: about six each, and a server of Prometheus is asked to keep each of them. */
export const mostTrails = 2_000;

export function gaugesOf(snapshot: Snapshot, now: Date): Gauges {
  const verdict = verdictOf(snapshot, now);
  return [
    ['trailwarden_build_info', [[{ version: snapshot.program }, 1]]],
    ['trailwarden_mode_info', [[{ mode: snapshot.mode }, 1]]],
    ['trailwarden_leader', truth(snapshot.leadership.role !== 'standby')],
    ['trailwarden_suspended', truth(snapshot.suspended !== null)],
    ['trailwarden_suspended_since_timestamp_seconds', moment(snapshot.suspended?.since)],
    ['trailwarden_held', truth(snapshot.held !== null)],
    ['trailwarden_blind', truth(verdict.blindSince !== null)],
    ...sourceGauges(snapshot),
    ['trailwarden_events_failing', truth(snapshot.eventsTrouble !== null)],
    ...runGauges(snapshot),
    [
      'trailwarden_accounts',
      (['recorded', 'delivered', 'provable'] as const).flatMap(one => answers(one, verdict[one])),
    ],
    ...driftGauges(snapshot.drifts),
    ...receiverGauges(snapshot),
    ...estateGauges(asPresent(snapshot, now)),
  ];
}

const truth = (holds: boolean): Values => [[{}, holds ? 1 : 0]];
const moment = (at: string | null | undefined): Values => (at ? [[{}, Date.parse(at) / 1000]] : []);

function sourceGauges({ source }: Snapshot): Gauges {
  return [
    ['trailwarden_source_checked_timestamp_seconds', moment(source.checkedAt)],
    ['trailwarden_source_revision_timestamp_seconds', moment(source.since)],
    ['trailwarden_source_stale_since_timestamp_seconds', moment(source.staleSince)],
    ['trailwarden_source_problems', [[{}, source.problems.length]]],
  ];
}

function runGauges({ runs: { current, last, lastGood, nextAt } }: Snapshot): Gauges {
  return [
    ['trailwarden_reconcile_running', truth(current !== null)],
    ['trailwarden_last_reconcile_timestamp_seconds', moment(last?.finishedAt)],
    ['trailwarden_last_success_timestamp_seconds', moment(lastGood?.startedAt)],
    ['trailwarden_next_reconcile_timestamp_seconds', moment(nextAt)],
  ];
}

function receiverGauges({ receivers }: Snapshot): Gauges {
  const of = (value: (one: Snapshot['receivers'][number]) => number): Values =>
    receivers.map(one => [{ receiver: one.name }, value(one)] as const);
  return [
    ['trailwarden_notification_failing', of(({ failingSince }) => (failingSince === null ? 0 : 1))],
    ['trailwarden_notifications_waiting', of(({ waiting }) => waiting)],
  ];
}

function answers(question: string, { of, good, bad, unknown }: Light): Values {
  if (good === null) return [];
  const counts = { yes: good, no: bad.length, unknown: of - good - bad.length };
  return Object.entries({ ...counts, unknown }).map(([answer, count]) => [{ question, answer }, count] as const);
}

const kinds: readonly DriftKind[] = ['changed', 'missing', 'stray', 'undelivered', 'unproven', 'unread'];

function driftGauges(drifts: readonly Drift[]): Gauges {
  const standing = drifts.filter(({ closedAt }) => closedAt === null);
  const counts = Map.groupBy(standing, ({ gravity, kind }) => `${gravity} ${kind}`);
  const oldest = gravities.flatMap(gravity => {
    const [first] = standing
      .flatMap(drift => (drift.gravity === gravity && drift.kind !== 'unread' ? [drift.openedAt] : []))
      .toSorted();
    return first === undefined ? [] : [[{ gravity }, Date.parse(first) / 1000] as const];
  });
  const every = gravities.flatMap(gravity =>
    kinds.map(kind => [{ gravity, kind }, counts.get(`${gravity} ${kind}`)?.length ?? 0] as const),
  );
  return [
    ['trailwarden_drift', every],
    ['trailwarden_drift_oldest_timestamp_seconds', oldest],
    ['trailwarden_drift_contested', [[{}, standing.filter(({ status }) => status === 'contested').length]]],
  ];
}

const states = ['in-sync', 'differs', 'withheld', 'missing', 'unread'] as const;
const actions = ['create', 'update', 'adopt', 'delete'] as const;

function estateGauges({ estate, plan, verified }: Snapshot): Gauges {
  const trails = estate?.trails ?? [];
  const shown = trails.toSorted(worstFirst).slice(0, mostTrails);
  const resources = estate?.resources ?? [];
  const gone = new Set(resources.flatMap(({ address, state }) => (state === 'missing' ? [address] : [])));
  const logs = ({ address, logging }: TrailView): boolean | null => (gone.has(address) ? false : logging);
  const until = new Map((verified?.trails ?? []).map(one => [one.arn, one.until]));
  const changes = (plan?.changes ?? []).filter(isOpen);
  return [
    [
      'trailwarden_resources',
      states.map(state => [{ state }, resources.filter(one => one.state === state).length] as const),
    ],
    [
      'trailwarden_planned_changes',
      actions.map(action => [{ action }, changes.filter(one => one.action === action).length] as const),
    ],
    [
      'trailwarden_trail_logging',
      shown.flatMap(one => (logs(one) === null ? [] : [[labelsOf(one), logs(one) ? 1 : 0] as const])),
    ],
    ['trailwarden_trail_last_delivery_timestamp_seconds', shown.flatMap(deliveries)],
    ['trailwarden_trail_delivery_failing', shown.flatMap(failing)],
    [
      'trailwarden_digest_verified_timestamp_seconds',
      shown.flatMap(one => moment(until.get(one.arn)).map(([, value]) => [labelsOf(one), value] as const)),
    ],
    ['trailwarden_trails_left_out', [[{}, trails.length - shown.length]]],
  ];
}

/** Those that do not log or fail, then those whose last log file is the oldest: nobody may be left out who matters. */
function worstFirst(a: TrailView, b: TrailView): number {
  const rank = ({ logging, errors }: TrailView): number => (logging !== true || Object.keys(errors).length > 0 ? 0 : 1);
  const [one, other] = [a.lastLog ?? '', b.lastLog ?? ''];
  return rank(a) - rank(b) || (one < other ? -1 : Number(one > other));
}

function labelsOf({ address, region }: TrailView): Readonly<Record<string, string>> {
  return { account: accountIn(address), region, trail: address.slice(address.indexOf('/') + 1, address.indexOf('@')) };
}

function deliveries(trail: TrailView): Values {
  const sinks = { log: trail.lastLog, digest: trail.lastDigest, notification: trail.lastNotification };
  return Object.entries(sinks).flatMap(([sink, at]) =>
    at === null ? [] : [[{ ...labelsOf(trail), sink }, Date.parse(at) / 1000] as const],
  );
}

function failing(trail: TrailView): Values {
  return Object.keys(trail.errors).map(sink => [{ ...labelsOf(trail), sink: sink.replaceAll(' ', '_') }, 1] as const);
}
