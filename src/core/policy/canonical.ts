/** When two policies mean the same to AWS, whatever AWS or people made of their spelling. */
import { canonical } from '../diff.ts';
import { distinct, listed } from './statement.ts';
import type { PolicyDocument, Principal, Statement, Strings } from './statement.ts';

/**
 * One spelling for all statements that mean the same: a scalar is a list of one; lists have no order; actions, condition
 * operators and condition keys have no case; condition values are strings; an account id is its root ARN; `*` is every
 * AWS principal; an empty Sid or condition is none. What AWS rewrote to a unique id (`AIDA…`) stays different: nobody can
 * tell whose it was.
 */
export function canonicalStatement(statement: Statement): string {
  const {
    Sid = '',
    Principal,
    NotPrincipal,
    Action,
    NotAction,
    Resource,
    NotResource,
    Condition: _condition,
    ...rest
  } = statement;
  return canonical({
    ...rest,
    ...(Sid === '' ? {} : { Sid }),
    Principal: principals(Principal),
    NotPrincipal: principals(NotPrincipal),
    Action: sorted(Action, lower),
    NotAction: sorted(NotAction, lower),
    Resource: sorted(Resource, String),
    NotResource: sorted(NotResource, String),
    Condition: conditionTriples(statement).map(({ operator, key, values }) => [operator, key, values]),
  });
}

/** The same for a whole document. Statements have no order; the id has no meaning. */
export function canonicalPolicy({ header, statements }: PolicyDocument): string {
  return canonical({ version: header.version, statements: distinct(statements.map(canonicalStatement)) });
}

/** Whether AWS would answer every request alike. */
export function samePolicy(a: PolicyDocument, b: PolicyDocument): boolean {
  return canonicalPolicy(a) === canonicalPolicy(b);
}

export function sameStatement(a: Statement, b: Statement): boolean {
  return canonicalStatement(a) === canonicalStatement(b);
}

/** Whether two lists hold the same statements, Sids included, in any order. */
export function sameStatements(a: readonly Statement[], b: readonly Statement[]): boolean {
  return canonical(distinct(a.map(canonicalStatement))) === canonical(distinct(b.map(canonicalStatement)));
}

export interface ConditionTriple {
  /** Lower case. */
  readonly operator: string;
  /** Lower case. */
  readonly key: string;
  /** As strings, each once, in order. */
  readonly values: readonly string[];
}

/**
 * A statement's conditions, all of which must hold. The same operator and key in two spellings stays two conditions:
 * joining their values would turn "and" into "or".
 */
export function conditionTriples({ Condition = {} }: Statement): readonly ConditionTriple[] {
  const triples = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({
      operator: lower(operator),
      key: lower(key),
      values: distinct(listed<string | number | boolean>(values).map(String)),
    })),
  );
  return triples.toSorted((a, b) => (canonical(a) < canonical(b) ? -1 : 1));
}

function principals(principal: Principal | undefined): unknown {
  if (principal === undefined) return undefined;
  if (typeof principal === 'string') return principals({ AWS: principal });
  return Object.fromEntries(
    Object.entries(principal).map(([kind, names]) => [kind, sorted(names, kind === 'AWS' ? accountOf : String)]),
  );
}

/** An account is meant by its id and by the ARN of its root alike. */
function accountOf(name: string): string {
  return /^arn:[^:]*:iam::(?<account>\d{12}):root$/u.exec(name)?.groups?.['account'] ?? name;
}

/** Each value once, in order; undefined stays so: a member that is not there differs from one that is empty. */
function sorted(values: Strings | undefined, spell: (value: string) => string): readonly string[] | undefined {
  return values === undefined ? undefined : distinct(listed(values).map(spell));
}

function lower(text: string): string {
  return text.toLowerCase();
}
