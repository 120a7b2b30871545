/** What one finding of ajv means to the person who wrote the document. */
import type { ErrorObject } from 'ajv/dist/2020.js';
import type { AnyKind } from '../kind.ts';
import type { Position, Problem } from '../model.ts';
import { nearest } from './near.ts';
import { numberProblem } from './number-problems.ts';
import { below, keyAt, nodeAt, type Node } from './node.ts';
import type { Schema } from './schema.ts';
import { either, found, ownerName, quoted, settingName, typeWord } from './words.ts';

export interface Finding {
  readonly problem: Problem;
  /** Pointer to what it is about. One finding for each is told. */
  readonly about: string;
  /** Pointer to what is wrong and must not be looked at any more. */
  readonly wrong?: string;
  /** Pointer to what is not there. */
  readonly missing?: string;
  /** Pointer to what an unknown key was probably meant to be. */
  readonly meant?: string;
}

/** One finding with all that is known of its place. */
interface Case {
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly schema: unknown;
  readonly parent: Schema;
  readonly pointer: string;
  readonly node: Node;
  readonly document: Node;
  readonly kinds: readonly AnyKind[];
  /** The name of the setting. */
  readonly name: string;
  /** Its last key. */
  readonly key: string;
}

/** Explains one finding. Total: a keyword without words of its own still has its place and what is wanted there. */
export function explain(error: ErrorObject, document: Node, kinds: readonly AnyKind[]): Finding {
  const { keyword, params, instancePath: pointer, schema, propertyName } = error;
  const name = settingName(pointer, kinds);
  const node = nodeAt(document, pointer) as Node;
  const parent = error.parentSchema as Schema;
  const key = name.slice(name.lastIndexOf('.') + 1);
  const one: Case = {
    keyword,
    params: params as Case['params'],
    schema,
    parent,
    pointer,
    node,
    document,
    kinds,
    name,
    key,
  };
  if (propertyName !== undefined) return badKey(one, propertyName);
  return (explanations[keyword] ?? otherForm)(one);
}

const explanations: Readonly<Record<string, (one: Case) => Finding>> = {
  additionalProperties: unknownKey,
  required: missingKey,
  type: ({ params, ...one }) => wrongType({ params, ...one }, [params['type']].flat() as readonly string[]),
  oneOf: union,
  anyOf: union,
  enum: one => wrongValue(one, one.schema as readonly unknown[]),
  const: one => wrongValue(one, [one.schema]),
  pattern: wrongForm,
  uniqueItems: listedTwice,
  minLength: outOfRange,
  maxLength: outOfRange,
  minItems: outOfRange,
  maxItems: outOfRange,
  minProperties: outOfRange,
  maxProperties: outOfRange,
  minimum: outOfRange,
  maximum: outOfRange,
};

function unknownKey({ params, parent, pointer, document, kinds }: Case): Finding {
  const key = params['additionalProperty'] as string;
  const known = Object.keys(parent['properties'] ?? {});
  const near = nearest(key, known);
  const wrong = below(pointer, key);
  const problem: Problem = {
    code: 'unknown-key',
    message: `${ownerName(pointer, kinds)} has no setting ${quoted(key)}`,
    ...(near === undefined ? {} : { label: `did you mean ${near}?` }),
    hint: near === undefined ? removal(known) : written(near, nodeAt(document, wrong)),
    at: keyAt(document, pointer, key) as Position,
  };
  return { problem, about: wrong, wrong, ...(near === undefined ? {} : { meant: below(pointer, near) }) };
}

function removal(known: readonly string[]): string {
  return known.length === 0 ? 'remove it' : `remove it; there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}`;
}

/** `key: value` as it would be typed, where the value is short enough to be repeated. */
function written(key: string, node: Node | undefined): string {
  if (node?.is !== 'scalar' || node.source === '' || node.source.length > 40) return `write ${key}`;
  if (key.endsWith('File')) return `write ${key}, and the value into a file`; // what stands here may be a secret
  return `${key}: ${node.quoted ? JSON.stringify(node.value) : node.source}`;
}

