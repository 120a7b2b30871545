/** Passes over records by a look at their bytes, before anybody parses them. */
import type { Match } from './glob.ts';

/** False: no record with these bytes is wanted. True says nothing. */
export type Glance = (bytes: Buffer) => boolean;

const [quote, backslash, colon, space] = [0x22, 0x5c, 0x3a, 0x20];
const escaped = Buffer.from('\\u');

/**
 * Whether a member of one of these names, at any depth, has a text that matches. Where anything is written in an unusual way
 * (escapes, white space), it says true.
 *
 * @param match absent: any text does
 */
export function glanceAt(names: readonly string[], match?: Match): Glance {
  const keys = names.map(name => Buffer.from(`"${name}"`));
  return bytes => keys.some(key => hasMember(bytes, key, match)) || bytes.includes(escaped);
}

function hasMember(bytes: Buffer, key: Buffer, match: Match | undefined): boolean {
  for (let at = bytes.indexOf(key); at >= 0; at = bytes.indexOf(key, at + key.length)) {
    if (match === undefined) return true;
    const text = textAt(bytes, at + key.length);
    if (text === null || match(text)) return true;
  }
  return false;
}

/** The text after a name; empty for a value that is no text, null where only a parser can tell. */
function textAt(bytes: Buffer, at: number): string | null {
  if (bytes[at] !== colon) return null;
  const begin = bytes[at + 1] === space ? at + 2 : at + 1;
  if (bytes[begin] !== quote) return null;
  const end = bytes.indexOf(quote, begin + 1);
  const text = bytes.subarray(begin + 1, end);
  return text.includes(backslash) ? null : text.toString();
}
