import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Drift, DriftStep } from '../../src/core/drift/drift.ts';
import { driftNote } from '../../src/render/drift-note.ts';

const drift: Drift = {
  fingerprint: 'd-7f3a91',
  kind: 'changed',
  address: 'trail/main@payments/eu-west-1',
  resource: null,
  field: 'logging',
  gravity: 'critical',
  effect: 'weakens',
  meaning: 'Nothing is recorded.',
  wanted: true,
  found: false,
  status: 'open',
  openedAt: '2026-11-21T03:07:12Z',
  changedAt: '2026-11-21T03:07:12Z',
  seenAt: '2026-11-21T03:07:12Z',
  seenBy: 'run-1',
  closedAt: null,
  ending: null,
  openedBy: 'run-1',
  closedBy: null,
  healedAt: [],
  reopenedAt: [],
  attribution: null,
  others: [],
};

const at = '2026-11-21T03:10:00Z';
const stepOf = (step: DriftStep['step'], more: Partial<Drift> = {}): DriftStep => ({
  step,
  at,
  run: 'run-1',
  drift: { ...drift, ...more },
});

describe('the note of a step', () => {
  it.each([
    [
      stepOf('opened'),
      'Warning DriftOpened CRITICAL trail/main@payments/eu-west-1 logging: Nothing is recorded, next run in 10m0s',
    ],
    [
      stepOf('opened', { gravity: 'low', field: null, meaning: 'A tag differs.' }),
      'Normal DriftOpened LOW trail/main@payments/eu-west-1: A tag differs, next run in 10m0s',
    ],
    [
      stepOf('withheld', { withheld: { by: 'refused', problem: { code: 'would-weaken', message: 'it weakens' } } }),
      'Warning DriftWithheld CRITICAL trail/main@payments/eu-west-1 logging: Nothing is recorded. Not mended: it weakens, next run in 10m0s',
    ],
    [
      stepOf('contested', { gravity: 'medium', others: ['terraform-shared'] }),
      'Warning DriftContested MEDIUM trail/main@payments/eu-west-1 logging: Nothing is recorded. The other side: terraform-shared, next run in 10m0s',
    ],
    [
      stepOf('closed', { closedAt: at, ending: 'healed' }),
      'Normal DriftClosed trail/main@payments/eu-west-1 logging: over after 2m48s, put back by trailwarden, next run in 10m0s',
    ],
    [
      stepOf('closed', { closedAt: null, ending: null }),
      'Normal DriftClosed trail/main@payments/eu-west-1 logging: over, next run in 10m0s',
    ],
  ])('%#', (step, expected) => {
    const note = driftNote(step, '2026-11-21T03:20:00Z');
    expect(`${note?.type} ${note?.reason} ${note?.text}`).toBe(expected);
  });

  it('says nothing of a next run that nobody knows, and hours where there are any', () => {
    expect(driftNote(stepOf('opened'), null)?.text).toMatch(/recorded$/u);
    expect(driftNote(stepOf('opened'), '2026-11-21T05:10:05Z')?.text).toMatch(/next run in 2h0m5s$/u);
    expect(driftNote(stepOf('opened'), '2026-11-21T03:00:00Z')?.text).toMatch(/next run in 0s$/u);
  });

  it.each(['released', 'attributed'] as const)('is nothing for %s', step => {
    expect(driftNote(stepOf(step), null)).toBeNull();
  });

  it('always fits, and keeps its end', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 3_000 }), meaning => {
        const text = driftNote(stepOf('opened', { meaning }), '2026-11-21T03:20:00Z')?.text ?? '';
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_024);
        expect(text.endsWith(', next run in 10m0s')).toBe(true);
      }),
    );
  });
});
