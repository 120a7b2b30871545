import { Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';
import { regionName } from '../options.ts';
import { like } from './policy-names.ts';

export const eventsDdl: CommandDefinition = {
  name: 'events ddl',
  group: 'More',
  summary: 'the queue and rules that tell a daemon of changes at once',
  description:
    'Prints what has to stand at AWS so that a queue of SQS tells the daemon of changes to what the spec declares: the queue with its policy, and rules of EventBridge in every account and region of the spec. Those that stand elsewhere hand on to the event bus beside the queue, which lets the other accounts in. Asks nobody and changes nothing.',
  argument: { flags: '[SPEC...]', description: 'Files and folders of the spec; default: as of plan.' },
  examples: [
    ['events ddl specs/ --queue trailwarden --region eu-west-1 --account 111122223333', 'what is needed'],
    [
      'events ddl specs/ --queue arn:aws:sqs:eu-west-1:111122223333:trailwarden --format cloudformation',
      'one template for every account and region',
    ],
    [
      'events ddl specs/ --queue arn:aws:sqs:eu-west-1:111122223333:trailwarden --format terraform --account 222233334444',
      'the part of one account',
    ],
  ],
  formats: ['human', 'json', 'cloudformation', 'terraform'],
  options: [
    {
      heading: 'What',
      options: [
        new Option('--queue <NAME|ARN>', 'the queue that is to be made')
          .argParser(
            like(/^(?:[\w-]{1,75}|arn:[a-z-]+:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,75})$/, 'The name or ARN of a queue.'),
          )
          .makeOptionMandatory(),
        regionName('where the queue stands, unless it is named by its ARN'),
        new Option(
          '--account <ID>',
          'the account of a spec that names none; with --format terraform: whose part is printed',
        ).argParser(like(/^\d{12}$/, 'Twelve digits.')),
      ],
    },
  ],
  exits: [
    [0, 'printed'],
    [3, 'invalid spec or arguments'],
  ],
  see: ['daemon'],
  run: async input => (await import('../actions/events-ddl.ts')).printEventRules(input),
};
