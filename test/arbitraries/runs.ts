/** How often properties are tried that take long, and from which seed. */
import type fc from 'fast-check';

const { FC_SEED = '20261121', FC_RUNS = '1' } = process.env;

/**
 * The same runs each time, so that a failure of today is not gone tomorrow: FC_SEED takes others, FC_RUNS so many times
 * as many. A failure prints its seed and path.
 */
export function tried(times: number): fc.Parameters<unknown> {
  return { endOnFailure: true, seed: Number(FC_SEED), numRuns: times * Number(FC_RUNS) };
}

/** So long may one property take, in milliseconds. */
export const patience = 120_000 * Number(FC_RUNS);
