import { createHash, sign } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Trail } from '../cloudtrail/trail.ts';
import { type Estate, organizationOf } from '../estate.ts';
import type { PublicKeys } from '../cloudtrail/public-keys.ts';
import type { Digest, Lane, LogFile, Lot, MadeDigest } from './course.ts';

const WINDOW = 5 * 60_000;

/** `YYYY-MM-DDTHH:MM:SSZ`. */
const iso = (moment: number): string => new Date(moment).toISOString().replace(/\.\d{3}Z$/, 'Z');
const compact = (moment: number): string => iso(moment).replaceAll(/[-:]/g, '');
const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();

/** Where a trail's files of one folder, account and region lie, with a slash at the end. */
function folderOf(
  trail: Trail,
  estate: Estate,
  { folder, account, region }: Lane & { readonly folder: string },
): string {
  const { prefix = '', organization } = trail.settings;
  const of = organization ? organizationOf(estate, trail.account) : undefined;
  return `${prefix && `${prefix}/`}AWSLogs/${of ? `${of.id}/` : ''}${account}/${folder}/${region}/`;
}

const day = (moment: number): string => `${iso(moment).slice(0, 10).replaceAll('-', '/')}/`;

/** Writes a log file. Its name has the time of its events, or, where it comes late, that of its writing. */
export function writeLog(lot: Lot, trail: Trail, estate: Estate, at: number): LogFile {
  const { account, region, records } = lot;
  const stamp = at - lot.stamp > 2 * WINDOW ? Math.floor(at / WINDOW) * WINDOW : lot.stamp;
  const { course, settings } = trail;
  course.count += 1;
  const unique = uniqueName(`${trail.arn} ${account} ${region} ${course.count} ${at}`);
  const name = `${account}_CloudTrail_${region}_${compact(stamp).slice(0, 13)}Z_${unique}.json.gz`;
  const key = `${folderOf(trail, estate, { folder: 'CloudTrail', account, region })}${day(stamp)}${name}`;
  const content = lazily(() => {
    const raw = JSON.stringify({ Records: records });
    return { body: gzipSync(raw), hash: sha256(raw).toString('hex'), metadata: {} };
  });
  const times = records.map(eventTime).toSorted();
  const [oldest = '', newest = oldest] = [times[0], times.at(-1)];
  put(trail, estate, { key, at, content, size: () => content().body.length });
  return {
    account,
    region,
    bucket: settings.bucket,
    key,
    at,
    oldest,
    newest,
    missing: lot.fate?.backfill ?? 0,
    hash: () => content().hash,
  };
}

const eventTime = (record: object): string => ('eventTime' in record ? String(record.eventTime) : '');

/** Sixteen letters and digits. */
function uniqueName(of: string): string {
  return sha256(of)
    .toString('base64')
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .slice(0, 16);
}

/** Writes a digest; what it says is made when it is looked at. Those before it in its chain are written already. */
export function writeDigest(digest: Digest, trail: Trail, estate: Estate, at: number): void {
  const { account, region, end, backfill } = digest;
  const name = `${account}_CloudTrail-Digest_${region}_${trail.name}_${trail.homeRegion}_${compact(end)}`;
  const folder = folderOf(trail, estate, { folder: 'CloudTrail-Digest', account, region });
  const key = `${folder}${day(end)}${name}${backfill ? '_backfill' : ''}.json.gz`;
  digest.place = { bucket: trail.settings.bucket, key, signedAt: backfill ? at : end };
  const generated = backfill ? { 'backfill-generation-timestamp': new Date(at).toISOString() } : {};
  const content = lazily(() => {
    const { body, signature } = madeDigest(digest, estate.publicKeys);
    return { body, metadata: { signature, 'signature-algorithm': ALGORITHM, ...generated } };
  });
  put(trail, estate, { key, at, content, size: lazily(() => sizeOf(digest)) });
}

const ALGORITHM = 'SHA256withRSA';

