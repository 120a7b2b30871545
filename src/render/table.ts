import { flow, line, room } from './flow.ts';
import type { Part } from './flow.ts';

export interface TableLayout {
  readonly indent?: number;
  /** Between the first column and the second; default: as between all others. */
  readonly firstGap?: number;
  /** A longer cell does not widen its column. */
  readonly widest?: number;
  /** Columns of the window: the last column is wrapped, and goes on below the second. Default: nothing is wrapped. */
  readonly width?: number | undefined;
}

/** Rows with two spaces between columns, the last column as it is. */
export function table(rows: readonly (readonly Part[])[], layout: TableLayout = {}): readonly string[] {
  const { indent = 0, firstGap = 2, widest = Infinity, width } = layout;
  const columns = Math.max(0, ...rows.map(row => row.length));
  const widths = Array.from({ length: columns }, (_, index) =>
    Math.max(
      0,
      ...rows
        .filter(row => index < row.length - 1) // nothing stands behind the last cell of a row
        .map(row => widthOf(row[index]))
        .filter(width => width <= widest),
    ),
  );
  const below = indent + (widths[0] ?? 0) + firstGap;
  return rows.flatMap(row => {
    const cells = row.slice(0, -1).flatMap((part, index): readonly Part[] => {
      const gap = index === 0 ? firstGap : 2;
      return [part, ' '.repeat(Math.max(0, (widths[index] ?? 0) - widthOf(part)) + gap)];
    });
    const lead = [' '.repeat(indent), ...cells];
    if (width !== undefined) return flow(row.slice(-1), { width, lead, indent: below });
    return [line(...lead, ...row.slice(-1)).trimEnd()];
  });
}

const widthOf = (part: Part | undefined): number => (part === undefined ? 0 : room([part]));
