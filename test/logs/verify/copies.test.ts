/** What lies at hand without all that proves it, and what is gone without a trace in the rest. */
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';

import { beforeEach, describe, expect, it } from 'vitest';

import { verifyLogs } from '../../../src/app/logs/verify.ts';
import type { PublicKeys } from '../../../src/logs/ports.ts';
import { hashed, open } from '../../../src/logs/verify/gzip.ts';
import { endingOf, isComplete } from '../../../src/logs/verify/verification.ts';
import { keysOf, objectsOf, putHours, shelf } from '../archive.ts';
import type { Archive } from '../archive.ts';
import { hours, placeOf, someone, verified } from './verifying.ts';

const other = { ...shelf, region: 'eu-west-1' };
const keys = keysOf({ [shelf.region]: [someone], [other.region]: [someone] });
const everywhere = placeOf(shelf, { accounts: null, regions: null, trail: null });

let archive: Archive;

beforeEach(() => {
  archive = new Map();
  for (const at of [shelf, other]) putHours(archive, at, { signer: someone, from: hours.from, hours: 6 });
});

function drop(...parts: readonly string[]): void {
  for (const key of archive.keys()) if (parts.every(part => key.includes(part))) archive.delete(key);
}

describe('a copy', () => {
  it('without any metadata is unread, and nothing of it is forged or missing', async () => {
    const objects = objectsOf(archive);
    const bare = {
      ...objects,
      async read(bucket: string, key: string) {
        const read = await objects.read(bucket, key);
        return read.is === 'present' ? { ...read, body: { ...read.body, metadata: null } } : read;
      },
    };
    const range = { from: '2013-11-01T00:00:00Z', until: hours.until };
    const { outcome, words } = await verified(archive, { objects: bare, range, head: false });
    expect([outcome, new Set(words)]).toEqual(['unread', new Set(['UNREAD digest'])]);
  });

  it('without any keys is unread', async () => {
    const none: PublicKeys = { origin: 'none', between: async () => Promise.resolve([]) };
    const { outcome, findings } = await verified(archive, { keys: none });
    expect([outcome, findings[0]?.message]).toEqual(['unread', expect.stringContaining('--keys FILE')]);
  });

  it.each([
    ['copy', 'unproven', 'incomplete'],
    [undefined, 'whole', null],
  ] as const)('with keys of origin %s is %s', async (origin, outcome, ending) => {
    const open = { place: placeOf(shelf), objects: objectsOf(archive), keys: { ...keys, ...(origin && { origin }) } };
    const told = await verifyLogs(
      { places: [open], range: hours, head: true, points: [], sinceCheckpoint: true, unknown: [] },
      {
        clock: { now: () => new Date('2026-01-10T12:00:00Z'), sleep: async () => Promise.resolve() },
        cloud: null,
        told: () => undefined,
      },
    );
    expect([told.outcome, endingOf(told), isComplete(told)]).toEqual([outcome, ending, ending === null]);
    expect(told.sinceCheckpoint).toEqual({ from: null });
  });
});

describe('a region that is gone', () => {
  it('is missed where a checkpoint names it', async () => {
    const before = await verified(archive, { place: everywhere, keys });
    const points = before.verdict.chains.flatMap(({ point }) => point ?? []);
    expect([before.outcome, points.length]).toEqual(['whole', 2]);
    drop(other.region);
    const { words, findings } = await verified(archive, { place: everywhere, keys, points });
    expect([words, findings[0]?.region]).toEqual([['MISSING digest'], other.region]);
    const elsewhere = points.map(point => ({ ...point, bucket: 'elsewhere' }));
    expect((await verified(archive, { place: everywhere, keys, points: elsewhere })).words).toEqual([]);
  });

  it('but for its log files proves none of them', async () => {
    drop('CloudTrail-Digest', other.region);
    const { verdict, words } = await verified(archive, { place: everywhere, keys });
    const chain = verdict.chains.find(({ region }) => region === other.region);
    expect([words, chain?.unprovable]).toEqual([['NOTHING chain'], 8]);
  });

  it('and has log files of the last minutes only needs no digest yet', async () => {
    drop('CloudTrail-Digest', other.region);
    const { words } = await verified(archive, { place: everywhere, keys, now: hours.from });
    expect(words).not.toContain('NOTHING chain');
  });
});

describe('what holds more than any file does', () => {
  const mebi = 1024 ** 2;
  const bomb = gzipSync(Buffer.alloc(65 * mebi, ' '));

  it('is no digest', async () => {
    expect(await open(bomb)).toEqual({ is: 'broken', why: 'it holds more than 64 MiB, as no such file does' });
    expect(await open(gzipSync(Buffer.alloc(9 * mebi)))).toMatchObject({ is: 'open', trailing: 0 });
  });

  it('is hashed piece by piece', async () => {
    expect(await hashed(bomb)).toMatchObject({ is: 'open', trailing: 0 });
    const large = gzipSync(randomBytes(100_000));
    expect(await hashed(Buffer.concat([large, Buffer.from('more')]))).toMatchObject({ is: 'open', trailing: 4 });
    expect(await hashed(large.subarray(0, -9))).toMatchObject({ is: 'broken' });
    expect(await hashed(gzipSync('a').subarray(0, -2))).toEqual({ is: 'broken', why: 'it ends too early' });
  });
});
