import type { Context } from '../call.ts';
import { Fault } from '../fault.ts';
import { type Bucket, putObject } from './bucket.ts';
import { decodeChunks } from './chunks.ts';
import { type StoredObject, indexOf } from './object-store.ts';
import { type S3Input, type S3Operation, type S3Output, xmlOutput } from './operation.ts';

const METADATA = 'x-amz-meta-';

function put(input: S3Input, bucket: Bucket, { call }: Context): S3Output {
  const encodings = (input.headers.get('content-encoding') ?? '').split(',').map(encoding => encoding.trim());
  const chunked = encodings.includes('aws-chunked');
  const kept = encodings.filter(encoding => encoding !== '' && encoding !== 'aws-chunked').join(',');
  const metadata = [...input.headers]
    .filter(([name]) => name.startsWith(METADATA))
    .map(([name, value]) => [name.slice(METADATA.length), value]);
  const object = {
    key: input.key,
    body: chunked ? decodeChunks(input.body) : input.body,
    contentType: input.headers.get('content-type') ?? 'application/octet-stream',
    metadata: Object.fromEntries(metadata) as Record<string, string>,
    ...(kept !== '' && { contentEncoding: kept }),
  };
  return { headers: { etag: `"${putObject(bucket, object, call.at).etag}"` } };
}

function find(input: S3Input, bucket: Bucket): StoredObject {
  const object = bucket.objects.get(input.key);
  if (object) return object;
  throw new Fault('NoSuchKey', 'The specified key does not exist.', { status: 404, elements: { Key: input.key } });
}

function head(input: S3Input, bucket: Bucket): S3Output {
  const object = find(input, bucket);
  return {
    headers: {
      'content-type': object.contentType,
      'content-length': String(object.size),
      etag: `"${object.etag}"`,
      'last-modified': object.modified.toUTCString(),
      'x-amz-server-side-encryption': object.encryption?.algorithm ?? bucket.encryption.algorithm,
      ...(object.encryption && { 'x-amz-server-side-encryption-aws-kms-key-id': object.encryption.key }),
      ...(object.contentEncoding !== undefined && { 'content-encoding': object.contentEncoding }),
      ...Object.fromEntries(Object.entries(object.metadata).map(([name, value]) => [METADATA + name, value])),
    },
  };
}

function list(input: S3Input, bucket: Bucket): S3Output {
  const second = input.query.get('list-type') === '2';
  const prefix = input.query.get('prefix') ?? '';
  const delimiter = input.query.get('delimiter') ?? '';
  const after =
    (second ? (input.query.get('continuation-token') ?? input.query.get('start-after')) : input.query.get('marker')) ??
    '';
  const most = Math.min(1000, Number(input.query.get('max-keys') ?? '1000'));
  const encode = input.query.get('encoding-type') === 'url' ? urlEncoded : (key: string): string => key;
  const page = pageOf(bucket, { prefix, delimiter, after, most });
  return xmlOutput('ListBucketResult', {
    Name: bucket.name,
    Prefix: encode(prefix),
    ...(second
      ? {
          StartAfter: optional(input.query.get('start-after'), encode),
          KeyCount: page.contents.length + page.prefixes.length,
        }
      : {
          Marker: encode(after),
          NextMarker: page.last !== undefined && delimiter !== '' ? encode(page.last) : undefined,
        }),
    ContinuationToken: second ? (input.query.get('continuation-token') ?? undefined) : undefined,
    NextContinuationToken: second ? page.last : undefined,
    MaxKeys: most,
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    EncodingType: input.query.get('encoding-type') ?? undefined,
    IsTruncated: page.last !== undefined,
    Contents: page.contents.map(([key, object]) => ({
      Key: encode(key),
      LastModified: object.modified.toISOString(),
      ETag: `"${object.etag}"`,
      Size: object.size,
      StorageClass: 'STANDARD',
    })),
    CommonPrefixes: page.prefixes.map(each => ({ Prefix: encode(each) })),
  });
}

function optional(value: string | null, encode: (value: string) => string): string | undefined {
  return value === null ? undefined : encode(value);
}

function urlEncoded(key: string): string {
  return encodeURIComponent(key).replaceAll('%2F', '/');
}

interface Listing {
  readonly prefix: string;
  readonly delimiter: string;
  readonly after: string;
  readonly most: number;
}

interface Page {
  readonly contents: readonly (readonly [string, StoredObject])[];
  readonly prefixes: readonly string[];
  /** Where the next page begins; undefined if this is the last. */
  readonly last: string | undefined;
}

function pageOf(bucket: Bucket, { prefix, delimiter, after, most }: Listing): Page {
  const keys = bucket.objects.keys();
  const contents: [string, StoredObject][] = [];
  const prefixes: string[] = [];
  let last = '';
  for (let at = indexOf(keys, prefix > after ? prefix : after); at < keys.length; at += 1) {
    const key = keys[at] ?? '';
    if (!key.startsWith(prefix)) {
      if (key > prefix) break;
      continue;
    }
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const common = end === -1 ? undefined : key.slice(0, end + delimiter.length);
    if (key <= after || (common !== undefined && common <= after)) continue;
    if (contents.length + prefixes.length >= most) return { contents, prefixes, last };
    last = common ?? key;
    const object = bucket.objects.get(key);
    if (common !== undefined) {
      prefixes.push(common);
      at = indexOf(keys, `${common}${LAST}`, at) - 1;
    } else if (object) contents.push([key, object]);
  }
  return { contents, prefixes, last: undefined };
}

/** Comes after all that keys have. */
const LAST = '\u{10ffff}';

const LISTING = ['prefix', 'delimiter', 'max-keys', 'encoding-type'];

export const objectOperations: readonly S3Operation[] = [
  {
    name: 'PutObject',
    method: 'PUT',
    level: 'object',
    headers: [
      'x-amz-acl',
      'x-amz-server-side-encryption',
      'x-amz-server-side-encryption-aws-kms-key-id',
      'x-amz-storage-class',
    ],
    dataEvent: true,
    kind: 'write',
    action: 's3:PutObject',
    run: put,
  },
  {
    name: 'GetObject',
    method: 'GET',
    level: 'object',
    dataEvent: true,
    kind: 'read',
    action: 's3:GetObject',
    run: (input, bucket) => ({ ...head(input, bucket), body: find(input, bucket).body }),
  },
  {
    name: 'HeadObject',
    method: 'HEAD',
    level: 'object',
    dataEvent: true,
    kind: 'read',
    action: 's3:GetObject',
    run: head,
  },
  {
    name: 'DeleteObject',
    method: 'DELETE',
    level: 'object',
    dataEvent: true,
    kind: 'write',
    action: 's3:DeleteObject',
    run(input, bucket) {
      bucket.objects.delete(input.key);
      return { status: 204 };
    },
  },
  {
    name: 'ListObjectsV2',
    method: 'GET',
    level: 'bucket',
    subresource: 'list-type',
    query: [...LISTING, 'start-after', 'continuation-token', 'fetch-owner'],
    dataEvent: true,
    kind: 'read',
    action: 's3:ListBucket',
    run: list,
  },
  {
    name: 'ListObjects',
    method: 'GET',
    level: 'bucket',
    query: [...LISTING, 'marker'],
    dataEvent: true,
    kind: 'read',
    action: 's3:ListBucket',
    run: list,
  },
];
