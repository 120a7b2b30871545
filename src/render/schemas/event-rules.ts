import { anything, documentOf, flag, list, map, object, oneOf, orNull, text } from './shapes.ts';

const queue = {
  name: text(),
  arn: text(),
  attributes: map(text(), 'As SQS takes them.'),
};

/** The schema of what `events ddl` prints. */
export const eventRules = documentOf('event-rules', 'trailwarden event rules', {
  owner: text(),
  queue: object({
    ...queue,
    url: text('For the config of the daemon.'),
    account: text('Twelve digits.'),
    region: text(),
    policy: anything('An IAM policy document.'),
  }),
  dead_letters: object(queue, 'Where messages go that were received too often.'),
  rules: list(
    object({
      name: text(),
      service: oneOf(['cloudtrail', 's3', 'sns', 'kms'], 'Whose calls it takes.'),
      pattern: anything('An event pattern of EventBridge.'),
    }),
    'The same in every place.',
  ),
  places: list(
    object({
      account: text('Twelve digits.'),
      region: text(),
      beside_queue: flag('Whether its rules send to the queue. Others put events on the bus beside it, by the role.'),
      target: text('ARN of the queue, or of that bus.'),
    }),
    'Where the rules stand.',
  ),
  bus: object({
    arn: text('The default event bus beside the queue.'),
    policy: orNull(anything('What lets the other accounts put events on it. Null: there are none.')),
  }),
  role: orNull(
    object(
      {
        name: text(),
        trust_policy: anything('An IAM policy document.'),
        policy: anything('An IAM policy document.'),
      },
      'In each account whose rules put events on that bus.',
    ),
  ),
});
