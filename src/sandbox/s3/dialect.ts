import type { Context, EventNote } from '../call.ts';
import { Fault } from '../fault.ts';
import type { Answer, Dialect, Understood } from '../http/dialect.ts';
import type { Reply, Request } from '../http/message.ts';
import { xmlDocument } from '../http/xml.ts';
import { partitionOf } from '../places.ts';
import { openBucket } from './access.ts';
import { bucketOperations } from './bucket-operations.ts';
import { accessOperations } from './access-operations.ts';
import { lifeOperations } from './life-operations.ts';
import { objectOperations } from './object-operations.ts';
import { type S3Input, type S3Operation, type S3Output, notImplemented } from './operation.ts';
import { policyOperations } from './policy-operations.ts';
import { requestParameters } from './record.ts';
import { settingOperations } from './setting-operations.ts';

const operations: readonly S3Operation[] = [
  ...bucketOperations,
  ...policyOperations,
  ...settingOperations,
  ...lifeOperations,
  ...accessOperations,
  ...objectOperations,
];
const subresources = new Set(operations.flatMap(operation => operation.subresource ?? []));

/** `x-amz-` headers that every operation takes. Checksums are taken and not checked. */
const COMMON_HEADERS =
  /^x-amz-(?:date|content-sha256|security-token|user-agent|expected-bucket-owner|checksum-.+|sdk-checksum-algorithm|decoded-content-length|trailer|meta-.+)$/;

/** REST and XML; errors are documents `Error` with code and message, or nothing at all in answer to HEAD. */
export const s3Dialect: Dialect = {
  service: 's3',
  understand,
  refuse,
  unsigned: () => new Fault('AccessDenied', 'Access Denied', { status: 403 }),
  invalidKey: () =>
    new Fault('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', {
      status: 403,
    }),
  expiredKey: () => new Fault('ExpiredToken', 'The provided token has expired.'),
};

function understand(request: Request): Understood {
  const { bucket, key } = address(request);
  const subresource = [...request.query.keys()].find(name => subresources.has(name));
  const operation = operations.find(
    candidate =>
      candidate.method === request.method && candidate.subresource === subresource && isAt(candidate, bucket, key),
  );
  if (!operation)
    throw notImplemented(`${request.method} of ${subresource ?? (key === '' ? 'a bucket' : 'an object')}`);
  checkKnown(operation, request);
  const input: S3Input = { bucket, key, query: request.query, headers: request.headers, body: request.body };
  return {
    operation: operation.name,
    inputs: [...(bucket === '' ? [] : ['Bucket']), ...(key === '' ? [] : ['Key']), ...request.query.keys()],
    perform: context => perform(operation, input, context),
    note: context => (operation.dataEvent ? dataNote : note)(operation, input, context),
  };
}

function isAt(operation: S3Operation, bucket: string, key: string): boolean {
  if (operation.name === 'ListBuckets') return bucket === '';
  return bucket !== '' && (operation.level === 'object') === (key !== '');
}

/** An IP address, `localhost` or a name is an endpoint; a name before `.localhost` or an IP address is a bucket. */
function address(request: Request): { readonly bucket: string; readonly key: string } {
  const host = (request.headers.get('host') ?? '').replace(/:\d+$/, '');
  const virtual = /^(.+)\.(?:localhost|\d{1,3}(?:\.\d{1,3}){3})$/.exec(host)?.[1];
  const path = decoded(request.path).slice(1);
  if (virtual !== undefined) return { bucket: virtual, key: path };
  const slash = path.indexOf('/');
  return slash === -1 ? { bucket: path, key: '' } : { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new Fault('InvalidURI', "Couldn't parse the specified URI.");
  }
}

function checkKnown(operation: S3Operation, request: Request): void {
  const query = [...request.query.keys()].find(
    name =>
      name !== 'x-id' &&
      name !== operation.subresource &&
      !operation.query?.includes(name) &&
      !name.startsWith('X-Amz-'),
  );
  if (query !== undefined) throw notImplemented(`query parameter ${query} of ${operation.name}`);
  const header = [...request.headers.keys()].find(
    name => name.startsWith('x-amz-') && !COMMON_HEADERS.test(name) && !operation.headers?.includes(name),
  );
  if (header !== undefined) throw notImplemented(`header ${header} of ${operation.name}`);
}

function perform(operation: S3Operation, input: S3Input, context: Context): Answer {
  const output =
    operation.level === 'service'
      ? operation.run(input, context)
      : operation.run(input, openBucket(operation, input, context), context);
  return { reply: reply(output, input, context), elements: null };
}

function reply(output: S3Output, input: S3Input, { call, estate }: Context): Reply {
  const region = estate.buckets.get(input.bucket)?.region;
  return {
    status: output.status ?? 200,
    headers: {
      ...ids(call.requestId),
      ...(region !== undefined && { 'x-amz-bucket-region': region }),
      ...output.headers,
    },
    body: output.body ?? '',
  };
}

function note(operation: S3Operation, input: S3Input, { call }: Context): EventNote {
  return {
    name: operation.recordedAs ?? operation.name,
    readOnly: operation.kind === 'read',
    parameters: requestParameters(input, operation.subresource, call.host),
    subjects: input.bucket === '' ? [] : [{ type: 'AWS::S3::Bucket', name: input.bucket }],
    listsResources: true,
    ...(operation.method === 'DELETE' && { additional: { httpStatusCode: 204 } }),
  };
}

/** An event of an object, or of all that a bucket holds. */
function dataNote(operation: S3Operation, input: S3Input, { call }: Context): EventNote {
  const { bucket, key, query } = input;
  const asked = [...query].filter(([name]) => name !== 'x-id' && !name.startsWith('X-Amz-'));
  return {
    name: operation.recordedAs ?? operation.name,
    readOnly: operation.kind === 'read',
    parameters: { ...Object.fromEntries(asked), bucketName: bucket, Host: call.host, ...(key !== '' && { key }) },
    subjects: [{ type: 'AWS::S3::Bucket', name: bucket }],
    listsResources: true,
    data: { type: 'AWS::S3::Object', arn: `arn:${partitionOf(call.region)}:s3:::${bucket}/${key}` },
  };
}

function refuse(fault: Fault, requestId: string, request: Request): Reply {
  const error = {
    Code: fault.code,
    Message: fault.message,
    ...fault.elements,
    RequestId: requestId,
    HostId: 'sandbox',
  };
  const head = request.method === 'HEAD';
  return {
    status: fault.status,
    headers: { ...ids(requestId), ...fault.headers, ...(!head && { 'content-type': 'application/xml' }) },
    body: head ? '' : xmlDocument('Error', error),
  };
}

function ids(requestId: string): Readonly<Record<string, string>> {
  return { 'x-amz-request-id': requestId, 'x-amz-id-2': 'sandbox' };
}
