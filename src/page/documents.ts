/** What the daemon answers, as the views have it: they are made of the same types as the rest of the program. */
import type { AccountView, RunSummary, Snapshot, TrailView } from '../core/daemon/snapshot.ts';
import type { Attribution, CausingEvent } from '../core/drift/attribution.ts';
import type { Drift } from '../core/drift/drift.ts';
import type { FieldChange, Plan, PlannedChange, WaiverTold, Withheld } from '../core/plan.ts';
import type { Problem } from '../core/model.ts';
import type { AttributionJson, CausingEventJson, DriftJson, ProblemJson } from '../render/daemon/drift-types.ts';
import type {
  AccountJson,
  EstateDocument,
  HistoryDocument,
  PlanDocument,
  RunJson,
  RunsDocument,
  SessionDocument,
  StatusDocument,
  TrailJson,
  TrailsDocument,
} from '../render/daemon/types.ts';
import type { Told } from './view/shown.ts';

/** All that was asked, of one moment. Lists are whole. */
export interface Documents {
  readonly status: StatusDocument;
  readonly estate: EstateDocument;
  readonly trails: TrailsDocument;
  readonly drifts: readonly DriftJson[];
  readonly plan: PlanDocument;
  readonly runs: RunsDocument;
  readonly history: HistoryDocument;
  readonly session: SessionDocument;
}

export function toldOf(documents: Documents): Told {
  const { status, runs, history, session } = documents;
  return {
    snapshot: snapshotOf(documents),
    verdict: status.verdict,
    session,
    runs: runs.runs.map(runOf),
    closed: history.drifts.filter(({ closed_at }) => closed_at !== null).map(driftOf),
  };
}

function snapshotOf({ status, estate, trails, drifts, plan }: Documents): Snapshot {
  const { source, runs } = status;
  return {
    version: status.version,
    program: status.trailwarden_version,
    startedAt: status.started_at,
    owner: status.owner,
    mode: status.mode,
    suspended: status.suspended,
    held: status.held && { opensAt: status.held.opens_at },
    leadership: status.leadership,
    source: {
      name: source.name,
      revision: source.revision,
      since: source.since,
      checkedAt: source.checked_at,
      problems: source.problems.map(problemOf),
      staleSince: source.stale_since,
    },
    eventsTrouble: status.events_trouble && {
      since: status.events_trouble.since,
      problem: problemOf(status.events_trouble.problem),
    },
    runs: {
      current: runs.current && runOf(runs.current),
      doing: runs.doing,
      last: runs.last && runOf(runs.last),
      lastGood: runs.last_good && runOf(runs.last_good),
      staleAt: runs.stale_at,
      nextAt: runs.next_at,
      schedule: runs.schedule,
    },
    expected: expectedOf(trails),
    estate: estateOf(estate, trails),
    plan: planOf(plan, status),
    drifts: drifts.map(driftOf),
    verified: verifiedOf(status, trails),
    receivers: status.receivers.map(({ name, last_success_at, failing_since, why, waiting }) => {
      return { name, lastSuccess: last_success_at, failingSince: failing_since, why, waiting };
    }),
  };
}

/** Of each trail what the page shows. */
function verifiedOf({ verified }: StatusDocument, { trails }: TrailsDocument): Snapshot['verified'] {
  if (verified === null) return null;
  const { started_at, finished_at, outcome, problem, invalid } = verified;
  const all = trails.flatMap(({ arn, verified_until: until, verified_state: state }) =>
    state === null ? [] : [{ arn, until, state, found: [], count: 0 }],
  );
  return {
    id: started_at,
    startedAt: started_at,
    finishedAt: finished_at,
    outcome,
    problem: problem && problemOf(problem),
    invalid,
    trails: all as unknown as NonNullable<Snapshot['verified']>['trails'], // texts that are ARNs
  };
}

/** In milliseconds, as all ages here are. */
function expectedOf({ late_after_seconds: { log, digest, notification } }: TrailsDocument): Snapshot['expected'] {
  return { log: log * 1_000, digest: digest * 1_000, notification: notification * 1_000 };
}

function estateOf(estate: EstateDocument, { trails }: TrailsDocument): Snapshot['estate'] {
  if (estate.at === null) return null;
  const accounts = estate.accounts.map(account => accountOf(account, estate.regions));
  const findings = estate.findings.map(problemOf);
  return { at: estate.at, accounts, trails: trails.map(trailOf), resources: [], findings };
}

function accountOf({ cells, keeper, ...account }: AccountJson, regions: readonly string[]): AccountView {
  const byRegion = regions.map((region, index) => [region, cells[index] ?? 'unknown'] as const);
  return { ...account, cells: Object.fromEntries(byRegion), keeper: keeper as AccountView['keeper'] };
}

function trailOf({
  last_log,
  last_digest,
  last_notification,
  verified_until: _until,
  verified_state: _state,
  elsewhere,
  ...trail
}: TrailJson): TrailView {
  const others = Object.entries(elsewhere).map(
    ([region, { last_log: lastLog, error }]) => [region, { lastLog, error }] as const,
  );
  const view = { lastLog: last_log, lastDigest: last_digest, lastNotification: last_notification };
  // the document has plain texts where the view has addresses and ARNs: the server made it of such a view
  return { ...(trail as unknown as TrailView), ...view, elsewhere: Object.fromEntries(others) };
}

