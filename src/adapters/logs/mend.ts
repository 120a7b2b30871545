/** What a person can do where S3 does not hand a log file out. */
import type { Question } from './ask.ts';

interface About extends Pick<Question, 'call' | 'bucket' | 'key'> {
  /** Whether the spec has the bucket. */
  readonly isDeclared?: boolean;
}

/** Undefined: no more than the kind of failure says. */
export function mendOf(
  { code, message }: { readonly code: string; readonly message: string },
  { call, bucket, key, isDeclared = false }: About,
): string | undefined {
  if (code === 'InvalidObjectState')
    return 'The object lies in an archive such as Glacier: have S3 restore it, or leave its time out.';
  if (code === 'NoSuchBucket' && isDeclared)
    return `The spec declares ${bucket}, and it is not there yet: trailwarden apply.`;
  if (code === 'NoSuchBucket') return `Look at how the bucket is spelt: ${bucket}.`;
  if (code.startsWith('KMS.')) return 'The key that the object is encrypted with must be enabled.';
  if (code !== 'AccessDenied') return undefined;
  if (/\bkms:/u.test(message))
    return 'Allow kms:Decrypt on the key that the trail encrypts with, in the policy of the reader and in that of the key.';
  if (call === 's3:ListObjectsV2')
    return `Allow s3:ListBucket on the bucket ${bucket}: trailwarden policy iam --for logs prints it.`;
  return `Allow s3:GetObject on ${bucket}/${folderOf(key ?? '')}*: trailwarden policy iam --for logs prints it. Where s3:ListBucket is missing, S3 says the same of what is not there.`;
}

/** Up to the folder that all log files lie in. */
function folderOf(key: string): string {
  const end = key.indexOf('AWSLogs/');
  return end === -1 ? '' : key.slice(0, end + 'AWSLogs/'.length);
}
