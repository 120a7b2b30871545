/** A YAML or JSON document as values that know where they stand: aliases followed, merge keys merged. */
import type { Position, Written } from '../model.ts';

export type Node = MapNode | ListNode | ScalarNode;

interface MapNode {
  readonly is: 'map';
  readonly at: Position;
  readonly entries: Entries;
}

interface ListNode {
  readonly is: 'list';
  readonly at: Position;
  readonly items: readonly Node[];
}

export interface ScalarNode {
  readonly is: 'scalar';
  readonly at: Position;
  readonly value: string | number | boolean | null;
  /** As written, without quotes: `012` where the value is 12. */
  readonly source: string;
  readonly quoted: boolean;
}

/** A key's value with the place of the key itself. */
export interface Member {
  readonly key: Position;
  readonly value: Node;
}

export type Entries = ReadonlyMap<string, Member>;

const none: Entries = new Map();

/** The members of a map; of anything else, none. */
export function entriesOf(node: Node | undefined): Entries {
  return node?.is === 'map' ? node.entries : none;
}

/** The value of a key of a map, if it is a map and has it. */
export function member(node: Node | undefined, key: string): Node | undefined {
  return entriesOf(node).get(key)?.value;
}

/** The plain value. Aliases give one shared object each, so a document is never larger in memory than on disk. */
export function valueOf(node: Node, known = new Map<Node, unknown>()): unknown {
  if (node.is === 'scalar') return node.value;
  if (!known.has(node)) known.set(node, collection(node, known));
  return known.get(node);
}

function collection(node: MapNode | ListNode, known: Map<Node, unknown>): unknown {
  if (node.is === 'list') return node.items.map(item => valueOf(item, known));
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, valueOf(value, known)]));
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The steps of a JSON pointer; '' has none. */
export function steps(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The pointer to a key of what a pointer means. */
export function below(pointer: string, key: string | number): string {
  return `${pointer}/${escaped(`${key}`)}`;
}

/** Where every value below a node stands, by JSON pointer from it; the node itself is left out. */
export function positionsBelow(node: Node): Written {
  return Object.fromEntries(standing(node, ''));
}

function* standing(node: Node, pointer: string): Generator<readonly [string, Position]> {
  for (const [step, child] of childrenOf(node)) {
    const inner = below(pointer, step);
    yield [inner, child.at];
    yield* standing(child, inner);
  }
}

function childrenOf(node: Node): readonly (readonly [string | number, Node])[] {
  if (node.is === 'list') return [...node.items.entries()];
  return [...entriesOf(node)].map(([key, { value }]) => [key, value]);
}

/** A node as far as a pointer leads: undefined where nothing is. */
export function nodeAt(node: Node, pointer: string): Node | undefined {
  let found: Node | undefined = node;
  for (const step of steps(pointer)) found = found?.is === 'list' ? found.items[Number(step)] : member(found, step);
  return found;
}

/** The position of a key rather than of its value. */
export function keyAt(node: Node, pointer: string, key: string): Position | undefined {
  return entriesOf(nodeAt(node, pointer)).get(key)?.key;
}

/** The same document less what some pointers mean, so that one mistake does not hide the next. */
export function without(node: Node, pointers: ReadonlySet<string>, prefix = ''): Node {
  if (node.is === 'map') {
    const kept = [...node.entries].filter(([key]) => !pointers.has(below(prefix, key)));
    return {
      ...node,
      entries: new Map(
        kept.map(([key, { key: at, value }]) => [
          key,
          { key: at, value: without(value, pointers, below(prefix, key)) },
        ]),
      ),
    };
  }
  if (node.is === 'scalar') return node;
  const items = [...node.items.entries()].filter(([index]) => !pointers.has(below(prefix, index)));
  return { ...node, items: items.map(([index, item]) => without(item, pointers, below(prefix, index))) };
}
