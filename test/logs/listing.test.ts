import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { logKinds, readKey } from '../../src/logs/layout.ts';
import { daysOf, deliveredFor, isDelivered, listed } from '../../src/logs/listing.ts';
import type { ListingQuestion } from '../../src/logs/listing.ts';
import type { LogPlace } from '../../src/logs/place.ts';
import type { ListQuestion, Objects } from '../../src/logs/ports.ts';
import { keyOfDigest, logKey, objectsOf, shelf } from './archive.ts';
import type { Archive } from './archive.ts';

const place: LogPlace = {
  bucket: shelf.bucket,
  prefix: '',
  organization: null,
  accounts: null,
  regions: null,
  trail: null,
};

const trail = {
  arn: 'arn:aws:cloudtrail:us-east-1:111122223333:trail/main',
  name: 'main',
  homeRegion: 'us-east-1',
  account: '111122223333',
  validation: true,
  logging: true,
  topic: null,
};

const day = { from: '2026-01-10T00:00:00Z', until: '2026-01-11T00:00:00Z' };

function archiveOf(keys: readonly string[], bucket = shelf.bucket): Archive {
  return new Map(keys.map(key => [`${bucket}/${key}`, { bytes: new Uint8Array(1), metadata: {}, modified: null }]));
}

async function keysIn(objects: Objects, at: LogPlace, question: ListingQuestion): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { object } of listed(objects, at, question)) keys.push(object.key);
  return keys;
}

/** The same with what was asked. */
function watched(objects: Objects): Objects & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    ...objects,
    asked,
    list(question: ListQuestion) {
      asked.push(question.after === undefined ? question.prefix : `${question.prefix} after ${question.after}`);
      return objects.list(question);
    },
    async folders(bucket, prefix) {
      asked.push(`folders ${prefix}`);
      return objects.folders(bucket, prefix);
    },
  };
}

