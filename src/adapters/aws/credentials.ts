import type { Clock, Log } from '../../app/ports.ts';
import { redact } from './redact.ts';

/** What signs requests. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Answers the credentials of the moment: it renews by itself what is about to expire. */
export type CredentialSource = () => Promise<Credentials>;

/** How long "there are none" is believed, in milliseconds: looking for them in vain takes seconds, once for every call. */
const BELIEVED = 10_000;

/**
 * The SDK's default chain (environment, SSO, files, process, web identity, container, instance), looked through once for
 * all calls. With a profile the environment's keys do not count, as with the AWS CLI.
 */
export function credentialSource(options: {
  readonly profile: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Where STS is asked, if the chain has to; undefined: where the profile says. */
  readonly region?: string | undefined;
}): CredentialSource {
  const { profile, clock, log, region } = options;
  const properties =
    region === undefined ? {} : { callerClientConfig: { region: async () => Promise.resolve(region) } };
  let chain: Promise<Chain> | undefined;
  let refused: { readonly error: unknown; readonly at: number } | undefined;
  return async () => {
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

/** `properties` are the SDK's own. */
type Chain = (properties?: Record<string, unknown>) => Promise<Credentials>;

async function defaultChain(profile: string | undefined, log: Log): Promise<Chain> {
  const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
  const told = (text: unknown) => ({ text: redact(String(text)) });
  const debug = (text: unknown): void => log.debug(told(text), 'SDK credentials');
  const warn = (text: unknown): void => log.warn(told(text), 'SDK credentials');
  const logger = { debug, info: debug, error: debug, warn };
  return fromNodeProviderChain(profile === undefined ? { logger } : { profile, logger });
}

/** The SDK does not say which profile it looked for. In front: what follows may be redacted to its end. */
function naming(profile: string, error: unknown): unknown {
  if (error instanceof Error) error.message = `profile ${profile}: ${error.message}`;
  return error;
}
