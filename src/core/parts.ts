/** Which field of state, or which part of one, people mean by the name that `show` or a report gives a setting. */
import type { Known } from './derive.ts';
import { spellingOf } from './spelling.ts';

/** A field of state, or something in its value. */
export interface Part {
  readonly field: string;
  /** Below the field's value; empty: all of it. */
  readonly path: readonly string[];
}

/**
 * The parts that a name means in a resource, desired or live: a JSON pointer (`/tags/team`, `/encryption/bucketKey`), or a
 * label as `show` prints it (`multiRegion`, `policy.tlsOnly`, `tags.team`). The names that reports have for fields of
 * state (`scope`) mean those. `/policy` means all fields below. Whose a resource is has no name here.
 */
export function partsNamed(name: string, known: Known): readonly Part[] {
  const steps = stepsOf(name);
  return Object.keys(known.kind.fields).flatMap(field => {
    if (field === 'owner') return [];
    const path = pathIn(steps, field, known);
    return path === undefined ? [] : [{ field, path }];
  });
}

function stepsOf(name: string): readonly string[] {
  if (name.startsWith('/'))
    return name
      .slice(1)
      .split('/')
      .map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const tag = /^tags\.(.+)$/su.exec(name)?.[1]; // the key of a tag may hold dots
  return tag === undefined ? name.replaceAll(/\[(\d+)\]/gu, '.$1').split('.') : ['tags', tag];
}

/** Undefined: the steps do not lead into this field, or there is nothing where they lead. */
function pathIn(steps: readonly string[], field: string, { kind, desired, live }: Known): Part['path'] | undefined {
  const { at, indivisible } = spellingOf({ kind: kind.name, field });
  if (begins(at, steps)) return [];
  const start = steps[0] === field ? [field] : at;
  if (!begins(steps, start)) return undefined;
  const path = steps.slice(start.length);
  if (path.length === 0) return path;
  const reading = live.is === 'present' ? live.fields[field] : undefined;
  const values = [desired.state[field], ...(reading && 'value' in reading ? [reading.value] : [])];
  return !indivisible && values.some(value => valueAt(value, path) !== undefined) ? path : undefined;
}

function begins(steps: readonly string[], start: readonly string[]): boolean {
  return start.length <= steps.length && start.every((step, index) => steps[index] === step);
}

/** What stands at a path of a value; undefined: nothing does. */
export function valueAt(value: unknown, path: Part['path']): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const member = membersOf(value)?.get(step);
  return member === undefined ? undefined : valueAt(member, rest);
}

/**
 * A value with that of another at a path. Where the two are not of one shape there, the value as it is; but tags, whose
 * keys are free, take and lose them.
 */
export function withValueAt(value: unknown, { field, path }: Part, other: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return other;
  const [members, others] = [membersOf(value), membersOf(other)];
  if (members === undefined || others === undefined) return value;
  const [member, standing] = [members.get(step), others.get(step)];
  const isFree = field === 'tags' && rest.length === 0;
  if (!isFree && (member === undefined || standing === undefined)) return value;
  const changed = new Map(members);
  if (standing === undefined) changed.delete(step);
  else changed.set(step, withValueAt(member, { field, path: rest }, standing));
  return Array.isArray(value) ? [...changed.values()] : Object.fromEntries(changed);
}

/** Members of a list by their index. Undefined: the value has none. */
function membersOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? new Map<string, unknown>(Object.entries(value)) : undefined;
}
