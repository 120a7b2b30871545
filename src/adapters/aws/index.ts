import type { Clock, Cloud, Identity, Log } from '../../app/ports.ts';
import { leadingRegion } from '../../core/keeper.ts';
import { partitionOf } from '../../core/spec/regions.ts';
import { accounts } from './accounts.ts';
import type { Accounts, AccountsOptions } from './accounts.ts';
import { breaker } from './breaker.ts';
import { carry } from './carry.ts';
import type { Edge, Observation } from './carry.ts';
import { clients } from './clients.ts';
import { credentialSource } from './credentials.ts';
import type { CredentialSource } from './credentials.ts';
import { gate } from './gate.ts';
import { configuredRegion, identityOf } from './identity.ts';
import { limiter } from './limiter.ts';
import { memory } from './memory.ts';
import type { Question } from './memory.ts';
import { settling } from './settling.ts';

export type { Observation } from './carry.ts';

export interface ConnectOptions {
  /** Of the shared files of the AWS CLI; then keys in the environment do not count. Default: the SDK's. */
  readonly profile?: string;
  /** Where STS is asked. Default: `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile's, us-east-1. */
  readonly region?: string;
  /** For all services. Default: what the SDK finds in `AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_S3` … or the profile. */
  readonly endpointUrl?: string;
  /** Calls under way at the same time, and connections to one host. Default 200. */
  readonly maxSockets?: number;
  /**
   * Milliseconds until the answer to a call that changes something must have begun, and from then on until any answer must
   * have ended. Default 30,000: what is broken off may have been carried out all the same.
   */
  readonly requestTimeoutMs?: number;
  /** Milliseconds until the answer to a question must have begun, which can be asked again. Default 10,000: AWS answers within two seconds anywhere. */
  readonly questionTimeoutMs?: number;
  /** Milliseconds until there must be credentials. Default 120,000: a program that makes them may ask a person. */
  readonly credentialsTimeoutMs?: number;
  /** Milliseconds. Default 5,000: the first packet may be lost twice. */
  readonly connectionTimeoutMs?: number;
  /** Of this program, for the user agent. */
  readonly version?: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of every attempt, right after it. Must not throw. */
  readonly onCall?: (observation: Observation) => void;
  /** A number in [0, 1), for the jitter of waits. */
  readonly random?: () => number;
}

/**
 * AWS over the SDK. Nothing of the SDK is loaded, and nobody is asked, before the first question.
 *
 * @param whoSigns tests may have all of an endpoint's accounts signed by the credentials in force
 */
export function connect(options: ConnectOptions, whoSigns: (options: AccountsOptions) => Accounts = accounts): Cloud {
  return connectSigning(options, whoSigns).cloud;
}

/** AWS, and who signs, for what is asked on another way. */
export interface Signing {
  readonly cloud: Cloud;
  /** Of an account that was entered. */
  readonly credentials: Accounts['credentials'];
  /** Those in force, whose ever they are. */
  readonly inForce: CredentialSource;
  /** The one that is configured, or the last resort. */
  readonly region: () => Promise<string>;
}

/** The same as `connect`, with who signs. */
export function connectSigning(
  options: ConnectOptions,
  whoSigns: (options: AccountsOptions) => Accounts = accounts,
): Signing {
  const counted = new Map<string, number>();
  const closing = new AbortController();
  const count = ({ call }: Observation): unknown => counted.set(call, (counted.get(call) ?? 0) + 1);
  const { edge, signers, identity, inForce, region } = edgeOf({ ...options, whoSigns, closed: closing.signal }, count);
  const ask: Question = async (call, input, target) => {
    const { output } = await carry({ call, input, target, write: false }, edge);
    return withoutMetadata(output);
  };
  const cloud: Cloud = {
    identity,
    enter: account => signers.enter(account),
    memory: () => memory(ask),
    async send({ call, input, denied = false }, target, signal) {
      const work = { call, input, target, write: true, denied };
      const { attempts, requestId } = await carry(signal === undefined ? work : { ...work, signal }, edge);
      return requestId === undefined ? { attempts } : { attempts, requestId };
    },
    counts: () => Object.fromEntries(counted),
    close() {
      closing.abort();
      edge.clients.close();
    },
  };
  return { cloud, credentials: target => signers.credentials(target), inForce, region };
}

/** What the SDK says of the call itself. Tens of thousands of answers are remembered, and nobody asks for it again. */
function withoutMetadata(output: object): object {
  const answer = { ...output };
  Reflect.deleteProperty(answer, '$metadata');
  return answer;
}

interface EdgeOptions extends ConnectOptions {
  readonly whoSigns: (options: AccountsOptions) => Accounts;
  readonly closed: AbortSignal;
}

interface Connected extends Pick<Signing, 'inForce' | 'region'> {
  readonly edge: Edge;
  readonly signers: Accounts;
  readonly identity: () => Promise<Identity>;
}

function edgeOf(options: EdgeOptions, count: (observation: Observation) => void): Connected {
  const { clock, log, profile, maxSockets = 200, onCall, closed, credentialsTimeoutMs: timeoutMs = 120_000 } = options;
  const made = clientsOf({ ...options, maxSockets });
  const where = options.region ?? (process.env['AWS_REGION'] || process.env['AWS_DEFAULT_REGION'] || undefined);
  let configured: Promise<string> | undefined;
  const region = async (): Promise<string> => where ?? (configured ??= configuredRegion(made, log));
  const inForce = credentialSource({ profile, clock, log, region: where, timeoutMs });
  const identity = identityOf({
    region,
    ask: async (call, input, target) => (await carry({ call, input, target, write: false, by: inForce }, edge)).output,
  });
  const signers = options.whoSigns({
    clock,
    identity,
    inForce,
    ofProfile: name => credentialSource({ profile: name, clock, log, timeoutMs }),
    async regionIn(partition) {
      const own = await region();
      return partitionOf(own) === partition ? own : (leadingRegion(partition) ?? own);
    },
    ask: async (operation, input, by, target) =>
      (await carry({ call: `sts:${operation}`, input, target, write: false, by }, edge)).output,
  });
  const edge: Edge = {
    clock,
    log,
    limiter: limiter(clock),
    gate: gate(maxSockets, Math.ceil(maxSockets / 16)),
    breaker: breaker(),
    settling: settling(clock),
    questionTimeoutMs: options.questionTimeoutMs ?? Math.min(10_000, options.requestTimeoutMs ?? 10_000),
    random: options.random ?? Math.random,
    clients: made,
    accounts: signers,
    closed,
    observe(observation) {
      count(observation);
      const { target, ...rest } = observation;
      log.debug({ ...rest, account: target.account, region: target.region }, 'called AWS');
      onCall?.(observation);
    },
  };
  return { edge, signers, identity, inForce, region };
}

function clientsOf({
  profile,
  endpointUrl,
  version,
  maxSockets,
  ...timeouts
}: ConnectOptions & { maxSockets: number }) {
  return clients({
    ...(profile === undefined ? {} : { profile }),
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
    maxSockets,
    connectionTimeoutMs: timeouts.connectionTimeoutMs ?? 5_000,
    requestTimeoutMs: timeouts.requestTimeoutMs ?? 30_000,
    userAgent: version === undefined ? ['trailwarden'] : ['trailwarden', version],
  });
}
