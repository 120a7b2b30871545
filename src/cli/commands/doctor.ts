import { Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';
import { connection, specArgument } from '../options.ts';

export const doctor: CommandDefinition = {
  name: 'doctor',
  group: 'Look',
  summary: 'whether credentials, permissions and clocks are as a run needs',
  description:
    'Examines every account that the spec writes down: whether it can be reached and got into, whether the id is right, the clock, each reading permission, keys, and trusted access for organization trails. Prints the statements that are missing. Changes nothing.',
  argument: specArgument,
  examples: [
    ['doctor specs/', 'every account'],
    ['doctor --config daemon.yaml', 'what a daemon needs, and every account of its specs'],
    ['doctor specs/ --format json', 'what was found, as data'],
  ],
  options: [
    {
      heading: 'What',
      options: [
        new Option(
          '--config <FILE>',
          'a DaemonConfig: examines its source, its queue of events and the bucket of its reports, too; without SPEC the specs of its source',
        ),
      ],
    },
    connection(),
  ],
  marks: ['✓ ok   ! works, but look   ✗ FAILED   ? not known: could not be told'],
  exits: [
    [0, 'nothing failed'],
    [1, 'error, or no account could be got into'],
    [3, 'invalid spec or arguments'],
    [9, 'a check failed'],
  ],
  see: ['policy iam', 'plan'],
  run: async input => (await import('../actions/doctor.ts')).examineAccounts(input),
};
