import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, inject, it } from 'vitest';
import { stringify } from 'yaml';

import { runbookOf, shippedAlerts } from '../../scripts/chart/alerts.ts';
import { chart, objectsIn, rendered, valuesOf, written } from './charted.ts';

const root = join(import.meta.dirname, '../..');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The groups of the PrometheusRule, with every alert. */
function groups(): { readonly groups: readonly [{ readonly rules: readonly Rule[] }] } {
  const values = written({
    mode: 'observe',
    existingSpecs: 'acme-specs',
    auth: { existingSecret: 'trailwarden-auth' },
    prometheusRule: { enabled: true },
  });
  const made = objectsIn(rendered(values)).find(({ kind }) => kind === 'PrometheusRule');
  return made?.spec as unknown as ReturnType<typeof groups>;
}

const of = (labels: string, pod = 'a'): string =>
  `{${[labels, `namespace="security",job="audit-trailwarden",instance="${pod}",pod="${pod}"`].filter(Boolean).join(',')}}`;

/** A series from its labels and its values, one a minute, as promtool writes them. */
type Series = readonly [series: string, values: string];

const leads: Series = [`trailwarden_leader${of('')}`, '1x3000'];
const standsBy: Series = [`trailwarden_leader${of('', 'b')}`, '0x3000'];
const trail = 'account="acme",region="eu-west-1",trail="main"';
const digest = (values: string, pod?: string): Series => [
  `trailwarden_trail_last_delivery_timestamp_seconds${of(`${trail},sink="digest"`, pod)}`,
  values,
];
const log = (values: string): Series => [
  `trailwarden_trail_last_delivery_timestamp_seconds${of(`${trail},sink="log"`)}`,
  values,
];
const one = (name: string, values: string, labels = '', pod = 'a'): Series => [`${name}${of(labels, pod)}`, values];

