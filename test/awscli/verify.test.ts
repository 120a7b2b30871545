/** `logs verify` beside `aws cloudtrail validate-logs`, on the same archives. Each difference is told in docs/logs-verify.md. */
import { gunzipSync, gzipSync } from 'node:zlib';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { later, putDigest, putHours, putLog, shelf, signer } from '../logs/archive.ts';
import type { Archive } from '../logs/archive.ts';
import { serveArchive } from '../logs/served.ts';
import { hours, placeOf, someone, verified } from '../logs/verify/verifying.ts';
import { run } from './cli.ts';

let archive: Archive;
let chain: ReturnType<typeof putHours>;
let served: Awaited<ReturnType<typeof serveArchive>>;

beforeAll(async () => {
  served = await serveArchive(() => archive, [someone]);
});

afterAll(() => served.close());

beforeEach(() => {
  archive = new Map();
  chain = putHours(archive, shelf, { signer: someone, from: hours.from, hours: 6 });
});

const digest = (hour: number): string => `${shelf.bucket}/${chain[hour]?.digest.key}`;
const log = (hour: number): string => `${shelf.bucket}/${chain[hour]?.files[0]?.s3Object}`;
const stored = (name: string) => archive.get(name) ?? expect.fail(`no ${name}`);
const change = (name: string, to: (bytes: Buffer) => Uint8Array): void =>
  void archive.set(name, { ...stored(name), bytes: to(Buffer.from(stored(name).bytes)) });
const content = (name: string, to: (text: string) => string): void =>
  change(name, bytes => gzipSync(to(gunzipSync(bytes).toString())));
const metadata = (name: string, more: Readonly<Record<string, string>>): void =>
  void archive.set(name, { ...stored(name), metadata: more });

/** Two chains, of two hours each, with two hours between. */
function apart(): void {
  archive.clear();
  chain = putHours(archive, shelf, { signer: someone, from: '2026-01-10T00:30:00Z', hours: 2 });
  putHours(archive, shelf, { signer: someone, from: '2026-01-10T04:30:00Z', hours: 2 });
}

function backfill(made?: string): void {
  const file = putLog(archive, shelf, { when: '2026-01-10T02:05:00Z', unique: 'B', records: [] });
  const until = '2026-01-10T02:30:00Z';
  const time = { from: later(until, -60), until, backfilled: '2026-01-10T08:00:00.000Z' };
  const { key } = putDigest(archive, shelf, { signer: someone, ...time, files: [file], previous: null });
  const name = `${shelf.bucket}/${key}`;
  if (made === undefined) return;
  const { signature = '', 'signature-algorithm': algorithm = '' } = stored(name).metadata;
  metadata(name, { signature, 'signature-algorithm': algorithm });
}

/** What was done, what each of them says: the AWS CLI with its exit code and a part of what it prints. */
type Row = readonly [
  what: string,
  act: () => unknown,
  aws: readonly [code: number, says: string],
  ours: readonly string[],
];

const same: readonly Row[] = [
  ['nothing', () => undefined, [0, '6/6 digest files valid'], []],
  [
    'another level of compression',
    () => change(log(1), bytes => gzipSync(gunzipSync(bytes), { level: 1 })),
    [0, '8/8 log files valid'],
    [],
  ],
  [
    'a changed log file',
    () => content(log(1), text => text.replace('ada', 'eve')),
    [1, "hash value doesn't match"],
    ['CHANGED log'],
  ],
  ['a log file that is gone', () => archive.delete(log(1)), [1, 'INVALID: not found'], ['MISSING log']],
  [
    'a log file that is not compressed',
    () => change(log(1), bytes => gunzipSync(bytes)),
    [1, 'INVALID: invalid format'],
    ['CHANGED log'],
  ],
  [
    'a second member',
    () => change(log(1), bytes => Buffer.concat([bytes, gzipSync('x')])),
    [1, 'unexpected data after end'],
    ['TRAILING log'],
  ],
  ['a digest that is gone', () => archive.delete(digest(2)), [1, 'INVALID: not found'], ['MISSING digest']],
  [
    'a digest without a signature',
    () => metadata(digest(2), {}),
    [1, 'signature verification failed'],
    ['FORGED digest'],
  ],
  [
    'a changed digest',
    () => content(digest(2), text => text.replace('[', '[ ')),
    [1, 'signature verification failed'],
    ['FORGED digest'],
  ],
  ['a broken digest', () => content(digest(2), text => text.slice(1)), [1, 'invalid format'], ['CHANGED digest']],
  [
    'a moved digest',
    () => content(digest(2), text => text.replace('Object":"', 'Object":"x')),
    [1, 'has been moved from its original location'],
    ['MOVED digest'],
  ],
  ['a backfilled digest', () => backfill(), [0, '1/1 backfill digest files valid'], []],
];

const different: readonly Row[] = [
  ['the newest digest gone', () => archive.delete(digest(5)), [0, '5/5 digest files valid'], ['MISSING digest']],
  [
    'two digests in a row gone',
    () => [1, 2].forEach(hour => archive.delete(digest(hour))),
    [1, '4/5 digest files valid'],
    ['MISSING digest 2'],
  ],
  ['a gap', apart, [0, 'No log files were delivered by CloudTrail between'], ['GAP chain']],
  ['nothing at all', () => archive.clear(), [0, 'No digests found'], ['NOTHING chain']],
  [
    'a log file that no digest lists',
    () => putLog(archive, shelf, { when: '2026-01-10T03:05:00Z', unique: 'X', records: [] }),
    [0, '8/8 log files valid'],
    ['UNLISTED log'],
  ],
  [
    'another name for the algorithm',
    () => metadata(digest(2), { ...stored(digest(2)).metadata, 'signature-algorithm': 'MD5' }),
    [0, '6/6 digest files valid'],
    ['FORGED digest'],
  ],
  [
    'a log file cut in its trailer',
    () => change(log(1), bytes => bytes.subarray(0, -3)),
    [0, '8/8 log files valid'],
    ['CHANGED log'],
  ],
  [
    'bytes after a digest',
    () => change(digest(2), bytes => Buffer.concat([bytes, Buffer.from('x')])),
    [0, '6/6 digest files valid'],
    ['TRAILING digest'],
  ],
  [
    'a backfilled digest that does not say when',
    () => backfill(''),
    [1, 'INVALID: invalid format'],
    ['CHANGED digest', 'UNLISTED log'],
  ],
];

async function compare([, act, [code, says], ours]: Row): Promise<void> {
  act();
  const { arn } = placeOf(shelf).trail ?? expect.fail('no trail');
  const asked = ['--trail-arn', arn, '--s3-bucket', shelf.bucket, '--region', shelf.region];
  const time = ['--start-time', hours.from, '--end-time', hours.until];
  const aws = await run(served.url, ['cloudtrail', 'validate-logs', ...asked, ...time]);
  expect([aws.code, `${aws.stdout}${aws.stderr}`]).toEqual([code, expect.stringContaining(says)]);
  expect((await verified(archive)).words).toEqual(ours);
}

describe('on one archive, with', () => {
  it.each(same)('%s, both say the same', async (...row) => compare(row));
  it.each(different)('%s, they differ on purpose', async (...row) => compare(row));

  it('keys that nobody knows, both find no digest valid', async () => {
    archive.clear();
    putHours(archive, shelf, { signer: signer(), from: hours.from, hours: 6 });
    const row: Row = [
      '',
      () => undefined,
      [1, 'public key not found in region'],
      Array.from({ length: 6 }, () => 'FORGED digest'),
    ];
    await compare(row);
  });
});
