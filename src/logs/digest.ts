/** Digest files: what they say, and what is signed (AWS CloudTrail User Guide, "CloudTrail digest file structure"). */
import { createPublicKey, hash, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** What a digest says, as far as it is needed to verify. Moments are `YYYY-MM-DDTHH:MM:SSZ`. */
export interface Digest {
  readonly account: string | null;
  /** The time whose deliveries it lists; `until` does not belong to it. */
  readonly from: string;
  readonly until: string;
  /** Where it says that it lies. */
  readonly bucket: string;
  readonly key: string;
  readonly fingerprint: string;
  /** Null: a chain begins with it. */
  readonly previous: PreviousDigest | null;
  /** Part of what is signed, also where the rest about the one before is not there. */
  readonly previousSignature: string | null;
  readonly files: readonly ListedFile[];
}

/** What a digest says of the one before. */
export interface PreviousDigest {
  readonly bucket: string;
  readonly key: string;
  /** SHA-256 of its content. */
  readonly hash: string | null;
}

/** What a digest says of a file that was delivered in its time. */
export interface ListedFile {
  readonly bucket: string;
  readonly key: string;
  /** Of its content, not of the compressed bytes; in hexadecimal. */
  readonly hash: string;
  /** `SHA-256` is the only one that AWS documents. */
  readonly algorithm: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads the content of a digest; null for what is none. Fields that AWS adds are left out. */
export function readDigest(content: Uint8Array): Digest | null {
  const said = parsed(content);
  if (said === null) return null;
  const text = (name: string): string | null => textIn(said, name);
  const [from, until, bucket, key, fingerprint] = [
    text('digestStartTime'),
    text('digestEndTime'),
    text('digestS3Bucket'),
    text('digestS3Object'),
    text('digestPublicKeyFingerprint'),
  ];
  const files = filesIn(said['logFiles']);
  if (!from || !until || !bucket || !key || !fingerprint || files === null) return null;
  if (!('previousDigestSignature' in said) || !isMoment(from) || !isMoment(until)) return null;
  return {
    account: text('awsAccountId'),
    from,
    until,
    bucket,
    key,
    fingerprint,
    previous: previousIn(said),
    previousSignature: text('previousDigestSignature'),
    files,
  };
}

function parsed(content: Uint8Array): Fields | null {
  try {
    const said: unknown = JSON.parse(new TextDecoder().decode(content));
    return isFields(said) ? said : null;
  } catch {
    return null;
  }
}

function previousIn(said: Fields): PreviousDigest | null {
  const [bucket, key] = [textIn(said, 'previousDigestS3Bucket'), textIn(said, 'previousDigestS3Object')];
  if (bucket === null || key === null) return null;
  return { bucket, key, hash: textIn(said, 'previousDigestHashValue') };
}

function filesIn(listed: unknown): readonly ListedFile[] | null {
  if (!Array.isArray(listed)) return null;
  const files = listed.filter(isFields).flatMap(file => {
    const [bucket, key] = [textIn(file, 's3Bucket'), textIn(file, 's3Object')];
    const [hashValue, algorithm] = [textIn(file, 'hashValue'), textIn(file, 'hashAlgorithm')];
    return bucket === null || key === null || hashValue === null || algorithm === null
      ? []
      : [{ bucket, key, hash: hashValue, algorithm }];
  });
  return files.length === listed.length ? files : null;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isMoment = (text: string): boolean => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u.test(text);

function textIn(fields: Fields, name: string): string | null {
  const value = fields[name];
  return typeof value === 'string' ? value : null;
}

/** The only algorithm that AWS documents, by the name that a digest's metadata has. */
export const signatureAlgorithm = 'SHA256withRSA';

/** SHA-256, in hexadecimal. */
export function sha256(content: Uint8Array): string {
  return hash('sha256', content, 'hex');
}

/**
 * Whether a digest is signed by a key.
 *
 * @param contentHash SHA-256 of the bytes of its content, as they are stored
 * @param signature lower-case hexadecimal; anything else is no signature
 */
export function isSigned(
  digest: Digest,
  contentHash: string,
  { signature, key }: { readonly signature: string; readonly key: KeyObject },
): boolean {
  if (!/^(?:[0-9a-f]{2})+$/u.test(signature)) return false;
  const { until, bucket, key: name, previousSignature } = digest;
  const text = `${until}\n${bucket}/${name}\n${contentHash}\n${previousSignature ?? 'null'}`;
  return verify('sha256', Buffer.from(text), key, Buffer.from(signature, 'hex'));
}

/** A key as ListPublicKeys has it: PKCS #1, in one published example SPKI; null for neither. */
export function loadKey(der: Uint8Array): KeyObject | null {
  for (const type of ['pkcs1', 'spki'] as const)
    try {
      return createPublicKey({ key: Buffer.from(der), format: 'der', type });
    } catch {
      // the other form is tried
    }
  return null;
}
