/** Reads a report back, for showing it again: all that its document has. Nothing of it is ever sent. */
import type { CausingEvent, Attribution } from '../../core/drift/attribution.ts';
import type { Address, Problem } from '../../core/model.ts';
import type { Plan, Unknown, WaiverTold } from '../../core/plan.ts';
import type { Attributed, Outcome, Report, Verdict } from '../../core/report.ts';
import { readDocument } from '../read-document.ts';
import { changeOf, problemOf } from '../saved-plan.ts';
import type { ChangeJson, ProblemJson } from '../saved-plan.ts';
import { reportSchema } from '../schemas/index.ts';

/** A report and what it came to, or why the text is none. */
export function readBack(
  text: string,
): { readonly report: Report; readonly verdict: Verdict; readonly version: string } | readonly Problem[] {
  const read = readDocument(text, { kind: 'report', schema: reportSchema, problem: noReport, is: isReportJson });
  if ('problems' in read) return read.problems;
  const { document } = read;
  const { exit_code: exitCode, reason, complete } = document.verdict;
  return {
    report: reportOf(document),
    verdict: { exitCode, reason, complete },
    version: document.trailwarden_version,
  };
}

function isReportJson(document: unknown, conforms: (document: unknown) => boolean): document is ReportJson {
  return conforms(document);
}

function noReport(message: string): Problem {
  return { code: 'no-report', message, hint: 'Make one: trailwarden drift --report html=FILE' };
}

interface PlanJson {
  readonly resource_changes: readonly ChangeJson[];
  readonly unreadable: readonly {
    readonly address: Address;
    readonly field: string | null;
    readonly problem: ProblemJson;
  }[];
}

type EventJson = Omit<CausingEvent, 'eventId' | 'sourceIp' | 'userAgent' | 'requestId' | 'errorCode'> & {
  readonly event_id: string;
  readonly source_ip: string | null;
  readonly user_agent: string | null;
  readonly request_id: string | null;
  readonly error_code: string | null;
};

interface AttributedJson {
  readonly address: Address;
  readonly field: string | null;
  readonly answer: Attribution['answer'];
  readonly confidence: 'certain' | 'likely' | 'possible' | null;
  readonly why: string | null;
  readonly again: boolean;
  readonly asked_at: string;
  readonly by_our_principal: boolean;
  readonly event: EventJson | null;
  readonly attempts: readonly EventJson[];
}

/** What report.schema.json describes. */
interface ReportJson extends PlanJson {
  readonly trailwarden_version: string;
  readonly owner: string;
  readonly command: Report['command'];
  readonly offline: Report['offline'] | null;
  readonly base: string | null;
  readonly undoes: string | null;
  readonly revision: string | null;
  readonly digest: string | null;
  readonly started_at: string;
  readonly finished_at: string;
  readonly spec: Report['spec'];
  readonly verdict: Pick<Verdict, 'reason' | 'complete'> & { readonly exit_code: number };
  readonly waivers: readonly WaiverTold[];
  readonly findings: readonly ProblemJson[];
  readonly refused: readonly ProblemJson[];
  readonly outcomes: readonly {
    readonly address: Address;
    readonly actions: readonly [Outcome['action']];
    readonly status: Outcome['status'];
    readonly sent: readonly { readonly call: string; readonly request_id: string | null; readonly attempts: number }[];
    readonly problem: ProblemJson | null;
    readonly duration_seconds: number;
  }[];
  readonly interrupted: boolean;
  readonly attributions: readonly AttributedJson[] | null;
  readonly remaining: PlanJson | null;
  readonly calls: Readonly<Record<string, number>>;
}

function reportOf(json: ReportJson): Report {
  const { command, owner, offline, base, undoes, revision, digest, spec, interrupted, attributions, remaining } = json;
  const sent = json.outcomes.length > 0 || remaining !== null;
  return {
    command,
    owner,
    ...(offline ? { offline } : {}),
    ...(base === null ? {} : { base }),
    ...(undoes === null ? {} : { undoes }),
    ...(revision === null ? {} : { revision }),
    ...(digest === null ? {} : { digest }),
    startedAt: json.started_at,
    finishedAt: json.finished_at,
    spec,
    plan: planOf(json, json),
    outcomes: sent ? json.outcomes.map(outcomeOf) : null,
    remaining: remaining && planOf(remaining, json),
    refused: json.refused.map(problemOf),
    interrupted,
    ...(attributions === null ? {} : { attributions: attributions.map(attributedOf) }),
    calls: json.calls,
  };
}

function planOf({ resource_changes: changes, unreadable }: PlanJson, { owner, waivers, findings }: ReportJson): Plan {
  return {
    owner,
    changes: changes.map(change => changeOf(change, {})),
    rests: {},
    unknown: unreadable.map(({ address, field, problem }): Unknown => ({
      address,
      ...(field === null ? {} : { field }),
      problem: problemOf(problem),
    })),
    waivers,
    findings: findings.map(problemOf),
  };
}

function outcomeOf({
  address,
  actions,
  status,
  sent,
  problem,
  duration_seconds: seconds,
}: ReportJson['outcomes'][number]): Outcome {
  return {
    address,
    action: actions[0],
    status,
    sent: sent.map(({ call, request_id: requestId, attempts }) => ({
      call,
      ...(requestId === null ? {} : { requestId }),
      attempts,
    })),
    ...(problem === null ? {} : { problem: problemOf(problem) }),
    seconds,
  };
}

function attributedOf({ address, field, ...json }: AttributedJson): Attributed {
  const asked = { askedAt: json.asked_at, attempts: json.attempts.map(eventOf) };
  const { answer, confidence, event, why, again } = json;
  if (answer === 'found' && event !== null)
    return {
      address,
      field,
      attribution: {
        ...asked,
        answer,
        confidence: confidence ?? 'possible',
        event: eventOf(event),
        byOurPrincipal: json.by_our_principal,
      },
    };
  const unanswered = answer === 'nobody' ? answer : 'unknown';
  return { address, field, attribution: { ...asked, answer: unanswered, why: why ?? '', again } };
}

function eventOf({ event_id, source_ip, user_agent, request_id, error_code, ...event }: EventJson): CausingEvent {
  const told = { eventId: event_id, sourceIp: source_ip, userAgent: user_agent, requestId: request_id };
  return { ...event, ...told, ...(error_code === null ? {} : { errorCode: error_code }) };
}

/**
 * The report that a file of HTML holds, as JSON text, or the text itself where it is no HTML.
 *
 * @param sha256 in hexadecimal
 */
export function embedded(text: string, sha256: (text: string) => string): { readonly json: string } | Problem {
  const open = /<script type="application\/json" id="report" data-sha256="([0-9a-f]{64})">/u.exec(text);
  if (open === null)
    return /^\s*</u.test(text) ? noReport('The file is HTML, and no report of trailwarden') : { json: text };
  const start = open.index + open[0].length;
  const json = text.slice(start, text.indexOf('</script>', start));
  const canonical = compact(json);
  if (canonical === undefined || sha256(canonical) !== open[1])
    return noReport('The report in the file is not as it was written: its SHA-256 is another');
  return { json: canonical };
}

function compact(json: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(json));
  } catch {
    return undefined;
  }
}
