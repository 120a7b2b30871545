/** Log files that no digest lists: put there by somebody else, or their digest is gone, or yet to come. */
import { listed } from '../listing.ts';
import type { Listed } from '../listing.ts';
import type { LogPlace, TimeRange } from '../place.ts';
import type { Objects } from '../ports.ts';
import { earlier, hourWords, later, lateness } from './moments.ts';
import type { Tale } from './tale.ts';

export interface UnlistedQuestion {
  /** One account's folder in one region. */
  readonly place: LogPlace;
  readonly range: TimeRange;
  readonly now: string;
  /** Names that digests list; each is taken out when it is found. */
  readonly listed: Set<string>;
}

/** A file is written some minutes after the moment in its name; a digest lists what was written in its hour. */
const delivery = 5;

/** The first digest lists what was written in its hour, which began somewhat after what the names say. */
const edge = 15;

/** @param tales of all trails that deliver here; findings are told of the first */
export async function judgeUnlisted(
  tales: readonly Tale[],
  { place, range, now, listed: names }: UnlistedQuestion,
  objects: Objects,
): Promise<void> {
  const [tale] = tales;
  if (tale === undefined) return;
  const window = windowOf(tales, now);
  const unproven = tales.flatMap(({ chain }) => chain.unproven);
  const begins = window === null ? [range.from] : [window.from, ...unproven.map(time => time.from)];
  const from = later(begins.reduce(earlier), -edge);
  const question = { kinds: ['log'] as const, range: { from: earlier(from, range.until), until: range.until } };
  for await (const file of listed(objects, place, question)) {
    if (names.delete(file.object.key.slice(file.object.key.lastIndexOf('/') + 1))) continue;
    judgeOne(file, tale, { window, place, unproven, due: later(now, -lateness) });
  }
}

interface Judging {
  readonly window: TimeRange | null;
  readonly place: LogPlace;
  readonly unproven: readonly TimeRange[];
  /** Of what was delivered later there need be no digest yet. */
  readonly due: string;
}

function judgeOne({ key: { stamp }, object }: Listed, tale: Tale, { window, place, unproven, due }: Judging): void {
  const named = stamp === null ? null : later(stamp, delivery);
  const written = object.modified === null ? named : `${new Date(object.modified).toISOString().slice(0, 19)}Z`;
  if (named === null || written === null) return;
  const isIn = (moment: string) => (time: TimeRange) => moment >= time.from && moment < time.until;
  if (window === null && named >= due) tale.pending += 1;
  else if (window === null || unproven.some(isIn(named)) || unproven.some(isIn(written))) tale.unprovable += 1;
  else if (written >= window.until || named >= window.until) tale.pending += 1;
  else if (written >= window.from) {
    const { bucket } = place;
    const message = `no digest lists it, and it was written ${hourWords(written)}`;
    const about = {
      about: 'log',
      object: { bucket, key: object.key },
      range: null,
      count: 1,
      explained: null,
    } as const;
    tale.tell({ word: 'UNLISTED', ...about, message }, later(written, -60));
  }
}

/** The time of delivery of which all digests are known; null: there is none. What a digest missed, a later one lists. */
function windowOf(tales: readonly Tale[], now: string): TimeRange | null {
  const firsts = tales.flatMap(({ chain }) => chain.first ?? []);
  const lasts = tales.flatMap(({ chain }) => chain.last ?? []);
  if (firsts.length === 0 || lasts.length === 0) return null;
  const until = earlier(lasts.reduce(earlier), later(now, -lateness));
  return { from: later(firsts.reduce(earlier), edge), until };
}
