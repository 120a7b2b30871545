import type { Context } from '../call.ts';
import { Fault } from '../fault.ts';
import { parseArn, partitionOf, uniqueId } from '../places.ts';

/** A policy that stands by itself. It has one version. */
export interface ManagedPolicy {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly created: Date;
  readonly document: string;
}

const allowing = (...Action: readonly string[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });

/** Of AWS itself: the two that people attach to the roles of log groups. Every account has them. */
const ofAws: Readonly<Record<string, string>> = {
  AdministratorAccess: allowing('*'),
  CloudWatchLogsFullAccess: allowing('logs:*', 'cloudwatch:GenerateQuery'),
};

/** Long before any account of the sandbox. */
const sinceEver = new Date('2015-02-06T18:40:02Z');

/** The policy with this ARN, as the caller's account sees it; undefined: there is none. */
function managedPolicy(arn: string, { call, estate }: Context): ManagedPolicy | undefined {
  const [, name] = /^arn:[\w-]+:iam::aws:policy\/(.+)$/.exec(arn) ?? [];
  if (name === undefined)
    return parseArn(arn)?.account === call.principal.account ? estate.iamPolicies.get(arn) : undefined;
  const document = Object.hasOwn(ofAws, name) ? ofAws[name] : undefined;
  if (document === undefined) return undefined;
  return { arn, id: uniqueId('ANPA', arn), name, path: '/', created: sinceEver, document };
}

export function openPolicy(arn: string | undefined, context: Context): ManagedPolicy {
  const policy = managedPolicy(arn ?? '', context);
  if (policy) return policy;
  throw new Fault('NoSuchEntity', `Policy ${arn ?? ''} does not exist or is not attachable.`, { status: 404 });
}

/** As it is answered, with how many roles it is attached to and how many it limits. */
export function describePolicy({ arn, id, name, path, created }: ManagedPolicy, { estate }: Context) {
  const roles = [...estate.iamRoles.values()];
  return {
    PolicyName: name,
    PolicyId: id,
    Arn: arn,
    Path: path,
    DefaultVersionId: 'v1',
    AttachmentCount: roles.filter(({ attached }) => attached.has(arn)).length,
    PermissionsBoundaryUsageCount: roles.filter(({ boundary }) => boundary?.arn === arn).length,
    IsAttachable: true,
    CreateDate: created.toISOString(),
    UpdateDate: created.toISOString(),
  };
}

/** Makes a policy of the caller's account; the document was checked. */
export function makePolicy(
  { name, path, document }: Pick<ManagedPolicy, 'name' | 'path' | 'document'>,
  { call, estate }: Context,
): ManagedPolicy {
  const { account } = call.principal;
  const arn = `arn:${partitionOf(call.region)}:iam::${account}:policy${path}${name}`;
  const taken = [...estate.iamPolicies.values()].some(
    one => parseArn(one.arn)?.account === account && one.name.toLowerCase() === name.toLowerCase(),
  );
  if (taken)
    throw new Fault('EntityAlreadyExists', `A policy called ${name} already exists. Duplicate names are not allowed.`, {
      status: 409,
    });
  const policy = { arn, id: uniqueId('ANPA', arn), name, path, created: call.at, document };
  estate.iamPolicies.set(arn, policy);
  return policy;
}
