/** The tags of many trails in few questions. */
import { answerUnread, failedWith } from '../../core/failure.ts';
import type { Ask } from '../../core/kind.ts';
import type { Arn, Reading } from '../../core/model.ts';
import { readTags } from '../../core/tags.ts';
import type { Tags } from '../../core/tags.ts';
import type { TrailReads } from './api.ts';

type Aws = Ask<TrailReads>;
interface Trail {
  readonly arn: Arn;
}
type Answers = ReadonlyMap<string | undefined, Reading<Tags>>;

/** AWS takes one to twenty ARNs in a call. */
const batchSize = 20;

/** Asks at once, twenty trails in a call, and gives the answer for each of them. */
export function askTags(trails: readonly Trail[], aws: Aws): (trail: Trail) => Promise<Reading<Tags>> {
  const batches = Array.from({ length: Math.ceil(trails.length / batchSize) }, (_, index) =>
    trails.slice(index * batchSize, (index + 1) * batchSize).map(({ arn }) => arn),
  );
  const answers = new Map(
    batches.flatMap(arns => {
      const answer = readBatch(arns, aws);
      return arns.map(arn => [arn, answer] as const);
    }),
  );
  return async ({ arn }) => (await answers.get(arn))?.get(arn) ?? { value: {} };
}

/** One trail that is gone, or homed elsewhere, spoils the whole batch: then each is asked for alone. Nothing else is worth that. */
async function readBatch(arns: readonly Arn[], aws: Aws): Promise<Answers> {
  try {
    const { ResourceTagList = [] } = await aws.ask('cloudtrail:ListTags', { ResourceIdList: [...arns] });
    return new Map(ResourceTagList.map(({ ResourceId, TagsList = [] }) => [ResourceId, { value: readTags(TagsList) }]));
  } catch (error) {
    if (arns.length > 1 && failedWith(error, 'ResourceNotFoundException', 'CloudTrailARNInvalidException')) {
      const alone = await Promise.all(arns.map(arn => readBatch([arn], aws)));
      return new Map(alone.flatMap(answers => [...answers]));
    }
    const unread = { unread: answerUnread(error) };
    return new Map(arns.map(arn => [arn, unread]));
  }
}
