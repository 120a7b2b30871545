/** Grants that stand, that nothing of the spec needs, and that nobody saw to be needed no more. */
import type { Arn, Problem } from '../model.ts';
import type { Given } from '../needs.ts';
import { naming } from './covers.ts';
import { onRung, trailsOf } from './grants.ts';
import type { Form, Grant } from './grants.ts';
import { distinct } from './statement.ts';
import type { Statement } from './statement.ts';

export interface Standing {
  readonly form: Form;
  readonly resource: Arn;
  readonly owner: string;
  /** The id of the known organization; null: none is known. */
  readonly organization: string | null;
}

/**
 * Our grants that stand whole: named by each of the statements that such a grant is made of. One that only some of them
 * name lets nobody in, so that nothing is kept. Neither is an organization that is certainly another than the known one.
 */
export function wholeGrants(
  statements: readonly Statement[],
  { form, resource, owner, organization }: Standing,
): readonly Grant[] {
  const named = naming(statements);
  const isOther = (id: string | null): boolean => id !== null && organization !== null && id !== organization;
  return form
    .granted(statements, owner)
    .filter(grant => grant.by === 'account' || !isOther(grant.organization))
    .filter(grant => form.statements([grant], resource, owner).every(named));
}

/** What the rest of the estate says of grants. */
export interface Wanted {
  readonly needed: readonly Grant[];
  readonly seen: Given['settled'];
  readonly organization: string | null;
  readonly partition: string;
}

/** Whom these grants let in, in words, though nothing needs it and nobody looked. A trail that is needed may be let in by more. */
export function unneeded(kept: readonly Grant[], { needed, seen, organization, partition }: Wanted): readonly string[] {
  const wanted = new Set(needed.flatMap(keyOf));
  const isWanted = (grant: Grant): boolean =>
    grant.by === 'organization'
      ? needed.length > 0 && grant.organization === organization
      : keyOf(grant).every(key => wanted.has(key));
  return distinct(kept.filter(grant => !isWanted(grant) && !seen.has(trailsOf(grant, partition))).map(nameOf));
}

/** The account and the name of its trails. */
function keyOf(grant: Grant): readonly string[] {
  const wide = onRung(grant, 'accounts', null);
  return wide.by === 'account' ? [`${wide.account} ${wide.name}`] : [];
}

function nameOf(grant: Grant): string {
  if (grant.by === 'trail') return grant.trail;
  return grant.by === 'account'
    ? `trails named ${grant.name} of account ${grant.account}`
    : `all trails of organization ${grant.organization}`;
}

/** Tells of them, together. */
export function unneededProblems(names: readonly string[]): readonly Problem[] {
  if (names.length === 0) return [];
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return [
    {
      code: 'grant-not-needed',
      severity: 'warning',
      message: `Our statements let in ${names.slice(0, 3).join(', ')}${more}, which nothing of the spec needs and which were not looked at in this run`,
      hint: 'Look at the account: declare it in the spec, so that its trails are seen, or take it out of the policy by hand.',
    },
  ];
}
