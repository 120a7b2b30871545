/** What the event history says of a time without digests: who switched the trail, or its digests, off and on. */
import type { TimeRange } from '../place.ts';
import { hourWords, later } from './moments.ts';

/** One event that switched a trail, or its digests, off or on. */
export interface Switch {
  /** `YYYY-MM-DDTHH:MM:SSZ`. */
  readonly at: string;
  /** Of the event: `StopLogging`. */
  readonly event: string;
  readonly turned: 'off' | 'on';
  /** Who did it, in a few words. */
  readonly by: string;
}

/** What the history of a trail is asked for. */
export const switchEvents = ['StopLogging', 'StartLogging', 'DeleteTrail', 'CreateTrail', 'UpdateTrail'] as const;

/** A time in which the trail wrote no digests, by its events. */
interface Off {
  /** Null: it was off before anything that is known. */
  readonly began: Switch | null;
  /** Null: it still is. */
  readonly ended: Switch | null;
}

/** The last digest of a chain comes up to an hour after the event, and the first one covers the hour before: in minutes. */
const slack = 65;

/**
 * Why there are no digests in a time, as a sentence without a full stop; null: nothing explains it. An event explains what
 * lies between it and the next one that switches back. One that switches on and follows nothing known explains only
 * what it ends: a trail that logs can be started, too.
 */
export function explain(time: TimeRange, switches: readonly Switch[]): string | null {
  const off = offTimes(switches).find(one => covers(one, time));
  return off === undefined ? null : sentence(off);
}

function covers({ began, ended }: Off, { from, until }: TimeRange): boolean {
  const begins = began === null ? '' : began.event === 'CreateTrail' ? '' : began.at;
  if (began === null && ended !== null && ended.at > later(until, slack)) return false;
  const isBegun = begins <= later(from, slack) && begins < until;
  return isBegun && (ended === null || (ended.at >= later(until, -slack) && ended.at >= later(from, -slack)));
}

/** Moments are whole seconds: what is created and started in one is on after it. */
function inTime(a: Switch, b: Switch): number {
  if (a.at === b.at) return a.turned === b.turned ? 0 : a.turned === 'off' ? -1 : 1;
  return a.at < b.at ? -1 : 1;
}

/** A trail that is created does not log yet. */
function offTimes(switches: readonly Switch[]): readonly Off[] {
  const times: Off[] = [];
  let began: Switch | null | undefined = null;
  for (const one of switches.toSorted(inTime))
    if (one.turned === 'off') began ??= one;
    else if (began !== undefined) {
      times.push({ began, ended: one });
      began = undefined;
    }
  return began ? [...times, { began, ended: null }] : times;
}

function sentence({ began, ended }: Off): string {
  return [began, ended]
    .flatMap(one => (one === null ? [] : [`${one.event} by ${one.by} at ${hourWords(one.at)}`]))
    .join(', ');
}
