/** The words of messages about a document: what a setting is called, and what stands there. */
import type { AnyKind } from '../kind.ts';
import { steps, type Node } from './node.ts';
import { plural } from './schema.ts';

/** Text as it may stand in a message: quoted, and not longer than a glance. */
export function quoted(text: string): string {
  return `"${text.length > longest ? `${text.slice(0, longest)}…` : text}"`;
}

const longest = 60;

/** What stands at a place: `"yes"`, `12`, `a list`, `nothing`. */
export function found(node: Node): string {
  if (node.is !== 'scalar') return node.is === 'list' ? 'a list' : 'a map';
  if (node.value === null) return node.source === '' ? 'nothing' : 'null';
  return typeof node.value === 'string' ? quoted(node.value) : node.source;
}

const typeWords: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  string: 'text',
  array: 'a list',
  object: 'a map',
};

/** A type of JSON Schema in the words of YAML. */
export function typeWord(type: string): string {
  return typeWords[type] ?? type;
}

/** `a, b or c`. */
export function either(words: readonly string[]): string {
  const last = words.slice(-1).join('');
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

/** What is declared under a key of its own. */
const nouns = (kinds: readonly AnyKind[]): readonly string[] => ['account', 'group', ...kinds.map(({ name }) => name)];

/** A setting by the keys that lead to it, from its block if it is in one: `retention.minDays`, `regions[1]`, `trail "main"`. */
export function settingName(pointer: string, kinds: readonly AnyKind[]): string {
  const path = steps(pointer);
  const [top, group, key = ''] = path;
  const noun = top === 'spec' && path.length > 2 ? nouns(kinds).find(name => plural(name) === group) : undefined;
  if (noun === undefined) return dotted(path);
  return path.length === 3 ? `${noun} ${quoted(key)}` : dotted(path.slice(3));
}

function dotted(path: readonly string[]): string {
  return path.map((step, index) => (/^\d+$/.test(step) ? `[${step}]` : `${index > 0 ? '.' : ''}${step}`)).join('');
}

/** Whose settings stand at a place: `a trail`, `cloudWatchLogs`, `the document`. */
export function ownerName(pointer: string, kinds: readonly AnyKind[]): string {
  if (pointer === '') return 'the document';
  const settings = pointer.replace(/^(\/spec\/[^/]+\/[^/]+)\/overrides\/\d+\/set$/, '$1');
  const [top, group, key, ...deeper] = steps(settings);
  const noun = nouns(kinds).find(name => plural(name) === group || (group === 'defaults' && name === key));
  return top === 'spec' && noun !== undefined && key !== undefined && deeper.length === 0
    ? `${noun === 'account' ? 'an' : 'a'} ${noun}`
    : settingName(pointer, kinds);
}

/** A few of many, so that a hint stays a hint. */
export function some(words: readonly string[]): string {
  return words.length > 5 ? `${words.slice(0, 5).join(', ')} and ${words.length - 5} more` : words.join(', ');
}
