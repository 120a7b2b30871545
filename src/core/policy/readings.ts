/** A policy as it was read, or not: all its fields come from one answer. */
import type { Problem, Reading, Readings } from '../model.ts';
import type { Withdrawal } from '../moves.ts';
import { withdrawals } from './loss.ts';
import { livePolicy } from './state.ts';
import type { PolicyState } from './state.ts';
import type { Form } from './grants.ts';
import { parsePolicy } from './statement.ts';
import type { PolicyDocument, Statement } from './statement.ts';

/**
 * The document in an answer; a text that is no policy leaves it unread.
 *
 * @param text undefined: there is no policy
 */
export function readDocument(text: Reading<string | undefined>): Reading<PolicyDocument | undefined> {
  if ('unread' in text) return text;
  if (text.value === undefined) return { value: undefined };
  const parsed = parsePolicy(text.value);
  return 'code' in parsed ? { unread: parsed } : { value: parsed };
}

/**
 * The fields that a document makes.
 *
 * @param apart the statements that are state of their own
 */
export function policyReadings(
  document: Reading<PolicyDocument | undefined>,
  form: Form,
  apart: readonly Statement[] = [],
): Readings<PolicyState> {
  if ('unread' in document) return policyUnread(document.unread);
  const { grants, statements, otherStatements, policyHeader } = livePolicy(document.value, form, apart);
  return {
    grants: { value: grants },
    statements: { value: statements },
    otherStatements: { value: otherStatements },
    policyHeader: { value: policyHeader },
  };
}

export function policyUnread(unread: Problem): Readings<PolicyState> {
  const field = { unread };
  return { grants: field, statements: field, otherStatements: field, policyHeader: field };
}

/** What stands there; undefined: nothing, or it was not read. */
export function policyStanding(live: Readings<PolicyState> | undefined): PolicyState | undefined {
  if (live === undefined) return undefined;
  const { grants, statements, otherStatements, policyHeader } = live;
  if ('unread' in grants || 'unread' in statements || 'unread' in otherStatements || 'unread' in policyHeader)
    return undefined;
  return {
    grants: grants.value,
    statements: statements.value,
    otherStatements: otherStatements.value,
    policyHeader: policyHeader.value,
  };
}

/** Whom a desired policy lets in no more, of those that are let in as it stands. Nothing where it was not read. */
export function policyWithdrawals(
  form: Form,
  { grants }: PolicyState,
  live: Readings<PolicyState>,
): readonly Withdrawal[] {
  return 'unread' in live.grants ? [] : withdrawals(form, live.grants.value.statements, grants.statements);
}