/** Makes a digest, and those before it first. */
function madeDigest(digest: Digest, keys: PublicKeys): MadeDigest {
  const waiting: Digest[] = [];
  for (let one = digest.previous; one && !one.made; one = one.previous) waiting.push(one);
  for (const one of waiting.toReversed()) one.made = makeDigest(one, keys);
  digest.made ??= makeDigest(digest, keys);
  return digest.made;
}

function makeDigest(digest: Digest, keys: PublicKeys): MadeDigest {
  const { region, end, previous } = digest;
  const { bucket = '', key = '', signedAt = end } = digest.place ?? {};
  const signer = keys.signing(region, new Date(signedAt));
  const raw = textOf(digest, { fingerprint: signer.fingerprint, before: previous?.made, hashOf: file => file.hash() });
  const hash = sha256(raw).toString('hex');
  const signed = `${iso(end)}\n${bucket}/${key}\n${hash}\n${previous?.made?.signature ?? 'null'}`;
  const signature = sign('sha256', Buffer.from(signed), signer.privateKey).toString('hex');
  return { body: packed(raw), hash, signature };
}

/** Nothing is made smaller, so that the size is known before there is a signature: signing all takes long. */
const packed = (raw: string): Buffer => gzipSync(raw, { level: 0 });

/** The size of a digest, whose keys, hashes and signatures are all as long as these. */
function sizeOf(digest: Digest): number {
  const [fingerprint, hash, signature] = ['0'.repeat(32), '0'.repeat(64), '0'.repeat(512)];
  const before = digest.previous && { hash, signature };
  return packed(textOf(digest, { fingerprint, before, hashOf: () => hash })).length;
}

interface Parts {
  readonly fingerprint: string;
  readonly before: Pick<MadeDigest, 'hash' | 'signature'> | undefined;
  hashOf(file: LogFile): string;
}

function textOf(digest: Digest, { fingerprint, before, hashOf }: Parts): string {
  const { account, start, end, files, previous, place } = digest;
  return JSON.stringify({
    awsAccountId: account,
    digestStartTime: iso(start),
    digestEndTime: iso(end),
    digestS3Bucket: place?.bucket,
    digestS3Object: place?.key,
    digestPublicKeyFingerprint: fingerprint,
    digestSignatureAlgorithm: ALGORITHM,
    newestEventTime:
      files
        .map(({ newest }) => newest)
        .toSorted()
        .at(-1) ?? null,
    oldestEventTime: files.map(({ oldest }) => oldest).toSorted()[0] ?? null,
    previousDigestS3Bucket: previous?.place?.bucket ?? null,
    previousDigestS3Object: previous?.place?.key ?? null,
    previousDigestHashValue: before?.hash ?? null,
    previousDigestHashAlgorithm: before ? 'SHA-256' : null,
    previousDigestSignature: before?.signature ?? null,
    logFiles: files.map(file => ({
      s3Bucket: file.bucket,
      s3Object: file.key,
      hashValue: hashOf(file),
      hashAlgorithm: 'SHA-256',
      newestEventTime: file.newest,
      oldestEventTime: file.oldest,
    })),
  });
}

interface Content {
  readonly body: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
}

function put(
  trail: Trail,
  estate: Estate,
  file: { readonly key: string; readonly at: number; size(): number; content(): Content },
): void {
  const { key } = trail.settings;
  const objects = estate.buckets.get(trail.settings.bucket)?.objects;
  objects?.deliver(file.key, {
    get body() {
      return file.content().body;
    },
    get metadata() {
      return file.content().metadata;
    },
    get size() {
      return file.size();
    },
    etag: sha256(`${file.key} ${file.at}`).toString('hex').slice(0, 32), // of bytes that need not be there yet
    contentType: 'application/json',
    contentEncoding: 'gzip',
    modified: new Date(file.at),
    ...(key !== undefined && { encryption: { algorithm: 'aws:kms', key } }),
  });
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
