/** What verifying log files came to, told as a whole. */
import type { Problem } from '../../core/model.ts';
import type { TimeRange } from '../place.ts';
import { advanced, chainName } from './points.ts';
import type { LogPoint } from './points.ts';
import { isFailure } from './verdict.ts';
import type { ChainVerdict, Outcome } from './verdict.ts';
import { findingsOf } from './verify.ts';
import type { PlaceVerdict } from './verify.ts';

export interface Verification {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly range: TimeRange;
  readonly outcome: Outcome;
  readonly places: readonly PlaceVerdict[];
  /** What could not be read or asked besides the files themselves. */
  readonly unknown: readonly Problem[];
  /** Whether public keys came with the copy that they are to prove: then they prove nothing against whoever made it. */
  readonly keysFromCopy: boolean;
  /** Where a checkpoint was to begin: the earliest end of its digests, null in a checkpoint without any. Null: none was meant. */
  readonly sinceCheckpoint: { readonly from: string | null } | null;
  /** Why nobody knows who switched trails off and on; null: it was asked, or nothing had to be explained. */
  readonly history: 'not-asked' | 'unread' | null;
  /** The last digest of each chain up to which all is whole. */
  readonly points: readonly LogPoint[];
}

/** All chains of all places. */
export function chainsOf({ places }: Pick<Verification, 'places'>): readonly ChainVerdict[] {
  return places.flatMap(({ chains }) => chains);
}

/** How a run ends: a failure counts more than what could not be read, and nothing is passed over. */
export function endingOf(
  told: Pick<Verification, 'places' | 'unknown' | 'keysFromCopy'>,
): 'check-failed' | 'incomplete' | null {
  if (findingsOf(told.places).some(isFailure)) return 'check-failed';
  return isComplete(told) ? null : 'incomplete';
}

/** Whether everything could be read, and held against keys that nobody but CloudTrail can have made. */
export function isComplete({
  places,
  unknown,
  keysFromCopy,
}: Pick<Verification, 'places' | 'unknown' | 'keysFromCopy'>): boolean {
  return !keysFromCopy && unknown.length === 0 && !findingsOf(places).some(({ word }) => word === 'UNREAD');
}

/** Points after a run: those of chains of which it found something go back to where all is whole, the others only forward. */
export function pointsAfter(before: readonly LogPoint[], { places, points }: Pick<Verification, 'places' | 'points'>) {
  const failed = places.flatMap(({ place: { bucket, prefix, organization }, chains }) =>
    chains
      .filter(({ findings }) => findings.some(isFailure))
      .map(({ account, region, trail, homeRegion }) =>
        chainName({ bucket, prefix, organization, account, region, trail: trail ?? '', homeRegion: homeRegion ?? '' }),
      ),
  );
  const gone = new Set(failed);
  return advanced(
    before.filter(point => !gone.has(chainName(point))),
    points,
  );
}
