/** What a receiver was told of an incident, and how incidents and notices are named. Pure. */
import type { DigestOf } from '../basis.ts';
import type { Drift } from '../drift/drift.ts';
import { episodeOf, stoodFrom } from '../drift/drift.ts';
import type { AlertsConfig } from './config.ts';
import type { Happening, Weight } from './notice.ts';
import { nextReminder } from './reminders.ts';
import { gravest } from './weight.ts';

/** As far as one receiver knows it. Plain JSON; moments are ISO 8601, UTC. */
export interface Incident {
  readonly incident: string;
  /** `summary`: of several incidents at once. Those of it that are grave, or become graver, go on by themselves; of it only the end is told. */
  readonly about: 'drifts' | 'summary' | 'blind' | 'source';
  /** As they were told last. */
  readonly drifts: readonly Drift[];
  readonly weight: Weight;
  readonly since: string;
  /** Reminders count from then on. */
  readonly graveSince: string;
  readonly reminders: number;
  readonly nextReminderAt: string | null;
  /** When it was told that it is over. Null: it is not. */
  readonly overAt: string | null;
  /** Fingerprints of those whose values are not known, as another replica told of them: what they are now is no change. */
  readonly cut?: readonly string[];
}

/** The id of a drift, or of a group of them: made of fingerprints. */
function incidentOf(drifts: readonly Drift[], digest: DigestOf): string {
  const fingerprints = [...new Set(drifts.map(({ fingerprint }) => fingerprint))].toSorted();
  const [only = '', second] = fingerprints;
  return second === undefined ? only : `g-${digest(JSON.stringify(fingerprints)).slice(0, 12)}`;
}

/** An id of its own for each turn of an incident. @param stamp what makes this turn another than those before */
export function noticeId(incident: string, happening: Happening, stamp: unknown, digest: DigestOf): string {
  return `n-${digest(JSON.stringify([incident, happening, stamp])).slice(0, 16)}`;
}

/** What makes an opening and an end another than that of the time before. */
export const episodesOf = (drifts: readonly Drift[]): readonly string[] => drifts.map(episodeOf).toSorted();

export interface Began {
  readonly now: string;
  readonly reminders: AlertsConfig['reminders'];
  readonly digest: DigestOf;
  readonly about?: Incident['about'];
}

/** An incident that is told now. */
export function began(drifts: readonly Drift[], { now, reminders, digest, about = 'drifts' }: Began): Incident {
  const standing = drifts.filter(isStanding);
  const since = drifts.map(sinceOf).toSorted()[0] ?? now;
  const weight = gravest(standing.length > 0 ? standing : drifts);
  const isOver = standing.length === 0;
  return {
    incident: about === 'summary' ? `s${incidentOf(drifts, digest)}` : incidentOf(drifts, digest),
    about,
    drifts,
    weight,
    since,
    graveSince: since,
    reminders: 0,
    nextReminderAt: isOver || about === 'summary' ? null : nextReminder(weight, { since, now, reminders }),
    overAt: isOver ? now : null,
  };
}

/** One that stays is told since it does; any other since it was opened. */
const sinceOf = (drift: Drift): string => (drift.standsSince === undefined ? drift.openedAt : stoodFrom(drift));

export const isStanding = ({ status }: Pick<Drift, 'status'>): boolean => status !== 'closed';
