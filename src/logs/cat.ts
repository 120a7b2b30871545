/** Reads records out of files: which are wanted, each once, and in the order of the files. */
import type { Problem } from '../core/model.ts';
import { decoded, decodedPlain } from './decode/decode.ts';
import type { Piece } from './decode/decode.ts';
import type { Filter } from './filter/filter.ts';
import type { ObjectRead } from './ports.ts';
import { accountOf, idOf, readRecord } from './record/record.ts';
import type { LogRecord } from './record/record.ts';
import { seenWindow } from './tail/seen.ts';
import type { Seen } from './tail/seen.ts';

/** A file, or what stands for one, such as stdin. */
export interface LogFile {
  /** For people: `s3://BUCKET/KEY`, a path, `stdin`. */
  readonly name: string;
  /** Its stored bytes, or those of a stream after unpacking. */
  readonly content: ObjectRead | { readonly is: 'stream'; readonly bytes: AsyncIterable<Uint8Array> };
}

export interface ReadRecord {
  readonly record: LogRecord;
  /** As it was written, without white space around it. */
  readonly bytes: Buffer;
  /** Where it was read. */
  readonly file: string;
}

/** What was read so far. */
export interface Tally {
  files: number;
  /** Files of which not all could be read. */
  damaged: number;
  /** Bytes of records, unpacked. */
  bytes: number;
  /** Records that were looked at. */
  records: number;
  /** Records that were given. */
  given: number;
  duplicates: number;
}

export interface CatQuestion {
  readonly filter: Filter;
  /** Whether a record that was delivered twice is given twice. */
  readonly keepDuplicates: boolean;
  /** Told of each trouble as it is met. False: nothing more is read. */
  readonly tell: (problem: Problem) => boolean;
  /** Counted into as it goes. */
  readonly tally: Tally;
}

export const emptyTally = (): Tally => ({ files: 0, damaged: 0, bytes: 0, records: 0, given: 0, duplicates: 0 });

/** So many ids are remembered, to know duplicates by: some 25 MB. Copies of a record come within hours of each other. */
const mostSeen = 200_000;

/** Gives the records of files that are wanted, in parts, as they are read. */
export async function* recordsOf(
  files: AsyncIterable<LogFile>,
  question: CatQuestion,
): AsyncGenerator<readonly ReadRecord[]> {
  const { tally, tell } = question;
  const sieve = sieveOf(question);
  for await (const { name, content } of files) {
    if (content.is === 'absent') continue; // taken away since it was listed
    tally.files++;
    let damaged = false;
    for await (const piece of piecesOf(name, content)) {
      const { records, problems } = sieve(piece, name);
      if (records.length > 0) yield records;
      damaged ||= problems.some(({ severity }) => severity !== 'warning');
      for (const problem of problems) if (!tell(problem)) return;
    }
    if (damaged) tally.damaged++;
  }
}

async function* piecesOf(name: string, content: Exclude<LogFile['content'], { is: 'absent' }>): AsyncGenerator<Piece> {
  if (content.is === 'present') yield* decoded(content.body.bytes, name);
  else if (content.is === 'stream') yield* decodedPlain(content.bytes, name);
  else yield { problem: content.problem };
}

interface Sieved {
  readonly records: readonly ReadRecord[];
  readonly problems: readonly Problem[];
}

function sieveOf({ filter, keepDuplicates, tally }: CatQuestion): (piece: Piece, file: string) => Sieved {
  const seen = keepDuplicates ? null : seenWindow(mostSeen);
  return (piece, file) => {
    if ('problem' in piece) return { records: [], problems: [piece.problem] };
    const records: ReadRecord[] = [];
    const problems: Problem[] = [];
    for (const bytes of piece.records) {
      tally.records++;
      tally.bytes += bytes.length;
      if (!filter.may(bytes)) continue;
      const record = readRecord(bytes.toString());
      if (record === null) problems.push(noRecord(bytes, file));
      else if (!filter.takes(record)) continue;
      else if (isCopy(record, seen)) tally.duplicates++;
      else records.push({ record, bytes, file });
    }
    tally.given += records.length;
    return { records, problems };
  };
}

/** The same event of several accounts is a record of each. One without an id is no copy of anything. */
function isCopy(record: LogRecord, seen: Seen | null): boolean {
  const id = idOf(record);
  return seen !== null && id !== null && !seen.add(`${id} ${accountOf(record) ?? ''}`);
}

function noRecord(bytes: Buffer, file: string): Problem {
  const begin = bytes.subarray(0, 60).toString();
  return {
    code: 'log-damaged',
    message: `${file} has something that is no record: ${begin}${bytes.length > 60 ? '…' : ''}`,
  };
}
