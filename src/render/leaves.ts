/** Fields of state by leaf, under the names that a spec has for them. */
import { spellingOf } from '../core/spelling.ts';
import type { Setting } from '../core/spelling.ts';

/** One setting, as small as it is written in a spec. */
export interface Leaf {
  /** Where it stands in a block of the spec; a number is an index into a list. */
  readonly path: readonly (string | number)[];
  readonly live: unknown;
  readonly desired: unknown;
}

/** The leaves that differ between what stands there and what should, at least one. */
export function leavesOf({ kind, field, live, desired }: Setting & Omit<Leaf, 'path'>): readonly Leaf[] {
  const { at, value, desiredKeys } = spellingOf({ kind, field });
  const whole = { path: at, live: value(live), desired: value(desired) };
  const leaves = differing(desiredKeys ? { ...whole, live: only(whole.desired, whole.live) } : whole);
  return leaves.length === 0 ? [whole] : leaves;
}

/** Every setting of a field's value, those that are off too; lists are one setting. */
export function settingsIn({ kind, field, value }: Setting & { readonly value: unknown }): readonly SettingLeaf[] {
  const spelling = spellingOf({ kind, field });
  return membersOf(spelling.at, spelling.value(value));
}

export type SettingLeaf = Pick<Leaf, 'path'> & { readonly value: unknown };

function membersOf(path: Leaf['path'], value: unknown): readonly SettingLeaf[] {
  if (!isRecord(value) || Object.keys(value).length === 0) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => membersOf([...path, key], inner));
}

/** `policy.tlsOnly`, `basic[0].readWriteType`. */
export function labelOf({ path }: Pick<Leaf, 'path'>): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${step}`))
    .join('');
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function only(wanted: unknown, standing: unknown): unknown {
  if (!isRecord(wanted) || !isRecord(standing)) return standing;
  return Object.fromEntries(Object.entries(standing).filter(([key]) => Object.hasOwn(wanted, key)));
}

function differing({ path, live, desired }: Leaf): readonly Leaf[] {
  const keys = keysOf(live, desired);
  if (keys === undefined) return same(live, desired) ? [] : [{ path, live, desired }];
  return keys.flatMap(key =>
    differing({ path: [...path, key], live: memberOf(live, key), desired: memberOf(desired, key) }),
  );
}

/** Undefined: they are compared as they stand. */
function keysOf(live: unknown, desired: unknown): readonly (string | number)[] | undefined {
  const sides = [desired, live].filter(side => side !== null && side !== undefined);
  if (sides.length > 0 && sides.every(isRecord)) return [...new Set(sides.flatMap(side => Object.keys(side)))];
  if (!isListOfRecords(live) || !isListOfRecords(desired) || live.length !== desired.length) return undefined;
  return [...live.keys()];
}

function isListOfRecords(value: unknown): value is readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) && value.length > 0 && value.every(isRecord);
}

function memberOf(value: unknown, key: string | number): unknown {
  if (isListOfRecords(value) && typeof key === 'number') return value[key];
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : null;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
