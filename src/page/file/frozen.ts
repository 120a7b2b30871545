/** One run as the page would show it: the daemon's snapshot, made of a report. */
import { milliseconds } from '../../core/daemon/duration.ts';
import type { RunSummary, Snapshot } from '../../core/daemon/snapshot.ts';
import { usualLimits } from '../../core/delivery/usual.ts';
import type { Drift } from '../../core/drift/drift.ts';
import type { Report } from '../../core/report.ts';
import { verdictJson } from '../../render/daemon/verdict.ts';
import { factsOf, lastPlan } from '../../render/report/facts.ts';
import type { Fact, Reporting } from '../../render/report/facts.ts';
import type { Shown } from '../view/shown.ts';

/** When what a trail delivered last is late, as the daemon has it unless its config says otherwise. */
const expected = {
  log: milliseconds(usualLimits.log),
  digest: milliseconds(usualLimits.digest),
  notification: milliseconds(usualLimits.notification),
};

/** Room for pictures on a page of paper, in pixels of CSS. */
const width = 1_060;

/** All lists whole: nobody can unfold them. */
const whole: ReadonlySet<string> = new Set(['drifts', 'plan', 'estate', 'delivery', 'findings', 'history', 'runs']);

/** What the views show of a report, at the moment at which it was over. */
export function frozen(reporting: Reporting): Shown {
  const { report } = reporting;
  const now = Date.parse(report.finishedAt);
  const drifts = factsOf(reporting).map(fact => driftOf(fact, report));
  const snapshot = snapshotOf(reporting, drifts);
  const verdict = verdictJson(snapshot, new Date(now));
  const known = new Set(
    drifts.filter(({ attribution }) => attribution?.answer === 'found').map(one => one.fingerprint),
  );
  return {
    frozen: report.command,
    told: {
      snapshot,
      verdict: {
        ...verdict,
        // a run alone does not know since when it is so, unless the event history says it
        lines: verdict.lines.map(line => (known.has(line.drift ?? '') ? line : { ...line, since: null })),
      },
      session: nobody,
      runs: [],
      closed: [],
    },
    choices: { gravity: 'all', span: 30, search: '', unit: null, whole, place: null, theme: 'auto' },
    contact: { by: 'stream', heardAt: now },
    now,
    width,
  };
}

const nobody = {
  format_version: '1.0',
  kind: 'session',
  read: true,
  write: false,
  reading_needs_token: false,
  writing_possible: false,
  expires_at: null,
} as const;

function driftOf({ attribution, position: _inTheSpec, ...sighting }: Fact, { startedAt, finishedAt }: Report): Drift {
  const at = attribution?.answer === 'found' ? attribution.event.at : startedAt;
  return {
    ...sighting,
    attribution,
    status: sighting.withheld === undefined ? 'open' : 'withheld',
    openedAt: at,
    changedAt: at,
    seenAt: finishedAt,
    seenBy: '',
    closedAt: null,
    ending: null,
    openedBy: '',
    closedBy: null,
    healedAt: [],
    reopenedAt: [],
    others: [],
  };
}

function snapshotOf({ report, version }: Reporting, drifts: readonly Drift[]): Snapshot {
  const run = runOf(report, drifts);
  return {
    version: 1,
    program: version,
    startedAt: report.startedAt,
    owner: report.owner,
    mode: 'observe',
    suspended: null,
    held: null,
    leadership: { role: 'alone', leader: null },
    source: {
      name: report.spec?.paths.join(' ') ?? '',
      revision: report.revision ?? null,
      since: null,
      checkedAt: null,
      problems: [],
      staleSince: null,
    },
    runs: { current: null, doing: null, last: run, lastGood: run, staleAt: never, nextAt: null, schedule: '' },
    expected,
    eventsTrouble: null,
    verified: null,
    receivers: [],
    estate: report.estate ?? null,
    plan: lastPlan(report),
    drifts,
  };
}

/** What was seen does not become the past in a file: it says of itself how old it is. */
const never = '9999-12-31T00:00:00.000Z';

function runOf(report: Report, drifts: readonly Drift[]): RunSummary {
  const of = (gravity: string): number => drifts.filter(drift => drift.gravity === gravity).length;
  return {
    id: '',
    cause: 'request',
    startedAt: report.startedAt,
    finishedAt: report.finishedAt,
    mode: 'observe',
    revision: report.revision ?? null,
    targets: [],
    result: drifts.length === 0 ? 'clean' : 'drift',
    problem: null,
    resources: report.spec?.selected ?? 0,
    unread: lastPlan(report).unknown.length,
    drifts: { critical: of('critical'), high: of('high'), medium: of('medium'), low: of('low'), info: of('info') },
    applied: (report.outcomes ?? []).filter(({ status }) => status === 'done').length,
    calls: Object.values(report.calls).reduce((total, count) => total + count, 0),
  };
}
