import type { Context } from '../call.ts';
import { Fault } from '../fault.ts';
import { type Tree, queryDialect, queryOperation, resultEnvelope } from '../http/query-dialect.ts';
import { partitionOf, uniqueId } from '../places.ts';
import { PolicyError } from '../policy/document.ts';
import { structure, text, whole } from '../shape.ts';
import { type Role, parsePermissions, parseTrust, roleKey } from './role.ts';

function openRole(name: string | undefined, { call, estate }: Context): Role {
  const role = estate.iamRoles.get(roleKey(call.principal.account, name ?? ''));
  if (role) return role;
  throw new Fault('NoSuchEntity', `The role with name ${name ?? ''} cannot be found.`, { status: 404 });
}

function checked(source: string, parse: (source: string) => unknown): string {
  try {
    parse(source);
    return source;
  } catch (error) {
    if (error instanceof PolicyError) throw new Fault('MalformedPolicyDocument', error.message);
    throw error;
  }
}

/** IAM answers policies as they stand in addresses. */
const encoded = (policy: string): string => encodeURIComponent(policy);

function describe({ arn, id, name, path, created, trust }: Role) {
  return {
    Path: path,
    RoleName: name,
    RoleId: id,
    Arn: arn,
    CreateDate: created.toISOString(),
    AssumeRolePolicyDocument: encoded(trust),
  };
}

interface Made {
  readonly RoleName?: string;
  readonly Path?: string;
  readonly AssumeRolePolicyDocument?: string;
}

function createRole({ RoleName: name = '', Path: path = '/', ...made }: Made, { call, estate }: Context) {
  if (!/^[\w+=,.@-]{1,64}$/.test(name))
    throw new Fault(
      'ValidationError',
      'The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
    );
  if (!/^\/(?:[!-~]{1,510}\/)?$/.test(path))
    throw new Fault('ValidationError', 'The specified value for path is invalid.');
  const trust = checked(made.AssumeRolePolicyDocument ?? '', parseTrust);
  const { account } = call.principal;
  const key = roleKey(account, name);
  if (estate.iamRoles.has(key))
    throw new Fault('EntityAlreadyExists', `Role with name ${name} already exists.`, { status: 409 });
  const arn = `arn:${partitionOf(call.region)}:iam::${account}:role${path}${name}`;
  const role = { arn, id: uniqueId('AROA', arn), name, path, created: call.at, trust, policies: new Map() };
  estate.iamRoles.set(key, role);
  return { Role: describe(role) };
}

interface Policy {
  readonly RoleName?: string;
  readonly PolicyName?: string;
  readonly PolicyDocument?: string;
}

function putPolicy({ RoleName, PolicyName: name = '', PolicyDocument = '' }: Policy, context: Context): undefined {
  const role = openRole(RoleName, context);
  role.policies.set(name, checked(PolicyDocument, parsePermissions));
}

function policyOf({ RoleName, PolicyName: name = '' }: Policy, context: Context) {
  const role = openRole(RoleName, context);
  const policy = role.policies.get(name);
  if (policy !== undefined) return { role, name, policy };
  throw new Fault('NoSuchEntity', `The role policy with name ${name} cannot be found.`, { status: 404 });
}

const ofRole = { RoleName: text };
const ofPolicy = { ...ofRole, PolicyName: text };
const paging = { Marker: text, MaxItems: whole };
const subjects = (raw: Tree): { type: string; name: string }[] =>
  typeof raw['RoleName'] === 'string' ? [{ type: 'AWS::IAM::Role', name: raw['RoleName'] }] : [];

/** As much of IAM as the roles of trails need. Nothing is attached to a role: its policies are its own. */
export const iamDialect = queryDialect({
  service: 'iam',
  version: '2010-05-08',
  envelope: resultEnvelope('https://iam.amazonaws.com/doc/2010-05-08/'),
  invalidParameter: 'ValidationError',
  operations: {
    CreateRole: queryOperation({
      kind: 'write',
      input: structure({ ...ofRole, Path: text, AssumeRolePolicyDocument: text }),
      subjects,
      run: createRole,
    }),
    GetRole: queryOperation({
      kind: 'read',
      input: structure(ofRole),
      subjects,
      run: (input, context) => ({ Role: { ...describe(openRole(input.RoleName, context)), MaxSessionDuration: 3600 } }),
    }),
    UpdateAssumeRolePolicy: queryOperation({
      kind: 'write',
      input: structure({ ...ofRole, PolicyDocument: text }),
      subjects,
      run(input, context) {
        openRole(input.RoleName, context).trust = checked(input.PolicyDocument ?? '', parseTrust);
        return undefined;
      },
    }),
    PutRolePolicy: queryOperation({
      kind: 'write',
      input: structure({ ...ofPolicy, PolicyDocument: text }),
      subjects,
      run: putPolicy,
    }),
    GetRolePolicy: queryOperation({
      kind: 'read',
      input: structure(ofPolicy),
      subjects,
      run(input, context) {
        const { role, name, policy } = policyOf(input, context);
        return { RoleName: role.name, PolicyName: name, PolicyDocument: encoded(policy) };
      },
    }),
    DeleteRolePolicy: queryOperation({
      kind: 'write',
      input: structure(ofPolicy),
      subjects,
      run(input, context) {
        const { role, name } = policyOf(input, context);
        role.policies.delete(name);
        return undefined;
      },
    }),
    ListRolePolicies: queryOperation({
      kind: 'read',
      input: structure({ ...ofRole, ...paging }),
      subjects,
      run: (input, context) => ({
        IsTruncated: false,
        PolicyNames: { member: [...openRole(input.RoleName, context).policies.keys()].toSorted() },
      }),
    }),
    ListAttachedRolePolicies: queryOperation({
      kind: 'read',
      input: structure({ ...ofRole, ...paging }),
      subjects,
      run(input, context) {
        openRole(input.RoleName, context);
        return { IsTruncated: false, AttachedPolicies: { member: [] } };
      },
    }),
  },
});
