/** Drifts on a line of time, each with its shape and how long it lasted. */
import type { Drift } from '../../core/drift/drift.ts';
import { gravities } from '../../core/plan.ts';
import { accountOf, fullTitleOf } from '../../render/drift-words.ts';
import { digits } from '../../render/words.ts';
import { element } from './element.ts';
import type { Element, Written } from './element.ts';
import { endingWords } from './endings.ts';
import { age, day, when } from './time.ts';

export interface TimelineParts {
  readonly drifts: readonly Drift[];
  readonly now: number;
  /** Days. */
  readonly span: number;
  /** Pixels. */
  readonly width: number;
}

/** With more accounts than these, lanes are gravities. */
const mostLanes = 12;
const rowHeight = 20;
/** What the arrow of an open drift takes to the right of now. */
const margin = 30;

interface Bar {
  /** The gravest. */
  readonly drift: Drift;
  /** So close together that one mark stands for all: the gravest first. */
  readonly all: readonly Drift[];
  readonly from: number;
  readonly to: number;
  readonly row: number;
}

interface Lane {
  readonly name: string;
  readonly bars: readonly Bar[];
  readonly top: number;
  readonly height: number;
}

interface Axis extends TimelineParts {
  readonly start: number;
  readonly left: number;
}

export function timeline(parts: TimelineParts): Element {
  const axis: Axis = { ...parts, start: parts.now - parts.span * day, left: parts.width < 600 ? 84 : 150 };
  const lanes = lanesOf(axis);
  const top = lanes.reduce((sum, { height }) => sum + height, 0);
  const label = `Drifts of the last ${parts.span === 1 ? '24 hours' : `${parts.span} days`}; the table below says the same in words`;
  return element(
    'svg.timeline',
    { viewBox: `0 0 ${parts.width} ${top + 26}`, height: top + 26, role: 'img', 'aria-label': label },
    lanes.map(lane => laneLines(lane, axis)),
    ticks(axis, top),
    lanes.flatMap(lane => lane.bars.map(bar => barView(bar, lane, axis.now))),
  );
}

function x(moment: number, { start, now, left, width }: Axis): number {
  return left + ((Math.max(moment, start) - start) / (now - start)) * (width - left - margin);
}

function lanesOf(axis: Axis): readonly Lane[] {
  const byAccount = Map.groupBy(axis.drifts, accountOf);
  const few = byAccount.size <= mostLanes;
  const groups = few
    ? [...byAccount]
    : gravities.map((gravity): [string, Drift[]] => [gravity, axis.drifts.filter(drift => drift.gravity === gravity)]);
  let top = 0;
  return groups
    .filter(([, drifts]) => drifts.length > 0)
    .map(([name, drifts]) => {
      const bars = stacked(drifts, axis);
      const height = (Math.max(0, ...bars.map(({ row }) => row)) + 1) * rowHeight + 6;
      const lane = { name, bars, top, height };
      top += height;
      return lane;
    });
}

type Span = Omit<Bar, 'row'>;

/** Those that would overlap stand below one another, unless they are mere points: then one mark stands for all. */
function stacked(drifts: readonly Drift[], axis: Axis): readonly Bar[] {
  const ends: number[] = [];
  const spans = drifts.map(drift => spanOf(drift, axis)).toSorted((a, b) => a.from - b.from);
  return gathered(spans).map(span => {
    const free = ends.findIndex(end => end < span.from - 9);
    const row = Math.min(free < 0 ? ends.length : free, 7);
    ends[row] = isStanding(span) ? axis.width : span.to + (span.all.length > 1 ? 8 + countWidth : 8);
    return { ...span, row };
  });
}

function spanOf(drift: Drift, axis: Axis): Span {
  const from = x(Date.parse(drift.openedAt), axis);
  const to = Math.max(x(drift.closedAt === null ? axis.now : Date.parse(drift.closedAt), axis), from + 3);
  return { drift, all: [drift], from, to };
}

const isStanding = ({ all }: Pick<Bar, 'all'>): boolean => all.some(({ closedAt }) => closedAt === null);

/** Pixels: what is shorter is a point, and so many of them no further apart than that are one mark. */
const point = { width: 12, least: 3 };
/** Of the count beside a mark, in pixels. */
const countWidth = 24;

