/** Delivered files as lines, their sums as a table, and both as data. */
import type { Problem } from '../../core/model.ts';
import type { Verdict } from '../../core/report.ts';
import { logKinds } from '../../logs/layout.ts';
import type { LogKind } from '../../logs/layout.ts';
import type { Listed } from '../../logs/listing.ts';
import type { DigestHole, LogTotal, Summary } from '../../logs/ls.ts';
import type { LogPlace, TimeRange } from '../../logs/place.ts';
import { problemJson } from '../change-document.ts';
import type { Json } from '../change-document.ts';
import { flow, line } from '../flow.ts';
import type { Part } from '../flow.ts';
import { lookOf, notKnownPart, withSign } from '../look.ts';
import type { Look, ViewOptions } from '../look.ts';
import { table } from '../table.ts';
import { counted, digits } from '../words.ts';

/** What a listing came to. */
export interface Listing extends Summary {
  readonly places: readonly LogPlace[];
  readonly kinds: readonly LogKind[];
  readonly range: TimeRange;
  /** What could not be listed. */
  readonly unknown: readonly Problem[];
}

/** One file as one line: when, what, how large, where. The URL stands last, so that it can be cut out and copied. */
export function fileLine(bucket: string, { key, object }: Listed, { paint }: Pick<Look, 'paint'>): string {
  const moment = (key.stamp === null ? key.day : momentText(key.stamp)).padEnd('YYYY-MM-DD HH:MM:SS'.length);
  return line(
    [paint.dim, moment],
    `  ${key.kind.padEnd(widestKind)}  ${sizeText(object.size).padStart(8)}  `,
    urlOf(bucket, object.key),
  );
}

const widestKind = 'network-activity'.length;

const urlOf = (bucket: string, key: string): string => `s3://${bucket}/${key}`;

/** What follows the files: sums, hours without digests, what could not be read, and the last line. */
export function renderListing(listing: Listing, options: ViewOptions, { files }: { readonly files: boolean }): string {
  const look = lookOf(options);
  const { totals, holes, unknown } = listing;
  const blocks = [
    ...(files || totals.length === 0 ? [] : [totalLines(totals, look)]),
    ...(holes.length === 0 ? [] : [holeLines(holes, look)]),
    ...unknown.map(problem => unknownLines(problem, look)),
    ...(totals.length === 0 && unknown.length === 0 ? [emptyLines(listing, look)] : []),
    [lastLine(listing)],
  ];
  return blocks.map(block => block.join('\n')).join('\n\n');
}

function totalLines(totals: readonly LogTotal[], { paint: { dim } }: Look): readonly string[] {
  const several = new Set(totals.map(({ bucket }) => bucket)).size > 1;
  const names = [
    ...(several ? ['BUCKET'] : []),
    'ACCOUNT',
    'REGION',
    'KIND',
    'FILES',
    'SIZE',
    'FIRST (UTC)',
    'LAST (UTC)',
  ];
  const cells = totals.map(total => [
    ...(several ? [total.bucket] : []),
    total.account,
    total.region,
    total.kind,
    digits(total.files),
    sizeText(total.bytes),
    total.first === null ? '-' : minuteText(total.first),
    total.last === null ? '-' : minuteText(total.last),
  ]);
  const rights = new Set([names.indexOf('FILES'), names.indexOf('SIZE')]);
  const widths = names.map((name, at) => Math.max(name.length, ...cells.map(row => row[at]?.length ?? 0)));
  const aligned = (row: readonly string[]): readonly string[] =>
    row.map((cell, at) => (rights.has(at) ? cell.padStart(widths[at] ?? 0) : cell));
  return table([aligned(names).map((name): Part => [dim, name]), ...cells.map(aligned)]);
}

/** So many are told; --format json has all. */
const mostHoles = 20;

function holeLines(holes: readonly DigestHole[], look: Look): readonly string[] {
  const { yellow, bold } = look.paint;
  const title = `${counted(hoursIn(holes), 'hour')} without a digest`;
  const rows = holes.slice(0, mostHoles).map(hole => {
    const until =
      hole.until.slice(0, 10) === hole.from.slice(0, 10) ? hole.until.slice(11, 16) : minuteText(hole.until);
    return [hole.account, hole.region, hole.trail, `${minuteText(hole.from)} to ${until} UTC`];
  });
  const rest = holes.length - mostHoles;
  return [
    ...flow([[bold, `${title}: logs verify tells whether it was stopped or tampered with.`]], {
      width: look.width,
      lead: [[yellow, withSign('▲', 'GAP', look)], '  '],
      indent: 2,
    }),
    ...table(rows, { indent: 2 }),
    ...(rest > 0 ? [`  and ${digits(rest)} more: --format json has all.`] : []),
  ];
}

function hoursIn(holes: readonly DigestHole[]): number {
  const spans = holes.map(({ from, until }) => Math.ceil((Date.parse(until) - Date.parse(from)) / 3_600_000));
  return spans.reduce((sum, span) => sum + span, 0);
}

