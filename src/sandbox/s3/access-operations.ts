import { Fault } from '../fault.ts';
import { structure, text } from '../shape.ts';
import { canonicalId } from './bucket-operations.ts';
import { aclShape, corsShape, loggingShape, replicationShape, websiteShape } from './life.ts';
import { type S3Operation, malformedXml, notConfigured, readDocument, xmlOutput } from './operation.ts';
import { DONE, type Setting, operationsOf } from './setting.ts';

const logging: Setting = {
  subresource: 'logging',
  name: 'BucketLogging',
  get: ({ life }) => xmlOutput('BucketLoggingStatus', life.logging ? { LoggingEnabled: life.logging } : {}),
  put(input, bucket, { estate }) {
    const { LoggingEnabled: wanted } = readDocument(input, 'BucketLoggingStatus', loggingShape);
    if (wanted) {
      if (wanted.TargetBucket === undefined || wanted.TargetPrefix === undefined) throw malformedXml();
      const target = estate.buckets.get(wanted.TargetBucket);
      if (!target) throw noTarget('The target bucket for logging does not exist');
      if (target.account !== bucket.account)
        throw noTarget('The owner for the bucket to be logged and the target bucket must be the same.');
      if (target.region !== bucket.region)
        throw new Fault('CrossLocationLoggingProhibited', 'Cross S3 location logging not allowed.', { status: 403 });
    }
    bucket.life.logging = wanted;
    return DONE;
  },
};

function noTarget(message: string): Fault {
  return new Fault('InvalidTargetBucketForLogging', message);
}

const requestPayment: Setting = {
  subresource: 'requestPayment',
  name: 'BucketRequestPayment',
  get: ({ life }) => xmlOutput('RequestPaymentConfiguration', { Payer: life.payer }),
  put(input, { life }) {
    const { Payer: payer } = readDocument(input, 'RequestPaymentConfiguration', structure({ Payer: text }));
    if (payer !== 'BucketOwner' && payer !== 'Requester') throw malformedXml();
    life.payer = payer;
    return DONE;
  },
};

const replication: Setting = {
  subresource: 'replication',
  name: 'BucketReplication',
  actions: { get: 's3:GetReplicationConfiguration', put: 's3:PutReplicationConfiguration' },
  get(bucket) {
    if (bucket.life.replication) return xmlOutput('ReplicationConfiguration', bucket.life.replication);
    const message = 'The replication configuration was not found';
    throw notConfigured('ReplicationConfigurationNotFoundError', message, bucket);
  },
  put(input, bucket) {
    const wanted = readDocument(input, 'ReplicationConfiguration', replicationShape);
    if (wanted.Role === undefined || !wanted.Rule?.every(rule => rule.Destination?.Bucket !== undefined))
      throw malformedXml();
    if (bucket.versioning !== 'Enabled')
      throw new Fault(
        'InvalidRequest',
        "Versioning must be 'Enabled' on the bucket to apply a replication configuration",
      );
    bucket.life.replication = wanted;
    return DONE;
  },
  remove({ life }) {
    life.replication = undefined;
  },
};

const cors: Setting = {
  subresource: 'cors',
  name: 'BucketCors',
  actions: { get: 's3:GetBucketCORS', put: 's3:PutBucketCORS' },
  get(bucket) {
    if (bucket.life.cors) return xmlOutput('CORSConfiguration', bucket.life.cors);
    throw notConfigured('NoSuchCORSConfiguration', 'The CORS configuration does not exist', bucket);
  },
  put(input, { life }) {
    const wanted = readDocument(input, 'CORSConfiguration', corsShape);
    if (!wanted.CORSRule?.every(rule => rule.AllowedOrigin && rule.AllowedMethod)) throw malformedXml();
    life.cors = wanted;
    return DONE;
  },
  remove({ life }) {
    life.cors = undefined;
  },
};

const website: Setting = {
  subresource: 'website',
  name: 'BucketWebsite',
  get(bucket) {
    if (bucket.life.website) return xmlOutput('WebsiteConfiguration', bucket.life.website);
    const message = 'The specified bucket does not have a website configuration';
    throw notConfigured('NoSuchWebsiteConfiguration', message, bucket);
  },
  put(input, { life }) {
    const wanted = readDocument(input, 'WebsiteConfiguration', websiteShape);
    if (!wanted.IndexDocument && !wanted.RedirectAllRequestsTo) throw malformedXml();
    life.website = wanted;
    return DONE;
  },
  remove({ life }) {
    life.website = undefined;
  },
};

const acl: Setting = {
  subresource: 'acl',
  name: 'BucketAcl',
  get({ account, life }) {
    const ID = canonicalId(account);
    const grants = life.grants ?? [{ Grantee: { ID }, Permission: 'FULL_CONTROL' }];
    return xmlOutput('AccessControlPolicy', {
      Owner: { ID },
      AccessControlList: {
        Grant: grants.map(({ Grantee = {}, Permission }) => ({
          [granteeElement(Grantee.URI === undefined ? 'CanonicalUser' : 'Group')]: Grantee,
          Permission,
        })),
      },
    });
  },
  put(input, bucket) {
    const { AccessControlList: wanted } = readDocument(input, 'AccessControlPolicy', aclShape);
    if (bucket.ownership === 'BucketOwnerEnforced')
      throw new Fault('AccessControlListNotSupported', 'The bucket does not allow ACLs');
    if (!wanted) throw malformedXml();
    bucket.life.grants = wanted.Grant ?? [];
    return DONE;
  },
};

function granteeElement(type: string): string {
  return `Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="${type}"`;
}

/** Who may ask, who pays, who writes it down, and where copies go. */
export const accessOperations: readonly S3Operation[] = [
  logging,
  requestPayment,
  replication,
  cors,
  website,
  acl,
].flatMap(operationsOf);
