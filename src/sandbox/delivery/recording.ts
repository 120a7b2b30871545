import type { Trail } from '../cloudtrail/trail.ts';
import { type Estate, organizationOf } from '../estate.ts';
import type { HistoryEvent } from '../history/history.ts';
import { leadingRegion, partitionOf } from '../places.ts';
import { type Lane, enqueue, laneName } from './course.ts';
import { noteDue } from './post.ts';
import { selects } from './selection.ts';

const WINDOW = 5 * 60_000;
/** From the first event of a log file until it is written; CloudTrail takes about five minutes. */
const TO_LOG = 5 * 60_000;

/** Puts an event of a lane on its way, for every trail that records it. */
export type Recording = (lane: Lane, event: HistoryEvent) => void;

/**
 * Begun before a call of the account is carried out: the call that stops or deletes a trail is still recorded by it, and so
 * is the one that starts it.
 */
export function recording(estate: Estate, account: string): Recording {
  const before = recorders(estate, account);
  return (lane, event) => {
    const now = recorders(estate, lane.account);
    const all = lane.account === account ? new Set([...before, ...now]) : now;
    for (const trail of all) if (records(trail, lane, event)) take(trail, lane, event, estate);
  };
}

/** Trails that log what an account does: its own, and those of its organization. */
function recorders(estate: Estate, account: string): readonly Trail[] {
  const { post } = estate;
  const own = [...(post.logging.get(account) ?? [])];
  const management = organizationOf(estate, account)?.management;
  if (management === undefined || management === account) return own;
  return [...own, ...[...(post.logging.get(management) ?? [])].filter(({ settings }) => settings.organization)];
}

function records({ homeRegion, settings, selectors }: Trail, { region }: Lane, event: HistoryEvent): boolean {
  const { multiRegion, globalServiceEvents } = settings;
  if (partitionOf(homeRegion) !== partitionOf(region)) return false;
  const here = multiRegion || homeRegion === region;
  const asGlobal = !event.global || (globalServiceEvents && (multiRegion || homeRegion === leadingRegion(homeRegion)));
  return here && asGlobal && selects(selectors, event);
}

/** Into the log file of its five minutes. */
function take(trail: Trail, lane: Lane, { at, record }: HistoryEvent, estate: Estate): void {
  const { lots } = trail.course;
  const stamp = Math.ceil(at.getTime() / WINDOW) * WINDOW;
  const open = lots.find(lot => lot.stamp === stamp && laneName(lot) === laneName(lane));
  if (open) {
    open.records.push(record);
    return;
  }
  enqueue(trail.course, { ...lane, stamp, due: at.getTime() + TO_LOG, records: [record] });
  noteDue(trail, estate);
}
