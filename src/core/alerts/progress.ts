/** How an incident went on since it was told. Pure. */
import { canonical } from '../diff.ts';
import type { Drift } from '../drift/drift.ts';
import { episodeOf, standsNow } from '../drift/drift.ts';
import type { Asked, Turn } from './turn.ts';
import { noticeOf } from './turn.ts';
import { began, episodesOf, isStanding, noticeId } from './incident.ts';
import type { Incident } from './incident.ts';
import type { Happening } from './notice.ts';
import { nextReminder } from './reminders.ts';
import { afterRise, hasRisen } from './risen.ts';
import { compareWeights, gravest, weightOf } from './weight.ts';
import type { World } from './world.ts';

/** Something to tell, or something to remember without a word. */
export interface Progress {
  readonly turn?: Turn;
  readonly quietly?: Incident;
}

/** A reminder that comes later than this, in milliseconds, is left for the next: several would come at once. */
const late = 600_000;

/** At most one step: the gravest that there is to tell. */
export function progress(incident: Incident, world: World, asked: Asked): readonly Progress[] {
  if (incident.about === 'blind' || incident.about === 'source') return [];
  const drifts = incident.drifts.map(drift => nowOf(drift, world));
  const standing = drifts.filter(isStanding);
  const happening = happened(incident, drifts, standing);
  const { cut, ...whole } = incident;
  if (happening === null && cut) return [{ quietly: { ...whole, drifts } }];
  if (happening === null) return incident.overAt === null ? reminded(incident, standing, { world, asked }) : [];
  if (happening === 'opened') return [stays({ ...incident, drifts }, { world, asked })];
  if (happening === 'over-for-now') return [{ quietly: { ...incident, drifts } }];
  const weight = standing.length === 0 ? incident.weight : gravest(standing);
  const graveSince = happening === 'worse' && weight !== incident.weight ? world.now : incident.graveSince;
  const risen = happening === 'worse' ? afterRise(incident, drifts) : { drifts, before: incident.weight };
  const isOver = standing.length === 0;
  const next = nextReminder(weight, { since: graveSince, now: world.now, reminders: asked.reminders });
  const after: Incident = {
    ...whole,
    drifts: risen.drifts,
    weight,
    graveSince,
    nextReminderAt: isOver || incident.about === 'summary' ? null : next,
    overAt: isOver ? (incident.overAt ?? world.now) : null,
  };
  const id = noticeId(incident.incident, happening, stampOf(happening, after), asked.digest);
  const before = happening === 'worse' || happening === 'milder' ? risen.before : null;
  const notice = { ...noticeOf(after, world), id, happening, before };
  return [{ turn: { notice, after: [after], tellsAll: false } }];
}

/** One that comes and goes has come to stay: told as what it is, from when it did, with reminders of its own. */
function stays(incident: Incident, { world, asked }: Within): Progress {
  const staying = incident.drifts.filter(({ standsSince }) => standsSince !== undefined);
  const now = began(staying, { now: world.now, reminders: asked.reminders, digest: asked.digest });
  const after = { ...now, incident: incident.incident, drifts: incident.drifts };
  const id = noticeId(incident.incident, 'opened', staying.map(episodeSince), asked.digest);
  const notice = { ...noticeOf({ ...after, drifts: staying }, world), id, happening: 'opened' as const };
  return { turn: { notice, after: [after], tellsAll: false } };
}

const episodeSince = (drift: Drift): unknown => [episodeOf(drift), drift.standsSince];

/** Whether it was known to flap, and stays now. */
const cameToStay = (drift: Drift, told: Drift | undefined): boolean =>
  drift.status === 'flapping' &&
  drift.standsSince !== undefined &&
  told?.status === 'flapping' &&
  told.standsSince !== drift.standsSince;

