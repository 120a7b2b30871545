/** openapi.json, made of the routes' own schemas. */
import { catalogue } from '../../core/catalogue/index.ts';
import { problemDetails } from '../../render/schemas/daemon.ts';
import { text } from '../../render/schemas/shapes.ts';
import type { Schema } from '../../render/schemas/shapes.ts';
import { cookieName } from './guard.ts';
import type { Route } from './route.ts';

type Json = Readonly<Record<string, unknown>>;

/** @param version of trailwarden */
export function openApi(routes: readonly Route[], version: string): Json {
  const paths = Map.groupBy(routes, ({ url }) => url.replaceAll(/:(\w+)/gu, '{$1}'));
  return {
    openapi: '3.1.0',
    info: {
      title: 'trailwarden daemon',
      version,
      description:
        'What a daemon knows, and what it may be told to do. Documents have every key; a minor format_version only adds some.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: Object.fromEntries([...paths].map(([path, same]) => [path, Object.fromEntries(same.map(operation))])),
    components: {
      schemas: { Problem: problemDetails },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: cookieName },
      },
    },
  };
}

function operation(route: Route): readonly [string, Json] {
  const { method, url, scope, summary, body, answers } = route;
  const name = url
    .replace(/^\/(?:api\/v1\/)?/u, '')
    .replaceAll(/[^a-z]+(\w)/gu, (_, letter: string) => letter.toUpperCase());
  const secured = scope === 'read' || scope === 'write';
  const told = Object.entries(answers).map(([status, answer]) => [status, answerOf(answer)] as const);
  return [
    method.toLowerCase(),
    {
      operationId: `${method.toLowerCase()}${name.slice(0, 1).toUpperCase()}${name.slice(1)}`,
      summary,
      tags: [scope],
      parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query')],
      ...(body ? { requestBody: { required: false, content: { 'application/json': { schema: body } } } } : {}),
      security: secured ? [{ token: [] }, { session: [] }, ...(scope === 'read' ? [{}] : [])] : [{}],
      responses: { ...Object.fromEntries(told), default: refused },
    },
  ];
}

const refused: Json = {
  description: `A refusal; the codes are those of the catalogue, such as ${Object.keys(catalogue).find(code => code === 'token-needed')}.`,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

function answerOf({ description, schema, type }: Route['answers'][number]): Json {
  if (schema) return { description, content: { 'application/json': { schema } } };
  return type === undefined
    ? { description }
    : { description, content: { [type.replace(/;.*/u, '')]: { schema: text() } } };
}

function parameters(schemas: Readonly<Record<string, Schema>> | undefined, place: 'path' | 'query'): readonly Json[] {
  return Object.entries(schemas ?? {}).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path',
    schema,
  }));
}