function unknownLines(problem: Problem, look: Look): readonly string[] {
  const { width } = look;
  return [
    ...flow([problem.message], { width, lead: [notKnownPart(look), '  '], indent: 2 }),
    ...(problem.hint === undefined ? [] : flow([problem.hint], { width, lead: ['  '], indent: 2 })),
  ];
}

/** Nothing there is a state, with where it was looked for. */
function emptyLines({ places }: Listing, { width, paint: { dim } }: Look): readonly string[] {
  return [
    'Looked in',
    ...places.slice(0, mostHoles).map(place => line('  ', [dim, whereText(place)])),
    ...flow(
      [
        'Check the time (--since, --until), the prefix, and whether the trail records: trailwarden get status. A fresh trail delivers within some 15 minutes, Insights and network activity only where these are on.',
      ],
      { width, indent: 0 },
    ),
  ];
}

function whereText({ bucket, prefix, organization, accounts, regions }: LogPlace): string {
  const before = prefix === '' ? '' : `${prefix}/`;
  const account = accounts === null ? '*' : accounts.length > 3 ? `${accounts.length} accounts` : accounts.join(',');
  const region = regions === null ? '*' : regions.join(',');
  const organized = organization === null ? '' : `${organization}/`;
  return `s3://${bucket}/${before}AWSLogs/${organized}${account}/*/${region}/`;
}

function lastLine({ totals, range, unknown }: Listing): string {
  const when = `${minuteText(range.from)} to ${minuteText(range.until)} UTC`;
  const files = totals.reduce((sum, one) => sum + one.files, 0);
  if (files === 0)
    return unknown.length > 0 ? `Incomplete: no file was listed, ${when}.` : `Nothing was delivered ${when}.`;
  const bytes = totals.reduce((sum, one) => sum + one.bytes, 0);
  const parts = logKinds.flatMap(kind => {
    const count = totals.reduce((sum, one) => sum + (one.kind === kind ? one.files : 0), 0);
    return count === 0 ? [] : [nounOf[kind](count)];
  });
  const regions = new Set(totals.map(({ region }) => region)).size;
  const accounts = new Set(totals.map(({ account }) => account)).size;
  const where = `${counted(accounts, 'account')}, ${counted(regions, 'region')}`;
  const listed = `${parts.join(', ')}, ${sizeText(bytes)}, in ${where}, delivered ${when}.`;
  return unknown.length > 0 ? `Incomplete: ${listed}` : listed;
}

const nounOf: Readonly<Record<LogKind, (count: number) => string>> = {
  log: count => counted(count, 'log file'),
  digest: count => counted(count, 'digest'),
  insight: count => `${counted(count, 'file')} of Insights`,
  'network-activity': count => `${counted(count, 'file')} of network activity`,
  aggregated: count => `${counted(count, 'file')} of aggregated events`,
};

/** `2026-11-19 03:05`. */
const minuteText = (moment: string): string => `${moment.slice(0, 10)} ${moment.slice(11, 16)}`;

/** The same; digests end at seconds, which count. */
function momentText(moment: string): string {
  const seconds = moment.slice(17, 19) === '00' ? '' : moment.slice(16, 19);
  return `${moment.slice(0, 10)} ${moment.slice(11, 16)}${seconds}`;
}

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** `412 B`, `1.2 kB`, `41 MB`: of thousands, as S3 counts. */
export function sizeText(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 || size >= 99.5 ? Math.round(size) : size.toFixed(1)} ${units[unit] ?? ''}`;
}

/** The head of the document: what is known before anything is listed. */
export function listingHead({ places, kinds, range }: Pick<Listing, 'places' | 'kinds' | 'range'>): Json {
  return {
    format_version: '1.0',
    kind: 'logs-ls',
    since: range.from,
    until: range.until,
    kinds,
    places: places.map(({ bucket, prefix, organization, accounts, regions, trail }) => ({
      bucket,
      prefix,
      organization,
      accounts,
      regions,
      trail: trail?.arn ?? null,
    })),
  };
}

export function fileJson(bucket: string, { key, object }: Listed): Json {
  return {
    bucket,
    key: object.key,
    size: object.size,
    modified: object.modified,
    kind: key.kind,
    account: key.account,
    organization: key.organization,
    region: key.region,
    day: key.day,
    stamp: key.stamp,
    trail: key.digest?.trail ?? null,
    backfill: key.digest?.backfill ?? null,
  };
}

/** The end of the document: what is known once all is listed. */
export function listingEnd({ totals, holes, unknown }: Listing, verdict: Pick<Verdict, 'exitCode' | 'reason'>): Json {
  return {
    totals: totals.map(total => ({ ...total })),
    hours_without_digest: holes.map(hole => ({ ...hole })),
    unreadable: unknown.map(problemJson),
    verdict: { exit_code: verdict.exitCode, reason: verdict.reason },
  };
}
