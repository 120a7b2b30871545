/** Statements of policies as people read them: effect, who, action, on what, when. */
import { canonicalStatement, conditionTriples } from '../core/policy/canonical.ts';
import { listed } from '../core/policy/statement.ts';
import type { Principal, Statement } from '../core/policy/statement.ts';
import { sidPrefix } from '../core/policy/sid.ts';
import { isRecord } from './leaves.ts';
import { some } from './words.ts';

/** How statements differ, live -> desired. */
export interface StatementDiff {
  readonly added: readonly Statement[];
  readonly removed: readonly Statement[];
  readonly unchanged: number;
}

interface Sides {
  readonly field: string;
  readonly live: unknown;
  readonly desired: unknown;
}

/** The difference of a field that holds statements; undefined for any other field. */
export function statementDiff({ field, live, desired }: Sides): StatementDiff | undefined {
  const [standing, wanted] = [statementsOf(live), statementsOf(desired)];
  if (standing === undefined || wanted === undefined || standing.length + wanted.length === 0) return undefined;
  const added = without(wanted, standing);
  const removed = without(standing, wanted);
  if (field === 'otherStatements') {
    const gone = desired === 'keep' ? [] : removed.filter(statement => !shareSid(statement, wanted));
    return { added: [], removed: gone, unchanged: standing.length - gone.length };
  }
  if (field !== 'statements') return { added, removed, unchanged: wanted.length - added.length };
  return {
    added,
    removed: removed.filter(statement => shareSid(statement, added)),
    unchanged: wanted.length - added.length,
  };
}

/**
 * The statements in a value of state: a list of them, one, grants, or `keep` for whatever stands there. Null is no list:
 * whether there is one is a setting like any other.
 */
export function statementsOf(value: unknown): readonly Statement[] | undefined {
  if (value === 'keep') return [];
  if (isStatement(value)) return [value];
  if (Array.isArray(value)) return value.every(isStatement) ? value : undefined;
  return isRecord(value) && Array.isArray(value['statements']) ? statementsOf(value['statements']) : undefined;
}

/** A stored plan may hold anything: what does not look like a statement in every member is shown as a value. */
function isStatement(value: unknown): value is Statement {
  if (!isRecord(value) || (value['Effect'] !== 'Allow' && value['Effect'] !== 'Deny')) return false;
  const { Sid = '', Principal = '', NotPrincipal = '', Condition = {} } = value;
  const { Action = '', NotAction = '', Resource = '', NotResource = '' } = value;
  return (
    typeof Sid === 'string' &&
    [Principal, NotPrincipal].every(who => (isRecord(who) ? Object.values(who).every(isStrings) : isStrings(who))) &&
    [Action, NotAction, Resource, NotResource].every(isStrings) &&
    isRecord(Condition) &&
    Object.values(Condition).every(keys => isRecord(keys) && Object.values(keys).every(isScalars))
  );
}

const isStrings = (value: unknown): boolean => listed(value).every(one => typeof one === 'string');
const isScalars = (value: unknown): boolean =>
  listed(value).every(one => /^(?:string|number|boolean)$/u.test(typeof one));

function without(statements: readonly Statement[], others: readonly Statement[]): readonly Statement[] {
  const known = new Set(others.map(canonicalStatement));
  return statements.filter(statement => !known.has(canonicalStatement(statement)));
}

function shareSid({ Sid = '' }: Statement, others: readonly Statement[]): boolean {
  return Sid !== '' && others.some(other => other.Sid === Sid);
}

/** One statement in words. */
export interface StatementWords {
  readonly effect: string;
  readonly who: string;
  readonly action: string;
  readonly on: string;
  /** Its name, where it is not ours, and its conditions, one each. */
  readonly when: readonly string[];
}

/** The resource whose policy it is. */
export interface PolicyOf {
  readonly kind: string;
  readonly arn: string;
}

/** How many values of a list are named. */
const most = 4;

/** @param full all values of every list are named */
export function statementWords(statement: Statement, policyOf: PolicyOf, full: boolean): StatementWords {
  const limit = full ? Infinity : most;
  const { Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Sid = '' } = statement;
  const name = Sid === '' || Sid.startsWith(sidPrefix) ? [] : [JSON.stringify(Sid)];
  return {
    effect: statement.Effect,
    who: NotPrincipal === undefined ? whoIs(Principal, limit) : `all but ${whoIs(NotPrincipal, limit)}`,
    action: NotAction === undefined ? some(listed(Action), limit) : `all but ${some(listed(NotAction), limit)}`,
    on:
      NotResource === undefined
        ? onWhat(listed(Resource), policyOf, limit)
        : `all but ${onWhat(listed(NotResource), policyOf, limit)}`,
    when: [...name, ...conditionWords(statement, limit)],
  };
}

function whoIs(principal: Principal | undefined, limit: number): string {
  if (principal === undefined) return 'nobody';
  if (typeof principal === 'string') return everyoneOr(principal);
  const names = Object.entries(principal).flatMap(([kind, values]) => listed(values).map(name => nameOf(kind, name)));
  return some(names, limit);
}

function nameOf(kind: string, name: string): string {
  if (kind === 'AWS') return everyoneOr(name);
  return kind === 'Service' ? name.replace(/\.amazonaws\.com$/u, '') : `${kind}:${name}`;
}

const everyoneOr = (name: string): string => (name === '*' ? 'everyone' : name);

function onWhat(resources: readonly string[], { kind, arn }: PolicyOf, limit: number): string {
  const all = resources.includes(arn) && resources.includes(`${arn}/*`);
  if (resources.includes('*') || (all && resources.length === 2)) return 'everything';
  const names = resources.map(resource => {
    if (resource === arn) return `the ${kind}`;
    if (resource === `${arn}/*`) return 'everything in it';
    return resource.startsWith(`${arn}/`) ? resource.slice(arn.length + 1) : resource;
  });
  return some(names, limit);
}

/** Operators that have words of their own; any other is named as it is. */
const operators: ReadonlyMap<string, string> = new Map(
  Object.entries({
    stringequals: 'is',
    arnequals: 'is',
    bool: 'is',
    stringlike: 'is like',
    arnlike: 'is like',
    stringnotequals: 'is not',
    arnnotequals: 'is not',
    stringnotlike: 'is not like',
    arnnotlike: 'is not like',
    ipaddress: 'is in',
    notipaddress: 'is not in',
  }),
);

function conditionWords(statement: Statement, limit: number): readonly string[] {
  const keys = new Map(
    Object.values(statement.Condition ?? {}).flatMap(members =>
      Object.keys(members).map(key => [key.toLowerCase(), key]),
    ),
  );
  const triples = conditionTriples(statement);
  const words = triples.map(({ operator, key, values }) => {
    if (key === 's3:x-amz-acl' && values.join() === 'bucket-owner-full-control') return 'the owner gets full control';
    const said = operators.get(operator);
    const all = values.length > 1 && said !== undefined ? ' one of' : '';
    return `${keys.get(key) ?? key} ${said ?? operator}${all} ${some(values, limit)}`;
  });
  if (words.length === 1 && statement.Effect === 'Deny' && words[0] === 'aws:SecureTransport is false')
    return ['unless by TLS'];
  return words.map((word, index) => `${index === 0 ? 'when' : 'and'} ${word}`);
}
