/** Brings the document to what the views say, with as few changes as possible: focus, selection and what is read aloud stay. */
import type { Child, Element as Wanted } from '../view/element.ts';

const svg = 'http://www.w3.org/2000/svg';
const html = 'http://www.w3.org/1999/xhtml';

/** What was drawn last into a place, so that nothing of the document has to be read. */
const drawn = new WeakMap<Element, Wanted>();

/** Draws one element into a place that holds nothing else; null empties it. */
export function draw(place: Element, wanted: Wanted | null): void {
  const [standing] = place.children;
  if (wanted === null) {
    standing?.remove();
    return;
  }
  const before = standing && drawn.get(standing);
  if (standing && before && before.tag === wanted.tag) mend(standing, before, wanted);
  else place.replaceChildren(make(wanted, html));
}

function make(wanted: Wanted, namespace: string): Element {
  const own = wanted.tag === 'svg' ? svg : namespace;
  const made = document.createElementNS(own, wanted.tag);
  for (const [name, value] of Object.entries(wanted.attributes)) made.setAttribute(name, value);
  setVariables(made, wanted);
  made.append(...wanted.children.map(child => makeChild(child, own)));
  drawn.set(made, wanted);
  return made;
}

function makeChild(child: Child, namespace: string): Node {
  return typeof child === 'string' ? document.createTextNode(child) : make(child, namespace);
}

function setVariables(standing: Element, { variables }: Wanted): void {
  if (!(standing instanceof HTMLElement)) return;
  for (const [name, value] of Object.entries(variables)) standing.style.setProperty(name, value);
}

function mend(standing: Element, before: Wanted, wanted: Wanted): void {
  if (before === wanted) return;
  mendAttributes(standing, before, wanted);
  setVariables(standing, wanted);
  mendChildren(standing, before.children, wanted.children);
  drawn.set(standing, wanted);
}

/** Where one is in a grid, whether details are open, and what was typed belongs to the reader. */
const readers: ReadonlySet<string> = new Set(['tabindex', 'value']);

function mendAttributes(standing: Element, { attributes: before }: Wanted, { attributes: wanted }: Wanted): void {
  for (const name of Object.keys(before)) if (!Object.hasOwn(wanted, name)) standing.removeAttribute(name);
  for (const [name, value] of Object.entries(wanted))
    if (before[name] !== value && !(readers.has(name) && Object.hasOwn(before, name)))
      standing.setAttribute(name, value);
}

const keyOf = (child: Child): string | undefined =>
  typeof child === 'string' ? undefined : (child.attributes['data-key'] ?? child.attributes['id']);

/** Children with a key keep their elements wherever they go; others are mended in their order. */
function mendChildren(standing: Element, before: readonly Child[], wanted: readonly Child[]): void {
  const nodes = [...standing.childNodes];
  const byKey = new Map(before.flatMap((child, index) => pairOf(keyOf(child), nodes[index], child)));
  const keyless = before.flatMap((child, index) => (keyOf(child) === undefined ? pairs(nodes[index], child) : []));
  const kept = new Set<Node>();
  let next = 0;
  const placed = wanted.map(child => {
    const key = keyOf(child);
    const found = key === undefined ? keyless[next++] : byKey.get(key);
    const node = found && reuse(found, child);
    if (!node) return makeChild(child, childSpace(standing));
    kept.add(node);
    return node;
  });
  for (const node of nodes) if (!kept.has(node)) node.remove();
  place(standing, placed);
}

interface Pair {
  readonly node: Node;
  readonly child: Child;
}

const pairs = (node: Node | undefined, child: Child): readonly Pair[] => (node ? [{ node, child }] : []);

function pairOf(key: string | undefined, node: Node | undefined, child: Child): readonly (readonly [string, Pair])[] {
  return key === undefined || !node ? [] : [[key, { node, child }]];
}

/** The node brought to what is wanted; undefined where it is of another kind. */
function reuse({ node, child }: Pair, wanted: Child): Node | undefined {
  if (typeof child === 'string' || typeof wanted === 'string') {
    if (typeof child !== 'string' || typeof wanted !== 'string') return undefined;
    if (child !== wanted) node.nodeValue = wanted;
    return node;
  }
  if (child.tag !== wanted.tag || !(node instanceof Element)) return undefined;
  mend(node, child, wanted);
  return node;
}

/** Moves only what does not stand where it should: an element that is moved loses the focus. */
function place(standing: Element, placed: readonly Node[]): void {
  let at: Node | null = standing.firstChild;
  for (const node of placed) {
    if (node === at) at = at.nextSibling;
    else standing.insertBefore(node, at);
  }
}

const childSpace = (standing: Element): string => standing.namespaceURI ?? html;
