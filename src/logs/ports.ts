/** What delivered log files are read through. Adapters implement both ports; nothing in this layer does I/O. */
import type { Problem } from '../core/model.ts';
import type { LogPlace } from './place.ts';

/** An object as a list shows it. */
export interface StoredObject {
  readonly key: string;
  /** Bytes, as stored. */
  readonly size: number;
  /** When it was last written, as ISO 8601; null where the store does not know. */
  readonly modified: string | null;
}

/** An object as it is stored: bytes are never decoded on the way, whatever its Content-Encoding says. */
export interface ObjectBody {
  readonly bytes: Uint8Array;
  /** User metadata, names in lower case and without `x-amz-meta-`; null: a copy that kept none of any object. */
  readonly metadata: Readonly<Record<string, string>> | null;
}

/** What came of reading: what could not be read is not absent. */
export type ObjectRead =
  | { readonly is: 'present'; readonly body: ObjectBody }
  | { readonly is: 'absent' }
  | { readonly is: 'unread'; readonly problem: Problem };

/** Which keys of a bucket are wanted. */
export interface ListQuestion {
  readonly bucket: string;
  readonly prefix: string;
  /** Keys up to and including this one are left out. */
  readonly after?: string;
}

/** Buckets, or a folder that holds a copy of some. */
export interface Objects {
  /**
   * Objects whose keys begin with the prefix, in ascending order of the keys' bytes. Asks for a page when the one before
   * is used up, so that whoever stops early costs no further call.
   *
   * @throws ApiFailure where the list could not be read
   */
  list(question: ListQuestion): AsyncIterable<StoredObject>;
  /**
   * Names of the folders directly below a prefix that ends with a slash, without slashes.
   *
   * @throws ApiFailure where the list could not be read
   */
  folders(bucket: string, prefix: string): Promise<readonly string[]>;
  /** The whole object; log files have at most 50 MB. Never throws for what AWS answers. */
  read(bucket: string, key: string): Promise<ObjectRead>;
}

/** A key that digests are signed with. */
export interface PublicKey {
  /** MD5 of the DER bytes in lower-case hexadecimal. */
  readonly fingerprint: string;
  /** PKCS #1, in one published example SPKI. */
  readonly der: Uint8Array;
  /** ISO 8601; the time in which it signs. */
  readonly validFrom: string;
  readonly validUntil: string;
}

/** Keys that CloudTrail signs with: each region has its own. */
export interface PublicKeys {
  /**
   * `copy`: they came with the copy that they are to prove, so that whoever made it may have made them. `none`: nobody gave
   * any. Left out: AWS has them, or somebody who is not the copy.
   */
  readonly origin?: 'copy' | 'none';
  /**
   * Keys that were in use between two moments (ISO 8601) in the region whose folder the digest lies in.
   *
   * @throws ApiFailure where they could not be asked for
   */
  between(region: string, from: string, until: string): Promise<readonly PublicKey[]>;
}

/** A place, and what its files are read through. */
export interface OpenPlace {
  readonly place: LogPlace;
  readonly objects: Objects;
  readonly keys: PublicKeys;
}
