import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';

import {
  keyOfDigest,
  later,
  logKey,
  objectsOf,
  putDigest,
  putHours,
  putLog,
  record,
  shelf,
  signer,
} from '../archive.ts';
import type { Archive } from '../archive.ts';
import { hours, placeOf, someone, verified } from './verifying.ts';

type Chain = ReturnType<typeof putHours>;

let archive: Archive;
let chain: Chain;
const six = (): Chain => putHours(archive, shelf, { signer: someone, from: hours.from, hours: 6 });

beforeEach(() => {
  archive = new Map();
  chain = six();
});

const name = (object: { readonly bucket: string; readonly key: string }): string => `${object.bucket}/${object.key}`;
const digest = (hour: number) => chain[hour]?.digest ?? expect.fail('no such hour');
const file = (hour: number, index = 0) => chain[hour]?.files[index] ?? expect.fail('no such file');
const log = (hour: number, index = 0): string => `${shelf.bucket}/${file(hour, index).s3Object}`;
const stored = (key: string) => archive.get(key) ?? expect.fail(`no ${key}`);
const change = (key: string, to: (bytes: Buffer) => Uint8Array): void => {
  const before = stored(key);
  archive.set(key, { ...before, bytes: to(Buffer.from(before.bytes)) });
};
const rewrite = (key: string, to: (text: string) => string): void =>
  change(key, bytes => gzipSync(to(gunzipSync(bytes).toString())));
const sign = (key: string, metadata: Readonly<Record<string, string>>): void =>
  void archive.set(key, { ...stored(key), metadata });

