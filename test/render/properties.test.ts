/** What holds for every report, however odd. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Problem } from '../../src/core/model.ts';
import { planDigest } from '../../src/core/plan-digest.ts';
import type { SavedPlan } from '../../src/core/plan.ts';
import { verdictOf } from '../../src/core/report.ts';
import type { Report } from '../../src/core/report.ts';
import { planDocument, problemsDocument, reportDocument, showDocument } from '../../src/render/documents.ts';
import { renderDrift } from '../../src/render/drift.ts';
import { renderOutcome } from '../../src/render/outcome.ts';
import { renderPlan } from '../../src/render/plan.ts';
import { readPlan } from '../../src/render/saved-plan.ts';
import { schemas } from '../../src/render/schemas/index.ts';
import { columns } from '../../src/render/visible.ts';
import { plan, problem, report } from './arbitrary.ts';
import { shown, window80 } from './estate.ts';

const views = [
  window80,
  { ...window80, color: true, width: 120 },
  { ...window80, width: null, ascii: true, brief: true },
  { ...window80, calls: true, full: true },
  { ...window80, expand: true },
];

// oxlint-disable-next-line no-control-regex -- these are what is looked for
const [escapes, controls] = [/\u001b\[\d+m/gu, /[\u0000-\u001f\u007f-\u009f]/u];

/** A reviver of JSON. */
function onlyAscii(_: string, value: unknown): unknown {
  const clean = (text: string): string => text.replaceAll(/[^ -~]/gu, 'x');
  if (typeof value === 'string') return clean(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [clean(key), inner]));
}

const good = { expiresAt: '2026-11-20T03:34:05.000Z', skipRefused: true };
const meta = { savedAt: '2026-11-19T03:34:05Z', ...good, digest: 'd', version: '1.4.0' };

/** As the schema, and without any key that it does not describe. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in schema && 'required' in schema ? { ...inner, additionalProperties: false } : inner;
}

const ajv = new Ajv2020({
  allErrors: true,
  strict: true,
  strictTypes: false,
  formats: { 'date-time': (text: string) => !Number.isNaN(Date.parse(text)) },
});
const validators = Object.fromEntries(
  Object.entries(schemas).map(([file, schema]) => [
    file.replace('.schema.json', ''),
    ajv.compile(closed(schema) as object),
  ]),
);

function wrongIn(name: string, document: unknown): unknown {
  const validate = validators[name];
  if (!validate) throw new Error(`no schema ${name}`);
  return validate(JSON.parse(JSON.stringify(document))) ? [] : validate.errors;
}

describe('text', () => {
  it('is made of every report, ends with one line and lets no control character through', () => {
    fc.assert(
      fc.property(report, fc.constantFrom(...views), fc.boolean(), (one, view, planShown) => {
        const texts = [renderPlan(one, view), renderDrift(one, view), renderOutcome(one, { ...view, planShown })];
        for (const text of texts) {
          const last = text.split('\n').at(-1) ?? '';
          expect(last).toMatch(
            /^(?:Plan: \d|No changes\.|Incomplete: \d|Incomplete: nothing|No drift\.|Drift: \d|Apply complete! |Applied in part\. |Apply incomplete\. |Refused: |Stale plan: |Interrupted: )/u,
          );
          expect(text.replaceAll(escapes, '').replaceAll('\n', '')).not.toMatch(controls);
          expect(view.color || !text.includes('\u001b')).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is not wider than the window, but for a single word', () => {
    fc.assert(
      fc.property(report, fc.boolean(), (one, drift) => {
        const bare = { ...one, plan: { ...one.plan, findings: [] } };
        const text = drift ? renderDrift(bare, window80) : renderPlan(bare, window80);
        const wide = text
          .split('\n')
          .slice(0, -1)
          .filter(line => columns(line) > 80);
        expect(
          wide.filter(line =>
            line
              .replace(/^[ +~>!·-]*/u, '')
              .trimEnd()
              .includes(' '),
          ),
        ).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('holds only what ASCII has, where the report does', () => {
    fc.assert(
      fc.property(report, one => {
        const plain = JSON.parse(JSON.stringify(one), onlyAscii) as Report;
        const view = { ...window80, ascii: true, planShown: false };
        for (const text of [renderDrift(plain, view), renderOutcome(plain, view)]) expect(text).toMatch(/^[\n -~]*$/u);
      }),
      { numRuns: 40 },
    );
  });
});

