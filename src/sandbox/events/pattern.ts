import { isRecord } from '../shape.ts';

/** Why a text is no event pattern. */
export class PatternError extends Error {}

/** Whether an event has what is asked for. */
export type Pattern = (event: unknown) => boolean;

type Test = (value: unknown) => boolean;

/**
 * Reads an event pattern of EventBridge: nested members, lists of values and of the matchers `prefix`, `suffix`,
 * `equals-ignore-case`, `anything-but` and `exists`, and `$or`. Others are refused, never ignored.
 *
 * @throws PatternError
 */
export function parsePattern(source: string): Pattern {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    throw new PatternError('Event pattern is not valid. Reason: it is not JSON');
  }
  if (!isRecord(value)) throw new PatternError('Event pattern is not valid. Reason: it must be an object');
  return members(value, '');
}

function members(value: Readonly<Record<string, unknown>>, path: string): Pattern {
  if (Object.keys(value).length === 0) throw invalid('Empty objects are not allowed', path);
  const all = Object.entries(value).map(([name, part]): Pattern => {
    if (name === '$or') return either(part, path);
    const within = member(part, path === '' ? name : `${path}.${name}`);
    return event => within(isRecord(event) && Object.hasOwn(event, name) ? event[name] : undefined);
  });
  return event => all.every(fits => fits(event));
}

function either(value: unknown, path: string): Pattern {
  if (!Array.isArray(value) || value.length < 2) throw invalid('$or needs two or more objects', path);
  const ways = value.map((way: unknown) => {
    if (!isRecord(way)) throw invalid('$or needs objects', path);
    return members(way, path);
  });
  return event => ways.some(fits => fits(event));
}

function member(value: unknown, path: string): Pattern {
  if (isRecord(value)) return members(value, path);
  if (!Array.isArray(value))
    throw new PatternError(`Event pattern is not valid. Reason: "${last(path)}" must be an object or an array`);
  if (value.length === 0) throw invalid('Empty arrays are not allowed', path);
  const tests = value.map((one: unknown) => leaf(one, path));
  return found => {
    const values: readonly unknown[] = Array.isArray(found) ? found : [found];
    return tests.some(test => values.some(test));
  };
}

function leaf(one: unknown, path: string): Test {
  if (!isRecord(one)) {
    if (Array.isArray(one)) throw invalid('Match value must be String, number, true, false, or null', path);
    return value => value === one;
  }
  const [[name, wanted] = ['', undefined], another] = Object.entries(one);
  if (another) throw invalid('Only one key allowed in match expression', path);
  return matcher(name, wanted, path);
}

function matcher(name: string, wanted: unknown, path: string): Test {
  if (name === 'exists') {
    if (typeof wanted !== 'boolean') throw invalid('match value for "exists" must be boolean', path);
    return value => (value !== undefined && !isRecord(value)) === wanted;
  }
  if (name === 'anything-but') return anythingBut(wanted, path);
  const text = textOf(wanted, name, path);
  switch (name) {
    case 'prefix':
      return value => typeof value === 'string' && value.startsWith(text);
    case 'suffix':
      return value => typeof value === 'string' && value.endsWith(text);
    case 'equals-ignore-case':
      return value => typeof value === 'string' && value.toLowerCase() === text.toLowerCase();
    default:
      throw invalid(`Unrecognized match type ${name}`, path);
  }
}

/** Of what is there: not this value, none of these, or nothing that a matcher takes. */
function anythingBut(wanted: unknown, path: string): Test {
  const values: readonly unknown[] = Array.isArray(wanted) ? wanted : [wanted];
  const tests = values.map(value => leaf(value, path));
  return value => value !== undefined && !tests.some(test => test(value));
}

function textOf(wanted: unknown, name: string, path: string): string {
  if (typeof wanted === 'string') return wanted;
  throw invalid(`${name} match pattern must be a string`, path);
}

const last = (path: string): string => path.split('.').at(-1) ?? path;

function invalid(why: string, path: string): PatternError {
  return new PatternError(`Event pattern is not valid. Reason: ${why}${path === '' ? '' : ` at ${path}`}`);
}
