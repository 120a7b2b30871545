/** The services of AWS that can be asked, each loaded when it is. The only file that names clients of the SDK. */
import type { NodeHttpHandler } from '@smithy/node-http-handler';

import type { CredentialSource } from './credentials.ts';
import { withDates } from './dates.ts';

/** What every client is made with. */
export interface ClientOptions {
  readonly region?: string;
  readonly profile?: string;
  readonly endpoint?: string;
  /** Marked as remembered by itself: the SDK asks for each call, and keeps nothing of one account for another. */
  readonly credentials: CredentialSource & { readonly memoized: true };
  readonly requestHandler: NodeHttpHandler;
  /** One attempt: retries, rates and counting have one home, and it is ours. */
  readonly maxAttempts: 1;
  readonly customUserAgent: [string, string?][];
}

/** What of a client is used. */
export interface Client {
  /** `requestTimeout`: milliseconds until the answer must have begun; otherwise as the client was made. */
  send(command: object, options?: { readonly requestTimeout?: number }): Promise<object>;
  destroy(): void;
  readonly config: { region(): Promise<string> };
}

/** One service's part of the SDK. */
export interface Service {
  client(options: ClientOptions): Client;
  /** The exports of the client's module; the command of operation X is `XCommand`. */
  readonly sdk: Readonly<Record<string, unknown>>;
}

const loaders = {
  cloudtrail: async (): Promise<Service> => {
    const sdk = await import('@aws-sdk/client-cloudtrail');
    return { sdk, client: options => new sdk.CloudTrailClient(options) };
  },
  s3: async (): Promise<Service> => {
    const sdk = await import('@aws-sdk/client-s3');
    return {
      sdk,
      client: options => new sdk.S3Client({ ...options, forcePathStyle: hasOwnEndpoint(options) }),
    };
  },
  sns: async (): Promise<Service> => {
    const sdk = await import('@aws-sdk/client-sns');
    return { sdk, client: options => new sdk.SNSClient(options) };
  },
  sts: async (): Promise<Service> => {
    const sdk = await import('@aws-sdk/client-sts');
    return { sdk, client: options => new sdk.STSClient(options) };
  },
  ec2: async (): Promise<Service> => (await import('./ec2.ts')).ec2,
  kms: async (): Promise<Service> => {
    const sdk = await import('@aws-sdk/client-kms');
    return { sdk, client: options => new sdk.KMSClient(options) };
  },
  logs: async (): Promise<Service> => (await import('./logs.ts')).logs,
  iam: async (): Promise<Service> => (await import('./iam.ts')).iam,
  organizations: async (): Promise<Service> => {
    const sdk = await import('@aws-sdk/client-organizations');
    return { sdk, client: options => new sdk.OrganizationsClient(options) };
  },
} as const;

/** An endpoint that is not AWS's cannot answer at `BUCKET.host`. The SDK reads both variables by itself. */
function hasOwnEndpoint({ endpoint }: ClientOptions): boolean {
  return [endpoint, process.env['AWS_ENDPOINT_URL_S3'], process.env['AWS_ENDPOINT_URL']].some(Boolean);
}

/** @throws Error for a service that is not in the table: a bug of ours */
export async function loadService(name: string): Promise<Service> {
  if (!isService(name)) throw new Error(`no client for the service ${name}`);
  return loaders[name]();
}

function isService(name: string): name is keyof typeof loaders {
  return Object.hasOwn(loaders, name);
}

/**
 * The command of an operation, by its name.
 *
 * @throws Error for an operation that the service does not have: a bug of ours
 */
export function commandOf({ sdk }: Service, operation: string, input: object): object {
  const Command = sdk[`${operation}Command`];
  if (!isConstructor(Command)) throw new Error(`the SDK has no operation ${operation}`);
  return new Command(withDates(operation, input));
}

function isConstructor(value: unknown): value is new (input: object) => object {
  return typeof value === 'function';
}
