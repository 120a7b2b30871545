import { beforeEach, describe, expect, it } from 'vitest';

import type { Switch } from '../../../src/logs/verify/explained.ts';
import { later, putDigest, putHours, putLog, record, shelf } from '../archive.ts';
import type { Archive, Signed } from '../archive.ts';
import { hours, placeOf, someone, verified } from './verifying.ts';

let archive: Archive;

beforeEach(() => {
  archive = new Map();
});

const put = (from: string, count: number, previous: Signed | null = null) =>
  putHours(archive, shelf, { signer: someone, from, hours: count, previous });
const last = (chain: ReturnType<typeof putHours>): Signed => chain.at(-1)?.digest ?? expect.fail('empty');

const stop: Switch = { at: '2026-01-10T02:20:00Z', event: 'StopLogging', turned: 'off', by: 'CIAdmin/build-77' };
const start: Switch = { at: '2026-01-10T05:30:00Z', event: 'StartLogging', turned: 'on', by: 'CIAdmin/build-77' };
const create: Switch = { at: '2026-01-10T03:00:00Z', event: 'CreateTrail', turned: 'off', by: 'ada' };

describe('a time without digests', () => {
  const table: readonly (readonly [string, readonly Switch[], readonly string[]])[] = [
    ['that nobody knows of', [], ['GAP chain']],
    ['between a stop and a start', [stop, start], ['GAP chain explained']],
    ['after a stop, whose start is not known', [stop], ['GAP chain explained']],
    ['before a start', [start], ['GAP chain explained']],
    ['of which a start explains the first hour', [stop, { ...start, at: '2026-01-10T03:00:00Z' }], ['GAP chain']],
    ['of which a stop explains the last hour', [{ ...stop, at: '2026-01-10T04:10:00Z' }, start], ['GAP chain']],
    ['that was over before the stop', [{ ...stop, at: '2026-01-10T05:00:00Z' }], ['GAP chain']],
    ['whose start came long after it', [{ ...start, at: '2026-01-10T08:00:00Z' }], ['GAP chain']],
  ];
  it.each(table)('%s', async (_, switches, words) => {
    put(hours.from, 2);
    put('2026-01-10T04:30:00Z', 2);
    const found = await verified(archive, { switches });
    expect(found.words).toEqual(words);
    expect(found.findings[0]?.range).toEqual({ from: '2026-01-10T02:30:00Z', until: '2026-01-10T04:30:00Z' });
    expect(found.outcome).toBe(words.includes('GAP chain') ? 'gap' : 'whole');
  });

  it('is named with who did it', async () => {
    put(hours.from, 2);
    put('2026-01-10T04:30:00Z', 2);
    const { findings } = await verified(archive, { switches: [start, stop] });
    expect(findings[0]?.explained).toBe(
      'StopLogging by CIAdmin/build-77 at 2026-01-10 02:20 UTC, StartLogging by CIAdmin/build-77 at 2026-01-10 05:30 UTC',
    );
  });

  it('before the first digest is explained by the creation of the trail', async () => {
    put('2026-01-10T04:30:00Z', 2);
    expect((await verified(archive)).words).toEqual(['GAP chain']);
    expect((await verified(archive, { switches: [create, start] })).words).toEqual(['GAP chain explained']);
    const atOnce = [{ ...start, at: create.at }, create];
    expect((await verified(archive, { switches: atOnce })).words).toEqual(['GAP chain']);
    expect((await verified(archive, { head: false })).words).toEqual([]);
  });

  it('after the last digest is a gap where the trail does not log', async () => {
    put(hours.from, 2);
    const { trail, ...place } = placeOf(shelf);
    const stopped = { ...place, trail: trail && { ...trail, logging: false } };
    const off = { ...place, trail: trail && { ...trail, validation: false } };
    expect((await verified(archive)).words).toEqual(['MISSING digest 4']);
    expect((await verified(archive, { place: stopped })).words).toEqual(['GAP chain']);
    expect((await verified(archive, { place: off })).findings[0]?.message).toContain('validation is off');
    expect((await verified(archive, { switches: [stop] })).words).toEqual(['GAP chain explained']);
  });

  it('is none where digests may still come', async () => {
    put(hours.from, 2);
    expect((await verified(archive, { now: '2026-01-10T05:20:00Z' })).words).toEqual([]);
    expect((await verified(archive, { now: '2026-01-10T05:30:00Z' })).words).toEqual(['MISSING digest']);
  });

  it('before one that is not valid is missing, unless it is explained', async () => {
    put(hours.from, 2);
    const [one] = put('2026-01-10T04:30:00Z', 2);
    const key = `${shelf.bucket}/${one?.digest.key}`;
    archive.set(key, { ...(archive.get(key) ?? expect.fail('no digest')), metadata: {} });
    expect((await verified(archive)).words).toEqual(['FORGED digest', 'MISSING digest 2']);
    expect((await verified(archive, { switches: [stop, start] })).words).toEqual([
      'FORGED digest',
      'GAP chain explained',
    ]);
  });

  it('too short to miss a digest is told where the chain begins anew', async () => {
    put(hours.from, 3);
    const from = '2026-01-10T03:10:00Z';
    const first = putDigest(archive, shelf, {
      signer: someone,
      from,
      until: later(from, 60),
      files: [],
      previous: null,
    });
    putHours(archive, shelf, { signer: someone, from: later(from, 60), hours: 3, previous: first });
    const { words, findings } = await verified(archive);
    expect(words).toEqual(['GAP chain']);
    expect(findings[0]?.message).toBe(
      'the chain ends 2026-01-10 03:30 UTC and begins anew with the digest of 2026-01-10 04:10 UTC',
    );
    const switches = [
      { ...stop, at: '2026-01-10T03:30:00Z' },
      { ...start, at: '2026-01-10T04:10:00Z' },
    ];
    expect((await verified(archive, { switches })).outcome).toBe('whole');
  });

  it('between digests that are linked is a gap, too', async () => {
    const chain = put(hours.from, 2);
    put('2026-01-10T03:30:00Z', 3, last(chain));
    expect((await verified(archive)).words).toEqual(['GAP chain']);
  });

  it('cannot hide a digest that another one names', async () => {
    const chain = put(hours.from, 6);
    for (const hour of [2, 3]) archive.delete(`${shelf.bucket}/${chain[hour]?.digest.key}`);
    expect((await verified(archive, { switches: [stop, start] })).words).toEqual(['MISSING digest 2']);
  });
});

