/**
 * A small evaluator of resource policies for property tests: what AWS would answer, for the operators and the shapes that
 * the generators make. Written apart from the normaliser, so that they do not share a mistake.
 */
import type { Condition, PolicyDocument, Principal, Statement } from '../../../src/core/policy/statement.ts';

export interface Request {
  /** `AWS` with the ARN of a principal or of an account's root, or `Service` with its name. */
  readonly principal: { readonly kind: 'AWS' | 'Service'; readonly name: string };
  readonly action: string;
  readonly resource: string;
  /** Keys in lower case; one value each. */
  readonly context: Readonly<Record<string, string>>;
}

export type Answer = 'allow' | 'deny' | 'silent';

export function evaluate({ statements }: Pick<PolicyDocument, 'statements'>, request: Request): Answer {
  const applying = statements.filter(statement => applies(statement, request));
  if (applying.some(({ Effect }) => Effect === 'Deny')) return 'deny';
  return applying.length > 0 ? 'allow' : 'silent';
}

function applies(statement: Statement, request: Request): boolean {
  const { Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  const action = (pattern: string): boolean => glob(pattern.toLowerCase(), request.action.toLowerCase());
  const resource = (pattern: string): boolean => glob(pattern, request.resource);
  return (
    (Principal === undefined ? !isMeant(NotPrincipal, request) : isMeant(Principal, request)) &&
    (Action === undefined ? !many(NotAction).some(action) : many(Action).some(action)) &&
    (Resource === undefined ? !many(NotResource).some(resource) : many(Resource).some(resource)) &&
    holds(Condition, request)
  );
}

function isMeant(principal: Principal | undefined, { principal: { kind, name } }: Request): boolean {
  if (principal === undefined) return false;
  if (typeof principal === 'string') return kind === 'AWS' && principal === '*';
  return many(principal[kind]).some(written => {
    if (kind === 'Service') return written === name;
    const account = /^\d{12}$/u.test(written) ? `arn:aws:iam::${written}:root` : written;
    return written === '*' || account === name;
  });
}

function holds(condition: Condition, { context }: Request): boolean {
  return Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => {
      const value = context[key.toLowerCase()];
      const name = operator.toLowerCase();
      if (name === 'null') return many(values).some(wanted => String(wanted) === String(value === undefined));
      if (value === undefined) return name.endsWith('ifexists');
      return many(values).some(wanted => compares(name.replace('ifexists', ''), String(wanted), value));
    }),
  );
}

function compares(operator: string, wanted: string, value: string): boolean {
  switch (operator) {
    case 'stringequals':
    case 'bool':
      return wanted === value;
    case 'stringlike':
    case 'arnlike':
    case 'arnequals':
      return glob(wanted, value);
    default:
      throw new Error(`the evaluator does not know ${operator}`);
  }
}

function glob(pattern: string, text: string): boolean {
  const parts = pattern
    .split('*')
    .map(part => part.replaceAll(/[.+^$()|[\]{}\\]/gu, String.raw`\$&`).replaceAll('?', '.'));
  return new RegExp(`^${parts.join('.*')}$`, 'su').test(text);
}

function many<T>(value: T | readonly T[] | undefined): readonly T[] {
  return value === undefined ? [] : ([value].flat() as readonly T[]);
}
