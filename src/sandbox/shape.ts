import type { Element } from './http/xml.ts';

/** What is wrong with the input of a call. Each service answers it with a code of its own. */
export class ShapeError extends Error {
  readonly reason: 'unknown' | 'type';

  constructor(reason: 'unknown' | 'type', message: string) {
    super(message);
    this.reason = reason;
  }
}

/** In `text` (Query, XML) every scalar is a string; in `json` it has its own type. */
type Wire = 'json' | 'text';

/** Reads one part of an input strictly: a type that does not fit, or a member that is not known, is a `ShapeError`. */
export interface Shape<T> {
  plain(value: unknown, at: string, wire: Wire): T;
  /** From the elements of that name, in order. There is at least one. */
  xml(elements: readonly Element[], at: string): T;
}
export type Of<S> = S extends Shape<infer T> ? T : never;

function wrongType(at: string, wanted: string): ShapeError {
  return new ShapeError('type', `${at} must be ${wanted}`);
}

function scalar<T>(
  parse: (text: string, at: string) => T,
  json: (value: unknown) => T | undefined,
  wanted: string,
): Shape<T> {
  return {
    plain(value, at, wire) {
      if (wire === 'text' && typeof value === 'string') return parse(value, at);
      const read = wire === 'json' ? json(value) : undefined;
      if (read === undefined) throw wrongType(at, wanted);
      return read;
    },
    xml: (elements, at) => parse(only(elements, at).text, at),
  };
}

function only(elements: readonly Element[], at: string): Element {
  const [element, another] = elements;
  if (!element || another) throw wrongType(at, 'given once');
  return element;
}

export const text: Shape<string> = scalar(
  value => value,
  value => (typeof value === 'string' ? value : undefined),
  'a string',
);

export const flag: Shape<boolean> = scalar(
  (value, at) => {
    if (value !== 'true' && value !== 'false') throw wrongType(at, 'true or false');
    return value === 'true';
  },
  value => (typeof value === 'boolean' ? value : undefined),
  'true or false',
);

export const whole: Shape<number> = scalar(
  (value, at) => {
    if (!/^-?\d+$/.test(value)) throw wrongType(at, 'a whole number');
    return Number(value);
  },
  value => (typeof value === 'number' && Number.isInteger(value) ? value : undefined),
  'a whole number',
);

/** A moment; on the JSON wire seconds since 1970, with a fraction. */
export const moment: Shape<Date> = scalar(
  value => new Date(value),
  value => (typeof value === 'number' ? new Date(value * 1000) : undefined),
  'a moment in seconds since 1970',
);

/** A list. In XML its members stand in one element, each named `each`; without `each` they are repeated side by side. */
export function list<T>(of: Shape<T>, each?: string): Shape<readonly T[]> {
  return {
    plain(value, at, wire) {
      // A form sends an empty list as a bare name.
      if (wire === 'text' && value === '') return [];
      if (!Array.isArray(value)) throw wrongType(at, 'a list');
      return value.map((member: unknown, index) => of.plain(member, `${at}[${index}]`, wire));
    },
    xml(elements, at) {
      if (each === undefined) return elements.map((element, index) => of.xml([element], `${at}[${index}]`));
      return only(elements, at).children.map((child, index) => {
        if (child.name !== each) throw new ShapeError('unknown', `${at} must hold ${each}, not ${child.name}`);
        return of.xml([child], `${at}[${index}]`);
      });
    },
  };
}

/** A map: names are free, values of one shape. */
export function record<T>(of: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return {
    plain(value, at, wire) {
      if (!isRecord(value)) throw wrongType(at, 'a map');
      return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [key, of.plain(each, `${at}.${key}`, wire)]),
      );
    },
    xml: (_, at) => {
      throw wrongType(at, 'no map in XML');
    },
  };
}

export const strings = record(text);

type Members = Readonly<Record<string, Shape<unknown>>>;
export type Structure<M extends Members> = { readonly [K in keyof M]?: Of<M[K]> };

/** Named members, none of them required here: what is required is said by the operation, in AWS's words. */
export function structure<M extends Members>(members: M): Shape<Structure<M>> {
  const memberOf = (name: string, at: string): Shape<unknown> => {
    const shape = Object.hasOwn(members, name) ? members[name] : undefined;
    if (!shape) throw new ShapeError('unknown', `unknown member "${name}" in ${at}`);
    return shape;
  };
  const collect = (entries: Iterable<readonly [string, unknown]>): Structure<M> =>
    Object.fromEntries(entries) as Structure<M>;
  return {
    plain(value, at, wire) {
      if (!isRecord(value)) throw wrongType(at, 'an object');
      const given = Object.entries(value).filter(([, each]) => each !== null && each !== undefined);
      return collect(given.map(([name, each]) => [name, memberOf(name, at).plain(each, `${at}.${name}`, wire)]));
    },
    xml(elements, at) {
      const byName = Map.groupBy(only(elements, at).children, child => child.name);
      return collect([...byName].map(([name, given]) => [name, memberOf(name, at).xml(given, `${at}.${name}`)]));
    },
  };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
