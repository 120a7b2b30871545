/**
 * Buckets full of delivered files, made as AWS documents them ("CloudTrail log file names", "CloudTrail digest file structure").
 * It shares no code with src/logs, so that a wrong belief there fails a test.
 */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { gzipSync } from 'node:zlib';

import type { Objects, ObjectRead, PublicKey, PublicKeys, StoredObject } from '../../src/logs/ports.ts';

/** Whose folder of a bucket. */
export interface Shelf {
  readonly bucket: string;
  readonly prefix?: string;
  readonly organization?: string;
  readonly account: string;
  /** Where the events happened. */
  readonly region: string;
  readonly trail: string;
  readonly homeRegion: string;
}

/** A region's folder of one trail, as tests like it. */
export const shelf: Shelf = {
  bucket: 'acme-audit-logs',
  account: '111122223333',
  region: 'us-east-1',
  trail: 'main',
  homeRegion: 'us-east-1',
};

interface Stored {
  readonly bytes: Uint8Array;
  readonly metadata: Readonly<Record<string, string>>;
  readonly modified: string | null;
}

/** Every object by `BUCKET/KEY`; tests change it as they like. */
export type Archive = Map<string, Stored>;

/** Somebody who signs digests. */
export interface Signer {
  readonly privateKey: KeyObject;
  readonly key: PublicKey;
}

/** What a digest says of a log file. */
export interface Listed {
  readonly s3Bucket: string;
  readonly s3Object: string;
  readonly hashValue: string;
  readonly hashAlgorithm: 'SHA-256';
  readonly newestEventTime: string | null;
  readonly oldestEventTime: string | null;
}

/** What the next digest says of this one. */
export interface Signed {
  readonly bucket: string;
  readonly key: string;
  readonly hash: string;
  readonly signature: string;
}

export type LogRecord = Readonly<Record<string, unknown>>;

/** A pair of keys that sign from one moment to another. Takes a tenth of a second. */
export function signer(validFrom = '2026-01-01T00:00:00Z', validUntil = '2026-02-01T00:00:00Z'): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const der = publicKey.export({ type: 'pkcs1', format: 'der' });
  const fingerprint = createHash('md5').update(der).digest('hex');
  return { privateKey, key: { fingerprint, der: new Uint8Array(der), validFrom, validUntil } };
}

/** The key of a log file delivered at a moment (`YYYY-MM-DDTHH:MM:SSZ`). */
export function logKey(at: Shelf, when: string, unique: string): string {
  const minute = `${compact(when).slice(0, 13)}Z`;
  return `${folder(at, 'CloudTrail', when)}${at.account}_CloudTrail_${at.region}_${minute}_${unique}.json.gz`;
}

/** The key of the digest that ends at a moment. */
export function keyOfDigest(at: Shelf, end: string, backfill = false): string {
  const name = `${at.account}_CloudTrail-Digest_${at.region}_${at.trail}_${at.homeRegion}_${compact(end)}`;
  return `${folder(at, 'CloudTrail-Digest', end)}${name}${backfill ? '_backfill' : ''}.json.gz`;
}

/** Puts a log file, and answers what a digest says of it. */
export function putLog(
  archive: Archive,
  at: Shelf,
  file: { readonly when: string; readonly unique: string; readonly records: readonly LogRecord[] },
): Listed {
  const raw = Buffer.from(JSON.stringify({ Records: file.records }));
  const key = logKey(at, file.when, file.unique);
  archive.set(`${at.bucket}/${key}`, { bytes: gzipSync(raw), metadata: {}, modified: file.when });
  const times = file.records.flatMap(record => (typeof record['eventTime'] === 'string' ? [record['eventTime']] : []));
  return {
    s3Bucket: at.bucket,
    s3Object: key,
    hashValue: sha256(raw),
    hashAlgorithm: 'SHA-256',
    newestEventTime: times.toSorted().at(-1) ?? null,
    oldestEventTime: times.toSorted()[0] ?? null,
  };
}

/** One digest to come. */
export interface DigestWish {
  readonly signer: Signer;
  /** Where the hour begins and ends. */
  readonly from: string;
  readonly until: string;
  readonly files: readonly Listed[];
  readonly previous: Signed | null;
  /** When it was made, of one that lists what another missed; signed with a key of that time. */
  readonly backfilled?: string;
  /** Fields that say something else than they should; signed as they are. */
  readonly lies?: { readonly [field: string]: unknown };
}

/** Puts a digest, signed. */
export function putDigest(archive: Archive, at: Shelf, wish: DigestWish): Signed {
  const { previous, files, backfilled } = wish;
  const key = keyOfDigest(at, wish.until, backfilled !== undefined);
  const times = files.flatMap(file => [file.newestEventTime, file.oldestEventTime]).filter(time => time !== null);
  const raw = Buffer.from(
    JSON.stringify({
      awsAccountId: at.account,
      digestStartTime: wish.from,
      digestEndTime: wish.until,
      digestS3Bucket: at.bucket,
      digestS3Object: key,
      digestPublicKeyFingerprint: wish.signer.key.fingerprint,
      digestSignatureAlgorithm: 'SHA256withRSA',
      newestEventTime: times.toSorted().at(-1) ?? null,
      oldestEventTime: times.toSorted()[0] ?? null,
      previousDigestS3Bucket: previous?.bucket ?? null,
      previousDigestS3Object: previous?.key ?? null,
      previousDigestHashValue: previous?.hash ?? null,
      previousDigestHashAlgorithm: previous ? 'SHA-256' : null,
      previousDigestSignature: previous?.signature ?? null,
      logFiles: files,
      ...wish.lies,
    }),
  );
  const text = `${wish.until}\n${at.bucket}/${key}\n${sha256(raw)}\n${previous?.signature ?? 'null'}`;
  const signature = sign('sha256', Buffer.from(text), wish.signer.privateKey).toString('hex');
  archive.set(`${at.bucket}/${key}`, {
    bytes: gzipSync(raw),
    metadata: {
      signature,
      'signature-algorithm': 'SHA256withRSA',
      ...(backfilled === undefined ? {} : { 'backfill-generation-timestamp': backfilled }),
    },
    modified: backfilled ?? wish.until,
  });
  return { bucket: at.bucket, key, hash: sha256(raw), signature };
}