describe('backfilled digests', () => {
  const backfilled = '2026-01-10T08:00:00.000Z';
  const missed = (unique: string, when: string) =>
    putLog(archive, shelf, { when, unique, records: [record(when, unique)] });
  const backfill = (until: string, more: Partial<Parameters<typeof putDigest>[2]> = {}) =>
    putDigest(archive, shelf, {
      signer: someone,
      from: later(until, -60),
      until,
      files: [missed(`B${until.slice(11, 13)}`, later(until, -30))],
      previous: null,
      backfilled,
      ...more,
    });

  it('list what the first digest of an hour missed, linked or not', async () => {
    put(hours.from, 6);
    const first = backfill('2026-01-10T02:30:00Z');
    backfill('2026-01-10T03:30:00Z', { previous: first });
    const { words, verdict } = await verified(archive);
    expect(words).toEqual([]);
    expect(verdict.chains[0]).toMatchObject({ backfills: { valid: 2, total: 2 }, files: { valid: 10, total: 10 } });
  });

  it('are held against the one that they name', async () => {
    const chain = put(hours.from, 6);
    const first = backfill('2026-01-10T02:30:00Z');
    backfill('2026-01-10T03:30:00Z', { previous: { ...first, hash: 'ab' } });
    backfill('2026-01-10T04:30:00Z', { previous: chain[2]?.digest ?? null });
    expect((await verified(archive)).words).toEqual(['CHANGED digest']);
    archive.delete(`${first.bucket}/${first.key}`);
    expect((await verified(archive)).words.toSorted()).toEqual(['MISSING digest', 'UNLISTED log']);
  });

  it('say when they were made', async () => {
    put(hours.from, 6);
    const { key } = backfill('2026-01-10T02:30:00Z');
    const name = `${shelf.bucket}/${key}`;
    const stored = archive.get(name) ?? expect.fail('no digest');
    const { 'backfill-generation-timestamp': _, ...metadata } = stored.metadata;
    archive.set(name, { ...stored, metadata });
    const { words, verdict } = await verified(archive);
    expect(words).toEqual(['CHANGED digest', 'UNLISTED log']);
    expect(verdict.chains[0]?.backfills).toEqual({ valid: 0, total: 1 });
  });

  it('may have something after their end', async () => {
    put(hours.from, 6);
    const name = `${shelf.bucket}/${backfill('2026-01-10T02:30:00Z').key}`;
    const stored = archive.get(name) ?? expect.fail('no digest');
    archive.set(name, { ...stored, bytes: Buffer.concat([stored.bytes, Buffer.from('x')]) });
    expect((await verified(archive)).words).toEqual(['TRAILING digest']);
  });
});