function missingKey({ params, parent, pointer, node, kinds }: Case): Finding {
  const key = params['missingProperty'] as string;
  const properties = (parent['properties'] ?? {}) as Readonly<Record<string, Schema>>;
  const { const: only, examples = [] } = (properties[key] ?? {}) as { const?: unknown; examples?: readonly unknown[] };
  const problem: Problem = {
    code: 'missing-key',
    message: `${ownerName(pointer, kinds)} needs ${quoted(key)}`,
    hint:
      only === undefined
        ? [`write ${key}`, ...examples.slice(0, 1).map(one => `for example ${key}: ${yaml(one)}`)].join(', ')
        : `${key}: ${yaml(only)}`,
    at: node.at,
  };
  const missing = below(pointer, key);
  // What lacks a part is not looked at any further, unless everything stands in it.
  return { problem, about: missing, missing, ...(pointer.split('/').length > 4 ? { wrong: pointer } : {}) };
}

/** A value as it is typed: text without quotes, where it needs none. */
function yaml(value: unknown): string {
  return typeof value === 'string' && /^[A-Za-z][\w./-]*$/.test(value) ? value : JSON.stringify(value);
}

function wrongType({ name, key, node, pointer, parent }: Case, types: readonly string[]): Finding {
  const number =
    node.is === 'scalar' && typeof node.value === 'number' ? numberProblem(node, parent, { name, key }) : null;
  if (number) return { problem: number, about: pointer, wrong: pointer };
  const problem: Problem = {
    code: 'wrong-type',
    message: `${name} must be ${either(types.map(typeWord))}, not ${found(node)}`,
    ...typeHint(key, node, types),
    at: node.at,
  };
  return { problem, about: pointer, wrong: pointer };
}

function typeHint(key: string, node: Node, types: readonly string[]): Pick<Problem, 'label' | 'hint'> {
  if (node.is !== 'scalar') return {};
  const { value, source, quoted: inQuotes } = node;
  if (value === null) return { hint: 'give it a value, or remove it' };
  if (types.includes('boolean') && typeof value === 'string') return booleanHint(key, value, inQuotes);
  if (types.includes('string'))
    return {
      label: `YAML reads this as ${typeof value === 'number' ? 'a number' : 'true or false'}`,
      hint: `put it in quotes: "${source}"`,
    };
  if (types.includes('array')) return { hint: `${key}: [${source}]` };
  return inQuotes && /^-?\d+$/.test(source) ? { label: 'in quotes it is text', hint: `${key}: ${source}` } : {};
}

function booleanHint(key: string, value: string, inQuotes: boolean): Pick<Problem, 'label' | 'hint'> {
  const word = value.toLowerCase();
  const meant = ['true', 'yes', 'on', 'y'].includes(word)
    ? 'true'
    : ['false', 'no', 'off', 'n'].includes(word)
      ? 'false'
      : undefined;
  const label = inQuotes ? 'in quotes it is text' : 'YAML 1.2 reads this as text';
  return meant === undefined ? { hint: `${key}: true, or ${key}: false` } : { label, hint: `${key}: ${meant}` };
}

/** None of several alternatives fits, nor does one of them look as if it were meant. */
function union(one: Case): Finding {
  const branches = one.schema as readonly {
    type?: string | readonly string[];
    enum?: readonly unknown[];
    const?: unknown;
  }[];
  const wanted = branches.flatMap(({ type, enum: values, const: only }) =>
    type === undefined ? [values ?? only ?? []].flat().map(String) : [type].flat().map(typeWord),
  );
  if (wanted.length === 0) return otherForm(one);
  const problem: Problem = {
    code: 'wrong-type',
    message: `${one.name} must be ${either([...new Set(wanted)])}, not ${found(one.node)}`,
    at: one.node.at,
  };
  return { problem, about: one.pointer, wrong: one.pointer };
}

