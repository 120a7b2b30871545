/** A schema that says once what it says several times: settings recur in `defaults`, in blocks and in overrides. */
import type { Schema } from './schema.ts';

/** Below this a reference, and the function that is made of it, cost more than they save. In characters. */
const worthwhile = 120;

/**
 * The same schema with what recurs in it moved to `$defs`. It judges alike, and each finding has the same pointer and
 * parent schema; code that is compiled from it is several times shorter.
 */
export function withoutRecurring(schema: object): object {
  const counts = new Map<string, number>();
  count(schema as Schema, counts);
  const names = new Map([...counts].filter(([, times]) => times > 1).map(([text], index) => [text, `s${index}`]));
  const inner = (part: Schema): Schema => mapped(part, child => reference(child, names, inner));
  const $defs = Object.fromEntries([...names].map(([text, name]) => [name, inner(JSON.parse(text) as Schema)]));
  return { ...inner(schema as Schema), $defs };
}

function reference(part: Schema, names: ReadonlyMap<string, string>, inner: (part: Schema) => Schema): Schema {
  const name = names.get(JSON.stringify(part));
  return name === undefined ? inner(part) : { $ref: `#/$defs/${name}` };
}

/** What stands in a part that recurs is looked at once. */
function count(schema: Schema, counts: Map<string, number>): void {
  mapped(schema, part => {
    const text = JSON.stringify(part);
    const times = counts.get(text) ?? 0;
    if (text.length >= worthwhile) counts.set(text, times + 1);
    if (times === 0) count(part, counts);
    return part;
  });
}

/**
 * Every schema that stands directly in another, replaced. Not the branches of a union, whose findings are told apart by
 * their paths; not names of properties, whose findings say that they are about a name only where they stand; and not the
 * items of a list of different ones, which are compared only if they are what they should be.
 */
function mapped(schema: Schema, replace: (part: Schema) => Schema): Schema {
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      if (maps.has(keyword)) return [keyword, inMap(value as Schema, replace)];
      return [keyword, single.has(keyword) && schema['uniqueItems'] !== true ? replaced(value, replace) : value];
    }),
  );
}

function inMap(parts: Schema, replace: (part: Schema) => Schema): Schema {
  return Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, replaced(part, replace)]));
}

/** `true` and `false` are schemas too. */
function replaced(part: unknown, replace: (part: Schema) => Schema): unknown {
  return part !== null && typeof part === 'object' ? replace(part as Schema) : part;
}

const maps: ReadonlySet<string> = new Set(['properties', 'patternProperties']);
const single: ReadonlySet<string> = new Set(['items', 'additionalProperties']);
