/** AWS, as a program that uses the library holds it. */
import { connect as connectCloud } from '../adapters/aws/index.ts';
import { systemClock } from '../adapters/clock.ts';
import type { Log } from '../app/log.ts';
import type { Cloud } from '../app/ports.ts';
import { version } from '../cli/version.ts';

/** How AWS is reached. Credentials come from the AWS SDK's default chain. */
export interface ConnectOptions {
  /** Of the shared files of the AWS CLI; then keys in the environment do not count. */
  readonly profile?: string;
  /** Where it is asked whose account this is. Default: `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile's, us-east-1. */
  readonly region?: string;
  /** For all services, such as a sandbox. Default: what the SDK finds in `AWS_ENDPOINT_URL` or the profile. */
  readonly endpointUrl?: string;
  /** Told what happens on the way, without secrets. Default: nobody. */
  readonly log?: Log;
}

/** A connection to AWS. Rates and retries live behind it, so runs at the same time should share one. */
export interface Aws {
  /** Closes connections. Runs that are under way fail. */
  close(): void;
}

const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined };

const clouds = new WeakMap<Aws, Cloud>();

/** Connects to AWS. Nobody is asked, and no credentials are looked for, before the first run. */
export function connect({ log = silent, ...reaching }: ConnectOptions = {}): Aws {
  const cloud = connectCloud({ clock: systemClock, log, version, ...reaching });
  const aws: Aws = { close: () => cloud.close() };
  clouds.set(aws, cloud);
  return aws;
}

/**
 * @internal
 * @throws TypeError for what `connect` did not make
 */
export function cloudOf(aws: Aws): Cloud {
  const cloud = clouds.get(aws);
  if (cloud === undefined) throw new TypeError('this connection was not made by connect()');
  return cloud;
}
