import type { Problem } from '../../core/model.ts';
import { decoded } from '../../logs/decode/decode.ts';
import type { Filter } from '../../logs/filter/filter.ts';
import type { LogKind } from '../../logs/layout.ts';
import type { OpenPlace } from '../../logs/ports.ts';
import { accountOf, idOf, readRecord, timeOf } from '../../logs/record/record.ts';
import type { LogRecord } from '../../logs/record/record.ts';
import type { NamedFile } from '../../logs/tail/notice.ts';
import { placeOf } from '../../logs/tail/whose.ts';
import type { FollowedRecord, Step, TailPorts } from './tail-ports.ts';

export interface Reading {
  readonly places: readonly OpenPlace[];
  readonly kinds: readonly LogKind[];
  readonly filter: Filter;
  /** Told of what is odd and was read all the same. */
  readonly tell: (problem: Problem) => void;
}

/** Reads a file of one of the places, from its bytes to records as they are written out. */
export function opening(reading: Reading): TailPorts['open'] {
  return file => stepsOf(file, reading);
}

async function* stepsOf(file: NamedFile, { places, kinds, filter, tell }: Reading): AsyncGenerator<Step> {
  const { bucket, key } = file;
  const read = await placeOf(file, places, kinds)?.objects.read(bucket, key);
  if (read?.is === 'unread')
    return yield { is: 'unread', problem: read.problem, passing: passingCodes.has(read.problem.code) };
  const name = `s3://${bucket}/${key}`;
  if (read?.is !== 'present') return yield unread({ code: 'announced-file-gone', message: `${name} is not there` });
  for await (const piece of decoded(read.body.bytes, name)) {
    if (!('problem' in piece)) for (const bytes of piece.records) yield stepOf(bytes, name, filter);
    else if (piece.problem.severity === 'warning') tell(piece.problem);
    else yield unread(piece.problem);
  }
}

/** Asking again may help where these are said. */
const passingCodes: ReadonlySet<Problem['code']> = new Set(['aws-refused', 'endpoint-unreachable', 'deadline-passed']);

const unread = (problem: Problem): Step => ({ is: 'unread', problem, passing: false });
const unwanted: FollowedRecord = { identity: null, time: null, read: null };

function stepOf(bytes: Buffer, file: string, filter: Filter): Step {
  if (!filter.may(bytes)) return { is: 'record', record: unwanted };
  const record = readRecord(bytes.toString());
  if (record === null) return unread({ code: 'log-foreign', message: `${file} holds something that is no record` });
  if (!filter.takes(record)) return { is: 'record', record: unwanted };
  const read = { record, bytes, file };
  return { is: 'record', record: { identity: identityOf(record), time: timeOf(record), read } };
}

/** The same event that several accounts got is a record of each. */
function identityOf(record: LogRecord): string | null {
  const id = idOf(record);
  return id === null ? null : `${id} ${accountOf(record) ?? ''}`;
}
