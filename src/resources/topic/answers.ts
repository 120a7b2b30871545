/** What SNS's answers have, as far as they are read. */
import type { Shapes } from '../../core/answers.ts';
import type { TopicReads } from './api.ts';

const text = 'text';

export const answers: Shapes<TopicReads> = {
  'sns:GetTopicAttributes': { Attributes: 'texts' },
  'sns:ListTagsForResource': { Tags: [{ Key: text, Value: text }] },
  'sns:ListSubscriptionsByTopic': {
    Subscriptions: [{ SubscriptionArn: text, Owner: text, Protocol: text, Endpoint: text }],
    NextToken: text,
  },
  'sns:GetSubscriptionAttributes': { Attributes: 'texts' },
};
