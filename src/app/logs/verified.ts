/** What a verification says of each trail, in short: as the daemon tells it. */
import type { VerifiedTrail, VerifiedView } from '../../core/daemon/snapshot.ts';
import type { Arn } from '../../core/model.ts';
import { pointOf } from '../../logs/verify/points.ts';
import type { LogPoint, PointOf } from '../../logs/verify/points.ts';
import { isFailure, outcomeOfAll } from '../../logs/verify/verdict.ts';
import type { ChainVerdict, Finding } from '../../logs/verify/verdict.ts';
import type { Verification } from '../../logs/verify/verification.ts';
import { findingsOf } from '../../logs/verify/verify.ts';
import type { PlaceVerdict } from '../../logs/verify/verify.ts';

export interface Ended {
  readonly id: string;
  readonly told: Verification;
  /** Where it began. */
  readonly before: readonly LogPoint[];
  /** Where the next begins. */
  readonly after: readonly LogPoint[];
}

/** So many findings are told one by one. */
const most = 5;

export function verifiedView({ id, told, before, after }: Ended): VerifiedView {
  const trails = told.places.flatMap(place => trailOf(place, before, after) ?? []);
  const fails = new Set(trails.flatMap(({ arn, state }) => (state === 'not-yet' ? [] : [arn])));
  const counted = told.places.filter(({ place: { trail } }) => trail === null || fails.has(trail.arn as Arn));
  const invalid = findingsOf(counted)
    .filter(isFailure)
    .map(({ word }) => word.toLowerCase());
  return {
    id,
    startedAt: told.startedAt,
    finishedAt: told.finishedAt,
    outcome: told.outcome,
    problem: told.unknown[0] ?? null,
    invalid: Object.fromEntries([...Map.groupBy(invalid, word => word)].map(([word, all]) => [word, all.length])),
    trails,
  };
}

/** Whether anything fails that an earlier time of evidence must be looked at again for. */
export const isFailing = ({ trails }: Pick<VerifiedView, 'trails'>): boolean =>
  trails.some(({ state }) => !passing.has(state));

const passing: ReadonlySet<VerifiedTrail['state']> = new Set(['whole', 'unread', 'not-yet']);

/** Null: it is no trail's. */
function trailOf(verdict: PlaceVerdict, before: readonly LogPoint[], after: readonly LogPoint[]): VerifiedTrail | null {
  const { place, chains } = verdict;
  if (place.trail === null) return null;
  const findings = findingsOf([verdict]);
  const failing = findings.filter(isFailure);
  const outcome = outcomeOfAll(findings);
  const wasThere = before.some(one => one.bucket === place.bucket && one.trail === place.trail?.name);
  return {
    arn: place.trail.arn as Arn, // of the spec
    until: untilOf(chains, chain => pointOf(after, { ...place, ...named(chain) })),
    state: outcome === 'nothing-found' && !wasThere ? 'not-yet' : outcome,
    found: failing.slice(0, most).map(sentence),
    count: failing.length,
  };
}

const named = ({
  account,
  region,
  trail,
  homeRegion,
}: ChainVerdict): Omit<PointOf, 'bucket' | 'prefix' | 'organization'> => ({
  account,
  region,
  trail: trail ?? '',
  homeRegion: homeRegion ?? '',
});

/** The oldest of all chains; null where one has no digest that is whole, or there is none. */
function untilOf(chains: readonly ChainVerdict[], of: (chain: ChainVerdict) => LogPoint | null): string | null {
  const ends = chains.map(chain => of(chain)?.end ?? null);
  const [oldest = null] = ends.filter(end => end !== null).toSorted();
  return ends.includes(null) ? null : oldest;
}

function sentence({ word, account, region, object, message }: Finding): string {
  const where = account === null ? '' : ` in ${account}/${region ?? ''}`;
  return `${word}${where}: ${message}${object === null ? '' : ` (${object.key})`}`;
}

/** Points that nobody needs any more: of chains that ended before that moment, ISO 8601. */
export function without(points: readonly LogPoint[], before: string): readonly LogPoint[] {
  return points.filter(({ end }) => end >= before);
}
