/** Statements that have our own Sids and are no grants: what somebody made of them, told. */
import type { Gravity } from '../kind.ts';
import { mayDeny, namesLetIn } from './foreign.ts';
import type { Form } from './grants.ts';
import { opensToEveryone } from './parties.ts';
import { distinct } from './statement.ts';
import type { Statement } from './statement.ts';

export interface Alteration {
  readonly gravity: Gravity;
  /** One sentence. */
  readonly meaning: string;
}

/** The gravest of what these statements do; undefined: there are none. */
export function alteration(
  statements: readonly Statement[],
  form: Form,
  { use, grants }: { readonly use: string; readonly grants: Gravity },
): Alteration | undefined {
  if (statements.length === 0) return undefined;
  const open = statements.filter(opensToEveryone);
  if (open.length > 0) return { gravity: 'critical', meaning: `${told(open)} everybody is let in.` };
  const denying = statements.filter(statement => mayDeny(statement, form));
  if (denying.length > 0)
    return { gravity: grants, meaning: `${told(denying)} CloudTrail is denied to ${use}, or may be.` };
  const inviting = statements.filter(statement => namesLetIn(statement).length > 0);
  const names = distinct(inviting.flatMap(namesLetIn));
  if (names.length > 0)
    return { gravity: 'high', meaning: `${told(inviting)} others than CloudTrail are let in: ${names.join(', ')}.` };
  return { gravity: 'medium', meaning: `${told(statements)} it is not what trailwarden writes.` };
}

function told(statements: readonly Statement[]): string {
  const sids = distinct(statements.map(({ Sid = '' }) => Sid));
  return sids.length === 1
    ? `Our statement ${sids.join()} was altered:`
    : `Our statements ${sids.join(', ')} were altered:`;
}
