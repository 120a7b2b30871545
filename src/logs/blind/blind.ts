/** Which events nobody recorded: where every trail that should record a class was dark at the same time. Pure. */
import type { TimeRange } from '../place.ts';
import type { Dark } from './dark.ts';

/** Regions of an account that the same trails reach, and what each of them takes when it logs. */
export interface Reach {
  /** Twelve digits. */
  readonly account: string;
  readonly accountKey: string;
  readonly regions: readonly string[];
  readonly trails: readonly { readonly arn: string; readonly classes: readonly string[] }[];
}

/** A time in which nobody recorded some classes of events in some regions of an account. */
export interface Blind {
  readonly account: string;
  readonly accountKey: string;
  readonly regions: readonly string[];
  readonly classes: readonly string[];
  readonly from: string;
  /** Null: it goes on. */
  readonly to: string | null;
  /** What made it so: the dark times that it is made of, the latest to begin first. */
  readonly causes: readonly Dark[];
}

interface Span {
  readonly from: string;
  readonly to: string | null;
}

/** The blind times of an estate within a time, by account and time. Regions and classes that are alike are one. */
export function blindTimes(reaches: readonly Reach[], darks: readonly Dark[], range: TimeRange): readonly Blind[] {
  const cells = reaches.flatMap(reach => reach.regions.flatMap(region => blindIn(reach, region, darks, range)));
  const byRegion = Map.groupBy(cells, ({ account, regions, from, to }) => JSON.stringify([account, regions, from, to]));
  const whole = [...byRegion.values()].flatMap(alike => joined(alike, 'classes'));
  const byClass = Map.groupBy(whole, ({ account, classes, from, to }) => JSON.stringify([account, classes, from, to]));
  return [...byClass.values()]
    .flatMap(alike => joined(alike, 'regions'))
    .toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}

const orderOf = ({ accountKey, from, regions }: Blind): string => JSON.stringify([accountKey, from, regions]);

/** Those that differ in one list only, as one. */
function joined(alike: readonly Blind[], list: 'classes' | 'regions'): readonly Blind[] {
  const [first] = alike;
  if (first === undefined) return [];
  const causes = [...new Set(alike.flatMap(one => one.causes))];
  return [{ ...first, [list]: [...new Set(alike.flatMap(one => one[list]))], causes }];
}

function blindIn(reach: Reach, region: string, darks: readonly Dark[], range: TimeRange): readonly Blind[] {
  const classes = new Set(reach.trails.flatMap(trail => trail.classes));
  return [...classes].flatMap(of => {
    const recorders = reach.trails.filter(trail => trail.classes.includes(of)).map(({ arn }) => arn);
    const each = recorders.map(arn => darks.filter(dark => dark.trail === arn && isIn(dark, region, of)));
    const spans = each.map(own => merged(own.flatMap(dark => clipped(dark, range) ?? [])));
    return spans
      .reduce((left, right) => meeting(left, right))
      .map(span => ({
        account: reach.account,
        accountKey: reach.accountKey,
        regions: [region],
        classes: [of],
        ...span,
        causes: each
          .flat()
          .filter(dark => meeting([span], [dark]).length > 0)
          .toSorted((a, b) => (a.from > b.from ? -1 : 1)),
      }));
  });
}

function isIn({ regions, except, classes }: Dark, region: string, of: string): boolean {
  return (regions?.includes(region) ?? true) && except !== region && (classes?.includes(of) ?? true);
}

/** What goes on at the end of the time goes on. */
function clipped({ from, to }: Span, range: TimeRange): Span | null {
  const begin = from < range.from ? range.from : from;
  if (begin >= range.until || (to !== null && to <= begin)) return null;
  return { from: begin, to: to !== null && to > range.until ? range.until : to };
}

/** Spans that meet are one. */
function merged(spans: readonly Span[]): readonly Span[] {
  const all: Span[] = [];
  for (const span of spans.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = all.at(-1);
    if (!last || isBefore(last.to, span.from)) all.push(span);
    else all[all.length - 1] = { from: last.from, to: isBefore(last.to, span.to) ? span.to : last.to };
  }
  return all;
}

/** The times that are in both. */
function meeting(left: readonly Span[], right: readonly Span[]): readonly Span[] {
  return left.flatMap(a =>
    right.flatMap(b => {
      const from = a.from > b.from ? a.from : b.from;
      const to = isBefore(a.to, b.to) ? a.to : b.to;
      return isBefore(to, from) || to === from ? [] : [{ from, to }];
    }),
  );
}

/** Null is without end. */
function isBefore(one: string | null, other: string | null): boolean {
  return one !== null && (other === null || one < other);
}

/** Seconds of a time; what goes on lasts until now. */
export function secondsOf({ from, to }: Span, now: string): number {
  return Math.max(0, Math.round((Date.parse(to ?? now) - Date.parse(from)) / 1000));
}
