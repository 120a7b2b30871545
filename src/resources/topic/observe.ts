/** Reads topics: the attributes of each, then its tags. Nothing else is asked. */
import { answerUnread, failedWith } from '../../core/failure.ts';
import type { Ask } from '../../core/kind.ts';
import type { Arn, Live, Survey, Target } from '../../core/model.ts';
import { announcement } from '../../core/policy/announcement.ts';
import { policyReadings, readDocument } from '../../core/policy/readings.ts';
import { mapReading, reading } from '../../core/reading.ts';
import { ownerTag, readTags, protects, withoutOurs } from '../../core/tags.ts';
import type { TopicReads } from './api.ts';
import type { TopicState } from './state.ts';

type Aws = Ask<TopicReads>;

/** One look at each of these topics. SNS is not asked which others there are. */
export async function observe(arns: readonly Arn[], aws: Aws, target: Target): Promise<Survey<TopicState>> {
  const asked = await Promise.all(arns.map(async arn => [arn, await readTopic(arn, aws, target)] as const));
  return { asked: new Map(asked), others: [] };
}

async function readTopic(arn: Arn, aws: Aws, target: Target): Promise<Live<TopicState>> {
  try {
    const { Attributes = {} } = await aws.ask('sns:GetTopicAttributes', { TopicArn: arn });
    const tags = await reading(aws.ask('sns:ListTagsForResource', { ResourceArn: arn }), answer =>
      readTags(answer?.Tags ?? []),
    );
    const owner = mapReading(tags, found => found[ownerTag] ?? null);
    return {
      is: 'present',
      arn,
      target,
      owner: 'value' in owner ? owner.value : undefined,
      health: {},
      fields: {
        ...policyReadings(readDocument({ value: Attributes['Policy'] }), announcement),
        displayName: { value: given(Attributes['DisplayName']) },
        kmsKey: { value: given(Attributes['KmsMasterKeyId']) },
        tags: mapReading(tags, withoutOurs),
        protect: mapReading(tags, protects),
        owner,
      },
    };
  } catch (error) {
    if (failedWith(error, 'NotFound', 'NotFoundException')) return { is: 'absent' };
    return { is: 'unread', problem: answerUnread(error) };
  }
}

/** An attribute that is unset is left out, or empty. */
function given(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}
