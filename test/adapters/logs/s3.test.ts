import { createHash } from 'node:crypto';

import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it, onTestFinished } from 'vitest';

import type { S3Options } from '../../../src/adapters/logs/ask.ts';
import { s3Objects } from '../../../src/adapters/logs/s3.ts';
import type { ConnectedObjects } from '../../../src/adapters/logs/s3.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { endpointAt } from '../../e2e/endpoint.ts';
import { FakeClock } from '../../fake-clock.ts';
import { failureOf, quiet } from '../aws/connected.ts';
import { breakOff, hangUp, html, listen, reply, s3Error, silence, trickle, xml } from '../aws/wire.ts';
import type { Reply } from '../aws/wire.ts';

const bucket = 'acme-audit-logs';
const key =
  'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/01/10/111122223333_CloudTrail_eu-west-1_20260110T0105Z_A.json.gz';

function objectsAt(endpointUrl: string, options: Partial<S3Options> = {}): ConnectedObjects {
  const by = async () => Promise.resolve({ accessKeyId: '111111111111', secretAccessKey: 'example' });
  const objects = s3Objects({
    endpointUrl,
    to: async () => Promise.resolve({ by, region: 'eu-west-1', account: '111111111111' }),
    clock: new FakeClock(),
    log: quiet,
    random: () => 0,
    ...options,
  });
  onTestFinished(() => objects.close());
  return objects;
}

async function keysIn(objects: ConnectedObjects, prefix: string, after?: string): Promise<readonly string[]> {
  const keys: string[] = [];
  const question = after === undefined ? { bucket, prefix } : { bucket, prefix, after };
  for await (const object of objects.list(question)) keys.push(object.key);
  return keys;
}

describe('a bucket of the sandbox', () => {
  it('is listed, walked and read', async () => {
    const sandbox = await startSandbox();
    onTestFinished(async () => sandbox.close());
    const s3 = endpointAt(sandbox.url).s3('us-west-2');
    await s3.send(
      new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } }),
    );
    const odd = "AWSLogs/odd name+(1)'&<é>.txt";
    const body = Buffer.from([0x1f, 0x8b, 0, 255]);
    for (const Key of [key, odd, 'other/x'])
      await s3.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key,
          Body: body,
          ContentEncoding: 'gzip',
          Metadata: { Signature: 'ab12', 'signature-algorithm': 'SHA256withRSA' },
        }),
      );
    const objects = objectsAt(sandbox.url, { clock: { now: () => new Date(), sleep: async () => Promise.resolve() } });
    expect(await objects.read(bucket, key)).toEqual({
      is: 'present',
      body: { bytes: body, metadata: { signature: 'ab12', 'signature-algorithm': 'SHA256withRSA' } },
    });
    expect(await objects.read(bucket, odd)).toMatchObject({ is: 'present' });
    expect(await objects.read(bucket, 'none')).toEqual({ is: 'absent' });
    expect(await keysIn(objects, 'AWSLogs/')).toEqual([key, odd]);
    expect(await keysIn(objects, 'AWSLogs/', key)).toEqual([odd]);
    expect(await objects.folders(bucket, 'AWSLogs/')).toEqual(['111122223333']);
    expect(await objects.folders(bucket, '')).toEqual(['AWSLogs', 'other']);
    expect(await objects.read('no-such-bucket', key)).toMatchObject({
      is: 'unread',
      problem: { message: expect.stringContaining('NoSuchBucket') as string },
    });
  });
});

const page = (parts: string, token?: string): Reply =>
  xml(
    200,
    `<ListBucketResult><IsTruncated>${token !== undefined}</IsTruncated>${token === undefined ? '' : `<NextContinuationToken>${token}</NextContinuationToken>`}${parts}</ListBucketResult>`,
  );

describe('a long list', () => {
  it('is asked for page by page, no further than it is read', async () => {
    const wire = await listen();
    onTestFinished(async () => wire.close());
    const objects = objectsAt(wire.url);
    const one = (name: string): string => `<Contents><Key>${name}</Key><Size>7</Size></Contents>`;
    wire.answers(page(one('a+b') + one('c%26&amp;'), 't&amp;&#49;&#x32;'), page(one('d')));
    expect(await keysIn(objects, '', 'before')).toEqual(['a b', 'c&&', 'd']);
    expect(wire.requests.map(({ url }) => new URL(url, wire.url).searchParams.toString())).toEqual([
      'encoding-type=url&list-type=2&prefix=&start-after=before',
      'continuation-token=t%2612&encoding-type=url&list-type=2&prefix=',
    ]);
    wire.answers(page(one('a'), 'next'), page(one('b')));
    for await (const _ of objects.list({ bucket, prefix: '' })) break;
    expect(wire.requests).toHaveLength(1);
    const folder = (name: string): string => `<CommonPrefixes><Prefix>${name}</Prefix></CommonPrefixes>`;
    wire.answers(page(folder('x/a/'), 'next'), page(folder('x/b/')));
    expect(await objects.folders(bucket, 'x/')).toEqual(['a', 'b']);
  });
});

