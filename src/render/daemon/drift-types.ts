/** Drifts, and who did it, as JSON. */
import type { Attribution } from '../../core/drift/attribution.ts';
import type { DriftKind, DriftStatus, DriftStep, Ending } from '../../core/drift/drift.ts';
import type { Effect, Gravity } from '../../core/kind.ts';
import type { Withheld } from '../../core/plan.ts';

export interface ProblemJson {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly label: string | null;
  readonly why: string | null;
  readonly hint: string | null;
  readonly address: string | null;
  readonly position: {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly length: number | null;
  } | null;
}

interface PrincipalJson {
  readonly name: string;
  readonly type: string;
  readonly arn: string | null;
  readonly account: string | null;
  readonly issuer: string | null;
  readonly mfa: boolean | null;
}

export interface CausingEventJson {
  readonly event_id: string;
  readonly name: string;
  readonly source: string;
  readonly at: string;
  readonly region: string;
  readonly principal: PrincipalJson;
  readonly source_ip: string | null;
  readonly user_agent: string | null;
  readonly request_id: string | null;
  readonly error_code: string | null;
}

/** Null where another answer was given. */
export interface AttributionJson {
  readonly answer: Attribution['answer'];
  readonly asked_at: string;
  readonly confidence: 'certain' | 'likely' | 'possible' | null;
  readonly event: CausingEventJson | null;
  readonly by_our_principal: boolean | null;
  readonly why: string | null;
  readonly again: boolean | null;
  readonly attempts: readonly CausingEventJson[];
}

export interface DriftJson {
  readonly fingerprint: string;
  readonly kind: DriftKind;
  readonly address: string;
  /** Key of the account in the spec, or its id. */
  readonly account_key: string;
  readonly resource: {
    readonly type: string;
    readonly name: string;
    readonly account: string;
    readonly region: string;
    readonly partition: string;
    readonly arn: string;
  } | null;
  readonly field: string | null;
  readonly gravity: Gravity;
  readonly effect: Effect;
  readonly meaning: string;
  readonly wanted: unknown;
  readonly found: unknown;
  readonly origin: 'spec' | 'outside' | 'new' | null;
  readonly withheld: { readonly by: Withheld['by']; readonly problem: ProblemJson } | null;
  readonly problem: ProblemJson | null;
  readonly status: DriftStatus;
  readonly opened_at: string;
  readonly changed_at: string;
  readonly seen_at: string;
  readonly seen_by: string;
  readonly closed_at: string | null;
  readonly ending: Ending | null;
  readonly opened_by: string;
  readonly closed_by: string | null;
  readonly healed_at: readonly string[];
  readonly reopened_at: readonly string[];
  readonly others: readonly string[];
  readonly attribution: AttributionJson | null;
}

export interface DriftStepJson {
  readonly step: DriftStep['step'];
  readonly at: string;
  readonly run: string;
  readonly drift: DriftJson;
}
