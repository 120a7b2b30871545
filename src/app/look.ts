import { apartIn } from '../core/apart.ts';
import type { Look } from '../core/derive.ts';
import { answerUnread } from '../core/failure.ts';
import type { AnyKind, AnyState } from '../core/kind.ts';
import type { Arn, Live, Problem, Survey } from '../core/model.ts';
import type { Memory } from './ports.ts';

/** So many looks are under way at the same time. More would wait for connections, and a fleet's answers fill the memory. */
export const looksAtOnce = 200;

/** One resource that is looked at. */
export interface Asked {
  readonly arn: Arn;
  /** Fields that somebody says something of: of those that take questions of their own, only these are read. */
  readonly fields: Iterable<string>;
}

/**
 * One look for resources of one kind at one target. A kind turns failures into `unread` itself; a failure that it lets
 * through makes the whole look unread.
 */
export async function look({ kind, target }: Look, asked: readonly Asked[], memory: Memory): Promise<Survey<AnyState>> {
  const arns = asked.map(({ arn }) => arn);
  try {
    const survey = await kind.observe(arns, memory.at(target), target);
    const apart = asked.flatMap(({ arn, fields }) => {
      const live = survey.asked.get(arn);
      const wanted = apartIn(kind, fields);
      return live?.is === 'present' && wanted.length > 0 ? [{ live, wanted }] : [];
    });
    if (apart.length === 0) return survey;
    const more = await Promise.all(apart.map(async one => [one.live.arn, await withApart(one, kind, memory)] as const));
    return { ...survey, asked: new Map([...survey.asked, ...more]) };
  } catch (error) {
    const problem = answerUnread(error);
    return { asked: new Map(arns.map(arn => [arn, { is: 'unread', problem }])), others: [], unread: problem };
  }
}

interface Apart {
  readonly live: Extract<Live<AnyState>, { is: 'present' }>;
  readonly wanted: readonly string[];
}

/** The same with fields that take questions of their own. */
export async function withApart({ live, wanted }: Apart, kind: AnyKind, memory: Memory): Promise<Live<AnyState>> {
  const { fields = {}, health = {} } = (await kind.observeApart?.(live.arn, memory.at(live.target), wanted)) ?? {};
  const read = Object.entries(fields).flatMap(([field, reading]) => (reading ? [[field, reading] as const] : []));
  return { ...live, fields: { ...live.fields, ...Object.fromEntries(read) }, health: { ...live.health, ...health } };
}

/** Why a resource, or the first field of it that could not be read, was not; undefined: everything was. */
export function unreadOf(live: Live<AnyState>): Problem | undefined {
  if (live.is === 'unread') return live.problem;
  const readings = live.is === 'present' ? Object.values(live.fields) : [];
  return readings.flatMap(reading => ('unread' in reading ? [reading.unread] : []))[0];
}
