import type { Context } from '../call.ts';
import { Fault } from '../fault.ts';
import { type Tree, queryDialect, queryOperation, resultEnvelope } from '../http/query-dialect.ts';
import { partitionOf, uniqueId } from '../places.ts';
import { PolicyError } from '../policy/document.ts';
import { structure, text, whole } from '../shape.ts';
import { describePolicy, makePolicy, openPolicy } from './managed.ts';
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

function describe({ arn, id, name, path, created, trust, boundary }: Role) {
  return {
    ...(boundary === undefined
      ? {}
      : { PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: boundary.arn } }),
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
  readonly PermissionsBoundary?: string;
}

function createRole({ RoleName: name = '', Path: path = '/', ...made }: Made, context: Context) {
  const { call, estate } = context;
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
  const boundary = made.PermissionsBoundary === undefined ? undefined : openPolicy(made.PermissionsBoundary, context);
  const facts = { arn, id: uniqueId('AROA', arn), name, path, created: call.at, trust };
  const role: Role = { ...facts, policies: new Map(), attached: new Map(), boundary };
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

const policyName = /^[\w+=,.@-]{1,128}$/;

function createPolicy(
  { PolicyName: name = '', Path: path = '/', PolicyDocument = '' }: Policy & Pick<Made, 'Path'>,
  context: Context,
) {
  if (!policyName.test(name)) throw new Fault('ValidationError', 'The specified value for policyName is invalid.');
  const document = checked(PolicyDocument, parsePermissions);
  return { Policy: describePolicy(makePolicy({ name, path, document }, context), context) };
}

function versionOf({ PolicyArn, VersionId }: Version, context: Context) {
  const { document, created } = openPolicy(PolicyArn, context);
  if (VersionId !== 'v1')
    throw new Fault(
      'NoSuchEntity',
      `Policy ${PolicyArn ?? ''} version ${VersionId ?? ''} does not exist or is not attachable.`,
      {
        status: 404,
      },
    );
  const facts = { VersionId, IsDefaultVersion: true, CreateDate: created.toISOString() };
  return { PolicyVersion: { Document: encoded(document), ...facts } };
}

interface Version {
  readonly PolicyArn?: string;
  readonly VersionId?: string;
}

const ofAttached = { ...ofRole, PolicyArn: text };
const ofManaged = { PolicyArn: text };

/** As much of IAM as the roles of trails need. Managed policies have one version. */
export const iamDialect = queryDialect({
  service: 'iam',
  version: '2010-05-08',
  envelope: resultEnvelope('https://iam.amazonaws.com/doc/2010-05-08/'),
  invalidParameter: 'ValidationError',
  operations: {
    CreateRole: queryOperation({
      kind: 'write',
      input: structure({ ...ofRole, Path: text, AssumeRolePolicyDocument: text, PermissionsBoundary: text }),
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
    CreatePolicy: queryOperation({
      kind: 'write',
      input: structure({ PolicyName: text, Path: text, PolicyDocument: text }),
      subjects,
      run: createPolicy,
    }),
    GetPolicy: queryOperation({
      kind: 'read',
      input: structure(ofManaged),
      subjects,
      run: ({ PolicyArn }, context) => ({ Policy: describePolicy(openPolicy(PolicyArn, context), context) }),
    }),
    GetPolicyVersion: queryOperation({
      kind: 'read',
      input: structure({ ...ofManaged, VersionId: text }),
      subjects,
      run: versionOf,
    }),
    AttachRolePolicy: queryOperation({
      kind: 'write',
      input: structure(ofAttached),
      subjects,
      run({ RoleName, PolicyArn }, context) {
        const policy = openPolicy(PolicyArn, context);
        openRole(RoleName, context).attached.set(policy.arn, policy);
        return undefined;
      },
    }),
    DetachRolePolicy: queryOperation({
      kind: 'write',
      input: structure(ofAttached),
      subjects,
      run({ RoleName, PolicyArn = '' }, context) {
        if (openRole(RoleName, context).attached.delete(PolicyArn)) return undefined;
        throw new Fault('NoSuchEntity', `Policy ${PolicyArn} was not found.`, { status: 404 });
      },
    }),
    PutRolePermissionsBoundary: queryOperation({
      kind: 'write',
      input: structure({ ...ofRole, PermissionsBoundary: text }),
      subjects,
      run({ RoleName, PermissionsBoundary }, context) {
        openRole(RoleName, context).boundary = openPolicy(PermissionsBoundary, context);
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
        const { attached } = openRole(input.RoleName, context);
        const member = [...attached.values()].map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn }));
        return { IsTruncated: false, AttachedPolicies: { member } };
      },
    }),
  },
});