describe('listed', () => {
  it('asks for what the range touches, and from where it begins', async () => {
    const from = { from: '2026-01-10T01:30:00Z', until: '2026-01-11T00:10:00Z' };
    const within = logKey(shelf, '2026-01-10T01:30:00Z', 'B');
    const next = logKey(shelf, '2026-01-11T00:05:00Z', 'C');
    const objects = watched(
      objectsOf(archiveOf([logKey(shelf, '2026-01-10T01:25:00Z', 'A'), next, within, logKey(shelf, from.until, 'D')])),
    );
    expect(await keysIn(objects, place, { kinds: ['log'], range: from })).toEqual([within, next]);
    expect(objects.asked).toEqual([
      'folders AWSLogs/',
      'folders AWSLogs/111122223333/CloudTrail/',
      'AWSLogs/111122223333/CloudTrail/us-east-1/2026/01/10/ after AWSLogs/111122223333/CloudTrail/us-east-1/2026/01/10/111122223333_CloudTrail_us-east-1_20260110T0130',
      'AWSLogs/111122223333/CloudTrail/us-east-1/2026/01/11/',
    ]);
  });

  it('looks for no accounts and regions that are given', async () => {
    const objects = watched(objectsOf(archiveOf([logKey(shelf, '2026-01-10T01:25:00Z', 'A')])));
    const given = { ...place, accounts: [shelf.account], regions: [shelf.region] };
    expect(await keysIn(objects, given, { kinds: ['log'], range: day })).toHaveLength(1);
    expect(objects.asked).toEqual([
      'AWSLogs/111122223333/CloudTrail/us-east-1/2026/01/10/ after AWSLogs/111122223333/CloudTrail/us-east-1/2026/01/10/111122223333_CloudTrail_us-east-1_20260110T0000',
    ]);
  });

  it('asks only for kinds that there are', async () => {
    const objects = watched(objectsOf(archiveOf([logKey(shelf, '2026-01-10T01:25:00Z', 'A')])));
    await keysIn(objects, { ...place, accounts: [shelf.account] }, { kinds: logKinds, range: day });
    expect(objects.asked.filter(one => one.startsWith('folders'))).toEqual([
      'folders AWSLogs/111122223333/',
      'folders AWSLogs/111122223333/CloudTrail/',
    ]);
  });

  it("takes the digests of a place's trail alone", async () => {
    const other = keyOfDigest({ ...shelf, trail: 'main_us-east-1' }, '2026-01-10T01:00:00Z');
    const own = keyOfDigest(shelf, '2026-01-10T01:00:00Z');
    const backfill = keyOfDigest(shelf, '2026-01-10T02:00:00Z', true);
    const objects = objectsOf(archiveOf([other, own, backfill]));
    const question: ListingQuestion = { kinds: ['digest'], range: day };
    expect(await keysIn(objects, { ...place, trail }, question)).toEqual([own, backfill]);
    expect(await keysIn(objects, place, question)).toEqual([own, backfill, other]);
    expect(await keysIn(objects, { ...place, trail: { ...trail, homeRegion: 'eu-west-1' } }, question)).toEqual([]);
  });

  it('asks for years and months that there are where the range is long', async () => {
    const first = logKey(shelf, '2024-03-05T01:30:00Z', 'A');
    const last = logKey(shelf, '2026-01-10T01:30:00Z', 'B');
    const earlier = logKey(shelf, '2024-03-04T01:30:00Z', 'C');
    const after = logKey(shelf, '2026-01-11T01:30:00Z', 'D');
    const objects = watched(objectsOf(archiveOf([first, last, earlier, after])));
    const range = { from: '2024-03-05T00:00:00Z', until: '2026-01-11T00:00:00Z' };
    expect(await keysIn(objects, place, { kinds: ['log'], range })).toEqual([first, last]);
    expect(objects.asked.filter(one => !one.startsWith('folders'))).toEqual([
      'AWSLogs/111122223333/CloudTrail/us-east-1/2024/03/ after AWSLogs/111122223333/CloudTrail/us-east-1/2024/03/05/',
      'AWSLogs/111122223333/CloudTrail/us-east-1/2026/01/',
    ]);
  });

  it('tells what it could not list', async () => {
    const archive = objectsOf(archiveOf([logKey(shelf, '2026-01-10T01:25:00Z', 'A')]));
    const denied: Objects = {
      ...archive,
      async *list(question) {
        yield* archive.list(question);
        throw new Error('denied');
      },
    };
    await expect(keysIn(denied, place, { kinds: ['log'], range: day })).rejects.toThrow('denied');
    const closed: Objects = { ...archive, folders: async () => Promise.reject(new Error('closed')) };
    await expect(keysIn(closed, place, { kinds: ['log'], range: day })).rejects.toThrow('closed');
  });

  it('holds few keys however many there are, and stops with its reader', async () => {
    let told = 0;
    const endless: Objects = {
      ...objectsOf(new Map()),
      folders: async (_bucket, prefix) => Promise.resolve(prefix === 'AWSLogs/' ? [shelf.account] : [shelf.region]),
      async *list() {
        for (;;) {
          told += 1;
          yield { key: logKey(shelf, '2026-01-10T01:25:00Z', String(told)), size: 1, modified: null };
          await Promise.resolve();
        }
      },
    };
    let taken = 0;
    for await (const _ of listed(endless, place, { kinds: ['log'], range: day })) if ((taken += 1) === 5_000) break;
    expect(told).toBeLessThan(5_000 + 20_000);
    const then = told;
    await new Promise(resolve => setTimeout(resolve, 5));
    expect(told).toBe(then);
  });

  it('finds what looking at every key finds', async () => {
    const kinds = fc.subarray([...logKinds], { minLength: 1 });
    const moment = fc
      .date({ min: new Date('2025-10-25T00:00:00Z'), max: new Date('2026-02-05T00:00:00Z'), noInvalidDate: true })
      .map(date => `${date.toISOString().slice(0, 19)}Z`);
    const account: fc.Arbitrary<string> = fc.constantFrom('111122223333', '444455556666');
    const region: fc.Arbitrary<string> = fc.constantFrom('us-east-1', 'eu-west-1', 'ap-southeast-2');
    const organization = fc.constantFrom(undefined, 'o-abcdefghij');
    const name = fc.constantFrom('main', 'main_us-east-1');
    const key = fc
      .record({ account, region, organization, name, moment, digest: fc.boolean(), backfill: fc.boolean() })
      .map(({ name: named, moment: when, digest, backfill, organization: id, ...at }) => {
        const on = { ...shelf, ...at, trail: named, ...(id === undefined ? {} : { organization: id }) };
        return digest ? keyOfDigest(on, when, backfill) : logKey(on, when, 'ABCDEFGHIJKLMNOP');
      });
    const places = fc.record({
      bucket: fc.constant(shelf.bucket),
      prefix: fc.constant(''),
      organization: fc.constantFrom(null, 'o-abcdefghij'),
      accounts: fc.option(fc.uniqueArray(account, { minLength: 1 })),
      regions: fc.option(fc.uniqueArray(region, { minLength: 1 })),
      trail: fc.constantFrom(null, trail),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(key, { maxLength: 60 }),
        places,
        kinds,
        fc.tuple(moment, moment),
        async (keys, at, wanted, times) => {
          const [from = '', until = ''] = times.toSorted();
          const objects = objectsOf(archiveOf([...keys, 'AWSLogs/readme.txt', 'AWSLogs/111122223333/CloudTrail/']));
          const found = await keysIn(objects, at, { kinds: wanted, range: { from, until } });
          const expected = keys.filter(one => {
            const parts = readKey(one);
            return (
              parts !== null &&
              wanted.includes(parts.kind) &&
              parts.organization === at.organization &&
              (at.accounts?.includes(parts.account) ?? true) &&
              (at.regions?.includes(parts.region) ?? true) &&
              (parts.digest === null || at.trail === null || parts.digest.trail === 'main') &&
              isDelivered(parts, { from, until })
            );
          });
          expect(found.toSorted()).toEqual(expected.toSorted());
          const groups = Map.groupBy(found, one => one.split('/').slice(0, -4).join('/'));
          for (const group of groups.values()) expect(group).toEqual(group.toSorted());
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('ranges', () => {
  it.each([
    ['2026-01-10T00:00:00Z', '2026-01-11T00:00:00Z', ['2026-01-10']],
    ['2026-01-10T23:59:59Z', '2026-01-11T00:00:01Z', ['2026-01-10', '2026-01-11']],
    ['2026-02-28T12:00:00Z', '2026-03-01T12:00:00Z', ['2026-02-28', '2026-03-01']],
    ['2026-01-10T00:00:00Z', '2026-01-10T00:00:00Z', []],
    ['2026-01-10T00:00:00Z', '2026-01-20T00:00:00Z', ['2026-01-10', '2026-01-11', '2026-01-12']],
  ])('touch days: %s to %s', (from, until, days) => {
    expect(daysOf({ from, until }, 3)).toEqual(days);
  });

  it('a file without a moment in its name counts by its day', () => {
    const file = { stamp: null, day: '2026-01-10' };
    expect(isDelivered(file, { from: '2026-01-10T23:00:00Z', until: '2026-01-11T00:00:00Z' })).toBe(true);
    expect(isDelivered(file, { from: '2026-01-11T00:00:00Z', until: '2026-01-12T00:00:00Z' })).toBe(false);
    expect(isDelivered(file, { from: '2026-01-08T00:00:00Z', until: '2026-01-10T00:00:00Z' })).toBe(false);
  });

  it('files of events may say that they were made a little before, and come late', () => {
    expect(deliveredFor(day, 3600)).toEqual({ from: '2026-01-09T23:40:00Z', until: '2026-01-11T01:00:00Z' });
  });
});
