/** Members of a JSON object as they were written: whoever prints them loses no digit of a number. */

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * The text of each value, without white space around it, by its name.
 *
 * @param text of one JSON object that JSON.parse takes
 */
export function membersOf(text: string): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  let at = text.indexOf('{') + 1;
  for (;;) {
    const begin = text.indexOf('"', at);
    if (begin < 0) return members;
    const end = afterString(text, begin);
    const value = text.indexOf(':', end) + 1;
    at = afterValue(text, value);
    members.set(nameIn(text.slice(begin, end)), text.slice(value, at).trim());
    if (text.charCodeAt(at) !== comma) return members;
  }
}

function nameIn(quoted: string): string {
  return quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted.slice(1, -1);
}

/** @param at of its first quote */
function afterString(text: string, at: number): number {
  for (let index = at + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) return index + 1;
    if (code === backslash) index++;
  }
  return text.length;
}

/** Where the comma or the brace stands that ends a value. */
function afterValue(text: string, at: number): number {
  let depth = 0;
  for (let index = at; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) index = afterString(text, index) - 1;
    else if (code === openBrace || code === openBracket) depth++;
    else if (code === closeBrace || code === closeBracket) {
      if (depth === 0) return index;
      depth--;
    } else if (code === comma && depth === 0) return index;
  }
  return text.length;
}
