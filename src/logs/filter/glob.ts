/** Patterns as people write them. */

export type Match = (text: string) => boolean;

/** `*` stands for anything, `?` for one character; capitals do not count. The whole text has to match. */
export function glob(pattern: string): Match {
  if (!/[*?]/u.test(pattern)) {
    const wanted = pattern.toLowerCase();
    return text => text === pattern || text.toLowerCase() === wanted;
  }
  const source = pattern.replaceAll(
    /[$()*+.?[\\\]^{|}/-]/gu,
    character => wildcards.get(character) ?? `\\${character}`,
  );
  const form = new RegExp(`^${source.replaceAll(/(?:\.\*)+/gu, '.*')}$`, 'isu');
  return text => form.test(text);
}

const wildcards = new Map([
  ['*', '.*'],
  ['?', '.'],
  ['-', '-'],
]);

/** Whether any of the patterns matches. */
export function anyOf(patterns: readonly string[], of: (pattern: string) => Match = glob): Match {
  const matches = patterns.map(of);
  return text => matches.some(match => match(text));
}
