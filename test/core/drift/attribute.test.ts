import { describe, expect, it } from 'vitest';

import { attribute } from '../../../src/core/drift/attribute.ts';
import type { Attribution } from '../../../src/core/drift/attribution.ts';
import type { Drift } from '../../../src/core/drift/drift.ts';
import { live, moment, run, sighting } from './lives.ts';

const run7 = { id: 'run-7', at: moment(7) };

function by(name: string, over: Partial<Extract<Attribution, { answer: 'found' }>> = {}): Attribution {
  return {
    answer: 'found',
    askedAt: moment(6),
    attempts: [],
    confidence: 'certain',
    byOurPrincipal: false,
    event: {
      eventId: `e-${name}`,
      name: 'StopLogging',
      source: 'cloudtrail.amazonaws.com',
      at: moment(0),
      region: 'eu-west-1',
      principal: { name, type: 'IAMUser', arn: null, account: null, issuer: null, mfa: null },
      sourceIp: null,
      userAgent: null,
      requestId: null,
    },
    ...over,
  };
}

const nobody: Attribution = { answer: 'nobody', askedAt: moment(6), attempts: [], why: 'not yet', again: true };

const { drifts } = live([run({ minute: 0, found: [sighting(), sighting({ fingerprint: 'd-2' })] })]);
const answers = (attribution: Attribution) => new Map([[sighting().fingerprint, attribution]]);
const after = (...all: readonly Attribution[]) =>
  all.reduce<{ readonly drifts: readonly Drift[]; readonly told: readonly number[] }>(
    (before, one) => {
      const next = attribute(before.drifts, answers(one), run7);
      return { drifts: next.drifts, told: [...before.told, next.steps.length] };
    },
    { drifts, told: [] },
  );

describe('who did it', () => {
  it('is told once it is known, and again where it is another', () => {
    const { steps } = attribute(drifts, answers(by('mallory')), run7);
    expect(steps).toMatchObject([{ step: 'attributed', at: moment(7), run: 'run-7', drift: { others: ['mallory'] } }]);
    expect(after(nobody, by('mallory'), by('mallory', { askedAt: moment(9) }), by('eve'), nobody).told).toEqual([
      0, 1, 0, 1, 0,
    ]);
  });

  it('is not lost to a question that finds nothing', () => {
    expect(after(by('mallory'), nobody).drifts[0]?.attribution).toMatchObject({ answer: 'found' });
    expect(after(nobody).drifts[0]?.attribution).toEqual(nobody);
    expect(after(nobody).drifts[1]?.attribution).toBeNull();
  });

  it('keeps the last five names, each once', () => {
    const names = ['a', 'b', 'a', 'c', 'd', 'e', 'f'];
    expect(after(...names.map(name => by(name))).drifts[0]?.others).toEqual(['a', 'c', 'd', 'e', 'f']);
  });

  it('does not name ourselves as the other side where somebody uses our principal', () => {
    const own = by('trailwarden/daemon', { byOurPrincipal: true });
    expect(after(by('mallory'), own).drifts[0]?.others).toEqual([
      'mallory',
      'another trailwarden, or somebody using its role',
    ]);
  });
});
