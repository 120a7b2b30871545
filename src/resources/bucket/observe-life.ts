/** Reads how long a bucket keeps what it holds, and the settings that are only reported: one question for each. */
import type * as S3 from '@aws-sdk/client-s3';
import { parseArn } from '../../core/arn.ts';
import type { Apart, Ask } from '../../core/kind.ts';
import type { Arn, Reading, Readings } from '../../core/model.ts';
import { reading } from '../../core/reading.ts';
import type { AccessLogging } from './access-logging.ts';
import type { BucketReads } from './api.ts';
import { byId, normalRule } from './lifecycle-rule.ts';
import type { Lifecycle } from './lifecycle.ts';
import { modeOf } from './object-lock.ts';
import type { ObjectLock } from './object-lock.ts';
import type { Owned } from './owned.ts';
import type { Reported } from './reported.ts';
import type { BucketState } from './state.ts';

type Aws = Ask<BucketReads>;

export async function readLifecycle(
  aws: Aws,
  bucket: Owned,
): Promise<Readings<Pick<BucketState, 'lifecycle' | 'retention'>>> {
  const lifecycle = await reading(aws.ask('s3:GetBucketLifecycleConfiguration', bucket), lifecycleOf, [
    'NoSuchLifecycleConfiguration',
  ]);
  return { lifecycle, retention: { value: null } };
}

function lifecycleOf(answer: S3.GetBucketLifecycleConfigurationCommandOutput | undefined): Lifecycle {
  return {
    rules: byId((answer?.Rules ?? []).map(normalRule)),
    folders: null,
    minDays: null,
    smallestMoved: answer?.TransitionDefaultMinimumObjectSize ?? null,
  };
}

/** Fields with a question of their own, and the operation that answers it: asked only where a spec says something of them. */
export const apart = {
  objectLock: ['s3:GetObjectLockConfiguration'],
  accessLogging: ['s3:GetBucketLogging'],
} as const;

/** Reads such fields of a bucket that was seen to be its account's own. */
export async function observeApart(arn: Arn, aws: Aws, fields: readonly string[]): Promise<Apart<BucketState>> {
  const bucket = { Bucket: parseArn(arn).resource };
  const [objectLock, accessLogging] = await Promise.all([
    fields.includes('objectLock') ? readObjectLock(aws, bucket) : undefined,
    fields.includes('accessLogging') ? readAccessLogging(aws, bucket) : undefined,
  ]);
  return { fields: { ...(objectLock ? { objectLock } : {}), ...(accessLogging ? { accessLogging } : {}) } };
}

type Named = Pick<Owned, 'Bucket'>;

async function readObjectLock(aws: Aws, bucket: Named): Promise<Reading<ObjectLock | null>> {
  return reading(aws.ask('s3:GetObjectLockConfiguration', bucket), lockOf, ['ObjectLockConfigurationNotFoundError']);
}

function lockOf(answer: S3.GetObjectLockConfigurationCommandOutput | undefined): ObjectLock | null {
  const { ObjectLockEnabled: on, Rule } = answer?.ObjectLockConfiguration ?? {};
  if (on !== 'Enabled') return null;
  const { Mode, Days = null, Years = null } = Rule?.DefaultRetention ?? {};
  return { mode: modeOf(Mode), days: Days, years: Years };
}

async function readAccessLogging(aws: Aws, bucket: Named): Promise<Reading<AccessLogging | null>> {
  return reading(aws.ask('s3:GetBucketLogging', bucket), answer => {
    const { TargetBucket, TargetPrefix = '' } = answer?.LoggingEnabled ?? {};
    return TargetBucket === undefined ? null : { bucket: TargetBucket, prefix: TargetPrefix };
  });
}

type Asked = Omit<Reported, 'mfaDelete' | 'aclGrants'>;

/** What is told wherever it is found. `mfaDelete` stands in the answer about versions, the ACL where ACLs count. */
export async function readReported(aws: Aws, bucket: Owned): Promise<Readings<Asked>> {
  const [requesterPays, replication, cors, website] = await Promise.all([
    reading(aws.ask('s3:GetBucketRequestPayment', bucket), answer => answer?.Payer === 'Requester'),
    reading(aws.ask('s3:GetBucketReplication', bucket), copiesOf, ['ReplicationConfigurationNotFoundError']),
    reading(aws.ask('s3:GetBucketCors', bucket), answer => (answer?.CORSRules ?? []).length > 0, [
      'NoSuchCORSConfiguration',
    ]),
    reading(aws.ask('s3:GetBucketWebsite', bucket), isWebsite, ['NoSuchWebsiteConfiguration']),
  ]);
  return { requesterPays, replication, cors, website };
}

/** A rule that is switched off copies nothing. */
function copiesOf(answer: S3.GetBucketReplicationCommandOutput | undefined): readonly string[] {
  const rules = (answer?.ReplicationConfiguration?.Rules ?? []).filter(({ Status }) => Status === 'Enabled');
  return [...new Set(rules.flatMap(({ Destination }) => Destination?.Bucket ?? []))].toSorted();
}

function isWebsite(answer: S3.GetBucketWebsiteCommandOutput | undefined): boolean {
  return answer?.IndexDocument !== undefined || answer?.RedirectAllRequestsTo !== undefined;
}

/** With BucketOwnerEnforced an ACL lets in nobody, whatever it says: it is not asked for. */
export async function readAcl(
  aws: Aws,
  bucket: Owned,
  ownership: Reading<BucketState['ownership']>,
): Promise<Reading<Reported['aclGrants']>> {
  if ('value' in ownership && ownership.value === 'BucketOwnerEnforced') return { value: [] };
  return reading(aws.ask('s3:GetBucketAcl', bucket), grantsOf);
}

function grantsOf(answer: S3.GetBucketAclCommandOutput | undefined): Reported['aclGrants'] {
  const owner = answer?.Owner?.ID;
  return (answer?.Grants ?? [])
    .filter(({ Grantee }) => Grantee?.ID === undefined || Grantee.ID !== owner)
    .map(
      ({ Grantee, Permission }) =>
        `${Grantee?.URI ?? Grantee?.ID ?? Grantee?.EmailAddress ?? 'somebody'}: ${Permission ?? 'something'}`,
    )
    .toSorted();
}
