import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clients, failure, sandbox } from '../clients.ts';
import { HOME, makeBucket } from '../estate.ts';

const Bucket = 'logs';

async function bucket(...keys: string[]) {
  const box = await sandbox();
  const here = clients(box);
  await makeBucket(here);
  for (const Key of keys) await here.s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  return { box, s3: here.s3 };
}

describe('objects', () => {
  it('keep body, metadata, type and encoding', async () => {
    const { s3 } = await bucket();
    const stored = {
      ContentType: 'application/json',
      ContentEncoding: 'gzip',
      Metadata: { signature: 'ab', 'signature-algorithm': 'x' },
    };
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a/b c+d', Body: Buffer.from([0, 1, 255]), ...stored }));
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'a/b c+d' }));
    expect([...((await got.Body?.transformToByteArray()) ?? [])]).toEqual([0, 1, 255]);
    expect(got).toMatchObject({ ...stored, ContentLength: 3 });
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'a/b c+d' }));
    expect(head).toMatchObject({ ...stored, ContentLength: 3, ETag: got.ETag });
  });

  it('take streams', async () => {
    const { s3 } = await bucket();
    const Body = Readable.from([Buffer.from('first '), Buffer.from('second')]);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body, ContentLength: 12 }));
    expect(await (await s3.send(new GetObjectCommand({ Bucket, Key: 'k' }))).Body?.transformToString()).toBe(
      'first second',
    );
  });

  it('are gone once deleted', async () => {
    const { s3 } = await bucket('k');
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    expect(await failure(s3.send(new GetObjectCommand({ Bucket, Key: 'k' })))).toMatchObject({
      name: 'NoSuchKey',
      status: 404,
    });
    expect(await failure(s3.send(new HeadObjectCommand({ Bucket, Key: 'k' })))).toMatchObject({
      name: 'NotFound',
      status: 404,
    });
  });

  it('are found by a bucket that stands in the host name', async () => {
    const { box } = await bucket('k');
    const { get } = await import('node:http');
    const body = await new Promise<string>((resolve, reject) => {
      const headers = {
        host: `${Bucket}.localhost:${box.port}`,
        authorization: `AWS4-HMAC-SHA256 Credential=111111111111/20261001/${HOME}/s3/aws4_request`,
      };
      get(`${box.url}/k`, { headers }, response => {
        response.setEncoding('utf8').on('data', resolve).on('error', reject);
      });
    });
    expect(body).toBe('k');
  });
});

describe('lists', () => {
  it('fold what lies below a delimiter', async () => {
    const { s3 } = await bucket('a/1', 'a/2', 'b/1', 'c', 'a');
    const root = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }));
    expect(root.Contents?.map(object => object.Key)).toEqual(['a', 'c']);
    expect(root.CommonPrefixes?.map(each => each.Prefix)).toEqual(['a/', 'b/']);
    expect(root.KeyCount).toBe(4);
    const below = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'a/' }));
    expect(below.Contents?.map(object => [object.Key, object.Size])).toEqual([
      ['a/1', 3],
      ['a/2', 3],
    ]);
    expect((await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'none' }))).Contents).toBeUndefined();
  });

  it('begin after a key', async () => {
    const { s3 } = await bucket('a', 'b', 'c');
    const second = await s3.send(new ListObjectsV2Command({ Bucket, StartAfter: 'a' }));
    expect(second.Contents?.map(object => object.Key)).toEqual(['b', 'c']);
    const first = await s3.send(new ListObjectsCommand({ Bucket, Marker: 'b' }));
    expect(first.Contents?.map(object => object.Key)).toEqual(['c']);
  });

  it('give the same keys by pages of any size, whatever they are called', async () => {
    const keys = fc.uniqueArray(fc.stringMatching(/^[a-c/ é&<%+]{1,4}$/), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        keys,
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom('/', undefined),
        async (names, size, Delimiter) => {
          const usable = names.filter(name => !name.startsWith('/'));
          const { s3 } = await bucket(...usable);
          const list = async (MaxKeys: number) => {
            const found: (string | undefined)[] = [];
            let ContinuationToken: string | undefined;
            do {
              const input = {
                Bucket,
                MaxKeys,
                ...(Delimiter !== undefined && { Delimiter }),
                ...(ContinuationToken !== undefined && { ContinuationToken }),
              };
              const page = await s3.send(new ListObjectsV2Command(input));
              found.push(
                ...(page.Contents ?? []).map(object => object.Key),
                ...(page.CommonPrefixes ?? []).map(each => each.Prefix),
              );
              ContinuationToken = page.NextContinuationToken;
            } while (ContinuationToken !== undefined);
            return found.map(String).toSorted((a, b) => (a < b ? -1 : 1));
          };
          expect(await list(size)).toEqual(await list(1000));
        },
      ),
      { numRuns: 15 },
    );
  });
});
