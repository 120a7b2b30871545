/** Policy variables: `${aws:SourceAccount}` in a Resource or in the value of a condition. */
import { literal, pattern } from './pattern.ts';
import type { Pattern } from './pattern.ts';
import { certain } from './request.ts';
import type { Expand, Keys } from './request.ts';

/** Whether a text has variables, in a policy of this version: those of 2008 know none. */
export function isVariable(text: string, version: string): boolean {
  return version === '2012-10-17' && text.includes('${');
}

/**
 * Fills in the variables of a request. `${*}`, `${?}` and `${$}` mean the character itself; `${key, 'text'}` means the
 * text where the key is not sent. What a statement means whose variable has no value, AWS does not say plainly.
 */
export function expander(keys: Keys): Expand {
  return text => expanded(text, keys);
}

function expanded(text: string, keys: Keys): Pattern | undefined {
  const pieces = text.split(/(\$\{[^}]*\})/u).map(piece => {
    const inner = /^\$\{(?<inner>[^}]*)\}$/u.exec(piece)?.groups?.['inner'];
    return inner === undefined ? pattern(piece) : valueOf(inner, keys);
  });
  return pieces.every(piece => piece !== undefined) ? pieces.flat() : undefined;
}

function valueOf(inner: string, keys: Keys): Pattern | undefined {
  if (/^[*?$]$/u.test(inner)) return literal(inner);
  const { name = '', fallback } = /^(?<name>[^,]*?)\s*(?:,\s*'(?<fallback>[^']*)'\s*)?$/u.exec(inner)?.groups ?? {};
  const value = certain(keys, name) ?? (certain(keys, name) === null ? fallback : undefined);
  return value === undefined ? undefined : literal(value);
}
