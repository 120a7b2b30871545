/** One line of a file with something underlined in it. */
import type { Position } from '../core/model.ts';
import { wrapped } from './prose.ts';
import type { Paint } from './style.ts';
import { columns, visible } from './visible.ts';

interface Excerpt {
  readonly at: Position;
  /** The whole line. */
  readonly source: string;
  /** A few words beside the carets, or ''. */
  readonly label: string;
}

interface Look {
  readonly width?: number;
  readonly ascii?: boolean;
  readonly paint: Paint;
}

/** Where there is no window. */
const usualWidth = 120;

/** The line with its number, and below it the carets with their label. Cut with `…`, but never where it is underlined. */
export function excerpt({ at: { line, column, length = 1 }, source, label }: Excerpt, look: Look): readonly string[] {
  const { blue, red } = look.paint;
  const gutter = ' '.repeat(`${line}`.length + 2);
  const room = (look.width ?? usualWidth) - gutter.length - 4; // a full last column makes some terminals wrap
  const text = visible(source);
  const { before, marked, after } = cut({
    text,
    start: column - 1,
    end: column - 1 + length,
    room,
    left: look.ascii ? '...' : '…',
  });
  const carets = ' '.repeat(columns(before)) + '^'.repeat(Math.max(1, columns(marked)));
  const bar = blue(`${gutter} |`);
  const [beside, ...below] = placed({ label: visible(label), carets, room });
  return [
    bar,
    `${blue(`  ${line} |`)} ${before}${marked}${after}`,
    `${bar} ${red(carets + beside)}`,
    ...below.map(one => `${bar} ${red(one)}`),
  ];
}

/**
 * What stands after the carets, and the lines below them: a label that finds no room beside the carets stands below, as
 * far to the left as it must.
 */
function placed({
  label,
  carets,
  room,
}: {
  label: string;
  carets: string;
  room: number;
}): readonly [string, ...string[]] {
  if (label === '') return [''];
  if (carets.length + 1 + columns(label) <= room) return [` ${label}`];
  const indent = Math.max(0, Math.min(carets.lastIndexOf(' ') + 1, room - columns(label)));
  return ['', ...wrapped(label, { width: room, lead: ' '.repeat(indent), indent }).split('\n')];
}

interface Line {
  readonly text: string;
  /** What is underlined, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly room: number;
  /** The mark that something is left out. The same from behind. */
  readonly left: string;
}

/** The underlined part whole, and around it what there is room for. */
function cut({ text, start, end, room, left }: Line): { before: string; marked: string; after: string } {
  const [before, marked, after] = [text.slice(0, start), text.slice(start, end), text.slice(end)];
  const spare = Math.max(0, room - columns(marked));
  const least = Math.min(columns(after), Math.floor(spare / 2));
  const shortBefore = lastOf(before, spare - least, left);
  return { before: shortBefore, marked, after: firstOf(after, spare - columns(shortBefore), left) };
}

/** As much of the beginning as fits, with the mark that something is left out; all of it, if it fits. */
function firstOf(text: string, room: number, left: string): string {
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += columns(character);
    if (used > room) return kept + left;
    if (used <= room - left.length) kept += character;
  }
  return text;
}

/** As much of the end as fits. */
function lastOf(text: string, room: number, left: string): string {
  return turned(firstOf(turned(text), room, left));
}

const turned = (text: string) => Array.from(text).toReversed().join('');
