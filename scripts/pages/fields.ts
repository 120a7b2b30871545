/** Tables of fields, from a JSON Schema. */
import { valueText } from '../../src/render/words.ts';
import { cell, table } from './markdown.ts';

/** As much of JSON Schema as the spec uses. */
export interface Node {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly additionalProperties?: boolean | Node;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly reference?: string;
}

export interface Row {
  readonly path: string;
  readonly node: Node;
  readonly required: boolean;
}

/** A field, then what stands inside of it. */
export function rows(prefix: string, { properties = {}, required = [] }: Node): readonly Row[] {
  return Object.entries(properties).flatMap(([key, node]) => {
    const path = prefix + key;
    const inner = node.items?.properties ? rows(`${path}[].`, node.items) : rows(`${path}.`, node);
    return [
      { path, node, required: required.includes(key) },
      ...inner.filter(({ path: deep }) => !deep.includes('.set.')),
    ];
  });
}

export function fieldTable(fields: readonly Row[]): string {
  return table(['field', 'type', 'default', 'meaning'], fields.map(cells));
}

/** Field, type, default and meaning. */
export function cells({ path, node, required }: Row): readonly string[] {
  return [`\`${path}\``, cell(typeText(node)), required ? 'required' : defaultText(node), cell(meaning(node))];
}

function typeText(node: Node): string {
  const { type, enum: values, items, additionalProperties, reference } = node;
  if (node.const !== undefined) return `\`${valueText(node.const)}\``;
  if (values) return values.map(value => `\`${valueText(value)}\``).join(' | ');
  if (reference !== undefined) return `key of a ${reference}`;
  if (typeof type === 'object') return type.map(one => typeWords[one] ?? one).join(' or ');
  if (type === 'array') return items?.enum ? `list of ${typeText(items)}` : `list of ${typeText(items ?? {})}s`;
  if (type === 'object' && typeof additionalProperties === 'object') return 'map';
  return (typeWords[type ?? ''] ?? 'value') + bounds(node);
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'string',
  boolean: 'bool',
  integer: 'integer',
  number: 'number',
  array: 'list',
  object: 'object',
};

function bounds({ maxLength, minimum, maximum }: Node): string {
  const limits = [
    ...(maxLength === undefined ? [] : [`at most ${maxLength} characters`]),
    ...(minimum === undefined ? [] : [`at least ${minimum}`]),
    ...(maximum === undefined ? [] : [`at most ${maximum}`]),
  ];
  return limits.length === 0 ? '' : `, ${limits.join(', ')}`;
}

function defaultText({ default: standard }: Node): string {
  return standard === undefined ? '–' : `\`${valueText(standard)}\``;
}

/** An example says something where the type does not: of maps and of text that is not one of a few words. */
function meaning(node: Node): string {
  const { description = '', examples = [], enum: values } = node;
  const telling = values === undefined && (node.type === 'string' || node.type === 'object');
  if (!telling || examples.length === 0 || examples.length > 3) return description;
  return `${description} For example ${examples.map(one => `\`${valueText(one)}\``).join(', ')}.`;
}
