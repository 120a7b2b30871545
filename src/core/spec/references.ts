/** What a reference means. Seen from one place: the entry's resource there, else the only one in the account, else the only one. */
import { targetKey } from '../arn.ts';
import type { AnyKind } from '../kind.ts';
import { accountIn } from '../address.ts';
import type { Address, Entry, Position, Problem, Target, World, Written } from '../model.ts';
import { place } from './join.ts';
import { nearest } from './near.ts';
import { below } from './node.ts';
import { positionIn } from './places.ts';
import { plural, referencesIn, type ReferencePath } from './schema.ts';
import type { Block } from './spec.ts';
import { quoted, some } from './words.ts';

/** A reference as written. */
interface Reference {
  /** The kind that is meant. */
  readonly to: string;
  readonly key: string;
  readonly at: Position;
}

/** All references among the settings of one block or entry. */
export function referencesOf(kind: AnyKind, spec: unknown, written: Written): readonly Reference[] {
  return pathsOf(kind).flatMap(({ path, to }) =>
    valuesAt(spec, path, '').flatMap(([pointer, value]) =>
      typeof value === 'string' ? [{ to, key: value, at: positionIn(written, pointer) }] : [],
    ),
  );
}

const paths = new WeakMap<AnyKind, readonly ReferencePath[]>();

/** A kind's schema never changes, and there may be tens of thousands of entries. */
function pathsOf(kind: AnyKind): readonly ReferencePath[] {
  const known = paths.get(kind) ?? referencesIn(kind.schema);
  paths.set(kind, known);
  return known;
}

function valuesAt(
  value: unknown,
  [step, ...rest]: readonly string[],
  pointer: string,
): readonly (readonly [string, unknown])[] {
  if (step === undefined) return [[pointer, value]];
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).filter(([key]) => step === '*' || key === step);
  return inner.flatMap(([key, child]) => valuesAt(child, rest, below(pointer, key)));
}

/** Where the keys of each kind are declared, by the kind's name. */
export type Declared = ReadonlyMap<string, ReadonlyMap<string, Position>>;

/** References of blocks, and of their overrides, to keys that no file declares. */
export function dangling(
  blocks: readonly { readonly kind: AnyKind; readonly block: Block }[],
  declared: Declared,
): readonly Problem[] {
  const unknown = blocks
    .flatMap(({ kind, block }) => referencesOfBlock(kind, block))
    .filter(({ to, key }) => !keysOf(declared, to).has(key));
  return unknown.map((reference, index) =>
    unknownReference(reference, keysOf(declared, reference.to), index < mostSuggestions),
  );
}

/** Looking for near keys takes the product of what is unknown and what is declared; nobody reads more of them. */
const mostSuggestions = 50;

function referencesOfBlock(kind: AnyKind, { spec, written, overrides }: Block): readonly Reference[] {
  const key = { '': positionIn(written, '') };
  return [
    ...referencesOf(kind, spec, written),
    ...overrides.flatMap(one => referencesOf(kind, one.set, { ...key, ...one.written })),
  ];
}

/** The declared keys of a kind. */
export function keysOf(declared: Declared, kind: string): ReadonlyMap<string, Position> {
  return declared.get(kind) ?? new Map();
}

function unknownReference({ to, key, at }: Reference, keys: ReadonlyMap<string, Position>, suggest: boolean): Problem {
  const near = suggest ? nearest(key, keys.keys()) : undefined;
  const place = near === undefined ? undefined : keys.get(near);
  return {
    code: 'unknown-reference',
    message: `there is no ${to} ${quoted(key)}`,
    label: 'not declared in any file',
    hint: place
      ? `${near} (${place.file}:${place.line}), or declare it`
      : `declare it under ${plural(to)}${keys.size > 0 ? `; there ${keys.size === 1 ? 'is' : 'are'} ${some([...keys.keys()])}` : ''}`,
    at,
  };
}

