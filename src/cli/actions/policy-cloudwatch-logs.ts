/** Prints the policies of roles that write to log groups. */
import { logRolePolicies, logRolePoliciesOf, trailArn } from '../../app/policy-documents.ts';
import type { Estate } from '../../app/estate.ts';
import type { PrintedPolicy } from '../../core/policy/printed.ts';
import { partitionOf } from '../../core/spec/regions.ts';
import type { Input, Options } from '../definition.ts';
import { Refusal } from '../trouble.ts';
import { needed, printPolicies, wrong } from './printed-policies.ts';

export async function printLogRoles(input: Input): Promise<number> {
  return printPolicies(input, ofSpec, () => ofNames(input.options));
}

function ofSpec(estate: Estate): readonly PrintedPolicy[] {
  const policies = logRolePolicies(estate);
  if ('code' in policies) throw new Refusal('invalid', policies);
  if (policies.length === 0)
    throw wrong('no trail of the spec writes to a log group', 'write cloudWatchLogs at a trail');
  return policies;
}

function ofNames(options: Options): readonly PrintedPolicy[] {
  const account = needed(options.account, 'which account: --account ID');
  const region = needed(options.region, 'where the trail stands: --region REGION');
  const group = needed(options.logGroup, 'which log group: --log-group NAME');
  const { role = 'CloudTrail_CloudWatchLogs_Role', trail, organization = null } = options;
  const partition = partitionOf(region);
  return logRolePoliciesOf({
    role: `arn:${partition}:iam::${account}:role/${role}`,
    trails: trail === undefined ? [] : [trailArn({ account, region, name: trail })],
    writings: [{ logGroup: `arn:${partition}:logs:${region}:${account}:log-group:${group}`, organization }],
  });
}