describe('documents', () => {
  it('of every run are as their schema says, and no more', () => {
    fc.assert(
      fc.property(report, one => {
        expect(wrongIn('report', reportDocument(one, verdictOf(one, true), { version: '1.4.0' }))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('of every plan are as their schema says, and read back as the plan', () => {
    fc.assert(
      fc.property(plan, one => {
        const document = planDocument(one, meta);
        expect(wrongIn('plan', document)).toEqual([]);
        const read = readPlan(JSON.stringify(document));
        expect('changes' in read && planDigest(read, text => text)).toBe(planDigest(one, text => text));
        expect(read).toEqual(JSON.parse(JSON.stringify({ ...one, ...good, digest: meta.digest })) as SavedPlan);
      }),
      { numRuns: 40 },
    );
  });

  it('of problems are as their schema says', () => {
    fc.assert(
      fc.property(fc.array(problem), fc.constantFrom('invalid' as const, null), (problems: Problem[], reason) => {
        expect(wrongIn('validation', problemsDocument(problems, reason))).toEqual([]);
      }),
    );
  });

  it('of an expanded spec are as their schema says', () => {
    const spec = {
      buckets: { logs: { region: 'eu-west-1', policy: { tlsOnly: false } } },
      trails: { main: { region: 'eu-west-1', bucket: 'logs', kmsKey: 'alias/audit', tags: { 'a/b~c': 'd' } } },
    };
    const file = { apiVersion: 'trailwarden.dev/v1alpha1', kind: 'TrailSpec', metadata: { name: 'acme' }, spec };
    const document = showDocument(shown(JSON.stringify(file, null, 2)));
    expect(wrongIn('show', document)).toEqual([]);
    const trail = (document['resources'] as { settings: { setting: string; value: unknown; origin: string }[] }[])[1];
    const setting = (label: string) => trail?.settings.find(one => one.setting === label);
    expect(setting('tags.a/b~c')).toMatchObject({
      value: 'd',
      origin: 'written',
      position: { file: 'specs/acme.yaml' },
    });
    expect(setting('kmsKey')).toMatchObject({ value: 'not known', origin: 'written' });
    expect(setting('multiRegion')).toMatchObject({ value: true, origin: 'default', position: null });
    expect(setting('globalServiceEvents')).toMatchObject({ value: true, origin: 'derived' });
  });
});

describe('a file that is no plan', () => {
  const good = JSON.stringify(planDocument({ owner: 'acme', changes: [], rests: {}, unknown: [], findings: [] }, meta));
  const withKey = (key: string, value: unknown): string =>
    JSON.stringify({ ...(JSON.parse(good) as object), [key]: value });

  it.each<[name: string, text: string, message: RegExp]>([
    ['empty', '', /not JSON/u],
    ['cut off', good.slice(0, -20), /not JSON, or it is cut off/u],
    ['a list', '[]', /JSON, but no plan/u],
    ['some JSON', '{}', /JSON, but no plan/u],
    ['a report', '{"kind":"report"}', /is a report, not a plan/u],
    ['of a later format', withKey('format_version', '2.0'), /has the format "2.0"; this version reads 1.x/u],
    ['of no format', withKey('format_version', undefined), /has the format of no version/u],
    ['without an owner', withKey('owner', undefined), /is damaged: it must have required property 'owner'/u],
    ['that says in no way when it expires', withKey('expires_at', 'never'), /\/expires_at must match pattern/u],
    ['with odd changes', withKey('resource_changes', 3), /is damaged: \/resource_changes must be array/u],
    [
      'with a change of nothing',
      withKey('resource_changes', [{}]),
      /\/resource_changes\/0 must have required property/u,
    ],
  ])('%s', (_, text, message) => {
    const problems = readPlan(text) as readonly Problem[];
    expect(problems.map(({ code }) => code)).toEqual(problems.map(() => 'no-plan'));
    expect(problems[0]?.message).toMatch(message);
    expect(problems.length).toBeLessThanOrEqual(5);
  });

  it('may have keys of a later minor version', () => {
    const later = JSON.stringify({ ...(JSON.parse(good) as object), format_version: '1.7', new_key: true });
    expect(readPlan(later)).toMatchObject({ owner: 'acme', changes: [] });
  });
});
