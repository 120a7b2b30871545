/** Questions about what is used beside the spec, each asked once: whether they may be asked. */
import { parseArn } from '../core/arn.ts';
import { permissionCheck } from '../core/doctor.ts';
import type { Check } from '../core/doctor.ts';
import { ApiFailure } from '../core/failure.ts';
import type { BesideRead } from '../core/iam.ts';
import { leadingRegion } from '../core/keeper.ts';
import type { Api, Ask } from '../core/kind.ts';
import { orFailure } from './or-failure.ts';

/** Whether each kind of question may be asked, by the first thing that it is about. Keys behind aliases are asked for by these. */
export async function besideChecks(reads: readonly BesideRead[], aws: Ask<Api>): Promise<readonly Check[]> {
  const first = new Map(
    reads
      .filter(isKnown)
      .toReversed()
      .map(read => [read.action, read]),
  );
  return Promise.all([...first.values()].toReversed().map(async read => besideCheck(read, aws)));
}

const isKnown = ({ resource }: BesideRead): boolean => !resource.endsWith(':key/*');

async function besideCheck({ action, resource }: BesideRead, aws: Ask<Api>): Promise<Check> {
  const { partition, region } = parseArn(resource);
  const home = region === '' ? leadingRegion(partition) : region;
  const answer = await orFailure(aws.ask(action, inputFor(action, resource), home));
  return permissionCheck(action, [action], answer instanceof ApiFailure ? answer : null);
}

const someOf = (policies: string): string => policies.replace('*', 'none');

/** A policy is asked for by a name that none has. */
function inputFor(action: BesideRead['action'], resource: string): object {
  const KeyId = resource;
  const RoleName = resource.slice(resource.lastIndexOf('/') + 1);
  if (action === 'kms:DescribeKey') return { KeyId };
  if (action === 'kms:GetKeyPolicy') return { KeyId, PolicyName: 'default' };
  if (action === 'logs:DescribeLogGroups') return { limit: 1 };
  if (action === 'iam:GetPolicy') return { PolicyArn: someOf(resource) };
  if (action === 'iam:GetPolicyVersion') return { PolicyArn: someOf(resource), VersionId: 'v1' };
  return action === 'iam:GetRolePolicy' ? { RoleName, PolicyName: 'none' } : { RoleName };
}
