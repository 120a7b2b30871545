import { resolve } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { LogKind } from '../../../src/logs/layout.ts';
import { readKey } from '../../../src/logs/layout.ts';
import type { LogTotal } from '../../../src/logs/ls.ts';
import { lookOf } from '../../../src/render/look.ts';
import { fileLine, renderListing, sizeText } from '../../../src/render/logs/ls.ts';
import type { Listing } from '../../../src/render/logs/ls.ts';

const view = { color: false, width: 80, ascii: false, calls: false, full: false, commands: { plan: '', apply: '' } };

const place = {
  bucket: 'acme-audit-logs',
  prefix: 'org',
  organization: null,
  accounts: ['444444444444'],
  regions: null,
  trail: null,
};

function total(region: string, kind: LogKind, [files, bytes]: readonly [number, number]): LogTotal {
  const of = { bucket: place.bucket, account: '444444444444', region, kind, files, bytes };
  return { ...of, first: '2026-11-12T03:05:00Z', last: '2026-11-19T03:00:12Z' };
}

const listing: Listing = {
  places: [place],
  kinds: ['log', 'digest'],
  range: { from: '2026-11-12T03:34:05Z', until: '2026-11-19T03:34:05Z' },
  totals: [
    total('eu-west-1', 'log', [9_482, 412_345_678]),
    total('eu-west-1', 'digest', [167, 120_000]),
    { ...total('us-east-1', 'aggregated', [1, 999]), first: null, last: null },
  ],
  holes: [],
  unknown: [],
};

const hole = {
  bucket: place.bucket,
  account: '444444444444',
  region: 'us-east-1',
  trail: 'main',
  from: '2026-11-18T22:00:00Z',
  until: '2026-11-18T23:00:00Z',
};

const denied = {
  code: 'access-denied',
  message: 's3:ListObjectsV2 in eu-west-1, request 7: AccessDenied: Access Denied',
  hint: 'Allow s3:ListBucket on the bucket acme-audit-logs: trailwarden policy iam --for logs prints it.',
} as const;

const listings: Readonly<Record<string, readonly [Listing, files: boolean]>> = {
  sums: [listing, false],
  'end-of-files': [listing, true],
  holes: [
    {
      ...listing,
      holes: [hole, { ...hole, region: 'eu-west-1', from: '2026-11-17T09:00:12Z', until: '2026-11-19T01:00:12Z' }],
    },
    false,
  ],
  'many-holes': [{ ...listing, holes: Array.from({ length: 22 }, () => hole) }, true],
  'two-buckets': [
    { ...listing, totals: [...listing.totals, { ...total('eu-west-1', 'log', [1, 5]), bucket: 'other' }] },
    false,
  ],
  unread: [{ ...listing, totals: [], unknown: [denied, { code: 'access-denied', message: 'Nobody knows' }] }, false],
  'partly-unread': [{ ...listing, unknown: [denied] }, true],
  nothing: [
    {
      ...listing,
      totals: [],
      places: [
        place,
        {
          ...place,
          prefix: '',
          organization: 'o-a1b2c3d4e5',
          accounts: ['1', '2', '3', '4'].map(digit => digit.repeat(12)),
          regions: ['eu-west-1', 'us-east-1'],
        },
        { ...place, accounts: null },
      ],
    },
    true,
  ],
};

describe('a listing', () => {
  it.each(Object.entries(listings))('%s', async (name, [shown, files]) => {
    const text = renderListing(shown, view, { files });
    await expect(`${text}\n`).toMatchFileSnapshot(resolve(import.meta.dirname, `golden/ls-${name}.txt`));
  });

  it('means the same without a window, colours and signs', async () => {
    const { holes: [shown, files] = [listing, false] } = listings;
    const text = renderListing(shown, { ...view, width: null, ascii: true }, { files });
    expect(text).toContain(
      'GAP  41 hours without a digest: logs verify tells whether it was stopped or tampered with.\n',
    );
    expect(renderListing(shown, { ...view, color: true }, { files })).toContain('\u001b[');
  });
});

describe('a file', () => {
  const look = lookOf(view);
  it.each([
    [
      'AWSLogs/444444444444/CloudTrail/eu-west-1/2026/11/19/444444444444_CloudTrail_eu-west-1_20261119T0305Z_A.json.gz',
      '2026-11-19 03:05     log                 1.2 kB  s3://b/',
    ],
    [
      'AWSLogs/444444444444/CloudTrail-Digest/eu-west-1/2026/11/19/444444444444_CloudTrail-Digest_eu-west-1_main_eu-west-1_20261119T030012Z.json.gz',
      '2026-11-19 03:00:12  digest              1.2 kB  s3://b/',
    ],
    [
      'AWSLogs/444444444444/CloudTrail-NetworkActivity/eu-west-1/2026/11/19/x.json.gz',
      '2026-11-19           network-activity    1.2 kB  s3://b/',
    ],
  ])('is one line with its URL last: %s', (key, start) => {
    const parts = readKey(key);
    if (parts === null) throw new Error('no key');
    expect(fileLine('b', { key: parts, object: { key, size: 1_234, modified: null } }, look)).toBe(`${start}${key}`);
  });

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [99_499, '99.5 kB'],
    [99_500, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [41_200_000, '41.2 MB'],
    [5e18, '5000 PB'],
  ])('of %d bytes has %s', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
  });
});