/** A plain record of a read-only call. */
export function record(eventTime: string, eventID: string, more: LogRecord = {}): LogRecord {
  return {
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', userName: 'ada', accountId: shelf.account, principalId: 'AIDAEXAMPLE' },
    eventTime,
    eventSource: 's3.amazonaws.com',
    eventName: 'ListBuckets',
    awsRegion: shelf.region,
    sourceIPAddress: '203.0.113.24',
    userAgent: 'aws-cli/2.31.0',
    requestParameters: null,
    responseElements: null,
    eventID,
    readOnly: true,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: shelf.account,
    eventCategory: 'Management',
    ...more,
  };
}

/** Some hours of one chain. */
export interface HoursWish {
  readonly signer: Signer;
  /** Where the first hour begins. */
  readonly from: string;
  readonly hours: number;
  /** How many log files an hour has, by its number. Default: two in four of six hours. */
  readonly filesIn?: (hour: number) => number;
  readonly previous?: Signed | null;
}

/** Puts a chain of hourly digests, each with its log files of one record, and answers them from old to new. */
export function putHours(
  archive: Archive,
  at: Shelf,
  wish: HoursWish,
): readonly { readonly digest: Signed; readonly files: readonly Listed[] }[] {
  const { filesIn = hour => (hour % 3 === 2 ? 0 : 2) } = wish;
  const chain: { digest: Signed; files: readonly Listed[] }[] = [];
  for (let hour = 0; hour < wish.hours; hour += 1) {
    const from = later(wish.from, hour * 60);
    const files = Array.from({ length: filesIn(hour) }, (_, index) => {
      const when = later(from, 5 + ((index * 5) % 55));
      const unique = `H${String(hour).padStart(5, '0')}N${String(index).padStart(9, '0')}`;
      const eventID = `${at.account}-${at.region}-${hour}-${index}`;
      return putLog(archive, at, {
        when,
        unique,
        records: [record(later(when, -4), eventID, { awsRegion: at.region })],
      });
    });
    const previous = chain.at(-1)?.digest ?? wish.previous ?? null;
    const digest = putDigest(archive, at, { signer: wish.signer, from, until: later(from, 60), files, previous });
    chain.push({ digest, files });
  }
  return chain;
}

/** The archive as the port shows it. */
export function objectsOf(archive: Archive): Objects {
  return {
    async *list({ bucket, prefix, after = '' }) {
      await Promise.resolve();
      const start = `${bucket}/`;
      const found = [...archive]
        .filter(([name]) => name.startsWith(`${start}${prefix}`) && name.slice(start.length) > after)
        .map(([name, { bytes, modified }]): StoredObject => ({
          key: name.slice(start.length),
          size: bytes.length,
          modified,
        }));
      yield* found.toSorted((a, b) => (a.key < b.key ? -1 : 1));
    },
    async folders(bucket, prefix) {
      await Promise.resolve();
      const start = `${bucket}/${prefix}`;
      const names = [...archive.keys()]
        .filter(name => name.startsWith(start) && name.slice(start.length).includes('/'))
        .map(name => name.slice(start.length).split('/')[0] ?? '');
      return [...new Set(names)].toSorted();
    },
    async read(bucket, key): Promise<ObjectRead> {
      await Promise.resolve();
      const found = archive.get(`${bucket}/${key}`);
      return found ? { is: 'present', body: { bytes: found.bytes, metadata: found.metadata } } : { is: 'absent' };
    },
  };
}

/** Those who sign in each region, as the port shows their keys. */
export function keysOf(signers: Readonly<{ [region: string]: readonly Signer[] }>): PublicKeys {
  return {
    async between(region, from, until) {
      await Promise.resolve();
      const keys = (signers[region] ?? []).map(({ key }) => key);
      return keys.filter(key => key.validFrom <= until && key.validUntil >= from);
    },
  };
}

/** A moment so many minutes later. */
export function later(moment: string, minutes: number): string {
  return new Date(Date.parse(moment) + minutes * 60_000).toISOString().replace('.000Z', 'Z');
}

function folder(at: Shelf, kind: string, moment: string): string {
  const owner = `${at.organization === undefined ? '' : `${at.organization}/`}${at.account}`;
  const day = moment.slice(0, 10).replaceAll('-', '/');
  return `${at.prefix === undefined ? '' : `${at.prefix}/`}AWSLogs/${owner}/${kind}/${at.region}/${day}/`;
}

function compact(moment: string): string {
  return moment.replaceAll(/[-:]/gu, '');
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
