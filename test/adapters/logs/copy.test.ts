import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { keysIn, openArchive } from '../../../src/adapters/logs/archive.ts';
import type { Archive } from '../../../src/adapters/logs/archive.ts';
import { askedKeys, writtenKeys } from '../../../src/adapters/logs/keys.ts';
import { ApiFailure } from '../../../src/core/failure.ts';
import { connected } from '../aws/connected.ts';
import { json, jsonError, listen } from '../aws/wire.ts';

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'copy-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

async function opened(folder: string, bucket: string | null = null, prefix: string | null = null): Promise<Archive> {
  const archive = await openArchive(folder, { bucket, prefix });
  if ('code' in archive) throw new Error(archive.message);
  return archive;
}

async function keysBelow({ objects }: Archive, bucket: string, prefix: string, after = ''): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key } of objects.list({ bucket, prefix, after })) keys.push(key);
  return keys;
}

const key = {
  Fingerprint: 'AB',
  Value: Buffer.from('der').toString('base64'),
  ValidityStartTime: '2026-01-01T00:00:00+00:00',
  ValidityEndTime: '2026-02-01T00:00:00+00:00',
};

describe('a copy', () => {
  it('lists in the order of keys, and only what can be wanted', async () => {
    const names = ['AWSLogs/a/1', 'AWSLogs/a-b', 'AWSLogs/a.c/1', 'AWSLogs/a/2', 'AWSLogs/b/1', 'other'];
    const archive = await opened(folderWith(Object.fromEntries(names.map(name => [`b/${name}`, 'x']))));
    expect(await keysBelow(archive, 'b', '')).toEqual(names.toSorted());
    expect(await keysBelow(archive, 'b', 'AWSLogs/a')).toEqual(names.slice(0, 4).toSorted());
    expect(await keysBelow(archive, 'b', 'AWSLogs/a/', 'AWSLogs/a/1')).toEqual(['AWSLogs/a/2']);
    expect(await keysBelow(archive, 'b', 'none/')).toEqual([]);
    expect(await archive.objects.folders('b', 'AWSLogs/')).toEqual(['a.c', 'a', 'b']);
    expect(await archive.objects.folders('b', 'none/')).toEqual([]);
  });

  it.each<[what: string, files: readonly string[], places: readonly (readonly [string, string])[]]>([
    [
      'buckets with prefixes',
      ['a/AWSLogs/x', 'b/org/AWSLogs/x', 'b/org/deep/er/y'],
      [
        ['a', ''],
        ['b', 'org'],
      ],
    ],
    ['nothing', ['readme'], []],
  ])('has %s', async (_what, files, places) => {
    const archive = await opened(folderWith(Object.fromEntries(files.map(name => [name, '']))));
    expect(archive.places.map(({ bucket, prefix }) => [bucket, prefix])).toEqual(places);
  });

  it('of one bucket has the name that is said', async () => {
    const folder = folderWith({ 'org/AWSLogs/x': 'bytes' });
    const archive = await opened(folder, 'acme', 'org');
    expect(archive.places).toEqual([{ bucket: 'acme', prefix: 'org' }]);
    expect(await archive.objects.read('acme', 'org/AWSLogs/x')).toMatchObject({
      is: 'present',
      body: { metadata: null },
    });
    expect(await archive.objects.read('acme', 'org/AWSLogs/none')).toEqual({ is: 'absent' });
    expect(await archive.objects.read('acme', 'org')).toMatchObject({ is: 'unread' });
    expect(await archive.objects.read('acme', '../org/AWSLogs/x')).toMatchObject({ is: 'present' });
  });

  it('has metadata and keys in its index', async () => {
    const index = { objects: [{ name: 'b/AWSLogs/x', metadata: { Signature: '1f', odd: 1 } }], keys: [key] };
    const archive = await opened(folderWith({ 'index.json': JSON.stringify(index), 'objects/b/AWSLogs/x': 'bytes' }));
    expect(await archive.objects.read('b', 'AWSLogs/x')).toMatchObject({ body: { metadata: { signature: '1f' } } });
    expect(archive.keys?.origin).toBe('copy');
    expect(await archive.keys?.between('eu-west-1', '2026-01-10T00:00:00Z', '2026-01-11T00:00:00Z')).toHaveLength(1);
  });

  it.each<[what: string, files: Readonly<Record<string, string>>]>([
    ['broken JSON', { 'index.json': '{' }],
    ['no objects', { 'index.json': '{}' }],
    ['an object without a name', { 'index.json': '{"objects":[{}]}' }],
    ['keys that are none', { 'index.json': '{"objects":[],"keys":[{"Value":"AA=="}]}' }],
  ])('is refused with an index of %s', async (_what, files) => {
    expect(await openArchive(folderWith(files), { bucket: null, prefix: null })).toMatchObject({
      code: 'archive-not-read',
    });
  });
});

