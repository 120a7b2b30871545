/** What other people's statements do, each by itself. */
import type { Arn } from '../model.ts';
import type { Need } from '../needs.ts';
import { applier } from './evaluate/evaluator.ts';
import { accountsNamed, inEachPlace } from './evaluate/everywhere.ts';
import type { Request } from './evaluate/request.ts';
import { any } from './evaluate/truth.ts';
import type { Truth } from './evaluate/truth.ts';
import type { Form } from './grants.ts';
import { distinct, listed, ourHeader } from './statement.ts';
import type { Statement } from './statement.ts';

/**
 * The needs of which a statement denies CloudTrail something for certain: for a trail of all regions, also in one of those that
 * it certainly records; for one of an organization, also for one member.
 */
export function denied(
  statement: Statement,
  needs: readonly Need[],
  { form, memberOf, version }: { readonly form: Form; readonly memberOf: string | null; readonly version: string },
): readonly Need[] {
  if (statement.Effect !== 'Deny') return [];
  const applies = applier(statement, version);
  const named = accountsNamed([statement]);
  const somewhere = (request: Request): boolean => any(inEachPlace(request, named), applies) === 'yes';
  return needs.filter(need =>
    form.asks(need, memberOf).some(({ request }) => {
      const found = applies(request);
      return found === 'unknown' ? somewhere(request) : found === 'yes';
    }),
  );
}

/**
 * Whether a statement denies some trail something, whichever it is: for where nobody knows which trails there are. A
 * prefix of more than one part is not thought of.
 */
export function mayDeny(statement: Statement, form: Form): boolean {
  if (statement.Effect !== 'Deny') return false;
  const applies = applier(statement, ourHeader.version);
  const [of = form.anywhere] = listed(statement.Resource).flatMap(resource => arnOf(resource) ?? []);
  const asked = form.someNeeds(of).flatMap(need => form.asks(need, null));
  const found = any(asked, ({ request }): Truth => {
    const keys = new Map([...request.keys].filter(([key]) => key !== 'aws:sourcearn' && key !== 'aws:sourceaccount'));
    return applies({ ...request, keys });
  });
  return found !== 'no';
}

/** Of an object, its bucket. */
function arnOf(resource: string): Arn | undefined {
  const [arn] = resource.split('/', 1);
  return arn !== undefined && /^arn:[^:]+:(?:s3:::|sns:[^:]+:\d+:)[^*?]+$/u.test(arn) ? (arn as Arn) : undefined;
}

/** Whom a statement lets in besides CloudTrail: AWS principals, services, providers of identities, as they are named. */
export function namesLetIn({ Effect, Principal, NotPrincipal }: Statement): readonly string[] {
  if (Effect !== 'Allow') return [];
  if (NotPrincipal !== undefined) return ['everybody but some'];
  const names = typeof Principal === 'string' ? [Principal] : Object.values(Principal ?? {}).flatMap(listed);
  const others = distinct(names.filter(name => name !== 'cloudtrail.amazonaws.com'));
  return others.map(name => (name === '*' ? 'everybody under a condition' : name));
}
