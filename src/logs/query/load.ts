/** Reads the records of a range of time for a query, and notes what its answer cannot contain. */
import type { Problem } from '../../core/model.ts';
import { concatenated } from '../ahead.ts';
import { decoded } from '../decode/decode.ts';
import { flattener } from '../flatten.ts';
import type { Cell } from '../flatten.ts';
import type { LogKind } from '../layout.ts';
import { listed } from '../listing.ts';
import type { Listed } from '../listing.ts';
import { distinct } from '../place.ts';
import type { TimeRange } from '../place.ts';
import type { ObjectRead, OpenPlace } from '../ports.ts';
import { readRecord, timeOf } from '../record/record.ts';

/** What is to be loaded. */
export interface Loading {
  readonly places: readonly OpenPlace[];
  /** When the files were delivered. */
  readonly delivered: TimeRange;
  /** When the events happened. */
  readonly range: TimeRange;
  /** Columns by name. */
  readonly wanted: ReadonlySet<string>;
  /** Takes a row of these columns, in their order. */
  readonly add: (cells: readonly Cell[]) => void;
  /** Told of each file that was read. */
  readonly step: (loaded: Loaded) => void;
  /** Aborted: no further file is read. */
  readonly signal: AbortSignal;
}

/** What was read until now. */
export interface Loaded {
  files: number;
  /** As stored. */
  bytes: number;
  /** Those in the range; a record that was delivered twice counts twice. */
  records: number;
  /** Files that could not be read whole, and places that could not be listed: their records are missing. */
  readonly problems: Problem[];
  /** The newest moment in the name of a file of each account; null where none was found. */
  readonly newest: Map<string, string | null>;
}

/** Files that hold records. Digests hold none. */
const kinds: readonly LogKind[] = ['log', 'insight', 'network-activity', 'aggregated'];

/** Files that are fetched while another is read: so many may wait in memory. */
const ahead = { width: 12, room: 1 };

interface Fetched {
  readonly file: Listed;
  readonly bucket: string;
  readonly read: ObjectRead;
}

/** @throws ApiFailure where files could not be listed: what would be missing then is not known */
export async function load(loading: Loading): Promise<Loaded> {
  const loaded: Loaded = { files: 0, bytes: 0, records: 0, problems: [], newest: new Map() };
  const take = taking(loading, loaded);
  for (const place of distinct(loading.places.map(one => one.place))) {
    for (const account of place.accounts ?? []) loaded.newest.set(account, null);
    const objects = loading.places.find(one => one.place.bucket === place.bucket)?.objects;
    if (objects === undefined) continue;
    const { bucket } = place;
    const files = listed(objects, place, { kinds, range: loading.delivered });
    const fetched = concatenated(files, ahead, async function* reading(file): AsyncGenerator<Fetched> {
      yield { file, bucket, read: await objects.read(bucket, file.object.key) };
    });
    for await (const one of fetched) {
      if (loading.signal.aborted) return loaded;
      await take(one);
    }
  }
  return loaded;
}

function taking({ wanted, range, add, step }: Loading, loaded: Loaded): (fetched: Fetched) => Promise<void> {
  const cellsOf = flattener(wanted);
  const row = (text: string, name: string): boolean => {
    const record = readRecord(text);
    if (record === null) return false;
    const time = timeOf(record);
    if (time !== null && (time < range.from || time >= range.until)) return true;
    add(cellsOf(record, text, name));
    loaded.records++;
    return true;
  };
  return async ({ file: { key, object }, bucket, read }) => {
    const before = loaded.newest.get(key.account) ?? '';
    loaded.newest.set(key.account, [before, key.stamp ?? ''].toSorted()[1] || null);
    if (read.is === 'unread') loaded.problems.push(read.problem);
    if (read.is !== 'present') return;
    const name = `s3://${bucket}/${object.key}`;
    let strange = 0;
    for await (const piece of decoded(read.body.bytes, name)) {
      if ('problem' in piece) loaded.problems.push(piece.problem);
      else for (const record of piece.records) if (!row(record.toString(), name)) strange++;
    }
    if (strange > 0) loaded.problems.push(notRecords(name, strange));
    loaded.files++;
    loaded.bytes += read.body.bytes.length;
    step(loaded);
  };
}

const notRecords = (name: string, count: number): Problem => ({
  code: 'log-damaged',
  message: `${name} has ${count === 1 ? 'one object that is no record' : `${count} objects that are no records`}`,
});

/** An account, and of when its newest file is; null: there is none. */
export interface Silent {
  readonly account: string;
  readonly since: string | null;
}

/** Accounts of which no file is as new as the end of the range. */
export function silent({ newest }: Pick<Loaded, 'newest'>, { until }: TimeRange): readonly Silent[] {
  const usual = `${new Date(Date.parse(until) - late).toISOString().slice(0, 19)}Z`;
  return [...newest]
    .filter(([, stamp]) => stamp === null || stamp < usual)
    .map(([account, since]) => ({ account, since }));
}

/** Files of an account that does anything come every few minutes; an hour without is told. */
const late = 3_600_000;
