/**
 * Opens what is compressed, to the byte: a file holds one member of gzip (RFC 1952) and nothing after it. Node's own gunzip
 * joins several members, and passes over zeros after the last.
 *
 * What proves nothing, as no digest covers it: the time, the level and the system in the header, and a name or comment there.
 */
import { createHash } from 'node:crypto';
import { crc32, createInflateRaw, inflateRaw, inflateRawSync } from 'node:zlib';

/** What came of opening a file. */
export type Opened =
  | {
      readonly is: 'open';
      readonly content: Uint8Array;
      /** Bytes after the end of the compressed ones. */
      readonly trailing: number;
    }
  | { readonly is: 'broken'; readonly why: string };

/** Larger files are opened beside the main thread, in bytes. */
const small = 32_768;

/** No digest has so many bytes. */
const most = 64 * 1024 ** 2;

/** What is larger is opened alone, so that many together never take more memory than one. */
const usual = 8 * 1024 ** 2;

/** No log file has so many bytes; they are never held as a whole. */
const mostOfLog = 1024 ** 3;

const piece = 256 * 1024;

const trailer = 8;

/** Opens a file. */
export async function open(bytes: Uint8Array): Promise<Opened> {
  const start = headerLength(bytes);
  if (start === null) return broken('it is not compressed by gzip');
  const inner = bytes.subarray(start);
  try {
    const { buffer, engine } = inner.length <= small ? inflatedNow(inner) : await inflated(inner);
    const ended = closed(bytes, { crc: crc32(buffer), size: buffer.length, end: start + engine.bytesWritten });
    return typeof ended === 'string' ? broken(ended) : { is: 'open', content: buffer, trailing: ended };
  } catch (error) {
    return broken(whyNot(error, most));
  }
}

/** What came of hashing what is compressed. */
export type Hashed =
  | {
      readonly is: 'open';
      /** SHA-256 of the content, in hexadecimal. */
      readonly hash: string;
      readonly trailing: number;
    }
  | { readonly is: 'broken'; readonly why: string };

/** Hashes what a file holds piece by piece, as it may be a thousand times as large as the file. */
export async function hashed(bytes: Uint8Array): Promise<Hashed> {
  const start = headerLength(bytes);
  if (start === null) return broken('it is not compressed by gzip');
  const inner = bytes.subarray(start);
  const hash = createHash('sha256');
  const sum = { crc: 0, size: 0 };
  const add = (some: Uint8Array): void => {
    hash.update(some);
    sum.crc = crc32(some, sum.crc);
    sum.size += some.length;
  };
  try {
    const end = start + (await inflatedInto(inner, add));
    const ended = closed(bytes, { ...sum, end });
    return typeof ended === 'string' ? broken(ended) : { is: 'open', hash: hash.digest('hex'), trailing: ended };
  } catch (error) {
    return broken(whyNot(error, mostOfLog));
  }
}

/** Answers how many bytes were taken. */
async function inflatedInto(inner: Uint8Array, add: (some: Uint8Array) => void): Promise<number> {
  if (inner.length <= small) {
    const { buffer, engine } = inflatedNow(inner);
    add(buffer);
    return engine.bytesWritten;
  }
  const engine = createInflateRaw({ chunkSize: piece });
  engine.end(inner);
  let size = 0;
  for await (const some of engine as AsyncIterable<Buffer>) {
    size += some.length;
    if (size > mostOfLog) throw new RangeError('too large');
    add(some);
  }
  return engine.bytesWritten;
}

function whyNot(error: unknown, limit: number): string {
  if (error instanceof RangeError) return `it holds more than ${limit / 1024 ** 2} MiB, as no such file does`;
  return error instanceof Error ? `it cannot be decompressed: ${error.message}` : 'it cannot be decompressed';
}

interface Inflated {
  readonly buffer: Uint8Array;
  /** `bytesWritten` counts what was taken. */
  readonly engine: { readonly bytesWritten: number };
}

/** With `info`, Node answers both; its types do not know. */
function isInflated(answer: unknown): answer is Inflated {
  return typeof answer === 'object' && answer !== null && 'engine' in answer && 'buffer' in answer;
}

function inflatedNow(inner: Uint8Array): Inflated {
  const answer: unknown = inflateRawSync(inner, { info: true, maxOutputLength: most });
  if (!isInflated(answer)) throw new Error('Node did not say how much it read');
  return answer;
}

async function inflated(inner: Uint8Array): Promise<Inflated> {
  return new Promise<Inflated>((resolve, reject) => {
    inflateRaw(inner, { info: true, maxOutputLength: usual }, (error, answer: unknown) => {
      if (error === null && isInflated(answer)) resolve(answer);
      else reject(error ?? new Error('Node did not say how much it read'));
    });
  }).catch((error: unknown) => {
    if (error instanceof RangeError) return inflatedNow(inner);
    throw error;
  });
}

interface Ended {
  readonly crc: number;
  readonly size: number;
  /** Where the compressed bytes end. */
  readonly end: number;
}

/** After the compressed bytes stand the CRC and the length of the content. Answers how many bytes follow, or what is wrong. */
function closed(bytes: Uint8Array, { crc, size, end }: Ended): number | string {
  if (bytes.length < end + trailer) return 'it ends too early';
  const view = new DataView(bytes.buffer, bytes.byteOffset + end, trailer);
  if (view.getUint32(0, true) !== crc || view.getUint32(4, true) !== size % 2 ** 32)
    return 'its checksum does not fit its content';
  return bytes.length - end - trailer;
}

const broken = (why: string) => ({ is: 'broken', why }) as const;

const flags = { headerCrc: 2, extra: 4, name: 8, comment: 16, known: 31 };

/** Null: it is no gzip. */
function headerLength(bytes: Uint8Array): number | null {
  const given = bytes[3] ?? 0;
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8 || (given & ~flags.known) !== 0) return null;
  let at = 10;
  if (given & flags.extra) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  for (const text of [flags.name, flags.comment])
    if (given & text) {
      const end = bytes.indexOf(0, at);
      if (end === -1) return null;
      at = end + 1;
    }
  if (given & flags.headerCrc) {
    if (crc32(bytes.subarray(0, at)) % 65_536 !== (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0)) return null;
    at += 2;
  }
  return at <= bytes.length ? at : null;
}
