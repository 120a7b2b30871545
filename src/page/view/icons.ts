/** Every picture of the page, drawn once and used by name. Colours are those of the text around it. */
import { element } from './element.ts';
import type { Element } from './element.ts';

type Shape = readonly [tag: string, attributes: Readonly<Record<string, string>>];

interface Icon {
  readonly size: number;
  readonly shapes: readonly Shape[];
}

const filled = (d: string): Shape => ['path', { d, fill: 'currentColor' }];
const dot = (cx: string, cy: string, r: string): Shape => ['circle', { cx, cy, r, fill: 'currentColor' }];
const ground = { stroke: 'var(--card)', 'stroke-linecap': 'round', 'stroke-linejoin': 'round', fill: 'none' };

function line(d: string, width: string, more: Readonly<Record<string, string>> = {}): Shape {
  const round = { 'stroke-linecap': 'round', 'stroke-linejoin': 'round' };
  return ['path', { d, fill: 'none', stroke: 'currentColor', 'stroke-width': width, ...round, ...more }];
}

const cut = (d: string, width: string): Shape => ['path', { d, ...ground, 'stroke-width': width }];
const hole = (cx: string, cy: string, r: string): Shape => ['circle', { cx, cy, r, fill: 'var(--card)' }];
const ring = (center: string, r: string, width: string): Shape => [
  'circle',
  { cx: center, cy: center, r, fill: 'none', stroke: 'currentColor', 'stroke-width': width },
];

const dashed = (inset: string, side: string, rx: string, width: string): Shape => [
  'rect',
  {
    x: inset,
    y: inset,
    width: side,
    height: side,
    rx,
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': width,
    'stroke-dasharray': rx === '9' ? '8 5' : '2.6 1.8',
  },
];

const octagon = 'M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5z';
const question16 = 'M6 6.3a2.1 2.1 0 1 1 3.2 1.7c-.8.5-1.2.8-1.2 1.6';
const question48 = 'M18 18.8a6.2 6.2 0 1 1 9.5 5c-2.3 1.6-3.5 2.5-3.5 5';

