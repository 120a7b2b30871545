/** A request that a trail of all regions makes from each of them, made for those that it certainly records. */
import { parseArn } from '../../arn.ts';
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

/** The requests that are certainly among those meant: one for each such region, and for the trail's own. Of one region: none. */
export function inEachRegion(request: Request): readonly Request[] {
  if (request.region !== null) return [];
  const { partition, region: home } = parseArn(request.source);
  return [...new Set([home, ...(alwaysEnabled[partition] ?? [])])].map(region => ({
    ...request,
    region,
    resource: request.resource.replace(`/${anyRegion}/`, `/${region}/`),
  }));
}
