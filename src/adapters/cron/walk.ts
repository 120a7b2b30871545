/** The next time of day that a cron expression names. node-cron says whether a moment matches; here is where to look. */
import { createTask } from 'node-cron';

/** Judges whether a moment, taken as one of UTC, matches. */
type Match = (moment: number) => boolean;

/** The same expression ever finer, each with the step to the next place to look at. */
type Sieve = readonly { readonly matches: Match; readonly step: number }[];

const second = 1000;
const day = 86_400_000;

/** A 29 February on a given day of the week can be forty years away. */
const farthest = 41 * 366 * day;

const sieves = new Map<string, Sieve>();

/**
 * The first local time after another that matches. Local times are milliseconds as if they were of UTC, so that no hour is
 * missing or comes twice.
 *
 * @param within how far is looked
 * @returns null where there is none
 */
export function nextMatch(cron: string, after: number, within: number = farthest): number | null {
  const sieve = sieveOf(cron);
  let moment = (Math.floor(after / second) + 1) * second;
  while (moment - after <= within) {
    const coarse = sieve.find(({ matches }) => !matches(moment));
    if (coarse === undefined) return moment;
    moment = (Math.floor(moment / coarse.step) + 1) * coarse.step;
  }
  return null;
}

function sieveOf(cron: string): Sieve {
  const known = sieves.get(cron);
  if (known) return known;
  const [seconds, minutes, hours, ...days] = fieldsOf(cron);
  const made: Sieve = [
    { matches: matcher(['*', '*', '*', ...days]), step: day },
    { matches: matcher(['*', '*', String(hours), ...days]), step: 3600 * second },
    { matches: matcher(['*', String(minutes), String(hours), ...days]), step: 60 * second },
    { matches: matcher([String(seconds), String(minutes), String(hours), ...days]), step: second },
  ];
  sieves.set(cron, made);
  return made;
}

const nicknames: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** Six fields: the first is of seconds. */
function fieldsOf(cron: string): readonly string[] {
  const word = cron.trim().toLowerCase();
  const fields = (nicknames[word] ?? cron).trim().split(/\s+/u);
  return fields.length === 5 ? ['0', ...fields] : fields;
}

function matcher(fields: readonly string[]): Match {
  const task = createTask(fields.join(' '), () => undefined, { timezone: 'UTC' });
  void task.destroy(); // out of the registry: it is asked, and never started
  return moment => task.match(new Date(moment));
}
