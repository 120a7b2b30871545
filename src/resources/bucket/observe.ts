/** Reads buckets: first whether and where one stands, then every setting by itself. Nothing else is asked. */
import type * as S3 from '@aws-sdk/client-s3';
import { ApiFailure, answerUnread, failedWith } from '../../core/failure.ts';
import type { Ask } from '../../core/kind.ts';
import type { Arn, Live, Problem, Readings, Survey, Target } from '../../core/model.ts';
import { delivery } from '../../core/policy/delivery.ts';
import { policyReadings, policyUnread, readDocument } from '../../core/policy/readings.ts';
import type { PolicyState } from '../../core/policy/state.ts';
import { mapReading, reading } from '../../core/reading.ts';
import { ownerTag, readTags, protects, withoutOurs } from '../../core/tags.ts';
import type { BucketReads } from './api.ts';
import { readAcl, readLifecycle, readReported } from './observe-life.ts';
import { ownedBucket } from './owned.ts';
import type { Owned } from './owned.ts';
import { algorithms, ownerships } from './state.ts';
import type { BucketState, Encryption, PublicAccessBlock } from './state.ts';
import { aboutTls } from './tls.ts';

type Aws = Ask<BucketReads>;

/** One look at each of these buckets. S3 is not asked which others there are. */
export async function observe(arns: readonly Arn[], aws: Aws, target: Target): Promise<Survey<BucketState>> {
  const asked = await Promise.all(arns.map(async arn => [arn, await readBucket(arn, aws, target)] as const));
  return { asked: new Map(asked), others: [] };
}

async function readBucket(arn: Arn, aws: Aws, target: Target): Promise<Live<BucketState>> {
  const bucket = ownedBucket(arn.replace(/^.*:/u, ''), target.account);
  try {
    const { BucketRegion = target.region } = await aws.ask('s3:HeadBucket', bucket);
    if (BucketRegion !== target.region) return elsewhere(arn, BucketRegion, target);
  } catch (error) {
    if (failedWith(error, 'NotFound', 'NoSuchBucket')) return { is: 'absent' };
    const region = regionNamedBy(error);
    return region === undefined ? { is: 'unread', problem: refused(error) } : elsewhere(arn, region, target);
  }
  return readSettings(arn, aws, { target, bucket });
}

/** S3 answers 301 from the wrong region, and the failure's message names the right one. */
function regionNamedBy(error: unknown): string | undefined {
  if (!(error instanceof ApiFailure) || error.name !== 'PermanentRedirect') return undefined;
  return /\b[a-z]{2,4}(?:-[a-z]+)+-\d+\b/u.exec(error.message)?.[0];
}

function refused(error: unknown): Problem {
  const problem = answerUnread(error);
  if (problem.code !== 'access-denied') return problem;
  return {
    ...problem,
    hint: 'These credentials lack s3:ListBucket here, or the name is taken by a bucket of another account.',
  };
}

/** Why nothing of a bucket is read, and nothing served by it, from the region that the spec says. */
export function standsElsewhere(region: string, target: Target): Problem {
  return {
    code: 'bucket-elsewhere',
    message: `The bucket stands in ${region}, not in ${target.region}`,
    hint: 'Correct the region in the spec, or declare another bucket.',
  };
}

function elsewhere(arn: Arn, region: string, target: Target): Live<BucketState> {
  const unread = { unread: standsElsewhere(region, target) };
  return {
    is: 'present',
    arn,
    target,
    owner: undefined,
    health: {},
    fields: {
      region: { value: region },
      ...policyUnread(unread.unread),
      tlsOnly: unread,
      publicAccessBlock: unread,
      ownership: unread,
      encryption: unread,
      versioning: unread,
      retention: unread,
      lifecycle: unread,
      mfaDelete: unread,
      requesterPays: unread,
      replication: unread,
      aclGrants: unread,
      cors: unread,
      website: unread,
      tags: unread,
      protect: unread,
      owner: unread,
    },
  };
}

interface At {
  readonly target: Target;
  readonly bucket: Owned;
}

/** The settings side by side; one that cannot be read leaves the others as they are. */
async function readSettings(arn: Arn, aws: Aws, { target, bucket }: At): Promise<Live<BucketState>> {
  const [policy, security, life, tagged] = await Promise.all([
    readPolicy(aws, bucket),
    readSecurity(aws, bucket),
    readLife(aws, bucket),
    readOwnTags(aws, bucket),
  ]);
  const { owner, unclaimed, tags } = tagged;
  return {
    is: 'present',
    arn,
    target,
    owner: 'value' in owner ? owner.value : undefined,
    ...(unclaimed ? { unclaimed } : {}),
    health: {},
    fields: {
      region: { value: target.region },
      ...policy,
      ...security,
      ...life,
      tags: mapReading(tags, withoutOurs),
      protect: mapReading(tags, protects),
      owner,
    },
  };
}

