/** When things are due, by cron expressions as node-cron reads them. */
import { validateDetailed } from 'node-cron';

import type { Timetable } from '../../app/daemon/ports.ts';
import type { Calendar } from '../../core/daemon/contradictions.ts';
import { nextMatch } from './walk.ts';
import { nextTransition, offsetAt } from './zone.ts';

/**
 * What is due, at whatever moment is asked about: nothing waits here, and no clock is read.
 *
 * Clocks that are put forward leave out an hour: what falls into it is due when they are put forward. Clocks that are put
 * back repeat one: what falls into it is due twice. So an interval never grows by an hour, and no window is missed.
 */
export const timetable: Timetable = {
  next,
  isOpen: ({ cron, timeZone, duration }, at) => next(cron, timeZone, new Date(at.getTime() - duration)) <= at,
};

const week = 7 * 86_400_000;
/** A day of hours. */
const mostSpans = 25;

/** Judges what a config says of times. */
export const calendar: Calendar = {
  wrong(cron) {
    const { valid, errors } = validateDetailed(cron);
    if (!valid) return errors.map(({ message }) => message.replace('a invalid', 'an invalid')).join(', ');
    return nextMatch(cron, 0) === null ? 'there is no such day' : null;
  },
  every(cron) {
    const first = calendar.wrong(cron) === null ? nextMatch(cron, -1) : null;
    if (first === null) return null;
    let shortest = Infinity;
    // two of a rare one, since the next may be decades away; of others what a week has
    for (let [before, seen] = [first, 0]; seen < mostSpans && (seen === 0 || before - first < week); seen += 1) {
      const at = nextMatch(cron, before);
      if (at === null) break;
      shortest = Math.min(shortest, at - before);
      before = at;
    }
    return shortest;
  },
  isOpen: (window, at) => timetable.isOpen(window, at),
  hasZone(name) {
    try {
      return offsetAt(name, 0) >= -Infinity;
    } catch {
      return false;
    }
  },
};

/** @throws for an expression that `calendar` finds wrong: configs are judged before */
function next(cron: string, timeZone: string, after: Date): Date {
  let offset = offsetAt(timeZone, after.getTime());
  let local = nextMatch(cron, after.getTime() + offset);
  let from = after.getTime();
  while (local !== null) {
    const due = local - offset;
    const change = nextTransition(timeZone, from, due);
    if (change === null) return new Date(due);
    if (local < change.at + change.offset) return new Date(change.at); // it falls into the hour that is left out
    const repeated = Math.max(0, offset - change.offset);
    from = change.at;
    offset = change.offset;
    local = nextMatch(cron, from + offset - 1, repeated) ?? local;
  }
  throw new Error(`${cron} is never due`);
}
