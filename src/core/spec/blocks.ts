/** Makes blocks of what is written: defaults laid under them, overrides beside them, every setting with its position. */
import type { AnyKind, AnyState } from '../kind.ts';
import type { Position, Problem, Written } from '../model.ts';
import { accountsOf, overriddenAccounts, type BlockAccounts } from './block-accounts.ts';
import type { AccountNames } from './names.ts';
import { nearest } from './near.ts';
import { below, nodeAt, positionsBelow, steps, valueOf, type Member, type Node } from './node.ts';
import {
  listed,
  matchNothing,
  positionIn,
  regionsOf,
  unknownRegion,
  type BlockRegions,
  type Named,
  type WrittenPlace,
} from './places.ts';
import { plural } from './schema.ts';
import type { Block, Override } from './spec.ts';
import { quoted } from './words.ts';

/** A block as its schema lets it be written. */
interface WrittenBlock extends WrittenPlace {
  readonly account?: string;
  readonly accounts?: readonly string[] | 'all';
  readonly exclude?: { readonly accounts?: readonly string[]; readonly regions?: readonly string[] };
  readonly name?: string;
  readonly formerly?: string;
  readonly overrides?: readonly WrittenOverride[];
  readonly [setting: string]: unknown;
}

interface WrittenOverride {
  readonly accounts?: readonly string[];
  readonly regions?: readonly string[];
  readonly set?: AnyState;
}

export interface Built {
  readonly block: Block;
  /** Its regions; none where each account says which they are. */
  readonly regions: readonly Named[];
  readonly problems: readonly Problem[];
}

interface Source {
  readonly kind: AnyKind;
  readonly key: string;
  readonly entry: Member;
  /** The map under `defaults.KIND`, if there is one. */
  readonly defaults: Node | undefined;
  readonly names: AccountNames;
  /** Pointers into the document about which something has been said already. */
  readonly told: ReadonlySet<string>;
}

const nothing: Node = { is: 'map', at: { file: '', line: 1, column: 1 }, entries: new Map() };

/** One block, from nodes whose shape has been judged. */
export function buildBlock({ kind, key, entry, defaults = nothing, names, told }: Source): Built {
  const pointer = below(below('/spec', plural(kind.name)), key);
  const title = `${kind.name} ${quoted(key)}`;
  const {
    account,
    accounts,
    region,
    regions,
    exclude,
    formerly,
    name = formerly ?? key,
    overrides = [],
    ...own
  } = valueOf(entry.value) as WrittenBlock;
  const written = { ...positionsUnder(defaults, own), ...positionsBelow(entry.value), '': entry.key };
  const spec = { ...(valueOf(defaults) as AnyState), ...own };
  const where = regionsOf(exact({ region, regions, exclude }), { title, written });
  const whose = accountsOf(exact({ account, accounts, exclude }), { title, written }, names);
  const tells = (...settings: readonly string[]) => settings.some(setting => told.has(below(pointer, setting)));
  const problems = [
    ...where.problems.filter(({ code }) => code !== 'place-missing' || !tells('region', 'regions')),
    ...whose.problems.filter(({ code }) => code !== 'place-missing' || !tells('account', 'accounts')),
    ...missingKeys({ kind, spec, told, pointer, title, at: entry.key }),
    ...unknownPlaceholders(name, positionIn(written, '/name')),
    ...overrides.flatMap((one, index) =>
      overrideProblems(one, { written, pointer: `/overrides/${index}`, where, whose, names }),
    ),
  ];
  const block: Block = {
    kind: kind.name,
    key,
    ...(formerly === undefined ? {} : { formerly }),
    spec,
    name,
    accounts: whose.accounts,
    excludedAccounts: whose.excludedAccounts,
    regions: where.regions,
    excludedRegions: where.excludedRegions,
    overrides: overrides.map((one, index) => override(one, nodeAt(entry.value, `/overrides/${index}/set`))),
    written,
  };
  return { block, regions: where.plain ?? [], problems };
}

interface OverrideIn {
  readonly written: Written;
  readonly pointer: string;
  readonly where: BlockRegions;
  readonly whose: BlockAccounts;
  readonly names: AccountNames;
}

/** Places of an override in which its block does not stand. */
function overrideProblems({ accounts, regions }: WrittenOverride, block: OverrideIn): readonly Problem[] {
  const { written, pointer, where, whose, names } = block;
  const named = listed(regions, written, `${pointer}/regions`);
  return [
    ...(where.plain ? matchNothing(named, where.plain, 'regions') : named.flatMap(unknownRegion)),
    ...overriddenAccounts(listed(accounts, written, `${pointer}/accounts`), whose, names),
  ];
}

/** Positions of the defaults that a block does not replace. */
function positionsUnder(defaults: Node, own: AnyState): Written {
  const under = Object.entries(positionsBelow(defaults));
  return Object.fromEntries(under.filter(([pointer]) => !Object.hasOwn(own, steps(pointer)[0] as string)));
}

/** The same less what is undefined. */
function exact<T extends object>(settings: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as T;
}

/** An override whose settings are no map has none: that has been told. */
function override({ accounts, regions, set = {} }: WrittenOverride, node: Node = nothing): Override {
  return {
    ...(accounts === undefined ? {} : { accounts }),
    ...(regions === undefined ? {} : { regions }),
    set,
    written: positionsBelow(node),
  };
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
