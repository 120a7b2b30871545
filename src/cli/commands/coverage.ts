import { Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';
import { connection, specArgument } from '../options.ts';

export const coverage: CommandDefinition = {
  name: 'coverage',
  group: 'Look',
  summary: 'who records what: nobody, one trail, or several that are paid for',
  description:
    'Counts the copies that are made of each class of events, account by account and region by region, of the trails that stand there, declared or not; and tells what nobody records, what is recorded and cannot be delivered, what is paid for twice, and data events of the log files themselves. Asks AWS what plan asks about trails, their keys, and the policies of their buckets. Never writes.',
  argument: specArgument,
  examples: [
    ['coverage specs/', 'what records now'],
    ['coverage specs/ --offline', 'what the spec records once it stands; asks nobody'],
    ['coverage specs/ --check', 'for CI: exit 9 if anything is found'],
    ['coverage specs/ --format json', 'the matrix as data'],
  ],
  options: [
    {
      heading: 'What',
      options: [new Option('--offline', 'of the spec alone; needs no credentials')],
    },
    {
      heading: 'Result',
      options: [
        new Option('--check', 'exit 9 if something is recorded by nobody, delivered nowhere, or paid for twice'),
      ],
    },
    { heading: 'How it looks', options: [new Option('--expand', 'each account and region in a row of its own')] },
    connection(),
  ],
  marks: [
    '0 nobody   1 one copy   2 several   part: some of these events or resources',
    '! recorded, and delivered nowhere   ? not known   1? one, maybe more',
  ],
  exits: [
    [0, 'done; with --check: nothing was found'],
    [1, 'error'],
    [3, 'invalid spec or arguments'],
    [8, 'something could not be read'],
    [9, 'with --check: something was found'],
  ],
  see: ['drift', 'show'],
  run: async input => (await import('../actions/coverage.ts')).showCoverage(input),
};
