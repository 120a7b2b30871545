/** Looks for marked calls in the log files of a folder that were written since. */
import { gunzipSync } from 'node:zlib';

import type { Problem } from '../../core/model.ts';
import { dayFolder, readKey, regionFolder } from '../layout.ts';
import type { Objects, StoredObject } from '../ports.ts';
import type { Copy, LogFolder, MarkedCall } from './proof.ts';

/**
 * A log file is named by a moment near the end of what it covers, and clocks may be apart by five minutes: names of twenty
 * minutes before a call are looked at too. In milliseconds.
 */
const namedBefore = 20 * 60_000;

/** So far may the clocks of AWS and of this machine be apart, in milliseconds: by more, AWS would refuse to answer. */
const apart = 5 * 60_000;

/** What one look at a folder showed that none before did. */
export interface Searched {
  readonly copies: readonly Copy[];
  /** Files that could not be read, or are no log files although they are named so. Looked at again the next time. */
  readonly problems: readonly Problem[];
}

/** What of a call its record can be known by. */
export type Marked = Pick<MarkedCall, 'mark' | 'requestId' | 'at'>;

/** Follows one folder: each file is read once. */
export class FolderSearch {
  readonly #folder: LogFolder;
  readonly #objects: Objects;
  readonly #seen = new Set<string>();

  constructor(folder: LogFolder, objects: Objects) {
    this.#folder = folder;
    this.#objects = objects;
  }

  /**
   * Reads the files that are new, one after another.
   *
   * @throws ApiFailure where the folder could not be listed
   */
  async look(marks: readonly Marked[]): Promise<Searched> {
    const since = Math.min(...marks.map(({ at }) => Date.parse(at)));
    const found: { copies: Copy[]; problems: Problem[] } = { copies: [], problems: [] };
    if (marks.length === 0) return found;
    const folder = { ...this.#folder, kind: 'log' as const };
    const question = { bucket: folder.bucket, prefix: regionFolder(folder), after: firstKey(this.#folder, since) };
    for await (const object of this.#objects.list(question)) {
      if (this.#seen.has(object.key) || !isLogFile(object.key) || isOlder(object, since)) continue;
      const read = await this.#read(object, marks);
      if ('code' in read) {
        found.problems.push(read);
      } else {
        this.#seen.add(object.key);
        found.copies.push(...read);
      }
    }
    return found;
  }

  async #read(object: StoredObject, marks: readonly Marked[]): Promise<readonly Copy[] | Problem> {
    const { bucket } = this.#folder;
    const read = await this.#objects.read(bucket, object.key);
    if (read.is === 'unread') return read.problem;
    if (read.is === 'absent') return [];
    try {
      const text = gunzipSync(read.body.bytes);
      if (!marks.some(mark => wordsOf(mark).some(word => text.includes(word)))) return [];
      return copiesIn(text.toString('utf8'), marks).map(copy => ({
        ...copy,
        folder: this.#folder,
        key: object.key,
        written: object.modified,
      }));
    } catch (error) {
      return {
        code: 'log-damaged',
        message: `s3://${bucket}/${object.key} is no log file: ${error instanceof Error ? error.message : String(error)}`,
        hint: 'If the record is in it, nobody can read it: see who wrote the file.',
      };
    }
  }
}

/** Keys of a day sort by their moments. */
function firstKey(folder: LogFolder, since: number): string {
  const stamp = new Date(since - namedBefore).toISOString();
  const minute = stamp.slice(0, 16).replaceAll(/[-:]/gu, '');
  const day = dayFolder({ ...folder, kind: 'log' }, stamp.slice(0, 10));
  return `${day}${folder.account}_CloudTrail_${folder.region}_${minute}`;
}

/** Other things may lie in the folder. */
function isLogFile(key: string): boolean {
  const { kind, stamp = null } = readKey(key) ?? {};
  return kind === 'log' && stamp !== null;
}

/** What was written before a call has no record of it. */
function isOlder({ modified }: StoredObject, since: number): boolean {
  return modified !== null && Date.parse(modified) < since - apart;
}

const wordsOf = ({ mark, requestId }: Marked): readonly string[] => [mark, ...(requestId === null ? [] : [requestId])];

type Recorded = Omit<Copy, 'folder' | 'key' | 'written'>;

/**
 * The records of marked calls in the text of a log file. A call that was refused is recorded without its parameters, and is
 * then known by the id of its request.
 *
 * @throws SyntaxError, TypeError where it is no log file
 */
export function copiesIn(text: string, marks: readonly Marked[]): readonly Recorded[] {
  const document: unknown = JSON.parse(text);
  const records: unknown = Reflect.get(Object(document), 'Records');
  if (!Array.isArray(records)) throw new TypeError('it has no list of records');
  return records.flatMap((record: unknown) => copyIn(record, marks) ?? []);
}

function copyIn(record: unknown, marks: readonly Marked[]): Recorded | null {
  const [requestId, eventId] = [textAt(record, 'requestID'), textAt(record, 'eventID')];
  const parameters = JSON.stringify(Reflect.get(Object(record), 'requestParameters') ?? null);
  const marked = marks.find(
    one => parameters.includes(one.mark) || (one.requestId !== null && one.requestId === requestId),
  );
  if (marked === undefined || eventId === null) return null;
  return { mark: marked.mark, eventId, eventTime: textAt(record, 'eventTime') ?? '', requestId };
}

function textAt(record: unknown, name: string): string | null {
  const value: unknown = Reflect.get(Object(record), name);
  return typeof value === 'string' ? value : null;
}
