/** Reads a plan that was saved. What a file says is believed only as far as the schema describes it. */
import type { Basis } from '../core/basis.ts';
import type { Api, Call } from '../core/kind.ts';
import type { Address, Arn, Position, Problem } from '../core/model.ts';
import type { FieldChange, Origin, PlannedChange, Resource, SavedPlan, Unknown, Withheld } from '../core/plan.ts';
import type { Secrets } from '../core/secrets.ts';
import { readDocument } from './read-document.ts';
import { planSchema } from './schemas/index.ts';

/** A saved plan, or why the text is none: one problem for each thing that is wrong with it. */
export function readPlan(text: string): SavedPlan | readonly Problem[] {
  const read = readDocument(text, { kind: 'plan', schema: planSchema, problem: noPlan, is: isPlanJson });
  return 'problems' in read ? read.problems : planOf(read.document);
}

function isPlanJson(document: unknown, conforms: (document: unknown) => boolean): document is PlanJson {
  return conforms(document);
}

function noPlan(message: string): Problem {
  return { code: 'no-plan', message, hint: 'Make one: trailwarden plan --out FILE.' };
}

/** What plan.schema.json describes, as far as it is read. */
interface PlanJson {
  readonly owner: string;
  readonly expires_at: string;
  readonly skip_refused: boolean;
  readonly digest: string;
  readonly accounts: readonly {
    readonly account: string;
    readonly partition: string;
    readonly role: Arn | null;
    readonly external_id: string | null;
    readonly session_name: string;
    readonly profile: string | null;
  }[];
  readonly resource_changes: readonly ChangeJson[];
  readonly rests: readonly (ResourceJson & { readonly address: Address })[];
  readonly unreadable: readonly {
    readonly address: Address;
    readonly field: string | null;
    readonly problem: ProblemJson;
  }[];
  readonly findings: readonly ProblemJson[];
  readonly secrets: Secrets;
}

export interface ResourceJson {
  readonly type: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly arn: Arn;
}

export type FieldJson = Omit<FieldChange, 'loss' | 'origin' | 'withheld'> & {
  readonly loss: string | null;
  readonly origin: Origin | null;
  readonly withheld: WithheldJson | null;
};

export interface ChangeJson extends ResourceJson {
  readonly address: Address;
  readonly change: { readonly actions: readonly [PlannedChange['action']] };
  readonly fields: readonly FieldJson[];
  readonly withheld: WithheldJson | null;
  readonly calls: readonly {
    readonly call: string;
    readonly input: object;
    readonly regardless: boolean;
    readonly whole: boolean;
  }[];
  readonly after: readonly Address[];
  readonly basis: Readonly<Record<Address, Basis>>;
}

interface WithheldJson {
  readonly by: Withheld['by'];
  readonly problem: ProblemJson;
}

export interface ProblemJson {
  readonly code: Problem['code'];
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly label: string | null;
  readonly why: string | null;
  readonly hint: string | null;
  readonly address: Address | null;
  readonly position: (Omit<Position, 'length'> & { readonly length: number | null }) | null;
}

function planOf(json: PlanJson): SavedPlan {
  const { owner, accounts, resource_changes: changes, rests, unreadable, findings } = json;
  return {
    owner,
    expiresAt: json.expires_at,
    skipRefused: json.skip_refused,
    digest: json.digest,
    accounts: accounts.map(({ account, partition, role, external_id, session_name, profile }) => ({
      id: account,
      partition,
      access: { role, externalId: external_id, sessionName: session_name, profile },
    })),
    changes: changes.map(change => changeOf(change, json.secrets)),
    rests: Object.fromEntries(rests.map(({ address, ...resource }) => [address, resourceOf(resource)])),
    unknown: unreadable.map(({ address, field, problem }): Unknown => ({
      address,
      ...(field === null ? {} : { field }),
      problem: problemOf(problem),
    })),
    findings: findings.map(problemOf),
  };
}

export function changeOf(json: ChangeJson, secrets: Secrets): PlannedChange {
  const { address, change, fields, withheld, calls, after, basis } = json;
  return {
    address,
    action: change.actions[0],
    fields: fields.map(fieldOf),
    ...withheldOf(withheld),
    resource: resourceOf(json),
    calls: calls.map(({ call, input, regardless, whole }): Call<Api> => ({
      call,
      input,
      ...(regardless ? { regardless } : {}),
      ...(whole ? { whole } : {}),
      ...secretsFor(input, secrets),
    })),
    after,
    basis,
  };
}

function secretsFor(input: object, secrets: Secrets): { readonly secrets?: Secrets } {
  const texts = new Set<unknown>(Object.values(input));
  const own = Object.entries(secrets).filter(([shown]) => texts.has(shown));
  return own.length === 0 ? {} : { secrets: Object.fromEntries(own) };
}

export function fieldOf(field: FieldJson): FieldChange {
  return {
    field: field.field,
    before: field.before,
    after: field.after,
    effect: field.effect,
    gravity: field.gravity,
    meaning: field.meaning,
    ...(field.loss === null ? {} : { loss: field.loss }),
    ...(field.origin === null ? {} : { origin: field.origin }),
    ...withheldOf(field.withheld),
  };
}

export function resourceOf({ type, arn, name, partition, account, region }: ResourceJson): Resource {
  return { kind: type, arn, name, target: { partition, account, region } };
}

function withheldOf(json: WithheldJson | null): { readonly withheld?: Withheld } {
  return json === null ? {} : { withheld: { by: json.by, problem: problemOf(json.problem) } };
}

/** What is an error was written without saying so. */
export function problemOf({ code, severity, message, label, why, hint, address, position }: ProblemJson): Problem {
  return {
    code,
    ...(severity === 'warning' ? { severity } : {}),
    message,
    ...(label === null ? {} : { label }),
    ...(why === null ? {} : { why }),
    ...(hint === null ? {} : { hint }),
    ...atOf(address, position),
  };
}

function atOf(address: Address | null, position: ProblemJson['position']): Pick<Problem, 'at'> {
  if (address !== null) return { at: address };
  if (position === null) return {};
  const { length, ...place } = position;
  return { at: length === null ? place : { ...place, length } };
}
