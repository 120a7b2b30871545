import { Fault } from '../fault.ts';
import { flag, list, structure, text } from '../shape.ts';
import { tagEntries, tagList, tagProblem } from '../tags.ts';
import { type Bucket, resetEncryption } from './bucket.ts';
import { canonicalId } from './bucket-operations.ts';
import {
  type S3Input,
  type S3Operation,
  type S3Output,
  malformedXml,
  notConfigured,
  readDocument,
  xmlOutput,
} from './operation.ts';

const blockShape = structure({
  BlockPublicAcls: flag,
  IgnorePublicAcls: flag,
  BlockPublicPolicy: flag,
  RestrictPublicBuckets: flag,
});
const encryptionShape = structure({
  Rule: list(
    structure({
      ApplyServerSideEncryptionByDefault: structure({ SSEAlgorithm: text, KMSMasterKeyID: text }),
      BucketKeyEnabled: flag,
      BlockedEncryptionTypes: structure({ EncryptionType: list(text) }),
    }),
  ),
});
const versioningShape = structure({ Status: text });
const ownershipShape = structure({ Rule: list(structure({ ObjectOwnership: text })) });
const taggingShape = structure({ TagSet: list(structure({ Key: text, Value: text }), 'Tag') });

const DONE: S3Output = {};
const GONE: S3Output = { status: 204 };

interface Setting {
  readonly subresource: string;
  /** Names of the API, e.g. `BucketTagging` of GetBucketTagging. */
  readonly name: string;
  /** IAM actions, where they are not the API's names. */
  readonly actions?: { readonly get: string; readonly put: string };
  /** Name in event history, where it is not the API's. */
  readonly recordedAs?: string;
  get(bucket: Bucket): S3Output;
  put?(input: S3Input, bucket: Bucket): S3Output;
  remove?(bucket: Bucket): void;
}

/** The get, put and delete operations of one setting. */
function operationsOf(setting: Setting): S3Operation[] {
  const { name, subresource, actions, recordedAs = name } = setting;
  const common = { level: 'bucket', subresource } as const;
  const write = { ...common, kind: 'write', action: actions?.put ?? `s3:Put${name}` } as const;
  const operations: S3Operation[] = [
    {
      ...common,
      name: `Get${name}`,
      method: 'GET',
      kind: 'read',
      action: actions?.get ?? `s3:Get${name}`,
      recordedAs: `Get${recordedAs}`,
      run: (_: S3Input, bucket: Bucket) => setting.get(bucket),
    },
  ];
  const { put, remove } = setting;
  if (put)
    operations.push({
      ...write,
      name: `Put${name}`,
      method: 'PUT',
      recordedAs: `Put${recordedAs}`,
      run: (input: S3Input, bucket: Bucket) => put(input, bucket),
    });
  if (remove) {
    const run = (_: S3Input, bucket: Bucket): S3Output => {
      remove(bucket);
      return GONE;
    };
    operations.push({ ...write, name: `Delete${name}`, method: 'DELETE', recordedAs: `Delete${recordedAs}`, run });
  }
  return operations;
}

const publicAccessBlock: Setting = {
  subresource: 'publicAccessBlock',
  name: 'PublicAccessBlock',
  actions: { get: 's3:GetBucketPublicAccessBlock', put: 's3:PutBucketPublicAccessBlock' },
  recordedAs: 'BucketPublicAccessBlock',
  get(bucket) {
    if (bucket.publicAccessBlock) return xmlOutput('PublicAccessBlockConfiguration', bucket.publicAccessBlock);
    throw notConfigured(
      'NoSuchPublicAccessBlockConfiguration',
      'The public access block configuration was not found',
      bucket,
    );
  },
  put(input, bucket) {
    const given = readDocument(input, 'PublicAccessBlockConfiguration', blockShape);
    bucket.publicAccessBlock = {
      BlockPublicAcls: given.BlockPublicAcls ?? false,
      IgnorePublicAcls: given.IgnorePublicAcls ?? false,
      BlockPublicPolicy: given.BlockPublicPolicy ?? false,
      RestrictPublicBuckets: given.RestrictPublicBuckets ?? false,
    };
    return DONE;
  },
  remove(bucket) {
    bucket.publicAccessBlock = undefined;
  },
};