const icons = {
  'cell-once': { size: 20, shapes: [dot('10', '10', '2.9')] },
  'cell-twice': { size: 20, shapes: [dot('6.4', '10', '2.7'), dot('13.6', '10', '2.7')] },
  'cell-none': { size: 20, shapes: [line('M5.6 5.6l8.8 8.8M14.4 5.6l-8.8 8.8', '2.6')] },
  'cell-undelivered': {
    size: 20,
    shapes: [line('M3.4 10h8M8.4 6.7l3.3 3.3-3.3 3.3', '2.2'), line('M15.6 4.6v10.8', '2.8')],
  },
  'cell-weak': { size: 20, shapes: [line('M10 4.6l5.8 10.2H4.2z', '2')] },
  'cell-late': { size: 20, shapes: [ring('10', '5.9', '2'), line('M10 6.8V10l2.2 1.6', '1.9')] },
  'cell-unknown': {
    size: 20,
    shapes: [line('M7.2 7.7a2.8 2.8 0 1 1 4.3 2.3c-1 .7-1.5 1.1-1.5 2.1', '2'), dot('10', '15.1', '1.3')],
  },
  'cell-off': { size: 20, shapes: [line('M7 10h6', '1.8')] },
  'gravity-critical': { size: 16, shapes: [filled(octagon), cut('M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2', '1.9')] },
  'gravity-high': { size: 16, shapes: [filled('M8 1.2l7.2 13H.8z'), cut('M8 6v4', '1.8'), hole('8', '12.3', '1')] },
  'gravity-medium': { size: 16, shapes: [filled('M8 .9L15.1 8 8 15.1.9 8z')] },
  'gravity-low': { size: 16, shapes: [dot('8', '8', '5.2')] },
  'gravity-info': { size: 16, shapes: [ring('8', '5', '1.8')] },
  'gravity-unknown': {
    size: 16,
    shapes: [dashed('1.4', '13.2', '3', '1.6'), line(question16, '1.6'), dot('8', '11.9', '1')],
  },
  'verdict-ok': {
    size: 48,
    shapes: [dot('24', '24', '22'), cut('M14.5 24.8l6.5 6.4 12.6-13.4', '4.4')],
  },
  'verdict-critical': {
    size: 48,
    shapes: [filled('M15 2h18l13 13v18L33 46H15L2 33V15z'), cut('M16.5 16.5l15 15M31.5 16.5l-15 15', '4.6')],
  },
  'verdict-high': {
    size: 48,
    shapes: [filled('M24 3l22 40H2z'), cut('M24 18v12', '4.4'), hole('24', '36.5', '2.7')],
  },
  'verdict-unknown': {
    size: 48,
    shapes: [dashed('4', '40', '9', '3.6'), line(question48, '4'), dot('24', '35', '2.7')],
  },
  eye: {
    size: 16,
    shapes: [line('M1.2 8S3.8 3.4 8 3.4 14.8 8 14.8 8 12.2 12.6 8 12.6 1.2 8 1.2 8z', '1.5'), dot('8', '8', '2')],
  },
  shield: {
    size: 16,
    shapes: [
      line('M8 1.2l5.6 2v4.2c0 3.4-2.3 6.2-5.6 7.4-3.3-1.2-5.6-4-5.6-7.4V3.2z', '1.5'),
      line('M5.4 8l1.9 1.9L10.8 6.3', '1.5'),
    ],
  },
  pause: { size: 16, shapes: [line('M5.4 3.6v8.8M10.6 3.6v8.8', '2.4')] },
  person: {
    size: 16,
    shapes: [
      ['circle', { cx: '8', cy: '5', r: '3', fill: 'none', stroke: 'currentColor', 'stroke-width': '1.5' }],
      line('M2 14.2c.6-3 3-4.6 6-4.6s5.4 1.6 6 4.6', '1.5'),
    ],
  },
  sun: {
    size: 16,
    shapes: [
      dot('8', '8', '3'),
      line(
        'M8 1.2v1.6M8 13.2v1.6M1.2 8h1.6M13.2 8h1.6M3.2 3.2l1.1 1.1M11.7 11.7l1.1 1.1M12.8 3.2l-1.1 1.1M4.3 11.7l-1.1 1.1',
        '1.5',
      ),
    ],
  },
  moon: { size: 16, shapes: [filled('M13.6 10A6 6 0 0 1 6 2.4 6 6 0 1 0 13.6 10z')] },
  half: { size: 16, shapes: [ring('8', '6', '1.5'), filled('M8 2a6 6 0 0 1 0 12z')] },
  logo: {
    size: 24,
    shapes: [
      ['path', { d: 'M12 1.6l8.6 3v6.6c0 5.2-3.5 9.5-8.6 11.2-5.1-1.7-8.6-6-8.6-11.2V4.6z', fill: 'var(--ink)' }],
      [
        'path',
        {
          d: 'M7.2 15.6c2.2-.3 1.6-3 3.7-3.3s1.7-3.2 5.6-3.8',
          fill: 'none',
          stroke: 'var(--bg)',
          'stroke-width': '1.7',
          'stroke-linecap': 'round',
        },
      ],
      ['circle', { cx: '7.2', cy: '15.6', r: '1.7', fill: 'var(--bg)' }],
      ['circle', { cx: '16.7', cy: '8.4', r: '1.7', fill: 'var(--bg)' }],
    ],
  },
} as const satisfies Readonly<Record<string, Icon>>;

export type IconName = keyof typeof icons;

/** All of them, to stand in the page once, unseen. */
export function iconSheet(): Element {
  const symbols = Object.entries<Icon>(icons).map(([name, { size, shapes }]) =>
    element(
      'symbol',
      { id: `i-${name}`, viewBox: `0 0 ${size} ${size}` },
      shapes.map(([tag, attributes]) => element(tag, attributes)),
    ),
  );
  return element('svg.unseen', { width: 0, height: 0, 'aria-hidden': 'true' }, element('defs', {}, symbols));
}

/** One of them. Whoever shows it says the same in words beside it. */
export function icon(name: IconName, classes = ''): Element {
  return element('svg', { 'aria-hidden': 'true', class: classes || null }, element('use', { href: `#i-${name}` }));
}
