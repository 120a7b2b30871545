/** Other people's statements, sorted: those in the way, those that let in strangers, those that may stand. */
import type { Arn } from '../model.ts';
import type { Given, Need } from '../needs.ts';
import { exceptionOf, mendText } from './evaluate/mend.ts';
import { denied } from './foreign.ts';
import type { Form } from './grants.ts';
import { heldStatements } from './held.ts';
import type { Held } from './held.ts';
import { keyOf, strange } from './named.ts';
import { strangersIn } from './strangers.ts';
import type { Told } from './strangers.ts';
import { distinct, ourHeader } from './statement.ts';
import type { PolicyHeader, Statement } from './statement.ts';

/** Desired: `keep` for whatever stands there, or the statements that may stand. */
export type OtherStatements = 'keep' | readonly Statement[] | SortedStatements;

/** Desired, where some that stand are in the way of what the policy is for, or let in somebody whom nobody declared. */
export type SortedStatements = {
  /** Whether those are not ours to remove. */
  readonly keep: boolean;
  /** Those that may stay. */
  readonly statements: readonly Statement[];
  /** Those that deny CloudTrail what is needed, by name, with the exception that would mend it, in words. */
  readonly denials: readonly { readonly sid: string | null; readonly mend: string }[];
  /** What they do that nobody declared, the gravest first. Absent: nothing. */
  readonly told?: readonly Told[];
  /** Of these, others' that go later, and why: trails outside of the spec may deliver through them. Absent: none. */
  readonly held?: readonly Held[];
};

export interface Sorting {
  readonly resource: Arn;
  readonly organization: string | null;
  /** Ids of the accounts that are no strangers; absent: none is known; null: nobody asked. */
  readonly accounts?: ReadonlySet<string> | null | undefined;
  readonly bystanders?: Given['bystanders'];
  readonly declared?: Given['declared'];
  readonly form: Form;
  readonly needs: readonly Need[];
  /** What stands there, less ours; absent: nothing, or it could not be read. */
  readonly live:
    | {
        readonly policyHeader: PolicyHeader;
        readonly statements: readonly Statement[];
        readonly theirGrants: readonly Statement[];
      }
    | undefined;
}

/**
 * Sorts what stands there.
 *
 * @param own what the spec writes
 * @param unsorted what the spec wants of others: `keep`, or nothing but its own
 */
export function sorted(own: readonly Statement[], unsorted: OtherStatements, sorting: Sorting): OtherStatements {
  const { live, form, needs, organization, resource, accounts = new Set<string>() } = sorting;
  const keep = unsorted === 'keep';
  const version = live?.policyHeader.version ?? ourHeader.version;
  const found = strange(own, live?.statements ?? []);
  const denials = found.flatMap((statement, index) => {
    const trails = denied(statement, needs, { form, memberOf: organization, version }).map(({ trail }) => trail);
    if (trails.length === 0) return [];
    return [{ statement, mend: { ...exceptionOf(statement, index, distinct(trails)), index: null } }]; // among others' only
  });
  const parties = { accounts, organization, resource, needs, declared: sorting.declared };
  const held = keep ? [] : heldStatements(found, { ...sorting, accounts, version });
  const staying = new Set(held.map(({ statement }) => statement));
  const going = found.filter(statement => !staying.has(statement));
  const told = strangersIn([...going, ...(keep ? (live?.theirGrants ?? []) : [])], parties);
  if (denials.length + told.length + held.length === 0) return unsorted;
  const telling = going.filter(statement => strangersIn([statement], parties).length > 0);
  const inTheWay = new Set([...denials.map(({ statement }) => statement), ...telling].map(keyOf));
  return {
    keep,
    statements: [
      ...(keep ? found.filter(one => !inTheWay.has(keyOf(one))) : held.map(({ statement }) => statement)),
      ...own,
    ],
    denials: denials.map(({ mend }) => ({ sid: mend.sid, mend: mendText(mend) })),
    ...(told.length > 0 ? { told } : {}),
    ...(held.length > 0 ? { held: held.map(({ sid, why }) => ({ sid, why })) } : {}),
  };
}

/** The statements that are named; `keep` names none. */
export function known(statements: OtherStatements): readonly Statement[] {
  if (statements === 'keep') return [];
  return isSorted(statements) ? statements.statements : statements;
}

export function isSorted(statements: OtherStatements): statements is SortedStatements {
  return statements !== 'keep' && 'denials' in statements;
}

/** Those that stand and must not. */
export function unwanted(desired: OtherStatements, standing: readonly Statement[]): readonly Statement[] {
  if (desired === 'keep') return [];
  const wanted = new Set(known(desired).map(keyOf));
  return standing.filter(statement => !wanted.has(keyOf(statement)));
}
