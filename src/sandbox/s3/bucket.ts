import { createHash } from 'node:crypto';
import { type Life, freshLife } from './life.ts';
import { type ObjectStore, type StoredObject, objectStore } from './object-store.ts';
import { type Lagging, lagging } from '../propagation.ts';

type PublicAccessBlock = Readonly<
  Record<'BlockPublicAcls' | 'IgnorePublicAcls' | 'BlockPublicPolicy' | 'RestrictPublicBuckets', boolean>
>;

interface Encryption {
  readonly algorithm: string;
  /** As it was typed: key id, alias or ARN. */
  readonly key?: string;
  readonly bucketKey: boolean;
  readonly blocked: readonly string[];
}

export interface Bucket {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly created: Date;
  /** The document as S3 stores it. */
  readonly policy: Lagging<string | undefined>;
  publicAccessBlock: PublicAccessBlock | undefined;
  encryption: Encryption;
  versioning: 'Enabled' | 'Suspended' | undefined;
  ownership: string | undefined;
  readonly life: Life;
  tags: ReadonlyMap<string, string>;
  readonly objects: ObjectStore;
}

const DEFAULT_ENCRYPTION: Encryption = { algorithm: 'AES256', bucketKey: false, blocked: ['SSE-C'] };

/** A bucket as CreateBucket makes one today. */
export function freshBucket(name: string, account: string, region: string, created: Date): Bucket {
  return {
    name,
    account,
    region,
    created,
    policy: lagging<string | undefined>(undefined),
    publicAccessBlock: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
    encryption: DEFAULT_ENCRYPTION,
    versioning: undefined,
    ownership: 'BucketOwnerEnforced',
    life: freshLife(),
    tags: new Map(),
    objects: objectStore(),
  };
}

/** What DeleteBucketEncryption brings back. */
export function resetEncryption(bucket: Bucket): void {
  bucket.encryption = DEFAULT_ENCRYPTION;
}

export interface NewObject {
  readonly key: string;
  readonly body: Buffer;
  readonly contentType: string;
  readonly contentEncoding?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Writes an object; one of the same key is replaced. */
export function putObject(bucket: Bucket, object: NewObject, modified: Date): StoredObject {
  const { key, metadata = {}, ...rest } = object;
  const stored: StoredObject = {
    ...rest,
    metadata,
    size: object.body.length,
    etag: createHash('md5').update(object.body).digest('hex'),
    modified,
  };
  bucket.objects.set(key, stored);
  return stored;
}
