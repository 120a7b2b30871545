/** The policy of a topic as it stands, and nothing else of it. */
import { answerUnread, failedWith } from '../../core/failure.ts';
import type { Ask } from '../../core/kind.ts';
import type { Arn, Reading } from '../../core/model.ts';
import { readDocument } from '../../core/policy/readings.ts';
import { noStatements } from '../../core/policy/statement.ts';
import type { PolicyDocument } from '../../core/policy/statement.ts';
import { mapReading } from '../../core/reading.ts';
import type { TopicReads } from './api.ts';

/** Undefined: there is no such topic. */
export async function policyOf(arn: Arn, aws: Ask<TopicReads>): Promise<Reading<PolicyDocument | undefined>> {
  try {
    const { Attributes = {} } = await aws.ask('sns:GetTopicAttributes', { TopicArn: arn });
    return mapReading(readDocument({ value: Attributes['Policy'] }), found => found ?? noStatements);
  } catch (error) {
    return failedWith(error, 'NotFound', 'NotFoundException') ? { value: undefined } : { unread: answerUnread(error) };
  }
}
