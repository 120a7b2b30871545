/** YAML 1.2 and JSON text to nodes with positions. What cannot be read is a problem; nothing throws. */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  type Document,
  type Pair,
  type ParsedNode,
  type YAMLMap,
} from 'yaml';
import type { Position, Problem } from '../model.ts';
import { judgeAnchors } from './anchors.ts';
import { linesOf, type Lines } from './lines.ts';
import type { Entries, Member, Node } from './node.ts';
import { duplicateKey, syntaxProblem, unknownTag } from './parse-problems.ts';
import type { SourceFile } from './source.ts';

export interface Parsed {
  /** Those that could be read and hold anything. */
  readonly documents: readonly Node[];
  readonly problems: readonly Problem[];
  /** Whether a document, and what it declares, could not be read. */
  readonly incomplete: boolean;
}

/** Ten megabytes, counted in UTF-16 units. */
export const largestFile = 10_000_000;

/** Reads one file. Of a document with a syntax error only the first is told: the rest follow from it. */
export function parse(file: SourceFile): Parsed {
  const start: Position = { file: file.path, line: 1, column: 1 };
  if (file.text.length > largestFile) {
    return refused([{ code: 'file-too-large', message: 'the file is larger than 10 MB', hint: 'split it', at: start }]);
  }
  const lines = linesOf(file);
  const parsed = [parseAllDocuments(file.text, options)].flat();
  const filled = parsed.filter(({ contents, errors }) => errors.length > 0 || !isNothing(contents));
  if (filled.length === 0) {
    return refused([
      {
        code: 'file-empty',
        message: 'the file says nothing',
        hint: 'write a spec into it, or remove it',
        at: start,
      },
    ]);
  }
  const read = filled.map(document => convert(document, lines));
  return {
    documents: read.flatMap(({ documents }) => documents),
    problems: read.flatMap(({ problems }) => problems),
    incomplete: read.some(({ incomplete }) => incomplete),
  };
}

const refused = (problems: readonly Problem[]): Parsed => ({ documents: [], problems, incomplete: true });

/** A `%YAML 1.1` directive must not turn `no` into false: the schema is given, and so is what a duplicate key means. */
const options = {
  schema: 'core',
  stringKeys: true,
  uniqueKeys: false,
  resolveKnownTags: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

function isNothing(contents: ParsedNode | null): boolean {
  return contents === null || (isScalar(contents) && contents.value === null && contents.source === '');
}

function convert(document: Document.Parsed, lines: Lines): Parsed {
  const tags = document.warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED');
  const [error] = document.errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
  if (error)
    return refused([error.code === 'TAG_RESOLVE_FAILED' ? unknownTag(error, lines) : syntaxProblem(error, lines)]);
  const early = [...tags.map(tag => unknownTag(tag, lines)), ...judgeAnchors(document, lines)];
  if (early.length > 0) return refused(early);
  const conversion = new Conversion(lines);
  const node = conversion.node(document.contents, lines.at(0, 1));
  return { documents: [node], problems: conversion.problems, incomplete: false };
}

type Range = readonly [number, number, number];

/** Follows the aliases of one document, whose growth has been judged. */
class Conversion {
  readonly problems: Problem[] = [];
  readonly #lines: Lines;
  readonly #anchors = new Map<string, Node>();

  constructor(lines: Lines) {
    this.#lines = lines;
  }

  /** @param key what is underlined where the value itself has several lines or none */
  node(value: ParsedNode | null, key: Position): Node {
    if (isAlias(value)) return this.#anchors.get(value.source) as Node;
    const node = this.#fresh(value, key);
    if (value?.anchor !== undefined) this.#anchors.set(value.anchor, node);
    return node;
  }

  #fresh(value: Exclude<ParsedNode, { type: 'ALIAS' }> | null, key: Position): Node {
    const at = this.#at(value?.range, key);
    if (isMap(value)) return { is: 'map', at, entries: this.#entries(value) };
    if (isSeq(value)) {
      return {
        is: 'list',
        at,
        items: value.items.map(item => this.node(item, this.#lines.at(item.range[0], item.range[1]))),
      };
    }
    return this.#scalar(value, at);
  }

  #scalar(value: ParsedNode | null, at: Position): Node {
    if (!isScalar(value)) return { is: 'scalar', at, value: null, source: '', quoted: false };
    const plain = value.value as string | number | boolean | null;
    return { is: 'scalar', at, value: plain, source: value.source, quoted: value.type !== 'PLAIN' };
  }

  #at(range: Range | undefined, key: Position): Position {
    return range && this.#lines.single(range[0], range[1]) ? this.#lines.at(range[0], range[1]) : key;
  }

  #entries(map: YAMLMap.Parsed): Entries {
    const own = new Map<string, Member>();
    const merged: (readonly Entries[])[] = [];
    for (const pair of map.items) {
      const [name, key] = this.#key(pair);
      const value = this.node(pair.value, key);
      const earlier = own.get(name);
      if (isScalar(pair.key) && pair.key.type === 'PLAIN' && name === '<<') merged.push(this.#merged(value, key));
      else if (earlier) this.problems.push(duplicateKey(name, key, earlier.key));
      else own.set(name, { key, value });
    }
    for (const entries of merged.flat()) for (const [name, entry] of entries) if (!own.has(name)) own.set(name, entry);
    return own;
  }

  #key({ key }: Pair<ParsedNode>): readonly [string, Position] {
    const [start, end] = key.range;
    return [String((key as { value?: unknown }).value), this.#lines.at(start, end)];
  }

  #merged(value: Node, key: Position): readonly Entries[] {
    const sources = value.is === 'list' ? value.items : [value];
    const maps = sources.filter(source => source.is === 'map');
    if (maps.length < sources.length) {
      this.problems.push({
        code: 'bad-merge',
        message: '<< takes a map, or a list of maps',
        hint: 'refer to a map: <<: *name',
        at: value.is === 'scalar' ? value.at : key,
      });
    }
    return maps.map(({ entries }) => entries);
  }
}
