/** Sightings, drifts and runs for tests of their lives. */
import { createHash } from 'node:crypto';

import { advance } from '../../../src/core/drift/advance.ts';
import type { LifeSettings } from '../../../src/core/drift/advance.ts';
import type { Drift, DriftStep, Sighting } from '../../../src/core/drift/drift.ts';
import type { Seen } from '../../../src/core/drift/seen.ts';
import type { Shown } from '../../../src/core/drift/sightings.ts';
import type { Address, Problem } from '../../../src/core/model.ts';
import type { Withheld } from '../../../src/core/plan.ts';

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

export const at: Address = 'trail/main@security/eu-west-1';

const minute = 60_000;

export const settings: LifeSettings = {
  contest: { after: 2, within: 60 * minute },
  flapping: { after: 3, within: 60 * minute },
};

/** Minutes after noon of a day. */
export const moment = (minutes: number): string => new Date(Date.UTC(2026, 10, 19, 12, minutes)).toISOString();

/** A trail that was stopped. */
export function sighting(over: Partial<Sighting> = {}): Sighting {
  return {
    fingerprint: 'd-000000000001',
    kind: 'changed',
    address: at,
    resource: null,
    field: 'logging',
    gravity: 'critical',
    effect: 'weakens',
    meaning: 'Nothing is recorded.',
    wanted: true,
    found: false,
    ...over,
  };
}

/** A setting that is neither more nor less. */
export const neutral = (over: Partial<Sighting> = {}): Sighting =>
  sighting({ field: 'tags', effect: 'neutral', gravity: 'medium', wanted: 'ours', found: 'theirs', ...over });

const problem: Problem = { code: 'would-weaken', message: 'no' };

export const refused: Withheld = { by: 'refused', problem };
export const waits: Withheld = { by: 'waits', problem };

export interface Told {
  /** Minutes after noon. */
  readonly minute: number;
  readonly id?: string;
  readonly found?: readonly Sighting[];
  /** Default: what was found. */
  readonly left?: readonly Sighting[];
  readonly waiting?: Shown['waiting'];
  readonly accepted?: Shown['accepted'];
  readonly over?: Partial<Seen>;
}

/** A run of half a minute that saw everything, and mended what it found and did not leave. */
export function run({ minute: begun, id, found = [], left = found, waiting, accepted, over }: Told): Seen {
  const named = new Set(found.map(({ fingerprint }) => fingerprint));
  return {
    id: id ?? `run-${begun}`,
    foundAt: moment(begun),
    endedAt: moment(begun + 0.5),
    found,
    left: { drifts: left, waiting: waiting ?? new Map(), accepted: accepted ?? new Set() },
    mended: ({ fingerprint }) => named.has(fingerprint),
    saw: () => true,
    hasLeft: () => false,
    adopts: () => false,
    declares: () => true,
    ...over,
  };
}

export interface Lived {
  readonly drifts: readonly Drift[];
  readonly steps: readonly DriftStep[];
}

/** All steps of these runs, and the drifts after them. */
export function live(runs: readonly Seen[], using = settings, before: readonly Drift[] = []): Lived {
  return runs.reduce<Lived>(
    ({ drifts, steps }, seen) => {
      const next = advance(drifts, seen, using);
      return { drifts: next.drifts, steps: [...steps, ...next.steps] };
    },
    { drifts: before, steps: [] },
  );
}

/** `12:05 opened open`, `12:10 closed healed`. */
export const words = (steps: readonly DriftStep[]): readonly string[] =>
  steps.map(({ step, at: when, drift }) => `${when.slice(11, 16)} ${step} ${drift.ending ?? drift.status}`);
