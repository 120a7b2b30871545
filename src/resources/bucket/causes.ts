/** Which calls bring the fields of a bucket to what they are, and what their requests say of them. */
import { bearingOf, bearingOfWhole, flagAt, objectAt, objectsAt, textAt, textsAt } from '../../core/drift/cause.ts';
import type { Bearing, Cause, Causes, FieldCauses, Parameters, Request } from '../../core/drift/cause.ts';
import { tagCauses, tagsIn } from '../../core/drift/tag-causes.ts';
import { documentCauses, documentTold, policyCauses } from '../../core/policy/causes.ts';
import type { PolicyCall } from '../../core/policy/causes.ts';
import { delivery } from '../../core/policy/delivery.ts';
import { noStatements } from '../../core/policy/statement.ts';
import type { PolicyDocument, Statement } from '../../core/policy/statement.ts';
import { lifeCauses } from './causes-life.ts';
import { ownerships } from './state.ts';
import type { BucketState } from './state.ts';
import { aboutTls, sameDenial } from './tls.ts';

const source = 's3.amazonaws.com';
const subjects = (parameters: Parameters): readonly string[] => textsAt(parameters, 'bucketName');
const create = { source, events: ['CreateBucket'], subjects };

/**
 * What a new bucket has. In us-east-1 a bucket is created again without anything becoming of it: then nobody knows.
 *
 * @param isFresh whether what stands there is what a new bucket has
 */
function fresh<V>(isFresh: (found: V, parameters: Parameters) => boolean): Cause<V> {
  return {
    ...create,
    bearing: ({ region, parameters }, { found }) =>
      region === 'us-east-1' ? 'perhaps' : bearingOfWhole(isFresh(found, parameters)),
  };
}

/** Calls that set the whole of a field, or take it away. */
function setBy<V>(events: readonly string[], agrees: (request: Request, found: V) => boolean): Cause<V> {
  return { source, events, subjects, bearing: (request, { found }) => bearingOfWhole(agrees(request, found)) };
}

const policyCalls: readonly PolicyCall[] = [
  {
    source,
    events: ['PutBucketPolicy'],
    subjects,
    document: ({ parameters: { bucketPolicy } }) => documentTold(bucketPolicy),
  },
  { source, events: ['DeleteBucketPolicy'], subjects, document: () => noStatements },
  {
    ...create,
    document: ({ region }): PolicyDocument | Bearing => (region === 'us-east-1' ? 'perhaps' : noStatements),
  },
];

const tlsIn = ({ statements }: PolicyDocument): Statement | null => aboutTls(statements);

const policy = policyCauses(policyCalls, delivery, document => {
  const own = tlsIn(document);
  return own === null ? [] : [own];
});

const tlsOnly = documentCauses<BucketState['tlsOnly']>(policyCalls, (document, { found }) => {
  const told = tlsIn(document);
  return told === found || (told !== null && found !== null && sameDenial(told, found));
});

const blockNames = {
  blockPublicAcls: 'BlockPublicAcls',
  ignorePublicAcls: 'IgnorePublicAcls',
  blockPublicPolicy: 'BlockPublicPolicy',
  restrictPublicBuckets: 'RestrictPublicBuckets',
} as const satisfies Record<keyof BucketState['publicAccessBlock'], string>;

const publicAccessBlock: FieldCauses<BucketState['publicAccessBlock']> = [
  {
    source,
    events: ['PutBucketPublicAccessBlock', 'DeleteBucketPublicAccessBlock'],
    subjects,
    bearing({ parameters }, gap) {
      const told = objectAt(parameters, 'PublicAccessBlockConfiguration') ?? {};
      const flags = Object.entries(blockNames).map(([part, name]) => [part, flagAt(told, name) ?? false]);
      return bearingOf(Object.fromEntries(flags), gap);
    },
  },
  fresh(found => Object.values(found).every(on => on)),
];

const ownership: FieldCauses<BucketState['ownership']> = [
  setBy(['PutBucketOwnershipControls', 'DeleteBucketOwnershipControls'], ({ parameters }, found) => {
    const [rule] = objectsAt(objectAt(parameters, 'OwnershipControls') ?? {}, 'Rule');
    const told = textAt(rule ?? {}, 'ObjectOwnership');
    return found === (ownerships.find(name => name === told) ?? 'ObjectWriter');
  }),
  fresh((found, parameters) => found === (textAt(parameters, 'x-amz-object-ownership') ?? 'BucketOwnerEnforced')),
];

const encryption: FieldCauses<BucketState['encryption']> = [
  {
    source,
    events: ['PutBucketEncryption', 'DeleteBucketEncryption'],
    subjects,
    bearing: ({ parameters }, gap) => bearingOf(encryptionTold(parameters), gap),
  },
  fresh(({ algorithm, bucketKey }) => algorithm === 'AES256' && !bucketKey),
];

function encryptionTold(parameters: Parameters) {
  const [rule = {}] = objectsAt(objectAt(parameters, 'ServerSideEncryptionConfiguration') ?? {}, 'Rule');
  const usual = objectAt(rule, 'ApplyServerSideEncryptionByDefault') ?? {};
  return {
    algorithm: textAt(usual, 'SSEAlgorithm') ?? 'AES256',
    kmsKey: textAt(usual, 'KMSMasterKeyID') ?? null,
    bucketKey: flagAt(rule, 'BucketKeyEnabled') ?? false,
  };
}

const versioning: FieldCauses<BucketState['versioning']> = [
  setBy(['PutBucketVersioning'], ({ parameters }, found) => {
    const status = textAt(objectAt(parameters, 'VersioningConfiguration') ?? {}, 'Status');
    return (status === 'Enabled') === (found === 'enabled');
  }),
  fresh(found => found === 'suspended'),
];

/** Where it stands is decided when it is made. */
const region: FieldCauses<string> = [
  {
    ...create,
    bearing({ parameters, region: asked }, { found }) {
      const told = textAt(objectAt(parameters, 'CreateBucketConfiguration') ?? {}, 'LocationConstraint');
      return bearingOfWhole(found === (told === 'EU' ? 'eu-west-1' : (told ?? asked)));
    },
  },
];

const tagged = tagCauses([
  {
    source,
    events: ['PutBucketTagging', 'DeleteBucketTagging'],
    subjects,
    tags: ({ parameters }) => ({ set: tagsIn(objectAt(parameters, 'Tagging', 'TagSet') ?? {}, 'Tag'), whole: true }),
  },
  {
    ...create,
    tags: ({ region: asked, parameters }) =>
      asked === 'us-east-1'
        ? { set: {}, whole: false }
        : { set: tagsIn(objectAt(parameters, 'CreateBucketConfiguration', 'Tags') ?? {}, 'Tag'), whole: true },
  },
]);

const missing: Cause<unknown> = {
  source,
  events: ['CreateBucket', 'DeleteBucket'],
  subjects,
  bearing: ({ event }) => bearingOfWhole(event === 'DeleteBucket'),
};

/** For every field of a bucket. Buckets are never looked for by their tags, so that none is a stray. */
export const causes: Causes<BucketState> = {
  fields: {
    region,
    ...policy,
    tlsOnly,
    publicAccessBlock,
    ownership,
    encryption,
    versioning,
    ...lifeCauses,
    ...tagged,
  },
  missing: [missing],
  stray: [],
};
