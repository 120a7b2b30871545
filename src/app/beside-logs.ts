/** Looks at the log groups that trails write to, and at the roles that it is done with. */
import type { LogsSeen, RoleFacts, RolePermissions, RoleSeen } from '../core/beside/log.ts';
import type { LogUsed } from '../core/beside/use.ts';
import { ApiFailure, unreadBecause } from '../core/failure.ts';
import { leadingRegion } from '../core/keeper.ts';
import type { Api, Ask } from '../core/kind.ts';
import type { Arn, Problem, Reading, Target } from '../core/model.ts';
import { parsePolicy } from '../core/policy/statement.ts';
import type { PolicyDocument } from '../core/policy/statement.ts';
import { reading } from '../core/reading.ts';
import type { Memory } from './ports.ts';

/** Looks at each log group and each role once, however many trails use it. Both stand in the account of the trail. */
export async function lookAtLogs(uses: readonly LogUsed[], memory: Memory): Promise<LogsSeen> {
  const groups = new Map(uses.map(({ logGroup, by }) => [logGroup, by.desired.target]));
  const roles = new Map(uses.map(({ role, by }) => [role, by.desired.target]));
  return {
    groups: await each(groups, async (group, target) => lookAtGroup(group, memory.at(target))),
    roles: await each(roles, async (role, target) => lookAtRole(role, globally(memory.at(target), target))),
  };
}

async function each<V>(
  places: ReadonlyMap<string, Target>,
  look: (arn: string, target: Target) => Promise<V>,
): Promise<ReadonlyMap<string, V>> {
  return new Map(await Promise.all([...places].map(async ([arn, target]) => [arn, await look(arn, target)] as const)));
}

/** IAM has one home in each partition. */
function globally(aws: Ask<Api>, { partition, region }: Target): Ask<Api> {
  return { ask: async (call, input) => aws.ask(call, input, leadingRegion(partition) ?? region) };
}

interface DescribedGroups {
  readonly logGroups?: readonly { readonly logGroupName?: string }[];
}

/** Groups come in the order of their names, so that the one with the very name is the first of its prefix. */
async function lookAtGroup(arn: string, aws: Ask<Api>): Promise<Reading<boolean>> {
  const logGroupNamePrefix = arn.replace(/^.*:log-group:/u, '').replace(/:\*$/u, '');
  return reading(aws.ask('logs:DescribeLogGroups', { logGroupNamePrefix }), (answer: DescribedGroups | undefined) =>
    (answer?.logGroups ?? []).some(({ logGroupName }) => logGroupName === logGroupNamePrefix),
  );
}

interface GotRole {
  readonly Role?: {
    readonly Arn?: string;
    readonly AssumeRolePolicyDocument?: string;
    readonly PermissionsBoundary?: { readonly PermissionsBoundaryArn?: Arn };
  };
}

async function lookAtRole(arn: string, aws: Ask<Api>): Promise<RoleSeen> {
  const RoleName = arn.slice(arn.lastIndexOf('/') + 1);
  const answer = await reading(aws.ask('iam:GetRole', { RoleName }), (got: GotRole | undefined) => got?.Role, absent);
  const role = roleIn(answer, arn);
  const facts = 'value' in role ? role.value : null;
  return { role, permissions: facts === null ? noPermissions : await permissionsOf(RoleName, facts, aws) };
}

const absent = ['NoSuchEntityException'];
const noPermissions: Reading<RolePermissions> = { value: { documents: [], unread: [] } };

/** A role of the same name with another path is another one. */
function roleIn(answer: Reading<GotRole['Role']>, arn: string): Reading<RoleFacts | null> {
  if ('unread' in answer) return answer;
  const { Arn, AssumeRolePolicyDocument = '', PermissionsBoundary } = answer.value ?? {};
  if (Arn !== arn) return { value: null };
  const trust = policyIn(AssumeRolePolicyDocument);
  if ('code' in trust) return { unread: trust };
  return { value: { trust, boundary: PermissionsBoundary?.PermissionsBoundaryArn ?? null } };
}

/** IAM writes policies as parts of addresses. */
function policyIn(encoded: string): PolicyDocument | Problem {
  try {
    return parsePolicy(decodeURIComponent(encoded));
  } catch {
    return parsePolicy(encoded);
  }
}

/** Policies of the role itself, and those that are attached to it. One of these that cannot be read leaves the rest known. */
async function permissionsOf(
  RoleName: string,
  { boundary }: RoleFacts,
  aws: Ask<Api>,
): Promise<Reading<RolePermissions>> {
  try {
    const [own, attached] = await Promise.all([
      everyPage(aws, 'iam:ListRolePolicies', { RoleName }),
      everyPage(aws, 'iam:ListAttachedRolePolicies', { RoleName }),
    ]);
    const names = own.flatMap(({ PolicyNames = [] }) => PolicyNames);
    const read = await Promise.all(names.map(async PolicyName => readPolicy({ RoleName, PolicyName }, aws)));
    const [unreadable] = read.flatMap(one => ('code' in one ? [one] : []));
    if (unreadable !== undefined) return { unread: unreadable };
    const arns = attached.flatMap(({ AttachedPolicies = [] }) => AttachedPolicies.flatMap(one => one.PolicyArn ?? []));
    const managed = await Promise.all(arns.map(async arn => readManaged(arn, aws)));
    const limit = boundary === null ? undefined : await readManaged(boundary, aws);
    return {
      value: {
        documents: [...read, ...managed].flatMap(one => ('code' in one || 'unread' in one ? [] : [one])),
        ...(limit === undefined || 'unread' in limit ? {} : { limit }),
        unread: managed.flatMap(one => ('unread' in one ? [one.unread] : [])),
      },
    };
  } catch (error) {
    return { unread: unreadBecause(error) };
  }
}

async function readPolicy(of: Readonly<Record<'RoleName' | 'PolicyName', string>>, aws: Ask<Api>) {
  const { PolicyDocument = '' }: { readonly PolicyDocument?: string } = await aws.ask('iam:GetRolePolicy', of);
  return policyIn(PolicyDocument);
}

interface GotPolicy {
  readonly Policy?: { readonly DefaultVersionId?: string };
}

interface GotVersion {
  readonly PolicyVersion?: { readonly Document?: string };
}

/** The version of a managed policy that is in force, or the ARN where it cannot be read. */
async function readManaged(PolicyArn: string, aws: Ask<Api>): Promise<PolicyDocument | { readonly unread: string }> {
  try {
    const { Policy }: GotPolicy = await aws.ask('iam:GetPolicy', { PolicyArn });
    const VersionId = Policy?.DefaultVersionId;
    const { PolicyVersion }: GotVersion = await aws.ask('iam:GetPolicyVersion', { PolicyArn, VersionId });
    const document = policyIn(PolicyVersion?.Document ?? '');
    return 'code' in document ? { unread: PolicyArn } : document;
  } catch (error) {
    if (error instanceof ApiFailure) return { unread: PolicyArn };
    throw error;
  }
}

interface Page {
  readonly PolicyNames?: readonly string[];
  readonly AttachedPolicies?: readonly { readonly PolicyArn?: string }[];
  readonly IsTruncated?: boolean;
  readonly Marker?: string;
}

async function everyPage(aws: Ask<Api>, call: string, input: object): Promise<readonly Page[]> {
  const page: Page = await aws.ask(call, input);
  const { IsTruncated = false, Marker } = page;
  return [page, ...(IsTruncated ? await everyPage(aws, call, { ...input, Marker }) : [])];
}
