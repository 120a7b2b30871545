/** The words of an expression. */

export interface Token {
  /** `path`: names of which some are quoted; others are words. `odd`: what means nothing, or a text without end. */
  readonly is: 'word' | 'text' | 'path' | 'sign' | 'odd' | 'end';
  /** Of a text without its quotes and escapes. */
  readonly text: string;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  readonly length: number;
  /** Names of a path. */
  readonly path?: readonly string[];
}

const quoted = String.raw`'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"`;
const form = new RegExp(
  [
    String.raw`(?<space>\s+)`,
    String.raw`(?<path>[\w$-]+(?:\.[\w$-]+)*\.(?:${quoted})(?:\.(?:${quoted}|[\w$-]+))*)`,
    `(?<text>${quoted})`,
    String.raw`(?<sign>!=|!~|<=|>=|[=~<>(),])`,
    String.raw`(?<word>[^\s'"=~<>!(),]+)`,
    String.raw`(?<odd>['"].*|.)`,
  ].join('|'),
  'gsu',
);

/** Cuts a text into tokens; the last one is its end. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(form)) {
    const [whole] = match;
    const [is] = Object.entries(match.groups ?? {}).find(([, value]) => value !== undefined) ?? [];
    if (is !== undefined && is !== 'space') tokens.push(token(is, whole, match.index + 1));
  }
  return [...tokens, { is: 'end', text: '', column: text.length + 1, length: 0 }];
}

function token(is: string, whole: string, column: number): Token {
  const place = { column, length: whole.length };
  switch (is) {
    case 'text':
      return { is, text: unquoted(whole), ...place };
    case 'path':
      return { is, text: whole, path: namesIn(whole), ...place };
    case 'word':
    case 'sign':
      return { is, text: whole, ...place };
    default:
      return { is: 'odd', text: whole, ...place };
  }
}

function namesIn(path: string): readonly string[] {
  return [...path.matchAll(new RegExp(`${quoted}|[^.]+`, 'gsu'))].map(([name]) =>
    /^['"]/u.test(name) ? unquoted(name) : name,
  );
}

function unquoted(text: string): string {
  return text.slice(1, -1).replaceAll(/\\(.)/gsu, '$1');
}
