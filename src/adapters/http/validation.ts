/** Checks of what comes with a request: parameters are texts and made into numbers, bodies are taken as they are. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { FastifySchemaValidationError } from 'fastify/types/schema.js';

import { isMoment } from '../../core/daemon/moment.ts';
import type { Schema } from '../../render/schemas/shapes.ts';
import type { Route } from './route.ts';

const formats = { 'date-time': isDateTime, date: isDate };
const options = { allErrors: false, strict: true, formats } as const;
const bodies = new Ajv2020(options);
const texts = new Ajv2020({ ...options, coerceTypes: true });

/** As RFC 3339 has it, and without seconds, as people write it. */
function isDateTime(value: string): boolean {
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/u;
  return form.test(value) && isMoment(value.slice(0, 10)) && !Number.isNaN(Date.parse(value));
}

function isDate(value: string): boolean {
  return /^\d{4}-\d\d-\d\d$/u.test(value) && isMoment(value);
}

/** @param part of the request: only what is no body is made of texts */
export function validatorOf(schema: unknown, part: string | undefined): (value: unknown) => boolean | { error: Error } {
  const ajv = part === 'body' ? bodies : texts;
  const validate = ajv.compile(Object(schema));
  return value => {
    if (validate(value)) return true;
    return { error: new Error(sentence(part ?? 'request', validate.errors ?? [])) };
  };
}

const parts: Readonly<Record<string, string>> = { querystring: 'The query', params: 'The path', body: 'The body' };

function sentence(
  part: string,
  errors: readonly Pick<FastifySchemaValidationError, 'keyword' | 'params' | 'message' | 'instancePath'>[],
): string {
  const [error] = errors;
  const where = (error?.instancePath ?? '').replace(/^\//u, '').replaceAll('/', '.');
  const unknown = error?.params['additionalProperty'];
  const subject = parts[part] ?? 'The request';
  if (typeof unknown === 'string') return `${subject} has ${JSON.stringify(unknown)}, which is not known`;
  return `${subject}${where === '' ? '' : ` has ${where}, which`} ${formatWords(errors) ?? error?.message ?? 'is not as expected'}`;
}

const examples: Readonly<Record<string, string>> = {
  'date-time': 'a moment such as 2027-03-31T18:00:00Z',
  date: 'a day such as 2027-03-31',
};

/** What is taken in place of what has another form; null: it is something else that is wrong. */
function formatWords(errors: Parameters<typeof sentence>[1]): string | null {
  const words = errors.flatMap(({ keyword, params }) =>
    keyword === 'format' ? (examples[String(params['format'])] ?? []) : [],
  );
  return words.length === 0 ? null : `must be ${words.join(', or ')}`;
}

/** The schema of a part of which nothing else is taken. */
export function closed(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', additionalProperties: false, properties };
}

/** As fastify takes it. A body may be left out. */
export function schemaOf({ query, params, body, method }: Route): Readonly<Record<string, Schema>> {
  return {
    querystring: closed(query ?? {}),
    ...(params ? { params: closed(params) } : {}),
    ...(method === 'POST' && body ? { body: { anyOf: [body, { type: 'null' }] } } : {}),
  };
}