/** The resources that a reference may mean: one if it is clear, none if there is no such entry. */
export class Meanings {
  readonly #entries: ReadonlyMap<string, readonly Entry<unknown>[]>;
  readonly #byAccount: ReadonlyMap<string, readonly Entry<unknown>[]>;

  constructor(entries: readonly Entry<unknown>[]) {
    this.#entries = Map.groupBy(entries, ({ address }) => address.slice(0, address.indexOf('@')));
    this.#byAccount = Map.groupBy(
      entries,
      ({ address, target: { account } }) => `${address.slice(0, address.indexOf('@'))}@${account}`,
    );
  }

  of(kind: string, key: string, from: Target): readonly Entry<unknown>[] {
    const all = this.#entries.get(`${kind}/${key}`) ?? [];
    const near = this.#byAccount.get(`${kind}/${key}@${from.account}`) ?? [];
    const here = near.filter(({ target }) => target.region === from.region);
    if (here.length > 0) return here;
    return near.length === 1 ? near : all;
  }
}

/**
 * References of entries that mean several resources, or one in another partition. Those that mean none were found when
 * the files were read. Each is told once for each region, whatever the number of accounts.
 */
export function unclear(kind: AnyKind, entries: readonly Entry<unknown>[], meanings: Meanings): readonly Problem[] {
  const told = new Set<string>();
  return entries.flatMap(({ address, spec, written, target }) =>
    referencesOf(kind, spec, written).flatMap((reference): readonly Problem[] => {
      const { to, key, at } = reference;
      const meant = meanings.of(to, key, target);
      const [only, ...others] = meant;
      if (!only || (others.length === 0 && only.target.partition === target.partition)) return [];
      const id = [place(at), to, key, target.region].join(' ');
      if (told.has(id)) return [];
      told.add(id);
      return [others.length > 0 ? ambiguous(reference, address, meant) : acrossPartitions(reference, target, only)];
    }),
  );
}

function ambiguous({ to, key, at }: Reference, from: Address, meant: readonly Entry<unknown>[]): Problem {
  const one = new Set([from, ...meant.map(({ address }) => address)].map(accountIn)).size === 1;
  const nameOf = (address: Address): string =>
    address.slice(address.indexOf(one ? '/' : '@', address.indexOf('@')) + 1);
  const here = nameOf(from);
  return {
    code: 'ambiguous-reference',
    message: `${to} ${quoted(key)} means several resources in ${here}`,
    label: `in ${some([...new Set(meant.map(({ address }) => nameOf(address)))])}`,
    hint: one
      ? `add ${here} to the regions of ${to} ${quoted(key)}, or refer to a ${to} with one region`
      : `let ${to} ${quoted(key)} stand in ${here} too, or refer to a ${to} that stands in one place`,
    at,
  };
}

function acrossPartitions({ to, key, at }: Reference, { partition }: Target, { target }: Entry<unknown>): Problem {
  return {
    code: 'reference-across-partitions',
    message: `${to} ${quoted(key)} stands in partition ${target.partition}, and what refers to it in ${partition}`,
    hint: `declare a ${to} in ${partition}`,
    at,
  };
}

/**
 * `World.resolve` over the entries of a whole spec.
 *
 * @throws Error for what validation would have reported: nothing, or several resources, are meant
 */
export function resolver(entries: readonly Entry<unknown>[]): World['resolve'] {
  const meanings = new Meanings(entries);
  return (kind, key, from) => {
    const [meant, ...others] = meanings.of(kind, key, from);
    if (!meant || others.length > 0)
      throw new Error(`${kind}/${key} was not judged: it means ${meant ? 'several resources' : 'nothing'}`);
    return { name: meant.name, target: meant.target };
  };
}

/** `World.named` over the entries of a whole spec. */
export function namer(entries: readonly Entry<unknown>[]): NonNullable<World['named']> {
  const names = new Map(
    entries.map(({ address, target, name }) => [
      `${address.slice(0, address.indexOf('@'))}@${targetKey(target)}`,
      name,
    ]),
  );
  return (kind, key, at) => names.get(`${kind}/${key}@${targetKey(at)}`);
}