/** When an alert fires, and when it does not. Times are minutes from the beginning, which is 1970. */
const cases: readonly (readonly [alert: string, story: string, series: readonly Series[], at: number, fires: boolean])[] = [
  ['Absent', 'no series', [], 11, true],
  ['Absent', 'for a moment', [], 9, false],
  ['Absent', 'of another release', [['trailwarden_leader{namespace="security",job="other"}', '1x60']], 30, true],
  ['Absent', 'it stands by', [standsBy], 30, false],
  ['AccountNotRecorded', 'one', [leads, one('trailwarden_accounts', '1x30', 'question="recorded",answer="no"')], 5, true],
  ['AccountNotRecorded', 'none', [leads, one('trailwarden_accounts', '0x30', 'question="recorded",answer="no"')], 5, false],
  ['AccountNotRecorded', 'it is another question', [leads, one('trailwarden_accounts', '1x30', 'question="provable",answer="no"')], 5, false],
  ['AwsThrottles', 'two a second', [leads, one('trailwarden_aws_requests_total', '0+120x60', 'code="ThrottlingException"')], 40, true],
  ['AwsThrottles', 'S3 has a word of its own', [leads, one('trailwarden_aws_requests_total', '0+120x60', 'code="SlowDown"')], 40, true],
  ['AwsThrottles', 'a few', [leads, one('trailwarden_aws_requests_total', '0+6x60', 'code="ThrottlingException"')], 40, false],
  ['AwsThrottles', 'all is well', [leads, one('trailwarden_aws_requests_total', '0+600x60', 'code="ok"')], 40, false],
  ['Blind', 'for long', [leads, one('trailwarden_blind', '1x30')], 6, true],
  ['Blind', 'it sees', [leads, one('trailwarden_blind', '0x30')], 6, false],
  ['Blind', 'it stands by, and never looked', [leads, standsBy, one('trailwarden_blind', '0x30'), one('trailwarden_blind', '1x30', '', 'b')], 20, false],
  ['Contested', 'one', [leads, one('trailwarden_drift_contested', '1x30')], 5, true],
  ['Contested', 'none', [leads, one('trailwarden_drift_contested', '0x30')], 5, false],
  ['DeliveryFails', 'for long', [leads, one('trailwarden_trail_delivery_failing', '1x30', `${trail},sink="log"`)], 20, true],
  ['DeliveryFails', 'for a moment', [leads, one('trailwarden_trail_delivery_failing', '1x3 stale', `${trail},sink="log"`)], 20, false],
  ['DigestsLate', 'four hours', [leads, digest('0x300')], 240, true],
  ['DigestsLate', 'one an hour', [leads, digest('0x59 3600x59 7200x59 10800x59 14400x59')], 240, false],
  ['DigestsLate', 'who led before knows no better', [['trailwarden_leader{namespace="security",job="audit-trailwarden",instance="b",pod="b"}', '0x3000'], leads, digest('0x300', 'b')], 240, false],
  ['DriftStays', 'critical, 40 minutes', [leads, one('trailwarden_drift_oldest_timestamp_seconds', '0x60', 'gravity="critical"')], 40, true],
  ['DriftStays', 'critical, 20 minutes', [leads, one('trailwarden_drift_oldest_timestamp_seconds', '0x60', 'gravity="critical"')], 20, false],
  ['DriftStays', 'low, 40 minutes', [leads, one('trailwarden_drift_oldest_timestamp_seconds', '0x60', 'gravity="low"')], 40, false],
  ['EventsFail', 'for long', [leads, one('trailwarden_events_failing', '1x60')], 20, true],
  ['EventsFail', 'they are read', [leads, one('trailwarden_events_failing', '0x60')], 20, false],
  ['NotificationsFail', 'for long', [leads, one('trailwarden_notification_failing', '1x60', 'receiver="slack"')], 20, true],
  ['NotificationsFail', 'it is tried again and taken', [leads, one('trailwarden_notification_failing', '1x5 0x60', 'receiver="slack"')], 20, false],
  ['ReportsFail', 'one', [leads, one('trailwarden_report_failures_total', '0x5 1x60')], 20, true],
  ['ReportsFail', 'none', [leads, one('trailwarden_report_failures_total', '0x60')], 20, false],
  ['HistoryNotKept', 'for long', [leads, one('trailwarden_history_kept', '0x60')], 40, true],
  ['HistoryNotKept', 'it is', [leads, one('trailwarden_history_kept', '1x60')], 40, false],
  ['LogsLate', 'two hours', [leads, log('0x300')], 120, true],
  ['LogsLate', 'half an hour', [leads, log('0x300')], 30, false],
  ['NoLeader', 'two stand by', [standsBy, one('trailwarden_leader', '0x30')], 5, true],
  ['NoLeader', 'the lead changes hands', [one('trailwarden_leader', '1x2 0x30'), one('trailwarden_leader', '0x3 1x30', '', 'b')], 6, false],
  ['NoSpec', 'for long', [leads], 20, true],
  ['NoSpec', 'it has one', [leads, one('trailwarden_source_revision_timestamp_seconds', '60x60')], 20, false],
  ['NoSpec', 'it stands by', [standsBy], 20, false],
  ['RunsFail', 'each', [leads, one('trailwarden_reconcile_total', '0 0+1x10 10x60', 'result="failed"')], 30, true],
  ['RunsFail', 'one', [leads, one('trailwarden_reconcile_total', '0x5 1x60', 'result="failed"')], 30, false],
  ['RunsFail', 'they find drift', [leads, one('trailwarden_reconcile_total', '0+1x60', 'result="drift"')], 30, false],
  ['SourceStale', 'for long', [leads, one('trailwarden_source_stale_since_timestamp_seconds', '60x60')], 30, true],
  ['SourceStale', 'for a moment', [leads, one('trailwarden_source_stale_since_timestamp_seconds', '60x60')], 10, false],
  ['SuspendedLong', 'two days', [leads, one('trailwarden_suspended_since_timestamp_seconds', '0x3000')], 2880, true],
  ['SuspendedLong', 'a morning', [leads, one('trailwarden_suspended_since_timestamp_seconds', '0x3000')], 240, false],
  ['TrailNotLogging', 'stopped', [leads, one('trailwarden_trail_logging', '1x5 0x30', trail)], 8, true],
  ['TrailNotLogging', 'it logs', [leads, one('trailwarden_trail_logging', '1x30', trail)], 8, false],
  ['TrailNotLogging', 'mended at once', [leads, one('trailwarden_trail_logging', '1x5 0 1x30', trail)], 8, false],
  ['TwoLeaders', 'two', [leads, one('trailwarden_leader', '1x30', '', 'b')], 5, true],
  ['TwoLeaders', 'one', [leads, standsBy], 5, false],
  ['Unread', 'for long', [leads, one('trailwarden_drift', '2x100', 'gravity="medium",kind="unread"')], 70, true],
  ['Unread', 'for half an hour', [leads, one('trailwarden_drift', '2x30 0x100', 'gravity="medium",kind="unread"')], 70, false],
  ['Unread', 'it differs', [leads, one('trailwarden_drift', '2x100', 'gravity="medium",kind="changed"')], 70, false],
];

