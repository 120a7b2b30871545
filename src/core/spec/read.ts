/** Reads a spec: files to blocks, with every problem at once. */
import type { AnyKind } from '../kind.ts';
import type { Position, Problem } from '../model.ts';
import { buildBlock, type Built } from './blocks.ts';
import { judgeEnvelope } from './envelope.ts';
import { join, type Joined } from './join.ts';
import { formerlyProblems } from './formerly.ts';
import { readFleet } from './fleet.ts';
import type { AccountNames } from './names.ts';
import { entriesOf, member, steps, valueOf, type Node } from './node.ts';
import { compareText, inFileOrder } from './order.ts';
import { organizationNeeded } from './organization-needed.ts';
import { parse } from './parse.ts';
import { mixedPartitions, unknownRegion } from './places.ts';
import { dangling, keysOf, type Declared } from './references.ts';
import { readSafety } from './safety.ts';
import { plural } from './schema.ts';
import { judgeShape } from './shape.ts';
import type { SourceFile } from './source.ts';
import type { Block, Spec } from './spec.ts';

export interface SpecReading {
  /** Null if there is an error among the problems. */
  readonly spec: Spec | null;
  /**
   * The same less every block in which something is wrong: with it the checks that follow can be made of the rest, so
   * that people see all problems at once. Never to be planned.
   */
  readonly sound: Spec;
  /** Errors and warnings, in the order of the files. */
  readonly problems: readonly Problem[];
}

/**
 * Reads all files as parts of one spec, whatever order they are given in. Does not throw. Without any file the spec is
 * null and there is no problem: whoever found none has said why.
 */
export function readSpec(files: readonly SourceFile[], kinds: readonly AnyKind[]): SpecReading {
  const parsed = files.toSorted((a, b) => compareText(a.path, b.path)).map(parse);
  const documents = parsed.flatMap(file => file.documents);
  const judged = documents.map(document => ({ document, strange: judgeEnvelope(document) }));
  const ours = judged.flatMap(({ document, strange }) => (strange ? [] : [document]));
  const shaped = ours.map(document => judgeShape(document, kinds));
  const told = new Set(shaped.flatMap(one => [...one.told]));
  const joined = join(
    shaped.map(({ document }) => document),
    kinds,
  );
  const strange = judged.flatMap(one => one.strange ?? []);
  const whole = strange.length === 0 && parsed.every(file => !file.incomplete);
  const declared = declaredIn(ours, ['account', 'group', ...kinds.map(({ name }) => name)]);
  const fleet = readFleet(joined, {
    accounts: keysOf(declared, 'account'),
    groups: keysOf(declared, 'group'),
    whole: whole && !fleetPointers.some(pointer => told.has(pointer)),
  });
  const built = build(joined, fleet.names, told);

  const keeper = keeperOf(joined);
  const { safety, problems: unsafe } = readSafety(joined);
  const problems = inFileOrder([
    ...parsed.flatMap(file => file.problems),
    ...strange,
    ...shaped.flatMap(one => one.problems),
    ...joined.problems,
    ...fleet.problems,
    ...unsafe,
    ...built.flatMap(one => one.problems),
    ...formerlyProblems(built.map(({ block }) => block)),
    ...(whole ? dangling(built, declared) : []),
    ...(whole && !joined.settings.has('organization') && !told.has('/spec/organization')
      ? organizationNeeded(built.map(({ block }) => block))
      : []),
    ...(fleet.accounts === null ? mixedPartitions(built.flatMap(({ regions }) => regions)) : []),
    ...(keeper.at && isRegion(keeper.value) ? unknownRegion({ name: keeper.value, at: keeper.at }) : []),
  ]);
  const { accounts, accountDefaults, groups, organization, watch } = fleet;
  const all: Spec = {
    owner: joined.owner ?? '',
    keeper,
    accounts,
    accountDefaults,
    groups,
    organization,
    watch,
    safety,
    blocks: built.map(({ block }) => block),
    defaults: defaultsIn(joined, kinds),
    files: files.length,
  };
  const failed = files.length === 0 || problems.some(({ severity }) => severity !== 'warning');
  const wrong = new Set(built.filter(({ problems: own }) => own.some(isError)).map(({ block }) => block));
  const isTold = toldAbout(told);
  const sound = { ...all, blocks: all.blocks.filter(block => !wrong.has(block) && !isTold(block)) };
  return { spec: failed ? null : all, sound, problems };
}

const isError = ({ severity }: Problem): boolean => severity !== 'warning';

const isRegion = (value: string): boolean => !['auto', 'elsewhere'].includes(value);

/** Where something is wrong with the fleet as a whole, so that nothing can be said of the names of accounts. */
const fleetPointers = ['/spec/accounts', '/spec/groups', '/spec/organization', '/spec/organization/discover'];

function build(
  { blocks, settings }: Joined,
  names: AccountNames,
  told: ReadonlySet<string>,
): readonly (Built & { readonly kind: AnyKind })[] {
  return blocks.flatMap(({ kind, entries }) => {
    const defaults = member(settings.get('defaults')?.value, kind.name);
    return [...entries].map(([key, entry]) => ({ kind, ...buildBlock({ kind, key, entry, defaults, names, told }) }));
  });
}

function defaultsIn({ settings }: Joined, kinds: readonly AnyKind[]): NonNullable<Spec['defaults']> {
  return Object.fromEntries(
    kinds.flatMap(({ name }) => {
      const under = member(settings.get('defaults')?.value, name);
      const own = [...entriesOf(under)].map(([key, { value }]) => [key, valueOf(value)] as const);
      return own.length === 0 ? [] : [[name, Object.fromEntries(own)] as const];
    }),
  );
}

/** Judges whether something of a block, or of what is laid under it, was found wrong before. */
function toldAbout(told: ReadonlySet<string>): (block: Block) => boolean {
  const places = new Set(
    [...told].map(pointer => {
      const [, group, name] = steps(pointer);
      return JSON.stringify([group, name]);
    }),
  );
  return ({ kind, key }) =>
    [
      [plural(kind), key],
      ['defaults', kind],
    ].some(place => places.has(JSON.stringify(place)));
}

/** Every key that is declared, also where something in its block is wrong. */
function declaredIn(documents: readonly Node[], nouns: readonly string[]): Declared {
  return new Map(
    nouns.map(name => {
      const entries = documents.flatMap(document => [...entriesOf(member(member(document, 'spec'), plural(name)))]);
      const first = new Map<string, Position>();
      for (const [key, entry] of entries) if (!first.has(key)) first.set(key, entry.key);
      return [name, first] as const;
    }),
  );
}

function keeperOf({ settings }: Joined): { readonly value: string; readonly at?: Position } {
  const node = member(settings.get('globalServiceEvents')?.value, 'keeper');
  return node?.is === 'scalar' ? { value: String(node.value), at: node.at } : { value: 'auto' };
}