type Security = Pick<
  BucketState,
  'publicAccessBlock' | 'ownership' | 'encryption' | 'versioning' | 'mfaDelete' | 'aclGrants'
>;

async function readSecurity(aws: Aws, bucket: Owned): Promise<Readings<Security>> {
  const owning = reading(aws.ask('s3:GetBucketOwnershipControls', bucket), ownershipOf, [
    'OwnershipControlsNotFoundError',
  ]);
  const [publicAccessBlock, ownership, encryption, versions, aclGrants] = await Promise.all([
    reading(aws.ask('s3:GetPublicAccessBlock', bucket), blockOf, ['NoSuchPublicAccessBlockConfiguration']),
    owning,
    reading(aws.ask('s3:GetBucketEncryption', bucket), encryptionOf, [
      'ServerSideEncryptionConfigurationNotFoundError',
    ]),
    reading(aws.ask('s3:GetBucketVersioning', bucket), answer => answer),
    owning.then(async ownership => readAcl(aws, bucket, ownership)),
  ]);
  const versioning = mapReading(versions, versioningOf);
  const mfaDelete = mapReading(versions, answer => answer?.MFADelete === 'Enabled');
  return { publicAccessBlock, ownership, encryption, versioning, mfaDelete, aclGrants };
}

async function readLife(aws: Aws, bucket: Owned) {
  const [lifecycle, reported] = await Promise.all([readLifecycle(aws, bucket), readReported(aws, bucket)]);
  return { ...lifecycle, ...reported };
}

async function readOwnTags(aws: Aws, bucket: Owned) {
  const tagSet = await reading(aws.ask('s3:GetBucketTagging', bucket), listOf, ['NoSuchTagSet']);
  const tags = mapReading(tagSet, readTags);
  const owner = mapReading(tags, found => found[ownerTag] ?? null);
  const unclaimed = 'value' in tagSet && tagSet.value.length === 0 && (await isEmpty(aws, bucket));
  return { tags, owner, unclaimed };
}

async function readPolicy(aws: Aws, bucket: Owned): Promise<Readings<PolicyState & Pick<BucketState, 'tlsOnly'>>> {
  const text = await reading(aws.ask('s3:GetBucketPolicy', bucket), answer => answer?.Policy, ['NoSuchBucketPolicy']);
  const document = readDocument(text);
  const tlsOnly = mapReading(document, found => aboutTls(found?.statements ?? []));
  const apart = 'value' in tlsOnly && tlsOnly.value !== null ? [tlsOnly.value] : [];
  return { ...policyReadings(document, delivery, apart), tlsOnly };
}

function blockOf(answer: S3.GetPublicAccessBlockCommandOutput | undefined): PublicAccessBlock {
  const block = answer?.PublicAccessBlockConfiguration;
  return {
    blockPublicAcls: block?.BlockPublicAcls ?? false,
    ignorePublicAcls: block?.IgnorePublicAcls ?? false,
    blockPublicPolicy: block?.BlockPublicPolicy ?? false,
    restrictPublicBuckets: block?.RestrictPublicBuckets ?? false,
  };
}

/** Without controls a bucket keeps to the rule of old times: whoever writes an object owns it. */
function ownershipOf(answer: S3.GetBucketOwnershipControlsCommandOutput | undefined): BucketState['ownership'] {
  const found = answer?.OwnershipControls?.Rules?.[0]?.ObjectOwnership;
  return ownerships.find(name => name === found) ?? 'ObjectWriter';
}

/** `BlockedEncryptionTypes` is not ours to declare and not compared. */
function encryptionOf(answer: S3.GetBucketEncryptionCommandOutput | undefined): Encryption {
  const rule = answer?.ServerSideEncryptionConfiguration?.Rules?.[0];
  const { SSEAlgorithm, KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {};
  const algorithm = algorithms.find(name => name === SSEAlgorithm) ?? 'none';
  const bucketKey = rule?.BucketKeyEnabled ?? false;
  return {
    algorithm,
    kmsKey: KMSMasterKeyID === undefined || KMSMasterKeyID === '' ? null : KMSMasterKeyID,
    bucketKey: bucketKey && algorithm.startsWith('aws:kms'), // AWS's console sets it without a key, too
  };
}

function versioningOf(answer: S3.GetBucketVersioningCommandOutput | undefined): BucketState['versioning'] {
  return answer?.Status === 'Enabled' ? 'enabled' : 'suspended';
}

function listOf(answer: S3.GetBucketTaggingCommandOutput | undefined): readonly S3.Tag[] {
  return answer?.TagSet ?? [];
}

/** Asked only of a bucket without any tag. An endpoint that takes no tags with a creation leaves ours so for a moment. */
async function isEmpty(aws: Aws, bucket: Owned): Promise<boolean> {
  const contents = await reading(
    aws.ask('s3:ListObjectsV2', { ...bucket, MaxKeys: 1 }),
    answer => answer?.Contents?.length ?? 0,
  );
  return 'value' in contents && contents.value === 0;
}
