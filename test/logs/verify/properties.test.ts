import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isSigned, loadKey, readDigest, sha256 } from '../../../src/logs/digest.ts';
import { open } from '../../../src/logs/verify/gzip.ts';
import { inOrder, lanes, load } from '../../../src/logs/verify/lanes.ts';
import { putHours, shelf } from '../archive.ts';
import type { Archive } from '../archive.ts';
import { someone, verified } from './verifying.ts';

const from = '2026-01-10T00:00:00Z';
const range = { from, until: '2026-01-10T02:00:00Z' };
const made: Archive = new Map();
putHours(made, shelf, { signer: someone, from, hours: 2, filesIn: () => 1 });
const names = [...made.keys()];

/** Of a header of gzip without extras: the time, the level, the system. */
const provesNothing = new Set([4, 5, 6, 7, 8, 9]);

describe('whatever is changed', () => {
  it('in the stored bytes is found, but for what proves nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.nat(), fc.integer({ min: 1, max: 255 }), async (name, at, by) => {
        const archive = new Map(made);
        const stored = archive.get(name) ?? expect.fail('none');
        const bytes = Buffer.from(stored.bytes);
        const place = at % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ by;
        archive.set(name, { ...stored, bytes });
        const { outcome } = await verified(archive, { range });
        // of the flags, one says that the content is text, and means nothing
        const isFree = provesNothing.has(place) || (place === 3 && by === 1);
        expect(outcome === 'whole').toBe(isFree);
        if (isFree) expect(gunzipSync(bytes)).toEqual(gunzipSync(stored.bytes));
      }),
      { numRuns: 150 },
    );
  });

  it('in the content of a file, compressed as it should be, is found', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.nat(), fc.integer({ min: 1, max: 255 }), async (name, at, by) => {
        const archive = new Map(made);
        const stored = archive.get(name) ?? expect.fail('none');
        const content = gunzipSync(stored.bytes);
        content[at % content.length] = (content[at % content.length] ?? 0) ^ by;
        archive.set(name, { ...stored, bytes: gzipSync(content) });
        expect((await verified(archive, { range })).outcome).toBe('tampered');
      }),
      { numRuns: 60 },
    );
  });

  it('in a signature is found', async () => {
    const digests = names.filter(name => name.includes('Digest'));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...digests),
        fc.nat(511),
        fc.constantFrom(...Array.from('0123456789abcdefABCDEFxyz ')),
        async (name, at, digit) => {
          const archive = new Map(made);
          const stored = archive.get(name) ?? expect.fail('none');
          const { signature = '' } = stored.metadata;
          const other = `${signature.slice(0, at)}${digit}${signature.slice(at + 1)}`;
          archive.set(name, { ...stored, metadata: { ...stored.metadata, signature: other } });
          expect((await verified(archive, { range })).outcome).toBe(other === signature ? 'whole' : 'tampered');
        },
      ),
      { numRuns: 60 },
    );
  });
});

const der = Buffer.from(
  'MIIBCgKCAQEAnfPX0CfGZA11xEfyWTXuxhN7N5u5s85pUrpbY7/Rsg+uAmk97VadPBQrN8AH1pLJ8qh7janYfZb486Zf8ntU+BEVXJhSSUhP8Ef31cE4LZnjrEZ8zrQ0MGi3EFHnmkkX/unnnZnJkq+N6KxDuDBI1mzku4V2B13rJiBAh4c8+q51886ZIHtdtHB2TyilTIv2Etow7jKCaFfwhbYSFz7iEkgwXOnz8/2uB6pZgwQ7Aa1zkxN9QxU4JwmkzkfPYTe1/y9kBj9b5oCGl5SZQT6SoOfPmQ0/lEzJ8qyWsrQ3qSwJ861mpw5dU6OCJqa1ycDNd2AiSM+AcDRqDbYja4biMwIDAQAB',
  'base64',
);
const content = Buffer.from(
  '{"awsAccountId":"111122223333","digestStartTime":"2026-01-10T00:00:00Z","digestEndTime":"2026-01-10T01:00:00Z","digestS3Bucket":"b","digestS3Object":"AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/01/10/111122223333_CloudTrail-Digest_us-east-1_t_us-east-1_20260110T010000Z.json.gz","digestPublicKeyFingerprint":"8c3baef5d393fd8704ee652788ec12bb","digestSignatureAlgorithm":"SHA256withRSA","newestEventTime":null,"oldestEventTime":null,"previousDigestS3Bucket":null,"previousDigestS3Object":null,"previousDigestHashValue":null,"previousDigestHashAlgorithm":null,"previousDigestSignature":null,"logFiles":[]}',
);
const signature =
  '252207cb025052e7b57aaa799ea68a735aab950c5a83e8fbc28fe93e028b13b8ca348418ae83bc851d45513270c1b0ef98e70dd8880f7788b8e819d9aacda8b2ff8b4432be63b87ef8bf9303e055efb73b87304ad178e625d03170a4a017375fe3dc098af44976eb8ef18c4de71382accdbb1cf698292f23affbb97bcfddd553231f86656eac27ceab0c31258521d5779ecff75c2f373d62804bd00f63617859e868e7e1d208f06a14fd50006f4bab3870ce4835d3f84e415a71dd16fbe32d5f9415e4b88749fff911a7c4454b64f72e2a5a6f750510379565e33e1fb8210c22ff58f232001a406d8e66f52f64a727c447ee41ead0ea2cde2b13c21f21b39cfd';

