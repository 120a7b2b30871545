import type { Trail } from '../cloudtrail/trail.ts';
import { type Estate, organizationOf } from '../estate.ts';
import { partitionOf } from '../places.ts';
import { regionsOf } from '../regions.ts';
import { type Course, type Digest, type Lane, type LogFile, laneName } from './course.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** From the end of what a digest covers until it is written. */
const TO_DIGEST = 30 * MINUTE;
/** From the end of logging until the end of the last digest, which lists the log file that tells of it. */
const TO_LAST = 6 * MINUTE;
/** In an organization with more accounts, members have digests for hours of log files only. */
const MOST_ACCOUNTS = 50;

const toSecond = (moment: number): number => Math.floor(moment / SECOND) * SECOND;

/** Begins a chain, if none stands: its first digest ends now, and covers the hour before. */
export function openChain(trail: Trail, estate: Estate, at: number): void {
  const { course } = trail;
  const end = toSecond(at);
  const { chain } = course;
  if (chain && chain.closes === undefined) return;
  // One that was about to end does so before.
  if (chain && end - SECOND > chain.start) endPeriod(trail, estate, end - SECOND);
  else if (!chain) forgetUnlisted(course, end);
  course.chain = {
    start: end - HOUR,
    nextEnd: Math.max(end, course.lastEnd + SECOND), // two digests cannot have one name
    closes: undefined,
    last: new Map(),
  };
}

/** Ends the chain, if there is one, once what was recorded until now is delivered. */
export function closeChain({ chain }: Course, at: number): void {
  if (!chain || chain.closes !== undefined) return;
  chain.closes = toSecond(at) + TO_LAST;
  chain.nextEnd = Math.min(chain.nextEnd, chain.closes);
}

/** Makes the digests of the period that ends now. They are written later. */
export function endPeriod(trail: Trail, estate: Estate, end: number): void {
  const { course } = trail;
  const { chain } = course;
  if (!chain) return;
  const listed = taken(course, 'unlisted', end);
  const missed = taken(course, 'missed', end);
  for (const lane of lanesOf(trail, estate, [...listed.values(), ...missed.values()])) {
    const common = { ...lane, start: chain.start, end };
    const files = listed.get(laneName(lane)) ?? [];
    const previous = chain.last.get(laneName(lane));
    const digest = toDigest({ ...common, files, previous, due: end + TO_DIGEST, backfill: false });
    course.digests.push(digest);
    chain.last.set(laneName(lane), digest);
    backfill(course, common, missed.get(laneName(lane)) ?? []);
  }
  course.lastEnd = end;
  chain.start = end;
  chain.nextEnd = Math.min(end + HOUR, chain.closes ?? Number.POSITIVE_INFINITY);
  if (chain.closes !== undefined && end >= chain.closes) course.chain = undefined;
}

const toDigest = (of: Omit<Digest, 'place' | 'made'>): Digest => ({ ...of, place: undefined, made: undefined });

/** What the digest of the hour missed is listed by one that comes later. */
function backfill(course: Course, period: Lane & Pick<Digest, 'start' | 'end'>, files: readonly LogFile[]): void {
  if (files.length === 0) return;
  const previous = course.backfilled.get(laneName(period));
  const due = period.end + TO_DIGEST + Math.max(...files.map(({ missing }) => missing));
  const digest = toDigest({ ...period, files, previous, due, backfill: true });
  course.digests.push(digest);
  course.backfilled.set(laneName(period), digest);
}

/** Takes the files that were written before a moment out of those that wait for a digest, by lane. */
function taken(course: Course, from: 'unlisted' | 'missed', until: number): ReadonlyMap<string, readonly LogFile[]> {
  const waiting = course[from];
  course[from] = waiting.filter(({ at }) => at >= until);
  return Map.groupBy(
    waiting.filter(({ at }) => at < until),
    laneName,
  );
}

/** Every account and region that a trail has digests of, also where nothing happens. */
function lanesOf(trail: Trail, estate: Estate, files: readonly (readonly LogFile[])[]): readonly Lane[] {
  const { homeRegion, settings } = trail;
  const lanes = accountsOf(trail, estate).flatMap(account => {
    if (!settings.multiRegion) return [{ account, region: homeRegion }];
    return regionsOf(estate.regions, account, partitionOf(homeRegion))
      .filter(({ status }) => status !== 'not-opted-in')
      .map(({ name: region }) => ({ account, region }));
  });
  const all = [
    ...lanes,
    ...files.flatMap(([first]) => (first ? [{ account: first.account, region: first.region }] : [])),
  ];
  return [...new Map(all.map(lane => [laneName(lane), lane])).values()];
}

function accountsOf({ account, settings }: Trail, estate: Estate): readonly string[] {
  const organization = settings.organization ? organizationOf(estate, account) : undefined;
  if (!organization || organization.accounts.size > MOST_ACCOUNTS) return [account];
  return [...organization.accounts.values()].filter(({ status }) => status === 'ACTIVE').map(({ id }) => id);
}

/** What was written long before the next chain is in no digest. */
export function forgetUnlisted(course: Course, now: number): void {
  if (course.chain) return;
  course.unlisted = course.unlisted.filter(({ at }) => at >= now - HOUR);
  course.missed = [];
}
