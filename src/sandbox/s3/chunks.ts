import { Fault } from '../fault.ts';

/**
 * Takes a body out of `aws-chunked` encoding, in which the SDK sends streams: chunks of `size in hex[;signature]`, data,
 * and trailers after the chunk of size zero.
 */
export function decodeChunks(body: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const end = body.indexOf('\r\n', at);
    const size = /^[\da-f]+/i.exec(end === -1 ? '' : body.toString('latin1', at, end))?.[0];
    if (size === undefined) throw new Fault('IncompleteBody', 'The request body terminated unexpectedly');
    const length = Number.parseInt(size, 16);
    if (length === 0) return Buffer.concat(chunks);
    chunks.push(body.subarray(end + 2, end + 2 + length));
    at = end + 2 + length + 2;
  }
}
