import type * as S3 from '@aws-sdk/client-s3';
import type { Call, Change } from '../../core/kind.ts';
import type { Readings } from '../../core/model.ts';
import { policyDocument } from '../../core/policy/state.ts';
import { policyText } from '../../core/policy/statement.ts';
import type { PolicyDocument, Statement } from '../../core/policy/statement.ts';
import { ownTags, tagList } from '../../core/tags.ts';
import type { BucketWrites } from './api.ts';
import { lifeCalls, writtenIn } from './calls-life.ts';
import { ownedBucket } from './owned.ts';
import type { Owned } from './owned.ts';
import type { BucketState } from './state.ts';

type Calls = readonly Call<BucketWrites>[];
type Update = Extract<Change<BucketState>, { action: 'update' }>;

/** The fields that one document carries. */
const inPolicy = new Set<keyof BucketState>(['grants', 'statements', 'otherStatements', 'policyHeader', 'tlsOnly']);

/**
 * The calls of one change, in the order that S3 wants: the public access block before the policy, because it decides
 * which policies are taken; tags with the creation itself, so that a crash right after it leaves nothing that looks like
 * somebody else's.
 */
export function calls(change: Change<BucketState>): Calls {
  switch (change.action) {
    case 'create':
      return create(ownedBucket(change.name, change.target.account), change.desired);
    case 'update':
      return update(change);
    case 'delete':
      throw new Error('bucket: buckets are never deleted');
  }
}

/**
 * Every setting is said, also where a fresh bucket has it today, but for versioning: what was never set is suspended; and
 * for what is kept as it stands.
 */
function create(bucket: Owned, state: BucketState): Calls {
  const document = wholePolicy(state, state.statements);
  const location = state.region === 'us-east-1' ? {} : { LocationConstraint: constraint(state.region) };
  const Tags = tagList({ ...state.tags, ...ownTags(state) });
  return [
    { call: 's3:CreateBucket', input: { Bucket: bucket.Bucket, CreateBucketConfiguration: { ...location, Tags } } },
    setting.ownership(bucket, state),
    setting.publicAccessBlock(bucket, state),
    setting.encryption(bucket, state),
    ...(state.versioning === 'enabled' ? [setting.versioning(bucket, state)] : []),
    ...lifeCalls(bucket, state, { changed: writtenIn(state) }),
    ...(document.statements.length > 0 ? [putPolicy(bucket, document)] : []),
  ];
}

/** Naming us-east-1 is an error. Newer regions are not in the SDK's list, hence the cast. */
function constraint(region: string): S3.BucketLocationConstraint {
  return region as S3.BucketLocationConstraint;
}

function update(change: Update): Calls {
  const { desired, live, changed } = change;
  const bucket = ownedBucket(change.name, change.target.account);
  const has = (field: keyof BucketState): boolean => changed.includes(field);
  return [
    ...(has('ownership') ? [setting.ownership(bucket, desired)] : []),
    ...(has('publicAccessBlock') ? [setting.publicAccessBlock(bucket, desired)] : []),
    ...(has('encryption') ? [setting.encryption(bucket, desired)] : []),
    ...(has('versioning') ? [setting.versioning(bucket, desired)] : []),
    ...lifeCalls(bucket, desired, { changed, live }),
    ...(has('tags') || has('owner') || has('protect') ? [putTags(bucket, desired, live)] : []),
    ...(changed.some(field => inPolicy.has(field))
      ? [changePolicy(bucket, desired, { live, repairs: has('grants') })]
      : []),
  ];
}

/** One call for each setting that has one of its own. */
const setting = {
  ownership: (bucket: Owned, { ownership: ObjectOwnership }: BucketState): Call<BucketWrites> => ({
    call: 's3:PutBucketOwnershipControls',
    input: { ...bucket, OwnershipControls: { Rules: [{ ObjectOwnership }] } },
  }),
  publicAccessBlock: (bucket: Owned, { publicAccessBlock: block }: BucketState): Call<BucketWrites> => ({
    call: 's3:PutPublicAccessBlock',
    input: {
      ...bucket,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: block.blockPublicAcls,
        IgnorePublicAcls: block.ignorePublicAcls,
        BlockPublicPolicy: block.blockPublicPolicy,
        RestrictPublicBuckets: block.restrictPublicBuckets,
      },
    },
  }),
  encryption: (bucket: Owned, { encryption: { algorithm, kmsKey, bucketKey } }: BucketState): Call<BucketWrites> => ({
    call: 's3:PutBucketEncryption',
    input: {
      ...bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: {
              SSEAlgorithm: algorithm === 'none' ? 'AES256' : algorithm,
              ...(kmsKey === null ? {} : { KMSMasterKeyID: kmsKey }),
            },
            BucketKeyEnabled: bucketKey,
          },
        ],
      },
    },
  }),
  versioning: (bucket: Owned, { versioning }: BucketState): Call<BucketWrites> => ({
    call: 's3:PutBucketVersioning',
    input: { ...bucket, VersioningConfiguration: { Status: versioning === 'enabled' ? 'Enabled' : 'Suspended' } },
  }),
};

/** Tags are replaced as a whole, so that everybody's are sent again. AWS keeps its own, which nobody can send. */
function putTags(bucket: Owned, { tags, ...ours }: BucketState, live: Readings<BucketState>): Call<BucketWrites> {
  const standing = 'value' in live.tags ? live.tags.value : {};
  const TagSet = tagList({ ...standing, ...tags, ...ownTags(ours) });
  return { call: 's3:PutBucketTagging', input: { ...bucket, Tagging: { TagSet } }, whole: true };
}

interface Standing {
  readonly live: Readings<BucketState>;
  /** Whether trails are let in by it: such a call is sent whatever became of the settings before it. */
  readonly repairs: boolean;
}

function changePolicy(bucket: Owned, desired: BucketState, { live, repairs }: Standing): Call<BucketWrites> {
  const standing = 'value' in live.statements ? live.statements.value : [];
  const document = wholePolicy(desired, standing);
  const marks: { readonly whole: true; readonly regardless?: true } = {
    whole: true,
    ...(repairs ? { regardless: true } : {}),
  };
  if (document.statements.length === 0) return { call: 's3:DeleteBucketPolicy', input: { ...bucket }, ...marks };
  return { ...putPolicy(bucket, document), ...marks };
}

function putPolicy(
  bucket: Owned,
  document: PolicyDocument,
): Extract<Call<BucketWrites>, { call: 's3:PutBucketPolicy' }> {
  return { call: 's3:PutBucketPolicy', input: { ...bucket, Policy: policyText(document) } };
}

/**
 * The whole policy that a state asks for.
 *
 * @param standing the statements that stand there beside ours
 */
export function wholePolicy(state: BucketState, standing: readonly Statement[]): PolicyDocument {
  return withTls(policyDocument(state, standing), state.tlsOnly);
}

/** The statement about TLS stands last. */
export function withTls({ header, statements }: PolicyDocument, tlsOnly: Statement | null): PolicyDocument {
  return { header, statements: tlsOnly === null ? statements : [...statements, tlsOnly] };
}