describe('a digest that was signed elsewhere', () => {
  const digest = readDigest(content) ?? expect.fail('no digest');
  const key = loadKey(der) ?? expect.fail('no key');

  it('is verified to the byte', () => {
    expect(sha256(content)).toBe('a7dabe59073a772798a5a3b0d616e1650bbcaf796ea4f6027f038bad26d88b50');
    expect(isSigned(digest, sha256(content), { signature, key })).toBe(true);
    expect(isSigned(digest, sha256(content), { signature: signature.toUpperCase(), key })).toBe(false);
    expect(isSigned(digest, sha256(content), { signature: '', key })).toBe(false);
  });

  it('has a key that may be written in two ways', () => {
    const spki = new Uint8Array(key.export({ type: 'spki', format: 'der' }));
    expect(isSigned(digest, sha256(content), { signature, key: loadKey(spki) ?? key })).toBe(true);
    expect(loadKey(new Uint8Array([1, 2]))).toBeNull();
  });

  it.each([
    ['a list', '[]'],
    ['null', 'null'],
    ['files that are none', content.toString().replace('"logFiles":[]', '"logFiles":[{}]')],
    ['no files', content.toString().replace('"logFiles":[]', '"logFiles":null')],
    ['a moment that is none', content.toString().replace('T01:00:00Z"', 'T01:00:00+00:00"')],
    ['no word of the one before', content.toString().replace('previousDigestSignature', 'x')],
  ])('is none as %s', (_, text) => expect(readDigest(Buffer.from(text))).toBeNull());
});

describe('gzip', () => {
  const plain = gzipSync('hello');
  const withFlags = (flags: number, fields: Uint8Array): Buffer =>
    Buffer.concat([plain.subarray(0, 3), Buffer.from([flags]), plain.subarray(4, 10), fields, plain.subarray(10)]);

  const large = gzipSync(
    Buffer.alloc(3_000_000, 'hello hello').map((byte, at) => byte ^ ((at * at * 31) % 251)),
    { level: 0 },
  );

  it.each([
    ['plain', plain],
    ['with a name', withFlags(8, Buffer.from('name\0'))],
    ['with a comment', withFlags(16, Buffer.from('words\0'))],
    ['with an extra', withFlags(4, Buffer.from([2, 0, 1, 2]))],
    ['large', large],
  ])('is opened %s', async (_, bytes) => {
    const opened = await open(bytes);
    expect(opened).toMatchObject({ is: 'open', trailing: 0 });
    expect(opened.is === 'open' && Buffer.from(opened.content).equals(gunzipSync(bytes))).toBe(true);
  });

  it.each([
    ['a flag that nobody knows', withFlags(32, Buffer.alloc(0))],
    ['a name that does not end', Buffer.concat([withFlags(8, Buffer.alloc(0)).subarray(0, 10), Buffer.from('name')])],
    ['a header whose checksum is wrong', withFlags(2, Buffer.from([0, 0]))],
    ['nothing', Buffer.alloc(0)],
    ['half a header', plain.subarray(0, 5)],
    ['no content', plain.subarray(0, 10)],
    ['a large one that is cut', Buffer.concat([large.subarray(0, large.length - 5_000), Buffer.alloc(9)])],
  ])('is not opened with %s', async (_, bytes) => expect((await open(bytes)).is).toBe('broken'));
});

describe('lanes', () => {
  it('are fewer where much memory is taken', async () => {
    const { run } = lanes({ tasks: 8, bytes: 1_000 });
    let under = 0;
    let most = 0;
    const one = async () => {
      under += 1;
      most = Math.max(most, under);
      await new Promise(resolve => setTimeout(resolve, 1));
      under -= 1;
      return { result: under, bytes: 500 };
    };
    await run(one);
    most = 0;
    await Promise.all(Array.from({ length: 12 }, async () => run(one)));
    expect(most).toBe(2);
  });

  it('keep the order, and let out what fails', async () => {
    const numbers = async function* () {
      yield* [3, 1, 2];
      await Promise.resolve();
    };
    const seen: number[] = [];
    for await (const number of inOrder(
      numbers(),
      2,
      async wait => new Promise<number>(done => setTimeout(done, wait, wait)),
    ))
      seen.push(number);
    expect(seen).toEqual([3, 1, 2]);
    const work = load(2);
    await work.add(Promise.reject(new Error('no')));
    await work.add(Promise.resolve());
    await expect(work.done()).rejects.toThrow('no');
  });
});
