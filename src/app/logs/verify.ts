/** Verifies the log files of places, and asks the event history about times without digests. */
import { unreadBecause } from '../../core/failure.ts';
import type { Problem } from '../../core/model.ts';
import type { LogTrail, TimeRange } from '../../logs/place.ts';
import type { OpenPlace } from '../../logs/ports.ts';
import type { Switch } from '../../logs/verify/explained.ts';
import { keyring } from '../../logs/verify/keyring.ts';
import { lanes } from '../../logs/verify/lanes.ts';
import type { LogPoint } from '../../logs/verify/points.ts';
import type { FileVerdict } from '../../logs/verify/verdict.ts';
import type { Verification } from '../../logs/verify/verification.ts';
import { outcomeOf, verifyPlace } from '../../logs/verify/verify.ts';
import type { Clock, Cloud } from '../ports.ts';
import { switchesOf } from './switches.ts';

export interface VerifyRun {
  readonly places: readonly OpenPlace[];
  readonly range: TimeRange;
  /** Whether there must be digests from the beginning of the range on. */
  readonly head: boolean;
  /** Where earlier runs ended; of chains that have none the range is verified. */
  readonly points: readonly LogPoint[];
  /** Whether a person asked to begin where earlier runs ended. */
  readonly sinceCheckpoint?: boolean;
  /** What is known beforehand not to be known, such as an account that nobody gets into. */
  readonly unknown: readonly Problem[];
}

export interface VerifyPorts {
  readonly clock: Clock;
  /** Null: the event history is not asked. */
  readonly cloud: Pick<Cloud, 'memory'> | null;
  /** Told of each file; must return at once. */
  readonly told: (file: FileVerdict) => void;
}

/** Memory for what is read at the same time, in bytes, and how many files that may be. */
const room = { tasks: 64, bytes: 192 * 1024 * 1024 };

/** Verifies all of it, places side by side. */
export async function verifyLogs(run: VerifyRun, { clock, cloud, told }: VerifyPorts): Promise<Verification> {
  const startedAt = clock.now().toISOString();
  const unknown: Problem[] = [];
  let history: Verification['history'] = null;
  const ask = async (trail: LogTrail | null): Promise<readonly Switch[]> => {
    history ??= cloud === null || trail === null ? 'not-asked' : null;
    if (cloud === null || trail === null) return [];
    try {
      return await switchesOf(trail, run.range, { memory: cloud.memory(), now: clock.now() });
    } catch (error) {
      history = 'unread';
      unknown.push(unreadBecause(error));
      return [];
    }
  };
  const shared = lanes(room);
  const places = await Promise.all(
    run.places.map(async ({ place, objects, keys }) => {
      const { range, head, points } = run;
      let asked: Promise<readonly Switch[]> | undefined;
      const switches = async () => (asked ??= ask(place.trail));
      const question = { place, range, head, points, switches, now: startedAt };
      const because = unreadBecause;
      return verifyPlace(question, { objects, keyring: keyring(keys, because), lanes: shared, because, told });
    }),
  );
  const outcome = outcomeOf(places);
  const keysFromCopy = run.places.some(({ keys }) => keys.origin === 'copy');
  return {
    startedAt,
    finishedAt: clock.now().toISOString(),
    range: run.range,
    outcome: outcome === 'whole' && keysFromCopy ? 'unproven' : outcome,
    keysFromCopy,
    sinceCheckpoint:
      run.sinceCheckpoint === true ? { from: run.points.map(({ end }) => end).toSorted()[0] ?? null } : null,
    places,
    unknown: [...run.unknown, ...unknown],
    history,
    points: places.flatMap(({ chains }) => chains.flatMap(({ point }) => point ?? [])),
  };
}
