/** What other people's statements do, each by itself. */
import type { Arn, Problem } from '../model.ts';
import type { Need } from '../needs.ts';
import { conditionTriples } from './canonical.ts';
import type { ConditionTriple } from './canonical.ts';
import { applier } from './evaluate/evaluator.ts';
import { accountsOfOldTimes } from './evaluate/legacy.ts';
import { any } from './evaluate/truth.ts';
import type { Truth } from './evaluate/truth.ts';
import type { Form } from './grants.ts';
import { distinct, listed, ourHeader } from './statement.ts';
import type { Principal, Statement } from './statement.ts';

/** The needs of which a statement denies CloudTrail something for certain. */
export function denied(
  statement: Statement,
  needs: readonly Need[],
  { form, memberOf, version }: { readonly form: Form; readonly memberOf: string | null; readonly version: string },
): readonly Need[] {
  if (statement.Effect !== 'Deny') return [];
  const applies = applier(statement, version);
  return needs.filter(need => any(form.asks(need, memberOf), ({ request }) => applies(request)) === 'yes');
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

/**
 * Whether a statement lets in everybody in the world: under no condition, or under such only as everybody can meet.
 * Conditions that are not known here are taken for ones that not everybody can.
 */
export function opensToEveryone(statement: Statement): boolean {
  if (statement.Effect !== 'Allow') return false;
  return isEverybody(statement) && conditionTriples(statement).every(isMetByAll);
}

/** Everybody but some is everybody, as far as strangers go. */
function isEverybody({ Principal, NotPrincipal }: Statement): boolean {
  return NotPrincipal !== undefined || awsNames(Principal).includes('*');
}

function awsNames(principal: Principal | undefined): readonly string[] {
  if (typeof principal === 'string') return [principal];
  return principal === undefined ? [] : listed(principal['AWS']);
}

/** The header about the ACL, TLS and the like are for the one who asks to choose; so is what any value fits. */
function isMetByAll({ operator, key, values }: ConditionTriple): boolean {
  if (/^(?:s3:x-amz-acl|s3:tlsversion|aws:securetransport)$/u.test(key)) return true;
  return /^(?:foranyvalue:)?(?:string|arn)like$|ipaddress$/u.test(operator) && values.some(isAny);
}

const isAny = (value: string): boolean => /^(?:[*?:]*|arn:[*?:]*|0\.0\.0\.0\/0|::\/0)$/u.test(value) && value !== '';

/** A statement of others that lets in people by name. */
export type Guests = {
  /** Null: it has none. */
  readonly sid: string | null;
  /** AWS principals as they are named: account ids, ARNs, ids of what was deleted. */
  readonly names: readonly string[];
};

/** Whom a statement lets in besides CloudTrail: AWS principals, services, providers of identities, as they are named. */
export function namesLetIn({ Effect, Principal, NotPrincipal }: Statement): readonly string[] {
  if (Effect !== 'Allow') return [];
  if (NotPrincipal !== undefined) return ['everybody but some'];
  const names = typeof Principal === 'string' ? [Principal] : Object.values(Principal ?? {}).flatMap(listed);
  const others = distinct(names.filter(name => name !== 'cloudtrail.amazonaws.com'));
  return others.map(name => (name === '*' ? 'everybody under a condition' : name));
}

/** Whom these statements let in by name. CloudTrail's own accounts of old times are none. */
export function guestsOf(statements: readonly Statement[]): readonly Guests[] {
  const own = new Set(accountsOfOldTimes.values());
  return statements.flatMap(({ Effect, Principal, Sid = '' }): readonly Guests[] => {
    const names = awsNames(Principal).filter(name => name !== '*' && !own.has(accountOf(name)));
    return Effect === 'Allow' && names.length > 0 ? [{ sid: Sid === '' ? null : Sid, names: distinct(names) }] : [];
  });
}

/** Account ids in names; what has none stays as it is. */
function accountOf(name: string): string {
  return /^arn:[^:]*:(?:iam|sts)::(?<account>\d{12}):/u.exec(name)?.groups?.['account'] ?? name;
}

/** Tells of statements that let in other accounts than the resource's own. They are kept. */
export function guestProblems(guests: readonly Guests[], account: string): readonly Problem[] {
  return guests.flatMap(({ sid, names }) => {
    const strangers = distinct(names.map(accountOf)).filter(name => name !== account);
    return strangers.length === 0
      ? []
      : [
          {
            code: 'stranger-let-in',
            severity: 'warning',
            message: `${sid === null ? 'A statement without a Sid' : `Statement ${sid}`} of the policy, which is not in the spec, lets in ${strangers.join(', ')}`,
            hint: 'Write it into policy.statements if it is meant, or take it away; it is kept as it is.',
          } as const,
        ];
  });
}
