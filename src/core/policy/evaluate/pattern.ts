/** Patterns of policies, in which `*` is any number of characters and `?` one, and texts that are partly open. */
import { all } from './truth.ts';
import type { Truth } from './truth.ts';

/** UTF-16 units, and three numbers that none has. */
export type Pattern = readonly number[];

const many = -1;
const one = -2;
/** Any number of characters, but no slash: a part of a path that is open. */
const segment = -3;
const colon = ':'.charCodeAt(0);
const slash = '/'.codePointAt(0);

/** A text in which nothing is a wildcard. */
export function literal(text: string): Pattern {
  return text.split('').map(unit => unit.charCodeAt(0));
}

/** A pattern as policies have it. */
export function pattern(text: string): Pattern {
  return text.split('').map(unit => {
    if (unit === '*') return many;
    return unit === '?' ? one : unit.charCodeAt(0);
  });
}

/** A text of which parts are open: `*` is any part of a path, `?` any character. */
export function openText(text: string): Pattern {
  return pattern(text).map(unit => (unit === many ? segment : unit));
}

/** Whether a pattern is `*` and nothing else. */
export function isAnything(wanted: Pattern): boolean {
  return wanted.length === 1 && wanted[0] === many;
}

/** What stands in a pattern, as it was written. */
export function textOf(wanted: Pattern): string {
  return wanted.map(unit => wildcards.get(unit) ?? String.fromCharCode(unit)).join('');
}

const wildcards: ReadonlyMap<number, string> = new Map([
  [many, '*'],
  [one, '?'],
]);

/** Whether a pattern matches a text that may hold open parts; unknown: that depends on what stands there. */
export function matches(wanted: Pattern, text: Pattern): Truth {
  if (differsAtOnce(wanted, text)) return 'no';
  if (covers(wanted, text)) return 'yes';
  return text.some(isOpen) && overlaps(wanted, text) ? 'unknown' : 'no';
}

/** Whether what stands before all that is open differs: a policy may list hundreds of places. */
function differsAtOnce(a: Pattern, b: Pattern): boolean {
  for (const [index, unit] of a.entries()) {
    const other = b[index] ?? 0;
    if (unit < 0 || other < 0) return false;
    if (unit !== other) return true;
  }
  return false;
}

const isOpen = (unit: number): boolean => unit === segment || unit === one;

/**
 * The same for two ARNs, field by field: a wildcard does not reach over a colon, but in the last of the six fields.
 * Unknown for what is no ARN: AWS does not say what it makes of it.
 */
export function matchesArn(wanted: Pattern, arn: Pattern): Truth {
  return fieldsMatch(arnFields(wanted), arnFields(arn));
}

/** The six fields of an ARN, or of a pattern of some; undefined: it is none. */
export type ArnFields = readonly Pattern[] | undefined;

/** The same for ARNs that were taken apart: many may be held against one. */
export function fieldsMatch(wanted: ArnFields, arn: ArnFields): Truth {
  if (wanted === undefined || arn === undefined) return 'unknown';
  return all(wanted.entries(), ([place, field]) => matches(field, arn[place] as Pattern)); // both have six
}

/** Takes an ARN apart. What stands behind the fifth colon is one field. */
export function arnFields(arn: Pattern): ArnFields {
  const fields: Pattern[] = [];
  let start = 0;
  while (fields.length < 5) {
    const end = arn.indexOf(colon, start);
    if (end === -1) return undefined;
    fields.push(arn.slice(start, end));
    start = end + 1;
  }
  return [...fields, arn.slice(start)];
}

/** What stands before the first wildcard, or before all that is open. */
export function beginning(wanted: Pattern): string {
  const end = wanted.findIndex(unit => unit < 0);
  return textOf(end === -1 ? wanted : wanted.slice(0, end));
}

/** Whether a pattern matches every text that is meant. An open part is taken by a `*` only. */
function covers(wanted: Pattern, text: Pattern): boolean {
  let [i, j, star, mark] = [0, 0, -1, 0];
  while (j < text.length) {
    if (wanted[i] === many) {
      star = i;
      mark = j;
      i += 1;
    } else if (text[j] !== segment && (wanted[i] === one || wanted[i] === text[j])) {
      i += 1;
      j += 1;
    } else if (star >= 0) {
      mark += 1;
      [i, j] = [star + 1, mark];
    } else {
      return false;
    }
  }
  return wanted.slice(i).every(unit => unit === many);
}

/** Whether some text is meant by both. */
export function overlaps(a: Pattern, b: Pattern): boolean {
  // reachable[j]: the first i units of a and the first j of b can match one text
  const stars = b.findIndex(unit => !isLong(unit));
  let reachable = [true, ...b.map((_, j) => stars === -1 || j < stars)];
  for (const unit of a) {
    const next = [isLong(unit) && reachable[0] === true];
    for (const [j, other] of b.entries()) {
      const both = reachable[j] === true && (unit === other || unit === one || other === one);
      const skipped = reachable[j + 1] === true && (isLong(unit) || takes(other, unit));
      const swallowed = next[j] === true && (isLong(other) || takes(unit, other));
      next.push(both || skipped || swallowed);
    }
    reachable = next;
    if (!reachable.includes(true)) return false;
  }
  return reachable.at(-1) === true;
}

/** May stand for nothing, and for many characters. */
const isLong = (unit: number): boolean => unit === many || unit === segment;

/** Whether one that is long may stand for another. */
const takes = (long: number, other: number): boolean => long === many || (long === segment && other !== slash);
