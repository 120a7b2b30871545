import { line, room } from './flow.ts';
import type { Part } from './flow.ts';

/** Rows with two spaces between columns, the last column as it is. */
export function table(rows: readonly (readonly Part[])[], indent = 0): readonly string[] {
  const last = Math.max(0, ...rows.map(row => row.length)) - 1;
  const widths = Array.from({ length: last }, (_, index) =>
    Math.max(...rows.map(row => room(row.slice(index, index + 1)))),
  );
  return rows.map(row =>
    line(
      ' '.repeat(indent),
      ...row.flatMap((part, index) => [
        part,
        index === row.length - 1 ? '' : ' '.repeat((widths[index] ?? 0) - room([part]) + 2),
      ]),
    ).trimEnd(),
  );
}
