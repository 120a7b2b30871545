/** What trails should record, whether they do or not. Pure. */
import { liveTrails, wantedTrails } from '../../core/coverage/trails.ts';
import type { Seen, Trail } from '../../core/coverage/trails.ts';

/**
 * All trails with what they should record: those of the spec what it wants, and what they take beyond that; others what they
 * take when they log.
 */
export function meantTrails(seen: Seen): readonly Trail[] {
  const live = new Map(liveTrails(seen).map(trail => [trail.arn, logging(trail)]));
  return wantedTrails(seen).map(trail =>
    trail.address === undefined ? logging(trail) : withTakes(trail, live.get(trail.arn)),
  );
}

function logging(trail: Trail): Trail {
  const { kind, state, arn } = trail;
  if (state['logging'] !== false) return trail;
  return { ...trail, recording: kind.recording?.({ ...state, logging: true }, arn) ?? trail.recording };
}

function withTakes(wanted: Trail, live: Trail | undefined): Trail {
  const { takes } = wanted.recording;
  const own = new Set(takes.map(({ of }) => of));
  const more = live?.recording.takes.filter(({ of }) => !own.has(of)) ?? [];
  return { ...wanted, recording: { ...wanted.recording, takes: [...takes, ...more] } };
}
