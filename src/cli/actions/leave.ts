import type { Run } from '../../app/run.ts';
import type { Options } from '../definition.ts';

/** What the options of a command permit for this one run. */
export function leave({
  allowWeakening,
  adopt,
  liftLimits,
  skipRefused,
}: Options): Pick<Run, 'consent' | 'skipRefused'> {
  return {
    consent: { weakening: allowWeakening ?? false, adopt: adopt ?? [], overLimits: liftLimits ?? false },
    skipRefused: skipRefused ?? false,
  };
}
