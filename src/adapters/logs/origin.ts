/** Where S3 answers for a bucket, as the SDK works it out of region, endpoint, profile and environment. */
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';

import type { Origin } from './get.ts';

export interface OriginOptions {
  readonly profile?: string;
  readonly endpointUrl?: string;
}

/** A key whose spelling no encoding changes. */
const probe = 'key';

/** Ends the SDK's work once the question is made. */
class Captured extends Error {
  readonly origin: Origin;

  constructor(origin: Origin) {
    super('captured');
    this.origin = origin;
  }
}

/**
 * Nothing is sent: the SDK makes a question, and where it would send it is taken.
 *
 * @throws the SDK's error where the endpoint cannot be worked out: a region or a bucket whose name is none
 */
export async function originOf(bucket: string, region: string, options: OriginOptions): Promise<Origin> {
  const { profile, endpointUrl } = options;
  const client = new S3Client({
    region,
    maxAttempts: 1,
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    forcePathStyle: hasOwnEndpoint(endpointUrl),
    ...(profile === undefined ? {} : { profile }),
    ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
  });
  client.middlewareStack.add(
    () => async args => {
      throw new Captured(originIn(args.request));
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  try {
    await client.send(new GetObjectCommand({ Bucket: bucket, Key: probe }));
  } catch (error) {
    if (error instanceof Captured) return error.origin;
    throw error;
  } finally {
    client.destroy();
  }
  throw new Error('the SDK sent a question that was to be taken');
}

/** An endpoint that is not AWS's cannot answer at `BUCKET.host`. The SDK reads both variables by itself. */
function hasOwnEndpoint(endpointUrl: string | undefined): boolean {
  return [endpointUrl, process.env['AWS_ENDPOINT_URL_S3'], process.env['AWS_ENDPOINT_URL']].some(Boolean);
}

function originIn(request: unknown): Origin {
  const { protocol, hostname, port, path } = request as Record<'protocol' | 'hostname' | 'path', string> & {
    readonly port?: number;
  };
  return {
    protocol: protocol === 'http:' ? 'http:' : 'https:',
    hostname,
    port: port ?? null,
    path: path.slice(0, -`/${probe}`.length),
  };
}
