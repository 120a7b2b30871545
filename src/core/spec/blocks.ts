/** Makes blocks of what is written: defaults laid under them, overrides beside them, every setting with its position. */
import type { AnyKind, AnyState } from '../kind.ts';
import type { Position, Problem, Written } from '../model.ts';
import { nearest } from './near.ts';
import { below, nodeAt, positionsBelow, steps, valueOf, type Member, type Node } from './node.ts';
import { listed, matchNothing, positionIn, regionsOf, type Placed, type WrittenPlace } from './places.ts';
import { plural } from './schema.ts';
import type { Block, Override } from './spec.ts';
import { quoted } from './words.ts';

/** A block as its schema lets it be written. */
interface WrittenBlock extends WrittenPlace {
  readonly name?: string;
  readonly overrides?: readonly { readonly regions?: readonly string[]; readonly set: AnyState }[];
  readonly [setting: string]: unknown;
}

export interface Built {
  readonly block: Block;
  readonly places: readonly Placed[];
  readonly problems: readonly Problem[];
}

interface Source {
  readonly kind: AnyKind;
  readonly key: string;
  readonly entry: Member;
  /** The map under `defaults.KIND`, if there is one. */
  readonly defaults: Node | undefined;
  /** Pointers into the document about which something has been said already. */
  readonly told: ReadonlySet<string>;
}

const nothing: Node = { is: 'map', at: { file: '', line: 1, column: 1 }, entries: new Map() };

/** One block, from nodes whose shape has been judged. */
export function buildBlock({ kind, key, entry, defaults = nothing, told }: Source): Built {
  const pointer = below(below('/spec', plural(kind.name)), key);
  const title = `${kind.name} ${quoted(key)}`;
  const { region, regions, exclude, name = key, overrides = [], ...own } = valueOf(entry.value) as WrittenBlock;
  const written = { ...positionsUnder(defaults, own), ...positionsBelow(entry.value), '': entry.key };
  const spec = { ...(valueOf(defaults) as AnyState), ...own };
  const place = regionsOf(exact({ region, regions, exclude }), { title, written });
  const set = overrides.map((one, index) => override(one, nodeAt(entry.value, `/overrides/${index}/set`) as Node));
  const placeTold = ['region', 'regions'].some(setting => told.has(below(pointer, setting)));
  const problems = [
    ...place.problems.filter(({ code }) => code !== 'place-missing' || !placeTold),
    ...missingKeys({ kind, spec, told, pointer, title, at: entry.key }),
    ...unknownPlaceholders(name, positionIn(written, '/name')),
    ...overrides.flatMap((one, index) =>
      matchNothing(listed(one.regions, written, `/overrides/${index}/regions`), place.places),
    ),
  ];
  const block = {
    kind: kind.name,
    key,
    spec,
    name,
    accounts: null,
    excludedAccounts: [],
    regions: place.places.map(one => one.region),
    excludedRegions: [],
    overrides: set,
    written,
  };
  return { block, places: place.places, problems };
}

/** Positions of the defaults that a block does not replace. */
function positionsUnder(defaults: Node, own: AnyState): Written {
  const under = Object.entries(positionsBelow(defaults));
  return Object.fromEntries(under.filter(([pointer]) => !Object.hasOwn(own, steps(pointer)[0] as string)));
}

function exact({ region, regions, exclude }: { [K in keyof WrittenPlace]: WrittenPlace[K] | undefined }): WrittenPlace {
  return {
    ...(region === undefined ? {} : { region }),
    ...(regions === undefined ? {} : { regions }),
    ...(exclude === undefined ? {} : { exclude }),
  };
}

function override({ regions, set }: { regions?: readonly string[]; set: AnyState }, node: Node): Override {
  return { ...(regions === undefined ? {} : { regions }), set, written: positionsBelow(node) };
}

interface Needs {
  readonly kind: AnyKind;
  readonly spec: AnyState;
  readonly told: ReadonlySet<string>;
  readonly pointer: string;
  readonly title: string;
  readonly at: Position;
}

/** What the kind requires and neither the block nor the defaults give. */
function missingKeys({ kind, spec, told, pointer, title, at }: Needs): readonly Problem[] {
  const required = (kind.schema['required'] ?? []) as readonly string[];
  const defaultsPointer = below('/spec/defaults', kind.name);
  const missing = required.filter(
    key => !Object.hasOwn(spec, key) && ![pointer, defaultsPointer].some(parent => told.has(below(parent, key))),
  );
  return missing.map(key => ({
    code: 'missing-key',
    message: `${title} needs ${quoted(key)}`,
    hint: `write ${key} here, or in defaults.${kind.name}`,
    at,
  }));
}

const placeholders: readonly string[] = ['account', 'accountId', 'region', 'partition'];

function unknownPlaceholders(name: string, at: Position): readonly Problem[] {
  const used = [...name.matchAll(/\{([^{}]*)\}/g)].map(([, inside]) => inside as string);
  return used
    .filter(inside => !placeholders.includes(inside))
    .map(inside => {
      const near = nearest(inside, placeholders);
      return {
        code: 'unknown-placeholder',
        message: `a name cannot hold {${inside}}`,
        ...(near === undefined ? {} : { label: `did you mean {${near}}?` }),
        hint: `there are ${placeholders.map(one => `{${one}}`).join(', ')}`,
        at,
      };
    });
}
