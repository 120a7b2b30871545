import type { Estate } from '../estate.ts';
import type { ManagedPolicy } from './managed.ts';
import { PolicyError, parsePolicy } from '../policy/document.ts';
import type { PolicyDocument, Statement } from '../policy/document.ts';
import { evaluate } from '../policy/evaluate.ts';
import type { PolicyRequest } from '../policy/evaluate.ts';
import { parseArn } from '../places.ts';

/** A role of IAM. STS lets everybody assume it all the same; CloudTrail goes by its policies. */
export interface Role {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly created: Date;
  /** Who may assume it. */
  trust: string;
  /** What it may do, by the names of its policies. */
  readonly policies: Map<string, string>;
  /** What else it may do: managed policies, by ARN. */
  readonly attached: Map<string, ManagedPolicy>;
  /** What limits all of these. */
  boundary: ManagedPolicy | undefined;
}

/** Names are one space in an account, whatever the paths and the spelling. */
export function roleKey(account: string, name: string): string {
  return `${account}/${name.toLowerCase()}`;
}

export function roleByArn({ iamRoles }: Pick<Estate, 'iamRoles'>, arn: string): Role | undefined {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const role = iamRoles.get(roleKey(parseArn(arn)?.account ?? '', name));
  return role?.arn === arn ? role : undefined;
}

/** A trust policy names no resource: it stands on the role. Throws `PolicyError` on what IAM refuses. */
export function parseTrust(source: string): PolicyDocument {
  return completed(source, statement => {
    if (statement.resources) throw new PolicyError('Has prohibited field Resource');
    if (!statement.principals) throw new PolicyError('Missing required field Principal');
    return { ...statement, resources: { not: false, patterns: ['*'] } };
  });
}

/** A policy of a role names no principal: it is the role. Throws `PolicyError` on what IAM refuses. */
export function parsePermissions(source: string): PolicyDocument {
  return completed(source, statement => {
    if (statement.principals) throw new PolicyError('Policy document should not specify a principal.');
    if (!statement.resources) throw new PolicyError('Policy statement must contain resources.');
    return { ...statement, principals: { not: false, of: { AWS: ['*'] } } };
  });
}

function completed(source: string, complete: (statement: Statement) => Statement): PolicyDocument {
  const document = parsePolicy(source);
  if (document.statements.some(({ actions }) => !actions)) throw new PolicyError('Missing required field Action');
  return { ...document, statements: document.statements.map(complete) };
}

export function maySend(role: Role, request: Omit<PolicyRequest, 'asker'>, account: string): boolean {
  const asker = { account, arns: [role.arn], id: role.id };
  const answer = (policy: string) => evaluate(parsePermissions(policy), { ...request, asker });
  const attached = [...role.attached.values()].map(({ document }) => document);
  const answers = [...role.policies.values(), ...attached].map(answer);
  const limited = role.boundary !== undefined && answer(role.boundary.document) !== 'allow';
  return answers.includes('allow') && !answers.includes('deny') && !limited;
}
