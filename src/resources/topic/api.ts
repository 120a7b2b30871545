import type * as SNS from '@aws-sdk/client-sns';
import type { ResourceKind } from '../../core/kind.ts';
import type { Arn } from '../../core/model.ts';

/** What is asked of SNS about a topic. */
export type TopicReads = {
  'sns:GetTopicAttributes': { input: SNS.GetTopicAttributesCommandInput; output: SNS.GetTopicAttributesCommandOutput };
  'sns:ListSubscriptionsByTopic': {
    input: SNS.ListSubscriptionsByTopicCommandInput;
    output: SNS.ListSubscriptionsByTopicResponse;
  };
  'sns:GetSubscriptionAttributes': {
    input: SNS.GetSubscriptionAttributesCommandInput;
    output: SNS.GetSubscriptionAttributesResponse;
  };
  'sns:ListTagsForResource': {
    input: SNS.ListTagsForResourceCommandInput;
    output: SNS.ListTagsForResourceCommandOutput;
  };
};

/** What is sent to SNS. A topic is never deleted. */
export type TopicWrites = {
  'sns:CreateTopic': { input: SNS.CreateTopicCommandInput; output: object };
  'sns:SetTopicAttributes': { input: SNS.SetTopicAttributesCommandInput; output: object };
  'sns:Subscribe': { input: SNS.SubscribeCommandInput; output: object };
  'sns:Unsubscribe': { input: SNS.UnsubscribeCommandInput; output: object };
  'sns:SetSubscriptionAttributes': { input: SNS.SetSubscriptionAttributesCommandInput; output: object };
  'sns:TagResource': { input: SNS.TagResourceCommandInput; output: object };
  'sns:UntagResource': { input: SNS.UntagResourceCommandInput; output: object };
};

type Actions = Pick<ResourceKind<unknown, object, TopicReads, TopicWrites>, 'reads' | 'writes'>;

/** Creating with tags and attributes asks for the permissions to set them, too. */
export const actions: Actions = {
  reads: {
    'sns:GetTopicAttributes': ['sns:GetTopicAttributes'],
    'sns:ListSubscriptionsByTopic': ['sns:ListSubscriptionsByTopic'],
    'sns:GetSubscriptionAttributes': ['sns:GetSubscriptionAttributes'],
    'sns:ListTagsForResource': ['sns:ListTagsForResource'],
  },
  writes: {
    'sns:CreateTopic': ['sns:CreateTopic', 'sns:SetTopicAttributes', 'sns:TagResource'],
    'sns:SetTopicAttributes': ['sns:SetTopicAttributes'],
    'sns:Subscribe': ['sns:Subscribe'],
    'sns:Unsubscribe': ['sns:Unsubscribe'],
    'sns:SetSubscriptionAttributes': ['sns:SetSubscriptionAttributes'],
    'sns:TagResource': ['sns:TagResource'],
    'sns:UntagResource': ['sns:UntagResource'],
  },
};

/** One question for each operation that reads. */
export function probes(arn: Arn): { readonly [C in keyof TopicReads]: TopicReads[C]['input'] } {
  return {
    'sns:GetTopicAttributes': { TopicArn: arn },
    'sns:ListSubscriptionsByTopic': { TopicArn: arn },
    'sns:GetSubscriptionAttributes': { SubscriptionArn: `${arn}:00000000-0000-0000-0000-000000000000` },
    'sns:ListTagsForResource': { ResourceArn: arn },
  };
}
