/** What values of the chart are made of. */
import type { Schema } from './inlined.ts';

/** In one line of printable ASCII: a value must not begin a line of its own in an object. */
export const text = (description: string, standard = ''): Schema => ({
  type: 'string',
  description,
  default: standard,
  pattern: '^[ -~]*$',
});
export const yes = (description: string): Schema => ({ type: 'boolean', description, default: true });
export const no = (description: string): Schema => ({ type: 'boolean', description, default: false });

export function whole(description: string, standard: number, minimum = 0): Schema {
  return { type: 'integer', description, default: standard, minimum };
}

export function oneOf(description: string, words: readonly [string, ...string[]]): Schema {
  return { enum: words, description, default: words[0] };
}

/** Text by name, such as labels. */
export const words = (description: string, standard: Readonly<Record<string, string>> = {}): Schema => ({
  type: 'object',
  description,
  default: standard,
  additionalProperties: { type: 'string' },
});

/** What the chart says of its objects itself; in a map it could not stand twice. */
export const labels = (description: string, standard: Readonly<Record<string, string>> = {}): Schema => ({
  ...words(description, standard),
  propertyNames: { not: { pattern: '^(app\\.kubernetes\\.io|helm\\.sh|checksum)/' } },
});

/** Settings of the chart: others are refused. */
export const section = (description: string, properties: Readonly<Record<string, Schema>>): Schema => ({
  type: 'object',
  description,
  additionalProperties: false,
  properties,
});

/** An object as Kubernetes has it: its own API judges it. */
export const native = (description: string, standard: object = {}): Schema => ({
  type: 'object',
  description,
  default: standard,
});

/** Objects as Kubernetes has them. */
export const natives = (description: string): Schema => ({
  type: 'array',
  description,
  default: [],
  items: { type: 'object' },
});
