/** Estates of trails, for the tests of what they record. */
import type { Covered, Estate, Place } from '../../../src/core/coverage/count.ts';
import { cellOf, placesOf } from '../../../src/core/coverage/count.ts';
import type { Column } from '../../../src/core/coverage/recording.ts';
import type { Fault, Trail } from '../../../src/core/coverage/trails.ts';
import type { AnyKind, AnyState } from '../../../src/core/kind.ts';
import { kinds } from '../../../src/resources/index.ts';
import { plain } from '../../resources/trail/estate.ts';

export const kind = kinds.find(({ name }) => name === 'trail') as AnyKind;

export const one = '111111111111';
export const two = '222222222222';
export const three = '333333333333';

export const regions = ['eu-central-1', 'eu-west-1', 'us-east-1', 'us-west-2'];

export const account = (id: string, over: Partial<Covered> = {}): Covered => ({
  key: id,
  id,
  partition: 'aws',
  regions,
  ...over,
});

interface Place_ {
  readonly account?: string;
  readonly region?: string;
  /** Of its ARN, where that is another. */
  readonly of?: string;
  readonly declared?: false;
  readonly fault?: Fault;
}

export function trail(name: string, over: AnyState = {}, place: Place_ = {}): Trail {
  const { account: id = one, region = 'eu-west-1', of = id, declared, fault } = place;
  const faulty = fault ? { fault } : {};
  const arn = `arn:aws:cloudtrail:${region}:${of}:trail/${name}` as const;
  const target = { partition: 'aws', account: id, region };
  const state = { ...plain, ...over };
  const recording = kind.recording?.(state, arn);
  if (!recording) throw new Error('a trail says what it records');
  if (declared === false) return { name: arn, arn, target, kind, state, recording, ...faulty };
  const address = `trail/${name}@${id}/${region}` as const;
  return { name: address, address, arn, target, kind, state, recording, ...faulty };
}

/** It cannot deliver. */
export const broken = { fault: { why: 'The bucket acme-logs does not exist', hint: 'Make it.' } };
/** A single-region trail without the flag. */
export const single = { scope: { multiRegion: false, globalServiceEvents: false } };
/** One with it. */
export const flagged = { scope: { multiRegion: false, globalServiceEvents: true } };
export const off = { logging: false };
export const organization = { organization: true };

export function estate(trails: readonly Trail[], over: Partial<Estate> = {}): Estate {
  return { accounts: [account(one)], trails, members: null, isKnown: () => true, ...over };
}

/** The copies at each region as `account/region column`: 2, 1, 0, `part` or `?`. */
function copies(places: readonly Place[], column: Column): Readonly<Record<string, string>> {
  return Object.fromEntries(
    places.flatMap(place => {
      const cell = cellOf(place, column);
      if (!cell) return [];
      const { all, part, lost, open } = cell;
      const text = `${all}${part > 0 ? `+${part}` : ''}${lost > 0 ? `!${lost}` : ''}${open ? '?' : ''}`;
      return place.regions.map(region => [`${place.account.id.slice(0, 1)} ${region}`, text] as const);
    }),
  );
}

export const copiesIn = (trails: readonly Trail[], column: Column, over: Partial<Estate> = {}) =>
  copies(placesOf(estate(trails, over)), column);
