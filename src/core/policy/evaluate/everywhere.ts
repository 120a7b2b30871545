/** A request that a trail of all regions makes from each of them, made for those that it certainly records. */
import { parseArn } from '../../arn.ts';
import { listed } from '../statement.ts';
import type { Statement } from '../statement.ts';
import type { Request } from './request.ts';

/**
 * The regions that every account has and cannot switch off, by partition: those that opened before March 2019. Accounts
 * choose the later ones, so that nobody knows without asking whether a trail writes there.
 */
const alwaysEnabled: Readonly<Record<string, readonly string[]>> = {
  aws: [
    'us-east-1',
    'us-east-2',
    'us-west-1',
    'us-west-2',
    'ca-central-1',
    'sa-east-1',
    'eu-west-1',
    'eu-west-2',
    'eu-west-3',
    'eu-central-1',
    'eu-north-1',
    'ap-south-1',
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-northeast-3',
    'ap-southeast-1',
    'ap-southeast-2',
  ],
  'aws-cn': ['cn-north-1', 'cn-northwest-1'],
  'aws-us-gov': ['us-gov-west-1', 'us-gov-east-1'],
};

/** What stands for the region in the name of a file: `eu-west-1`, `us-gov-west-1`. */
export const anyRegion = '*-*-?';

/** What stands for the day in it. */
export const anyDay = '20??/??/??';

/** What stands for the account of a member in it, and begins the name of the file. */
const anyMember = /(?<=\/AWSLogs\/o-[^/*]+\/)\*(?=\/)|(?<=\/)\*(?=_CloudTrail)/gu;

/**
 * The requests that are certainly among those meant: one for each such region, and for the trail's own, on the day that it is; where members of an
 * organization are meant, also for the management account and for each of these accounts that is one. None where a
 * request means but one region and account, on a day that nobody says.
 *
 * @param accounts those that a policy names
 */
export function inEachPlace(request: Request, accounts: readonly string[]): readonly Request[] {
  const { resource, region, source, members, today = anyDay } = request;
  const { partition, region: home, account } = parseArn(source);
  const regions = region === null ? [...new Set([home, ...(alwaysEnabled[partition] ?? [])])] : [region];
  const all = resource.search(anyMember) >= 0 ? [account, ...accounts.filter(id => members?.has(id))] : ['*'];
  if (region !== null && all.includes('*') && !(today !== anyDay && resource.includes(anyDay))) return [];
  return all.flatMap(owner =>
    regions.map(one => ({
      ...request,
      region: one,
      resource: resource.replaceAll(anyMember, owner).replaceAll(anyRegion, one).replace(anyDay, today),
    })),
  );
}

/** The accounts whose folders statements name: only for these it matters whether they are members. */
export function accountsNamed(statements: readonly Statement[]): readonly string[] {
  const places = statements.flatMap(({ Resource, NotResource }) => [...listed(Resource), ...listed(NotResource)]);
  return [...new Set(places.flatMap(place => place.match(/(?<=\/)\d{12}(?=\/)/gu) ?? []))];
}
