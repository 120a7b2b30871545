/** Every document that trailwarden writes as JSON. The same observation gives the same bytes, but for times. */
import type { Address, Problem } from '../core/model.ts';
import { differs } from '../core/plan.ts';
import type { Plan } from '../core/plan.ts';
import type { Secrets } from '../core/secrets.ts';
import type { Moved, Outcome, Reason, Report, Verdict } from '../core/report.ts';
import { attributedJson } from './attribution-document.ts';
import {
  changeJson,
  driftJson,
  positionJson,
  problemJson,
  resourceJson,
  unknownJson,
  waiverJson,
} from './change-document.ts';
import type { Json } from './change-document.ts';
import { tallyOf } from './ending.ts';
import { settingsOf } from './settings.ts';
import type { ShownSetting, ShownSpec } from './settings.ts';
import { secondsBetween } from './words.ts';

/** Minor: only additions. Major: readers of another one must refuse. */
const formatVersion = '1.0';

/**
 * A run as JSON, as report.schema.json describes it.
 *
 * @param version of trailwarden
 */
export function reportDocument(report: Report, verdict: Verdict, { version }: { readonly version: string }): Json {
  const { plan, spec, outcomes, remaining, command, startedAt, finishedAt } = report;
  return {
    format_version: formatVersion,
    kind: 'report',
    trailwarden_version: version,
    owner: report.owner,
    command,
    offline: report.offline ?? null,
    base: report.base ?? null,
    undoes: report.undoes ?? null,
    revision: report.revision ?? null,
    digest: report.digest ?? null,
    started_at: startedAt,
    finished_at: finishedAt,
    duration_seconds: secondsBetween(startedAt, finishedAt),
    spec: spec && specJson(spec),
    verdict: { exit_code: verdict.exitCode, reason: verdict.reason, complete: verdict.complete },
    counts: countsJson(plan),
    resource_changes: plan.changes.map(changeJson),
    resource_drift: command === 'drift' ? plan.changes.filter(differs).map(driftJson) : [],
    unreadable: plan.unknown.map(unknownJson),
    waivers: (plan.waivers ?? []).map(waiverJson),
    findings: plan.findings.map(problemJson),
    refused: report.refused.map(problemJson),
    moved: (report.moved ?? []).map(movedJson),
    outcomes: (outcomes ?? []).map(outcomeJson),
    interrupted: report.interrupted,
    attributions: report.attributions?.map(attributedJson) ?? null,
    remaining: remaining && {
      counts: countsJson(remaining),
      resource_changes: remaining.changes.map(changeJson),
      unreadable: remaining.unknown.map(unknownJson),
    },
    calls: sorted(report.calls),
  };
}

function specJson({ paths, files, resources, selected, accounts }: NonNullable<Report['spec']>): Json {
  return { paths, files, resources, selected, accounts };
}

function countsJson(plan: Plan): Json {
  const { add, change, destroy, weaken, refused, withheld, waived, ignored, waiting, unreadable, origins, gravity } =
    tallyOf(plan);
  return { add, change, destroy, weaken, refused, withheld, waived, ignored, waiting, unreadable, origins, gravity };
}

function movedJson({ address, was, is, fields }: Moved): Json {
  return {
    address,
    was,
    is,
    fields: fields.map(({ field, then, digest, now }) => ({
      field,
      digest_then: then,
      digest_now: digest,
      now: now ?? null,
    })),
  };
}

function outcomeJson({ address, action, status, sent, problem, seconds }: Outcome): Json {
  return {
    address,
    actions: [action],
    status,
    sent: sent.map(({ call, requestId, attempts }) => ({ call, request_id: requestId ?? null, attempts })),
    problem: problem === undefined ? null : problemJson(problem),
    duration_seconds: seconds,
  };
}

function sorted<V>(record: Readonly<Record<string, V>>): Readonly<Record<string, V>> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** When a plan was saved, how long it is good for, and which version of trailwarden wrote it. */
export interface PlanMeta {
  /** ISO 8601, UTC. */
  readonly savedAt: string;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
  /** Whether what a rule refused holds nothing else up. */
  readonly skipRefused: boolean;
  /** By which it can be approved. */
  readonly digest: string;
  readonly version: string;
}

/** A plan as JSON, as plan.schema.json describes it: all that is needed to show it and to carry it out elsewhere. */
export function planDocument(plan: Plan, { savedAt, expiresAt, skipRefused, digest, version }: PlanMeta): Json {
  const rests = Object.entries(plan.rests) as [Address, Plan['rests'][Address]][];
  return {
    format_version: formatVersion,
    kind: 'plan',
    trailwarden_version: version,
    owner: plan.owner,
    saved_at: savedAt,
    expires_at: expiresAt,
    skip_refused: skipRefused,
    digest,
    counts: countsJson(plan),
    accounts: (plan.accounts ?? []).map(({ id, partition, access }) => ({
      account: id,
      partition,
      role: access.role,
      external_id: access.externalId,
      session_name: access.sessionName,
      profile: access.profile,
    })),
    resource_changes: plan.changes.map(changeJson),
    rests: rests.flatMap(([address, resource]) => (resource ? [{ address, ...resourceJson(resource) }] : [])),
    unreadable: plan.unknown.map(unknownJson),
    findings: plan.findings.map(problemJson),
    secrets: secretsOf(plan),
  };
}

function secretsOf({ changes }: Plan): Secrets {
  const all = changes.flatMap(({ calls }) => calls.flatMap(({ secrets = {} }) => Object.entries(secrets)));
  return sorted(Object.fromEntries(all));
}

/**
 * Problems as JSON, as validation.schema.json describes it.
 *
 * @param reason of the exit code; null: none, all is well
 */
export function problemsDocument(problems: readonly Problem[], reason: Reason | null): Json {
  const warnings = problems.filter(({ severity }) => severity === 'warning').length;
  return {
    format_version: formatVersion,
    kind: 'validation',
    valid: warnings === problems.length,
    reason,
    error_count: problems.length - warnings,
    warning_count: warnings,
    diagnostics: problems.map(problemJson),
  };
}

/** An expanded spec as JSON, as show.schema.json describes it. */
export function showDocument({ owner, resources }: ShownSpec): Json {
  return {
    format_version: formatVersion,
    kind: 'show',
    owner,
    resources: resources.map(resource => {
      const { kind, desired } = resource;
      const { address, arn, name, target, managed } = desired;
      return {
        address,
        ...resourceJson({ kind, arn, name, target }),
        managed,
        settings: settingsOf(resource).map(settingJson),
      };
    }),
  };
}

function settingJson({ label, value, statements, origin }: ShownSetting): Json {
  const position = 'file' in origin ? origin : null;
  return {
    setting: label,
    value: statements ?? value ?? null,
    origin: 'from' in origin ? origin.from : 'written',
    position: position && positionJson(position),
  };
}
