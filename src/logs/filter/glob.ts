/** Patterns as people write them. */

export type Match = (text: string) => boolean;

/** `*` stands for anything, `?` for one character; capitals do not count. The whole text has to match. */
export function glob(pattern: string): Match {
  if (!/[*?]/u.test(pattern)) {
    const wanted = pattern.toLowerCase();
    return text => text === pattern || text.toLowerCase() === wanted;
  }
  const wanted = Array.from(pattern.replaceAll(/\*+/gu, '*').toLowerCase());
  return text => fits(wanted, text);
}

/**
 * Whether a text is as the signs of a pattern say. Of several `*` only the last is ever tried again, so that no pattern
 * takes longer than its length times that of the text: whoever makes a call chooses what it is held against.
 */
function fits(wanted: readonly string[], text: string): boolean {
  let [at, next] = [0, 0];
  let star = -1; // where the last * stands
  let taken = 0; // up to where of the text it reaches
  while (at < text.length) {
    const sign = wanted[next];
    const here = characterAt(text, at);
    if (sign === '*') {
      star = next++;
      taken = at;
    } else if (sign === '?' || sign === here || sign === here.toLowerCase()) {
      at += here.length;
      next++;
    } else if (star === -1) return false;
    else {
      taken += characterAt(text, taken).length;
      at = taken;
      next = star + 1;
    }
  }
  return next === wanted.length || (next === wanted.length - 1 && wanted[next] === '*');
}

const characterAt = (text: string, at: number): string => String.fromCodePoint(text.codePointAt(at) ?? 0);

/** Whether any of the patterns matches. */
export function anyOf(patterns: readonly string[], of: (pattern: string) => Match = glob): Match {
  const matches = patterns.map(of);
  return text => matches.some(match => match(text));
}
