import type * as S3 from '@aws-sdk/client-s3';
import type { Call, Change } from '../../core/kind.ts';
import type { Readings } from '../../core/model.ts';
import { policyDocument } from '../../core/policy/state.ts';
import { policyText } from '../../core/policy/statement.ts';
import type { PolicyDocument, Statement } from '../../core/policy/statement.ts';
import { ownerTags, tagList } from '../../core/tags.ts';
import type { BucketWrites } from './api.ts';
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
      return create(change.name, change.desired);
    case 'update':
      return update(change);
    case 'delete':
      throw new Error('bucket: buckets are never deleted');
  }
}

/** Every setting is said, also where a fresh bucket has it today, but for versioning: what was never set is suspended. */
function create(Bucket: string, state: BucketState): Calls {
  const document = wholePolicy(state, state.statements);
  const location = state.region === 'us-east-1' ? {} : { LocationConstraint: constraint(state.region) };
  const Tags = tagList({ ...state.tags, ...ownerTags(state.owner) });
  return [
    { call: 's3:CreateBucket', input: { Bucket, CreateBucketConfiguration: { ...location, Tags } } },
    setting.ownership(Bucket, state),
    setting.publicAccessBlock(Bucket, state),
    setting.encryption(Bucket, state),
    ...(state.versioning === 'enabled' ? [setting.versioning(Bucket, state)] : []),
    ...(document.statements.length > 0 ? [putPolicy(Bucket, document)] : []),
  ];
}

/** Naming us-east-1 is an error. Newer regions are not in the SDK's list, hence the cast. */
function constraint(region: string): S3.BucketLocationConstraint {
  return region as S3.BucketLocationConstraint;
}

function update({ name: Bucket, desired, live, changed }: Update): Calls {
  const has = (field: keyof BucketState): boolean => changed.includes(field);
  return [
    ...(has('ownership') ? [setting.ownership(Bucket, desired)] : []),
    ...(has('publicAccessBlock') ? [setting.publicAccessBlock(Bucket, desired)] : []),
    ...(has('encryption') ? [setting.encryption(Bucket, desired)] : []),
    ...(has('versioning') ? [setting.versioning(Bucket, desired)] : []),
    ...(has('tags') || has('owner') ? [putTags(Bucket, desired, live)] : []),
    ...(changed.some(field => inPolicy.has(field))
      ? [changePolicy(Bucket, desired, { live, repairs: has('grants') })]
      : []),
  ];
}

/** One call for each setting that has one of its own. */
const setting = {
  ownership: (Bucket: string, { ownership: ObjectOwnership }: BucketState): Call<BucketWrites> => ({
    call: 's3:PutBucketOwnershipControls',
    input: { Bucket, OwnershipControls: { Rules: [{ ObjectOwnership }] } },
  }),
  publicAccessBlock: (Bucket: string, { publicAccessBlock: block }: BucketState): Call<BucketWrites> => ({
    call: 's3:PutPublicAccessBlock',
    input: {
      Bucket,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: block.blockPublicAcls,
        IgnorePublicAcls: block.ignorePublicAcls,
        BlockPublicPolicy: block.blockPublicPolicy,
        RestrictPublicBuckets: block.restrictPublicBuckets,
      },
    },
  }),
  encryption: (Bucket: string, { encryption: { algorithm, kmsKey, bucketKey } }: BucketState): Call<BucketWrites> => ({
    call: 's3:PutBucketEncryption',
    input: {
      Bucket,
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
  versioning: (Bucket: string, { versioning }: BucketState): Call<BucketWrites> => ({
    call: 's3:PutBucketVersioning',
    input: { Bucket, VersioningConfiguration: { Status: versioning === 'enabled' ? 'Enabled' : 'Suspended' } },
  }),
};

/** Tags are replaced as a whole, so that everybody's are sent again. AWS keeps its own, which nobody can send. */
function putTags(Bucket: string, { tags, owner }: BucketState, live: Readings<BucketState>): Call<BucketWrites> {
  const standing = 'value' in live.tags ? live.tags.value : {};
  const TagSet = tagList({ ...standing, ...tags, ...ownerTags(owner) });
  return { call: 's3:PutBucketTagging', input: { Bucket, Tagging: { TagSet } }, whole: true };
}

interface Standing {
  readonly live: Readings<BucketState>;
  /** Whether trails are let in by it: such a call is sent whatever became of the settings before it. */
  readonly repairs: boolean;
}

function changePolicy(Bucket: string, desired: BucketState, { live, repairs }: Standing): Call<BucketWrites> {
  const standing = 'value' in live.statements ? live.statements.value : [];
  const document = wholePolicy(desired, standing);
  const marks: { readonly whole: true; readonly regardless?: true } = {
    whole: true,
    ...(repairs ? { regardless: true } : {}),
  };
  if (document.statements.length === 0) return { call: 's3:DeleteBucketPolicy', input: { Bucket }, ...marks };
  return { ...putPolicy(Bucket, document), ...marks };
}

function putPolicy(
  Bucket: string,
  document: PolicyDocument,
): Extract<Call<BucketWrites>, { call: 's3:PutBucketPolicy' }> {
  return { call: 's3:PutBucketPolicy', input: { Bucket, Policy: policyText(document) } };
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
