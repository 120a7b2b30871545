import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

import { runbookOf, runbookOfDrift, runbooks } from '../../../src/core/alerts/runbooks.ts';
import type { Drift } from '../../../src/core/drift/drift.ts';
import { kinds } from '../../../src/resources/index.ts';

type Known = Pick<Drift, 'kind' | 'status' | 'address' | 'field'>;
const of = (kind: Drift['kind'], address: Drift['address'], field: string | null): Known => ({
  kind,
  status: 'open',
  address,
  field,
});

it.each(runbooks)('%s stands in docs', name => {
  expect(existsSync(resolve(import.meta.dirname, `../../../docs/runbooks/${name}.md`))).toBe(true);
});

describe('which runbook', () => {
  it.each([
    [of('changed', 'trail/main@a/r', 'logging'), 'stopped-trail'],
    [of('changed', 'trail/main@a/r', 'destination'), 'redirected-trail'],
    [of('changed', 'bucket/logs@a/r', 'grants'), 'bucket-policy'],
    [of('changed', 'bucket/logs@a/r', 'versioning'), 'bucket-settings'],
    [of('changed', 'topic/logs@a/r', 'grants'), 'topic-policy'],
    [of('changed', 'trail/main@a/r', 'tags'), 'other-settings'],
    [of('changed', 'trail/main@a/r', null), 'other-settings'],
    [of('missing', 'bucket/logs@a/r', null), 'missing-resource'],
    [of('stray', 'trail/main@a/r', null), 'stray-trail'],
    [of('undelivered', 'trail/main@a/r', null), 'delivery-overdue'],
    [of('unproven', 'trail/main@a/r', null), 'altered-logs'],
    [of('unread', 'trail/main@a/r', null), 'unreadable'],
    [{ ...of('changed', 'trail/main@a/r', 'tags'), status: 'contested' }, 'contested'],
  ] as const)('%j', (drift, name) => {
    expect(runbookOfDrift(drift)).toBe(name);
  });

  const drift = { kind: 'changed', status: 'open', address: 'trail/main@a/r', field: 'logging' } as unknown as Drift;
  it.each([
    ['opened', [drift], 'stopped-trail'],
    ['contested', [drift], 'contested'],
    ['flapping', [drift], 'contested'],
    ['blind', [], 'nothing-known'],
    ['source-broken', [], 'source-broken'],
    ['test', [], null],
  ] as const)('of a notice: %s', (happening, drifts, name) => {
    expect(runbookOf({ happening, drifts })).toBe(name);
  });

  it('is there for every field of every kind, and is one of the list', () => {
    const all = kinds.flatMap(kind =>
      Object.keys(kind.fields).map(field => runbookOfDrift(of('changed', `${kind.name}/x@a/r`, field))),
    );
    expect(all.length).toBeGreaterThan(20);
    for (const name of all) expect(runbooks).toContain(name);
  });
});
