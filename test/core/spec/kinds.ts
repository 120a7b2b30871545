/** Small kinds and short ways to write specs, for tests of everything that works with any kind. */
import type { AnyKind } from '../../../src/core/kind.ts';
import type { Problem } from '../../../src/core/model.ts';
import type { LocatedAccount } from '../../../src/core/spec/spec.ts';
import type { SourceFile } from '../../../src/core/spec/source.ts';

type Part = Pick<AnyKind, 'name' | 'schema'> & Partial<AnyKind>;

export function kind(part: Part): AnyKind {
  const unused = () => {
    throw new Error('no test of specs asks this');
  };
  return {
    fields: {},
    reads: {},
    writes: {},
    missing: { gravity: 'low', meaning: 'It is missing.' },
    desire: unused,
    observe: unused,
    probes: unused,
    calls: unused,
    toSpec: unused,
    ...part,
  };
}

export const box = kind({
  name: 'box',
  uniqueIn: 'partition',
  schema: {
    type: 'object',
    title: 'Box',
    description: 'Where things are kept.',
    properties: {
      locked: { type: 'boolean', default: true },
      size: { type: 'integer', minimum: 1, maximum: 9 },
      weight: { type: 'number' },
      grants: { enum: ['auto', 'trails', 'accounts'] },
      mode: { const: 'GOVERNANCE' },
      tags: {
        type: 'object',
        maxProperties: 3,
        propertyNames: { pattern: '^[a-z]+$' },
        additionalProperties: { type: 'string', maxLength: 5 },
      },
      retention: { type: 'object', properties: { minDays: { type: 'integer' } } },
      key: {
        anyOf: [
          { type: 'string', pattern: '^alias/' },
          { type: 'object', required: ['id'], additionalProperties: false, properties: { id: { type: 'string' } } },
        ],
      },
      level: { oneOf: [{ enum: ['low', 'high'] }, { const: 'none' }, { type: ['integer', 'null'] }] },
      either: { oneOf: [{ type: 'string' }, { type: 'string', minLength: 0 }] },
      twin: {
        anyOf: [
          { type: 'string', pattern: '^a', minLength: 3 },
          { type: 'string', pattern: '^bb' },
        ],
      },
      both: { oneOf: [{ minimum: 1 }, { minimum: 2 }], description: 'one of two' },
      bare: { type: 'object', additionalProperties: false },
      color: { type: 'string', minLength: 1, examples: ['red', 'green'], pattern: '^[a-z]+$' },
      code: { type: 'string', pattern: '^[A-Z]$', description: 'one capital letter' },
      mark: { type: 'string', pattern: '^!$' },
      odd: { type: 'integer', not: { multipleOf: 2 }, description: 'an odd number' },
      when: {
        type: 'object',
        properties: { on: { type: 'boolean' }, by: { type: 'string' } },
        if: { required: ['on'] },
        then: { required: ['by'] },
      },
    },
  },
});

export const parcel = kind({
  name: 'parcel',
  schema: {
    type: 'object',
    required: ['box'],
    properties: {
      box: { type: 'string', reference: 'box' },
      copies: {
        type: 'array',
        minItems: 1,
        maxItems: 2,
        uniqueItems: true,
        items: { type: 'object', properties: { box: { type: 'string', reference: 'box' } } },
      },
      returns: { type: ['object', 'null'], properties: { box: { type: ['string', 'null'], reference: 'box' } } },
      stamped: { type: 'boolean' },
      note: { type: 'string' },
      sender: {
        type: 'object',
        required: ['name', 'role'],
        properties: { name: { type: 'string', examples: ['acme'] }, role: { type: 'string', examples: ['a: b'] } },
      },
    },
  },
});

export const kinds = [box, parcel];

const head = 'apiVersion: trailwarden.dev/v1alpha1\nkind: TrailSpec\nmetadata: { name: acme }\nspec:\n';

/** A spec file with this under `spec:`, written without indentation. Its first line is line 5. */
export function file(body: string, path = 'spec.yaml'): SourceFile {
  return { path, text: head + body.replaceAll(/^(?=.)/gm, '  ') };
}

/** `CODE LINE:COLUMN-LENGTH`, as short as a table can take it. */
export function brief({ code, at }: Problem): string {
  if (at === undefined || typeof at === 'string') return `${code} ${at ?? ''}`.trimEnd();
  return `${code} ${at.line}:${at.column}-${at.length ?? 1}`;
}

/** An account that was asked for everything, and has nothing special. */
export function located(account: Pick<LocatedAccount, 'key' | 'id'> & Partial<LocatedAccount>): LocatedAccount {
  const access = { role: null, externalId: null, sessionName: 'trailwarden', profile: null };
  return { partition: 'aws', access, regions: null, labels: {}, enabled: [], units: [], discovered: false, ...account };
}
