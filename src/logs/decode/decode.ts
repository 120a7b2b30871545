/** From the stored bytes of a file to its records, and what is wrong with it. */
import type { Problem } from '../../core/model.ts';
import { isGzip, unpacked } from './gzip.ts';
import type { GzipEnd } from './gzip.ts';
import { RecordSplitter } from './split.ts';
import type { SplitFault } from './split.ts';

/** Part of a file: records as they were written, which share memory; or what is wrong. */
export type Piece = { readonly records: readonly Buffer[] } | { readonly problem: Problem };

/**
 * Gives the records of a file in pieces: all that can be read of it, also where it is damaged. An empty file is a marker
 * and has none. A file that is not packed is taken as it is.
 *
 * @param name of the file, for problems: `s3://BUCKET/KEY`, or a path
 */
export async function* decoded(stored: Uint8Array, name: string): AsyncGenerator<Piece, void> {
  if (stored.length === 0) return;
  const splitter = new RecordSplitter();
  const reading = looksLikeJson(stored) ? asItIs(stored) : unpacked(stored);
  let end: GzipEnd;
  for (;;) {
    const step = await reading.next();
    if (step.done) {
      end = step.value;
      break;
    }
    const records = splitter.push(step.value);
    if (records.length > 0) yield { records };
  }
  const problem = problemOf(name, end, splitter);
  if (problem !== null) yield { problem };
}

/**
 * The same of bytes that come one after the other, such as those of stdin: gzip is unpacked by whoever gives them.
 *
 * @param plain not packed
 */
export async function* decodedPlain(plain: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Piece, void> {
  const splitter = new RecordSplitter();
  try {
    for await (const bytes of plain) {
      const records = splitter.push(bytes);
      if (records.length > 0) yield { records };
      if (splitter.fault !== null) break;
    }
  } catch (error) {
    if (!isOfGzip(error)) throw error;
    yield { problem: damaged(`${name} is damaged: its gzip is not whole, or cannot be unpacked`) };
    return;
  }
  const fault = splitter.end();
  if (fault !== null) yield { problem: splitProblem(name, fault) };
}

/** As zlib says that something cannot be unpacked. */
function isOfGzip(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}

function looksLikeJson(bytes: Uint8Array): boolean {
  return !isGzip(bytes) && /^\ufeff?\s*[[{]/u.test(Buffer.from(bytes.subarray(0, 64)).toString());
}

async function* asItIs(stored: Uint8Array): AsyncGenerator<Uint8Array, GzipEnd> {
  yield stored;
  return { members: 1, trailing: 0, fault: null };
}

/** One problem tells it: where the packing is damaged, the JSON ends early because of that. */
function problemOf(name: string, { members, trailing, fault }: GzipEnd, splitter: RecordSplitter): Problem | null {
  if (fault === 'not-gzip' && members === 0) return foreign(`${name} is neither gzip nor JSON, so it is no log file`);
  if (fault === 'truncated') return damaged(`${name} ends early: its gzip is not whole`);
  if (fault !== null) return damaged(`${name} is damaged: its gzip cannot be unpacked, or its checksum is another`);
  const split = splitter.end();
  if (split !== null) return splitProblem(name, split);
  if (splitter.documents === 0) return foreign(`${name} holds no JSON, so it is no log file`);
  if (trailing > 0) return unusual(`${name} has ${counted(trailing, 'byte')} after the end of its gzip`);
  return members > 1 ? unusual(`${name} has ${members} members of gzip, and CloudTrail writes one`) : null;
}

function splitProblem(name: string, { what, at }: SplitFault): Problem {
  switch (what) {
    case 'not-json':
      return at === 0
        ? foreign(`${name} is neither gzip nor JSON, so it is no log file`)
        : damaged(`${name} is no JSON from byte ${at} on`);
    case 'not-a-record':
      return damaged(`${name} has at byte ${at} something that is no record`);
    case 'too-long':
      return damaged(`${name} has at byte ${at} a record of more than 16 MB`);
    case 'truncated':
      return damaged(`${name} ends early: its JSON is not whole at byte ${at}`);
  }
}

const foreign = (message: string): Problem => ({ code: 'log-foreign', message });
const damaged = (message: string): Problem => ({ code: 'log-damaged', message });
const unusual = (message: string): Problem => ({ code: 'log-unusual', severity: 'warning', message });
const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
