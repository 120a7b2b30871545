/** Finds out where log files lie: of the trails of a spec, or of those that AWS knows. */
import { parseArn } from '../../core/arn.ts';
import { ApiFailure } from '../../core/failure.ts';
import { leadingRegion } from '../../core/keeper.ts';
import type { Api, Ask } from '../../core/kind.ts';
import type { Problem, Target } from '../../core/model.ts';
import type { LogPlace, LogTrail } from '../../logs/place.ts';
import { describe } from '../organization.ts';
import type { Cloud, Memory } from '../ports.ts';

/** Which trails and folders are meant. */
export interface LogQuestion {
  /** Name in the spec, AWS's name, or ARN; null: all. */
  readonly trail: string | null;
  /** Twelve digits each, or keys of the spec; null: all. */
  readonly accounts: readonly string[] | null;
  readonly regions: readonly string[] | null;
}

/** Places, and who is asked about them. */
export interface FoundPlaces {
  readonly places: readonly LogPlace[];
  /** Where buckets stand and whose they are, by name, as far as the spec says. */
  readonly buckets: ReadonlyMap<string, Target>;
  /** Accounts whose credentials may ask CloudTrail; none: those in force. */
  readonly accounts: readonly Target[];
  /** What could not be found out, so that there may be more places. */
  readonly unknown: readonly Problem[];
}

/** A trail as AWS describes it. */
interface Described {
  readonly TrailARN?: string;
  readonly Name?: string;
  readonly HomeRegion?: string;
  readonly S3BucketName?: string;
  readonly S3KeyPrefix?: string;
  readonly SnsTopicARN?: string;
  readonly IsMultiRegionTrail?: boolean;
  readonly IsOrganizationTrail?: boolean;
  readonly LogFileValidationEnabled?: boolean;
}

/**
 * Places of the trails that the account of the credentials in force sees.
 *
 * @param region where it asks, if no ARN says so
 * @throws ApiFailure
 */
export async function placesAtAws(
  question: LogQuestion,
  { cloud, region }: { readonly cloud: Pick<Cloud, 'identity' | 'memory'>; readonly region: () => Promise<string> },
): Promise<FoundPlaces | readonly Problem[]> {
  const { trail } = question;
  const { account, partition } = await cloud.identity();
  const memory = cloud.memory();
  const named = trail?.startsWith('arn:') ? parseArn(trail).region : '';
  const at = { partition, account, region: named === '' ? await region() : named };
  const asked = named === '' || trail === null ? { includeShadowTrails: true } : { trailNameList: [trail] };
  const { trailList = [] } = (await memory.at(at).ask('cloudtrail:DescribeTrails', asked)) as {
    readonly trailList?: readonly Described[];
  };
  const meant = trailList.filter(({ Name, TrailARN }) => trail === null || trail === Name || trail === TrailARN);
  if (meant.length === 0 && trail !== null) return [notFound(trail, `${account} in ${at.region}`)];
  const found = await Promise.all(meant.map(async one => placeOf(one, { memory, at })));
  return { places: meantIn(found, question), buckets: new Map(), accounts: [], unknown: [] };
}

async function placeOf(
  trail: Described,
  { memory, at }: { readonly memory: Memory; readonly at: Target },
): Promise<LogPlace> {
  const { TrailARN: arn = '', HomeRegion = at.region, S3BucketName: bucket = '', S3KeyPrefix = '' } = trail;
  const owner = parseArn(arn).account;
  const home = { ...at, region: HomeRegion };
  return {
    bucket,
    prefix: trimmed(S3KeyPrefix),
    organization: trail.IsOrganizationTrail === true ? await organizationAt(home, memory) : null,
    accounts: trail.IsOrganizationTrail === true ? null : [owner],
    regions: trail.IsMultiRegionTrail === true ? null : [HomeRegion],
    trail: { ...liveOf(trail, await loggingOf(arn, memory.at(home))), homeRegion: HomeRegion, account: owner },
  };
}

function liveOf(trail: Described, logging: boolean | null): Omit<LogTrail, 'homeRegion' | 'account'> {
  return {
    arn: trail.TrailARN ?? '',
    name: trail.Name ?? '',
    validation: trail.LogFileValidationEnabled ?? null,
    logging,
    topic: trail.SnsTopicARN ?? null,
  };
}

/** What AWS says of a trail now; null where it is not said. */
export async function liveTrail(
  arn: string,
  aws: Ask<Api>,
): Promise<Pick<LogTrail, 'validation' | 'logging' | 'topic'>> {
  const [described, logging] = await Promise.all([
    orNull(aws.ask('cloudtrail:DescribeTrails', { trailNameList: [arn] })),
    loggingOf(arn, aws),
  ]);
  const { trailList = [] } = (described ?? {}) as { readonly trailList?: readonly Described[] };
  const found = trailList.find(({ TrailARN }) => TrailARN === arn);
  return { validation: found?.LogFileValidationEnabled ?? null, logging, topic: found?.SnsTopicARN ?? null };
}

async function loggingOf(arn: string, aws: Ask<Api>): Promise<boolean | null> {
  const status: { readonly IsLogging?: boolean } | null = await orNull(
    aws.ask('cloudtrail:GetTrailStatus', { Name: arn }),
  );
  return status?.IsLogging ?? null;
}

/** The id of the organization of an account; null where nobody says it. */
export async function organizationAt(at: Target, memory: Memory): Promise<string | null> {
  const region = leadingRegion(at.partition) ?? at.region;
  return (await orNull(describe(memory.at({ ...at, region }))))?.id ?? null;
}

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApiFailure) return null;
    throw error;
  }
}

/** Those places, and folders of each, that the question leaves; ids of accounts, no keys. */
export function meantIn(places: readonly LogPlace[], { accounts, regions }: LogQuestion): readonly LogPlace[] {
  return places.flatMap(place => {
    const narrowed = { ...place, accounts: both(place.accounts, accounts), regions: both(place.regions, regions) };
    return narrowed.accounts?.length === 0 || narrowed.regions?.length === 0 ? [] : [narrowed];
  });
}

function both(there: readonly string[] | null, wanted: readonly string[] | null): readonly string[] | null {
  if (there === null || wanted === null) return there ?? wanted;
  return there.filter(one => wanted.includes(one));
}

/** As much of a trail as its ARN says. */
export function trailOf(arn: string): LogTrail {
  const { region: homeRegion, account, resource } = parseArn(arn);
  const name = resource.replace(/^trail\//u, '');
  return { arn, name, homeRegion, account, validation: null, logging: null, topic: null };
}

/** A prefix as keys have it. */
export const trimmed = (prefix: string): string => prefix.replaceAll(/^\/+|\/+$/gu, '');

export function notFound(trail: string, where: string): Problem {
  return {
    code: 'trail-not-found',
    message: `There is no trail ${trail} in ${where}`,
    hint: 'trailwarden get trails lists those that there are; where nobody can be asked, say --bucket and --prefix.',
  };
}

export const nowhere: Problem = {
  code: 'nowhere-to-look',
  message: 'No trail is meant, so nobody knows where log files lie',
  hint: 'Name a spec or --trail, or say --bucket and --prefix.',
};
