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
  /** Milliseconds until there must be some. */
  readonly timeoutMs: number;
}): CredentialSource {
  const { profile, clock, log, region, timeoutMs } = options;
  const properties =
    region === undefined ? {} : { callerClientConfig: { region: async () => Promise.resolve(region) } };
  let chain: Promise<Chain> | undefined;
  let refused: { readonly error: unknown; readonly at: number } | undefined;
  return async () => {
    const now = clock.now().getTime();
    if (refused && now - refused.at < BELIEVED) throw refused.error;
    chain ??= defaultChain(profile, log);
    try {
      return await within(timeoutMs, (await chain)(properties));
    } catch (error) {
      refused = { error: withMend(profile, error), at: now };
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
  // It warns of keys in the environment beside a profile. Where the profile was chosen on purpose, nobody is surprised.
  const warn = profile === undefined ? (text: unknown): void => log.warn(told(text), 'SDK credentials') : debug;
  const logger = { debug, info: debug, error: debug, warn };
  return fromNodeProviderChain(profile === undefined ? { logger } : { profile, logger });
}

/** Programs, portals and metadata services may hang, and most of them the SDK would wait for without end. */
async function within<T>(milliseconds: number, asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    const message = `no credentials came within ${milliseconds / 1000} s`;
    timer = setTimeout(
      () => reject(Object.assign(new Error(message), { name: 'CredentialsProviderError' })),
      milliseconds,
    );
  });
  try {
    return await Promise.race([asked, over]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * What to do about it, and the profile: the SDK does not say which one it looked for. That stands in front, because what
 * follows may be redacted to its end.
 */
function withMend(profile: string | undefined, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const inForce = profile ?? process.env['AWS_PROFILE'];
  const login = ['aws sso login', ...(inForce ? [`--profile ${inForce}`] : [])].join(' ');
  const { message } = error;
  if (profile !== undefined) error.message = `profile ${profile}: ${message}`;
  return /aws sso login|SSO session|session token not found/i.test(message)
    ? Object.assign(error, { mend: `Log in: ${login}` })
    : error;
}