/** A drift as it stands now. Of one that nobody saw end, and that is not there any more, nothing else is known. */
export function nowOf(told: Drift, { open, over, now }: World): Drift {
  const episode = episodeOf(told);
  const isSame = (drift: Drift): boolean => episodeOf(drift) === episode;
  const ended = over.find(isSame);
  if (ended || !isStanding(told)) return ended ?? told;
  const again = open.find(({ fingerprint }) => fingerprint === told.fingerprint);
  return open.find(isSame) ?? again ?? { ...told, status: 'closed', closedAt: told.closedAt ?? now };
}

function happened(
  incident: Incident,
  drifts: readonly Drift[],
  standing: readonly Drift[],
): Happening | 'over-for-now' | null {
  const { overAt, about, weight, drifts: told } = incident;
  const turned = (status: Drift['status']): boolean =>
    drifts.some((drift, index) => drift.status === status && told[index]?.status !== status);
  const isCut = ({ fingerprint }: Drift): boolean => incident.cut?.includes(fingerprint) ?? false;
  const valuesOf = (drift: Drift): unknown => (isCut(drift) ? null : [drift.found, drift.wanted]);
  const isOther = canonical(drifts.map(valuesOf)) !== canonical(told.map(valuesOf));
  if (overAt === null && standing.length === 0) return 'resolved';
  if (about === 'summary') return null;
  if (overAt === null) {
    if (turned('contested')) return 'contested';
    if (turned('flapping')) return 'flapping';
    if (drifts.some((drift, index) => cameToStay(drift, told[index]))) return 'opened';
    if (drifts.some((drift, index) => drift.status === 'flapping' && told[index]?.standsSince !== drift.standsSince))
      return 'over-for-now';
    if (hasRisen(incident, drifts)) return 'worse';
    if (drifts.length === standing.length && isOther) return 'changed';
    if (compareWeights(gravest(standing), weight) > 0) return 'milder';
  }
  return drifts.some((drift, index) => whoIn(drift) !== null && whoIn(drift) !== whoIn(told[index]))
    ? 'attributed'
    : null;
}

/** Id of the event that is known to have caused it. */
function whoIn(drift: Drift | undefined): string | null {
  const attribution = drift?.attribution;
  return attribution?.answer === 'found' ? attribution.event.eventId : null;
}

function stampOf(happening: Happening, { drifts, weight, graveSince }: Incident): unknown {
  if (happening === 'resolved') return episodesOf(drifts);
  const moments = drifts.map(({ changedAt, status }) => [changedAt, status]);
  return [episodesOf(drifts), moments, weight, graveSince, drifts.map(whoIn), drifts.map(weightOf)];
}

interface Within {
  readonly world: World;
  readonly asked: Asked;
}

/** One that falls due while nobody can look, or much later than it was due, is left out. */
function reminded(incident: Incident, standing: readonly Drift[], { world, asked }: Within): readonly Progress[] {
  const { nextReminderAt, graveSince, weight } = incident;
  const { now } = world;
  if (nextReminderAt === null || now < nextReminderAt) return [];
  const next = nextReminder(weight, { since: graveSince, now, reminders: asked.reminders });
  const isLate = Date.parse(now) - Date.parse(nextReminderAt) > late;
  const isOnHold = standing.every(drift => isUnread(drift, world) || !standsNow(drift));
  if (isLate || isOnHold || world.blind !== null) return [{ quietly: { ...incident, nextReminderAt: next } }];
  const after = { ...incident, reminders: incident.reminders + 1, nextReminderAt: next };
  const id = noticeId(incident.incident, 'reminder', [episodesOf(standing), after.reminders], asked.digest);
  const notice = { ...noticeOf({ ...after, drifts: standing }, world), id, happening: 'reminder' as const };
  return [{ turn: { notice, after: [after], tellsAll: false } }];
}

/** Whether what is known of it is of the past, because it, or all of its kind there, could not be read. */
function isUnread({ address, fingerprint }: Drift, { open }: World): boolean {
  const place = address.slice(address.indexOf('@'));
  return open.some(
    one =>
      one.kind === 'unread' &&
      one.fingerprint !== fingerprint &&
      (one.address === address || (one.address.includes('*') && one.address.endsWith(place))),
  );
}
