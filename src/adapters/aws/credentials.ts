import type { Clock, Log } from '../../app/ports.ts';
import { redact } from './redact.ts';

/** What signs requests. `expiration` makes the SDK ask again in time. */
interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Asked by every client before it signs; `properties` are the SDK's own. */
export type CredentialSource = (properties?: Record<string, unknown>) => Promise<Credentials>;

/** How long "there are none" is believed, in milliseconds: looking for them in vain takes seconds, once for every call. */
const BELIEVED = 10_000;

/**
 * The SDK's default chain (environment, SSO, files, process, web identity, container, instance), looked through once for
 * all clients. With a profile the environment's keys do not count, as with the AWS CLI.
 */
export function credentialSource(options: {
  readonly profile: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
}): CredentialSource {
  const { profile, clock, log } = options;
  let chain: Promise<CredentialSource> | undefined;
  let refused: { readonly error: unknown; readonly at: number } | undefined;
  return async properties => {
    const now = clock.now().getTime();
    if (refused && now - refused.at < BELIEVED) throw refused.error;
    chain ??= defaultChain(profile, log);
    try {
      return await (
        await chain
      )(properties);
    } catch (error) {
      refused = { error: profile === undefined ? error : naming(profile, error), at: now };
      throw refused.error;
    }
  };
}

async function defaultChain(profile: string | undefined, log: Log): Promise<CredentialSource> {
  const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
  const told = (text: unknown) => ({ text: redact(String(text)) });
  const debug = (text: unknown): void => log.debug(told(text), 'SDK credentials');
  const warn = (text: unknown): void => log.warn(told(text), 'SDK credentials');
  const logger = { debug, info: debug, error: debug, warn };
  return fromNodeProviderChain(profile === undefined ? { logger } : { profile, logger });
}

/** The SDK does not say which profile it looked for. */
function naming(profile: string, error: unknown): unknown {
  if (error instanceof Error) error.message = `${error.message} (profile ${profile})`;
  return error;
}
