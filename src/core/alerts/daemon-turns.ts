/** What a daemon tells of itself: that it sees nothing, and that a newer spec is not in force. Pure. */
import type { Asked, Known, Turn } from './turn.ts';
import { noticeId } from './incident.ts';
import type { Incident } from './incident.ts';
import type { Happening, Weight } from './notice.ts';
import { receiversOfAll } from './routes.ts';
import type { World } from './world.ts';

interface Subject {
  readonly about: 'blind' | 'source';
  readonly state: World['blind'];
  readonly weight: Weight;
  readonly begins: Happening;
  readonly ends: Happening;
  /** Whether this receiver is told of it. */
  readonly isMeant: boolean;
}

/** Everybody is told who would be told of anything: where nothing is known, silence means nothing. */
export function ofDaemon({ incidents }: Known, world: World, asked: Asked): readonly Turn[] {
  const isMeant = receiversOfAll('medium', asked.routes).includes(asked.receiver);
  const subjects: readonly Subject[] = [
    { about: 'blind', state: world.blind, weight: 'not-known', begins: 'blind', ends: 'seeing', isMeant: true },
    { about: 'source', state: world.source, weight: 'medium', begins: 'source-broken', ends: 'source-mended', isMeant },
  ];
  return subjects.flatMap(subject => {
    const stands = incidents.find(({ about, overAt }) => about === subject.about && overAt === null);
    return turnOf(subject, stands, { world, asked });
  });
}

interface Within {
  readonly world: World;
  readonly asked: Asked;
}

function turnOf(
  { about, state, weight, begins, ends, isMeant }: Subject,
  stands: Incident | undefined,
  { world, asked }: Within,
): readonly Turn[] {
  if (state === 'unknown' || (state === null) === (stands === undefined)) return [];
  const incident = `${about}-${asked.digest(JSON.stringify([asked.daemon, about])).slice(0, 12)}`;
  if (stands !== undefined) {
    const after = { ...stands, overAt: world.now };
    return [turn(after, ends, { problems: [], world, asked })];
  }
  if (!isMeant || state === null) return [];
  const { since, problems } = state;
  const none = { drifts: [], reminders: 0, nextReminderAt: null, overAt: null };
  return [turn({ incident, about, weight, since, graveSince: since, ...none }, begins, { problems, world, asked })];
}

function turn(
  incident: Incident,
  happening: Happening,
  { problems, world: { now }, asked }: Within & Pick<Turn['notice'], 'problems'>,
): Turn {
  const { weight, since } = incident;
  const id = noticeId(incident.incident, happening, since, asked.digest);
  const nothing = { drifts: [], missed: 0, before: null, reminders: 0, nextReminderAt: null, unrecorded: null };
  const notice = { id, incident: incident.incident, happening, weight, at: now, since, problems, ...nothing };
  return { notice, after: [incident], tellsAll: false };
}