const encryption: Setting = {
  subresource: 'encryption',
  name: 'BucketEncryption',
  actions: { get: 's3:GetEncryptionConfiguration', put: 's3:PutEncryptionConfiguration' },
  get: ({ encryption: { algorithm, key, bucketKey, blocked } }) =>
    xmlOutput('ServerSideEncryptionConfiguration', {
      Rule: {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: algorithm, KMSMasterKeyID: key },
        BucketKeyEnabled: bucketKey,
        BlockedEncryptionTypes: blocked.length > 0 ? { EncryptionType: blocked } : undefined,
      },
    }),
  put(input, bucket) {
    const { Rule: rules = [] } = readDocument(input, 'ServerSideEncryptionConfiguration', encryptionShape);
    const [rule, another] = rules;
    const { SSEAlgorithm: algorithm, KMSMasterKeyID: key } = rule?.ApplyServerSideEncryptionByDefault ?? {};
    if (!rule || another || !['AES256', 'aws:kms', 'aws:kms:dsse'].includes(algorithm ?? '')) throw malformedXml();
    if (algorithm === 'AES256' && key !== undefined) {
      throw new Fault(
        'InvalidArgument',
        'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
      );
    }
    const blocked = (rule.BlockedEncryptionTypes?.EncryptionType ?? bucket.encryption.blocked).filter(
      type => type !== 'NONE',
    );
    bucket.encryption = {
      algorithm: algorithm ?? '',
      bucketKey: rule.BucketKeyEnabled ?? false,
      blocked,
      ...(key !== undefined && { key }),
    };
    return DONE;
  },
  remove: resetEncryption,
};

const versioning: Setting = {
  subresource: 'versioning',
  name: 'BucketVersioning',
  get: bucket => xmlOutput('VersioningConfiguration', { Status: bucket.versioning }),
  put(input, bucket) {
    const { Status: status } = readDocument(input, 'VersioningConfiguration', versioningShape);
    if (status !== 'Enabled' && status !== 'Suspended') throw malformedXml();
    bucket.versioning = status;
    return DONE;
  },
};

const ownership: Setting = {
  subresource: 'ownershipControls',
  name: 'BucketOwnershipControls',
  get(bucket) {
    if (bucket.ownership !== undefined)
      return xmlOutput('OwnershipControls', { Rule: { ObjectOwnership: bucket.ownership } });
    throw notConfigured('OwnershipControlsNotFoundError', 'The bucket ownership controls were not found', bucket);
  },
  put(input, bucket) {
    const { Rule: rules = [] } = readDocument(input, 'OwnershipControls', ownershipShape);
    const [rule, another] = rules;
    const wanted = rule?.ObjectOwnership ?? '';
    if (another || !['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'].includes(wanted))
      throw malformedXml();
    bucket.ownership = wanted;
    return DONE;
  },
  remove(bucket) {
    bucket.ownership = undefined;
  },
};

const tagging: Setting = {
  subresource: 'tagging',
  name: 'BucketTagging',
  get(bucket) {
    if (bucket.tags.size > 0)
      return xmlOutput('Tagging', { TagSet: { Tag: tagList(bucket.tags).map(tag => ({ ...tag })) } });
    throw notConfigured('NoSuchTagSet', 'The TagSet does not exist', bucket);
  },
  put(input, bucket) {
    const { TagSet: tags = [] } = readDocument(input, 'Tagging', taggingShape);
    const problem = tagProblem(tags);
    if (problem === 'too-many') throw new Fault('BadRequest', 'Bucket tag count cannot be greater than 50');
    if (problem === 'reserved') throw new Fault('InvalidTag', 'System tags cannot be added/updated by requester');
    if (problem === 'duplicate') throw new Fault('InvalidTag', 'Cannot provide multiple Tags with the same key');
    if (problem) throw new Fault('InvalidTag', 'The TagKey or TagValue you have provided is invalid');
    bucket.tags = new Map(tagEntries(tags));
    return { status: 204 };
  },
  remove(bucket) {
    bucket.tags = new Map();
  },
};

const acl: Setting = {
  subresource: 'acl',
  name: 'BucketAcl',
  get: bucket =>
    xmlOutput('AccessControlPolicy', {
      Owner: { ID: canonicalId(bucket.account) },
      AccessControlList: {
        Grant: {
          'Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"': {
            ID: canonicalId(bucket.account),
          },
          Permission: 'FULL_CONTROL',
        },
      },
    }),
};

const location: Setting = {
  subresource: 'location',
  name: 'BucketLocation',
  get: bucket => xmlOutput('LocationConstraint', bucket.region === 'us-east-1' ? '' : bucket.region),
};

const logging: Setting = {
  subresource: 'logging',
  name: 'BucketLogging',
  get: () => xmlOutput('BucketLoggingStatus', {}),
};

const requestPayment: Setting = {
  subresource: 'requestPayment',
  name: 'BucketRequestPayment',
  get: () => xmlOutput('RequestPaymentConfiguration', { Payer: 'BucketOwner' }),
};

export const settingOperations: readonly S3Operation[] = [
  publicAccessBlock,
  encryption,
  versioning,
  ownership,
  tagging,
  acl,
  location,
  logging,
  requestPayment,
].flatMap(operationsOf);
