import type { YAMLError } from 'yaml';
import type { Position, Problem } from '../model.ts';
import type { Lines } from './lines.ts';

/** A tag such as `!include`: nothing but data is read from a spec. */
export function unknownTag({ pos: [start, end] }: YAMLError, lines: Lines): Problem {
  return {
    code: 'custom-tag',
    message: 'a spec holds plain data: tags are not read',
    label: 'not a tag of YAML itself',
    hint: 'remove the tag, or put the text in quotes',
    at: lines.at(start, end),
  };
}

/** The first syntax error of a document, in the parser's words where they say it well. */
export function syntaxProblem({ code, message, pos: [start, end] }: YAMLError, lines: Lines): Problem {
  const at = lines.at(start, end);
  if (code === 'RESOURCE_EXHAUSTION') {
    return { code: 'nested-too-deeply', message: 'maps and lists are nested too deep to be read', at };
  }
  if (message.includes('flow-map-start')) {
    const hint = 'put text that holds { in quotes';
    return { code: 'yaml-syntax', message: 'a { stands where the value has ended already', hint, at };
  }
  const [, closing] = /must be sufficiently indented and end with a (\S)/u.exec(message) ?? [];
  const closed =
    closing === undefined ? hintOf(code) : { hint: `close it with ${closing}, or indent what stands inside` };
  return { code: 'yaml-syntax', message: lowered(message), ...closed, at };
}

const hints: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  TAB_AS_INDENT: 'indent with spaces',
  BLOCK_AS_IMPLICIT_KEY: 'put text that holds ": " in quotes',
  BAD_INDENT: 'line it up with its neighbours',
  NON_STRING_KEY: 'write the key as text',
  MULTILINE_IMPLICIT_KEY: 'a key ends with a colon, on the line where it begins',
};

function hintOf(code: YAMLError['code']): { hint?: string } {
  const hint = hints[code];
  return hint === undefined ? {} : { hint };
}

const lowered = (message: string) => message.charAt(0).toLowerCase() + message.slice(1);

/** Which of two values counts would depend on who reads. */
export function duplicateKey(name: string, at: Position, first: Position): Problem {
  return {
    code: 'duplicate-key',
    message: `"${name}" is written twice in one map`,
    label: `first written at ${first.file}:${first.line}:${first.column}`,
    hint: 'remove one, or rename one',
    at,
  };
}
