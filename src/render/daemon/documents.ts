/** What a daemon answers, made of its snapshot. */
import type { AccountView, RunSummary, Snapshot, TrailView } from '../../core/daemon/snapshot.ts';
import { asPresent } from '../../core/daemon/present.ts';
import { blindSince } from '../../core/daemon/verdict.ts';
import type { Drift, DriftStep } from '../../core/drift/drift.ts';
import type { Gravity } from '../../core/kind.ts';
import type { Problem } from '../../core/model.ts';
import { gravities } from '../../core/plan.ts';
import { countsOf } from '../../core/report.ts';
import { changeJson, waiverJson } from '../change-document.ts';
import { driftJson, problemJson, runJson, stepJson } from './drifts.ts';
import { pageOf } from './pages.ts';
import type { Asked } from './pages.ts';
import type {
  AccountJson,
  DriftsDocument,
  EstateDocument,
  HistoryDocument,
  PlanDocument,
  ResourcesDocument,
  RunDocument,
  RunsDocument,
  StatusDocument,
  TrailJson,
  TrailsDocument,
  Versioned,
} from './types.ts';
import { verdictJson } from './verdict.ts';

const format_version = '1.0' as const;

function versioned<Kind extends string>(kind: Kind, snapshot: Snapshot, now: Date): Versioned<Kind> {
  return { format_version, kind, version: snapshot.version, blind_since: blindSince(snapshot, now) };
}

/** The verdict and everything that is a number: small, whatever the size of the estate. */
export function statusDocument(snapshot: Snapshot, now: Date): StatusDocument {
  const { source, runs, suspended, held, leadership, eventsTrouble } = snapshot;
  const { plan, estate } = asPresent(snapshot, now);
  const { doing, nextAt, schedule, staleAt } = runs;
  return {
    ...versioned('status', snapshot, now),
    trailwarden_version: snapshot.program,
    started_at: snapshot.startedAt,
    owner: snapshot.owner,
    mode: snapshot.mode,
    suspended: suspended && { ...suspended },
    held: heldJson(held),
    leadership: { role: leadership.role, leader: leadership.leader },
    source: {
      name: source.name,
      revision: source.revision,
      since: source.since,
      checked_at: source.checkedAt,
      problems: source.problems.map(problemJson),
      stale_since: source.staleSince,
    },
    events_trouble: eventsTrouble && { since: eventsTrouble.since, problem: problemJson(eventsTrouble.problem) },
    runs: {
      current: runs.current && runJson(runs.current),
      doing,
      last: runs.last && runJson(runs.last),
      last_good: runs.lastGood && runJson(runs.lastGood),
      next_at: nextAt,
      schedule,
      stale_at: staleAt,
    },
    verdict: verdictJson(snapshot, now),
    receivers: snapshot.receivers.map(({ name, lastSuccess, failingSince, why, waiting }) => {
      return { name, last_success_at: lastSuccess, failing_since: failingSince, why, waiting };
    }),
    verified: verifiedJson(snapshot.verified),
    counts: {
      accounts: estate?.accounts.length ?? 0,
      trails: estate?.trails.length ?? 0,
      resources: tally(
        ['in-sync', 'differs', 'withheld', 'missing', 'unread'],
        (estate?.resources ?? []).map(({ state }) => state),
      ),
      drifts: byGravity(snapshot.drifts.filter(({ closedAt }) => closedAt === null)),
      unread: snapshot.drifts.filter(({ kind }) => kind === 'unread').length,
      plan: plan && countsOf(plan),
    },
  };
}

const heldJson = (held: Snapshot['held']): StatusDocument['held'] => held && { by: 'windows', opens_at: held.opensAt };

/** What could not be read has no gravity: it is counted apart. */
function byGravity(drifts: readonly Drift[]): Readonly<Record<Gravity, number>> {
  return tally(
    gravities,
    drifts.flatMap(({ kind, gravity }) => (kind === 'unread' ? [] : [gravity])),
  );
}

function tally<Word extends string>(words: readonly Word[], found: readonly Word[]): Readonly<Record<Word, number>> {
  const counts = new Map<Word, number>();
  for (const word of found) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries(words.map(word => [word, counts.get(word) ?? 0])) as Record<Word, number>;
}

export function estateDocument(snapshot: Snapshot, asked: Asked, now: Date): EstateDocument {
  const { estate } = asPresent(snapshot, now);
  const accounts = estate?.accounts ?? [];
  const regions = [...new Set(accounts.flatMap(({ cells }) => Object.keys(cells)))].toSorted();
  const { items, total, next } = pageOf(accounts, asked, ({ id }) => id);
  return {
    ...versioned('estate', snapshot, now),
    at: estate?.at ?? null,
    regions,
    accounts: items.map(account => accountJson(account, regions)),
    findings: asked.after === undefined ? (estate?.findings ?? []).map(problemJson) : [],
    total,
    next,
  };
}

