/** Object Lock: new objects cannot be deleted before a time is over. Once it is on, it stays. */
import type { Field } from '../../core/kind.ts';

/** From the weakest. Some people may get around GOVERNANCE, nobody around COMPLIANCE. */
const modes = ['GOVERNANCE', 'COMPLIANCE'] as const;

/** The retention that new objects get; all null: none, unless whoever writes one asks for it. */
export type ObjectLock = {
  readonly mode: (typeof modes)[number] | null;
  readonly days: number | null;
  readonly years: number | null;
};

/** Without a default retention. */
export const lockedOnRequest: ObjectLock = { mode: null, days: null, years: null };

export function modeOf(text: string | undefined): ObjectLock['mode'] {
  return modes.find(mode => mode === text) ?? null;
}

const rank = (lock: ObjectLock | null): number => (lock ? 1 + modes.findIndex(mode => mode === lock.mode) : -1);
const length = (lock: ObjectLock | null): number => lock?.days ?? (lock?.years ?? 0) * 365;

/** A longer time does not make up for a weaker mode, nor the other way round. */
const isWeaker = (a: ObjectLock | null, than: ObjectLock | null): boolean =>
  rank(a) < rank(than) || length(a) < length(than);

const inWords = ({ mode, days, years }: ObjectLock): string =>
  mode === null ? 'only on request' : `as ${mode} for ${days === null ? counted(years, 'year') : counted(days, 'day')}`;

const counted = (count: number | null, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Null: it is off. */
export const objectLockField: Field<ObjectLock | null> = {
  change: 'call',
  outOfReach: (desired, live) =>
    desired === null && live !== null
      ? {
          code: 'object-lock-stays',
          message: 'Object Lock cannot be switched off',
          hint: 'Write objectLock as it stands, or leave it out.',
        }
      : undefined,
  effect(from, to) {
    if (isWeaker(to, from)) return 'weakens';
    return isWeaker(from, to) ? 'strengthens' : 'neutral';
  },
  gravity: (desired, live) => (isWeaker(live, desired) ? 'critical' : 'medium'),
  meaning(desired, live) {
    if (live === null) return 'New log files are not locked: whoever may delete them can.';
    if (desired === null) return `New log files are locked ${inWords(live)}, which the spec does not ask for.`;
    return `New log files are locked ${inWords(live)}, not ${inWords(desired)}.`;
  },
};