function runOf({ started_at, finished_at, problem, ...run }: RunJson): RunSummary {
  return { ...run, startedAt: started_at, finishedAt: finished_at, problem: problem && problemOf(problem) };
}

function problemOf({ code, severity, message, label, why, hint, address, position }: ProblemJson): Problem {
  const at = address ?? (position && { ...position, length: position.length ?? 1 });
  const said = {
    code,
    message,
    ...given({ severity: severity === 'warning' ? severity : null, label, why, hint, at }),
  };
  return said as Problem; // codes and addresses are names here: whoever sent them has checked them
}

/** Without what is null. */
function given(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}

function driftOf(json: DriftJson): Drift {
  const { resource, origin, withheld, problem, attribution, opened_at, changed_at, seen_at, closed_at } = json;
  const { fingerprint, kind, field, gravity, effect, meaning, wanted, found, status, ending } = json;
  return {
    fingerprint,
    kind,
    field,
    gravity,
    effect,
    meaning,
    wanted,
    found,
    status,
    ending,
    address: json.address as Drift['address'],
    resource: resource && resourceOf(resource),
    ...(origin === null ? {} : { origin }),
    ...(withheld === null ? {} : { withheld: withheldOf(withheld) }),
    ...(problem === null ? {} : { problem: problemOf(problem) }),
    openedAt: opened_at,
    changedAt: changed_at,
    seenAt: seen_at,
    seenBy: json.seen_by,
    closedAt: closed_at,
    openedBy: json.opened_by,
    closedBy: json.closed_by,
    healedAt: json.healed_at,
    reopenedAt: json.reopened_at,
    attribution: attribution && attributionOf(attribution),
    others: json.others,
  };
}

function resourceOf({
  type,
  name,
  arn,
  account,
  region,
  partition,
}: NonNullable<DriftJson['resource']>): NonNullable<Drift['resource']> {
  return { kind: type, name, arn: arn as `arn:${string}`, target: { account, region, partition } };
}

function withheldOf({ by, problem }: { readonly by: Withheld['by']; readonly problem: ProblemJson }): Withheld {
  return { by, problem: problemOf(problem) };
}

function attributionOf(json: AttributionJson): Attribution {
  const { answer, confidence, event, why, again } = json;
  const asked = { askedAt: json.asked_at, attempts: json.attempts.map(eventOf) };
  if (answer === 'found' && event !== null)
    return {
      ...asked,
      answer,
      confidence: confidence ?? 'possible',
      event: eventOf(event),
      byOurPrincipal: json.by_our_principal ?? false,
    };
  return {
    ...asked,
    answer: answer === 'found' ? 'unknown' : answer,
    why: why ?? 'the daemon did not say',
    again: again ?? false,
  };
}

function eventOf({
  event_id,
  source_ip,
  user_agent,
  request_id,
  error_code,
  ...event
}: CausingEventJson): CausingEvent {
  const told = { eventId: event_id, sourceIp: source_ip, userAgent: user_agent, requestId: request_id };
  return { ...event, ...told, ...(error_code === null ? {} : { errorCode: error_code }) };
}

/** One change as `plan.schema.json` has it, as far as the page shows it. */
interface ChangeJson {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly change: { readonly actions: readonly [PlannedChange['action']] };
  readonly fields: readonly (Omit<FieldChange, 'loss' | 'origin' | 'withheld'> & {
    readonly withheld: { readonly by: Withheld['by']; readonly problem: ProblemJson } | null;
  })[];
  readonly withheld: { readonly by: Withheld['by']; readonly problem: ProblemJson } | null;
  readonly calls: readonly { readonly call: string; readonly input: object }[];
}

function planOf(
  { counts, resource_changes, unreadable, waivers, findings }: PlanDocument,
  { owner }: StatusDocument,
): Plan | null {
  if (counts === null) return null;
  return {
    owner: owner ?? '',
    // documents of changes are typed as JSON alone, and their schema says what stands in them
    changes: resource_changes.map(change => changeOf(change as unknown as ChangeJson)),
    rests: {},
    unknown: unreadable.map(({ address, field, problem }) => ({
      address: address as PlannedChange['address'],
      ...(field === null ? {} : { field }),
      problem: problemOf(problem),
    })),
    waivers: waivers as readonly WaiverTold[],
    findings: findings.map(problemOf),
  };
}

function changeOf({ address, change, fields, withheld, calls, ...resource }: ChangeJson): PlannedChange {
  return {
    address: address as PlannedChange['address'],
    action: change.actions[0],
    resource: resourceOf(resource),
    fields: fields.map(({ field, before, after, effect, gravity, meaning, withheld: held }) => ({
      field,
      before,
      after,
      effect,
      gravity,
      meaning,
      ...(held === null ? {} : { withheld: withheldOf(held) }),
    })),
    ...(withheld === null ? {} : { withheld: withheldOf(withheld) }),
    calls,
    after: [],
    basis: {},
  };
}
