/** A message to people before it has a format: what is said, in which order, and what may be left out. */
import type { Weight } from '../../core/alerts/notice.ts';

/** A piece of a sentence. Texts are as they are: each format escapes and cuts them. */
export type Piece =
  | string
  | { readonly bold: string }
  | { readonly code: string }
  | { readonly link: string; readonly to: string }
  /** A moment, ISO 8601, and how it is called in UTC. */
  | { readonly moment: string; readonly words: string };
export type Pieces = readonly Piece[];

/** A name with one or more lines under it. */
export interface Fact {
  readonly name: string;
  readonly lines: readonly Pieces[];
}

export type Part =
  | { readonly is: 'text'; readonly pieces: Pieces }
  /** Something to type. */
  | { readonly is: 'command'; readonly lead: Pieces; readonly command: string }
  /** Ten at most. */
  | { readonly is: 'facts'; readonly facts: readonly Fact[] }
  /** What does not fit is a count. `of`: how many there are; more than the items where some are left out already. */
  | {
      readonly is: 'list';
      readonly items: readonly (readonly Pieces[])[];
      readonly of: number;
      readonly to: string | null;
    }
  /** Lines as they are, one below the other. */
  | { readonly is: 'lines'; readonly lines: readonly string[] };

export type Sign = Weight | 'resolved' | 'told';

export interface Letter {
  readonly sign: Sign;
  /** The whole of it in at most 200 characters, for a locked phone. No markup. */
  readonly text: string;
  /** What is so, in a few words; null: a line in a thread. */
  readonly header: string | null;
  readonly parts: readonly Part[];
  /** Small, at the end. */
  readonly context: readonly Pieces[];
}

export const longestText = 200;
export const longestHeader = 150;
/** Of names from AWS or Git. */
export const longestName = 80;
