/** What a view is given to draw with: colours, signs and room. */
import type { Gravity } from '../core/kind.ts';
import type { Part } from './flow.ts';
import { paint } from './style.ts';
import type { Paint } from './style.ts';

/** How people want to see it. The caller knows the terminal; nothing here asks. */
export interface ViewOptions {
  readonly color: boolean;
  /** Columns of the window. Null: not a terminal; then prose is not wrapped, and columns are laid out for 120. */
  readonly width: number | null;
  /** No signs beyond ASCII; the words beside them stay. */
  readonly ascii: boolean;
  /** The exact API calls under each change. */
  readonly calls: boolean;
  /** Every field, also what is off, and policy statements as JSON. */
  readonly full: boolean;
  /** The same change of many resources is not folded into one block. */
  readonly expand?: boolean;
  /** Drift as one line each. */
  readonly brief?: boolean;
  /** Whole commands for hints, as they would be typed: `trailwarden apply specs/`. */
  readonly commands: { readonly plan: string; readonly apply: string };
}

export interface Look extends Omit<ViewOptions, 'width' | 'expand' | 'brief'> {
  readonly paint: Paint;
  readonly width: number | undefined;
  readonly fold: boolean;
}

export function lookOf({ width, expand = false, ...options }: ViewOptions): Look {
  return { ...options, paint: paint(options.color), width: width ?? undefined, fold: !expand && !options.calls };
}

/** Columns that tables are laid out for where there is no window. */
export const usualWidth = 120;

/** `✖ CRITICAL`: a sign of its own for each gravity, and the word beside it. */
export function gravityPart(gravity: Gravity, look: Look): Part {
  const { bold, brightRed, red, yellow, blue, dim } = look.paint;
  const [sign, style] = {
    critical: ['✖', (text: string) => bold(brightRed(text))],
    high: ['▲', red],
    medium: ['◆', yellow],
    low: ['●', blue],
    info: ['○', dim],
  }[gravity] as [string, (text: string) => string];
  return [style, withSign(sign, gravity.toUpperCase(), look)];
}

/** `? NOT KNOWN`: no gravity. Never green, never dim. */
export function notKnownPart(look: Look): Part {
  return [look.paint.magenta, withSign('?', 'NOT KNOWN', look)];
}

export function withSign(sign: string, word: string, { ascii }: Pick<Look, 'ascii'>): string {
  return ascii ? word : `${sign} ${word}`;
}

export type Mark = '+' | '~' | '-' | '>' | '!' | '·';

/** The sign of what happens to something. `!`: wrong, and nothing will change it; `·`: it waits. */
export function mark(sign: Mark, { paint: { green, yellow, red, cyan, dim }, ascii }: Look): Part {
  const style = { '+': green, '~': yellow, '-': red, '>': cyan, '!': red, '·': dim }[sign];
  return [style, ascii && sign === '·' ? '=' : sign];
}
