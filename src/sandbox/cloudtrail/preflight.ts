import { randomUUID } from 'node:crypto';
import type { Call, Context } from '../call.ts';
import { type Estate, organizationOf } from '../estate.ts';
import { Fault } from '../fault.ts';
import { type Key, findKey, isKeyName, stateOf } from '../kms/keys.ts';
import type { Directory } from '../organizations/organization.ts';
import { parseArn, partitionOf } from '../places.ts';
import type { Keys } from '../policy/conditions.ts';
import { parsePolicy } from '../policy/document.ts';
import { evaluate } from '../policy/evaluate.ts';
import { type Bucket, putObject } from '../s3/bucket.ts';
import { type Topic, publish } from '../sns/topic.ts';
import { checkLogGroup } from './log-group.ts';
import { CLOUDTRAIL, administersTrails } from './lookup-trail.ts';
import { oldAccountIn } from './old-accounts.ts';
import type { Settings, Trail } from './trail.ts';

type Candidate = Pick<Trail, 'arn' | 'account' | 'homeRegion'> & { readonly settings: Settings };

/** What CloudTrail writes below a trail's prefix. */
type Folder = 'CloudTrail' | 'CloudTrail-Digest' | 'CloudTrail-Insight';

/** Condition keys of what CloudTrail does for a trail. */
function serviceKeys(trail: Candidate): Map<string, readonly string[]> {
  return new Map([
    ['aws:sourcearn', [trail.arn]],
    ['aws:sourceaccount', [trail.account]],
    ['aws:securetransport', ['true']],
    ['aws:principalisawsservice', ['true']],
    ['aws:principalservicename', [CLOUDTRAIL]],
  ]);
}

/** Keys of a write of log files; these, unlike the look at the ACL, also carry the organization. */
function deliveryKeys(trail: Candidate, organization: Directory | undefined): Keys {
  const keys = serviceKeys(trail).set('s3:x-amz-acl', ['bucket-owner-full-control']);
  return organization ? keys.set('aws:sourceorgid', [organization.id]) : keys;
}

/** When something is asked, and of what. */
export interface Moment {
  readonly estate: Estate;
  readonly call: Pick<Call, 'at'>;
}

/** Where files of a trail are written. */
export interface Way {
  readonly folder: Folder;
  readonly account: string;
  readonly region: string;
}

/** One request of CloudTrail for a trail, asked from the trail's home region. */
interface Asked {
  readonly trail: Candidate;
  readonly action: string;
  readonly resource: string;
  readonly keys: Keys;
}

function allows(policy: string | undefined, { trail, ...request }: Asked): boolean {
  const asker = { service: CLOUDTRAIL, oldAccount: oldAccountIn(trail.homeRegion) };
  return policy !== undefined && evaluate(parsePolicy(policy), { asker, ...request }) === 'allow';
}

/** Where a trail's files of one folder begin: the account's own, and the organization's if it is one's. */
function roots(trail: Candidate, folder: Folder, organization: Directory | undefined): readonly string[] {
  const prefix = trail.settings.prefix === undefined ? '' : `${trail.settings.prefix}/`;
  const own = `${prefix}AWSLogs/${trail.account}/${folder}/`;
  if (!trail.settings.organization || !organization) return [own];
  return [own, `${prefix}AWSLogs/${organization.id}/${trail.account}/${folder}/`];
}

/**
 * Checks what CloudTrail checks before a trail is created or changed: the organization, the bucket and its policy, the
 * topic and its policy, the key, the role that writes to a log group. Nothing is written; `leaveMarkers` does that once all is well.
 */
export function checkDestinations(trail: Candidate, context: Context): void {
  if (trail.settings.organization) checkOrganization(context);
  const bucket = bucketOf(trail, context);
  checkTopic(trail, context);
  checkBucketPolicy(trail, bucket, markers(trail, folders(trail.settings), context), context);
  if (trail.settings.key !== undefined) checkKeyPolicy(trail, trail.settings.key, bucket, context);
  checkLogs(trail, context);
}

function checkLogs(trail: Candidate, context: Context): void {
  const { logGroup: group, logRole: role } = trail.settings;
  if (group === undefined || role === undefined) return;
  const { account, homeRegion } = trail;
  checkLogGroup({ group, role, account, homeRegion, keys: serviceKeys(trail) }, context);
}