/** @param spans in the order in which they begin */
function gathered(spans: readonly Span[]): readonly Span[] {
  const points = spans.filter(({ from, to }) => to - from < point.width);
  const clusters: Span[][] = [];
  for (const one of points) {
    const last = clusters.at(-1);
    if (last?.[0] && one.from - last[0].from < point.width) last.push(one);
    else clusters.push([one]);
  }
  const many = clusters.filter(({ length }) => length >= point.least);
  const inMany = new Set(many.flat());
  return [
    ...spans.filter(one => !inMany.has(one)),
    ...many.flatMap(([first, ...rest]) => (first ? [together(first, [first, ...rest])] : [])),
  ].toSorted((a, b) => a.from - b.from);
}

function together(first: Span, spans: readonly Span[]): Span {
  const rank = ({ gravity }: Drift): number => gravities.indexOf(gravity);
  const all = spans.map(({ drift }) => drift).toSorted((a, b) => rank(a) - rank(b));
  const to = Math.max(...spans.map(one => one.to));
  return { drift: all[0] ?? first.drift, all, from: first.from, to };
}

function laneLines({ name, top, height }: Lane, { width, left }: Axis): Written {
  const most = Math.floor(left / 7.2);
  const words = name.length > most ? `${name.slice(0, most - 1)}…` : name;
  return [
    element('line.lane', { x1: 0, x2: width, y1: top + height, y2: top + height }),
    element(
      'text.strong',
      { x: 0, y: top + height / 2 + 4 },
      words,
      words === name ? null : element('title', {}, name),
    ),
  ];
}

function ticks(axis: Axis, top: number): Written {
  const count = axis.width < 600 ? 2 : 6;
  return Array.from({ length: count + 1 }, (_, index) => {
    const at = axis.start + ((axis.now - axis.start) * index) / count;
    const isNow = index === count;
    const iso = new Date(at).toISOString();
    const words = axis.span > 2 ? iso.slice(5, 10) : iso.slice(11, 16);
    return [
      element(isNow ? 'line.tick' : 'line.tick.dashed', { x1: x(at, axis), x2: x(at, axis), y1: 0, y2: top }),
      element(
        isNow ? 'text.bold' : 'text',
        { x: x(at, axis), y: top + 18, 'text-anchor': index === 0 ? 'start' : 'middle' },
        isNow ? 'now' : words,
      ),
    ];
  });
}

/** Whether the trail did not log at all meanwhile. */
export function isGap({ kind, field, resource, address }: Drift): boolean {
  const isTrail = (resource?.kind ?? address.split('/')[0]) === 'trail';
  return isTrail && (kind === 'missing' || (kind === 'changed' && field === 'logging'));
}

function wordsOf(drift: Drift, now: number): string {
  const open = drift.closedAt === null;
  const lasted = (open ? now : Date.parse(drift.closedAt)) - Date.parse(drift.openedAt);
  return `${fullTitleOf(drift)}, ${when(drift.openedAt, now)}, ${age(lasted)}, ${open ? 'open' : endingWords(drift)}`;
}

function barView({ drift, all, from, to, row }: Bar, lane: Lane, now: number): Element {
  const y = lane.top + 3 + row * rowHeight + rowHeight / 2;
  const open = isStanding({ all });
  const count = all.length > 1 ? digits(all.length) : null;
  return element(
    `g.paint-${drift.gravity}`,
    {},
    element('title', {}, all.map(one => wordsOf(one, now)).join('; ')),
    element('rect', {
      x: from.toFixed(1),
      y: y - 4,
      width: (to - from + (open ? 12 : 0)).toFixed(1),
      height: 8,
      rx: 2,
      class: all.some(isGap) ? 'solid' : 'pale',
    }),
    element('use', { href: `#i-gravity-${drift.gravity}`, x: (from - 7).toFixed(1), y: y - 7, width: 14, height: 14 }),
    count === null ? null : element('text.bold', { x: (from - 10).toFixed(1), y: y + 4, 'text-anchor': 'end' }, count),
    open ? element('path.solid', { d: `M${(to + 10).toFixed(1)} ${y - 6}l9 6l-9 6z` }) : null,
  );
}
