/** The policy of a bucket as it stands, and nothing else of it. */
import { parseArn } from '../../core/arn.ts';
import { answerUnread, failedWith } from '../../core/failure.ts';
import type { Ask } from '../../core/kind.ts';
import type { Arn, Reading, Target } from '../../core/model.ts';
import { readDocument } from '../../core/policy/readings.ts';
import { noStatements } from '../../core/policy/statement.ts';
import type { PolicyDocument } from '../../core/policy/statement.ts';
import { mapReading } from '../../core/reading.ts';
import type { BucketReads } from './api.ts';
import { ownedBucket } from './owned.ts';

/** Undefined: there is no such bucket. */
export async function policyOf(
  arn: Arn,
  aws: Ask<BucketReads>,
  target: Target,
): Promise<Reading<PolicyDocument | undefined>> {
  try {
    const { Policy } = await aws.ask('s3:GetBucketPolicy', ownedBucket(parseArn(arn).resource, target.account));
    return mapReading(readDocument({ value: Policy }), found => found ?? noStatements);
  } catch (error) {
    if (failedWith(error, 'NoSuchBucketPolicy')) return { value: noStatements };
    return failedWith(error, 'NoSuchBucket') ? { value: undefined } : { unread: answerUnread(error) };
  }
}
