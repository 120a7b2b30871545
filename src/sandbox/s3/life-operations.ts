import { createHash } from 'node:crypto';

import { Fault } from '../fault.ts';
import { list, structure } from '../shape.ts';
import type { Bucket } from './bucket.ts';
import { type Rule, SMALLEST_MOVED, lockShape, ruleShape } from './life.ts';
import {
  type S3Input,
  type S3Operation,
  type S3Output,
  malformedXml,
  notConfigured,
  readDocument,
  xmlOutput,
} from './operation.ts';
import { DONE, type Setting, operationsOf } from './setting.ts';

const lifecycleShape = structure({ Rule: list(ruleShape) });
const SMALLEST_HEADER = 'x-amz-transition-default-minimum-object-size';

const lifecycle: Setting = {
  subresource: 'lifecycle',
  name: 'BucketLifecycleConfiguration',
  removedBy: 'DeleteBucketLifecycle',
  actions: { get: 's3:GetLifecycleConfiguration', put: 's3:PutLifecycleConfiguration' },
  recordedAs: 'BucketLifecycle',
  headers: [SMALLEST_HEADER],
  get(bucket) {
    const { lifecycle: rules, smallestMoved } = bucket.life;
    if (!rules)
      throw notConfigured('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist', bucket);
    const output = xmlOutput('LifecycleConfiguration', { Rule: rules });
    return { ...output, headers: { ...output.headers, [SMALLEST_HEADER]: smallestMoved } };
  },
  put: putLifecycle,
  remove(bucket) {
    bucket.life.lifecycle = undefined;
  },
};

function putLifecycle(input: S3Input, { life }: Bucket): S3Output {
  const { Rule: rules = [] } = readDocument(input, 'LifecycleConfiguration', lifecycleShape);
  const smallest = input.headers.get(SMALLEST_HEADER) ?? SMALLEST_MOVED[0];
  if (life.mfaDelete === 'Enabled') {
    const message = 'Lifecycle configuration cannot be changed on a bucket with MFA Delete enabled';
    throw new Fault('InvalidBucketState', message, { status: 409 });
  }
  if (rules.length === 0 || rules.length > 1000 || !SMALLEST_MOVED.some(known => known === smallest))
    throw malformedXml();
  for (const rule of rules) checkRule(rule);
  const named = rules.map(rule => ({ ...rule, ID: rule.ID ?? madeId(rule) }));
  if (new Set(named.map(({ ID }) => ID)).size < named.length)
    throw invalid('Rule ID must be unique. Found same ID for more than one rule');
  life.lifecycle = named;
  life.smallestMoved = smallest;
  return { headers: { [SMALLEST_HEADER]: smallest } };
}

/** S3 names rules that have no name. */
function madeId(rule: Rule): string {
  return createHash('sha256').update(JSON.stringify(rule)).digest('base64').slice(0, 48);
}

function checkRule(rule: Rule): void {
  const { ID = '', Status, Prefix, Filter, Expiration, Transition = [], NoncurrentVersionTransition = [] } = rule;
  if (ID.length > 255) throw invalid('ID length should not exceed allowed limit of 255');
  if (Status !== 'Enabled' && Status !== 'Disabled') throw malformedXml();
  if ((Filter === undefined) === (Prefix === undefined)) throw malformedXml();
  if (Filter && Object.keys(Filter).length > 1) throw malformedXml();
  const acts =
    [Expiration, rule.NoncurrentVersionExpiration, rule.AbortIncompleteMultipartUpload].some(Boolean) ||
    Transition.length + NoncurrentVersionTransition.length > 0;
  if (!acts) throw new Fault('InvalidRequest', 'At least one action needs to be specified in a rule');
  if (Expiration) checkExpiration(Expiration);
  const old = rule.NoncurrentVersionExpiration?.NoncurrentDays;
  if (rule.NoncurrentVersionExpiration && (old === undefined || old < 1))
    throw invalid("'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer");
}

function checkExpiration(expiration: NonNullable<Rule['Expiration']>): void {
  if (Object.keys(expiration).length !== 1) throw malformedXml();
  const { Days: days, Date: date } = expiration;
  if (days !== undefined && days < 1) throw invalid("'Days' for Expiration action must be a positive integer");
  if (date !== undefined && !/T00:00:00(?:\.000)?Z$/.test(date)) throw invalid("'Date' must be at midnight GMT");
}

const objectLock: Setting = {
  subresource: 'object-lock',
  name: 'ObjectLockConfiguration',
  actions: { get: 's3:GetBucketObjectLockConfiguration', put: 's3:PutBucketObjectLockConfiguration' },
  recordedAs: 'BucketObjectLockConfiguration',
  get(bucket) {
    if (bucket.life.lock) return xmlOutput('ObjectLockConfiguration', bucket.life.lock);
    const message = 'Object Lock configuration does not exist for this bucket';
    throw notConfigured('ObjectLockConfigurationNotFoundError', message, bucket);
  },
  put(input, bucket) {
    const lock = readDocument(input, 'ObjectLockConfiguration', lockShape);
    if (lock.ObjectLockEnabled !== 'Enabled') throw malformedXml();
    if (bucket.versioning !== 'Enabled') {
      const message = "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration";
      throw new Fault('InvalidBucketState', message, { status: 409 });
    }
    if (lock.Rule) checkRetention(lock.Rule.DefaultRetention ?? {});
    bucket.life.lock = lock;
    return DONE;
  },
};

function checkRetention({ Mode, Days, Years }: { Mode?: string; Days?: number; Years?: number }): void {
  if (!['GOVERNANCE', 'COMPLIANCE'].includes(Mode ?? '') || (Days === undefined) === (Years === undefined))
    throw malformedXml();
  if ((Days ?? Years ?? 0) < 1) throw invalid('Default retention period must be a positive integer value');
}

function invalid(message: string): Fault {
  return new Fault('InvalidArgument', message);
}

/** How long objects are kept. */
export const lifeOperations: readonly S3Operation[] = [lifecycle, objectLock].flatMap(operationsOf);
