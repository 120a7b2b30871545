import type { Call, Context } from '../call.ts';
import { type Estate, organizationOf } from '../estate.ts';
import { Fault } from '../fault.ts';
import { partitionOf } from '../places.ts';
import { checkTrailName, parseTrailArn } from './names.ts';
import type { Trail } from './trail.ts';

/** CloudTrail, as Organizations and policies name it. */
export const CLOUDTRAIL = 'cloudtrail.amazonaws.com';

/** The trails that an account sees from a region: its own of that region, replicas of its own, and its organization's. */
export function visibleTrails(estate: Estate, account: string, region: string): Trail[] {
  return [...estate.trails.values()].filter(visibleFrom(estate, account, region));
}

/** The trail of an ARN, if an account sees it from a region. */
export function visibleTrail(arn: string, { call, estate }: Pick<Context, 'call' | 'estate'>): Trail | undefined {
  const trail = estate.trails.get(arn);
  return trail && visibleFrom(estate, call.principal.account, call.region)(trail) ? trail : undefined;
}

function visibleFrom(estate: Estate, account: string, region: string): (trail: Trail) => boolean {
  const management = organizationOf(estate, account)?.management;
  return trail =>
    (trail.homeRegion === region || trail.settings.multiRegion) &&
    (trail.account === account || (trail.settings.organization && trail.account === management));
}

export function trailArn(name: string, account: string, region: string): string {
  return `arn:${partitionOf(region)}:cloudtrail:${region}:${account}:trail/${name}`;
}

/** How a call that does not find its trail names it: status and selectors print an ARN of the region that was asked. */
type Unknown = 'as-typed' | 'as-arn';

function unknown(name: string, { principal, region }: Call, how: Unknown): Fault {
  const shown = how === 'as-typed' || name.startsWith('arn:') ? name : trailArn(name, principal.account, region);
  return new Fault('TrailNotFoundException', `Unknown trail: ${shown} for the user: ${principal.account}`);
}

/** The trail that a read names: a name finds those homed here, an ARN also replicas. */
export function trailToRead(name: string | undefined, { call, estate }: Context, how: Unknown = 'as-typed'): Trail {
  const given = required(name);
  const trail = findVisible(given, call, estate);
  if (!trail) throw unknown(given, call, how);
  return trail;
}

function findVisible(name: string, call: Call, estate: Estate): Trail | undefined {
  const { account } = call.principal;
  if (name.startsWith('arn:')) {
    parseTrailArn(name);
    return visibleTrail(name, { call, estate });
  }
  checkTrailName(name);
  return estate.trails.get(trailArn(name, account, call.region));
}

/** The trail that a call names which works in the home region only, as reading selectors does. */
export function trailAtHome(name: string | undefined, context: Context, how: Unknown = 'as-typed'): Trail {
  const given = required(name);
  const { region } = context.call;
  if (given.startsWith('arn:') && parseTrailArn(given).region !== region) throw wrongRegion(region);
  return trailToRead(given, context, how);
}

/** The answer to an ARN of another region. */
export function wrongRegion(region: string): Fault {
  const message = `Region in ARN is wrong, you can only access resources in region ${region}.`;
  return new Fault('CloudTrailARNInvalidException', message);
}

/** The trail that a write names. Replicas and copies of an organization's trail are refused. */
export function trailToWrite(name: string | undefined, context: Context): Trail {
  const { call, estate } = context;
  const given = required(name);
  if (given.startsWith('arn:')) checkHome(given, call, estate);
  const trail = trailToRead(given, context);
  if (trail.account !== call.principal.account && !administersTrails(call.principal.account, estate)) {
    throw new Fault(
      'NotOrganizationMasterAccountException',
      'Only the management account of the organization can change its trails.',
    );
  }
  return trail;
}

/** Whether an account administers the trails of its organization: as its management account, or on its behalf. */
export function administersTrails(account: string, estate: Estate): boolean {
  const organization = organizationOf(estate, account);
  if (!organization) return false;
  const { management, delegated } = organization;
  return account === management || (delegated.get(account)?.has(CLOUDTRAIL) ?? false);
}

function checkHome(arn: string, { principal, region }: Call, estate: Estate): void {
  const { region: home, account } = parseTrailArn(arn);
  const theirs = account === principal.account || administersTrails(principal.account, estate);
  if (!theirs || home === region || !estate.trails.has(arn)) return;
  throw new Fault('InvalidHomeRegionException', `The trail ${arn} can only be changed in its home region ${home}.`);
}

function required(name: string | undefined): string {
  if (name !== undefined) return name;
  throw new Fault('InvalidTrailNameException', 'Trail name cannot be blank!');
}
