/** What a run did to drifts as lines of the daemon's log: one for each step. Pure. */
import type { Attribution } from '../core/drift/attribution.ts';
import type { Drift, DriftStep } from '../core/drift/drift.ts';

/** A step, ready to be logged. */
export interface StepLine {
  /** Whether somebody should be woken: it is critical or high and not over, or a person must decide. */
  readonly warns: boolean;
  /** What programs look for. No values: these are in the history. */
  readonly facts: {
    readonly step: DriftStep['step'];
    readonly drift: string;
    readonly address: string;
    readonly field: string | null;
    readonly gravity: Drift['gravity'];
    readonly status: Drift['status'];
    readonly ending: Drift['ending'];
    /** What it means for people; null: nothing is to be said. */
    readonly meaning: string | null;
    /** Why it is not mended; null: nothing keeps it. */
    readonly why: string | null;
    readonly who: Who | null;
  };
  /** `drift opened, critical: trail/main@acme/eu-west-1 logging: It records nothing; by mallory, StopLogging` */
  readonly message: string;
}

interface Who {
  readonly name: string;
  readonly arn: string | null;
  readonly event: string;
  readonly at: string;
  readonly confidence: string;
}

/**
 * The lines of the steps of one run. Who did it stands in each line of a drift; it has a line of its own only where the run
 * did nothing else to the drift.
 */
export function stepLines(steps: readonly DriftStep[]): readonly StepLine[] {
  const isLived = ({ step }: DriftStep): boolean => step !== 'attributed';
  const lived = new Set(steps.filter(isLived).map(({ drift }) => drift.fingerprint));
  const newest = new Map(steps.map(({ drift }) => [drift.fingerprint, drift.attribution]));
  return steps
    .filter(one => isLived(one) || !lived.has(one.drift.fingerprint))
    .map(one => lineOf(one, whoOf(newest.get(one.drift.fingerprint) ?? null)));
}

function lineOf({ step, drift }: DriftStep, who: Who | null): StepLine {
  const { fingerprint, address, field, gravity, status, ending, withheld } = drift;
  const isOver = step === 'closed';
  const meaning = withoutStop(drift.meaning);
  const why = isOver ? null : (withheld?.problem.message ?? null);
  const head = isOver ? `drift closed, ${ending ?? 'over'}` : `drift ${step}, ${gravity}`;
  const place = `${head}: ${[address, field ?? wholeOf(drift)].join(' ')}`;
  const rest = isOver ? [] : [meaning].filter(text => text !== null);
  const tail = [
    ...(why === null ? [] : [`it stays: ${why}`]),
    ...(who === null ? [] : [`by ${who.name}, ${who.event} ${who.at}, ${who.confidence}`]),
  ];
  return {
    warns: !isOver && (gravity === 'critical' || gravity === 'high' || step === 'contested'),
    facts: { step, drift: fingerprint, address, field, gravity, status, ending, meaning, why, who },
    message: [[place, ...rest].join(': '), ...tail].join('; '),
  };
}

const wholeOf = ({ kind }: Drift): string =>
  ({
    changed: 'is changed',
    missing: 'does not exist',
    stray: 'has left the spec',
    undelivered: 'does not arrive',
    unproven: 'is not proven by its log files',
    unread: 'could not be read',
  })[kind];

const withoutStop = (sentence: string): string | null => (sentence === '' ? null : sentence.replace(/\.$/u, ''));

function whoOf(attribution: Attribution | null): Who | null {
  if (attribution?.answer !== 'found') return null;
  const { event, confidence } = attribution;
  return { name: event.principal.name, arn: event.principal.arn, event: event.name, at: event.at, confidence };
}
