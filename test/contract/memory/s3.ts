import type * as S3 from '@aws-sdk/client-s3';

import { ApiFailure } from '../../../src/core/failure.ts';
import type { FailureCategory } from '../../../src/core/failure.ts';
import type { Target } from '../../../src/core/model.ts';
import { rewritten } from './policy.ts';

interface Bucket {
  readonly account: string;
  readonly region: string;
  policy: string | undefined;
  block: S3.PublicAccessBlockConfiguration | undefined;
  ownership: S3.OwnershipControls | undefined;
  encryption: S3.ServerSideEncryptionConfiguration;
  versioning: S3.VersioningConfiguration;
  lifecycle: readonly S3.LifecycleRule[];
  smallestMoved: string;
  lock: S3.ObjectLockConfiguration | undefined;
  logging: S3.LoggingEnabled | undefined;
  payer: S3.Payer;
  replication: S3.ReplicationConfiguration | undefined;
  cors: readonly S3.CORSRule[] | undefined;
  website: S3.WebsiteConfiguration | undefined;
  grants: readonly S3.Grant[];
  tags: readonly S3.Tag[];
  /** Keys, in the order of S3. */
  readonly objects: Set<string>;
}

type Input = { readonly Bucket?: string | undefined };
type Answer = (bucket: Bucket, input: never, asked: Asked) => object;

interface Asked {
  readonly operation: string;
  readonly target: Target;
}

/** S3 at the level of operations, in memory: one namespace of buckets, the defaults of a fresh one, what it refuses. */
export class MemoryS3 {
  readonly buckets = new Map<string, Bucket>();

  /** @throws ApiFailure with S3's own codes */
  answer(operation: string, input: object, target: Target): object {
    const asked = { operation, target };
    if (operation === 'CreateBucket') return this.#create(input as S3.CreateBucketCommandInput, asked);
    const answer = answers[operation];
    if (!answer) throw new Error(`s3:${operation} is not known here`);
    const { Bucket = '' } = input as Input;
    const bucket = this.buckets.get(Bucket);
    if (!bucket) throw failure(operation === 'HeadBucket' ? 'NotFound' : 'NoSuchBucket', 'absent', asked);
    if (bucket.account !== target.account) throw failure('AccessDenied', 'permission', asked);
    if (bucket.region !== target.region)
      throw failure('PermanentRedirect', 'conflict', asked, `The bucket is in ${bucket.region}`);
    return answer(bucket, input as never, asked);
  }

  #create({ Bucket = '', CreateBucketConfiguration }: S3.CreateBucketCommandInput, asked: Asked): object {
    const { account, region } = asked.target;
    const { LocationConstraint: location, Tags = [] } = CreateBucketConfiguration ?? {};
    if (location === undefined ? region !== 'us-east-1' : location !== region)
      throw failure('IllegalLocationConstraintException', 'conflict', asked);
    if (region === 'us-east-1' && location !== undefined) throw failure('InvalidLocationConstraint', 'invalid', asked);
    const taken = this.buckets.get(Bucket);
    if (taken)
      throw failure(taken.account === account ? 'BucketAlreadyOwnedByYou' : 'BucketAlreadyExists', 'conflict', asked);
    this.buckets.set(Bucket, {
      account,
      region,
      policy: undefined,
      block: { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
      ownership: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      encryption: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
            BucketKeyEnabled: false,
            BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
          },
        ],
      },
      versioning: {},
      lifecycle: [],
      smallestMoved: 'all_storage_classes_128K',
      lock: undefined,
      logging: undefined,
      payer: 'BucketOwner',
      replication: undefined,
      cors: undefined,
      website: undefined,
      grants: [{ Grantee: { Type: 'CanonicalUser', ID: account }, Permission: 'FULL_CONTROL' }],
      tags: Tags,
      objects: new Set(),
    });
    return { Location: `/${Bucket}` };
  }
}

