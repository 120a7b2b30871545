/** Coloured text, laid out: whatever comes from AWS or a spec passes through here and is made safe to print. */
import { columns, visible } from './visible.ts';

/** Prose is never wider than this, however wide the window. */
const widest = 100;

/** Some text and how it is painted. */
export type Part = string | readonly [paint: (text: string) => string, text: string];

export interface Flow {
  /** Columns of the window; undefined: nothing is wrapped, so that grep finds a whole thought on one line. */
  readonly width: number | undefined;
  /** What stands before the text on its first line, never broken. */
  readonly lead?: readonly Part[];
  /** Spaces before every other line. */
  readonly indent: number;
}

/** One line, as it is. */
export function line(...parts: readonly Part[]): string {
  const painted: [paint: (text: string) => string, text: string][] = [];
  for (const [paint, text] of joined(parts)) {
    const last = painted.at(-1);
    if (last?.[0] === paint) last[1] += text;
    else painted.push([paint, text]);
  }
  return painted.map(([paint, text]) => (text === '' ? '' : paint(visible(text)))).join('');
}

const plain = (text: string): string => text;

/** Every part with its paint. A space between two parts of one paint is of that paint too: fewer escape codes. */
function joined(parts: readonly Part[]): readonly (readonly [(text: string) => string, string])[] {
  const all = parts.map(part => (typeof part === 'string' ? ([plain, part] as const) : part));
  return all.map(([paint, text], index) => {
    const before = all[index - 1]?.[0];
    return text === ' ' && before !== undefined && before === all[index + 1]?.[0] ? [before, text] : [paint, text];
  });
}

/** How many columns parts take. */
export function room(parts: readonly Part[]): number {
  return parts.reduce((total, part) => total + columns(visible(textOf(part))), 0);
}

const textOf = (part: Part): string => (typeof part === 'string' ? part : part[1]);

/**
 * Breaks text at spaces. A word is never broken: one that is longer than the window stands on a line of its own, not
 * indented, so that copying it still works.
 */
export function flow(parts: readonly Part[], { width, lead = [], indent }: Flow): readonly string[] {
  if (width === undefined) return [line(...lead, ...parts)];
  const lines: Part[][] = [];
  let current: Part[] = [...lead];
  let used = room(lead);
  let fresh = true;
  for (const word of wordsOf(parts)) {
    const size = room(word);
    const gap = fresh ? 0 : 1;
    if (used + gap + size > Math.min(width, widest)) {
      if (!fresh || !isBlank(lead)) lines.push(current);
      const margin = indent + size > width ? 0 : indent;
      current = [' '.repeat(margin), ...word];
      used = margin + size;
    } else {
      current.push(...(fresh ? [] : [' ']), ...word);
      used += gap + size;
    }
    fresh = false;
  }
  return [...lines, current].map(one => line(...one).trimEnd());
}

const isBlank = (parts: readonly Part[]): boolean => parts.every(part => textOf(part).trim() === '');

/** Each word as the parts it is made of. */
function wordsOf(parts: readonly Part[]): readonly (readonly Part[])[] {
  const words: Part[][] = [[]];
  for (const part of parts) {
    const pieces = textOf(part).split(' ');
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) words.push([]);
      if (piece !== '') words.at(-1)?.push(typeof part === 'string' ? piece : [part[0], piece]);
    }
  }
  return words.filter(word => word.length > 0);
}
