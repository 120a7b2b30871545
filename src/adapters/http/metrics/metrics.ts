/** What Prometheus is told: made of the snapshot, of steps in the lives of drifts, and of every attempt at AWS. */
import { collectDefaultMetrics } from 'prom-client';

import type { Follower } from '../../../app/daemon/ports.ts';
import { blindSince } from '../../../core/daemon/verdict.ts';
import type { RunSummary, Snapshot } from '../../../core/daemon/snapshot.ts';
import type { DriftStep } from '../../../core/drift/drift.ts';
import type { Observation } from '../../aws/carry.ts';
import { gaugesOf } from './present.ts';
import { book } from './registry.ts';
import type { Book } from './registry.ts';

export interface Metrics extends Required<Pick<Follower, 'changed' | 'stepped' | 'attributed'>> {
  /** Told of every attempt at AWS. */
  called(observation: Pick<Observation, 'call' | 'outcome' | 'milliseconds'>): void;
  /** Told of every report that could not be written to S3. */
  reportFailed(): void;
  /** Told of every attempt to tell a receiver. */
  notified(receiver: string, result: string): void;
  /** What the snapshot does not say. */
  note(facts: { readonly followers: number; readonly historyKept: boolean }): void;
  /** In the text format of Prometheus. */
  text(snapshot: Snapshot, now: Date): Promise<string>;
  readonly contentType: string;
  /** Stops what watches the process. */
  close(): void;
}

/** Names of failures that have a series of their own; AWS may invent others. */
const mostCodes = 60;

export function daemonMetrics(): Metrics {
  const own = book();
  collectDefaultMetrics({ register: own.registry });
  const codes = new Set<string>();
  let counted = '';
  let verified = '';
  let shown: Snapshot | null = null;
  return {
    contentType: own.registry.contentType,
    called({ call, outcome, milliseconds }) {
      const [service = '', operation = ''] = call.split(':');
      if (codes.size < mostCodes) codes.add(outcome);
      const code = codes.has(outcome) ? outcome : 'other';
      own.count('trailwarden_aws_requests_total', { service, operation, code });
      own.observe('trailwarden_aws_request_duration_seconds', { service }, milliseconds / 1000);
    },
    reportFailed: () => own.count('trailwarden_report_failures_total', {}),
    changed({ startedAt, runs: { last }, verified: proof }) {
      if (proof !== null && proof.id !== verified && proof.finishedAt >= startedAt) countInvalid(own, proof.invalid);
      verified = proof?.id ?? '';
      if (last === null || last.id === counted || last.finishedAt === null) return;
      if (last.finishedAt >= startedAt) countRun(own, last); // one that history remembers is of an earlier process
      counted = last.id;
    },
    stepped: steps => {
      for (const step of steps) countStep(own, step);
    },
    attributed: steps => {
      for (const step of steps) countStep(own, step);
    },
    notified: (receiver, result) => own.count('trailwarden_notifications_total', { receiver, result }),
    note({ followers, historyKept }) {
      own.set('trailwarden_stream_followers', [[{}, followers]]);
      own.set('trailwarden_history_kept', [[{}, historyKept ? 1 : 0]]);
    },
    async text(snapshot, now) {
      if (snapshot !== shown || blindSince(snapshot, now) !== null)
        for (const [name, values] of gaugesOf(snapshot, now)) own.set(name, values);
      shown = snapshot;
      return own.registry.metrics();
    },
    close: () => own.registry.clear(),
  };
}

function countInvalid(own: Book, invalid: Readonly<Record<string, number>>): void {
  for (const [reason, count] of Object.entries(invalid))
    own.count('trailwarden_digest_invalid_total', { reason }, count);
}

function countRun(own: Book, { result, startedAt, finishedAt }: RunSummary): void {
  const labels = { result: result ?? 'interrupted' };
  own.count('trailwarden_reconcile_total', labels);
  own.observe('trailwarden_reconcile_duration_seconds', labels, secondsBetween(startedAt, finishedAt ?? startedAt));
}

function countStep(own: Book, { step, drift }: DriftStep): void {
  const { gravity, attribution, openedAt, closedAt, ending } = drift;
  own.count('trailwarden_drift_steps_total', { step });
  if (step === 'attributed' && attribution?.answer === 'found' && attribution.confidence !== 'possible')
    own.observe('trailwarden_time_to_detection_seconds', { gravity }, secondsBetween(attribution.event.at, openedAt));
  if (step === 'closed' && ending === 'healed' && closedAt !== null)
    own.observe('trailwarden_time_to_repair_seconds', { gravity }, secondsBetween(openedAt, closedAt));
}

/** Clocks differ: nothing takes less than no time. */
function secondsBetween(from: string, to: string): number {
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
}
