import { Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';
import { moment, specArgument } from '../options.ts';
import { chosen, reachedAnywhere } from './logs-chosen.ts';

export const logsBlind: CommandDefinition = {
  name: 'logs blind',
  group: 'Logs',
  summary: 'when nobody recorded, why, and what the event history still knows of it',
  description:
    'Finds the times in which no trail recorded some class of events in some region: from the calls in the event history that stopped, deleted, narrowed and started trails, from their status, from hours without digests and log files, and from what a daemon remembers. A time counts where every trail that should have recorded was off together. Counts the management events that the event history of AWS still has of these times, which is kept for 90 days, and with --recover writes them to files, marked as recovered. Changes nothing at AWS.',
  argument: specArgument,
  examples: [
    ['logs blind specs/', 'the last 7 days'],
    ['logs blind specs/ --since 90d --account 111111111111', 'as far back as the event history goes, one account'],
    ['logs blind specs/ --database trailwarden.db --since 365d', 'with what a daemon remembers'],
    ['logs blind specs/ --since 24h --recover evidence/', 'write what is left as evidence'],
  ],
  options: [
    {
      heading: 'What',
      options: [
        ...chosen(),
        new Option('--since <WHEN>', 'a span such as 7d, or a moment such as 2026-11-19T03:00:00Z; 7d').argParser(
          moment,
        ),
        new Option('--until <WHEN>', 'the same; now').argParser(moment),
        new Option('--database <FILE>', 'the history of a daemon, too; it may be running'),
        new Option('--no-digests', 'do not look for hours without digests: needs no access to buckets'),
      ],
    },
    {
      heading: 'Result',
      options: [
        new Option('--recover [FOLDER]', 'write the events that are left to a new folder; its name has a default'),
        new Option('--check', 'exit 9 if something was not recorded'),
      ],
    },
    { heading: 'How it looks', options: [new Option('--expand', 'every region by name')] },
    reachedAnywhere(),
  ],
  exits: [
    [0, 'done; with --check: nothing was found'],
    [1, 'error'],
    [3, 'invalid spec or arguments'],
    [8, 'something could not be read: there may be more'],
    [9, 'with --check: something was not recorded'],
  ],
  see: ['history', 'logs verify', 'logs prove'],
  run: async input => (await import('../actions/logs-blind.ts')).showBlind(input),
};
