import type { Clock, Cloud, Log } from '../../app/ports.ts';
import { carry } from './carry.ts';
import type { Edge, Observation } from './carry.ts';
import { clients } from './clients.ts';
import { credentialSource } from './credentials.ts';
import { gate } from './gate.ts';
import { identityOf } from './identity.ts';
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
  /** Calls under way at the same time, and connections to one host. Default 50. */
  readonly maxSockets?: number;
  /** Milliseconds. Default 30,000. */
  readonly requestTimeoutMs?: number;
  /** Milliseconds. Default 5,000. */
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

/** AWS over the SDK. Nothing of the SDK is loaded, and nobody is asked, before the first question. */
export function connect(options: ConnectOptions): Cloud {
  const counted = new Map<string, number>();
  const edge = edgeOf(options, ({ call }) => counted.set(call, (counted.get(call) ?? 0) + 1));
  const ask: Question = async (call, input, target) => {
    const { output } = await carry({ call, input, target, write: false }, edge);
    return output;
  };
  const region = options.region ?? (process.env['AWS_REGION'] || process.env['AWS_DEFAULT_REGION'] || undefined);
  return {
    identity: identityOf({ region, clients: edge.clients, ask, log: options.log }),
    memory: () => memory(ask),
    async send({ call, input }, target, signal) {
      const work = { call, input, target, write: true };
      const { attempts, requestId } = await carry(signal === undefined ? work : { ...work, signal }, edge);
      return requestId === undefined ? { attempts } : { attempts, requestId };
    },
    counts: () => Object.fromEntries(counted),
    close: () => edge.clients.close(),
  };
}

function edgeOf(options: ConnectOptions, count: (observation: Observation) => void): Edge {
  const { clock, log, profile, endpointUrl, version, maxSockets = 50, onCall } = options;
  return {
    clock,
    log,
    limiter: limiter(clock),
    gate: gate(maxSockets),
    settling: settling(clock),
    random: options.random ?? Math.random,
    clients: clients({
      ...(profile === undefined ? {} : { profile }),
      ...(endpointUrl === undefined ? {} : { endpointUrl }),
      credentials: credentialSource({ profile, clock, log }),
      maxSockets,
      connectionTimeoutMs: options.connectionTimeoutMs ?? 5_000,
      requestTimeoutMs: options.requestTimeoutMs ?? 30_000,
      userAgent: version === undefined ? ['trailwarden'] : ['trailwarden', version],
    }),
    observe(observation) {
      count(observation);
      const { target, ...rest } = observation;
      log.debug({ ...rest, account: target.account, region: target.region }, 'called AWS');
      onCall?.(observation);
    },
  };
}
