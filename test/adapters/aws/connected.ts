import { accounts } from '../../../src/adapters/aws/accounts.ts';
import type { Accounts, AccountsOptions } from '../../../src/adapters/aws/accounts.ts';
import { connect } from '../../../src/adapters/aws/index.ts';
import type { ConnectOptions, Observation } from '../../../src/adapters/aws/index.ts';
import type { Cloud, Log } from '../../../src/app/ports.ts';
import { ApiFailure } from '../../../src/core/failure.ts';
import type { Target } from '../../../src/core/model.ts';
import { FakeClock } from '../../fake-clock.ts';

export const target: Target = { partition: 'aws', account: '111111111111', region: 'eu-west-1' };

export const quiet: Log = { debug: () => {}, info: () => {}, warn: () => {} };

export interface Connected extends Cloud {
  readonly clock: FakeClock;
  /** Every attempt, in the order of the answers. */
  readonly seen: readonly Observation[];
}

/** Signs for every account by the credentials in force: for tests of one call at a time. */
const anyAccount = ({ inForce }: AccountsOptions): Accounts => ({
  enter: async () => Promise.resolve(),
  credentials: inForce,
});

/** The same, but each account has its own credentials, as in the product. */
export function keepingApart(endpointUrl?: string, options: Partial<ConnectOptions> = {}): Connected {
  return connected(endpointUrl, options, accounts);
}

/** A cloud, at an endpoint or where the environment says, whose waits take no time. Half of every bound is waited. */
export function connected(
  endpointUrl?: string,
  options: Partial<ConnectOptions> = {},
  whoSigns: typeof accounts = anyAccount,
): Connected {
  const seen: Observation[] = [];
  const clock = new FakeClock();
  const cloud = connect(
    {
      ...(endpointUrl === undefined ? {} : { endpointUrl }),
      clock,
      log: quiet,
      random: () => 0.5,
      onCall: observation => void seen.push(observation),
      ...options,
    },
    whoSigns,
  );
  return { ...cloud, clock, seen };
}

/** The failure that a promise ends with. */
export async function failureOf(promise: Promise<unknown>): Promise<ApiFailure> {
  const outcome: unknown = await promise.then(
    () => new Error('it did not fail'),
    (error: unknown) => error,
  );
  if (outcome instanceof ApiFailure) return outcome;
  throw outcome;
}

export const outcomes = ({ seen }: Connected): readonly string[] => seen.map(({ outcome }) => outcome);
