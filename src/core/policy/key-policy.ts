/** Key policies that let CloudTrail use a key, after the AWS guide. People put them in place: trailwarden writes none. */
import { parseArn } from '../arn.ts';
import type { Arn } from '../model.ts';
import { cloudTrail } from './shape.ts';
import { byteLength, distinct, ourHeader, policyText } from './statement.ts';
import type { PolicyDocument, Statement } from './statement.ts';

/** Whose files or messages a key encrypts. */
export interface KeyPolicyInput {
  readonly partition: string;
  /** Whose the key is: twelve digits. */
  readonly account: string;
  /** Trails that are given the key. */
  readonly trails: readonly Arn[];
  /** Trails that deliver to a bucket whose own key it is, or announce on such a topic. */
  readonly through: readonly Arn[];
  /** Whether a bucket that one of `trails` delivers to may have an S3 Bucket Key; absent: nobody knows, so that it may. */
  readonly bucketKeys?: boolean;
}

/** What KMS takes: 32 KiB. */
export const keyPolicyBytes = 32_768;

/**
 * A whole policy, because putting one replaces what stands: who keeps the key first, without whom nobody could change the
 * policy again. Trails are named one by one; where that does not fit, by account.
 */
export function keyPolicy(input: KeyPolicyInput): PolicyDocument {
  const narrow = document(input, arns => ({ StringEquals: { 'aws:SourceArn': arns } }));
  if (byteLength(policyText(narrow)) <= keyPolicyBytes) return narrow;
  return document(input, arns => ({ ArnLike: { 'aws:SourceArn': accountsOf(arns) } }));
}

type Sources = (arns: readonly Arn[]) => NonNullable<Statement['Condition']>;

function document(
  { partition, account, trails, through, bucketKeys = true }: KeyPolicyInput,
  sources: Sources,
): PolicyDocument {
  const [given, indirect] = [distinct(trails), distinct(through)];
  const allow = (Sid: string, Action: Statement['Action'] & {}, Condition?: Statement['Condition']): Statement => ({
    Sid,
    Effect: 'Allow',
    Principal: cloudTrail,
    Action,
    Resource: '*',
    ...(Condition ? { Condition } : {}),
  });
  const context = { StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': accountsOf(given) } };
  return {
    header: ourHeader,
    statements: [
      {
        Sid: 'EnableIAMUserPermissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:${partition}:iam::${account}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
      ...(given.length === 0
        ? []
        : [
            allow('AllowCloudTrailEncryptLogs', 'kms:GenerateDataKey*', { ...sources(given), ...context }),
            // AWS's own statement, which has no condition: who asks for a bucket's key is not documented
            ...(bucketKeys ? [allow('AllowCloudTrailDecryptTrail', 'kms:Decrypt')] : []),
            allow('AllowCloudTrailAccess', 'kms:DescribeKey', sources(given)),
          ]),
      ...(indirect.length === 0
        ? []
        : [allow('AllowCloudTrailDeliver', ['kms:GenerateDataKey*', 'kms:Decrypt'], sources(indirect))]),
    ],
  };
}

/** Every trail of the accounts of these. */
function accountsOf(trails: readonly Arn[]): readonly string[] {
  const patterns = trails.map(parseArn).map(arn => `arn:${arn.partition}:cloudtrail:*:${arn.account}:trail/*`);
  return distinct(patterns);
}
