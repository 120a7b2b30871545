import { loadService } from './services.ts';
import type { Client, ClientOptions, Service } from './services.ts';
import type { CredentialSource } from './credentials.ts';

export interface ClientsOptions {
  readonly profile?: string;
  readonly endpointUrl?: string;
  readonly credentials: CredentialSource;
  /** Connections to one host at most. */
  readonly maxSockets: number;
  /** Milliseconds until a connection must stand. */
  readonly connectionTimeoutMs: number;
  /** Milliseconds until an answer must have begun, and between two parts of it. */
  readonly requestTimeoutMs: number;
  /** What follows the SDK's own user agent: name and, if known, version. */
  readonly userAgent: [string, string?];
}

/** Clients by service and region, made on first use. They share one pool of connections. */
export interface Clients {
  /** `region` absent: the one of the profile or the environment, as the SDK finds it. */
  of(service: string, region?: string): Promise<Connection>;
  close(): void;
}

interface Connection {
  readonly service: Service;
  readonly client: Client;
}

export function clients(options: ClientsOptions): Clients {
  const made = new Map<string, Promise<Connection>>();
  let common: Promise<ClientOptions> | undefined;
  const make = async (name: string, region: string | undefined): Promise<Connection> => {
    common ??= commonOptions(options);
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
    close() {
      void common?.then(({ requestHandler }) => requestHandler.destroy());
    },
  };
}

async function commonOptions(options: ClientsOptions): Promise<ClientOptions> {
  const { profile, endpointUrl, credentials, maxSockets, requestTimeoutMs, userAgent } = options;
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
    requestHandler,
    maxAttempts: 1,
    customUserAgent: [userAgent],
    ...(profile === undefined ? {} : { profile }),
    ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
  };
}
