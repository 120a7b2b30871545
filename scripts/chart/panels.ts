/** What the dashboard shows. */

const own = 'namespace=~"$namespace",job=~"$job"';
/** Others do not look at AWS. */
const leads = `and on (instance) (trailwarden_leader{${own}} == 1)`;

interface Query {
  readonly expr: string;
  readonly legend: string;
}

export interface Panel {
  readonly title: string;
  readonly description: string;
  readonly type: 'stat' | 'timeseries' | 'table';
  readonly unit: string;
  /** Of 24 columns. */
  readonly width: number;
  readonly height: number;
  readonly queries: readonly Query[];
  /** From which value on it is which colour; the first from the beginning. */
  readonly steps: readonly (readonly [colour: string, from: number | null])[];
}

const calm = [['blue', null]] as const;
const anyIsBad = [
  ['green', null],
  ['red', 1],
] as const;
const noneIsBad = [
  ['red', null],
  ['green', 1],
] as const;

type Given = Pick<Panel, 'title' | 'description' | 'queries'> & Partial<Panel>;

const stat = (panel: Given): Panel => ({ type: 'stat', unit: 'short', width: 4, height: 4, steps: calm, ...panel });
const curve = (panel: Given): Panel => ({
  type: 'timeseries',
  unit: 'short',
  width: 12,
  height: 8,
  steps: calm,
  ...panel,
});
const one = (expr: string): readonly Query[] => [{ expr, legend: '' }];

const now: readonly Panel[] = [
  stat({
    title: 'Accounts not recorded',
    description: 'By no trail of the spec. Empty: not known.',
    queries: one(`max(trailwarden_accounts{${own},question="recorded",answer="no"} ${leads})`),
    steps: anyIsBad,
  }),
  stat({
    title: 'Trails that do not log',
    description: 'Stopped, or gone.',
    queries: one(`count(trailwarden_trail_logging{${own}} == 0 ${leads}) or vector(0)`),
    steps: anyIsBad,
  }),
  stat({
    title: 'Grave drift',
    description: 'Critical and high drifts that are not closed.',
    queries: one(`sum(trailwarden_drift{${own},gravity=~"critical|high"} ${leads})`),
    steps: anyIsBad,
  }),
  stat({
    title: 'Since the last good run',
    description: 'That looked at everything and could read something.',
    queries: one(`time() - max(trailwarden_last_success_timestamp_seconds{${own}})`),
    unit: 's',
    steps: [
      ['green', null],
      ['orange', 1800],
      ['red', 3600],
    ],
  }),
  stat({
    title: 'Replicas that lead',
    description: 'One. None: nobody works. Two: one of them cannot have the Lease.',
    queries: one(`sum(trailwarden_leader{${own}}) or vector(0)`),
    steps: [
      ['red', null],
      ['green', 1],
      ['red', 2],
    ],
  }),
  stat({
    title: 'May change AWS',
    description: '1: mode enforce, not suspended and within its windows.',
    queries: one(
      `max((trailwarden_mode_info{${own},mode="enforce"} unless on (instance) (trailwarden_suspended{${own}} == 1) unless on (instance) (trailwarden_held{${own}} == 1)) ${leads}) or vector(0)`,
    ),
    steps: [
      ['blue', null],
      ['green', 1],
    ],
  }),
];

const estate: readonly Panel[] = [
  curve({
    title: 'Drift by gravity',
    description: 'Drifts that are not closed.',
    queries: [{ expr: `sum by (gravity) (trailwarden_drift{${own}} ${leads})`, legend: '{{gravity}}' }],
  }),
  curve({
    title: 'Resources',
    description: 'How the resources of the spec stand.',
    queries: [{ expr: `sum by (state) (trailwarden_resources{${own}} ${leads})`, legend: '{{state}}' }],
  }),
  curve({
    title: 'Age of the newest delivery',
    description: 'Of the trail that waits longest, by what is delivered.',
    unit: 's',
    queries: [
      {
        expr: `max by (sink) (time() - trailwarden_trail_last_delivery_timestamp_seconds{${own}} ${leads})`,
        legend: '{{sink}}',
      },
    ],
  }),
  curve({
    title: 'Age of the oldest open drift',
    description: 'By gravity.',
    unit: 's',
    queries: [
      {
        expr: `max by (gravity) (time() - trailwarden_drift_oldest_timestamp_seconds{${own}} ${leads})`,
        legend: '{{gravity}}',
      },
    ],
  }),
  {
    title: 'Trails that do not log, or cannot deliver',
    description: 'Empty is good.',
    type: 'table',
    unit: 'short',
    width: 24,
    height: 6,
    steps: noneIsBad,
    queries: [
      { expr: `trailwarden_trail_logging{${own}} == 0 ${leads}`, legend: 'does not log' },
      { expr: `trailwarden_trail_delivery_failing{${own}} == 1 ${leads}`, legend: 'cannot deliver' },
    ],
  },
];

const p95 = (metric: string, by: string): string =>
  `histogram_quantile(0.95, sum by (le, ${by}) (rate(${metric}_bucket{${own}}[$__rate_interval])))`;

const works: readonly Panel[] = [
  curve({
    title: 'Runs by result',
    description: 'Runs a minute that ended.',
    queries: [
      {
        expr: `60 * sum by (result) (rate(trailwarden_reconcile_total{${own}}[$__rate_interval]))`,
        legend: '{{result}}',
      },
    ],
  }),
  curve({
    title: 'How long runs take',
    description: '95 of 100 take no longer.',
    unit: 's',
    queries: [{ expr: p95('trailwarden_reconcile_duration_seconds', 'result'), legend: '{{result}}' }],
  }),
  curve({
    title: 'Calls to AWS that failed',
    description: 'A second, by what AWS answered.',
    unit: 'reqps',
    queries: [
      {
        expr: `sum by (code) (rate(trailwarden_aws_requests_total{${own},code!="ok"}[$__rate_interval]))`,
        legend: '{{code}}',
      },
    ],
  }),
  curve({
    title: 'How long AWS takes to answer',
    description: '95 of 100 answers take no longer.',
    unit: 's',
    queries: [{ expr: p95('trailwarden_aws_request_duration_seconds', 'service'), legend: '{{service}}' }],
  }),
  curve({
    title: 'From event to detection, from detection to repair',
    description: '95 of 100 take no longer.',
    unit: 's',
    queries: [
      { expr: p95('trailwarden_time_to_detection_seconds', 'gravity'), legend: 'detected, {{gravity}}' },
      { expr: p95('trailwarden_time_to_repair_seconds', 'gravity'), legend: 'repaired, {{gravity}}' },
    ],
  }),
  curve({
    title: 'Attempts to tell people',
    description: 'A minute, by receiver and by what came of them.',
    queries: [
      {
        expr: `60 * sum by (receiver, result) (rate(trailwarden_notifications_total{${own}}[$__rate_interval]))`,
        legend: '{{receiver}}: {{result}}',
      },
    ],
  }),
  curve({
    title: 'Memory',
    description: 'Of each replica.',
    unit: 'bytes',
    queries: [{ expr: `process_resident_memory_bytes{${own}}`, legend: '{{pod}}' }],
  }),
];

/** Each row with its heading. */
export const rows: readonly (readonly [title: string, panels: readonly Panel[]])[] = [
  ['Now', now],
  ['CloudTrail', estate],
  ['trailwarden itself', works],
];
