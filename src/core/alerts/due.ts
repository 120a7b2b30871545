/** What one receiver is to be told now: how the world stands, held against what it was told before. Pure. */
import type { Drift } from '../drift/drift.ts';
import { episodeOf } from '../drift/drift.ts';
import { ofDaemon } from './daemon-turns.ts';
import { graver } from './graver.ts';
import { groupsOf } from './groups.ts';
import type { Group } from './groups.ts';
import { began, episodesOf, isStanding, noticeId } from './incident.ts';
import type { Incident } from './incident.ts';
import { noticeOf } from './turn.ts';
import type { Asked, Known, Turn } from './turn.ts';
import { progress } from './progress.ts';
import { receiversOf } from './routes.ts';
import { byWeight, compareWeights, gravest, isGrave, isWorthTelling } from './weight.ts';
import type { World } from './world.ts';

export interface Due {
  /** The most urgent first. After each the world is looked at anew. */
  readonly turns: readonly Turn[];
  /** What is remembered although nothing is told. */
  readonly quietly: readonly Incident[];
}

export function due(known: Known, world: World, asked: Asked): Due {
  const daemon = ofDaemon(known, world, asked);
  if (world.lookedAt === null) return { turns: daemon, quietly: [] };
  const went = known.incidents.flatMap(incident => progress(incident, world, asked));
  const news = untold(known, world, asked);
  const told = went.flatMap(({ turn }) => turn ?? []);
  const summary = summaryOf(news, known, { world, asked });
  const open = new Set(known.incidents.flatMap(({ incident, overAt }) => (overAt === null ? [incident] : [])));
  const opened = summary ?? groupsOf(news).map(group => opening(group, world, asked));
  const worse = graver(known, world, asked);
  const free = [...opened, ...worse].filter(({ after: [first] }) => first === undefined || !open.has(first.incident));
  return {
    turns: inOrder([...daemon, ...free, ...told]),
    quietly: went.flatMap(({ quietly }) => quietly ?? []),
  };
}

/** Drifts of which the receiver should know and does not. */
function untold({ incidents, toldUpTo }: Known, { open, over, ids }: World, asked: Asked): readonly Drift[] {
  const drifts = incidents.flatMap(one => one.drifts);
  const episodes = new Set(drifts.map(episodeOf));
  const ended = new Set(over.map(({ fingerprint }) => fingerprint));
  const standing = new Set(
    incidents.flatMap(one => (one.overAt === null ? one.drifts.filter(isStanding) : [])).map(one => one.fingerprint),
  );
  // where nobody saw it end, it is the same that another replica has seen open
  const isKnown = (drift: Drift): boolean =>
    episodes.has(episodeOf(drift)) || (standing.has(drift.fingerprint) && !ended.has(drift.fingerprint));
  const late = over.filter(({ closedAt }) => toldUpTo === null || String(closedAt) > toldUpTo);
  return [...open, ...late].filter(
    drift => isWorthTelling(drift) && !isKnown(drift) && receiversOf(drift, asked.routes, ids).includes(asked.receiver),
  );
}

interface Within {
  readonly world: World;
  readonly asked: Asked;
}

/** The one message to who was never told anything, or could not be reached; null: each is told by itself. */
function summaryOf(news: readonly Drift[], known: Known, { world, asked }: Within): readonly Turn[] | null {
  if (known.toldUpTo === null) return news.length === 0 ? [] : [summary('first-run', byWeight(news), { world, asked })];
  if (known.awaySince === null || news.length === 0) return null;
  const standing = news.filter(isStanding);
  const told = new Set(known.incidents.flatMap(({ overAt, drifts }) => (overAt === null ? drifts.map(episodeOf) : [])));
  const open = world.open.filter(drift => told.has(episodeOf(drift)));
  const turn = summary('returned', standing, { world, asked });
  const missed = news.length - standing.length;
  const drifts = byWeight([...standing, ...open]);
  return [{ ...turn, notice: { ...turn.notice, since: known.awaySince, drifts, missed, weight: gravest(drifts) } }];
}

function summary(happening: 'first-run' | 'returned', drifts: readonly Drift[], { world, asked }: Within): Turn {
  const from = { now: world.now, reminders: asked.reminders, digest: asked.digest };
  const groups = groupsOf(drifts).map(group => began(group.drifts, from));
  const whole = began(drifts, { ...from, about: 'summary' });
  const [only, second] = groups;
  const grave = groups.filter(({ weight, overAt }) => isGrave(weight) && overAt === null);
  const after = only && !second ? [only] : drifts.length === 0 ? [] : [whole, ...grave];
  const { incident } = after[0] ?? whole;
  const id = noticeId(incident, happening, episodesOf(drifts), asked.digest);
  const next = after.flatMap(one => one.nextReminderAt ?? []).toSorted()[0] ?? null;
  return {
    notice: { ...noticeOf(whole, world), id, incident, happening, nextReminderAt: next },
    after,
    tellsAll: true,
  };
}

function opening({ happening, drifts }: Group, world: World, asked: Asked): Turn {
  const incident = began(drifts, { now: world.now, reminders: asked.reminders, digest: asked.digest });
  const id = noticeId(incident.incident, happening, episodesOf(drifts), asked.digest);
  return { notice: { ...noticeOf(incident, world), id, happening }, after: [incident], tellsAll: false };
}

/** The gravest first; reminders last. */
function inOrder(turns: readonly Turn[]): readonly Turn[] {
  const isLast = ({ notice: { happening } }: Turn): number => Number(happening === 'reminder');
  return turns.toSorted((a, b) => isLast(a) - isLast(b) || compareWeights(a.notice.weight, b.notice.weight));
}
