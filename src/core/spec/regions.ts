/** What is known of AWS's regions without asking. New ones appear every year, so an unknown name is never an error. */

/** The shape of a region's name, for JSON Schema: `eu-west-1`, `us-gov-west-1`, `eusc-de-east-1`. */
export const regionPattern = '[a-z]{2,5}(-[a-z]+){1,2}-[0-9]{1,2}';

/** CloudTrail's endpoint table of October 2026. */
export const knownRegions: readonly string[] = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'af-south-1',
  'ap-east-1',
  'ap-east-2',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ca-central-1',
  'ca-west-1',
  'eu-central-1',
  'eu-central-2',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'eu-south-1',
  'eu-south-2',
  'eu-north-1',
  'il-central-1',
  'mx-central-1',
  'me-south-1',
  'me-central-1',
  'sa-east-1',
  'us-gov-east-1',
  'us-gov-west-1',
  'cn-north-1',
  'cn-northwest-1',
  'eusc-de-east-1',
];

const prefixes = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['eusc-', 'aws-eusc'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
] as const;

/** The ARN partition that a region belongs to, by its name: `aws-cn` of `cn-north-1`; `aws` of any that has no prefix of its own. */
export function partitionOf(region: string): string {
  return prefixes.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}

/** Whether a region may be one of a partition. Of a region that nobody has heard of it may. */
export function mayBelong(region: string, partition: string): boolean {
  const own = partitionOf(region);
  return own === partition || (own === 'aws' && !knownRegions.includes(region));
}

const compass = /-(?:north|south|east|west|central|northeast|southeast|northwest|southwest)-\d{1,2}$/u;

/**
 * Whether a name is surely no region's: not known, and not what a new one would be called either, which is a part of the
 * world that has regions, a direction, a number.
 */
export function isNoRegion(name: string): boolean {
  if (knownRegions.includes(name) || partitionOf(name).startsWith('aws-iso')) return false;
  const area = name.slice(0, name.indexOf('-') + 1);
  return !compass.test(name) || !knownRegions.some(known => known.startsWith(area));
}
