/**
 * Looks whether trails that moved deliver where they are now, and whether the organization is ready for those that become
 * its. Asks nothing while there are none.
 */
import { derive } from '../core/derive.ts';
import type { Known } from '../core/derive.ts';
import { answerUnread } from '../core/failure.ts';
import { straysOf } from '../core/findings.ts';
import type { Arn, Problem } from '../core/model.ts';
import { movedTrails, placeOf } from '../core/moves.ts';
import type { Awaited, Moved } from '../core/moves.ts';
import type { Need } from '../core/needs.ts';
import type { Unknown } from '../core/plan.ts';
import type { Grounds } from './assess.ts';
import type { Seen } from './observe.ts';
import type { Clock, Memory } from './ports.ts';
import { obstaclesTo } from './readiness.ts';

interface Asking {
  readonly memory: Memory;
  readonly clock: Clock;
}

/**
 * What was seen, with the trails that moved and have not been seen to deliver at their new place, and with what stands in
 * the way of those that become the organization's. What could not be read is no evidence, and is told.
 */
export async function witness(seen: Seen, grounds: Grounds, asking: Asking): Promise<Seen> {
  const { spec, located, world, keepers, scope } = grounds;
  const strays = straysOf(seen.others, spec.owner);
  const { known } = derive({ ...seen, strays, unsettled: new Map(), estate: located }, keepers, world);
  const moved = movedTrails({ known, strays }, scope.selected, world);
  const servers = new Map(known.map(one => [one.desired.arn, one]));
  const [obstacles, ...found] = await Promise.all([
    obstaclesTo(known, grounds, asking.memory),
    ...moved.map(async trail => lookFor(trail, servers, asking)),
  ]);
  return {
    ...seen,
    obstacles,
    unsettled: new Map(found.flatMap(({ awaited }) => awaited)),
    unseen: found.flatMap(({ unknown }) => unknown),
  };
}

interface Found {
  readonly awaited: readonly (readonly [Arn, Awaited])[];
  readonly unknown: readonly Unknown[];
}

/** Whether log files of a trail stand where it delivers now. Only these are evidence: whether it announces is not read. */
async function lookFor(trail: Moved, servers: ReadonlyMap<Arn, Known>, asking: Asking): Promise<Found> {
  const places = trail.needs.filter(({ to }) => to === 'deliver-logs');
  const looks = await Promise.all(
    places.map(async need => ({
      need,
      server: servers.get(need.of),
      seen: await holds(need, servers.get(need.of), asking),
    })),
  );
  const open = looks.filter(({ seen }) => seen !== true);
  return {
    awaited: open.slice(0, 1).map(({ need }) => [trail.arn, { name: trail.name, place: placeOf(need) }] as const),
    unknown: open.flatMap(({ server, seen }): Unknown[] =>
      server && typeof seen === 'object' ? [{ address: server.desired.address, field: 'logFiles', problem: seen }] : [],
    ),
  };
}

/** A place that the spec does not know, or that was not seen in this run, is no place to find evidence in. */
async function holds(need: Need, server: Known | undefined, { memory, clock }: Asking): Promise<boolean | Problem> {
  if (server?.live.is !== 'present' || !server.kind.holds) return false;
  const { target } = server.desired;
  try {
    return await server.kind.holds(need, memory.at(target), { target, now: clock.now() });
  } catch (error) {
    return answerUnread(error);
  }
}