/** What came of reading when the endpoint answers so, one answer after the other. */
async function readFrom(replies: readonly Reply[], options: Partial<S3Options> = {}) {
  const wire = await listen();
  onTestFinished(async () => wire.close());
  wire.answers(...replies);
  return { read: await objectsAt(wire.url, options).read(bucket, key), requests: wire.requests };
}

describe('an answer', () => {
  it('is what the store has, and the question was signed', async () => {
    const { read, requests } = await readFrom([reply(200, 'bytes', { 'x-amz-meta-Signature': 'ab' })]);
    expect(read).toMatchObject({ is: 'present', body: { metadata: { signature: 'ab' } } });
    expect(requests[0]?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=111111111111\/20261119\/eu-west-1\/s3\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/u,
    );
    expect(requests[0]?.headers['x-amz-content-sha256']).toBe(createHash('sha256').digest('hex'));
  });

  it.each<[what: string, first: Reply]>([
    ['that is slower', s3Error(503, 'SlowDown')],
    ['of trouble inside', s3Error(500, 'InternalError')],
    ['of a proxy', html(502)],
    ['that is broken off', breakOff],
    ['that never came', hangUp],
    ['of another region', s3Error(301, 'PermanentRedirect', 'elsewhere', { 'x-amz-bucket-region': 'us-west-2' })],
    [
      'of a region that is not ours',
      s3Error(400, 'AuthorizationHeaderMalformed', 'x', { 'x-amz-bucket-region': 'us-west-2' }),
    ],
    [
      'that finds our clock wrong',
      s3Error(403, 'RequestTimeTooSkewed', 'x', { date: 'Sun, 22 Nov 2026 02:00:00 GMT' }),
    ],
  ])('%s is asked for again', async (_what, first) => {
    const { read, requests } = await readFrom([first, reply(200, 'bytes')]);
    expect(read).toMatchObject({ is: 'present' });
    expect(requests).toHaveLength(2);
  });

  it('comes from where the bucket stands, by the clock of S3', async () => {
    const moved = await readFrom([
      s3Error(301, 'PermanentRedirect', 'elsewhere', { 'x-amz-bucket-region': 'us-west-2' }),
      reply(200, ''),
    ]);
    expect(moved.requests[1]?.headers.authorization).toContain('/us-west-2/s3/');
    const late = await readFrom([
      s3Error(403, 'RequestTimeTooSkewed', 'x', { date: 'Sun, 22 Nov 2026 02:00:00 GMT' }),
      reply(200, ''),
    ]);
    expect(late.requests[1]?.headers['x-amz-date']).toBe('20261122T020000Z');
  });

  it.each<[what: string, answer: Reply, code: string, hint: RegExp]>([
    [
      'denied',
      s3Error(403, 'AccessDenied', 'Access Denied'),
      'access-denied',
      /Allow s3:GetObject on acme-audit-logs\/AWSLogs\/\*/u,
    ],
    [
      'locked by a key',
      s3Error(403, 'AccessDenied', 'User: x is not authorized to perform: kms:Decrypt on the resource'),
      'access-denied',
      /Allow kms:Decrypt/u,
    ],
    ['archived', s3Error(403, 'InvalidObjectState'), 'access-denied', /restore/u],
    ['of a disabled key', s3Error(400, 'KMS.DisabledException'), 'aws-refused', /enabled/u],
  ])('%s is unread, with what to do', async (_what, answer, code, hint) => {
    const { read } = await readFrom([answer]);
    expect(read).toMatchObject({ is: 'unread', problem: { code, hint: expect.stringMatching(hint) as string } });
  });

  it.each<[what: string, answer: Reply]>([
    ['does not begin', silence],
    ['does not end', trickle(() => {})],
  ])('that %s is unread', async (_what, answer) => {
    const { read } = await readFrom([answer, answer], { pauseMs: 80, wholeMs: 150 });
    expect(read).toMatchObject({ is: 'unread', problem: { code: 'endpoint-unreachable' } });
  });

  it('of a list says which permission is missing, and a page of something else is none', async () => {
    const wire = await listen();
    onTestFinished(async () => wire.close());
    wire.answers(s3Error(403, 'AccessDenied'));
    const objects = objectsAt(wire.url);
    const denied = await failureOf(keysIn(objects, ''));
    expect(denied.mend).toContain('Allow s3:ListBucket on the bucket acme-audit-logs');
    wire.answers(xml(200, '<html></html>'), xml(200, '<html></html>'), xml(200, '<html></html>'));
    expect((await failureOf(objects.folders(bucket, ''))).name).toBe('UnreadableAnswer');
  });
});
