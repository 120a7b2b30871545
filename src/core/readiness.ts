/** Trails for an organization that is not ready for them are not tried in vain. */
import { changeOf } from './changed.ts';
import type { Known } from './derive.ts';
import { byAddress } from './derive.ts';
import type { AnyState } from './kind.ts';
import type { Address, Problem, World } from './model.ts';
import { isOpen } from './plan.ts';
import type { Difference, Withheld } from './plan.ts';
import { whole } from './reading.ts';

/** Whether a state delivers for the members of an organization. */
export function isOrganizations(
  { kind, desired }: Pick<Known, 'kind' | 'desired'>,
  state: AnyState,
  world: World,
): boolean {
  const needs = kind.needs?.(state, desired.arn, world) ?? [];
  return needs.some(need => need.to === 'deliver-logs' && need.organization !== null);
}

/** Whether AWS is to be asked to make something of the organization, that does not exist or is one account's yet. */
export function becomesOrganizations(known: Known, world: World): boolean {
  const { desired, live } = known;
  if (!desired.managed || !isOrganizations(known, desired.state, world)) return false;
  const state = whole(live);
  return live.is === 'absent' || (state !== undefined && !isOrganizations(known, state, world));
}

/**
 * The differences, less what AWS would refuse because of the organization: creations, and of an update the field that
 * makes it the organization's. Every repair is done all the same.
 *
 * @param obstacles why not, by what would become the organization's; of those, warnings hold nothing up
 */
export function holdUnready(
  differences: readonly Difference[],
  known: readonly Known[],
  { obstacles, world }: { readonly obstacles: ReadonlyMap<Address, Problem>; readonly world: World },
): readonly Difference[] {
  if (obstacles.size === 0) return differences;
  const resources = byAddress(known);
  return differences.map(difference => {
    const [resource, problem] = [resources.get(difference.address), obstacles.get(difference.address)];
    if (!resource || !problem || isWarning(problem) || !isOpen(difference)) return difference;
    const withheld: Withheld = { by: 'fixed', problem: { ...problem, at: difference.address } };
    if (resource.live.is !== 'present') return { ...difference, withheld };
    const after = changeOf(resource, difference).desired;
    const fields = difference.fields.map(field => {
      const makes = !isOrganizations(resource, { ...after, [field.field]: field.before }, world);
      return makes && field.withheld === undefined && isOrganizations(resource, after, world)
        ? { ...field, withheld }
        : field;
    });
    return { ...difference, fields };
  });
}

/** Those that hold nothing up: people should know of them. */
export function doubtsIn(obstacles: ReadonlyMap<Address, Problem>): readonly Problem[] {
  return [...obstacles].flatMap(([at, problem]) => (isWarning(problem) ? [{ ...problem, at }] : []));
}

const isWarning = ({ severity }: Problem): boolean => severity === 'warning';

/** What of an organization decides whether it can have a trail; absent: nobody could say. */
export interface Readiness {
  /** As Organizations names it: `ALL`, or `CONSOLIDATED_BILLING`. */
  readonly featureSet?: string;
  /** Principals of the services with trusted access. */
  readonly trusted?: readonly string[];
  /** Ids of the accounts that may make trails for it, beside the management account. */
  readonly administrators?: readonly string[];
}

/** Why AWS would refuse a trail of the organization from an account; undefined: nothing is known that speaks against it. */
export function obstacleTo(
  { featureSet, trusted, administrators }: Readiness,
  { account, managementAccount }: { readonly account: string; readonly managementAccount: string },
): Problem | undefined {
  if (account !== managementAccount && administrators?.includes(account) === false) return notAdministrator(account);
  if (featureSet !== undefined && featureSet !== 'ALL') return featuresMissing;
  return trusted?.includes(cloudTrail) === false ? trustMissing : undefined;
}

/** What may be in the way: an account that is not the management account, and nobody says whether it is an administrator. */
export function doubtAbout(
  { administrators }: Readiness,
  { account, managementAccount }: { readonly account: string; readonly managementAccount: string },
): Problem | undefined {
  if (account === managementAccount || administrators !== undefined) return undefined;
  return {
    code: 'not-trail-administrator',
    severity: 'warning',
    message: `Account ${account} is not the management account ${managementAccount} of the organization, and nobody says whether it is a delegated administrator of CloudTrail: if not, AWS takes no trail of the organization from it`,
    hint: 'Let the trail stand in the management account, or allow organizations:ListDelegatedAdministrators.',
  };
}

/** CloudTrail, as Organizations names it. */
export const cloudTrail = 'cloudtrail.amazonaws.com';

export const trustMissing: Problem = {
  code: 'trusted-access-missing',
  message: 'The organization does not let CloudTrail work in its accounts, so its trail cannot be created',
  hint: `aws organizations enable-aws-service-access --service-principal ${cloudTrail}`,
};

export const featuresMissing: Problem = {
  code: 'organization-features-missing',
  message: 'The organization has consolidated billing only, so its trail cannot be created',
  hint: 'Enable all features in the management account: aws organizations enable-all-features',
};

export function notAdministrator(account: string): Problem {
  return {
    code: 'not-trail-administrator',
    message: `Account ${account} is neither the management account of the organization nor a delegated administrator of CloudTrail, so AWS takes no trail of the organization from it`,
    hint: `Let the trail stand in the management account, or register this one there: aws cloudtrail register-organization-delegated-admin --member-account-id ${account}`,
  };
}

/** Only the management account makes an account's trail the organization's; for others the name is taken. */
export function ofManagement(account: string): Problem {
  return {
    code: 'conversion-elsewhere',
    message: `The management account ${account} has a trail of this name that is its own, and only that account can make it the organization's`,
    hint: 'Declare the trail in the management account, or choose another name.',
  };
}
