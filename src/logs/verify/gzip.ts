/**
 * Opens what is compressed, to the byte: a file holds one member of gzip (RFC 1952) and nothing after it. Node's own gunzip
 * joins several members, and passes over zeros after the last.
 *
 * What proves nothing, as no digest covers it: the time, the level and the system in the header, and a name or comment there.
 */
import { crc32, inflateRaw, inflateRawSync } from 'node:zlib';

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

/** No log file has so many bytes: they have at most 50 MB. */
const most = 1024 ** 3;

const trailer = 8;

/** Opens a file. */
export async function open(bytes: Uint8Array): Promise<Opened> {
  const start = headerLength(bytes);
  if (start === null) return broken('it is not compressed by gzip');
  const inner = bytes.subarray(start);
  try {
    const { buffer, engine } = inner.length <= small ? inflatedNow(inner) : await inflated(inner);
    return closed(bytes, { content: buffer, end: start + engine.bytesWritten });
  } catch (error) {
    return broken(error instanceof Error ? `it cannot be decompressed: ${error.message}` : 'it cannot be decompressed');
  }
}

interface Inflated {
  readonly buffer: Uint8Array;
  /** `bytesWritten` counts what was taken. */
  readonly engine: { readonly bytesWritten: number };
}

const options = { info: true, maxOutputLength: most };

/** With `info`, Node answers both; its types do not know. */
function isInflated(answer: unknown): answer is Inflated {
  return typeof answer === 'object' && answer !== null && 'engine' in answer && 'buffer' in answer;
}

function inflatedNow(inner: Uint8Array): Inflated {
  const answer: unknown = inflateRawSync(inner, options);
  if (!isInflated(answer)) throw new Error('Node did not say how much it read');
  return answer;
}

async function inflated(inner: Uint8Array): Promise<Inflated> {
  return new Promise((resolve, reject) => {
    inflateRaw(inner, options, (error, answer: unknown) => {
      if (error === null && isInflated(answer)) resolve(answer);
      else reject(error ?? new Error('Node did not say how much it read'));
    });
  });
}

/** After the compressed bytes stand the CRC and the length of the content. */
function closed(bytes: Uint8Array, { content, end }: { readonly content: Uint8Array; readonly end: number }): Opened {
  if (bytes.length < end + trailer) return broken('it ends too early');
  const view = new DataView(bytes.buffer, bytes.byteOffset + end, trailer);
  if (view.getUint32(0, true) !== crc32(content) || view.getUint32(4, true) !== content.length % 2 ** 32)
    return broken('its checksum does not fit its content');
  return { is: 'open', content, trailing: bytes.length - end - trailer };
}

const broken = (why: string): Opened => ({ is: 'broken', why });

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
