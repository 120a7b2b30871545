import { describe, expect, it } from 'vitest';

import { toldOf } from '../../src/page/documents.ts';
import { sceneNames, sceneOf } from './scenes.ts';
import { documentsOf, noon } from './told.ts';

/** In whatever order they came. */
const sorted = (all: readonly object[]): readonly string[] => all.map(one => JSON.stringify(keyed(one))).toSorted();

function keyed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(keyed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, keyed(inner)]),
  );
}

describe('what the daemon answers', () => {
  it.each(sceneNames.filter(name => name !== 'blind'))('says all of the snapshot that the page shows: %s', name => {
    const scene = sceneOf(name, noon);
    const { snapshot, runs, closed } = toldOf(documentsOf(scene, noon));
    const { estate, plan, drifts, ...rest } = JSON.parse(JSON.stringify(scene.snapshot));
    expect(snapshot).toMatchObject(rest);
    const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
    expect(snapshot.estate?.accounts).toEqual(estate.accounts.toSorted(byId));
    expect(sorted(snapshot.estate?.trails ?? [])).toEqual(sorted(estate.trails));
    expect(sorted(snapshot.drifts)).toEqual(sorted(drifts));
    expect(snapshot.plan?.changes.map(({ address, fields, calls }) => ({ address, fields, calls }))).toMatchObject(
      plan.changes.map(({ address, fields }: { address: string; fields: object }) => ({ address, fields })),
    );
    expect(snapshot.plan?.waivers).toEqual(plan.waivers);
    expect(snapshot.plan?.unknown).toMatchObject(plan.unknown);
    expect(runs).toEqual(JSON.parse(JSON.stringify(scene.runs)));
    expect(closed).toEqual(JSON.parse(JSON.stringify(scene.closed)));
  });

  it('has no plan where nothing is known', () => {
    expect(toldOf(documentsOf(sceneOf('blind', noon), noon)).snapshot.plan).toBeNull();
  });
});
