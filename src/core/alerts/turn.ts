/** One notice to one receiver, and what is needed to find out which there are. Pure. */
import type { DigestOf } from '../basis.ts';
import type { AlertsConfig } from './config.ts';
import type { Incident } from './incident.ts';
import type { Notice } from './notice.ts';
import { unrecorded } from './unrecorded.ts';
import type { World } from './world.ts';

/** What a receiver knows. */
export interface Known {
  /** What it was told of, also what is over, for a while. */
  readonly incidents: readonly Incident[];
  /** Of all that was over by then it was told. Null: it was never told anything. */
  readonly toldUpTo: string | null;
  /** Since when it could not be reached, where that was long; null: it can. */
  readonly awaySince: string | null;
}

export interface Asked {
  /** Its name. */
  readonly receiver: string;
  readonly routes: AlertsConfig['routes'];
  readonly reminders: AlertsConfig['reminders'];
  /** `metadata.name` of the daemon, and the owner of its spec. */
  readonly daemon: string;
  readonly digest: DigestOf;
}

/** One notice, and what is remembered once it was told. The first is what the notice is about. */
export interface Turn {
  readonly notice: Omit<Notice, 'around'>;
  readonly after: readonly Incident[];
  /** All that was over is told by it, too. */
  readonly tellsAll: boolean;
}

/** A notice as the incident has it, but for what happened. */
export function noticeOf(incident: Incident, { now }: World): Omit<Turn['notice'], 'id' | 'happening'> {
  return {
    incident: incident.incident,
    weight: incident.weight,
    at: now,
    since: incident.since,
    drifts: incident.drifts,
    missed: 0,
    before: null,
    reminders: incident.reminders,
    nextReminderAt: incident.nextReminderAt,
    unrecorded: unrecorded(incident.drifts, now),
    problems: [],
  };
}
