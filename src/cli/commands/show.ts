import { Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';
import { accountId, specArgument } from '../options.ts';

export const show: CommandDefinition = {
  name: 'show',
  group: 'Look',
  summary: 'every setting of every resource, and where it comes from',
  description:
    'Shows every resource that the spec means, with every setting and where it comes from: a line, a default, or the rest of the spec. Asks nobody.',
  argument: specArgument,
  examples: [
    ['show specs/', 'everything'],
    ['show specs/ --account 111122223333', 'for that account'],
  ],
  options: [
    {
      heading: 'What',
      options: [
        new Option('--account <ID>', 'the account to show it for, or the one of several to show; AWS is not asked')
          .argParser(accountId)
          .default('000000000000'),
      ],
    },
  ],
  exits: [
    [0, 'shown'],
    [3, 'invalid'],
  ],
  see: ['validate', 'plan'],
  run: async input => (await import('../actions/show.ts')).showSpec(input),
};
