/** For how long nothing was recorded during an incident. Pure. */
import { stoodFrom } from '../drift/drift.ts';
import type { Drift } from '../drift/drift.ts';
import { gapsOf, secondsOf } from '../drift/gaps.ts';
import type { Episode } from '../drift/gaps.ts';

/** In seconds, until now where it goes on. Null: recording was not interrupted, as far as these drifts tell. */
export function unrecorded(drifts: readonly Drift[], now: string): number | null {
  const { recording } = gapsOf(drifts.flatMap(turnsOf), '');
  return recording.length === 0 ? null : Math.round(secondsOf(recording, now));
}

/** Of what opened and closed again and again, each turn; of anything else, all of its episode. */
function turnsOf(drift: Drift): readonly Episode[] {
  const { kind, address, field, found, status, openedAt, closedAt, attribution, reopenedAt, healedAt, stood } = drift;
  const what = { kind, address, field, found };
  const cause = attribution?.answer === 'found' && attribution.confidence !== 'possible' ? attribution.event.at : null;
  if (reopenedAt.length < 2 || (status !== 'flapping' && status !== 'contested'))
    return [
      {
        ...what,
        status,
        openedAt,
        closedAt,
        causedAt: cause,
        ...(stood === undefined ? {} : { stood, from: stoodFrom(drift) }),
      },
    ];
  return reopenedAt.map(opened => {
    const over = stood?.find(({ from }) => from === opened)?.to;
    const ended = over ?? healedAt.find(moment => moment >= opened) ?? closedAt;
    return { ...what, status: ended === null ? 'open' : 'closed', openedAt: opened, closedAt: ended, causedAt: null };
  });
}
