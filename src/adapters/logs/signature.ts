/** Signs questions to S3 without the rest of an SDK client, whose work for each object is twice that of all else here. */
import { createHash, createHmac } from 'node:crypto';
import type { Hash, Hmac } from 'node:crypto';

import { SignatureV4 } from '@smithy/signature-v4';

import type { Credentials } from '../aws/credentials.ts';

/** A GET without a body. */
export interface Question {
  readonly protocol: string;
  readonly host: string;
  /** Encoded as it is sent. */
  readonly path: string;
  /** Names and values, not encoded. */
  readonly query: Readonly<Record<string, string>>;
}

export interface Signing {
  readonly credentials: Credentials;
  readonly region: string;
  readonly now: Date;
}

/** Of the empty body. */
const nothing = createHash('sha256').update('').digest('hex');

/** The headers that a question is sent with. */
export async function signed(question: Question, { credentials, region, now }: Signing): Promise<Headers> {
  const { protocol, host, path, query } = question;
  // Its keys for a day, region and secret are kept by the library, over all signers. S3 encodes paths once.
  const signer = new SignatureV4({ service: 's3', region, credentials, sha256: Sha256, uriEscapePath: false });
  const headers = { host, 'x-amz-content-sha256': nothing };
  const request = { method: 'GET', protocol, hostname: host, path, query: { ...query }, headers };
  return (await signer.sign(request, { signingDate: now })).headers;
}

type Headers = Readonly<Record<string, string>>;

/** SHA-256 of Node, as the signer takes it. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(chunk: Uint8Array): void {
    this.#hash.update(chunk);
  }

  async digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  /** A signer asks for a new one each time. */
  reset(): void {
    throw new Error('a digest is made once');
  }
}

function bytesOf(secret: string | ArrayBuffer | ArrayBufferView): Buffer | string {
  if (typeof secret === 'string') return secret;
  return secret instanceof ArrayBuffer
    ? Buffer.from(secret)
    : Buffer.from(secret.buffer, secret.byteOffset, secret.byteLength);
}

/** A query as it is sent. */
export function queryText(query: Question['query']): string {
  const pairs = Object.entries(query).map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
  return pairs.toSorted().join('&');
}

/** A key as part of a path: slashes stay. */
export const encodedKey = (key: string): string => key.split('/').map(encoded).join('/');

/** Everything but letters, digits and `-._~`. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/gu, one => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}
