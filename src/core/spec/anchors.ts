/**
 * What is judged before a document's aliases are followed: how large and how deep it would become, and whether every
 * alias has an anchor. Following them first would be too late.
 */
import { isAlias, isCollection, isNode, isPair, type Alias, type Document, type Range } from 'yaml';
import type { Problem } from '../model.ts';
import type { Lines } from './lines.ts';
import { nearest } from './near.ts';

/** What a node weighs with all its aliases followed. */
interface Weight {
  readonly nodes: number;
  readonly aliases: number;
  readonly depth: number;
}

const leaf: Weight = { nodes: 1, aliases: 0, depth: 0 };

/** Deeper than anything a spec can say, and shallow enough for every recursion over it. */
const deepest = 64;
const manyAliases = 100;
const muchGrowth = 10;
/** Nodes that a document may have with aliases followed, however few the aliases are. */
const mostNodes = 2_000_000;

/** Problems that forbid following the aliases of a document; none if it is safe. */
export function judgeAnchors(document: Document.Parsed, lines: Lines): readonly Problem[] {
  const problems: Problem[] = [];
  const anchors = new Map<string, Weight | 'open'>();
  let written = 0;

  const alias = (node: Alias): Weight => {
    const found = anchors.get(node.source);
    if (found !== undefined && found !== 'open') return { ...found, aliases: found.aliases + 1 };
    problems.push(badAlias(node, { open: found === 'open', anchors: anchors.keys(), lines }));
    return leaf;
  };
  const weigh = (node: unknown, level: number): Weight => {
    if (isPair(node)) return sum([weigh(node.key, level), weigh(node.value, level)], 0);
    written += 1;
    if (isAlias(node)) return alias(node);
    if (!isCollection(node)) return named(node, leaf);
    if (level >= deepest) {
      if (problems.length === 0) problems.push(tooDeep(lines, startOf(node)));
      return leaf;
    }
    if (node.anchor !== undefined) anchors.set(node.anchor, 'open');
    return named(
      node,
      sum(
        (node.items as readonly unknown[]).map(item => weigh(item, level + 1)),
        1,
      ),
    );
  };
  const named = (node: unknown, weight: Weight): Weight => {
    if (isNode(node) && !isAlias(node) && node.anchor !== undefined) anchors.set(node.anchor, weight);
    return weight;
  };

  const whole = weigh(document.contents, 0);
  if (problems.length > 0) return problems;
  const start = startOf(document.contents);
  if (whole.depth > deepest) return [tooDeep(lines, start)];
  const grows = whole.nodes > written * muchGrowth;
  return grows && (whole.aliases > manyAliases || whole.nodes > mostNodes) ? [bomb(lines, start, whole)] : [];
}

/** Every parsed node has a range. */
const startOf = (node: { readonly range?: Range | null | undefined } | null) => Number(node?.range?.[0]);

function sum(parts: readonly Weight[], own: number): Weight {
  const nodes = parts.reduce((total, part) => total + part.nodes, own);
  const aliases = parts.reduce((total, part) => total + part.aliases, 0);
  return { nodes, aliases, depth: parts.reduce((most, { depth }) => Math.max(most, depth), 0) + own };
}

function badAlias(
  node: Alias,
  { open, anchors, lines }: { open: boolean; anchors: Iterable<string>; lines: Lines },
): Problem {
  const [start, end] = node.range as [number, number, number];
  const near = nearest(node.source, anchors);
  return {
    code: 'unknown-alias',
    message: open
      ? `*${node.source} stands inside of what it refers to`
      : `*${node.source} refers to no anchor before it`,
    ...(near !== undefined && !open ? { label: `did you mean *${near}?` } : {}),
    hint: open
      ? 'write the value itself'
      : `put &${node.source} before the first value that is meant, or write the value itself`,
    at: lines.at(start, end),
  };
}

function tooDeep(lines: Lines, start: number): Problem {
  return {
    code: 'nested-too-deeply',
    message: `maps and lists are nested more than ${deepest} deep`,
    hint: 'take out the brackets, dashes or aliases that are too many',
    at: lines.at(start, start + 1),
  };
}

function bomb(lines: Lines, start: number, { nodes, aliases }: Weight): Problem {
  return {
    code: 'aliases-grow-too-much',
    message: `following the aliases ${Number.isSafeInteger(aliases) ? `(${aliases} uses) ` : ''}would make more than ${muchGrowth} times as much of this document${Number.isSafeInteger(nodes) ? `: ${nodes} values` : ''}`,
    hint: 'use fewer aliases inside of what other aliases refer to',
    at: lines.at(start, start + 1),
  };
}
