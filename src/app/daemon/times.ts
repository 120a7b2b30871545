/** When the loop wakes up by itself. */
import { nextRetry } from '../../core/daemon/backoff.ts';
import type { Backoff } from '../../core/daemon/backoff.ts';
import type { DaemonConfig } from '../../core/daemon/config.ts';
import { nextOpening } from './enforcing.ts';
import type { Timetable } from './ports.ts';

export interface TimesPorts {
  readonly timetable: Timetable;
  /** A number in [0, 1). */
  readonly random: () => number;
}

/** The schedule, and the window that opens next. Begun anew with every config, here and nowhere else. */
export class Times {
  readonly #config: DaemonConfig;
  readonly #ports: TimesPorts;
  #scheduled: Date;
  #opening: Date | null;

  constructor(config: DaemonConfig, ports: TimesPorts, now: Date) {
    this.#config = config;
    this.#ports = ports;
    this.#scheduled = this.#nextRun(now);
    this.#opening = this.#nextOpening(now);
  }

  /** Whether a run is due by the schedule, or because it may change something again. The next is reckoned from now. */
  isDue(now: Date): boolean {
    const due = now >= this.#scheduled || (this.#opening !== null && now >= this.#opening);
    if (!due) return false;
    this.#scheduled = this.#nextRun(now);
    this.#opening = this.#nextOpening(now);
    return true;
  }

  /** The next moment at which something is due. */
  next(backoff: Backoff): Date {
    const retry = nextRetry(backoff);
    const moments = [this.#scheduled, this.#opening, retry === null ? null : new Date(retry)];
    return new Date(Math.min(...moments.flatMap(moment => (moment ? [moment.getTime()] : []))));
  }

  /** Three intervals after a moment: what was seen then is the past by that time. */
  staleAfter(moment: Date): Date {
    const { cron, timeZone, jitter } = this.#config.schedule;
    let at = moment;
    for (let interval = 0; interval < 3; interval += 1) at = this.#ports.timetable.next(cron, timeZone, at);
    return new Date(at.getTime() + jitter);
  }

  #nextRun(now: Date): Date {
    const { cron, timeZone, jitter } = this.#config.schedule;
    const { timetable, random } = this.#ports;
    return new Date(timetable.next(cron, timeZone, now).getTime() + Math.floor(random() * jitter));
  }

  #nextOpening(now: Date): Date | null {
    const { mode, enforce } = this.#config;
    return mode === 'enforce' ? nextOpening(enforce.windows, this.#ports.timetable, now) : null;
  }
}
