/** IAM policies and roles, as they are pasted, checked in or rolled out. */
import type { IamPolicy, Permission, Purpose } from '../core/iam.ts';
import { unknownAccount as anyAccount } from '../core/spec/stand-ins.ts';
import type { Json } from './change-document.ts';
import { hcl } from './hcl.ts';

export interface Role {
  /** With its path, if it has one: `security/trailwarden`. */
  readonly name: string;
  /** What its policy is for. */
  readonly purpose: Purpose | 'logs';
  /** ARN of who may assume it. */
  readonly trusted: string;
  readonly externalId: string | null;
  readonly policy: IamPolicy;
}

/** The same permissions for any account, where they name this one. */
export function forAnyAccount(permissions: readonly Permission[], account: string): readonly Permission[] {
  return permissions.map(one => ({ ...one, resource: one.resource.replaceAll(account, anyAccount) }));
}

/** How many characters all policies inside a role may have together; AWS does not count white space. */
const mostInRole = 10_240;

/** How many characters of a policy AWS would count, if they are more than a role takes; else undefined. */
export function excessOf(policy: IamPolicy): { readonly size: number; readonly limit: number } | undefined {
  const size = JSON.stringify(policy).length;
  return size > mostInRole ? { size, limit: mostInRole } : undefined;
}

const indented = (value: unknown): string => JSON.stringify(value, null, 2);

const inAccount = (text: string, account: string): string => text.replaceAll(anyAccount, () => account);

/** The policy alone. Where it is for any account, `*` stands for the account. */
export function policyText(policy: IamPolicy): string {
  return inAccount(indented(policy), '*');
}

/** Who may assume a role, and with which external id. */
function trustOf({ trusted, externalId }: Role) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: trusted },
        Action: 'sts:AssumeRole',
        ...(externalId === null ? {} : { Condition: { StringEquals: { 'sts:ExternalId': externalId } } }),
      },
    ],
  };
}

/** IAM keeps the path of a role apart from its name. */
function nameOf({ name }: Role): { readonly name: string; readonly path: string } {
  const slash = name.lastIndexOf('/') + 1;
  return { name: name.slice(slash), path: `/${name.slice(0, slash)}` };
}

const policyName = ({ purpose }: Role): string => `trailwarden-${purpose}`;

/** A role as JSON, as iam.schema.json describes it. */
export function roleDocument(role: Role): Json {
  return {
    format_version: '1.0',
    kind: 'iam',
    for: role.purpose,
    role_name: nameOf(role).name,
    role_path: nameOf(role).path,
    trust_policy: trustOf(role),
    policy_name: policyName(role),
    policy: JSON.parse(policyText(role.policy)) as Json,
  };
}

/** A CloudFormation template, as JSON. Where the policy is for any account, it becomes that of the stack. */
export function cloudFormation(role: Role): string {
  return indented({
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `Lets trailwarden ${role.purpose === 'logs' ? 'read delivered log files' : role.purpose} in this account`,
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: nameOf(role).name,
          Path: nameOf(role).path,
          AssumeRolePolicyDocument: trustOf(role),
          Policies: [{ PolicyName: policyName(role), PolicyDocument: substituted(role.policy) }],
        },
      },
    },
    Outputs: { RoleArn: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
  });
}

/** Texts that name the account become `Fn::Sub`. */
function substituted(value: unknown): unknown {
  if (typeof value === 'string')
    return value.includes(anyAccount) ? { 'Fn::Sub': inAccount(value, '${AWS::AccountId}') } : value;
  if (Array.isArray(value)) return value.map(substituted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, substituted(member)]));
}

/** Terraform, in HCL. Where the policy is for any account, it becomes that of the provider. */
export function terraform(role: Role): string {
  const open = indented(role.policy).includes(anyAccount);
  const policy = inAccount(hcl(role.policy), '${data.aws_caller_identity.current.account_id}');
  return `${open ? 'data "aws_caller_identity" "current" {}\n\n' : ''}resource "aws_iam_role" "trailwarden" {
  name               = ${hcl(nameOf(role).name)}
  path               = ${hcl(nameOf(role).path)}
  assume_role_policy = jsonencode(${hcl(trustOf(role))})
}

resource "aws_iam_role_policy" "trailwarden" {
  name   = ${hcl(policyName(role))}
  role   = aws_iam_role.trailwarden.id
  policy = jsonencode(${policy})
}`;
}
