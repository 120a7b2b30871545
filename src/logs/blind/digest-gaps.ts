/** Hours without digests that no log file of that time stands against. A digest comes every hour, also when nothing happens. */
import { dayFolder, digestKey, readKey, regionFolder } from '../layout.ts';
import type { Folder } from '../layout.ts';
import type { Objects } from '../ports.ts';
import type { TimeRange } from '../place.ts';

/** Whose digests. */
export interface DigestFolder extends Omit<Folder, 'kind'> {
  readonly bucket: string;
  /** Name of the trail, and where its home is. */
  readonly trail: string;
  readonly homeRegion: string;
}

/** Milliseconds. */
const hour = 3_600_000;
/** Digests begin at the minute the trail was started, and keep to it. */
const usualStep = hour + 10 * 60_000;
/** The newest may still be under way. */
const usualDelay = 2.5 * hour;

export interface DigestGap {
  readonly from: string;
  /** Null: none has come since. */
  readonly to: string | null;
}

/**
 * Gaps between the digests of a trail in one region. Lists keys only. Nothing is said before the first digest of the time:
 * whether the trail was there then, its digests do not tell.
 *
 * @throws ApiFailure where the bucket could not be listed
 */
export async function digestGaps(
  objects: Objects,
  folder: DigestFolder,
  { range, now }: { readonly range: TimeRange; readonly now: string },
): Promise<readonly DigestGap[]> {
  const stamps = await stampsOf(objects, folder, range);
  const between = stamps.slice(1).flatMap((stamp, index): readonly DigestGap[] => {
    const before = stamps[index] ?? stamp;
    // the first digest after a pause covers the hour before the start
    return Date.parse(stamp) - Date.parse(before) > usualStep ? [{ from: before, to: earlier(stamp, hour) }] : [];
  });
  const last = stamps.at(-1);
  const end = now < range.until ? now : range.until;
  const isLate = last !== undefined && Date.parse(end) - Date.parse(last) > usualDelay;
  const gaps: readonly DigestGap[] = isLate ? [...between, { from: last, to: null }] : between;
  const empty = await Promise.all(gaps.map(async gap => ((await hasLogs(objects, folder, gap)) ? [] : [gap])));
  return empty.flat();
}

/** Ends of the digests, ascending. */
async function stampsOf(objects: Objects, folder: DigestFolder, range: TimeRange): Promise<readonly string[]> {
  const { bucket, trail, homeRegion } = folder;
  const name = { trail, homeRegion, backfill: false };
  const question = {
    bucket,
    prefix: regionFolder({ ...folder, kind: 'digest' }),
    after: digestKey(folder, name, earlier(range.from, hour)),
  };
  const stamps: string[] = [];
  for await (const { key } of objects.list(question)) {
    const { stamp = null, digest = null } = readKey(key) ?? {};
    if (stamp === null || digest?.trail !== trail || digest.homeRegion !== homeRegion || digest.backfill) continue;
    if (stamp > range.until) break;
    stamps.push(stamp);
  }
  return stamps.toSorted();
}

/** Log files are named by the minute; one that was delivered late proves that something was recorded all the same. */
async function hasLogs(objects: Objects, folder: DigestFolder, { from, to }: DigestGap): Promise<boolean> {
  const logs = { ...folder, kind: 'log' as const };
  const after = `${dayFolder(logs, from.slice(0, 10))}${folder.account}_CloudTrail_${folder.region}_${minuteOf(from)}Z~`;
  for await (const { key } of objects.list({ bucket: folder.bucket, prefix: regionFolder(logs), after })) {
    const { stamp = null } = readKey(key) ?? {};
    if (stamp === null) continue;
    return to === null || stamp < to;
  }
  return false;
}

const minuteOf = (moment: string): string => moment.slice(0, 16).replaceAll(/[-:]/gu, '');

function earlier(moment: string, by: number): string {
  return `${new Date(Date.parse(moment) - by).toISOString().slice(0, 19)}Z`;
}
