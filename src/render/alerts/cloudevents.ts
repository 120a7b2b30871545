/** A notice as JSON for programs: an event of CloudEvents 1.0, structured mode. schemas/notice.schema.json says what data is. */
import type { Happening, Notice } from '../../core/alerts/notice.ts';
import { runbookOf } from '../../core/alerts/runbooks.ts';
import { isSample } from '../../core/alerts/samples.ts';
import { driftJson, problemJson } from '../daemon/drifts.ts';
import type { DriftJson, ProblemJson } from '../daemon/drift-types.ts';
import { plainText } from './plain.ts';
import type { Letter } from './letter.ts';
import { pageLink, runbookLink } from './links.ts';

export interface CloudEvent {
  readonly specversion: '1.0';
  /** Of the notice: the same turn of an incident has the same after a restart. */
  readonly id: string;
  /** `/trailwarden/` and the name of the daemon. */
  readonly source: string;
  readonly type: string;
  /** Address of the gravest drift. Absent: it is about none. */
  readonly subject?: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: NoticeJson;
}

interface NoticeJson {
  readonly format_version: '1.0';
  readonly kind: 'notice';
  readonly id: string;
  readonly incident: string;
  readonly happening: Happening;
  readonly test: boolean;
  readonly weight: Notice['weight'];
  readonly before: Notice['before'];
  readonly at: string;
  readonly since: string;
  readonly text: string;
  readonly details: string;
  readonly drift_count: number;
  readonly drifts: readonly DriftJson[];
  readonly missed: number;
  readonly reminders: number;
  readonly next_reminder_at: string | null;
  readonly unrecorded_seconds: number | null;
  readonly problems: readonly ProblemJson[];
  readonly owner: string | null;
  readonly daemon: string;
  readonly mode: 'observe' | 'enforce';
  readonly idle: string | null;
  readonly run: string | null;
  readonly next_run_at: string | null;
  readonly revision: string | null;
  readonly open: number;
  readonly page: string | null;
  readonly runbook: string | null;
  readonly runbook_url: string | null;
}

/** So many drifts stand in one event; `drift_count` says how many there are. */
const mostDrifts = 50;

const types: Readonly<Record<Happening, string>> = {
  opened: 'drift.opened',
  worse: 'drift.worse',
  milder: 'drift.milder',
  changed: 'drift.changed',
  attributed: 'drift.attributed',
  reminder: 'drift.reminder',
  flapping: 'drift.flapping',
  contested: 'drift.contested',
  resolved: 'drift.resolved',
  'first-run': 'drift.first-run',
  returned: 'drift.returned',
  blind: 'daemon.blind',
  seeing: 'daemon.seeing',
  'source-broken': 'source.broken',
  'source-mended': 'source.mended',
  test: 'test',
};

export function cloudEvent(notice: Notice, letter: Letter): CloudEvent {
  const [gravest] = notice.drifts;
  return {
    specversion: '1.0',
    id: notice.id,
    source: `/trailwarden/${encodeURIComponent(notice.around.daemon.toWellFormed())}`,
    type: `io.trailwarden.${types[notice.happening]}`,
    ...(gravest ? { subject: gravest.address } : {}),
    time: notice.at,
    datacontenttype: 'application/json',
    data: noticeJson(notice, letter),
  };
}

function noticeJson(notice: Notice, letter: Letter): NoticeJson {
  const { id, incident, happening, weight, before, at, since, drifts, missed, reminders, around } = notice;
  return {
    format_version: '1.0',
    kind: 'notice',
    id,
    incident,
    happening,
    test: isSample(notice) || happening === 'test',
    weight,
    before,
    at,
    since,
    text: letter.text,
    details: plainText(letter),
    drift_count: drifts.length,
    drifts: drifts.slice(0, mostDrifts).map(driftJson),
    missed,
    reminders,
    next_reminder_at: notice.nextReminderAt,
    unrecorded_seconds: notice.unrecorded,
    problems: notice.problems.map(problemJson),
    owner: around.owner,
    daemon: around.daemon,
    mode: around.mode,
    idle: around.idle,
    run: around.run,
    next_run_at: around.nextRunAt,
    revision: around.source.revision,
    open: around.open.length,
    page: pageLink(notice, around),
    runbook: runbookOf(notice),
    runbook_url: runbookLink(notice),
  };
}
