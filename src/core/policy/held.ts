/** Statements of old times that trails outside of the spec may deliver through: they go once nobody does. */
import type { Problem } from '../model.ts';
import type { Given } from '../needs.ts';
import { applier } from './evaluate/evaluator.ts';
import { inEachPlace } from './evaluate/everywhere.ts';
import type { Form } from './grants.ts';
import { folderOwner, isOldForm } from './strangers.ts';
import { distinct, listed } from './statement.ts';
import type { Statement } from './statement.ts';

export type Held = {
  /** Null: it has none. */
  readonly sid: string | null;
  /** Why it stays, as the rest of a sentence: `trail ARN, which is outside of the spec, may deliver through it`. */
  readonly why: string;
};

export interface Holding {
  readonly form: Form;
  readonly organization: string | null;
  /** Ids of the accounts of the spec; null: nobody asked which they are. */
  readonly accounts: ReadonlySet<string> | null;
  /** Absent: nobody looked for trails outside of the spec. */
  readonly bystanders?: Given['bystanders'];
  /** Of the policy. */
  readonly version: string;
}

/**
 * Of statements that are to go, those that must stay. A statement that lets CloudTrail in without naming trails goes only in
 * a run that read every trail of the accounts whose folders it is about, and saw none that is outside of the spec
 * and rests on it. What names its trails goes when the spec says so.
 */
export function heldStatements(
  statements: readonly Statement[],
  holding: Holding,
): readonly (Held & { readonly statement: Statement })[] {
  return statements.flatMap(statement => {
    if (!isOldForm(statement)) return [];
    const why = restingOn(statement, holding) ?? unseen(statement, holding);
    const { Sid = '' } = statement;
    return why === undefined ? [] : [{ statement, sid: Sid === '' ? null : Sid, why }];
  });
}

function restingOn(statement: Statement, { form, organization, bystanders, version }: Holding): string | undefined {
  const applies = applier(statement, version);
  const needs = (bystanders?.needs ?? []).filter(need =>
    form
      .asks(need, organization)
      .flatMap(({ request }) => [request, ...inEachPlace(request, [])])
      .some(request => applies(request) !== 'no'),
  );
  const [first, ...more] = distinct(needs.map(({ trail }) => trail));
  if (first === undefined) return undefined;
  const others = more.length === 0 ? ', which is' : ` and ${more.length} more, which are`;
  return `trail ${first}${others} outside of the spec, may deliver through it`;
}

/** Accounts that it is about and of which not every trail was read. */
function unseen({ Resource }: Statement, { accounts, bystanders }: Holding): string | undefined {
  const owners = listed(Resource).map(folderOwner);
  const about = owners.flatMap(id => (id !== undefined && /^\d{12}$/u.test(id) ? [id] : []));
  const all = owners.length > about.length || owners.length === 0 ? [...about, ...(accounts ?? [])] : about;
  const open = distinct(all).filter(id => bystanders?.read.has(id) !== true);
  const [first] = open;
  if (first === undefined) return undefined;
  const more = open.length === 1 ? '' : ` and ${open.length - 1} more`;
  return `this run did not see every trail of account ${first}${more}`;
}

/** Tells of them: they wait, and are no difference. */
export function heldProblems(held: readonly Held[]): readonly Problem[] {
  return [...Map.groupBy(held, ({ why }) => why)].map(([why, statements]): Problem => {
    const names = distinct(statements.map(({ sid }) => sid ?? 'one without a Sid'));
    const which = names.length === 1 ? `Statement ${names.join()} lets` : `Statements ${names.join(', ')} let`;
    return {
      code: 'old-statement-needed',
      severity: 'warning',
      message: `${which} CloudTrail in without naming trails, and ${names.length === 1 ? 'stays' : 'stay'} for now: ${why}`,
      hint: 'It goes in a run that reads every trail there and finds none outside of the spec that delivers through it: declare the accounts and the trails. Or take it out by hand.',
    };
  });
}
