/** An archive behind HTTP: lists, objects with their metadata, and the public keys, for whoever reads with an SDK. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';

import type { Archive, Signer } from './archive.ts';

export interface Served {
  readonly url: string;
  close(): void;
}

/** @param latency before each answer, in milliseconds */
export async function serveArchive(archive: () => Archive, signers: readonly Signer[], latency = 0): Promise<Served> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const name = decodeURIComponent(url.pathname).replace(/^\/|\/$/gu, '');
    const answer = (): void => {
      if (request.method === 'POST') return void response.end(posted(request.headers, signers));
      if (!name.includes('/')) return void response.end(listing(name, url.searchParams, archive()));
      const stored = archive().get(name);
      response.statusCode = stored === undefined ? 404 : 200;
      for (const [key, value] of Object.entries(stored?.metadata ?? {})) response.setHeader(`x-amz-meta-${key}`, value);
      response.end(stored?.bytes ?? '<Error><Code>NoSuchKey</Code><Message>none</Message></Error>');
    };
    request.resume();
    if (latency === 0) answer();
    else void after(latency).then(answer);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close() };
}

/** ListPublicKeys, and whose the credentials are. */
function posted(headers: Readonly<Record<string, unknown>>, signers: readonly Signer[]): string {
  if (headers['x-amz-target'] === undefined)
    return '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111122223333</Account><Arn>arn:aws:iam::111122223333:user/ada</Arn><UserId>AIDAEXAMPLE</UserId></GetCallerIdentityResult></GetCallerIdentityResponse>';
  const PublicKeyList = signers.map(({ key }) => ({
    Value: Buffer.from(key.der).toString('base64'),
    Fingerprint: key.fingerprint,
    ValidityStartTime: Date.parse(key.validFrom) / 1000,
    ValidityEndTime: Date.parse(key.validUntil) / 1000,
  }));
  return JSON.stringify({ PublicKeyList });
}

/** ListObjects of both versions, in pages of a thousand. */
function listing(bucket: string, asked: URLSearchParams, archive: Archive): string {
  const prefix = asked.get('prefix') ?? '';
  const last = [asked.get('marker'), asked.get('start-after'), asked.get('continuation-token')].map(one => one ?? '');
  const marker = last.toSorted().at(-1) ?? '';
  const keys = [...archive.keys()]
    .filter(name => name.startsWith(`${bucket}/${prefix}`))
    .map(name => name.slice(bucket.length + 1))
    .filter(key => key > marker)
    .toSorted();
  const folders = new Set(asked.has('delimiter') ? keys.flatMap(key => folderIn(key, prefix)) : []);
  const page = folders.size > 0 ? [] : keys.slice(0, 1_000);
  const more = folders.size === 0 && keys.length > page.length;
  const next = page.at(-1) ?? '';
  return [
    `<?xml version="1.0"?><ListBucketResult><IsTruncated>${String(more)}</IsTruncated>`,
    more ? `<NextContinuationToken>${next}</NextContinuationToken><NextMarker>${next}</NextMarker>` : '',
    ...page.map(
      key => `<Contents><Key>${key}</Key><Size>${archive.get(`${bucket}/${key}`)?.bytes.length ?? 0}</Size></Contents>`,
    ),
    ...[...folders].map(folder => `<CommonPrefixes><Prefix>${folder}</Prefix></CommonPrefixes>`),
    '</ListBucketResult>',
  ].join('');
}

function folderIn(key: string, prefix: string): readonly string[] {
  const end = key.indexOf('/', prefix.length);
  return end === -1 ? [] : [key.slice(0, end + 1)];
}
