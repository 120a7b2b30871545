import { InvalidArgumentError, Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';
import { reachingWithoutRegion, where } from '../logs/options.ts';
import { moment } from '../options.ts';

export const logsDdl: CommandDefinition = {
  name: 'logs ddl',
  group: 'Logs',
  summary: 'the table of Athena over the files of a trail',
  description:
    'Prints two statements for Athena: a table over the layout of the files of a trail, whose partitions are projected and need no upkeep, and a view with the columns of events, so that the questions of logs query run there. Looks into the bucket for the accounts and regions that there are, where nothing says them. Changes nothing.',
  argument: { flags: '[SPEC...]', description: 'Files and folders of the spec; default: as of plan.' },
  examples: [
    ['logs ddl specs/ --trail main', 'of a trail of the spec'],
    ['logs ddl --bucket acme-audit-logs --account 111122223333 --region eu-west-1', 'where nobody can be asked'],
    ['logs query --engine athena --ask denied --since 30d', 'asks the view then'],
  ],
  options: [
    {
      heading: 'What',
      options: [
        new Option('--table <NAME>', 'of the view; that of the table ends with _files')
          .argParser(viewName)
          .default('cloudtrail_events'),
        new Option('--since <WHEN>', 'of when the first files are; 2013-11-01, when CloudTrail began').argParser(
          moment,
        ),
      ],
    },
    where(),
    reachingWithoutRegion(),
  ],
  exits: [
    [0, 'printed'],
    [1, 'error'],
    [3, 'the spec or the arguments make no sense, or say more than one place'],
    [8, 'the bucket could not be looked into'],
  ],
  see: ['logs query', 'logs ls'],
  run: async input => (await import('../actions/logs-ddl.ts')).printAthenaTables(input),
};

/** `NAME`, or `DATABASE.NAME`, as Athena takes it without quotes. */
export function viewName(value: string): string {
  if (!/^(?:[a-z_][a-z0-9_]{0,99}\.)?[a-z_][a-z0-9_]{0,99}$/u.test(value))
    throw new InvalidArgumentError('A view is NAME or DATABASE.NAME, in lower-case letters, digits and _.');
  return value;
}
