import { Fault } from '../fault.ts';
import { flag, list, structure, text } from '../shape.ts';
import { tagEntries, tagList, tagProblem } from '../tags.ts';
import { resetEncryption } from './bucket.ts';
import { accessDenied, malformedXml, notConfigured, readDocument, type S3Operation, xmlOutput } from './operation.ts';
import { DONE, type Setting, operationsOf } from './setting.ts';

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
const versioningShape = structure({ Status: text, MfaDelete: text });
const ownershipShape = structure({ Rule: list(structure({ ObjectOwnership: text })) });
const taggingShape = structure({ TagSet: list(structure({ Key: text, Value: text }), 'Tag') });

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
  headers: ['x-amz-mfa'],
  get: bucket => xmlOutput('VersioningConfiguration', { Status: bucket.versioning, MfaDelete: bucket.life.mfaDelete }),
  put(input, bucket) {
    const { Status: status, MfaDelete: mfa } = readDocument(input, 'VersioningConfiguration', versioningShape);
    if (status !== 'Enabled' && status !== 'Suspended') throw malformedXml();
    if (status === 'Suspended' && bucket.life.lock) {
      const message =
        'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.';
      throw new Fault('InvalidBucketState', message, { status: 409 });
    }
    const changes = mfa !== undefined && (mfa === 'Enabled') !== (bucket.life.mfaDelete === 'Enabled');
    // any serial number and code: the sandbox has no devices
    if ((changes || bucket.life.mfaDelete === 'Enabled') && !input.headers.has('x-amz-mfa')) throw accessDenied();
    if (mfa !== undefined) bucket.life.mfaDelete = mfa === 'Enabled' ? 'Enabled' : 'Disabled';
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

const location: Setting = {
  subresource: 'location',
  name: 'BucketLocation',
  get: bucket => xmlOutput('LocationConstraint', bucket.region === 'us-east-1' ? '' : bucket.region),
};

export const settingOperations: readonly S3Operation[] = [
  publicAccessBlock,
  encryption,
  versioning,
  ownership,
  tagging,
  location,
].flatMap(operationsOf);
