/** What a config says that has a form and no mistake, and can hardly be meant. */
import { milliseconds } from './duration.ts';
import { endOf, isMoment } from './moment.ts';
import type { SoundConfig } from './written.ts';

/** A doubt, and the pointer below `spec` to the setting that it is about. */
export interface Doubt {
  readonly about: string;
  readonly message: string;
  readonly hint: string;
}

/**
 * @param now the moment at which it is judged
 * @param every shortest time between two runs of a cron expression, in milliseconds; null: it is none
 */
export function doubts(spec: SoundConfig, now: Date, every: (cron: string) => number | null): readonly Doubt[] {
  return [...stepDoubts(spec), ...endedSuspension(spec, now), ...slowSchedule(spec, every)];
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

function slowSchedule({ schedule, contest, events }: SoundConfig, every: (cron: string) => number | null) {
  const between = every(schedule.cron);
  if (between === null) return [];
  const hint = `the schedule looks every ${between / 1000} s`;
  const { jitter } = schedule;
  const { after, within } = contest;
  const isRare = events === undefined && milliseconds(within) < between * (after - 1);
  return [
    ...(milliseconds(jitter) < between
      ? []
      : [{ about: '/schedule/jitter', message: `jitter of ${jitter} is as long as the time between two runs`, hint }]),
    ...(isRare
      ? [{ about: '/contest/within', message: `nothing can be put back ${after} times within ${within}`, hint }]
      : []),
  ];
}
