import { type Keys, holds } from './conditions.ts';
import type { Choice, Condition, PolicyDocument, Principals, Statement } from './document.ts';
import { matchesWildcard } from './match.ts';

/**
 * Who asks: an AWS service, which may also count as an account of old times, or a principal of an account by its ARNs (a
 * session has two: its own and its role's).
 */
export type Asker =
  | { readonly service: string; readonly oldAccount?: string | undefined }
  | { readonly account: string; readonly arns: readonly string[]; readonly id: string };

export interface PolicyRequest {
  readonly asker: Asker;
  /** E.g. `s3:PutObject`. */
  readonly action: string;
  readonly resource: string;
  /** Names in lower case. */
  readonly keys: Keys;
}

/** A resource policy's answer: an explicit deny, an explicit allow, or silence. */
export function evaluate(document: PolicyDocument, request: PolicyRequest): 'allow' | 'deny' | 'silent' {
  const applying = document.statements.filter(statement => applies(statement, request, document.version));
  if (applying.some(statement => statement.effect === 'Deny')) return 'deny';
  return applying.length > 0 ? 'allow' : 'silent';
}

function applies(statement: Statement, request: PolicyRequest, version: string): boolean {
  const expand = (text: string): string | undefined => replaceVariables(text, request.keys, version);
  return (
    isAsker(statement.principals, request.asker) &&
    chooses(statement.actions, action => matchesWildcard(action.toLowerCase(), request.action.toLowerCase())) &&
    chooses(statement.resources, pattern => {
      const expanded = expand(pattern);
      return expanded !== undefined && matchesWildcard(expanded, request.resource);
    }) &&
    statement.conditions.every(condition => conditionApplies(condition, statement.effect, request.keys, expand))
  );
}

function conditionApplies(
  condition: Condition,
  effect: Statement['effect'],
  keys: Keys,
  expand: (text: string) => string | undefined,
): boolean {
  const values = condition.values.flatMap(value => expand(value) ?? []);
  // An operator that is not known must never open anything.
  return holds({ ...condition, values }, keys) ?? effect === 'Deny';
}

function chooses(choice: Choice | undefined, matches: (pattern: string) => boolean): boolean {
  return choice !== undefined && choice.patterns.some(matches) !== choice.not;
}

function isAsker(principals: Statement['principals'], asker: Asker): boolean {
  return principals !== undefined && names(principals.of, asker) !== principals.not;
}

function names(principals: Principals, asker: Asker): boolean {
  const accounts = principals['AWS'] ?? [];
  if (accounts.includes('*')) return true;
  if ('service' in asker) {
    const { service, oldAccount } = asker;
    return (principals['Service'] ?? []).includes(service) || accounts.some(named => isRootOf(named, oldAccount));
  }
  const { account, arns, id } = asker;
  return accounts.some(named => named === id || arns.includes(named) || isRootOf(named, account));
}

/** An account is named by its id or by the ARN of its root. */
function isRootOf(named: string, account: string | undefined): boolean {
  return account !== undefined && (named === account || /^arn:[^:]*:iam::(\d+):root$/.exec(named)?.[1] === account);
}

/** Replaces `${key}`; undefined if the request does not send the key. Documents of 2008 know no variables. */
function replaceVariables(text: string, keys: Keys, version: string): string | undefined {
  if (version !== '2012-10-17' || !text.includes('${')) return text;
  let complete = true;
  const replaced = text.replaceAll(/\$\{([^}]*)\}/g, (_, variable: string) => {
    const [name = '', fallback] = variable.split(/\s*,\s*/, 2);
    const value = keys.get(name.toLowerCase())?.[0] ?? fallback?.replaceAll("'", '');
    complete &&= value !== undefined;
    return value ?? '';
  });
  return complete ? replaced : undefined;
}