/** Why files of a trail cannot be written at a moment, in the words of S3; undefined: they can. */
export function deliveryError(trail: Trail, { folder, account, region }: Way, moment: Moment): string | undefined {
  const { key } = trail.settings;
  const organization = organizationOf(moment.estate, trail.account);
  return errorOf(() => {
    const bucket = bucketOf(trail, moment);
    const of = { ...trail, account };
    const root = roots(of, folder, organization).at(-1) ?? '';
    checkBucketPolicy(trail, bucket, [`${root}${region}/`], moment);
    if (key !== undefined) checkKeyPolicy(trail, key, bucket, moment);
  });
}

/** Why its log files cannot be announced, in the words of SNS. */
export function announceError(trail: Trail, moment: Moment): string | undefined {
  return errorOf(() => checkTopic(trail, moment));
}

const errors: Readonly<Record<string, string>> = {
  S3BucketDoesNotExistException: 'NoSuchBucket',
  KmsException: 'KMS.DisabledException',
  InsufficientSnsTopicPolicyException: 'AuthorizationError',
};

function errorOf(check: () => void): string | undefined {
  try {
    check();
  } catch (error) {
    if (error instanceof Fault) return errors[error.code] ?? 'AccessDenied';
    throw error;
  }
  return undefined;
}

/** Insights are delivered to a folder of their own. */
export function checkInsightDelivery(trail: Trail, context: Context): void {
  const bucket = bucketOf(trail, context);
  checkBucketPolicy(trail, bucket, markers(trail, ['CloudTrail-Insight'], context), context);
  if (trail.settings.key !== undefined) checkKeyPolicy(trail, trail.settings.key, bucket, context);
}

function folders(settings: Settings): readonly Folder[] {
  return settings.validation ? ['CloudTrail', 'CloudTrail-Digest'] : ['CloudTrail'];
}

function checkOrganization({ call, estate }: Context): void {
  const { account } = call.principal;
  const organization = organizationOf(estate, account);
  if (!organization)
    throw new Fault('OrganizationsNotInUseException', 'The account is not a member of an organization.');
  if (!administersTrails(account, estate)) {
    throw new Fault(
      'NotOrganizationMasterAccountException',
      'Only the management account of the organization can create its trails.',
    );
  }
  if (organization.featureSet !== 'ALL')
    throw new Fault(
      'OrganizationNotInAllFeaturesModeException',
      'The organization does not have all features enabled.',
    );
  if (!organization.trusted.has(CLOUDTRAIL))
    throw new Fault(
      'CloudTrailAccessNotEnabledException',
      'The organization has not enabled CloudTrail as a service with access to it.',
    );
}

function bucketOf(trail: Candidate, { estate }: Pick<Context, 'estate'>): Bucket {
  const bucket = estate.buckets.get(trail.settings.bucket);
  if (bucket) return bucket;
  throw new Fault('S3BucketDoesNotExistException', `S3 bucket ${trail.settings.bucket} does not exist!`);
}

/** Keys of the objects that mark folders. */
function markers(trail: Candidate, written: readonly Folder[], { estate }: Context): readonly string[] {
  const organization = organizationOf(estate, trail.account);
  return written.flatMap(folder => roots(trail, folder, organization));
}

function checkBucketPolicy(
  trail: Candidate,
  bucket: Bucket,
  written: readonly string[],
  { call, estate }: Moment,
): void {
  const organization = organizationOf(estate, trail.account);
  const policy = bucket.policy.seen(call.at, estate.propagation());
  const arn = `arn:${partitionOf(bucket.region)}:s3:::${bucket.name}`;
  const keys = deliveryKeys(trail, organization);
  const fits =
    bucket.life.payer === 'BucketOwner' && // CloudTrail pays for no requests
    allows(policy, { trail, action: 's3:GetBucketAcl', resource: arn, keys: serviceKeys(trail) }) &&
    written.every(key => allows(policy, { trail, action: 's3:PutObject', resource: `${arn}/${key}`, keys }));
  if (fits) return;
  throw new Fault(
    'InsufficientS3BucketPolicyException',
    `Incorrect S3 bucket policy is detected for bucket: ${bucket.name}`,
  );
}

function checkTopic(trail: Candidate, { call, estate }: Moment): void {
  const arn = trail.settings.topicArn;
  if (arn === undefined) return;
  const topic = estate.topics.get(arn);
  const policy = topic?.policy.seen(call.at, estate.propagation());
  const publishing = { trail, action: 'SNS:Publish', resource: arn, keys: serviceKeys(trail) };
  if (allows(policy, publishing) && mayEncrypt(trail, topic, estate)) return;
  throw new Fault('InsufficientSnsTopicPolicyException', 'SNS Topic does not exist or the topic policy is incorrect!');
}

