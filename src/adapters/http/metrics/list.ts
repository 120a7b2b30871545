/**
 * Every series of the daemon, as data: the registry and docs/metrics.md are made of it. Names follow Prometheus: base units,
 * `_total` for counters, `_timestamp_seconds` for moments. No label has more values than the spec, the catalogue or AWS's
 * API has; an account goes by its key in the spec.
 */
export interface Measure {
  readonly help: string;
  readonly type: 'gauge' | 'counter' | 'histogram';
  readonly labels: readonly string[];
  /** Upper bounds, in the unit of the name. Of histograms. */
  readonly buckets?: readonly number[];
}

const gauge = (help: string, labels: readonly string[] = []): Measure => ({ help, type: 'gauge', labels });
const counter = (help: string, labels: readonly string[] = []): Measure => ({ help, type: 'counter', labels });
const histogram = (help: string, labels: readonly string[], buckets: readonly number[]): Measure => ({
  help,
  type: 'histogram',
  labels,
  buckets,
});

const minutes = [1, 5, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 86_400];
const trail = ['account', 'region', 'trail'];

export const measures = {
  trailwarden_build_info: gauge('Always 1: the version that runs.', ['version']),
  trailwarden_mode_info: gauge('Always 1: whether the daemon may change anything.', ['mode']),
  trailwarden_leader: gauge('Whether this replica leads, or is alone.'),
  trailwarden_suspended: gauge('Whether enforcing is suspended.'),
  trailwarden_suspended_since_timestamp_seconds: gauge('Since when it is suspended. Absent: it is not.'),
  trailwarden_held: gauge('Whether it enforces and is outside its windows, so that nothing is changed.'),
  trailwarden_blind: gauge('Whether nothing is known: no good run for three intervals.'),
  trailwarden_history_kept: gauge('Whether what is remembered survives the process.'),
  trailwarden_source_checked_timestamp_seconds: gauge('When the source of the spec was last looked at with success.'),
  trailwarden_source_revision_timestamp_seconds: gauge('When the revision in force was first seen.'),
  trailwarden_source_stale_since_timestamp_seconds: gauge(
    'Since when a newer spec is not in force, because it does not hold or cannot be read. Absent: the newest is in force.',
  ),
  trailwarden_source_problems: gauge('Reasons why a newer spec is not in force.'),
  trailwarden_events_failing: gauge(
    '1 while the queue of events cannot be read: only the schedule finds changes. Its failures are counted in trailwarden_aws_requests_total, as those of the service sqs.',
  ),
  trailwarden_report_failures_total: counter('Reports that could not be written to S3.'),
  trailwarden_reconcile_running: gauge('Whether a run goes on.'),
  trailwarden_reconcile_total: counter('Runs that ended, by how.', ['result']),
  trailwarden_reconcile_duration_seconds: histogram('How long runs took.', ['result'], minutes),
  trailwarden_last_reconcile_timestamp_seconds: gauge('When the last run ended, good or not.'),
  trailwarden_last_success_timestamp_seconds: gauge(
    'When the last run began that looked at everything and could read something.',
  ),
  trailwarden_next_reconcile_timestamp_seconds: gauge('When the next run is due.'),
  trailwarden_accounts: gauge('Accounts by how each of the three questions is answered. Absent while blind.', [
    'question',
    'answer',
  ]),
  trailwarden_resources: gauge('Resources of the spec by how they stand.', ['state']),
  trailwarden_drift: gauge('Drifts that are not closed. What could not be read is of the kind unread.', [
    'gravity',
    'kind',
  ]),
  trailwarden_drift_oldest_timestamp_seconds: gauge('When the oldest open drift of the gravity opened.', ['gravity']),
  trailwarden_drift_contested: gauge('Drifts that nobody goes on mending: a person must decide.'),
  trailwarden_drift_steps_total: counter('Steps in the lives of drifts.', ['step']),
  trailwarden_planned_changes: gauge('Changes that the next run would make if it may.', ['action']),
  trailwarden_trail_logging: gauge('Whether a trail logs: 0 also where it is not there. Absent: not known.', trail),
  trailwarden_trail_last_delivery_timestamp_seconds: gauge(
    'When a trail last delivered, by what. Absent: never, or not known.',
    [...trail, 'sink'],
  ),
  trailwarden_trail_delivery_failing: gauge('1 while AWS says that a delivery of the trail fails.', [...trail, 'sink']),
  trailwarden_digest_verified_timestamp_seconds: gauge(
    'Up to when all digests and log files of a trail are whole, in every region and account of it. Absent: nothing is, or it was not verified.',
    trail,
  ),
  trailwarden_digest_invalid_total: counter(
    'What was not as CloudTrail wrote it, by its word, each time that it was found.',
    ['reason'],
  ),
  trailwarden_trails_left_out: gauge('Trails without series of their own, because there are too many.'),
  trailwarden_time_to_detection_seconds: histogram(
    'From the event that made a drift to the run that saw it, where the event history names the event.',
    ['gravity'],
    minutes,
  ),
  trailwarden_time_to_repair_seconds: histogram(
    'From the run that saw a drift to its repair by us.',
    ['gravity'],
    minutes,
  ),
  trailwarden_aws_requests_total: counter('Attempts at AWS, by what came of them: ok, or the name of the failure.', [
    'service',
    'operation',
    'code',
  ]),
  trailwarden_aws_request_duration_seconds: histogram(
    'From sending to the answer.',
    ['service'],
    [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  ),
  trailwarden_notifications_total: counter(
    'Attempts to tell a receiver, by what came of them: sent, again, lost, unsure, refused.',
    ['receiver', 'result'],
  ),
  trailwarden_notification_failing: gauge('1 while a receiver cannot be told. By the names in the config.', [
    'receiver',
  ]),
  trailwarden_notifications_waiting: gauge('Notices that a receiver is still to have.', ['receiver']),
  trailwarden_stream_followers: gauge('Pages and programs that follow the event stream.'),
} as const satisfies Readonly<Record<string, Measure>>;

export type MeasureName = keyof typeof measures;