const answers: Readonly<Record<string, Answer>> = {
  HeadBucket: ({ region }) => ({ BucketRegion: region }),
  GetBucketPolicy: ({ policy }, _input, asked) => ({ Policy: set(policy, 'NoSuchBucketPolicy', asked) }),
  GetPublicAccessBlock: ({ block }, _input, asked) => ({
    PublicAccessBlockConfiguration: set(block, 'NoSuchPublicAccessBlockConfiguration', asked),
  }),
  GetBucketOwnershipControls: ({ ownership }, _input, asked) => ({
    OwnershipControls: set(ownership, 'OwnershipControlsNotFoundError', asked),
  }),
  GetBucketEncryption: ({ encryption }) => ({ ServerSideEncryptionConfiguration: encryption }),
  GetBucketVersioning: ({ versioning }) => versioning,
  GetBucketTagging: ({ tags }, _input, asked) => ({
    TagSet: set(tags.length > 0 ? tags : undefined, 'NoSuchTagSet', asked),
  }),
  GetBucketLifecycleConfiguration: ({ lifecycle, smallestMoved }, _input, asked) => ({
    Rules: set(lifecycle.length > 0 ? lifecycle : undefined, 'NoSuchLifecycleConfiguration', asked),
    TransitionDefaultMinimumObjectSize: smallestMoved,
  }),
  GetObjectLockConfiguration: ({ lock }, _input, asked) => ({
    ObjectLockConfiguration: set(lock, 'ObjectLockConfigurationNotFoundError', asked),
  }),
  GetBucketLogging: ({ logging }) => (logging ? { LoggingEnabled: logging } : {}),
  GetBucketRequestPayment: ({ payer }) => ({ Payer: payer }),
  GetBucketReplication: ({ replication }, _input, asked) => ({
    ReplicationConfiguration: set(replication, 'ReplicationConfigurationNotFoundError', asked),
  }),
  GetBucketCors: ({ cors }, _input, asked) => ({ CORSRules: set(cors, 'NoSuchCORSConfiguration', asked) }),
  GetBucketWebsite: ({ website }, _input, asked) => set(website, 'NoSuchWebsiteConfiguration', asked),
  GetBucketAcl: ({ account, grants }) => ({ Owner: { ID: account }, Grants: grants }),
  PutBucketLifecycleConfiguration(
    bucket,
    {
      LifecycleConfiguration,
      TransitionDefaultMinimumObjectSize: size,
    }: S3.PutBucketLifecycleConfigurationCommandInput,
  ) {
    bucket.lifecycle = LifecycleConfiguration?.Rules ?? [];
    bucket.smallestMoved = size ?? 'all_storage_classes_128K';
    return {};
  },
  DeleteBucketLifecycle(bucket) {
    bucket.lifecycle = [];
    return {};
  },
  PutObjectLockConfiguration(bucket, input: S3.PutObjectLockConfigurationCommandInput, asked) {
    if (bucket.versioning.Status !== 'Enabled') throw failure('InvalidBucketState', 'conflict', asked);
    bucket.lock = input.ObjectLockConfiguration;
    return {};
  },
  PutBucketLogging(bucket, { BucketLoggingStatus }: S3.PutBucketLoggingCommandInput) {
    bucket.logging = BucketLoggingStatus?.LoggingEnabled;
    return {};
  },
  PutBucketRequestPayment(bucket, { RequestPaymentConfiguration }: S3.PutBucketRequestPaymentCommandInput) {
    bucket.payer = RequestPaymentConfiguration?.Payer ?? 'BucketOwner';
    return {};
  },
  PutBucketReplication(bucket, { ReplicationConfiguration }: S3.PutBucketReplicationCommandInput) {
    bucket.replication = ReplicationConfiguration;
    return {};
  },
  PutBucketCors(bucket, { CORSConfiguration }: S3.PutBucketCorsCommandInput) {
    bucket.cors = CORSConfiguration?.CORSRules;
    return {};
  },
  PutBucketWebsite(bucket, { WebsiteConfiguration }: S3.PutBucketWebsiteCommandInput) {
    bucket.website = WebsiteConfiguration;
    return {};
  },
  PutBucketAcl(bucket, { AccessControlPolicy }: S3.PutBucketAclCommandInput) {
    bucket.grants = AccessControlPolicy?.Grants ?? [];
    return {};
  },
  ListObjectsV2({ objects }, { Prefix = '', MaxKeys = 1000 }: S3.ListObjectsV2CommandInput) {
    const found = [...objects].filter(key => key.startsWith(Prefix)).toSorted();
    const Contents = found.slice(0, MaxKeys).map(Key => ({ Key }));
    return { KeyCount: Contents.length, ...(Contents.length > 0 ? { Contents } : {}) };
  },
  PutObject({ objects }, { Key = '' }: S3.PutObjectCommandInput) {
    objects.add(Key);
    return {};
  },
  PutBucketPolicy(bucket, { Policy = '' }: S3.PutBucketPolicyCommandInput, asked) {
    const { Statement } = JSON.parse(Policy) as { Statement?: readonly unknown[] };
    if (!Statement || Statement.length === 0 || Buffer.byteLength(Policy) > 20_480)
      throw failure('MalformedPolicy', 'invalid', asked);
    bucket.policy = rewritten(Policy, asked.target.partition);
    return {};
  },
  DeleteBucketPolicy(bucket) {
    bucket.policy = undefined;
    return {};
  },
  /** A switch that is left out is off. */
  PutPublicAccessBlock(bucket, { PublicAccessBlockConfiguration: block }: S3.PutPublicAccessBlockCommandInput) {
    bucket.block = {
      BlockPublicAcls: block?.BlockPublicAcls ?? false,
      IgnorePublicAcls: block?.IgnorePublicAcls ?? false,
      BlockPublicPolicy: block?.BlockPublicPolicy ?? false,
      RestrictPublicBuckets: block?.RestrictPublicBuckets ?? false,
    };
    return {};
  },
  PutBucketOwnershipControls(bucket, { OwnershipControls }: S3.PutBucketOwnershipControlsCommandInput) {
    bucket.ownership = OwnershipControls;
    return {};
  },
  PutBucketEncryption(bucket, { ServerSideEncryptionConfiguration }: S3.PutBucketEncryptionCommandInput) {
    bucket.encryption = ServerSideEncryptionConfiguration ?? { Rules: [] };
    return {};
  },
  PutBucketVersioning(bucket, { VersioningConfiguration }: S3.PutBucketVersioningCommandInput, asked) {
    if (bucket.lock && VersioningConfiguration?.Status !== 'Enabled')
      throw failure('InvalidBucketState', 'conflict', asked);
    bucket.versioning = { ...bucket.versioning, ...VersioningConfiguration };
    return {};
  },
  /** Replaces all but AWS's own tags, which nobody can send. */
  PutBucketTagging(bucket, { Tagging }: S3.PutBucketTaggingCommandInput, asked) {
    const tags = Tagging?.TagSet ?? [];
    if (tags.length > 50 || tags.some(({ Key = '' }) => Key.startsWith('aws:')))
      throw failure('InvalidTag', 'invalid', asked);
    bucket.tags = [...bucket.tags.filter(({ Key = '' }) => Key.startsWith('aws:')), ...tags];
    return {};
  },
};

/** What was set; unset is one of S3's codes for it. */
function set<T>(value: T | undefined, code: string, asked: Asked): T {
  if (value === undefined) throw failure(code, 'absent', asked);
  return value;
}

function failure(name: string, category: FailureCategory, { operation, target }: Asked, message = name): ApiFailure {
  return new ApiFailure(name, message, { category, site: { call: `s3:${operation}`, target } });
}
