/** How cells of CSV are written. */
import type { CsvCells } from '../../logs/forms/csv.ts';
import { visible } from '../../render/visible.ts';
import type { Input } from '../definition.ts';

/** A terminal gets no control characters; files and pipes have them as they are. */
export function csvCells({
  options: { rawCells, out },
  output: { screen },
}: Pick<Input, 'options' | 'output'>): CsvCells {
  const isSeen = screen.terminal && out === undefined;
  return { raw: rawCells ?? false, shown: isSeen ? visible : text => text };
}
