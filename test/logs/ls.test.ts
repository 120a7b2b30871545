import { describe, expect, it } from 'vitest';

import { readKey } from '../../src/logs/layout.ts';
import { tally } from '../../src/logs/ls.ts';
import type { Summary } from '../../src/logs/ls.ts';
import { distinct } from '../../src/logs/place.ts';
import type { LogPlace, LogTrail } from '../../src/logs/place.ts';
import { withOrganizations } from '../../src/logs/organizations.ts';
import { keyOfDigest, logKey, objectsOf, shelf } from './archive.ts';

const trail: LogTrail = {
  arn: 'arn:aws:cloudtrail:us-east-1:111122223333:trail/main',
  name: 'main',
  homeRegion: 'us-east-1',
  account: '111122223333',
  validation: true,
  logging: true,
  topic: null,
};

const place: LogPlace = {
  bucket: shelf.bucket,
  prefix: '',
  organization: null,
  accounts: null,
  regions: null,
  trail,
};

const range = { from: '2026-01-10T00:00:00Z', until: '2026-01-11T00:00:00Z' };

function summed(keys: readonly string[], now: string, at: LogPlace = place): Summary {
  const sums = tally();
  for (const key of keys) {
    const parts = readKey(key);
    if (parts === null) throw new Error(`no key of a log file: ${key}`);
    sums.add(at, { key: parts, object: { key, size: 100, modified: null } });
  }
  return sums.summary(range, now);
}

const ends = (...hours: readonly string[]): readonly string[] =>
  hours.map(end => keyOfDigest(shelf, `2026-01-10T${end}Z`));

const holesOf = (hours: readonly string[], now: string, at?: LogPlace): readonly (readonly [string, string])[] =>
  summed(ends(...hours), now, at).holes.map(({ from, until }) => [from.slice(11, 16), until.slice(11, 16)]);

describe('sums', () => {
  it('are by bucket, account, region and kind, with the first and the last', () => {
    const other = { ...shelf, account: '444455556666', region: 'eu-west-1' };
    const unknown = 'AWSLogs/444455556666/CloudTrail-Aggregated/eu-west-1/2026/01/10/whatever.json.gz';
    const keys = [
      logKey(other, '2026-01-10T05:05:00Z', 'A'),
      logKey(shelf, '2026-01-10T01:10:00Z', 'A'),
      logKey(shelf, '2026-01-10T01:05:00Z', 'B'),
      unknown,
      ...ends('01:30:00'),
    ];
    const [log, digest, ...others] = summed(keys, '2026-01-10T02:00:00Z').totals;
    expect(log).toEqual({
      bucket: shelf.bucket,
      account: shelf.account,
      region: 'us-east-1',
      kind: 'log',
      files: 2,
      bytes: 200,
      first: '2026-01-10T01:05:00Z',
      last: '2026-01-10T01:10:00Z',
    });
    expect(digest).toMatchObject({ kind: 'digest', first: '2026-01-10T01:30:00Z', last: '2026-01-10T01:30:00Z' });
    expect(others.map(({ account, kind, first }) => [account, kind, first])).toEqual([
      ['444455556666', 'log', '2026-01-10T05:05:00Z'],
      ['444455556666', 'aggregated', null],
    ]);
  });
});

describe('hours without a digest', () => {
  const soon = '2026-01-10T04:00:00Z';
  it.each<[what: string, hours: readonly string[], now: string, holes: readonly (readonly [string, string])[]]>([
    ['none', ['01:30:00', '02:30:00', '03:30:00'], soon, []],
    ['one', ['01:30:00', '03:30:00'], soon, [['01:30', '02:30']]],
    ['three', ['01:30:00', '05:30:00'], '2026-01-10T06:00:00Z', [['01:30', '04:30']]],
    ['less than one', ['01:30:00', '03:00:00'], soon, [['01:30', '02:00']]],
    ['not due yet', ['01:30:00'], '2026-01-10T03:44:59Z', []],
    ['due', ['01:30:00'], '2026-01-10T03:45:00Z', [['01:30', '02:30']]],
    ['long due', ['01:30:00'], '2026-01-10T06:00:00Z', [['01:30', '04:30']]],
    ['after the range', ['23:30:00'], '2026-01-20T00:00:00Z', []],
    ['of no digest at all, nobody knows', [], '2026-01-20T00:00:00Z', []],
  ])('%s', (_what, hours, now, holes) => {
    expect(holesOf(hours, now)).toEqual(holes);
  });

  it.each<[what: string, at: LogPlace]>([
    ['that is not known', { ...place, trail: null }],
    ['that is stopped', { ...place, trail: { ...trail, logging: false } }],
    ['that does not validate', { ...place, trail: { ...trail, validation: false } }],
    ['of which nobody knows', { ...place, trail: { ...trail, logging: null, validation: null } }],
  ])('since the last are nothing of a trail %s; between two they are', (_what, at) => {
    expect(holesOf(['01:30:00', '03:30:00'], '2026-01-12T00:00:00Z', at)).toEqual([['01:30', '02:30']]);
  });

  it('are of each trail, region and home by itself, and no backfill fills them', () => {
    const digests = [
      ...ends('01:30:00'),
      keyOfDigest({ ...shelf, trail: 'other' }, '2026-01-10T02:30:00Z'),
      keyOfDigest({ ...shelf, homeRegion: 'eu-west-1' }, '2026-01-10T02:30:00Z'),
      keyOfDigest({ ...shelf, region: 'eu-west-1' }, '2026-01-10T02:30:00Z'),
      keyOfDigest(shelf, '2026-01-10T02:30:00Z', true),
      ...ends('03:30:00'),
    ];
    expect(summed(digests, soon).holes).toEqual([
      {
        bucket: shelf.bucket,
        account: shelf.account,
        region: 'us-east-1',
        trail: 'main',
        from: '2026-01-10T01:30:00Z',
        until: '2026-01-10T02:30:00Z',
      },
    ]);
  });
});

describe('places', () => {
  it('with the same folders are one, of no trail where there are several', () => {
    const second = { ...place, trail: { ...trail, arn: `${trail.arn}2`, name: 'main2' } };
    const elsewhere = { ...place, prefix: 'org' };
    expect(distinct([place, elsewhere, place])).toEqual([place, elsewhere]);
    expect(distinct([place, second])).toEqual([{ ...place, trail: null }]);
    expect(
      distinct([
        { ...place, trail: null },
        { ...place, trail: null },
      ]),
    ).toEqual([{ ...place, trail: null }]);
    expect(distinct([])).toEqual([]);
  });

  it.each<[what: string, folders: readonly string[], organizations: readonly (string | null)[]]>([
    ['accounts alone', ['111122223333'], [null]],
    ['nothing', [], [null]],
    ['an organization alone', ['o-abcdefghij'], ['o-abcdefghij']],
    ['both', ['111122223333', 'o-abcdefghij', 'o-other'], [null, 'o-abcdefghij']],
  ])('of which nobody said whose they are, where there are %s', async (_what, folders, organizations) => {
    const archive = new Map(
      folders.map(name => [
        `${shelf.bucket}/AWSLogs/${name}/x`,
        { bytes: new Uint8Array(), metadata: {}, modified: null },
      ]),
    );
    const found = await withOrganizations(place, objectsOf(archive));
    expect(found.map(({ organization }) => organization)).toEqual(organizations);
  });

  it('of an organization are looked for nowhere else', async () => {
    const organized = { ...place, organization: 'o-abcdefghij' };
    expect(await withOrganizations(organized, objectsOf(new Map()))).toEqual([organized]);
  });
});
