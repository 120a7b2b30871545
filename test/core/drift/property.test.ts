/** Whatever runs see, in whatever order. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { advance } from '../../../src/core/drift/advance.ts';
import type { DriftStep, Sighting } from '../../../src/core/drift/drift.ts';
import type { Seen } from '../../../src/core/drift/seen.ts';
import { live, refused, run, settings, sighting, waits } from './lives.ts';

const fingerprints = ['d-1', 'd-2', 'd-3'];

const seenOnce: fc.Arbitrary<Sighting> = fc
  .record({
    fingerprint: fc.constantFrom(...fingerprints),
    effect: fc.constantFrom('weakens' as const, 'neutral' as const),
    wanted: fc.constantFrom('a', 'b'),
    found: fc.constantFrom('x', 'y'),
    gravity: fc.constantFrom('critical' as const, 'high' as const, 'low' as const),
    isAstray: fc.boolean(),
    isHeld: fc.boolean(),
  })
  // what an effect is follows from the field
  .map(({ isHeld, isAstray, fingerprint, ...one }) => ({
    ...sighting({ ...one, fingerprint, effect: fingerprint === 'd-1' ? 'weakens' : one.effect }),
    ...(isAstray ? { astray: true as const } : {}),
    ...(isHeld ? { withheld: refused } : {}),
  }));

const many = fc.uniqueArray(seenOnce, { selector: ({ fingerprint }) => fingerprint });

const runs: fc.Arbitrary<readonly Seen[]> = fc
  .array(
    fc.record({
      pause: fc.integer({ min: 1, max: 90 }),
      found: many,
      left: many,
      isMended: fc.boolean(),
      isSeen: fc.boolean(),
      waiting: fc.subarray(fingerprints),
    }),
    { maxLength: 12 },
  )
  .map(all => {
    let minute = 0;
    return all.map(({ pause, found, left, isMended, isSeen, waiting }) => {
      minute += pause;
      const over = { saw: () => isSeen, mended: () => isMended };
      return run({ minute, found, left, over, waiting: new Map(waiting.map(one => [one, waits])) });
    });
  });

function episodes(steps: readonly DriftStep[]): readonly string[] {
  return fingerprints.map(fingerprint =>
    steps
      .filter(({ step, drift }) => drift.fingerprint === fingerprint && (step === 'opened' || step === 'closed'))
      .map(({ step }) => step[0])
      .join(''),
  );
}

describe('lives of drifts', () => {
  it('open and close in turn', () => {
    fc.assert(
      fc.property(runs, all => {
        for (const turns of episodes(live(all).steps)) expect(turns).toMatch(/^(?:oc)*o?$/u);
      }),
    );
  });

  it('do not change when a run is told twice', () => {
    fc.assert(
      fc.property(runs, all => {
        const { drifts } = live(all.slice(0, -1));
        for (const last of all.slice(-1)) {
          const once = advance(drifts, last, settings);
          expect(advance(once.drifts, last, settings)).toEqual({ drifts: once.drifts, steps: [] });
        }
      }),
    );
  });

  it('are never contested where evidence is lost', () => {
    fc.assert(
      fc.property(runs, all => {
        const fought = live(all).steps.filter(({ step }) => step === 'contested');
        expect(fought.filter(({ drift }) => drift.fingerprint === 'd-1')).toEqual([]);
        const harmful = ({ astray, gravity }: Sighting): boolean => astray === true || gravity !== 'low';
        expect(fought.filter(({ drift }) => harmful(drift))).toEqual([]);
        const { drifts } = live(all);
        expect(drifts.filter(one => one.status === 'contested' && harmful(one))).toEqual([]);
      }),
    );
  });

  it('are not closed by a run that did not see them', () => {
    fc.assert(
      fc.property(runs, fc.integer({ min: 1, max: 500 }), (all, later) => {
        const { drifts } = live(all);
        const blind = run({ minute: 2000 + later, over: { saw: () => false } });
        expect(advance(drifts, blind, settings).steps).toEqual([]);
      }),
    );
  });

  it('have all that stands at the end of a run, and nothing twice', () => {
    fc.assert(
      fc.property(runs, all => {
        const { drifts } = live(all);
        const named = drifts.map(({ fingerprint }) => fingerprint);
        expect(new Set(named).size).toBe(named.length);
        const open = drifts.filter(({ status }) => status !== 'closed').map(({ fingerprint }) => fingerprint);
        for (const { fingerprint } of all.at(-1)?.left.drifts ?? []) expect(open).toContain(fingerprint);
      }),
    );
  });
});
