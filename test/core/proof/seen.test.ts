import { describe, expect, it } from 'vitest';

import type { VerifiedTrail, VerifiedView } from '../../../src/core/daemon/snapshot.ts';
import type { Wish } from '../../../src/core/desire.ts';
import { proofSeen } from '../../../src/core/proof/seen.ts';
import { lamp, target } from '../toy.ts';

const arn = 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main';
const address = 'trail/main@security/eu-west-1';
const wish: Wish = {
  kind: { ...lamp, name: 'trail' },
  desired: {
    address,
    arn,
    name: 'main',
    target,
    state: {},
    unknown: {},
    written: {},
    managed: true,
    adopt: false,
  },
};
const telling = { owner: 'acme', digest: (text: string) => `0123456789abcdef${text.length}` };

const view = (trail: Partial<VerifiedTrail>): VerifiedView => ({
  id: 'v-1',
  startedAt: '2027-03-01T00:00:00Z',
  finishedAt: '2027-03-01T00:01:00Z',
  outcome: 'whole',
  problem: null,
  invalid: {},
  trails: [{ arn, until: null, state: 'whole', found: [], count: 0, ...trail }],
});

describe('what verifying log files says', () => {
  it.each([
    ['tampered', 'critical', true],
    ['missing', 'critical', true],
    ['nothing-found', 'critical', true],
    ['gap', 'high', true],
    ['whole', null, true],
    ['unread', null, false],
    ['not-yet', null, false],
  ] as const)('%s: %s', (state, gravity, looked) => {
    const seen = proofSeen([wish], view({ state }), telling);
    expect(seen?.sightings.map(one => [one.kind, one.address, one.gravity])).toEqual(
      gravity === null ? [] : [['unproven', address, gravity]],
    );
    expect(seen?.looked(address)).toBe(looked);
  });

  it('says the first findings, and how many more there are', () => {
    const found = ['CHANGED: a', 'MISSING: b'];
    const of = (count: number): unknown =>
      proofSeen([wish], view({ state: 'tampered', found, count }), telling)?.sightings[0]?.found;
    expect(of(2)).toEqual(found);
    expect(of(7)).toEqual([...found, 'and 5 more']);
  });

  it('is nothing of trails that were not verified', () => {
    expect(proofSeen([wish], null, telling)).toBeNull();
    const other = proofSeen([wish], view({ arn: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/x' }), telling);
    expect(other?.sightings).toEqual([]);
    expect(other?.looked(address)).toBe(false);
  });
});
