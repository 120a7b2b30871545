import { describe, expect, it } from 'vitest';

import { toldOf } from '../../src/page/documents.ts';
import { sceneNames, sceneOf } from './scenes.ts';
import { documentsOf, noon } from './told.ts';

describe('what the daemon answers', () => {
  it.each(sceneNames.filter(name => name !== 'blind'))('says all of the snapshot that the page shows: %s', name => {
    const scene = sceneOf(name, noon);
    const { snapshot, runs, closed } = toldOf(documentsOf(scene, noon));
    const { estate, plan, drifts, ...rest } = JSON.parse(JSON.stringify(scene.snapshot));
    expect(snapshot).toMatchObject(rest);
    const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
    expect(snapshot.estate?.accounts).toEqual(estate.accounts.toSorted(byId));
    expect(snapshot.estate?.trails).toHaveLength(estate.trails.length);
    expect(new Set(snapshot.estate?.trails)).toEqual(new Set(estate.trails));
    expect(new Set(snapshot.drifts)).toEqual(new Set(drifts));
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
