/** The series for Prometheus: their names, their number, and what they say. */
import { describe, expect, it } from 'vitest';

import { measures } from '../../../src/adapters/http/metrics/list.ts';
import type { Measure } from '../../../src/adapters/http/metrics/list.ts';
import { daemonMetrics } from '../../../src/adapters/http/metrics/metrics.ts';
import type { Drift, DriftStep } from '../../../src/core/drift/drift.ts';
import { runsOf, scenes, snapshotOf } from '../../arbitraries/snapshots.ts';
import { ask, served } from './served.ts';

const now = new Date('2026-11-20T12:00:00Z');

async function seriesOf(scene: (typeof scenes)[number]): Promise<ReadonlyMap<string, number>> {
  const metrics = daemonMetrics();
  return parsed(await metrics.text(snapshotOf(scene, now), now));
}

/** By name and labels. */
function parsed(text: string): ReadonlyMap<string, number> {
  const lines = text.split('\n').filter(line => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map(line => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}

describe('names', () => {
  const all = Object.entries<Measure>(measures);

  it.each(all)('%s', (name, { help, type, labels, buckets }) => {
    expect(name).toMatch(/^trailwarden(?:_[a-z]+)+$/u);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    expect(name).not.toMatch(/_(?:milliseconds|minutes|hours|ms|kb|percent|count|sum|bucket|gauge|counter)(?:_|$)/u);
    if (type === 'histogram') expect(name).toMatch(/_seconds$/u);
    expect(buckets ?? []).toEqual((buckets ?? []).toSorted((a, b) => a - b));
    expect(buckets === undefined).toBe(type !== 'histogram');
    expect(help).toMatch(/^[A-Z1].*\.$/u);
    for (const label of labels) expect(label).toMatch(/^[a-z]+$/u);
    for (const reserved of ['le', 'quantile', 'job', 'instance']) expect(labels).not.toContain(reserved);
  });
});

describe('what they say', () => {
  it('of log files that were verified: up to when, and each finding of each time', async () => {
    const one = { ...snapshotOf('1', now), startedAt: '2026-11-20T09:00:00Z' };
    const [trail] = one.estate!.trails;
    const verified = (id: string, finishedAt: string) => ({
      id,
      startedAt: finishedAt,
      finishedAt,
      outcome: 'tampered',
      problem: null,
      invalid: { changed: 2, missing: 1 },
      trails: [
        { arn: trail!.arn, until: '2026-11-20T08:00:00Z', state: 'tampered', found: ['CHANGED: x'], count: 3 } as const,
      ],
    });
    const metrics = daemonMetrics();
    metrics.changed({ ...one, verified: verified('v-0', '2026-11-20T08:00:00Z') }); // of an earlier process
    metrics.changed({ ...one, verified: verified('v-1', '2026-11-20T10:00:00Z') });
    metrics.changed({ ...one, verified: verified('v-1', '2026-11-20T10:00:00Z') });
    const last = { ...one, verified: verified('v-2', '2026-11-20T11:00:00Z') };
    metrics.changed(last);
    const series = parsed(await metrics.text(last, now));
    expect(series.get('trailwarden_digest_invalid_total{reason="changed"}')).toBe(4);
    expect(series.get('trailwarden_digest_invalid_total{reason="missing"}')).toBe(2);
    const until = [...series].filter(([name]) => name.startsWith('trailwarden_digest_verified_timestamp_seconds'));
    expect(until.map(([, value]) => value)).toEqual([Date.parse('2026-11-20T08:00:00Z') / 1000]);
  });

  it('of a trail that is not there: it does not log', async () => {
    const one = snapshotOf('1', now);
    const estate = one.estate!;
    const trails = estate.trails.map(trail => ({ ...trail, logging: null }));
    const resources = estate.trails.map(
      ({ address, arn, account, region }) =>
        ({ address, arn, account, region, kind: 'trail', state: 'missing', gravity: 'critical' }) as const,
    );
    const text = async (shown: typeof estate) =>
      parsed(await daemonMetrics().text({ ...one, estate: shown, held: { opensAt: null } }, now));
    const name = 'trailwarden_trail_logging{account="security",region="eu-west-1",trail="main"}';
    const gone = await text({ ...estate, trails, resources });
    expect([gone.get(name), gone.get('trailwarden_held')]).toEqual([0, 1]);
    expect((await text({ ...estate, trails, resources: [] })).get(name)).toBeUndefined();
  });

  it('of twelve accounts', async () => {
    const series = await seriesOf('12');
    const of = (name: string) => series.get(`trailwarden_${name}`);
    expect(of('drift{gravity="critical",kind="changed"}')).toBe(1);
    expect(of('drift{gravity="critical",kind="undelivered"}')).toBe(1);
    expect(of('drift{gravity="medium",kind="stray"}')).toBe(0);
    expect(of('drift_contested')).toBe(1);
    expect(of('accounts{question="recorded",answer="yes"}')).toBe(10);
    expect(of('accounts{question="recorded",answer="no"}')).toBe(1);
    expect(of('accounts{question="recorded",answer="unknown"}')).toBe(1);
    expect(of('trail_logging{account="payments",region="eu-west-1",trail="main"}')).toBe(0);
    expect(of('trail_logging{account="security",region="eu-west-1",trail="main"}')).toBe(1);
    expect(of('trail_logging{account="legacy",region="eu-west-1",trail="main"}')).toBeUndefined();
    expect(of('trail_delivery_failing{account="web",region="eu-west-1",trail="main",sink="log"}')).toBe(1);
    expect(
      of('trail_last_delivery_timestamp_seconds{account="web",region="eu-west-1",trail="main",sink="notification"}'),
    ).toBe(now.getTime() / 1000 - 360);
    expect(of('resources{state="unread"}')).toBe(1);
    expect(of('planned_changes{action="update"}')).toBe(3);
    expect([of('leader'), of('suspended'), of('blind'), of('mode_info{mode="observe"}')]).toEqual([1, 0, 0, 1]);
    expect(of('suspended_since_timestamp_seconds')).toBeUndefined();
  });

  it('of a daemon that knows nothing any more: nothing that is not so', async () => {
    const series = await seriesOf('blind');
    const names = [...series.keys()].filter(name => /trail_logging|last_delivery|trailwarden_accounts/u.test(name));
    expect([names, series.get('trailwarden_blind')]).toEqual([[], 1]);
    expect(series.get('trailwarden_drift{gravity="critical",kind="changed"}')).toBe(1);
  });

  it('of a thousand accounts: not more than a server of Prometheus can bear', async () => {
    const series = await seriesOf('1000');
    const own = [...series.keys()].filter(name => name.startsWith('trailwarden_'));
    expect(own.length).toBeLessThan(5_500);
    expect(series.get('trailwarden_trails_left_out')).toBe(0);
  });

  it('of more trails than have room: of the worst', async () => {
    const snapshot = snapshotOf('12', now);
    const { estate } = snapshot;
    const [healthy] = estate!.trails;
    const many = Array.from({ length: 2_500 }, (_, index) => ({
      ...healthy!,
      address: `trail/t${index}@security/eu-west-1` as const,
    }));
    const worst = [{ ...healthy!, address: 'trail/stopped@security/eu-west-1', logging: false } as const];
    const series = parsed(
      await daemonMetrics().text({ ...snapshot, estate: { ...estate!, trails: [...many, ...worst] } }, now),
    );
    expect(series.get('trailwarden_trails_left_out')).toBe(501);
    expect(series.get('trailwarden_trail_logging{account="security",region="eu-west-1",trail="stopped"}')).toBe(0);
  });

  it('of what has gone: nothing', async () => {
    const metrics = daemonMetrics();
    const snapshot = snapshotOf('12', now);
    const suspended = { since: now.toISOString(), until: null, reason: null, by: 'request' } as const;
    const first = parsed(await metrics.text({ ...snapshot, suspended }, now));
    const then = parsed(await metrics.text(snapshotOf('1', now), now));
    expect(first.has('trailwarden_suspended_since_timestamp_seconds')).toBe(true);
    expect(then.has('trailwarden_suspended_since_timestamp_seconds')).toBe(false);
    expect([...then.keys()].filter(name => name.includes('payments'))).toEqual([]);
  });
});

describe('what they count', () => {
  const [sample] = snapshotOf('12', now).drifts;
  const step = (over: Partial<DriftStep>, drift: Partial<Drift> = {}): DriftStep => ({
    step: 'opened',
    at: now.toISOString(),
    run: 'r-1',
    drift: { ...sample!, ...drift },
    ...over,
  });

  it('runs, each once, and none of an earlier process', async () => {
    const metrics = daemonMetrics();
    const snapshot = snapshotOf('12', now);
    metrics.changed(snapshot);
    metrics.changed({ ...snapshot, version: 8 });
    const [earlier] = runsOf(1, new Date(Date.parse(snapshot.startedAt) - 60_000), { id: 'r-old' });
    metrics.changed({ ...snapshot, runs: { ...snapshot.runs, last: earlier! } });
    const series = parsed(await metrics.text(snapshot, now));
    expect(series.get('trailwarden_reconcile_total{result="drift"}')).toBe(1);
    expect(series.get('trailwarden_reconcile_duration_seconds_sum{result="drift"}')).toBeCloseTo(2.1);
  });

  it('the time to detection and to repair', async () => {
    const metrics = daemonMetrics();
    const [opened, closed] = ['2026-11-20T11:00:00Z', '2026-11-20T11:04:00Z'];
    const run = runsOf(1, now)[0]!;
    metrics.stepped(
      [
        step({ step: 'opened' }),
        step({ step: 'attributed' }, { openedAt: opened, attribution: at('2026-11-20T10:59:00Z', 'certain') }),
        step({ step: 'attributed' }, { openedAt: opened, attribution: at('2026-11-20T10:00:00Z', 'possible') }),
        step({ step: 'closed' }, { openedAt: opened, closedAt: closed, ending: 'healed' }),
        step({ step: 'closed' }, { openedAt: opened, closedAt: closed, ending: 'reverted' }),
      ],
      run,
    );
    const series = parsed(await metrics.text(snapshotOf('12', now), now));
    expect(series.get('trailwarden_drift_steps_total{step="closed"}')).toBe(2);
    expect(series.get('trailwarden_time_to_detection_seconds_sum{gravity="critical"}')).toBe(60);
    expect(series.get('trailwarden_time_to_detection_seconds_count{gravity="critical"}')).toBe(1);
    expect(series.get('trailwarden_time_to_repair_seconds_sum{gravity="critical"}')).toBe(240);
    expect(series.get('trailwarden_time_to_repair_seconds_bucket{le="300",gravity="critical"}')).toBe(1);
  });

  function at(moment: string, confidence: 'certain' | 'possible'): Drift['attribution'] {
    const found = sample!.attribution;
    if (found?.answer !== 'found') throw new Error('the sample is attributed');
    return { ...found, confidence, event: { ...found.event, at: moment } };
  }

  it('reports that could not be written', async () => {
    const metrics = daemonMetrics();
    const failures = async () =>
      parsed(await metrics.text(snapshotOf('1', now), now)).get('trailwarden_report_failures_total');
    expect(await failures()).toBe(0);
    metrics.reportFailed();
    metrics.reportFailed();
    expect(await failures()).toBe(2);
  });

  it('attempts at AWS, by no more names of failures than there is room for', async () => {
    const metrics = daemonMetrics();
    const call = (outcome: string) => metrics.called({ call: 'cloudtrail:StopLogging', outcome, milliseconds: 120 });
    call('ok');
    call('ok');
    for (let index = 0; index < 200; index += 1) call(`Invented${index}`);
    const series = parsed(await metrics.text(snapshotOf('1', now), now));
    const of = (code: string) =>
      series.get(`trailwarden_aws_requests_total{service="cloudtrail",operation="StopLogging",code="${code}"}`);
    expect([of('ok'), of('Invented0'), of('other')]).toEqual([2, 1, 141]);
    expect(series.get('trailwarden_aws_request_duration_seconds_count{service="cloudtrail"}')).toBe(202);
  });
});

describe('over HTTP', () => {
  it('in the text format, with what the process takes', async () => {
    const { server } = await served('12');
    const { headers, text, status } = await ask(server, '/metrics');
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    for (const line of text.split('\n').filter(one => one !== ''))
      expect(line).toMatch(/^(?:# (?:HELP|TYPE) [a-z0-9_]+ .+|[a-z0-9_]+(?:\{.*\})? (?:[\d.e+-]+|Na[nN]|\+Inf))$/u);
    const series = parsed(text);
    expect(series.get('trailwarden_history_kept')).toBe(1);
    expect(series.get('process_resident_memory_bytes')).toBeGreaterThan(0);
  });
});
