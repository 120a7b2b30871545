/** What a stream can show. */
import type { Options } from './definition.ts';

export interface Screen {
  readonly color: boolean;
  /** Columns of the window; null where there is none, and prose is not wrapped. */
  readonly width: number | null;
  readonly ascii: boolean;
  /** A terminal, on which lines can be redrawn. */
  readonly terminal: boolean;
}

export interface Stream {
  readonly isTTY?: boolean;
  /** 0: the terminal does not know. */
  readonly columns?: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @param options what was typed; on a mistake in the arguments only what is usual is known */
export function screenOf(
  { isTTY = false, columns }: Stream,
  { color, ascii }: Pick<Options, 'color' | 'ascii'>,
  environment: Environment,
): Screen {
  const dumb = environment['TERM'] === 'dumb';
  const plain = dumb || !isTTY || (environment['NO_COLOR'] ?? '') !== '';
  return {
    color: color === 'auto' ? !plain : color === 'always',
    width: isTTY ? columns || 80 : asked(environment['COLUMNS']),
    ascii: ascii ?? !speaksUtf8(environment),
    terminal: isTTY && !dumb,
  };
}

/** POSIX: the width that a user wants. Without a terminal nothing else says one. */
function asked(columns: string | undefined): number | null {
  return columns !== undefined && /^[1-9]\d{1,3}$/.test(columns) ? Number(columns) : null;
}

/** A locale that is set and names no UTF-8 means it; many machines without people set none and take UTF-8. */
function speaksUtf8(environment: Environment): boolean {
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || 'UTF-8';
  return /utf-?8/i.test(locale);
}
