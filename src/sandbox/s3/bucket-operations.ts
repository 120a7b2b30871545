import type { Context } from '../call.ts';
import { Fault } from '../fault.ts';
import { list, structure, text } from '../shape.ts';
import { tagEntries, tagProblem } from '../tags.ts';
import { type Bucket, freshBucket } from './bucket.ts';
import { isBucketName } from './names.ts';
import { type S3Input, type S3Operation, type S3Output, notImplemented, readDocument, xmlOutput } from './operation.ts';

const configuration = structure({
  LocationConstraint: text,
  Tags: list(structure({ Key: text, Value: text }), 'Tag'),
});

function createBucket(input: S3Input, { call, estate }: Context): S3Output {
  const { LocationConstraint: constraint, Tags: tags = [] } =
    input.body.length === 0 ? {} : readDocument(input, 'CreateBucketConfiguration', configuration);
  if (!isBucketName(input.bucket)) {
    throw new Fault('InvalidBucketName', 'The specified bucket is not valid.', {
      elements: { BucketName: input.bucket },
    });
  }
  checkLocation(constraint, call.region);
  if (tagProblem(tags)) throw new Fault('InvalidTag', 'The TagKey or TagValue you have provided is invalid');
  const acl = input.headers.get('x-amz-acl') ?? 'private';
  if (acl !== 'private') throw notImplemented(`x-amz-acl ${acl}`);
  const created = { headers: { location: `/${input.bucket}` } };
  if (existing(estate.buckets.get(input.bucket), call)) return created;
  const bucket = freshBucket(input.bucket, call.principal.account, call.region, call.at);
  bucket.tags = new Map(tagEntries(tags));
  const ownership = input.headers.get('x-amz-object-ownership');
  if (ownership !== undefined) bucket.ownership = ownership;
  if (input.headers.get('x-amz-bucket-object-lock-enabled') === 'true') {
    bucket.versioning = 'Enabled';
    bucket.life.lock = { ObjectLockEnabled: 'Enabled' };
  }
  estate.buckets.set(bucket.name, bucket);
  return created;
}

/** Whether the caller's bucket is there already and the call counts as done: only us-east-1 takes it that way. */
function existing(bucket: Bucket | undefined, call: Context['call']): boolean {
  if (!bucket) return false;
  const elements = { BucketName: bucket.name };
  if (bucket.account !== call.principal.account) {
    const message =
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.';
    throw new Fault('BucketAlreadyExists', message, { status: 409, elements });
  }
  if (bucket.region === 'us-east-1' && call.region === 'us-east-1') return true;
  const message = 'Your previous request to create the named bucket succeeded and you already own it.';
  throw new Fault('BucketAlreadyOwnedByYou', message, { status: 409, elements });
}

function checkLocation(constraint: string | undefined, region: string): void {
  if (region === 'us-east-1') {
    if (constraint === undefined) return;
    if (constraint === 'us-east-1')
      throw new Fault('InvalidLocationConstraint', 'The specified location-constraint is not valid');
    throw incompatible(constraint);
  }
  const wanted = constraint === 'EU' ? 'eu-west-1' : constraint;
  if (wanted !== region) throw incompatible(constraint ?? 'unspecified');
}

function incompatible(constraint: string): Fault {
  const message = `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`;
  return new Fault('IllegalLocationConstraintException', message);
}

function listBuckets(_: S3Input, { call, estate }: Context): S3Output {
  const own = [...estate.buckets.values()].filter(bucket => bucket.account === call.principal.account);
  const sorted = own.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return xmlOutput('ListAllMyBucketsResult', {
    Owner: { ID: canonicalId(call.principal.account) },
    Buckets: {
      Bucket: sorted.map(bucket => ({
        Name: bucket.name,
        CreationDate: bucket.created.toISOString(),
        BucketRegion: bucket.region,
      })),
    },
  });
}

/** The canonical user id of an account: 64 hexadecimal digits that tell accounts apart. */
export function canonicalId(account: string): string {
  return Buffer.from(account).toString('hex').padEnd(64, '0');
}

function deleteBucket(_: S3Input, bucket: Bucket, { estate }: Context): S3Output {
  if (bucket.objects.size > 0) {
    throw new Fault('BucketNotEmpty', 'The bucket you tried to delete is not empty', {
      status: 409,
      elements: { BucketName: bucket.name },
    });
  }
  estate.buckets.delete(bucket.name);
  return { status: 204 };
}

export const bucketOperations: readonly S3Operation[] = [
  {
    name: 'ListBuckets',
    method: 'GET',
    level: 'service',
    kind: 'read',
    action: 's3:ListAllMyBuckets',
    run: listBuckets,
  },
  {
    name: 'CreateBucket',
    method: 'PUT',
    level: 'service',
    headers: ['x-amz-acl', 'x-amz-object-ownership', 'x-amz-bucket-object-lock-enabled'],
    kind: 'write',
    action: 's3:CreateBucket',
    run: createBucket,
  },
  {
    name: 'HeadBucket',
    method: 'HEAD',
    level: 'bucket',
    dataEvent: true,
    kind: 'read',
    action: 's3:ListBucket',
    run: () => ({}),
  },
  {
    name: 'DeleteBucket',
    method: 'DELETE',
    level: 'bucket',
    kind: 'write',
    action: 's3:DeleteBucket',
    run: deleteBucket,
  },
];
