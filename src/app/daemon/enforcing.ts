/** Whether the daemon may change anything at a moment, and when that changes. */
import type { DaemonConfig, WindowConfig } from '../../core/daemon/config.ts';
import type { Held, Suspension } from '../../core/daemon/snapshot.ts';
import type { Timetable } from './ports.ts';

/** Why nothing is changed; null: it may be. */
export type Idle = 'observe' | 'suspended' | 'window' | null;

export interface Asked {
  readonly config: Pick<DaemonConfig, 'mode' | 'enforce'>;
  readonly suspended: Suspension | null;
  readonly timetable: Timetable;
}

/** Windows that deny win over those that allow; without any that allow, all of the time is allowed. */
export function idleAt({ config: { mode, enforce }, suspended, timetable }: Asked, now: Date): Idle {
  if (mode === 'observe') return 'observe';
  if (suspended) return 'suspended';
  return isWithin(enforce.windows, timetable, now) ? null : 'window';
}

function isWithin({ allow, deny }: DaemonConfig['enforce']['windows'], timetable: Timetable, at: Date): boolean {
  const isOpen = (window: WindowConfig): boolean => timetable.isOpen(window, at);
  return (allow.length === 0 || allow.some(isOpen)) && !deny.some(isOpen);
}

/** How many openings are tried that another window still denies. */
const mostOpenings = 50;

/** That windows, and nothing else, hold changes back, and until when; null: they do not. */
export function heldAt(asked: Asked, now: Date): Held | null {
  if (idleAt(asked, now) !== 'window') return null;
  const { config, timetable } = asked;
  const { windows } = config.enforce;
  let at = nextOpening(windows, timetable, now);
  for (let tried = 0; at !== null && tried < mostOpenings; tried += 1) {
    if (isWithin(windows, timetable, at)) return { opensAt: at.toISOString() };
    at = nextOpening(windows, timetable, at);
  }
  return { opensAt: null };
}

/** The next moment at which a window opens that allows, or one ends that denies; null: there are none. */
export function nextOpening(windows: DaemonConfig['enforce']['windows'], timetable: Timetable, now: Date): Date | null {
  const opens = windows.allow.map(({ cron, timeZone }) => timetable.next(cron, timeZone, now).getTime());
  const ends = windows.deny
    .filter(window => timetable.isOpen(window, now))
    .map(window => endOf(window, timetable, now));
  const first = Math.min(...opens, ...ends);
  return Number.isFinite(first) ? new Date(first) : null;
}

/** The next moment at which any window opens or ends; null: there are none. */
export function nextTurn(windows: DaemonConfig['enforce']['windows'], timetable: Timetable, now: Date): Date | null {
  const { allow, deny } = windows;
  const turns = [windows, { allow: deny, deny: allow }].flatMap(some => nextOpening(some, timetable, now) ?? []);
  return turns.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;
}

/** Of a window that is open: when the last opening that still holds it open is over. */
function endOf({ cron, timeZone, duration }: WindowConfig, timetable: Timetable, now: Date): number {
  let opened = timetable.next(cron, timeZone, new Date(now.getTime() - duration));
  for (;;) {
    const later = timetable.next(cron, timeZone, opened);
    if (later.getTime() > opened.getTime() + duration) return opened.getTime() + duration;
    if (later.getTime() > now.getTime()) return later.getTime(); // it is asked again then
    opened = later;
  }
}

/** The suspension in force: that which somebody asked for, else that of the config, as long as it lasts. */
export function suspensionAt(
  config: Pick<DaemonConfig, 'suspend'>,
  requested: Suspension | null,
  { now, since }: { readonly now: Date; readonly since: string },
): Suspension | null {
  const lasts = ({ until }: { readonly until: string | null }): boolean =>
    until === null || Date.parse(until) > now.getTime();
  if (requested && lasts(requested)) return requested;
  return config.suspend && lasts(config.suspend) ? { ...config.suspend, since, by: 'config' } : null;
}
