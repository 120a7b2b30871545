import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';

import { documents } from '../../../src/render/schemas/daemon.ts';
import type { Schema } from '../../../src/render/schemas/shapes.ts';
import { scenes } from '../../arbitraries/snapshots.ts';
import { ask, json, served } from './served.ts';

const paths: Readonly<Record<string, Schema>> = {
  '/api/v1/status': documents.status,
  '/api/v1/coverage?limit=1000': documents.estate,
  '/api/v1/trails?limit=1000': documents.trails,
  '/api/v1/resources?limit=1000': documents.resources,
  '/api/v1/drifts': documents.drifts,
  '/api/v1/plan': documents.plan,
  '/api/v1/runs?limit=5': documents.runs,
  '/api/v1/runs/r-99999': documents.run,
  '/api/v1/history': documents.history,
  '/api/v1/session': documents.session,
};

/** Nothing may be there that the schema does not tell of. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.entries(schema).map(([key, value]) => [key, strict(value)] as const);
  const closed = 'properties' in schema && 'required' in schema ? { additionalProperties: false } : {};
  return { ...Object.fromEntries(inner), ...closed };
}

const ajv = new Ajv2020({
  allErrors: true,
  strict: false,
  formats: { 'date-time': value => !Number.isNaN(Date.parse(value)) },
});

describe.each(scenes)('what a daemon answers: %s', scene => {
  it.each(Object.keys(paths))('%s', async path => {
    const { server } = await served(scene);
    const reply = await ask(server, path);
    expect(reply.status).toBe(200);
    const validate = ajv.compile(Object(strict(paths[path])));
    expect([validate(json(reply)), validate.errors]).toEqual([true, null]);
  });
});
