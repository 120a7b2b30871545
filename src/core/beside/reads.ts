/** What is asked about what resources use beside the spec, and may be of any name. */
import type { IamAction } from '../kind.ts';
import type { Target } from '../model.ts';

/** What is asked of a role with which CloudTrail writes to a log group. */
export const roleReads = [
  'iam:GetRole',
  'iam:ListRolePolicies',
  'iam:GetRolePolicy',
  'iam:ListAttachedRolePolicies',
] as const satisfies readonly IamAction[];

/** What is asked of the policies that are attached to it, or limit it. */
export const attachedReads = ['iam:GetPolicy', 'iam:GetPolicyVersion'] as const satisfies readonly IamAction[];

/** Policies that a role of an account may have attached: of the account's own and of AWS, whatever their names. */
export function attachable({ partition, account }: Omit<Target, 'region'>): readonly string[] {
  return [account, 'aws'].map(owner => `arn:${partition}:iam::${owner}:policy/*`);
}

/** The questions about keys, log groups and roles of any name in an account; keys also of other accounts. */
export function readsBesideAny({ partition, account }: Omit<Target, 'region'>) {
  const roles = `arn:${partition}:iam::${account}:role/*`;
  return [
    { about: 'DescribeKey', action: 'kms:DescribeKey', resource: `arn:${partition}:kms:*:*:key/*` },
    { about: 'KeyPolicy', action: 'kms:GetKeyPolicy', resource: `arn:${partition}:kms:*:${account}:key/*` },
    {
      about: 'LogGroups',
      action: 'logs:DescribeLogGroups',
      resource: `arn:${partition}:logs:*:${account}:log-group:*`,
    },
    ...roleReads.map(action => ({ about: 'LogRoles', action, resource: roles }) as const),
    ...attachable({ partition, account }).flatMap(resource =>
      attachedReads.map(action => ({ about: 'LogRolePolicies', action, resource }) as const),
    ),
  ] as const;
}
