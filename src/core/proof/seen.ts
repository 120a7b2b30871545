/** What verifying log files says of trails, as a drift of its own kind. Pure. */
import type { DigestOf } from '../basis.ts';
import type { VerifiedTrail, VerifiedView } from '../daemon/snapshot.ts';
import type { Wish } from '../desire.ts';
import type { Sighting } from '../drift/drift.ts';
import type { HealthSeen } from '../drift/seen.ts';
import { fingerprintOf } from '../drift/sightings.ts';
import type { Gravity } from '../kind.ts';

interface Telling {
  readonly owner: string;
  /** SHA-256 in hexadecimal. */
  readonly digest: DigestOf;
}

/**
 * The trails of a run whose log files fail, as they were last verified; null: they were not. A trail of which nothing could
 * be read, or nothing is expected yet, was not looked at: what was found of it before stands.
 */
export function proofSeen(wishes: readonly Wish[], verified: VerifiedView | null, telling: Telling): HealthSeen | null {
  if (verified === null) return null;
  const trails = new Map(verified.trails.map(trail => [trail.arn, trail]));
  const known = wishes.flatMap(wish => {
    const trail = trails.get(wish.desired.arn);
    return trail === undefined || trail.state === 'unread' || trail.state === 'not-yet' ? [] : [{ wish, trail }];
  });
  const looked = new Set(known.map(({ wish }) => wish.desired.address));
  return {
    sightings: known.flatMap(({ wish, trail }) => sightingOf(wish, trail, telling) ?? []),
    looked: address => looked.has(address),
  };
}

function sightingOf({ kind, desired }: Wish, trail: VerifiedTrail, { owner, digest }: Telling): Sighting | null {
  const said = told[trail.state];
  if (said === undefined) return null;
  const { address, arn, name, target } = desired;
  const identity = { owner, address, kind: 'unproven', field: null } as const;
  const more = trail.count - trail.found.length;
  return {
    ...identity,
    fingerprint: fingerprintOf(identity, digest),
    resource: { kind: kind.name, arn, name, target },
    gravity: said.gravity,
    effect: 'weakens',
    meaning: said.meaning,
    wanted: null,
    found: [...trail.found, ...(more > 0 ? [`and ${more} more`] : [])],
  };
}

/** Those that fail. */
const told: Readonly<Partial<Record<VerifiedTrail['state'], { readonly gravity: Gravity; readonly meaning: string }>>> =
  {
    tampered: {
      gravity: 'critical',
      meaning: 'Somebody changed, moved, forged or added log files or digests: what they say is no evidence.',
    },
    missing: { gravity: 'critical', meaning: 'Log files or digests that were there are gone.' },
    'nothing-found': { gravity: 'critical', meaning: 'There is no digest any more where there were some.' },
    gap: { gravity: 'high', meaning: 'No digest covers a time, and no event explains why.' },
  };