describe('public keys', () => {
  const january = ['2026-01-10T00:00:00Z', '2026-01-11T00:00:00Z'] as const;

  it('of a file are of their time and region', async () => {
    const read = writtenKeys(
      JSON.stringify({
        PublicKeyList: [key, { ...key, Region: 'us-east-1', Fingerprint: undefined, ValidityStartTime: 1_767_225_600 }],
      }),
    );
    if ('wrong' in read) throw new Error(read.wrong);
    const { keys } = read;
    expect(await keys.between('us-east-1', ...january)).toEqual([
      {
        fingerprint: 'ab',
        der: Buffer.from('der'),
        validFrom: '2026-01-01T00:00:00Z',
        validUntil: '2026-02-01T00:00:00Z',
      },
      expect.objectContaining({
        fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/u) as string,
        validFrom: '2026-01-01T00:00:00Z',
      }),
    ]);
    expect(await keys.between('eu-west-1', ...january)).toHaveLength(1);
    expect(await keys.between('us-east-1', '2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z')).toEqual([]);
  });

  it.each(['', '{}', '[{"Value":"AA==","ValidityStartTime":"x","ValidityEndTime":"y"}]'])(
    'are none in %j',
    async text => {
      expect(writtenKeys(text)).toHaveProperty('wrong');
      expect(await keysIn(join(folderWith({ 'keys.json': text }), 'keys.json'))).toMatchObject({
        code: 'archive-not-read',
      });
      expect(await keysIn('/does/not/exist')).toMatchObject({ code: 'archive-not-read' });
    },
  );

  it('are asked of each region once for a stretch of time, by the first account that may', async () => {
    process.env['AWS_ACCESS_KEY_ID'] = '111111111111';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'example';
    const wire = await listen();
    onTestFinished(async () => wire.close());
    const answer = { PublicKeyList: [{ ...key, ValidityStartTime: 1_767_225_600, ValidityEndTime: 1_769_904_000 }] };
    wire.answers(jsonError('AccessDeniedException'), json(answer));
    const account = (id: string) => ({ account: id, partition: 'aws' });
    const keys = askedKeys(connected(wire.url), async () =>
      Promise.resolve([account('222222222222'), account('111111111111')]),
    );
    expect(await keys.between('eu-west-1', ...january)).toMatchObject([
      { fingerprint: 'ab', validUntil: '2026-02-01T00:00:00Z' },
    ]);
    expect(wire.requests).toHaveLength(2);
    expect(JSON.parse(wire.requests[1]?.body ?? '')).toEqual({
      StartTime: Date.parse('2026-01-09T00:00:00Z') / 1000,
      EndTime: Date.parse('2026-01-11T02:00:00Z') / 1000,
    });
    await keys.between('eu-west-1', '2026-01-10T03:00:00Z', '2026-01-10T04:00:00Z');
    expect(wire.requests).toHaveLength(2);
    await keys.between('us-east-1', ...january);
    expect(wire.requests).toHaveLength(3);
    wire.answers(jsonError('AccessDeniedException'));
    await expect(keys.between('us-west-2', ...january)).rejects.toThrow(ApiFailure);
    wire.answers(json(answer));
    expect(await keys.between('us-west-2', ...january)).toHaveLength(1);
  });
});
