import type { Context } from '../call.ts';
import type { Bucket } from './bucket.ts';
import type { S3Input, S3Operation, S3Output } from './operation.ts';

export const DONE: S3Output = {};
const GONE: S3Output = { status: 204 };

/** One sub-resource of a bucket that is read, replaced and perhaps removed as a whole. */
export interface Setting {
  readonly subresource: string;
  /** Names of the API, e.g. `BucketTagging` of GetBucketTagging. */
  readonly name: string;
  /** IAM actions, where they are not the API's names. */
  readonly actions?: { readonly get: string; readonly put: string };
  /** Name in event history, where it is not the API's. */
  readonly recordedAs?: string;
  /** The API's name of what removes it, where it is not that of the others. */
  readonly removedBy?: string;
  /** `x-amz-` headers that the operation which replaces it takes. */
  readonly headers?: readonly string[];
  get(bucket: Bucket): S3Output;
  put?(input: S3Input, bucket: Bucket, context: Context): S3Output;
  remove?(bucket: Bucket): void;
}

/** The get, put and delete operations of one setting. */
export function operationsOf(setting: Setting): S3Operation[] {
  const { name, subresource, actions, headers, recordedAs = name, removedBy = `Delete${name}` } = setting;
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
      ...(headers && { headers }),
      recordedAs: `Put${recordedAs}`,
      run: (input: S3Input, bucket: Bucket, context: Context) => put(input, bucket, context),
    });
  if (remove) {
    const run = (_: S3Input, bucket: Bucket): S3Output => {
      remove(bucket);
      return GONE;
    };
    operations.push({ ...write, name: removedBy, method: 'DELETE', recordedAs: `Delete${recordedAs}`, run });
  }
  return operations;
}
