import { type Of, list, structure, text, whole, flag } from '../shape.ts';

const tag = structure({ Key: text, Value: text });
const sizes = { Prefix: text, ObjectSizeGreaterThan: whole, ObjectSizeLessThan: whole };
const transition = structure({ Days: whole, Date: text, StorageClass: text });
const oldTransition = structure({ NoncurrentDays: whole, NewerNoncurrentVersions: whole, StorageClass: text });

/** Members as their elements are named, so that what was put can be written out again. */
export const ruleShape = structure({
  ID: text,
  Status: text,
  Prefix: text,
  Filter: structure({ ...sizes, Tag: tag, And: structure({ ...sizes, Tag: list(tag) }) }),
  Expiration: structure({ Days: whole, Date: text, ExpiredObjectDeleteMarker: flag }),
  NoncurrentVersionExpiration: structure({ NoncurrentDays: whole, NewerNoncurrentVersions: whole }),
  Transition: list(transition),
  NoncurrentVersionTransition: list(oldTransition),
  AbortIncompleteMultipartUpload: structure({ DaysAfterInitiation: whole }),
});
export type Rule = Of<typeof ruleShape>;

export const lockShape = structure({
  ObjectLockEnabled: text,
  Rule: structure({ DefaultRetention: structure({ Mode: text, Days: whole, Years: whole }) }),
});

export const loggingShape = structure({
  LoggingEnabled: structure({ TargetBucket: text, TargetPrefix: text }),
});
type Logging = NonNullable<Of<typeof loggingShape>['LoggingEnabled']>;

export const replicationShape = structure({
  Role: text,
  Rule: list(
    structure({
      ID: text,
      Status: text,
      Priority: whole,
      Filter: structure({ Prefix: text }),
      DeleteMarkerReplication: structure({ Status: text }),
      Destination: structure({ Bucket: text, Account: text, StorageClass: text }),
    }),
  ),
});

export const corsShape = structure({
  CORSRule: list(
    structure({
      ID: text,
      AllowedOrigin: list(text),
      AllowedMethod: list(text),
      AllowedHeader: list(text),
      ExposeHeader: list(text),
      MaxAgeSeconds: whole,
    }),
  ),
});

export const websiteShape = structure({
  IndexDocument: structure({ Suffix: text }),
  ErrorDocument: structure({ Key: text }),
  RedirectAllRequestsTo: structure({ HostName: text, Protocol: text }),
});

export const aclShape = structure({
  Owner: structure({ ID: text, DisplayName: text }),
  AccessControlList: structure({
    Grant: list(structure({ Grantee: structure({ ID: text, URI: text, DisplayName: text }), Permission: text })),
  }),
});
type Grants = NonNullable<Of<typeof aclShape>['AccessControlList']>['Grant'];

/** What a bucket is told to keep, and whom it serves. Rules and locks are kept, and not carried out. */
export interface Life {
  lifecycle: readonly Rule[] | undefined;
  smallestMoved: string;
  lock: Of<typeof lockShape> | undefined;
  logging: Logging | undefined;
  payer: string;
  replication: Of<typeof replicationShape> | undefined;
  cors: Of<typeof corsShape> | undefined;
  website: Of<typeof websiteShape> | undefined;
  /** Undefined: the owner alone. */
  grants: Grants | undefined;
  mfaDelete: 'Enabled' | 'Disabled' | undefined;
}

export const SMALLEST_MOVED = ['all_storage_classes_128K', 'varies_by_storage_class'] as const;

export function freshLife(): Life {
  return {
    lifecycle: undefined,
    smallestMoved: SMALLEST_MOVED[0],
    lock: undefined,
    logging: undefined,
    payer: 'BucketOwner',
    replication: undefined,
    cors: undefined,
    website: undefined,
    grants: undefined,
    mfaDelete: undefined,
  };
}
