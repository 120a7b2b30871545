/** Where blocks stand. */
import type { Position, Problem, Written } from '../model.ts';
import { place } from './join.ts';
import { nearest } from './near.ts';
import { knownRegions, partitionOf } from './regions.ts';
import type { Block } from './spec.ts';
import { some } from './words.ts';

/** What a block says about its place, as far as its shape is right. */
export interface WrittenPlace {
  readonly region?: string;
  readonly regions?: readonly string[] | 'all';
  readonly exclude?: { readonly regions?: readonly string[] };
}

/** A block as problems name it. */
export interface Titled {
  /** `trail "main"` */
  readonly title: string;
  readonly written: Written;
}

/** The name of a region or account, and where it is written. */
export interface Named {
  readonly name: string;
  readonly at: Position;
}

export interface BlockRegions extends Pick<Block, 'regions' | 'excludedRegions'> {
  /** Those that are left once what is excluded is taken away; null where each account says which they are. */
  readonly plain: readonly Named[] | null;
  readonly problems: readonly Problem[];
}

/** Where a setting of a block stands; the block's key, if it is not written. */
export function positionIn(written: Written, pointer: string): Position {
  return (written[pointer] ?? written['']) as Position;
}

/** The regions of a block in the order written, and what is wrong with them. */
export function regionsOf({ region, regions, exclude }: WrittenPlace, block: Titled): BlockRegions {
  const { title, written } = block;
  const all = regions === 'all';
  const named = [
    ...listed(all ? [] : regions, written, '/regions'),
    ...(region === undefined ? [] : [{ name: region, at: positionIn(written, '/region') }]),
  ];
  const excluded = listed(exclude?.regions, written, '/exclude/regions');
  const places = named.filter(one => !excluded.some(other => other.name === one.name));
  const problems: Problem[] = [
    ...(all ? excluded.flatMap(unknownRegion) : matchNothing(excluded, named, 'regions')),
    ...named.flatMap(unknownRegion),
  ];
  if (named.length === 0 && !all) {
    problems.push({
      code: 'place-missing',
      message: `${title} says nothing about its region`,
      hint: 'region: eu-west-1, or regions: a list of them',
      at: positionIn(written, ''),
    });
  } else if (places.length === 0 && !all) {
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
  return {
    regions: all ? 'all' : named.map(({ name }) => name),
    excludedRegions: excluded.map(({ name }) => name),
    plain: all ? null : places,
    problems,
  };
}

/** A list of names with their positions. */
export function listed(names: readonly string[] | undefined, written: Written, pointer: string): readonly Named[] {
  return (names ?? []).map((name, index) => ({ name, at: positionIn(written, `${pointer}/${index}`) }));
}

/** Warns of regions or accounts that are named where they can have no effect. */
export function matchNothing(
  named: readonly Named[],
  places: readonly Named[],
  what: 'accounts' | 'regions',
): readonly Problem[] {
  const own = new Set(places.map(({ name }) => name));
  return named
    .filter(({ name }) => !own.has(name))
    .map(({ name, at }) => ({
      code: 'matches-nothing',
      severity: 'warning',
      message: `${name} is none of the ${what} of this block`,
      hint: `remove it; the block stands in ${some([...own])}`,
      at,
    }));
}

/** Warns of a region that nobody has heard of: AWS may have opened it yesterday. */
export function unknownRegion({ name: region, at }: Named): readonly Problem[] {
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
export function mixedPartitions([first, ...rest]: readonly Named[]): readonly Problem[] {
  if (!first) return [];
  const own = partitionOf(first.name);
  const strangers = rest.filter(({ name }) => partitionOf(name) !== own);
  const others = new Map(strangers.toReversed().map(one => [partitionOf(one.name), one]));
  return [...others].map(([partition, { name, at }]) => ({
    code: 'partitions-mixed',
    message: `${name} is in partition ${partition}, ${first.name} in ${own}`,
    label: `${first.name} is written at ${place(first.at)}`,
    why: 'Partitions have separate accounts and credentials, and nothing refers across.',
    hint: 'write accounts, each with its partition, or one spec for each partition',
    at,
  }));
}
