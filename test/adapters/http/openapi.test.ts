/** openapi.json: it must be OpenAPI 3.1, and say what the server does. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';

import { ask, json, served } from './served.ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: object;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly content?: Readonly<Record<string, { readonly schema: object }>> }
    >
  >;
}

interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

async function described(): Promise<OpenApi> {
  const { server } = await served('12', { signed: async () => true });
  return json(await ask(server, '/api/v1/openapi.json')) as unknown as OpenApi;
}

/** What the specification of OpenAPI 3.1 demands of the parts that are used here. */
const text = { type: 'string', minLength: 1 } as const;
const media = {
  type: 'object',
  minProperties: 1,
  additionalProperties: { type: 'object', required: ['schema'] },
} as const;
const response = {
  type: 'object',
  required: ['description'],
  properties: { description: text, content: media },
  additionalProperties: false,
};
const operation = {
  type: 'object',
  required: ['operationId', 'responses'],
  additionalProperties: false,
  properties: {
    operationId: { type: 'string', pattern: '^[a-z][A-Za-z0-9]*$' },
    summary: text,
    tags: { type: 'array', items: text },
    security: { type: 'array', items: { type: 'object', additionalProperties: { type: 'array' } } },
    parameters: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'in', 'schema'],
        additionalProperties: false,
        properties: {
          name: text,
          in: { enum: ['path', 'query'] },
          required: { type: 'boolean' },
          schema: { type: 'object' },
        },
      },
    },
    requestBody: {
      type: 'object',
      required: ['content'],
      properties: { required: { type: 'boolean' }, content: media },
    },
    responses: {
      type: 'object',
      minProperties: 2,
      patternProperties: { '^(?:[1-5]\\d\\d|default)$': response },
      additionalProperties: false,
    },
  },
};
const openApi = {
  type: 'object',
  required: ['openapi', 'info', 'paths', 'components'],
  additionalProperties: false,
  properties: {
    openapi: { const: '3.1.0' },
    info: { type: 'object', required: ['title', 'version'] },
    paths: {
      type: 'object',
      patternProperties: {
        '^/': {
          type: 'object',
          patternProperties: { '^(?:get|post|delete)$': operation },
          additionalProperties: false,
        },
      },
      additionalProperties: false,
    },
    components: { type: 'object' },
  },
};

describe('openapi.json', () => {
  it('is OpenAPI 3.1', async () => {
    const validate = new Ajv2020({ allErrors: true, strict: false }).compile(openApi);
    expect([validate(await described()), validate.errors]).toEqual([true, null]);
  });

  it('has schemas that hold, one id for each operation, and every parameter of a path', async () => {
    const document = await described();
    const ajv = new Ajv2020({ strict: false, formats: { 'date-time': true, date: true } });
    const ids: string[] = [];
    for (const [path, operations] of Object.entries(document.paths))
      for (const { operationId, parameters, responses, requestBody } of Object.values(operations)) {
        ids.push(operationId);
        const inPath = parameters.filter(one => one.in === 'path').map(({ name, required }) => (required ? name : ''));
        expect(inPath).toEqual([...path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name));
        for (const { schema } of parameters) ajv.compile(schema);
        for (const { content = {} } of [
          ...Object.values(responses),
          ...(requestBody ? [{ content: requestBody.content }] : []),
        ])
          for (const { schema } of Object.values(content)) {
            const reference = '$ref' in schema ? String(schema.$ref).replace('#/components/schemas/', '') : null;
            ajv.compile(reference === null ? schema : Object(document.components.schemas[reference]));
          }
      }
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('tells of every path that the server answers at, and of none that it does not', async () => {
    const { paths } = await described();
    expect(Object.keys(paths).toSorted()).toEqual([
      '/api/v1/coverage',
      '/api/v1/drifts',
      '/api/v1/history',
      '/api/v1/hooks/source',
      '/api/v1/openapi.json',
      '/api/v1/plan',
      '/api/v1/reconcile',
      '/api/v1/resources',
      '/api/v1/resume',
      '/api/v1/runs',
      '/api/v1/runs/{id}',
      '/api/v1/session',
      '/api/v1/status',
      '/api/v1/stream',
      '/api/v1/suspend',
      '/api/v1/trails',
      '/healthz',
      '/metrics',
      '/readyz',
    ]);
    const { server } = await served('12', { signed: async () => true });
    for (const [path, operations] of Object.entries(paths))
      for (const method of Object.keys(operations)) {
        if (path === '/api/v1/stream') continue;
        const { status } = await ask(server, path.replace('{id}', 'r-99999'), { method: method.toUpperCase() });
        expect([path, method, [404, 405].includes(status)]).toEqual([path, method, false]);
      }
  });
});
