import { createPublicKey, verify } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

import { readKey } from '../../src/logs/layout.ts';
import type { StoredObject } from '../../src/logs/ports.ts';
import { keysOf, objectsOf, putHours, shelf, signer } from './archive.ts';
import type { Archive } from './archive.ts';

const someone = signer();
const archive: Archive = new Map();
const chain = putHours(
  archive,
  { ...shelf, prefix: 'pfx' },
  { signer: someone, from: '2026-01-10T00:30:00Z', hours: 6 },
);

describe('an archive', () => {
  it('has the keys that AWS documents', () => {
    const kinds = [...archive.keys()].map(name => readKey(name.slice(shelf.bucket.length + 1))?.kind);
    expect(kinds.filter(kind => kind === 'digest')).toHaveLength(6);
    expect(kinds.filter(kind => kind === 'log')).toHaveLength(8);
  });

  it('has signatures that the key verifies', () => {
    const { digest, files } = chain[1] ?? expect.fail('no second hour');
    const { bytes, metadata } = archive.get(`${digest.bucket}/${digest.key}`) ?? expect.fail('no digest');
    const said: unknown = JSON.parse(gunzipSync(bytes).toString());
    expect(said).toMatchObject({ logFiles: files, previousDigestHashValue: chain[0]?.digest.hash });
    const text = `2026-01-10T02:30:00Z\n${digest.bucket}/${digest.key}\n${digest.hash}\n${chain[0]?.digest.signature}`;
    const key = createPublicKey({ key: Buffer.from(someone.key.der), format: 'der', type: 'pkcs1' });
    expect(verify('sha256', Buffer.from(text), key, Buffer.from(metadata['signature'] ?? '', 'hex'))).toBe(true);
  });

  it('is listed in order, from where it is asked for', async () => {
    const objects = objectsOf(archive);
    const prefix = `pfx/AWSLogs/${shelf.account}/CloudTrail-Digest/us-east-1/`;
    const all = await gathered(objects.list({ bucket: shelf.bucket, prefix }));
    expect(all.map(({ key }) => key)).toEqual(chain.map(({ digest }) => digest.key));
    const rest = objects.list({ bucket: shelf.bucket, prefix, after: chain[3]?.digest.key ?? '' });
    expect(await gathered(rest)).toHaveLength(2);
    expect(await objects.folders(shelf.bucket, `pfx/AWSLogs/${shelf.account}/`)).toEqual([
      'CloudTrail',
      'CloudTrail-Digest',
    ]);
  });

  it('has keys of a time', async () => {
    const keys = keysOf({ 'us-east-1': [someone] });
    expect(await keys.between('us-east-1', '2026-01-10T00:00:00Z', '2026-01-10T06:00:00Z')).toEqual([someone.key]);
    expect(await keys.between('us-east-1', '2026-02-10T00:00:00Z', '2026-02-11T00:00:00Z')).toEqual([]);
    expect(await keys.between('eu-west-1', '2026-01-10T00:00:00Z', '2026-01-10T06:00:00Z')).toEqual([]);
  });
});

async function gathered(list: AsyncIterable<StoredObject>): Promise<readonly StoredObject[]> {
  const found: StoredObject[] = [];
  for await (const object of list) found.push(object);
  return found;
}