function tool(...args: readonly string[]): { readonly status: number | null; readonly told: string } {
  const { status, stdout, stderr } = spawnSync(inject('promtool'), args, { encoding: 'utf8' });
  return { status, told: stdout + stderr };
}

const folder = mkdtempSync(join(tmpdir(), 'rules-'));
const rulesFile = join(folder, 'rules.yaml');

describe('the alerts', () => {
  const { rules } = groups().groups[0];
  writeFileSync(rulesFile, stringify(groups()));
  /** Of one label set; which labels it has says the expression, and whether it fires at all is what is tried. */
  const firing = (alert: string, story: readonly Series[], at: number): boolean => {
    const rule = rules.find(one => one.alert === `Trailwarden${alert}`);
    if (!rule) throw new Error(`there is no alert ${alert}`);
    const file = join(folder, `${alert}.test.yaml`);
    const test = {
      rule_files: [rulesFile],
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: story.map(([series, values]) => ({ series, values })),
          promql_expr_test: [
            {
              expr: `count(ALERTS{alertname="Trailwarden${alert}",alertstate="firing"}) or vector(0)`,
              eval_time: `${at}m`,
              exp_samples: [{ labels: '{}', value: 0 }],
            },
          ],
        },
      ],
    };
    writeFileSync(file, stringify(test));
    const { status, told } = tool('test', 'rules', file);
    if (status !== 0 && !told.includes('got:')) throw new Error(told);
    return status !== 0;
  };

  it('are rules that Prometheus takes', () => {
    const { status, told } = tool('check', 'rules', rulesFile);
    expect({ status, told }).toMatchObject({ status: 0 });
    expect(told).toContain(`SUCCESS: ${rules.length} rules found`);
  });

  it.each(cases)('%s: %s', (alert, _, story, at, fires) => {
    expect(firing(alert, story, at)).toBe(fires);
  });

  it('are all tried, firing and quiet', () => {
    const tried = (fires: boolean): readonly string[] =>
      [...new Set(cases.filter(one => one[4] === fires).map(([alert]) => `Trailwarden${alert}`))].toSorted();
    const all = rules.map(({ alert }) => alert).toSorted();
    expect(tried(true)).toEqual(all);
    expect(tried(false)).toEqual(all);
  });

  it('each lead to a runbook that is there, and every runbook has an alert', () => {
    const there = readdirSync(join(root, 'docs/runbooks')).filter(file => file.startsWith('alert-'));
    const wanted = shippedAlerts().map(({ alert }) => `${runbookOf(alert)}.md`);
    expect(there.toSorted()).toEqual(wanted.toSorted());
    for (const { alert, annotations } of rules) {
      expect(annotations['runbook_url']).toMatch(new RegExp(`/${runbookOf(alert)}\\.md$`, 'u'));
      expect(readFileSync(join(root, 'docs/runbooks', `${runbookOf(alert)}.md`), 'utf8')).toContain(`\`${alert}\``);
    }
  });

  it('can be left out, made graver and named for a team', () => {
    const made = rendered(valuesOf('enforce-git'));
    expect(made).not.toContain('TrailwardenAwsThrottles');
    expect(made).toMatch(/alert: "TrailwardenDriftStays"\n.*\n +for: "10m"\n +labels:\n +severity: critical\n +team: security/u);
  });
});

describe('metrics', () => {
  const listed = new Set(
    [...readFileSync(join(root, 'docs/metrics.md'), 'utf8').matchAll(/^\| `(trailwarden_\w+)` \| (\w+)/gmu)].flatMap(
      ([, name = '', type]) => (type === 'histogram' ? [`${name}_bucket`] : [name]),
    ),
  );

  it.each(['files/alerts.yaml', 'files/dashboard.json'])('of %s are all there', file => {
    const text = readFileSync(join(chart, file), 'utf8');
    const used = [...text.matchAll(/\btrailwarden_[a-z_]+(?=[{, )])/gu)].map(([name]) => name);
    expect(used.length).toBeGreaterThan(10);
    expect(used.filter(name => !listed.has(name))).toEqual([]);
  });

  it('of the dashboard are asked for in words that Prometheus takes', () => {
    const { panels } = JSON.parse(readFileSync(join(chart, 'files/dashboard.json'), 'utf8')) as {
      readonly panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[];
    };
    const asked = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '5m')));
    const file = join(folder, 'dashboard.yaml');
    const rules = asked.map((expr, index) => ({ record: `panel:${index}`, expr }));
    writeFileSync(file, stringify({ groups: [{ name: 'dashboard', rules }] }));
    expect(tool('check', 'rules', file)).toMatchObject({ status: 0 });
    expect(asked.length).toBeGreaterThan(15);
  });
});
