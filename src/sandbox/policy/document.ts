import { isRecord } from '../shape.ts';

/** An AWS policy document, read and brought to one form: every scalar is a list. */
export interface PolicyDocument {
  readonly version: string;
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  /** `not`: everybody but these (`NotPrincipal`). The same below. */
  readonly principals: { readonly not: boolean; readonly of: Principals } | undefined;
  readonly actions: Choice | undefined;
  readonly resources: Choice | undefined;
  readonly conditions: readonly Condition[];
}

export interface Choice {
  readonly not: boolean;
  readonly patterns: readonly string[];
}

/** By kind: `AWS`, `Service`, `Federated`, `CanonicalUser`. The principal `"*"` is `{ AWS: ['*'] }`. */
export type Principals = Readonly<Record<string, readonly string[]>>;

export interface Condition {
  readonly operator: string;
  /** In lower case; condition keys know none. */
  readonly key: string;
  readonly values: readonly string[];
}

/** Why a text is no policy document, in S3's words. */
export class PolicyError extends Error {}

const STATEMENT_MEMBERS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);

/** Parses a policy. Throws `PolicyError` on what AWS refuses in every service. */
export function parsePolicy(source: string): PolicyDocument {
  const raw = parseObject(source);
  for (const member of Object.keys(raw)) {
    if (!['Version', 'Id', 'Statement'].includes(member)) throw new PolicyError(`Unknown field ${member}`);
  }
  const version = raw['Version'] ?? '2008-10-17';
  if (version !== '2012-10-17' && version !== '2008-10-17') {
    throw new PolicyError('The policy must contain a valid version string');
  }
  if (raw['Statement'] === undefined) throw new PolicyError('Missing required field Statement');
  const statements = (Array.isArray(raw['Statement']) ? raw['Statement'] : [raw['Statement']]).map(readStatement);
  if (statements.length === 0) throw new PolicyError('Could not parse the policy: Statement is empty!');
  const sids = statements.flatMap(statement => (statement.sid ? [statement.sid] : []));
  if (new Set(sids).size < sids.length) throw new PolicyError('Statement IDs (SID) in a single policy must be unique.');
  return { version, statements };
}

function parseObject(source: string): Readonly<Record<string, unknown>> {
  let raw: unknown;
  try {
    raw = JSON.parse(source);
  } catch {
    throw new PolicyError('This policy contains invalid Json');
  }
  if (!isRecord(raw)) throw new PolicyError("Policies must be valid JSON and the first byte must be '{'");
  return raw;
}

function readStatement(raw: unknown): Statement {
  if (!isRecord(raw)) throw new PolicyError('This policy contains invalid Json');
  for (const member of Object.keys(raw)) {
    if (!STATEMENT_MEMBERS.has(member)) throw new PolicyError(`Unknown field ${member}`);
  }
  const sid = raw['Sid'];
  if (sid !== undefined && typeof sid !== 'string') throw new PolicyError('Invalid Sid');
  const effect = raw['Effect'];
  if (effect === undefined) throw new PolicyError('Missing required field Effect');
  if (effect !== 'Allow' && effect !== 'Deny') throw new PolicyError(`Invalid effect: ${JSON.stringify(effect)}`);
  return {
    sid,
    effect,
    principals: readPrincipals(raw),
    actions: readChoice(raw, 'Action'),
    resources: readChoice(raw, 'Resource'),
    conditions: readConditions(raw['Condition']),
  };
}

function readChoice(raw: Readonly<Record<string, unknown>>, name: 'Action' | 'Resource'): Choice | undefined {
  const [yes, no] = [raw[name], raw[`Not${name}`]];
  if (yes !== undefined && no !== undefined) throw new PolicyError(`Statement has both ${name} and Not${name}`);
  if (yes === undefined && no === undefined) return undefined;
  return { not: yes === undefined, patterns: scalars(yes ?? no, `Policy has invalid ${name.toLowerCase()}`) };
}

function readPrincipals(raw: Readonly<Record<string, unknown>>): Statement['principals'] {
  const [yes, no] = [raw['Principal'], raw['NotPrincipal']];
  if (yes !== undefined && no !== undefined) throw new PolicyError('Statement has both Principal and NotPrincipal');
  const value = yes ?? no;
  if (value === undefined) return undefined;
  if (value === '*') return { not: yes === undefined, of: { AWS: ['*'] } };
  if (!isRecord(value)) throw new PolicyError('Invalid policy syntax.');
  const of = Object.entries(value).map(([kind, each]) => {
    if (!['AWS', 'Service', 'Federated', 'CanonicalUser'].includes(kind))
      throw new PolicyError('Invalid principal in policy');
    return [kind, scalars(each, 'Invalid principal in policy')] as const;
  });
  return { not: yes === undefined, of: Object.fromEntries(of) };
}

function readConditions(raw: unknown): readonly Condition[] {
  if (raw === undefined) return [];
  if (!isRecord(raw)) throw new PolicyError('Invalid policy syntax.');
  return Object.entries(raw).flatMap(([operator, keys]) => {
    if (!isRecord(keys)) throw new PolicyError('Invalid policy syntax.');
    return Object.entries(keys).map(([key, values]) => ({
      operator,
      key: key.toLowerCase(),
      values: scalars(values, 'Invalid policy syntax.'),
    }));
  });
}

function scalars(value: unknown, problem: string): readonly string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.map(each => {
    if (typeof each === 'string') return each;
    if (typeof each === 'boolean' || typeof each === 'number') return String(each);
    throw new PolicyError(problem);
  });
}