/** A message to an encrypted topic is encrypted in the name of who sends it. */
function mayEncrypt(trail: Candidate, topic: Topic | undefined, estate: Estate): boolean {
  const name = topic?.attributes.get('KmsMasterKeyId');
  if (topic === undefined || name === undefined || name === '') return true;
  const { account = '', region = '' } = parseArn(topic.arn) ?? {};
  const key = findKey(estate, name, account, region);
  if (!key || stateOf(key) !== 'Enabled') return false;
  const keys = serviceKeys(trail).set('kms:encryptioncontext:aws:sns:topicarn', [topic.arn]);
  return ['kms:GenerateDataKey', 'kms:Decrypt'].every(action =>
    allows(key.policy, { trail, action, resource: key.arn, keys }),
  );
}

/** The ARN of the key that KmsKeyId names. It must stand in the bucket's region and be enabled. */
export function resolveKey(name: string, bucketName: string, { call, estate }: Context): string {
  const region = estate.buckets.get(bucketName)?.region;
  if (region === undefined) throw new Fault('S3BucketDoesNotExistException', `S3 bucket ${bucketName} does not exist!`);
  if (!isKeyName(name)) throw new Fault('KmsKeyNotFoundException', `The KMS key ${name} is not valid.`);
  checkKeyRegion(parseArn(name)?.region ?? region, region);
  return usable(findKey(estate, name, call.principal.account, region), name).arn;
}

function checkKeyRegion(key: string, bucket: string): void {
  if (key !== bucket)
    throw new Fault('KmsKeyNotFoundException', 'The KMS key and the S3 bucket must be in the same region.');
}

function usable(key: Key | undefined, name: string): Key {
  const insufficient = `Insufficient permissions to access S3 bucket or KMS key ${name}.`;
  if (!key) throw new Fault('InsufficientEncryptionPolicyException', insufficient);
  if (stateOf(key) === 'Disabled') throw new Fault('KmsException', `${key.arn} is disabled.`);
  if (stateOf(key) === 'PendingDeletion') throw new Fault('KmsException', `${key.arn} is pending deletion.`);
  if (key.spec !== 'SYMMETRIC_DEFAULT' || key.usage !== 'ENCRYPT_DECRYPT')
    throw new Fault('KmsKeyNotFoundException', `The KMS key ${name} is no symmetric encryption key.`);
  return key;
}

/** CloudTrail must be let to look at the key and make data keys; with an S3 Bucket Key, S3 decrypts in its name. */
function checkKeyPolicy(trail: Candidate, arn: string, bucket: Bucket, { estate }: Moment): void {
  const key = usable(estate.keys.get(arn), arn);
  checkKeyRegion(key.region, bucket.region);
  const ofTrail = serviceKeys(trail).set('kms:encryptioncontext:aws:cloudtrail:arn', [trail.arn]);
  const may = (action: string, keys: Keys): boolean => allows(key.policy, { trail, action, resource: key.arn, keys });
  const fits =
    may('kms:DescribeKey', serviceKeys(trail)) &&
    may('kms:GenerateDataKey', ofTrail) &&
    (!bucket.encryption.bucketKey || may('kms:Decrypt', ofTrail));
  if (fits) return;
  const message = `Insufficient permissions to access S3 bucket ${trail.settings.bucket} or KMS key ${arn}.`;
  throw new Fault('InsufficientEncryptionPolicyException', message);
}

/** Leaves what the checks leave: empty objects that mark the folders, and a message to the topic. */
export function leaveMarkers(trail: Candidate, { call, estate }: Context): void {
  const bucket = estate.buckets.get(trail.settings.bucket);
  const organization = organizationOf(estate, trail.account);
  for (const key of folders(trail.settings).flatMap(folder => roots(trail, folder, organization))) {
    const marker = { key, body: Buffer.alloc(0), contentType: 'application/json', contentEncoding: 'gzip' };
    if (bucket) putObject(bucket, marker, call.at);
  }
  const topic = trail.settings.topicArn === undefined ? undefined : estate.topics.get(trail.settings.topicArn);
  if (topic) publish(topic, { id: randomUUID(), body: 'CloudTrail validation message.', at: call.at }, estate);
}
