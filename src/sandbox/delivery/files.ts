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
  put(trail, estate, { key, at, content });
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
  put(trail, estate, { key, at, content });
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
  const { account, region, start, end, files, previous } = digest;
  const { bucket = '', key = '', signedAt = end } = digest.place ?? {};
  const signer = keys.signing(region, new Date(signedAt));
  const content = {
    awsAccountId: account,
    digestStartTime: iso(start),
    digestEndTime: iso(end),
    digestS3Bucket: bucket,
    digestS3Object: key,
    digestPublicKeyFingerprint: signer.fingerprint,
    digestSignatureAlgorithm: ALGORITHM,
    newestEventTime:
      files
        .map(({ newest }) => newest)
        .toSorted()
        .at(-1) ?? null,
    oldestEventTime: files.map(({ oldest }) => oldest).toSorted()[0] ?? null,
    previousDigestS3Bucket: previous?.place?.bucket ?? null,
    previousDigestS3Object: previous?.place?.key ?? null,
    previousDigestHashValue: previous?.made?.hash ?? null,
    previousDigestHashAlgorithm: previous ? 'SHA-256' : null,
    previousDigestSignature: previous?.made?.signature ?? null,
    logFiles: files.map(file => ({
      s3Bucket: file.bucket,
      s3Object: file.key,
      hashValue: file.hash(),
      hashAlgorithm: 'SHA-256',
      newestEventTime: file.newest,
      oldestEventTime: file.oldest,
    })),
  };
  const raw = JSON.stringify(content);
  const hash = sha256(raw).toString('hex');
  const signed = `${content.digestEndTime}\n${bucket}/${key}\n${hash}\n${content.previousDigestSignature ?? 'null'}`;
  const signature = sign('sha256', Buffer.from(signed), signer.privateKey).toString('hex');
  return { body: gzipSync(raw), hash, signature };
}

interface Content {
  readonly body: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
}

function put(
  trail: Trail,
  estate: Estate,
  file: { readonly key: string; readonly at: number; content(): Content },
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
    get etag() {
      return createHash('md5').update(file.content().body).digest('hex');
    },
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
