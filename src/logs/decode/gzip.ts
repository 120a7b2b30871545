/** Unpacks gzip (RFC 1952) member by member, so that what stands after the end of the first is seen. */
import { constants, crc32, createInflateRaw, inflateRawSync } from 'node:zlib';

/** How unpacking ended. */
export interface GzipEnd {
  /** Those that were unpacked; CloudTrail writes one. */
  readonly members: number;
  /** Bytes after the last member that are none. */
  readonly trailing: number;
  readonly fault: GzipFault | null;
}

/** `corrupt`: it cannot be unpacked, or its checksum or length is another. */
type GzipFault = 'not-gzip' | 'truncated' | 'corrupt';

/** What unpacks to more goes in pieces. */
const mostAtOnce = 32 * 1024 * 1024;
const pieceSize = 256 * 1024;
const trailerSize = 8;

/** Whether it begins as gzip does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Gives what can be unpacked, also of what is damaged further on, in pieces. */
export async function* unpacked(stored: Uint8Array): AsyncGenerator<Uint8Array, GzipEnd> {
  let members = 0;
  let at = 0;
  while (at < stored.length) {
    const rest = stored.subarray(at);
    if (!isGzip(rest) && members > 0) return { members, trailing: rest.length, fault: null };
    const body = bodyOf(rest);
    if (body === null) return { members, trailing: 0, fault: 'not-gzip' };
    const member = yield* memberIn(rest, body);
    if (member.fault !== null) return { members, trailing: 0, fault: member.fault };
    members++;
    at += member.end;
  }
  return { members, trailing: 0, fault: null };
}

/** Where the packed bytes begin; beyond the end where the header ends early. Null: no header. */
function bodyOf(bytes: Uint8Array): number | null {
  const [, , method, flags = 0] = bytes;
  if (!isGzip(bytes) || (method ?? 8) !== 8) return null;
  let at = 10;
  if (flags & 4) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  for (const named of [8, 16]) if (flags & named) at = afterZero(bytes, at);
  return flags & 2 ? at + 2 : at;
}

function afterZero(bytes: Uint8Array, at: number): number {
  const zero = bytes.indexOf(0, at);
  return zero < 0 ? bytes.length : zero + 1;
}

interface Member {
  /** Bytes that it takes. */
  readonly end: number;
  readonly fault: GzipFault | null;
}

async function* memberIn(bytes: Uint8Array, body: number): AsyncGenerator<Uint8Array, Member> {
  const packed = bytes.subarray(body);
  const sum = { crc: 0, size: 0 };
  try {
    const { buffer, engine } = atOnce(packed);
    yield buffer;
    add(sum, buffer);
    return judged(bytes, body + engine.bytesWritten, sum);
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') return yield* inPieces(bytes, body, sum);
    yield salvaged(packed);
    return { end: bytes.length, fault: faultOf(error) };
  }
}

/** With how much of it was used; the types of Node do not know that it says so. */
function atOnce(packed: Uint8Array) {
  const { buffer, engine } = inflateRawSync(packed, { info: true, maxOutputLength: mostAtOnce }) as unknown as {
    readonly buffer: Buffer;
    readonly engine: { readonly bytesWritten: number };
  };
  return { buffer, engine };
}

interface Sum {
  crc: number;
  size: number;
}

function add(sum: Sum, piece: Uint8Array): void {
  sum.crc = crc32(piece, sum.crc);
  sum.size = (sum.size + piece.length) >>> 0;
}

async function* inPieces(bytes: Uint8Array, body: number, sum: Sum): AsyncGenerator<Uint8Array, Member> {
  const engine = createInflateRaw({ chunkSize: pieceSize });
  engine.end(bytes.subarray(body));
  try {
    for await (const piece of engine as AsyncIterable<Buffer>) {
      add(sum, piece);
      yield piece;
    }
  } catch (error) {
    return { end: bytes.length, fault: faultOf(error) };
  }
  return judged(bytes, body + engine.bytesWritten, sum);
}

/** @param end where the packed bytes end, and checksum and length follow */
function judged(bytes: Uint8Array, end: number, { crc, size }: Sum): Member {
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + end, Math.min(trailerSize, bytes.length - end));
  if (trailer.byteLength < trailerSize) return { end: bytes.length, fault: 'truncated' };
  const isWhole = trailer.getUint32(0, true) === crc && trailer.getUint32(4, true) === size;
  return { end: end + trailerSize, fault: isWhole ? null : 'corrupt' };
}

/** What stands before the damage. A shorter piece of the packed bytes unpacks without complaint if it ends before that. */
function salvaged(packed: Uint8Array): Uint8Array {
  let [good, bad] = [0, packed.length + 1];
  let best: Uint8Array = new Uint8Array();
  while (bad - good > 1) {
    const middle = good === 0 && bad > packed.length ? packed.length : (good + bad) >> 1;
    const found = partOf(packed.subarray(0, middle));
    if (found === null) bad = middle;
    else [good, best] = [middle, found];
  }
  return best;
}

function partOf(packed: Uint8Array): Uint8Array | null {
  try {
    return inflateRawSync(packed, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: mostAtOnce });
  } catch {
    return null;
  }
}

function faultOf(error: unknown): GzipFault {
  return codeOf(error) === 'Z_BUF_ERROR' ? 'truncated' : 'corrupt';
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
