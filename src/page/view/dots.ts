/** How old many things are, one dot each, on a scale by logarithm. */
import { digits } from '../../render/words.ts';
import { element } from './element.ts';
import type { Element, Written } from './element.ts';
import { age, day, hour, minute } from './time.ts';

export interface Dot {
  readonly name: string;
  /** Milliseconds. */
  readonly age: number;
}

export interface DotsParts {
  readonly dots: readonly Dot[];
  /** Beyond it, a dot is late. Milliseconds. */
  readonly limit: number;
  /** Pixels. */
  readonly width: number;
  /** What there is one dot of, such as `trails`. */
  readonly of: string;
  /** What is said where there is no dot. */
  readonly none: string;
}

interface Scale {
  readonly low: number;
  readonly high: number;
  readonly width: number;
}

const nice = [1, 5, 15, 30]
  .map(minutes => minutes * minute)
  .concat(
    [1, 2, 4, 8, 24].map(hours => hours * hour),
    [2 * day, 7 * day],
  );

/** Many small dots stand closer than a few large ones. */
const many = 200;

export function dotsView({ dots, limit, width, of, none }: DotsParts): Element {
  const scale: Scale = { low: Math.min(minute, limit / 30), high: limit * 8, width };
  const base = dots.length > many ? 130 : 74;
  const late = dots.filter(dot => dot.age > limit).toSorted((a, b) => b.age - a.age);
  const edge = x(limit, scale);
  const summary =
    dots.length === 0 ? none : `${digits(dots.length)} ${of}, ${digits(late.length)} older than ${age(limit)}`;
  return element(
    'svg.dots',
    { viewBox: `0 0 ${width} ${base + 24}`, height: base + 24, role: 'img', 'aria-label': summary },
    element('rect.late-ground', { x: edge, y: 0, width: width - edge, height: base }),
    element('line.axis', { x1: 0, x2: width, y1: base, y2: base }),
    element('line.limit', { x1: edge, x2: edge, y1: 0, y2: base }),
    ticks(limit, scale, base),
    piled(dots, { limit, scale, base }),
    lateNames(late, width),
    dots.length === 0 ? element('text.strong', { x: 8, y: base - 12 }, none) : null,
  );
}

function x(milliseconds: number, { low, high, width }: Scale): number {
  const held = Math.max(low, Math.min(high, milliseconds));
  return 8 + (Math.log(held / low) / Math.log(high / low)) * (width - 24);
}

/** Between the middles of two labels, in pixels: less, and they would print over one another. */
const apart = 42;

/** The limit, and of the others those that have room beside it and beside one another. */
function labelled(limit: number, scale: Scale): readonly number[] {
  const shown = [limit];
  for (const one of nice) {
    const isOn = one >= scale.low && one < scale.high;
    const hasRoom = shown.every(other => Math.abs(x(one, scale) - x(other, scale)) > apart);
    if (isOn && hasRoom) shown.push(one);
  }
  return shown;
}

function ticks(limit: number, scale: Scale, base: number): Written {
  const shown = labelled(limit, scale);
  return shown.map(one => {
    const at = x(one, scale);
    return [
      element('line.axis', { x1: at, x2: at, y1: base, y2: base + 4 }),
      element(
        one === limit ? 'text.bold' : 'text',
        { x: at, y: base + 17, 'text-anchor': at < 24 ? 'start' : 'middle' },
        age(one),
      ),
    ];
  });
}

interface Pile {
  readonly limit: number;
  readonly scale: Scale;
  readonly base: number;
}

/** Dots that would stand on one another are piled up; the largest size is taken at which the highest pile has room. */
function piled(dots: readonly Dot[], { limit, scale, base }: Pile): Written {
  const radius = dots.length > many ? fitting(dots, scale, base) : 5;
  const step = stepOf(radius, dots.length);
  const heights = new Map<number, number>();
  return dots
    .toSorted((a, b) => a.age - b.age)
    .map(({ name, age: old }) => {
      const bin = Math.round(x(old, scale) / step);
      const height = heights.get(bin) ?? 0;
      heights.set(bin, height + 1);
      const label = element('title', {}, `${name}: ${age(old)}`);
      const at = Math.min(bin * step, scale.width - 6);
      if (old > limit) return triangle(at, base - 2 - height * 11, label);
      return element(
        'circle.fill-ok',
        { cx: round(at), cy: round(base - radius - 1 - height * step), r: round(radius) },
        label,
      );
    });
}

function triangle(at: number, foot: number, label: Element): Element {
  return element('path.fill-late', { d: `M${round(at)} ${round(foot - 10)}l5.8 10h-11.6z` }, label);
}

const round = (pixels: number): string => pixels.toFixed(1);
const stepOf = (radius: number, count: number): number => radius * 2 + (count > many ? 0.7 : 2);

function fitting(dots: readonly Dot[], scale: Scale, base: number): number {
  for (let radius = 2.2; radius > 1; radius -= 0.1) {
    const step = stepOf(radius, dots.length);
    const piles = [...Map.groupBy(dots, dot => Math.round(x(dot.age, scale) / step)).values()];
    if (Math.max(...piles.map(({ length }) => length)) * step <= base - 22) return radius;
  }
  return 1;
}

function lateNames(late: readonly Dot[], width: number): Written {
  if (late.length === 0) return null;
  const names = late.slice(0, 2).map(({ name }) => name);
  const most = width < 420 || names.join().length > 40 ? 0 : names.length;
  const words =
    most === 0
      ? `${digits(late.length)} late`
      : `late: ${names.join(', ')}${late.length > most ? ` and ${digits(late.length - most)} more` : ''}`;
  return element('text.strong.bold', { x: width - 8, y: 14, 'text-anchor': 'end' }, words);
}
