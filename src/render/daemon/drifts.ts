/** Drifts and runs as JSON. */
import type { RunSummary } from '../../core/daemon/snapshot.ts';
import type { Attribution, CausingEvent } from '../../core/drift/attribution.ts';
import type { Drift, DriftStep } from '../../core/drift/drift.ts';
import type { Problem } from '../../core/model.ts';
import type { Resource } from '../../core/plan.ts';
import { accountKey } from '../titles.ts';
import type { AttributionJson, CausingEventJson, DriftJson, DriftStepJson, ProblemJson } from './drift-types.ts';
import type { RunJson } from './types.ts';

export function problemJson({ code, severity, message, label, why, hint, at }: Problem): ProblemJson {
  const position = typeof at === 'object' ? { ...at, length: at.length ?? null } : null;
  return {
    code,
    severity: severity ?? 'error',
    message,
    label: label ?? null,
    why: why ?? null,
    hint: hint ?? null,
    address: typeof at === 'string' ? at : null,
    position,
  };
}

const maybe = (problem: Problem | null | undefined): ProblemJson | null => (problem ? problemJson(problem) : null);

export function runJson(run: RunSummary): RunJson {
  const { id, cause, startedAt, finishedAt, mode, revision, targets, result, problem } = run;
  const { resources, unread, drifts, applied, calls } = run;
  return {
    id,
    cause,
    started_at: startedAt,
    finished_at: finishedAt,
    mode,
    revision,
    targets,
    result,
    problem: maybe(problem),
    resources,
    unread,
    drifts,
    applied,
    calls,
  };
}

export function driftJson(drift: Drift): DriftJson {
  const { fingerprint, kind, address, resource, field, gravity, effect, meaning, wanted, found } = drift;
  const { origin, withheld, problem, status, attribution } = drift;
  return {
    fingerprint,
    kind,
    address,
    account_key: accountKey(address),
    resource: resource && resourceJson(resource),
    field,
    gravity,
    effect,
    meaning,
    wanted: wanted ?? null,
    found: found ?? null,
    origin: origin ?? null,
    withheld: withheld ? { by: withheld.by, problem: problemJson(withheld.problem) } : null,
    problem: maybe(problem),
    status,
    opened_at: drift.openedAt,
    changed_at: drift.changedAt,
    seen_at: drift.seenAt,
    seen_by: drift.seenBy,
    closed_at: drift.closedAt,
    ending: drift.ending,
    opened_by: drift.openedBy,
    closed_by: drift.closedBy,
    healed_at: drift.healedAt,
    reopened_at: drift.reopenedAt,
    others: drift.others,
    attribution: attribution && attributionJson(attribution),
  };
}

function resourceJson({ kind, name, arn, target }: Resource): NonNullable<DriftJson['resource']> {
  const { account, region, partition } = target;
  return { type: kind, name, account, region, partition, arn };
}

function attributionJson(attribution: Attribution): AttributionJson {
  const { answer, askedAt, attempts } = attribution;
  const found = answer === 'found' ? attribution : null;
  const not = answer === 'found' ? null : attribution;
  return {
    answer,
    asked_at: askedAt,
    confidence: found?.confidence ?? null,
    event: found && eventJson(found.event),
    by_our_principal: found?.byOurPrincipal ?? null,
    why: not?.why ?? null,
    again: not?.again ?? null,
    attempts: attempts.map(eventJson),
  };
}

/** An event, as every document has it. */
export function eventJson(event: CausingEvent): CausingEventJson {
  const { eventId, name, source, at, region, principal, sourceIp, userAgent, requestId, errorCode } = event;
  const { type, arn, account, issuer, mfa } = principal;
  return {
    event_id: eventId,
    name,
    source,
    at,
    region,
    principal: { name: principal.name, type, arn, account, issuer, mfa },
    source_ip: sourceIp,
    user_agent: userAgent,
    request_id: requestId,
    error_code: errorCode ?? null,
  };
}

export function stepJson({ step, at, run, drift }: DriftStep): DriftStepJson {
  return { step, at, run, drift: driftJson(drift) };
}
