import { AsyncLocalStorage } from 'node:async_hooks';

import { bounded } from './bounded.ts';
import { loadService } from './services.ts';
import type { Client, ClientOptions, Service } from './services.ts';
import type { Credentials } from './credentials.ts';

export interface ClientsOptions {
  readonly profile?: string;
  readonly endpointUrl?: string;
  /** Connections to one host at most. */
  readonly maxSockets: number;
  /** Milliseconds until a connection must stand. */
  readonly connectionTimeoutMs: number;
  /** Milliseconds until an answer must have begun, if the call says no less, and from then on until it must have ended. */
  readonly requestTimeoutMs: number;
  /** What follows the SDK's own user agent: name and, if known, version. */
  readonly userAgent: [string, string?];
}

/**
 * Clients by service and region, made on first use and shared by all accounts: a call brings its own credentials, so that
 * a thousand accounts need no more clients than one. They share one pool of connections.
 */
export interface Clients {
  /** `region` absent: the one of the profile or the environment, as the SDK finds it. */
  of(service: string, region?: string): Promise<Connection>;
  /** Sends what `work` sends signed with these credentials. */
  signedBy<T>(credentials: Credentials, work: () => Promise<T>): Promise<T>;
  close(): void;
}

interface Connection {
  readonly service: Service;
  readonly client: Client;
}

export function clients(options: ClientsOptions): Clients {
  const made = new Map<string, Promise<Connection>>();
  const signer = new AsyncLocalStorage<Credentials>();
  const credentials = async (): Promise<Credentials> => {
    const found = signer.getStore();
    if (!found) throw new Error('a call was sent without credentials of its own');
    return Promise.resolve(found);
  };
  let common: Promise<ClientOptions> | undefined;
  const make = async (name: string, region: string | undefined): Promise<Connection> => {
    common ??= commonOptions(options, Object.assign(credentials, { memoized: true as const }));
    const [service, shared] = await Promise.all([loadService(name), common]);
    return { service, client: service.client(region === undefined ? shared : { ...shared, region }) };
  };
  return {
    of(service, region) {
      const key = `${service} ${region ?? ''}`;
      const known = made.get(key) ?? make(service, region);
      made.set(key, known);
      return known;
    },
    signedBy: (by, work) => signer.run(by, work),
    close() {
      void common?.then(({ requestHandler }) => requestHandler.destroy());
    },
  };
}

async function commonOptions(
  options: ClientsOptions,
  credentials: ClientOptions['credentials'],
): Promise<ClientOptions> {
  const { profile, endpointUrl, maxSockets, requestTimeoutMs, userAgent } = options;
  const { NodeHttpHandler } = await import('@smithy/node-http-handler');
  const agent = { keepAlive: true, maxSockets };
  const requestHandler = new NodeHttpHandler({
    connectionTimeout: options.connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    socketTimeout: requestTimeoutMs,
    throwOnRequestTimeout: true,
    httpAgent: agent,
    httpsAgent: agent,
  });
  return {
    credentials,
    requestHandler: bounded(requestHandler, requestTimeoutMs),
    maxAttempts: 1,
    customUserAgent: [userAgent],
    ...(profile === undefined ? {} : { profile }),
    ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
  };
}