describe('a trail that delivered elsewhere before', () => {
  const old = { ...shelf, bucket: 'old-logs', prefix: 'was/here' };

  it('is followed there', async () => {
    const before = putHours(archive, old, { signer: someone, from: hours.from, hours: 3 });
    put('2026-01-10T03:30:00Z', 3, last(before));
    const { words, verdict } = await verified(archive);
    expect(words).toEqual([]);
    expect(verdict.chains[0]).toMatchObject({ digests: { valid: 6, total: 6 }, found: hours });
  });

  it('lacks what is gone from there', async () => {
    const before = putHours(archive, old, { signer: someone, from: hours.from, hours: 3 });
    put('2026-01-10T03:30:00Z', 3, last(before));
    archive.delete(`${old.bucket}/${last(before).key}`);
    expect((await verified(archive)).words).toEqual(['MISSING digest']);
  });
});

describe('folders', () => {
  const place = placeOf(shelf, { accounts: null, regions: null });

  it('of log files alone are without digests', async () => {
    put(hours.from, 6);
    const elsewhere = { ...shelf, region: 'eu-west-1' };
    putLog(archive, elsewhere, { when: '2026-01-10T02:00:00Z', unique: 'X', records: [] });
    const { words, verdict } = await verified(archive, { place });
    expect(words).toEqual(['NOTHING chain']);
    expect(verdict.chains.find(({ region }) => region === 'eu-west-1')).toMatchObject({ unprovable: 1, found: null });
  });

  it('of another time are passed over, unless they are asked for', async () => {
    put(hours.from, 6);
    const elsewhere = { ...shelf, region: 'eu-west-1' };
    putLog(archive, elsewhere, { when: '2026-01-08T02:00:00Z', unique: 'X', records: [] });
    expect((await verified(archive, { place })).words).toEqual([]);
    const named = { ...place, regions: ['eu-west-1', 'us-east-1'] };
    expect((await verified(archive, { place: named })).words).toEqual(['NOTHING chain']);
  });

  it('of several trails have files that the digests of either list', async () => {
    put(hours.from, 6);
    putHours(
      archive,
      { ...shelf, trail: 'second' },
      { signer: someone, from: later(hours.from, 1), hours: 6, filesIn: () => 3 },
    );
    expect((await verified(archive, { place })).words).toEqual([]);
    const both = await verified(archive, { place: { ...place, trail: null } });
    expect(both.verdict.chains.map(({ trail }) => trail)).toEqual(['main', 'second']);
    expect(both.words).toEqual(['GAP chain']);
  });
});
