import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';

import { advanced, chainName, pointOf, readPoints, writePoints } from '../../../src/logs/verify/points.ts';
import type { LogPoint } from '../../../src/logs/verify/points.ts';
import { later, putDigest, putHours, putLog, record, shelf } from '../archive.ts';
import type { Archive } from '../archive.ts';
import { hours, someone, verified } from './verifying.ts';

let archive: Archive;
let chain: ReturnType<typeof putHours>;

beforeEach(() => {
  archive = new Map();
  chain = putHours(archive, shelf, { signer: someone, from: hours.from, hours: 6 });
});

const upTo = async (until: string, more: Parameters<typeof verified>[1] = {}): Promise<LogPoint> => {
  const { verdict } = await verified(archive, { range: { from: hours.from, until }, now: until, ...more });
  return verdict.chains[0]?.point ?? expect.fail('nothing is whole');
};
const name = (hour: number): string => `${shelf.bucket}/${chain[hour]?.digest.key}`;
const since = async (point: LogPoint) => verified(archive, { points: [point] });

describe('a point', () => {
  it('is the last digest, and what follows it is linked to it', async () => {
    const point = await upTo('2026-01-10T04:30:00Z');
    expect(point).toMatchObject({
      key: chain[3]?.digest.key,
      end: '2026-01-10T04:30:00Z',
      hash: chain[3]?.digest.hash,
    });
    const { words, verdict } = await since(point);
    expect(words).toEqual([]);
    expect(verdict.chains[0]).toMatchObject({
      digests: { valid: 2, total: 2 },
      files: { total: 2 },
      found: { from: '2026-01-10T04:30:00Z', until: hours.until },
      point: { key: chain[5]?.digest.key },
    });
  });

  it('lies before what was found', async () => {
    archive.delete(`${shelf.bucket}/${chain[3]?.files[0]?.s3Object}`);
    expect(await upTo(hours.until)).toMatchObject({ end: '2026-01-10T03:30:00Z' });
    archive.delete(name(1));
    expect(await upTo(hours.until)).toMatchObject({ end: '2026-01-10T01:30:00Z' });
  });

  it('stays where there is nothing new, or nothing whole', async () => {
    const point = await upTo('2026-01-10T04:30:00Z');
    const before = await verified(archive, {
      points: [point],
      range: { from: hours.from, until: '2026-01-10T04:00:00Z' },
    });
    expect([before.words, before.verdict.chains[0]?.point]).toEqual([[], point]);
    for (const hour of [4, 5]) archive.delete(name(hour));
    const { words, verdict } = await since(point);
    expect([words, verdict.chains[0]?.point]).toEqual([['MISSING digest 2'], point]);
  });

  it('is of a digest that was found to be gone, or another', async () => {
    const point = await upTo('2026-01-10T03:30:00Z');
    const stored = archive.get(name(3)) ?? expect.fail('no digest');
    archive.delete(name(3));
    expect((await since(point)).words).toEqual(['MISSING digest']);
    archive.set(name(3), { ...stored, metadata: {} });
    expect((await since(point)).words).toEqual(['FORGED digest']);
    const time = { from: '2026-01-10T03:30:00Z', until: '2026-01-10T04:30:00Z' };
    putDigest(archive, shelf, { signer: someone, ...time, files: [], previous: chain[2]?.digest ?? null });
    const { words, verdict } = await since(point);
    expect([words.includes('CHANGED digest'), verdict.chains[0]?.point]).toEqual([true, null]);
  });

  it('hides no digest before it that is gone, or not valid any more', async () => {
    const point = await upTo('2026-01-10T05:30:00Z');
    const stored = archive.get(name(3)) ?? expect.fail('no digest');
    archive.delete(name(3));
    const { words, verdict } = await since(point);
    expect([words, verdict.chains[0]?.point]).toEqual([['MISSING digest'], null]);
    archive.set(name(3), { ...stored, metadata: {} });
    expect((await since(point)).words).toEqual(['FORGED digest']);
  });

  it('must be linked to', async () => {
    const point = await upTo('2026-01-10T03:30:00Z');
    putHours(archive, shelf, { signer: someone, from: '2026-01-10T03:30:00Z', hours: 3 });
    expect((await since(point)).words).toContain('GAP chain');
  });

  it('hides no file that was put beside since', async () => {
    const point = await upTo('2026-01-10T05:30:00Z');
    putLog(archive, shelf, {
      when: '2026-01-10T03:45:00Z',
      unique: 'X',
      records: [record('2026-01-10T03:45:00Z', 'x')],
    });
    expect((await since(point)).words).toEqual(['UNLISTED log']);
  });

  it('is trusted for its own chain only', async () => {
    const point = await upTo('2026-01-10T03:30:00Z');
    for (const other of [{ bucket: 'x' }, { trail: 'x' }, { region: 'x' }, { account: 'x' }, { prefix: 'x' }]) {
      const { verdict } = await verified(archive, { points: [{ ...point, ...other }] });
      expect(verdict.chains[0]?.digests.total).toBe(6);
    }
  });

  it('of long ago is one of each two days', async () => {
    archive = new Map();
    chain = putHours(archive, shelf, { signer: someone, from: '2026-01-02T00:00:00Z', hours: 150, filesIn: () => 0 });
    const until = later('2026-01-02T00:00:00Z', 150 * 60);
    const found = await verified(archive, { range: { from: '2026-01-02T00:00:00Z', until }, now: until });
    expect(found.words).toEqual([]);
    archive.set(name(50), { ...(archive.get(name(50)) ?? expect.fail('none')), metadata: {} });
    expect(await upTo(until, { range: { from: '2026-01-02T00:00:00Z', until } })).toMatchObject({
      end: '2026-01-04T00:00:00Z',
    });
  });
});

const word = fc.string({ minLength: 1, maxLength: 5 });
const end = fc.integer({ min: 0, max: 99 }).map(hour => later('2026-01-01T00:00:00Z', hour * 60));
const anyPoint: fc.Arbitrary<LogPoint> = fc.record({
  bucket: fc.constantFrom('a', 'b'),
  prefix: fc.constantFrom('', 'p'),
  organization: fc.constantFrom(null, 'o-1'),
  account: fc.constantFrom('1', '2'),
  region: fc.constant('r'),
  trail: fc.constant('t'),
  homeRegion: fc.constant('h'),
  key: word,
  end,
  hash: word,
  signature: word,
});

describe('points', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(fc.array(anyPoint), points => {
        expect(readPoints(writePoints(points))).toEqual(points);
      }),
    );
  });

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['another version', '{"version":2,"points":[]}'],
    ['no points', '{"version":1}'],
    ['half a point', '{"version":1,"points":[{"bucket":"b"}]}'],
    ['no object', '{"version":1,"points":[null]}'],
    ['null', 'null'],
  ])('are not read from %s', (_, text) => expect(readPoints(text)).toBeNull());

  it('only go forward, and none is lost', () => {
    fc.assert(
      fc.property(fc.array(anyPoint), fc.array(anyPoint), (before, reached) => {
        const all = advanced(advanced([], before), reached);
        for (const point of [...before, ...reached]) {
          const kept = pointOf(all, point) ?? expect.fail('lost');
          expect(kept.end >= point.end).toBe(true);
        }
        expect(new Set(all.map(chainName)).size).toBe(all.length);
      }),
    );
  });
});
