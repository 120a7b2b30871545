/** What a config says that has a form and no mistake, and can hardly be meant. */
import type { Calendar } from './contradictions.ts';
import { milliseconds } from './duration.ts';
import { endOf, isMoment } from './moment.ts';
import type { SoundConfig, SoundWindow } from './written.ts';

/** A doubt, and the pointer below `spec` to the setting that it is about. */
export interface Doubt {
  readonly about: string;
  readonly message: string;
  readonly hint: string;
}

/**
 * @param now the moment at which it is judged
 */
export function doubts(spec: SoundConfig, now: Date, calendar: Calendar): readonly Doubt[] {
  return [
    ...stepDoubts(spec),
    ...endedSuspension(spec, now),
    ...slowSchedule(spec, calendar),
    ...neverOpen(spec, now, calendar),
  ];
}

const sizes = [60, 60, 24, 31, 12, 7];
const names = ['seconds', 'minutes', 'hours', 'days of the month', 'months', 'days of the week'];

/** A step that is longer than its field leaves the first alone: every 70 minutes is once an hour. */
function stepDoubts({ schedule, enforce: { windows } }: SoundConfig): readonly Doubt[] {
  const written = [
    ['/schedule/cron', schedule.cron] as const,
    ...(['allow', 'deny'] as const).flatMap(list =>
      windows[list].map(({ cron = '' }, index) => [`/enforce/windows/${list}/${index}/cron`, cron] as const),
    ),
  ];
  return written.flatMap(([about, cron]) => {
    const fields = cron.trim().split(/\s+/u);
    return fields.flatMap((field, index) => {
      const place = index + 6 - fields.length;
      const [, step] = /\/(\d+)/u.exec(field) ?? [];
      if (step === undefined || Number(step) < Number(sizes[place])) return [];
      const message = `${field} steps over all ${names[place]}: it means the first alone`;
      return [{ about, message, hint: 'write a shorter step, or the moment itself' }];
    });
  });
}

function endedSuspension({ suspend }: SoundConfig, now: Date): readonly Doubt[] {
  const until = typeof suspend === 'object' ? suspend.until : undefined;
  if (until === undefined) return [];
  if (!isMoment(until)) return []; // that is told already
  return Date.parse(endOf(until)) > now.getTime()
    ? []
    : [{ about: '/suspend/until', message: `${until} is over: nothing is suspended`, hint: 'remove suspend' }];
}

/** An event takes its time to arrive, and so does a mend. In milliseconds. */
const leastRound = 10_000;

function slowSchedule({ schedule, contest, events }: SoundConfig, calendar: Calendar): readonly Doubt[] {
  const between = calendar.every(schedule.cron);
  if (between === null) return [];
  const hint = `the schedule looks every ${between / 1000} s`;
  const { jitter } = schedule;
  const { after, within } = contest;
  const round = events === undefined ? between : Math.min(between, leastRound);
  const slow = events === undefined ? hint : `a change takes some ${round / 1000} s to be told and put back`;
  const isRare = milliseconds(within) < round * after;
  return [
    ...(milliseconds(jitter) < between
      ? []
      : [{ about: '/schedule/jitter', message: `jitter of ${jitter} is as long as the time between two runs`, hint }]),
    ...(isRare
      ? [{ about: '/contest/within', message: `nothing can be put back ${after} times within ${within}`, hint: slow }]
      : []),
  ];
}

const minute = 60_000;
/** Four weeks, looked at every five minutes: whatever denies less leaves some of these alone. */
const lookedAt = Array.from({ length: (28 * 24 * 60) / 5 }, (_, index) => index * 5 * minute);

function neverOpen({ mode, enforce }: SoundConfig, now: Date, calendar: Calendar): readonly Doubt[] {
  const denied = enforce.windows.deny.flatMap(window => soundWindow(window, calendar));
  const isDenied = (at: Date): boolean => denied.some(window => calendar.isOpen(window, at));
  if (mode !== 'enforce' || !lookedAt.every(later => isDenied(new Date(now.getTime() + later)))) return [];
  const message = 'these windows deny all of the next four weeks: nothing is ever changed';
  return [{ about: '/enforce/windows/deny', message, hint: 'write shorter windows, or mode: observe' }];
}

/** Of a window that has a mistake that is told already nothing more is said. */
function soundWindow({ cron, timeZone, duration }: SoundWindow, { wrong, hasZone }: Calendar) {
  if (cron === undefined || duration === undefined || wrong(cron) !== null || !hasZone(timeZone)) return [];
  return [{ cron, timeZone, duration: milliseconds(duration) }];
}