describe('an archive of six hours, in which', () => {
  const table: readonly (readonly [string, () => void, readonly string[], valid: readonly [string, string]])[] = [
    ['nothing was done', () => undefined, [], ['6/6', '8/8']],
    [
      'a log file was compressed again',
      () => change(log(1), bytes => gzipSync(gunzipSync(bytes), { level: 1 })),
      [],
      ['6/6', '8/8'],
    ],
    [
      "a log file's content was changed",
      () => rewrite(log(1), text => text.replace('ada', 'eve')),
      ['CHANGED log'],
      ['6/6', '7/8'],
    ],
    ['a log file was deleted', () => archive.delete(log(1)), ['MISSING log'], ['6/6', '7/8']],
    ['a log file is not compressed', () => change(log(1), bytes => gunzipSync(bytes)), ['CHANGED log'], ['6/6', '7/8']],
    ['a log file is empty', () => change(log(1), () => Buffer.alloc(0)), ['CHANGED log'], ['6/6', '7/8']],
    ['a log file was cut', () => change(log(1), bytes => bytes.subarray(0, -3)), ['CHANGED log'], ['6/6', '7/8']],
    [
      'a second member follows a log file',
      () => change(log(1), bytes => Buffer.concat([bytes, gzipSync('x')])),
      ['TRAILING log'],
      ['6/6', '7/8'],
    ],
    [
      'zeros follow a log file',
      () => change(log(1), bytes => Buffer.concat([bytes, Buffer.alloc(9)])),
      ['TRAILING log'],
      ['6/6', '7/8'],
    ],
    ['one digest was deleted', () => archive.delete(name(digest(2))), ['MISSING digest'], ['5/6', '8/8']],
    [
      'two digests in a row were deleted',
      () => [1, 2].forEach(hour => archive.delete(name(digest(hour)))),
      ['MISSING digest 2'],
      ['4/6', '6/6'],
    ],
    ['the newest digest was deleted', () => archive.delete(name(digest(5))), ['MISSING digest'], ['5/6', '8/8']],
    [
      'the two newest were deleted',
      () => [4, 5].forEach(hour => archive.delete(name(digest(hour)))),
      ['MISSING digest 2'],
      ['4/6', '6/6'],
    ],
    ['the oldest was deleted', () => archive.delete(name(digest(0))), ['MISSING digest'], ['5/6', '6/6']],
    [
      'all digests were deleted',
      () => chain.forEach(one => archive.delete(name(one.digest))),
      ['NOTHING chain'],
      ['0/0', '0/0'],
    ],
    ['all was deleted', () => archive.clear(), ['NOTHING chain'], ['0/0', '0/0']],
    [
      'a signature was changed',
      () => sign(name(digest(2)), { ...stored(name(digest(2))).metadata, signature: digest(3).signature }),
      ['FORGED digest'],
      ['5/6', '8/8'],
    ],
    [
      'a signature is none',
      () => sign(name(digest(2)), { ...stored(name(digest(2))).metadata, signature: `${digest(2).signature}zz` }),
      ['FORGED digest'],
      ['5/6', '8/8'],
    ],
    ['the metadata of a digest is gone', () => sign(name(digest(2)), {}), ['FORGED digest'], ['5/6', '8/8']],
    [
      'a digest names another algorithm',
      () => sign(name(digest(2)), { ...stored(name(digest(2))).metadata, 'signature-algorithm': 'MD5withRSA' }),
      ['FORGED digest'],
      ['5/6', '8/8'],
    ],
    [
      "a digest's content was changed",
      () => rewrite(name(digest(2)), text => text.replace('"logFiles":[', '"logFiles":[ ')),
      ['FORGED digest'],
      ['5/6', '8/8'],
    ],
    [
      "a digest's content is broken",
      () => rewrite(name(digest(2)), text => text.slice(1)),
      ['CHANGED digest'],
      ['5/6', '8/8'],
    ],
    [
      'a digest lacks a field',
      () => rewrite(name(digest(2)), text => text.replace('digestEndTime', 'x')),
      ['CHANGED digest'],
      ['5/6', '8/8'],
    ],
    [
      'a digest is not compressed',
      () => change(name(digest(2)), bytes => gunzipSync(bytes)),
      ['CHANGED digest'],
      ['5/6', '8/8'],
    ],
    [
      'bytes follow a digest',
      () => change(name(digest(2)), bytes => Buffer.concat([bytes, Buffer.from('x')])),
      ['TRAILING digest'],
      ['5/6', '8/8'],
    ],
    [
      'a digest says that it lies elsewhere',
      () => rewrite(name(digest(2)), text => text.replace('"digestS3Object":"', '"digestS3Object":"x')),
      ['MOVED digest'],
      ['5/6', '8/8'],
    ],
    [
      'a digest lies under the name of the next one',
      () => archive.set(name(digest(3)), stored(name(digest(2)))),
      ['MOVED digest'],
      ['5/6', '6/6'],
    ],
    [
      'a log file stands beside that no digest lists',
      () =>
        void putLog(archive, shelf, {
          when: '2026-01-10T03:05:00Z',
          unique: 'INJECTED',
          records: [record('2026-01-10T03:01:00Z', 'e')],
        }),
      ['UNLISTED log'],
      ['6/6', '8/8'],
    ],
    [
      'a log file came so late that no digest can list it yet',
      () => void putLog(archive, shelf, { when: '2026-01-10T06:25:00Z', unique: 'LATE', records: [] }),
      [],
      ['6/6', '8/8'],
    ],
    [
      'a marker stands among log files',
      () =>
        void archive.set(`${shelf.bucket}/AWSLogs/${shelf.account}/CloudTrail/`, {
          bytes: new Uint8Array(),
          metadata: {},
          modified: null,
        }),
      [],
      ['6/6', '8/8'],
    ],
  ];

  it.each(table)('%s', async (_, act, words, [digests, files]) => {
    act();
    const found = await verified(archive);
    expect(found.words).toEqual(words);
    const [verdict] = found.verdict.chains;
    const ratio = (tally?: { readonly valid: number; readonly total: number }): string =>
      `${tally?.valid}/${tally?.total}`;
    expect([ratio(verdict?.digests), ratio(verdict?.files)]).toEqual([digests, files]);
    expect(found.outcome === 'whole').toBe(words.length === 0);
  });

  it('tells of every file that it read', async () => {
    archive.delete(log(1));
    const { files } = await verified(archive);
    expect(files.filter(({ kind, word }) => kind === 'log' && word === null)).toHaveLength(7);
    expect(files.filter(({ word }) => word === 'MISSING')).toEqual([
      { kind: 'log', bucket: shelf.bucket, key: file(1).s3Object, word: 'MISSING' },
    ]);
  });

  it('counts what cannot be proven, and says that what is missing did exist', async () => {
    for (const hour of [0, 1]) archive.delete(name(digest(hour)));
    const { verdict, findings } = await verified(archive);
    expect(verdict.chains[0]).toMatchObject({ unprovable: 4, digests: { valid: 4, total: 6 } });
    expect(findings).toMatchObject([
      {
        object: { key: digest(1).key },
        range: { from: '2026-01-10T00:30:00Z', until: '2026-01-10T02:30:00Z' },
        message: 'the digest of 2026-01-10 03:30 UTC names the one before it, so that it did exist',
      },
    ]);
  });

  it('was signed by nobody that AWS knows', async () => {
    archive = new Map();
    chain = putHours(archive, shelf, { signer: signer(), from: hours.from, hours: 6 });
    const { words, verdict } = await verified(archive);
    expect(words).toEqual(Array.from({ length: 6 }, () => 'FORGED digest'));
    expect(verdict.chains[0]).toMatchObject({ files: { total: 0 }, unprovable: 8, point: null });
  });

  it('is signed by keys that take turns, which are those of the region of its folder', async () => {
    const next = signer('2026-01-10T03:00:00Z', '2026-02-10T00:00:00Z');
    const at = { ...shelf, region: 'eu-west-1' };
    const first = putHours(archive, at, { signer: someone, from: hours.from, hours: 3 });
    putHours(archive, at, { signer: next, from: '2026-01-10T03:30:00Z', hours: 3, previous: first[2]?.digest ?? null });
    const asked = { place: placeOf(at) };
    const keys = (region: string) => ({
      between: async (of: string) => Promise.resolve(of === region ? [someone.key, next.key] : []),
    });
    expect((await verified(archive, { ...asked, keys: keys('eu-west-1') })).words).toEqual([]);
    expect((await verified(archive, { ...asked, keys: keys('us-east-1') })).words).toContain('FORGED digest');
  });

  it('holds a digest that is signed, and is not the one that the next was linked to', async () => {
    const files = [file(1, 1), file(1)];
    const time = { from: later(hours.from, 60), until: later(hours.from, 120) };
    putDigest(archive, shelf, { signer: someone, ...time, files, previous: digest(0) });
    const { words, findings } = await verified(archive);
    expect(words).toEqual(['CHANGED digest']);
    expect(findings[0]?.object?.key).toBe(digest(1).key);
  });

  it('has a name that says another end, or another account, than its content', async () => {
    const from = later(hours.until, -60);
    const lies = { signer: someone, from, until: hours.until, files: [], previous: digest(4) };
    putDigest(archive, shelf, { ...lies, lies: { awsAccountId: '999988887777' } });
    expect((await verified(archive)).words).toEqual(['MOVED digest']);
  });

  it('cannot be read in part', async () => {
    const objects = objectsOf(archive);
    const refused = { code: 'access-denied' as const, message: 's3:GetObject is not permitted' };
    const read: typeof objects.read = async (bucket, key) =>
      key === digest(2).key || key === file(1).s3Object
        ? { is: 'unread', problem: refused }
        : objects.read(bucket, key);
    const { words, outcome } = await verified(archive, { objects: { ...objects, read } });
    expect(words.toSorted()).toEqual(['UNREAD digest', 'UNREAD log']);
    expect(outcome).toBe('unread');
  });

  it.each(['list', 'folders'] as const)('cannot be listed (%s)', async what => {
    const refusal = Object.assign(new Error('not permitted'), { name: 'Refused' });
    const refuse = () => {
      throw refusal;
    };
    const objects = { ...objectsOf(archive), [what]: refuse };
    const { words, outcome } = await verified(archive, { objects, place: placeOf(shelf, { regions: null }) });
    expect([words, outcome]).toEqual([['UNREAD chain'], 'unread']);
  });

  it('cannot be judged without keys', async () => {
    const refusal = Object.assign(new Error('not permitted'), { name: 'Refused' });
    const keys = { between: async () => Promise.reject(refusal) };
    expect(new Set((await verified(archive, { keys })).words)).toEqual(new Set(['UNREAD digest']));
  });

  it('lets bugs out', async () => {
    const keys = { between: async () => Promise.reject(new TypeError('a bug')) };
    await expect(verified(archive, { keys })).rejects.toThrow('a bug');
  });

  it('is of an organization', async () => {
    const at = { ...shelf, organization: 'o-exampleorgid', account: '222233334444' };
    putHours(archive, at, { signer: someone, from: hours.from, hours: 6 });
    const place = placeOf(at, { accounts: null, regions: null });
    const { words, verdict } = await verified(archive, { place });
    expect([words, verdict.chains.map(one => one.account)]).toEqual([[], ['222233334444']]);
  });
});

describe('names of the archive', () => {
  it('are those of its keys', () => {
    expect(keyOfDigest(shelf, '2026-01-10T01:30:00Z')).toBe(digest(0).key);
    expect(logKey(shelf, '2026-01-10T00:35:00Z', 'H00000N000000000')).toBe(file(0).s3Object);
  });
});
