/** One digest, by itself: whether CloudTrail wrote it, and to where it lies. */
import { isSigned, readDigest, sha256, signatureAlgorithm } from '../digest.ts';
import type { Digest } from '../digest.ts';
import type { DigestName, LogKey } from '../layout.ts';
import type { ObjectBody, Objects } from '../ports.ts';
import { open } from './gzip.ts';
import type { Keyring } from './keyring.ts';
import type { Held } from './lanes.ts';
import { around } from './moments.ts';
import type { Word } from './verdict.ts';

/** A digest as its name shows it. */
export interface DigestAt {
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
  readonly account: string;
  readonly organization: string | null;
  readonly name: DigestName;
  /** Its end, as its name says. */
  readonly stamp: string;
}

/** What it came to. */
export type DigestJudged =
  | {
      readonly is: 'valid';
      readonly at: DigestAt;
      readonly digest: Digest;
      /** SHA-256 of its content, in hexadecimal. */
      readonly hash: string;
      readonly signature: string;
      /** Bytes after its end, which change nothing of what it says. */
      readonly trailing: number;
    }
  | { readonly is: 'invalid'; readonly at: DigestAt; readonly word: Word; readonly message: string };

/** Null: the key is no digest's. */
export function digestAt(bucket: string, key: string, read: LogKey): DigestAt | null {
  const { digest, stamp, region, account, organization } = read;
  return digest === null || stamp === null ? null : { bucket, key, region, account, organization, name: digest, stamp };
}

export interface DigestAsk {
  readonly objects: Objects;
  readonly keyring: Keyring;
  /** The time in which keys of ordinary digests were in use. */
  readonly keysFor: { readonly from: string; readonly until: string };
}

/** Reads and judges a digest. */
export async function judgeDigest(at: DigestAt, ask: DigestAsk): Promise<Held<DigestJudged>> {
  const invalid = (word: Word, message: string): DigestJudged => ({ is: 'invalid', at, word, message });
  const found = await ask.objects.read(at.bucket, at.key);
  if (found.is === 'absent') return { result: invalid('MISSING', 'the digest was listed and is gone'), bytes: 0 };
  if (found.is === 'unread') return { result: invalid('UNREAD', found.problem.message), bytes: 0 };
  const { bytes } = found.body;
  const opened = await open(bytes);
  if (opened.is === 'broken') return { result: invalid('CHANGED', opened.why), bytes: bytes.length };
  const held = bytes.length + opened.content.length;
  const judged = await judgeContent(found.body, opened.content, { at, ask });
  const { trailing } = opened;
  return { result: judged.is === 'valid' ? { ...judged, trailing } : judged, bytes: held };
}

export const trailingWords = (bytes: number): string =>
  `${bytes.toLocaleString('en-US')} ${bytes === 1 ? 'byte stands' : 'bytes stand'} after the end of the compressed content`;

interface Judging {
  readonly at: DigestAt;
  readonly ask: DigestAsk;
}

async function judgeContent(
  { metadata }: ObjectBody,
  content: Uint8Array,
  { at, ask }: Judging,
): Promise<DigestJudged> {
  const invalid = (word: Word, message: string): DigestJudged => ({ is: 'invalid', at, word, message });
  const digest = readDigest(content);
  if (digest === null) return invalid('CHANGED', 'its content is no digest');
  if (metadata === null)
    return invalid('UNREAD', 'the copy kept no metadata, where signatures are: docs/logs.md says what index.json has');
  const { signature, 'signature-algorithm': algorithm } = metadata;
  if (signature === undefined || algorithm === undefined) return invalid('FORGED', 'its metadata has no signature');
  if (algorithm !== signatureAlgorithm)
    return invalid(
      'FORGED',
      `its metadata says that it is signed by ${algorithm}, and CloudTrail signs by ${signatureAlgorithm}`,
    );
  const elsewhere = movedFrom(digest, at);
  if (elsewhere !== null) return invalid('MOVED', elsewhere);
  const made = metadata['backfill-generation-timestamp'];
  if (at.name.backfill && (made === undefined || Number.isNaN(Date.parse(made))))
    return invalid('CHANGED', 'its metadata does not say when it was made, as that of a backfilled one does');
  const time = at.name.backfill && made !== undefined ? around(made, 60) : ask.keysFor;
  const found = await ask.keyring(at.region, digest.fingerprint, time);
  if (found.is === 'unread') return invalid('UNREAD', found.problem.message);
  if (found.is === 'unknown')
    return invalid('FORGED', `CloudTrail has no key in ${at.region} with the fingerprint ${digest.fingerprint}`);
  const hash = sha256(content);
  return isSigned(digest, hash, { signature, key: found.key })
    ? { is: 'valid', at, digest, hash, signature, trailing: 0 }
    : invalid('FORGED', 'its signature does not fit its content');
}

/** Null: it lies where it says, and is of the account and the hour that its name says. */
function movedFrom(digest: Digest, at: DigestAt): string | null {
  if (digest.bucket !== at.bucket || digest.key !== at.key)
    return `it was written to s3://${digest.bucket}/${digest.key}`;
  if (digest.until !== at.stamp) return `it ends ${digest.until}, and its name says ${at.stamp}`;
  // whose account a digest of an organization's trail names is not documented
  if (at.organization === null && digest.account !== null && digest.account !== at.account)
    return `it is of the account ${digest.account}, and its name says ${at.account}`;
  return null;
}
