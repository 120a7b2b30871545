import { tamperings } from './tampering.ts';
import type { Tampering } from './tampering.ts';

/** A command of the program, and what the story says becomes of it. */
export interface Step {
  readonly typed: readonly string[];
  readonly exitCode: number;
  /** What its last line begins with. */
  readonly ends: string;
}

export interface Chapter {
  readonly told: string;
  readonly steps: readonly Step[];
  readonly tamperings?: readonly Tampering[];
}

const spec = 'examples/acme';

/** The whole story, in order. */
export const chapters: readonly Chapter[] = [
  {
    told: 'Somebody wrote a spec: one bucket, one topic, two trails.',
    steps: [{ typed: ['validate', spec], exitCode: 0, ends: 'Valid: ' }],
  },
  {
    told: 'AWS has nothing of it yet.',
    steps: [
      { typed: ['plan', spec, '--detailed-exitcode'], exitCode: 2, ends: 'Plan: 4 to add, 0 to change, 0 to destroy.' },
      {
        typed: ['apply', spec, '--yes'],
        exitCode: 0,
        ends: 'Apply complete! Resources: 4 added, 0 changed, 0 destroyed.',
      },
    ],
  },
  {
    told: 'The same again: nothing to do. It always converges.',
    steps: [{ typed: ['plan', spec, '--detailed-exitcode'], exitCode: 0, ends: 'No changes.' }],
  },
  { told: 'It is 3 a.m. Somebody with admin rights gets to work.', steps: [], tamperings },
  {
    told: 'What does that mean for the audit?',
    steps: [{ typed: ['drift', spec], exitCode: 2, ends: 'Drift: 3 (2 critical, 1 medium).' }],
  },
  {
    told: 'Put it back.',
    steps: [
      {
        typed: ['apply', spec, '--yes'],
        exitCode: 0,
        ends: 'Apply complete! Resources: 0 added, 3 changed, 0 destroyed.',
      },
    ],
  },
  {
    told: 'In order again.',
    steps: [{ typed: ['drift', spec], exitCode: 0, ends: 'No drift.' }],
  },
];