function wrongValue({ name, key, node, pointer }: Case, allowed: readonly unknown[]): Finding {
  const words = allowed.map(String);
  const near = node.is === 'scalar' ? nearest(String(node.value), words) : undefined;
  const problem: Problem = {
    code: 'wrong-value',
    message: `${name} cannot be ${found(node)}`,
    ...(near === undefined || allowed.length === 1 ? {} : { label: `did you mean ${near}?` }),
    hint: near === undefined && allowed.length > 1 ? `one of ${words.join(', ')}` : `${key}: ${near ?? words.join('')}`,
    at: node.at,
  };
  return { problem, about: pointer, wrong: pointer };
}

function wrongForm({ parent, name, node, pointer, key }: Case): Finding {
  if ([parent['type']].flat().includes('array')) return noList({ name, node, pointer, key });
  const examples = ((parent['examples'] ?? []) as readonly unknown[]).map(String);
  const near = nearest(found(node).slice(1, -1), examples);
  const problem: Problem = {
    code: 'wrong-form',
    message: `${name} cannot be ${found(node)}`,
    ...(near === undefined ? {} : { label: `did you mean ${near}?` }),
    hint: near === undefined ? example(parent, examples) : `${key}: ${near}`,
    at: node.at,
  };
  return { problem, about: pointer, wrong: pointer };
}

/** One word where a list belongs, or the word for everything. */
function noList({ name, node, pointer, key }: Pick<Case, 'name' | 'node' | 'pointer' | 'key'>): Finding {
  const problem: Problem = {
    code: 'wrong-type',
    message: `${name} must be a list or all, not ${found(node)}`,
    hint: `${key}: [${found(node).slice(1, -1)}]`,
    at: node.at,
  };
  return { problem, about: pointer, wrong: pointer };
}

function example({ description, pattern }: Schema, [first]: readonly string[]): string {
  if (first !== undefined) return `for example ${first}`;
  return typeof description === 'string' ? description : `it must match ${String(pattern)}`;
}

function badKey({ pointer, document, parent, keyword, schema }: Case, key: string): Finding {
  const tooLong = keyword === 'maxLength';
  const problem: Problem = {
    code: tooLong ? 'out-of-range' : 'wrong-form',
    message: tooLong
      ? `the key ${quoted(key)} has more than ${String(schema)} characters`
      : `${quoted(key)} cannot be a key here`,
    hint: tooLong ? 'shorten it' : example(parent, []),
    at: keyAt(document, pointer, key) as Position,
  };
  return { problem, about: below(pointer, key), wrong: below(pointer, key) };
}

const units: Readonly<Record<string, string>> = { Length: ' characters', Items: ' items', Properties: ' keys' };

function outOfRange({ keyword, schema, name, node, pointer }: Case): Finding {
  const unit = units[keyword.slice(3)];
  const least = keyword.startsWith('min');
  const bound = `${unit === undefined ? 'be' : 'have'} at ${least ? 'least' : 'most'} ${String(schema)}${unit ?? ''}`;
  const problem: Problem = {
    code: 'out-of-range',
    message: `${name} must ${least && unit !== undefined && schema === 1 ? 'not be empty' : bound}`,
    at: node.at,
  };
  return { problem, about: pointer, wrong: pointer };
}

function listedTwice({ params, document, pointer, name }: Case): Finding {
  const [first, second] = [params['i'], params['j']].map(Number).toSorted((a, b) => a - b) as [number, number];
  const wrong = below(pointer, second);
  const node = nodeAt(document, wrong) as Node;
  const other = nodeAt(document, below(pointer, first)) as Node;
  const problem: Problem = {
    code: 'listed-twice',
    message: `${name} holds ${found(node)} twice`,
    label: `also at line ${other.at.line}, column ${other.at.column}`,
    hint: 'remove one',
    at: node.at,
  };
  return { problem, about: wrong, wrong };
}

function otherForm({ parent, name, node, pointer }: Case): Finding {
  const problem: Problem = {
    code: 'wrong-form',
    message: `${name} is not as it must be`,
    hint: example(parent, []),
    at: node.at,
  };
  return { problem, about: pointer, wrong: pointer };
}
