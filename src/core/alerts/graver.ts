/** What was told beside something graver, in one message with it, and has become graver itself: an incident of its own. Pure. */
import { groupsOf } from './groups.ts';
import { began, episodesOf, isStanding, noticeId } from './incident.ts';
import { nowOf } from './progress.ts';
import { nextReminder } from './reminders.ts';
import { noticeOf } from './turn.ts';
import type { Asked, Known, Turn } from './turn.ts';
import { compareWeights, gravest, weightOf } from './weight.ts';
import type { World } from './world.ts';

/** Of members of summaries. Once it is told it has reminders and an end of its own, as all that is told by itself. */
export function graver({ incidents }: Known, world: World, asked: Asked): readonly Turn[] {
  const standing = incidents.filter(({ overAt }) => overAt === null);
  const own = new Set(
    standing.flatMap(({ about, drifts }) => (about === 'drifts' ? drifts.map(({ fingerprint }) => fingerprint) : [])),
  );
  const told = standing
    .flatMap(({ about, drifts }) => (about === 'summary' ? drifts : []))
    .filter(({ fingerprint }) => !own.has(fingerprint));
  const risen = [...new Map(told.map(drift => [drift.fingerprint, drift])).values()].flatMap(drift => {
    const is = nowOf(drift, world);
    return isStanding(is) && compareWeights(weightOf(is), weightOf(drift)) < 0 ? [is] : [];
  });
  return groupsOf(risen).map(({ drifts, happening }) => {
    const { now } = world;
    const { reminders, digest } = asked;
    const first = began(drifts, { now, reminders, digest });
    const next = nextReminder(first.weight, { since: now, now, reminders });
    const incident = { ...first, graveSince: now, nextReminderAt: next };
    const went = happening === 'opened' ? 'worse' : happening;
    const id = noticeId(incident.incident, went, [episodesOf(drifts), drifts.map(weightOf)], digest);
    const was =
      went === 'worse'
        ? gravest(told.filter(one => drifts.some(({ fingerprint }) => fingerprint === one.fingerprint)))
        : null;
    return {
      notice: { ...noticeOf(incident, world), id, happening: went, before: was },
      after: [incident],
      tellsAll: false,
    };
  });
}
