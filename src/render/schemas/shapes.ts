/** Pieces of the schemas. Only keywords that mean the same in draft-07 and in 2020-12; `$ref` is not among them. */
import { catalogue } from '../../core/catalogue/index.ts';

export type Schema = Readonly<Record<string, unknown>>;

/**
 * An object all of whose keys are there. Others may be: a minor version of the format only adds, and its readers must
 * not mind.
 */
export function object(properties: Readonly<Record<string, Schema>>, description?: string): Schema {
  return { type: 'object', ...described(description), required: Object.keys(properties), properties };
}

export function list(items: Schema, description?: string): Schema {
  return { type: 'array', ...described(description), items };
}

/** An object whose keys are data: addresses, operations. */
export function map(values: Schema, description?: string): Schema {
  return { type: 'object', ...described(description), additionalProperties: values };
}

export function text(description?: string): Schema {
  return { type: 'string', ...described(description) };
}

export function number(description?: string): Schema {
  return { type: 'number', ...described(description) };
}

export function count(description?: string): Schema {
  return { type: 'integer', minimum: 0, ...described(description) };
}

export function flag(description?: string): Schema {
  return { type: 'boolean', ...described(description) };
}

export function oneOf(values: readonly string[], description?: string): Schema {
  return { type: 'string', enum: values, ...described(description) };
}

/** Anything that JSON has. */
export function anything(description: string): Schema {
  return { description };
}

export function orNull(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'null' }] };
}

function described(description: string | undefined): Schema {
  return description === undefined ? {} : { description };
}

export const version = text('The version of trailwarden that wrote it.');

export const address: Schema = {
  type: 'string',
  pattern: '^[^/@]+/[^@]+@[^@]+/[^@/]+$',
  description: 'KIND/KEY@ACCOUNT/REGION: the name of one resource.',
};

export const gravity = oneOf(['critical', 'high', 'medium', 'low', 'info'], 'How grave it is.');
export const effect = oneOf(['strengthens', 'weakens', 'neutral'], 'What the change does to the evidence.');

/** Of every document. */
export function documentOf(kind: string, title: string, properties: Readonly<Record<string, Schema>>): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    ...object({
      format_version: { type: 'string', pattern: '^1\\.\\d+$', description: 'Minor: only additions. Major: do not read.' },
      kind: { const: kind, description: 'What this document is.' },
      ...properties,
    }),
  };
}

export const position = object({ file: text(), line: count(), column: count(), length: orNull(count()) });

/** Codes are public; a later version may know more of them. */
export const problem = object(
  {
    code: { type: 'string', pattern: '^[a-z][a-z-]*$', examples: Object.keys(catalogue).slice(0, 3) },
    severity: oneOf(['error', 'warning']),
    message: text('What is wrong.'),
    label: orNull(text('A few words beside the underlined text.')),
    why: orNull(text('Why it is a rule.')),
    hint: orNull(text('How to mend it.')),
    address: orNull(address),
    position: orNull(position),
  },
  'Something a person should know.',
);

export const withheld = orNull(
  object(
    { by: oneOf(['refused', 'waived', 'ignored', 'waits', 'held', 'fixed']), problem },
    'Why it is not done now. What is waived, ignored or waits is no difference.',
  ),
);
