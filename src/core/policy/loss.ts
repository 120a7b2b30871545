/** Who is let in no more when some statements take the place of others. */
import { parseArn } from '../arn.ts';
import type { Arn } from '../model.ts';
import type { Withdrawal } from '../moves.ts';
import { sameStatements } from './canonical.ts';
import { coverage } from './covers.ts';
import { onRung, trailsOf } from './grants.ts';
import type { Form, Grant } from './grants.ts';
import { distinct, listed } from './statement.ts';
import type { Statement } from './statement.ts';

/**
 * The trails that `from` lets in and `to` does not, on whatever rung: ARNs, or patterns of them as `trailsOf` gives them. A
 * grant counts only where every statement it rests on stands whole: one whose effect, action or condition was altered
 * lets nobody in.
 */
export function lostTrails(form: Form, from: readonly Statement[], to: readonly Statement[]): readonly Arn[] {
  return distinct(withdrawals(form, from, to).map(({ trails }) => trails));
}

/** The same with the prefix under which each may write no more. */
export function withdrawals(form: Form, from: readonly Statement[], to: readonly Statement[]): readonly Withdrawal[] {
  const resource = resourceOf(from);
  if (resource === undefined || sameStatements(from, to)) return [];
  const { partition } = parseArn(resource);
  const [before, after] = [letsIn(form, from, resource), letsIn(form, to, resource)];
  const grants = form.granted(from).filter(grant => before(grant) && !after(grant));
  return grants.map(grant => ({ trails: trailsOf(grant, partition), prefix: grant.prefix }));
}

/** Tells whether these statements give a grant, as it is or in a wider form. */
function letsIn(form: Form, statements: readonly Statement[], resource: Arn): (grant: Grant) => boolean {
  const covered = coverage(statements);
  const organizations = form
    .granted(statements)
    .flatMap(grant => (grant.by === 'organization' ? [grant.organization] : []));
  const stands = (grant: Grant): boolean => form.statements([grant], resource, '').every(covered);
  return grant =>
    stands(grant) ||
    stands(onRung(grant, 'accounts', null)) ||
    organizations.some(organization => stands(onRung(grant, 'organization', organization)));
}

/** The bucket or the topic that statements are about: a bucket's objects have its ARN and a slash; a topic's has none. */
function resourceOf(statements: readonly Statement[]): Arn | undefined {
  const [first] = statements.flatMap(({ Resource }) => listed(Resource)).filter(isArn);
  return first?.replace(/\/.*/su, '') as Arn | undefined;
}

function isArn(text: string): text is Arn {
  return text.startsWith('arn:');
}