/** A region that the account does not name is not enabled in it. */
function accountJson(
  { key, id, partition, unit, cells, keeper, copies }: AccountView,
  regions: readonly string[],
): AccountJson {
  return { key, id, partition, unit, cells: regions.map(region => cells[region] ?? 'off'), keeper, copies };
}

export function trailsDocument(snapshot: Snapshot, asked: Asked, now: Date): TrailsDocument {
  const { estate, expected } = asPresent(snapshot, now);
  const { items, total, next } = pageOf(estate?.trails ?? [], asked, ({ address }) => address);
  const [log, digest, notification] = [expected.log / 1000, expected.digest / 1000, expected.notification / 1000];
  return {
    ...versioned('trails', snapshot, now),
    at: estate?.at ?? null,
    late_after_seconds: { log, digest, notification },
    trails: items.map(view => trailJson(view, snapshot.verified)),
    total,
    next,
  };
}

function verifiedJson(verified: Snapshot['verified']): StatusDocument['verified'] {
  if (verified === null) return null;
  const { startedAt, finishedAt, outcome, problem, invalid } = verified;
  return {
    started_at: startedAt,
    finished_at: finishedAt,
    outcome,
    problem: problem && problemJson(problem),
    invalid: { ...invalid },
  };
}

function trailJson(
  { address, arn, account, region, logging, errors, elsewhere, ...when }: TrailView,
  verified: Snapshot['verified'],
): TrailJson {
  const proof = verified?.trails.find(one => one.arn === arn);
  const others = Object.entries(elsewhere).map(
    ([at, { lastLog, error }]) => [at, { last_log: lastLog, error }] as const,
  );
  return {
    address,
    arn,
    account,
    region,
    logging,
    last_log: when.lastLog,
    last_digest: when.lastDigest,
    last_notification: when.lastNotification,
    verified_until: proof?.until ?? null,
    verified_state: proof?.state ?? null,
    errors,
    elsewhere: Object.fromEntries(others),
  };
}

export function resourcesDocument(snapshot: Snapshot, asked: Asked, now: Date): ResourcesDocument {
  const { estate } = asPresent(snapshot, now);
  const { items, total, next } = pageOf(estate?.resources ?? [], asked, ({ address }) => address);
  const resources = items.map(({ kind, ...resource }) => ({ ...resource, type: kind }));
  return { ...versioned('resources', snapshot, now), at: estate?.at ?? null, resources, total, next };
}

/** Those that are not closed, the gravest first, of these the oldest. */
export function driftsDocument(snapshot: Snapshot, asked: Asked, now: Date): DriftsDocument {
  const key = ({ gravity, openedAt, fingerprint }: Drift): string =>
    `${gravities.indexOf(gravity)}_${openedAt}_${fingerprint}`;
  const { items, total, next } = pageOf(snapshot.drifts, asked, key);
  return { ...versioned('drifts', snapshot, now), drifts: items.map(driftJson), total, next };
}

export function planPageDocument(snapshot: Snapshot, asked: Asked, now: Date): PlanDocument {
  const { plan } = asPresent(snapshot, now);
  const places = new Map((plan?.changes ?? []).map(({ address }, index) => [address, `${index}`.padStart(6, '0')]));
  const { items, total, next } = pageOf(plan?.changes ?? [], asked, ({ address }) => places.get(address) ?? '');
  const first = asked.after === undefined;
  const unknown = first ? (plan?.unknown ?? []) : [];
  return {
    ...versioned('daemon-plan', snapshot, now),
    counts: plan && countsOf(plan),
    held: heldJson(snapshot.held),
    resource_changes: items.map(changeJson),
    unreadable: unknown.map(({ address, field, problem }) => ({
      address,
      field: field ?? null,
      problem: problemJson(problem),
    })),
    waivers: first ? (plan?.waivers ?? []).map(waiverJson) : [],
    findings: first ? (plan?.findings ?? []).map(problemJson) : [],
    total,
    next,
  };
}

/** @param runs the newest first: as many as were asked for, and one more where there are older ones */
export function runsDocument(runs: readonly RunSummary[], limit: number): RunsDocument {
  const shown = runs.slice(0, limit);
  const next = runs.length > limit ? (shown.at(-1)?.id ?? null) : null;
  return { format_version, kind: 'runs', runs: shown.map(runJson), next };
}

export function runDocument(
  run: RunSummary,
  { report, steps }: { readonly report: unknown; readonly steps: readonly DriftStep[] },
): RunDocument {
  return { format_version, kind: 'run', run: runJson(run), steps: steps.map(stepJson), report: report ?? null };
}

interface Remembered {
  readonly kept: true | Problem;
  readonly since: string;
  readonly limit: number;
}

/** @param drifts as many as were asked for, and one more where there are more */
export function historyDocument(drifts: readonly Drift[], { kept, since, limit }: Remembered): HistoryDocument {
  const shown = drifts.slice(0, limit).map(driftJson);
  const not_kept = kept === true ? null : problemJson(kept);
  return { format_version, kind: 'history', not_kept, since, drifts: shown, more: drifts.length > limit };
}
