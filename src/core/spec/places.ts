/** Where blocks stand. */
import type { Position, Problem, Written } from '../model.ts';
import { place } from './join.ts';
import { nearest } from './near.ts';
import { knownRegions, partitionOf } from './regions.ts';

/** What a block says about its place, as far as its shape is right. */
export interface WrittenPlace {
  readonly region?: string;
  readonly regions?: readonly string[];
  readonly exclude?: { readonly regions?: readonly string[] };
}

/** A block as problems name it. */
export interface Titled {
  /** `trail "main"` */
  readonly title: string;
  readonly written: Written;
}

/** One region, and where it is named. */
export interface Placed {
  readonly region: string;
  readonly at: Position;
}

/** Where a setting of a block stands; the block's key, if it is not written. */
export function positionIn(written: Written, pointer: string): Position {
  return (written[pointer] ?? written['']) as Position;
}

/** The regions of a block in the order written, less what is excluded, and what is wrong with them. */
export function regionsOf(
  { region, regions, exclude }: WrittenPlace,
  block: Titled,
): { readonly places: readonly Placed[]; readonly problems: readonly Problem[] } {
  const { title, written } = block;
  const named = [
    ...listed(regions, written, '/regions'),
    ...(region === undefined ? [] : [{ region, at: positionIn(written, '/region') }]),
  ];
  const excluded = listed(exclude?.regions, written, '/exclude/regions');
  const places = named.filter(one => !excluded.some(other => other.region === one.region));
  const problems: Problem[] = [...matchNothing(excluded, named), ...named.flatMap(unknownRegion)];
  if (named.length === 0) {
    problems.push({
      code: 'place-missing',
      message: `${title} says nothing about its region`,
      hint: 'region: eu-west-1, or regions: a list of them',
      at: positionIn(written, ''),
    });
  } else if (places.length === 0) {
    problems.push({
      code: 'place-empty',
      message: `${title} stands nowhere: all of its regions are excluded`,
      hint: 'exclude fewer, or remove the block',
      at: positionIn(written, '/exclude/regions'),
    });
  }
  if (region !== undefined && regions !== undefined) {
    problems.push({
      code: 'place-contradicts',
      message: `${title} has both region and regions`,
      hint: 'keep one of the two',
      at: positionIn(written, '/region'),
    });
  }
  return { places, problems };
}

/** A list of regions with their positions. */
export function listed(regions: readonly string[] | undefined, written: Written, pointer: string): readonly Placed[] {
  return (regions ?? []).map((region, index) => ({ region, at: positionIn(written, `${pointer}/${index}`) }));
}

/** Warns of regions that are named where they can have no effect. */
export function matchNothing(named: readonly Placed[], places: readonly Placed[]): readonly Problem[] {
  const left = named.filter(({ region }) => !places.some(other => other.region === region));
  return left.map(({ region, at }) => ({
    code: 'matches-nothing',
    severity: 'warning',
    message: `${region} is none of the regions of this block`,
    hint: `remove it; the block stands in ${[...new Set(places.map(other => other.region))].join(', ')}`,
    at,
  }));
}

/** Warns of a region that nobody has heard of: AWS may have opened it yesterday. */
export function unknownRegion({ region, at }: Placed): readonly Problem[] {
  if (knownRegions.includes(region)) return [];
  const near = nearest(region, knownRegions);
  return [
    {
      code: 'unknown-region',
      severity: 'warning',
      message: `no region ${region} is known`,
      ...(near === undefined ? {} : { label: `did you mean ${near}?` }),
      hint: 'correct it, or leave it if AWS has opened it since this release',
      at,
    },
  ];
}

/** One account stands in one partition: the first region says which. One problem for each other partition. */
export function mixedPartitions([first, ...rest]: readonly Placed[]): readonly Problem[] {
  if (!first) return [];
  const own = partitionOf(first.region);
  const strangers = rest.filter(({ region }) => partitionOf(region) !== own);
  const others = new Map(strangers.toReversed().map(one => [partitionOf(one.region), one]));
  return [...others].map(([partition, { region, at }]) => ({
    code: 'partitions-mixed',
    message: `${region} is in partition ${partition}, ${first.region} in ${own}`,
    label: `${first.region} is written at ${place(first.at)}`,
    why: 'Partitions have separate accounts and credentials, and nothing refers across.',
    hint: 'write one spec for each partition',
    at,
  }));
}
