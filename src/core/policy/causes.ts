/** What requests say of a policy: every one replaces all of it. */
import { bearingOfWhole } from '../drift/cause.ts';
import type { Bearing, Cause, FieldCauses, Gap, Request } from '../drift/cause.ts';
import { sameStatements } from './canonical.ts';
import type { Form } from './grants.ts';
import { known } from './sorting.ts';
import { livePolicy } from './state.ts';
import type { PolicyState } from './state.ts';
import { parsePolicy } from './statement.ts';
import type { PolicyDocument, Statement } from './statement.ts';

/** How one sort of call tells the policy that it leaves. */
export interface PolicyCall extends Pick<Cause<unknown>, 'source' | 'events' | 'subjects'> {
  /** A bearing where the request does not have the document. */
  document(request: Request): PolicyDocument | Bearing;
}

/** What of a document is state of its own. */
type Apart = (document: PolicyDocument) => readonly Statement[];

/** The causes of the fields that a policy makes, from the calls of a service. */
export function policyCauses(
  calls: readonly PolicyCall[],
  form: Form,
  apart: Apart = () => [],
): { readonly [K in keyof PolicyState]: FieldCauses<PolicyState[K]> } {
  const of = <V>(
    statementsOf: (state: PolicyState) => readonly Statement[],
    live: (found: V) => readonly Statement[],
  ) =>
    documentCauses<V>(calls, (document, { found }) =>
      sameStatements(statementsOf(livePolicy(document, form, apart(document))), live(found)),
    );
  return {
    grants: of<PolicyState['grants']>(
      ({ grants }) => grants.statements,
      found => found.statements,
    ),
    statements: of<PolicyState['statements']>(
      ({ statements }) => statements,
      found => found,
    ),
    otherStatements: of<PolicyState['otherStatements']>(({ statements }) => statements, known),
    policyHeader: { none: 'It is never a difference: it is kept while statements of others are.' },
  };
}

/** Causes of what a document makes. */
export function documentCauses<V>(
  calls: readonly PolicyCall[],
  agrees: (document: PolicyDocument, gap: Gap<V>) => boolean,
): readonly Cause<V>[] {
  return calls.map(({ source, events, subjects, document }) => ({
    source,
    events,
    subjects,
    bearing(request: Request, gap: Gap<V>): Bearing {
      const told = document(request);
      return typeof told === 'string' ? told : bearingOfWhole(agrees(told, gap));
    },
  }));
}

/** A document in an event: S3 has it as an object, others as the text that was sent. What is none tells nothing. */
export function documentTold(value: unknown): PolicyDocument | 'touches' {
  const document = parsePolicy(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
  return 'statements' in document ? document : 'touches';
}
