import type { Position } from '../model.ts';
import type { SourceFile } from './source.ts';

/** Turns offsets into a file's text into positions. */
export interface Lines {
  /** The position of a stretch of text, underlined as far as it stands on its first line; at least one character. */
  at(start: number, end: number): Position;
  /** Whether a stretch stands on one line and holds anything. */
  single(start: number, end: number): boolean;
}

export function linesOf({ path, text }: SourceFile): Lines {
  const starts = [0];
  for (let next = text.indexOf('\n'); next >= 0; next = text.indexOf('\n', next + 1)) starts.push(next + 1);
  const lineOf = (offset: number) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (startOf(starts, middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return {
    at(start, end) {
      const line = lineOf(start);
      const column = start - startOf(starts, line) + 1;
      const stretch = text
        .slice(start, Math.min(end, start + longestLine))
        .split('\n', 1)
        .join('')
        .trimEnd();
      return { file: path, line: line + 1, column, length: Math.max(1, stretch.length) };
    },
    single: (start, end) => end > start && lineOf(start) === lineOf(end - 1),
  };
}

const startOf = (starts: readonly number[], line: number) => starts[line] as number;

/** No more than this is ever underlined. */
const longestLine = 2000;
