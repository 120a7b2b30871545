/**
 * Lists delivered files by the layout of their keys: what a range of time does not touch is not asked for. Files are
 * taken by the moment in their names, which is that of delivery; events of a moment may stand in files of a later one.
 */
import { concatenated } from './ahead.ts';
import { accountsFolder, dayFolder, folderOf, kindFolder, logKinds, readKey, regionFolder } from './layout.ts';
import type { Folder, LogKey, LogKind } from './layout.ts';
import type { LogPlace, TimeRange } from './place.ts';
import type { Objects, StoredObject } from './ports.ts';

/** Which files of a place are meant. */
export interface ListingQuestion {
  readonly kinds: readonly LogKind[];
  /** Of delivery: a log file belongs to it by the minute in its name, a digest by its end. */
  readonly range: TimeRange;
}

/** A delivered file. */
export interface Listed {
  readonly key: LogKey;
  readonly object: StoredObject;
}

/** Lists that are asked for at the same time, at each of the three levels, and keys of each that wait: a few megabytes. */
const ahead = { width: 8, room: 1_000 };

/** Longer ranges are listed by months, of which the store says which there are. */
const mostDays = 62;

/**
 * The files of a place, in ascending order of their keys in each account, kind and region. Of a trail's place the digests
 * are that trail's alone. What is not a delivered file is left out. A file whose name tells no moment counts by its day.
 *
 * @throws ApiFailure where something could not be listed: what was told until then is not all
 */
export function listed(objects: Objects, place: LogPlace, question: ListingQuestion): AsyncGenerator<Listed> {
  const folders = concatenated(accountsOf(objects, place), ahead, account =>
    foldersOf(account, place, { objects, question }),
  );
  const parts = concatenated(folders, ahead, folder => partsOf(folder, place, { objects, question }));
  return concatenated(parts, ahead, part => filesOf(part, place, { objects, question }));
}

interface Listing {
  readonly objects: Objects;
  readonly question: ListingQuestion;
}

async function* accountsOf(objects: Objects, place: LogPlace): AsyncGenerator<string> {
  if (place.accounts !== null) return yield* place.accounts;
  const found = await objects.folders(place.bucket, accountsFolder(place));
  yield* found.filter(name => /^\d{12}$/u.test(name));
}

async function* foldersOf(
  account: string,
  { bucket, prefix, organization, regions }: LogPlace,
  { objects, question: { kinds } }: Listing,
): AsyncGenerator<Folder> {
  const wanted = logKinds.filter(kind => kinds.includes(kind));
  const within = `${accountsFolder({ prefix, organization })}${account}/`;
  const there = wanted.length > 1 ? new Set(await objects.folders(bucket, within)) : null;
  for (const kind of wanted) {
    if (there !== null && !there.has(folderOf[kind])) continue;
    const folder = { prefix, organization, account, kind };
    for (const region of regions ?? (await objects.folders(bucket, kindFolder(folder)))) yield { ...folder, region };
  }
}

/** What one list asks for. */
interface Part {
  readonly prefix: string;
  readonly after?: string;
}

async function* partsOf(
  folder: Folder,
  { bucket, trail }: LogPlace,
  { objects, question: { range } }: Listing,
): AsyncGenerator<Part> {
  const days = daysOf(range, mostDays + 1);
  if (days.length <= mostDays) {
    for (const day of days) yield dayPart(folder, day, { range, trail });
    return;
  }
  const region = regionFolder(folder);
  const [from, until] = [range.from.slice(0, 10), lastDay(range)];
  for (const year of await within(objects, bucket, { folder: region, from, until }))
    for (const month of await within(objects, bucket, { folder: `${region}${year}/`, from, until, year })) {
      const first = `${region}${from.replaceAll('-', '/')}/`;
      const prefix = `${region}${year}/${month}/`;
      yield first.startsWith(prefix) ? { prefix, after: first } : { prefix };
    }
}

interface Stretch {
  readonly folder: string;
  readonly from: string;
  readonly until: string;
  readonly year?: string;
}

/** Years, or months of one, that a stretch of days touches, of those that there are. */
async function within(
  objects: Objects,
  bucket: string,
  { folder, from, until, year }: Stretch,
): Promise<readonly string[]> {
  const names = await objects.folders(bucket, folder);
  const length = year === undefined ? 4 : 7;
  return names.filter(name => {
    const date = year === undefined ? name : `${year}-${name}`;
    return date.length === length && date >= from.slice(0, length) && date <= until.slice(0, length);
  });
}

/** A day's list begins where the range does, as far as the names of its files are known. */
function dayPart(folder: Folder, day: string, { range, trail }: { range: TimeRange; trail: LogPlace['trail'] }): Part {
  const prefix = dayFolder(folder, day);
  const { account, region, kind } = folder;
  const stem = `${prefix}${account}_${folderOf[kind]}_${region}_`;
  if (kind === 'digest' && trail !== null) return { prefix: `${stem}${trail.name}_${trail.homeRegion}_` };
  if (kind !== 'log' || !range.from.startsWith(day)) return { prefix };
  // to the minute: whatever stands in the minute itself sorts after it
  return { prefix, after: `${stem}${range.from.slice(0, 16).replaceAll(/[-:]/gu, '')}` };
}

async function* filesOf(
  part: Part,
  { bucket, trail }: LogPlace,
  { objects, question: { range } }: Listing,
): AsyncGenerator<Listed> {
  const until = lastDay(range);
  for await (const object of objects.list({ bucket, ...part })) {
    const key = readKey(object.key);
    if (key === null) continue;
    if (key.day > until) return;
    if (isMeant(key, trail) && isDelivered(key, range)) yield { key, object };
  }
}

function isMeant({ digest }: LogKey, trail: LogPlace['trail']): boolean {
  return digest === null || trail === null || (digest.trail === trail.name && digest.homeRegion === trail.homeRegion);
}

/** Whether a file was delivered in a range, by the moment in its name, or else by its day. */
export function isDelivered({ stamp, day }: Pick<LogKey, 'stamp' | 'day'>, range: TimeRange): boolean {
  if (stamp !== null) return stamp >= range.from && stamp < range.until;
  return day >= range.from.slice(0, 10) && day <= lastDay(range);
}

/** The last day that a range touches. */
function lastDay({ until }: TimeRange): string {
  const last = new Date(Date.parse(until) - 1);
  return last.toISOString().slice(0, 10);
}

/** The days that a range touches, the first `most` of them; none where it is empty. */
export function daysOf(range: TimeRange, most: number): readonly string[] {
  const last = lastDay(range);
  const days: string[] = [];
  const at = new Date(range.from);
  for (let day = range.from.slice(0, 10); day <= last && days.length < most && range.from < range.until;) {
    days.push(day);
    at.setUTCDate(at.getUTCDate() + 1);
    day = at.toISOString().slice(0, 10);
  }
  return days;
}

/** How long before the first event its file may say that it was made, and how long after the last one, in seconds. */
const early = 20 * 60;

/**
 * When the files of events were delivered: the moment in a name is near the end of what the file covers, and files
 * are late.
 *
 * @param late seconds after the last event in which files that come late are looked for
 */
export function deliveredFor({ from, until }: TimeRange, late: number): TimeRange {
  return { from: shifted(from, -early), until: shifted(until, late) };
}

function shifted(moment: string, seconds: number): string {
  return `${new Date(Date.parse(moment) + seconds * 1000).toISOString().slice(0, 19)}Z`;
}
