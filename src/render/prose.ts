import { columns } from './visible.ts';

/** Prose is never wider than this, however wide the window. */
const widest = 100;

interface Layout {
  /** Columns of the window; undefined: nothing is wrapped, so that grep finds a whole thought on one line. */
  readonly width?: number | undefined;
  /** What stands before the first line, uncoloured: it takes room. */
  readonly lead: string;
  /** Spaces before every other line. */
  readonly indent: number;
}

/** Breaks prose at spaces. A word that is longer than the window (a path, an ARN) is never broken. */
export function wrapped(text: string, { width, lead, indent }: Layout): string {
  if (width === undefined) return lead + text;
  const room = Math.min(width, widest);
  const lines: string[] = [];
  let line = lead;
  let filled = false;
  for (const word of text.split(' ')) {
    const wider = filled ? `${line} ${word}` : line + word;
    if (filled && columns(wider) > room) {
      lines.push(line);
      line = ' '.repeat(indent) + word;
    } else {
      line = wider;
    }
    filled = true;
  }
  return [...lines, line].join('\n');
}
