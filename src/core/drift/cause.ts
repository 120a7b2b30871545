/** Which calls can have brought a field to what stands there, and what their requests say of it. */
import { canonical } from '../diff.ts';

/** `requestParameters` of an event, as CloudTrail recorded them. Empty where they were not. */
export type Parameters = Readonly<Record<string, unknown>>;

/** One call, as far as causes look at it. */
export interface Request {
  /** As recorded, which for S3 is not always the name of the operation. */
  readonly event: string;
  /** Where it was made. */
  readonly region: string;
  readonly parameters: Parameters;
}

/** What the spec says, and what stands there instead. Null for a whole resource. */
export interface Gap<V> {
  readonly wanted: V;
  readonly found: V;
}

/**
 * What a request says of a gap: nothing; it may have touched what differs; it touched it, and does not tell with which value;
 * it brought all that differs to what stands there; or to something else.
 */
export type Bearing = 'none' | 'perhaps' | 'touches' | 'agrees' | 'differs';

/** Calls that are alike in how they name a resource and what they say of it. Methods, so that causes of any value fit in one list. */
export interface Cause<V> {
  /** `cloudtrail.amazonaws.com`. */
  readonly source: string;
  /** Names as recorded. */
  readonly events: readonly string[];
  /** Names and ARNs of the resources that the request is about, as the caller spelled them. */
  subjects(parameters: Parameters): readonly string[];
  bearing(request: Request, gap: Gap<V>): Bearing;
}

/** Causes of a field, or why no call can be one. */
export type FieldCauses<V> = readonly Cause<V>[] | { readonly none: string };

/** What can have brought the resources of a kind to where they stand. */
export interface Causes<State> {
  readonly fields: { readonly [K in keyof State]-?: FieldCauses<Required<State>[K]> };
  /** Of a resource that is not there. */
  readonly missing: readonly Cause<unknown>[];
  /** Of a resource that carries our tag, and that no spec has. */
  readonly stray: readonly Cause<unknown>[];
}

/** Parts of a value that can be set one without the other. */
export type Parts = Readonly<Record<string, unknown>>;

/**
 * What a request that sets these parts says of those that differ.
 *
 * @param told the parts that the request sets; what it leaves alone is not among them
 */
export function bearingOf(told: Parts, { wanted, found }: Gap<Parts>): Bearing {
  const differing = [...new Set([...Object.keys(wanted), ...Object.keys(found)])].filter(
    part => !same(wanted[part], found[part]),
  );
  const said = differing.filter(part => Object.hasOwn(told, part));
  if (said.length === 0) return 'none';
  if (said.some(part => !same(told[part], found[part]))) return 'differs';
  return said.length === differing.length ? 'agrees' : 'touches';
}

/** The same of a request that sets the whole value. */
export function bearingOfWhole(agrees: boolean): Bearing {
  return agrees ? 'agrees' : 'differs';
}

function same(one: unknown, other: unknown): boolean {
  return canonical(one ?? null) === canonical(other ?? null);
}

/** A text among the parameters. */
export function textAt(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name];
  return typeof value === 'string' ? value : undefined;
}

/** Several texts among them: those that are there. */
export function textsAt(parameters: Parameters, ...names: readonly string[]): readonly string[] {
  return names.flatMap(name => textAt(parameters, name) ?? []);
}

/** A truth value: events made of XML may have it as a text. */
export function flagAt(parameters: Parameters, name: string): boolean | undefined {
  const value = parameters[name];
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : undefined;
}

/** An object among the parameters; undefined: there is none of that name. */
export function objectAt(parameters: Parameters, ...path: readonly string[]): Parameters | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return parameters;
  const value = parameters[name];
  return isObject(value) ? objectAt(value, ...rest) : undefined;
}

/** The objects of a list. Events made of XML have an object instead of a list of one. */
export function objectsAt(parameters: Parameters, name: string): readonly Parameters[] {
  const value = parameters[name];
  return (Array.isArray(value) ? value : [value]).filter(isObject);
}

export function isObject(value: unknown): value is Parameters {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
