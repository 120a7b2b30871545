/** A trail that logs, and what it delivered, read and checked apart from what wrote it. */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { ListPublicKeysCommand, StartLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import type { Sandbox, SandboxOptions } from '../../../src/sandbox/index.ts';
import { type Clients, clients, sandbox } from '../clients.ts';
import { HOME, makeTrail, openBucket } from '../estate.ts';

export const START = '2026-10-01T00:00:00Z';
export const TWO = { regions: { '*': [HOME, 'us-east-1'] } };

type Trail = Parameters<typeof makeTrail>[1];

/** A trail that logs since START. */
export async function logging(trail: Trail = {}, options: SandboxOptions = TWO) {
  const box = await sandbox({ now: new Date(START), ...options });
  const here = clients(box);
  await openBucket(here);
  await makeTrail(here, trail);
  await here.cloudtrail.send(new StartLoggingCommand({ Name: 'main' }));
  return { box, here };
}

export async function keysOf({ s3 }: Clients, folder = '', bucket = 'logs'): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'AWSLogs/' }));
  return Contents.map(({ Key = '' }) => Key).filter(key => key.endsWith('.gz') && key.includes(folder));
}

export async function read({ s3 }: Clients, key: string, bucket = 'logs') {
  const { Body, Metadata = {}, ...head } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const bytes = gunzipSync((await Body?.transformToByteArray()) ?? '');
  return { head, metadata: Metadata, text: bytes.toString('utf8') };
}

export interface LoggedRecord {
  readonly eventID: string;
  readonly eventName: string;
  readonly eventTime: string;
  readonly awsRegion: string;
  readonly eventCategory: string;
  readonly recipientAccountId: string;
}

export async function recordsOf(here: Clients, folder = '/CloudTrail/', bucket = 'logs'): Promise<LoggedRecord[]> {
  const keys = await keysOf(here, folder, bucket);
  const texts = await Promise.all(keys.map(async key => read(here, key, bucket)));
  return texts.flatMap(({ text }) => (JSON.parse(text) as { Records: LoggedRecord[] }).Records);
}

export const namesOf = (records: readonly LoggedRecord[]): string[] => records.map(({ eventName }) => eventName);

export interface DigestText {
  readonly digestStartTime: string;
  readonly digestEndTime: string;
  readonly digestS3Bucket: string;
  readonly digestS3Object: string;
  readonly digestPublicKeyFingerprint: string;
  readonly previousDigestS3Bucket: string | null;
  readonly previousDigestS3Object: string | null;
  readonly previousDigestHashValue: string | null;
  readonly previousDigestSignature: string | null;
  readonly logFiles: readonly { readonly s3Bucket: string; readonly s3Object: string; readonly hashValue: string }[];
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Every digest of a region, each checked against its signature, its chain and its log files. */
export async function digests(box: Sandbox, { region = HOME, bucket = 'logs' } = {}): Promise<DigestText[]> {
  const here = clients(box);
  const { cloudtrail } = clients(box, region);
  const range = { StartTime: new Date(START), EndTime: box.clock.now() };
  const { PublicKeyList = [] } = await cloudtrail.send(new ListPublicKeysCommand(range));
  const known = new Map<string, { hash: string; signature: string | undefined }>();
  const found: DigestText[] = [];
  for (const key of await keysOf(here, `/CloudTrail-Digest/${region}/`, bucket)) {
    const { text, metadata } = await read(here, key, bucket);
    const digest = JSON.parse(text) as DigestText;
    const signer = PublicKeyList.find(({ Fingerprint }) => Fingerprint === digest.digestPublicKeyFingerprint);
    const signed = [
      digest.digestEndTime,
      `${bucket}/${key}`,
      sha256(text),
      digest.previousDigestSignature ?? 'null',
    ].join('\n');
    const der = createPublicKey({ key: Buffer.from(signer?.Value ?? ''), format: 'der', type: 'pkcs1' });
    expect(verify('sha256', Buffer.from(signed), der, Buffer.from(metadata['signature'] ?? '', 'hex')), key).toBe(true);
    expect(metadata['signature-algorithm']).toBe('SHA256withRSA');
    expect([digest.digestS3Bucket, digest.digestS3Object]).toEqual([bucket, key]);
    const previous = known.get(`${digest.previousDigestS3Bucket}/${digest.previousDigestS3Object}`);
    if (previous) {
      expect(digest.previousDigestHashValue).toBe(previous.hash);
      expect(digest.previousDigestSignature).toBe(previous.signature);
    }
    for (const file of digest.logFiles)
      expect(sha256((await read(here, file.s3Object, file.s3Bucket)).text)).toBe(file.hashValue);
    known.set(`${bucket}/${key}`, { hash: sha256(text), signature: metadata['signature'] });
    found.push(digest);
  }
  return found;
}

export const hours = (list: readonly DigestText[]): string[] =>
  list.map(({ digestStartTime, digestEndTime }) => `${digestStartTime.slice(11, 16)}-${digestEndTime.slice(11, 16)}`);
