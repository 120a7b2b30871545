import { beforeAll, describe, expect, it } from 'vitest';

import { digestOf } from '../../../src/logs/prove/digest.ts';
import type { ProvenFile } from '../../../src/logs/prove/digest.ts';
import { keyring } from '../../../src/logs/verify/keyring.ts';
import { keyOfDigest, keysOf, later, logKey, objectsOf, putHours, shelf, signer } from '../archive.ts';
import type { Archive, Signer } from '../archive.ts';

const start = '2026-01-10T00:00:00Z';
const folder = { bucket: shelf.bucket, prefix: '', organization: null, account: shelf.account, region: shelf.region };
let keys: Signer;
beforeAll(() => {
  keys = signer();
});

/** The first file of the second hour, and all hours of a chain. */
function archived(hours: number): { readonly archive: Archive; readonly file: ProvenFile } {
  const archive: Archive = new Map();
  putHours(archive, shelf, { signer: keys, from: start, hours });
  const written = later(start, 65);
  const key = [...archive.keys()].find(name => name.includes(logKey(shelf, written, 'H'))) ?? keyIn(archive, written);
  const copy = { mark: 'm', folder, key, written, eventId: 'e', eventTime: later(start, 61), requestId: null };
  const call = {
    account: shelf.account,
    accountKey: 'data',
    region: shelf.region,
    operation: 'iam:GetRole' as const,
    global: true,
    mark: 'm',
    at: later(start, 61),
    requestId: null,
  };
  return { archive, file: { call, copy, trail: shelf.trail, homeRegion: shelf.homeRegion } };
}

function keyIn(archive: Archive, written: string): string {
  const [name = ''] = [...archive].find(([one, { modified }]) => !one.includes('Digest') && modified === written) ?? [];
  return name.slice(shelf.bucket.length + 1);
}

const asked = async ({ archive, file }: ReturnType<typeof archived>) =>
  digestOf(file, {
    objects: objectsOf(archive),
    keyring: keyring(keysOf({ [shelf.region]: [keys] }), () => ({ code: 'aws-refused', message: 'no' })),
  });

describe('the digest of a proven file', () => {
  it('is found in the hour after it, and holds', async () => {
    const digest = keyOfDigest(shelf, later(start, 120));
    expect(await asked(archived(3))).toEqual({ is: 'verified', at: later(start, 120), seconds: 59 * 60, key: digest });
  });

  it('is awaited as long as none lists the file', async () => {
    expect(await asked(archived(1))).toEqual({ is: 'awaited' });
    const { archive, file } = archived(3);
    expect(await asked({ archive, file: { ...file, trail: 'other' } })).toEqual({ is: 'awaited' });
  });

  it('is wrong where the file, or the digest, was changed', async () => {
    const first = archived(3);
    const other = archived(3);
    const name = `${shelf.bucket}/${first.file.copy.key}`;
    const neighbour = [...first.archive].find(([one]) => one.endsWith('.json.gz') && one !== name)?.[1];
    if (neighbour) first.archive.set(name, neighbour);
    expect(await asked(first)).toMatchObject({ is: 'wrong', why: expect.stringMatching(/^CHANGED/u) as string });
    const digest = `${shelf.bucket}/${keyOfDigest(shelf, later(start, 120))}`;
    const signed = other.archive.get(digest);
    if (signed) other.archive.set(digest, { ...signed, metadata: {} });
    expect(await asked(other)).toMatchObject({ is: 'wrong', why: expect.stringMatching(/^FORGED/u) as string });
  });
});
