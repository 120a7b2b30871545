/** Makes one spec of several documents. */
import type { AnyKind } from '../kind.ts';
import type { Position, Problem } from '../model.ts';
import { entriesOf, member, type Entries, type Member, type Node } from './node.ts';
import { plural } from './schema.ts';
import { quoted } from './words.ts';

export interface Joined {
  /** `metadata.name` of the first document that has one. */
  readonly owner: string | undefined;
  /** The keys of `spec`, less those of maps that are joined. */
  readonly settings: Entries;
  readonly accounts: Entries;
  readonly groups: Entries;
  /** The items of lists that are joined, by key: `allow`, `waivers`, `ignore`. */
  readonly lists: ReadonlyMap<string, readonly Node[]>;
  /** The blocks of each kind, in the order of the kinds. */
  readonly blocks: readonly { readonly kind: AnyKind; readonly entries: Entries }[];
  readonly problems: readonly Problem[];
}

/** Lists that stand in several documents are one list. */
const joinedLists: ReadonlySet<string> = new Set(['allow', 'waivers', 'ignore']);

/** Accounts, groups and blocks are joined; everything else may stand in one document only. What comes second is the problem. */
export function join(documents: readonly Node[], kinds: readonly AnyKind[]): Joined {
  const problems: Problem[] = [];
  const settings = new Map<string, Member>();
  const lists = new Map<string, readonly Node[]>();
  const maps = new Map(
    ['account', 'group', ...kinds.map(({ name }) => name)].map(noun => [noun, new Map<string, Member>()]),
  );
  for (const [key, entry] of documents.flatMap(document => [...entriesOf(member(document, 'spec'))])) {
    if (joinedLists.has(key)) {
      const { items } = entry.value as Extract<Node, { is: 'list' }>; // anything else was left out with its problem
      lists.set(key, [...(lists.get(key) ?? []), ...items]);
      continue;
    }
    const [noun, map] = [...maps].find(([name]) => plural(name) === key) ?? [];
    for (const [name, one] of map ? entriesOf(entry.value) : [[key, entry] as const]) {
      const joined = map ?? settings;
      const first = joined.get(name);
      if (first) problems.push(twice(noun, name, { first: first.key, second: one.key }));
      else joined.set(name, one);
    }
  }
  const joinedAs = (noun: string): Entries => maps.get(noun) as Entries;
  const owners = documents.flatMap(document => ownerOf(document));
  return {
    owner: owners[0]?.name,
    settings,
    accounts: joinedAs('account'),
    groups: joinedAs('group'),
    lists,
    blocks: kinds.map(kind => ({ kind, entries: joinedAs(kind.name) })),
    problems: [...problems, ...otherOwners(owners)],
  };
}

function twice(
  noun: string | undefined,
  key: string,
  { first, second }: { first: Position; second: Position },
): Problem {
  const at = second;
  if (noun === undefined) {
    return {
      code: 'written-twice',
      message: `${quoted(key)} may stand in one document only`,
      label: `also at ${place(first)}`,
      hint: 'move it all to one of them',
      at,
    };
  }
  return {
    code: 'duplicate-name',
    message: `${noun} ${quoted(key)} is declared twice`,
    label: `first declared at ${place(first)}`,
    hint: 'remove one, or rename one',
    at,
  };
}

/** `specs/buckets.yaml:4:5` */
export function place({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}

interface Owner {
  readonly name: string;
  readonly at: Position;
}

function ownerOf(document: Node): readonly Owner[] {
  const node = member(member(document, 'metadata'), 'name');
  return node?.is === 'scalar' ? [{ name: String(node.value), at: node.at }] : [];
}

function otherOwners([first, ...rest]: readonly Owner[]): readonly Problem[] {
  return rest.flatMap(({ name, at }) => (first && name !== first.name ? [ownersDiffer(first, { name, at })] : []));
}

function ownersDiffer(first: Owner, { name, at }: Owner): Problem {
  return {
    code: 'owners-differ',
    message: `these files are of different owners, ${quoted(first.name)} and ${quoted(name)}`,
    label: `${quoted(first.name)} at ${place(first.at)}`,
    hint: `name: ${first.name}, or read the files of each owner by themselves`,
    at,
  };
}
