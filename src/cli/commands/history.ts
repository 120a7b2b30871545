import { Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';
import { httpUrl, moment, target } from '../options.ts';

export const history: CommandDefinition = {
  name: 'history',
  group: 'Look',
  summary: 'what drifted when, by whom, and for how long nothing was recorded',
  description:
    'Reads what a daemon remembers, from its database or over its API: each drift with when it opened, how long it lasted, how it ended and who made it; and for how long trails did not record, or their log files did not arrive. Asks AWS nothing and changes nothing.',
  examples: [
    ['history --database trailwarden.db', 'the last 30 days'],
    ['history --url http://localhost:8080', 'of a daemon that runs elsewhere'],
    ['history --database trailwarden.db --since 7d --target @payments', 'a week of one account'],
    ['history --database trailwarden.db --journal', 'the calls it sent, and in whose name'],
    ['history --database trailwarden.db --format json', 'the same as data'],
  ],
  options: [
    {
      heading: 'Where',
      options: [
        new Option('--database <FILE>', 'what history.path of the config names; the daemon may be running'),
        new Option('--url <URL>', 'of the page of a daemon').argParser(httpUrl),
        new Option('--token-file <FILE>', 'the token for reading, with --url'),
      ],
    },
    {
      heading: 'What',
      options: [
        new Option('--since <WHEN>', 'a span such as 7d, or a moment such as 2026-11-19T03:00:00Z; 30d').argParser(
          moment,
        ),
        target(),
        new Option('--status <STATUS>', 'open: those that are not over; closed: those that are; both').choices([
          'open',
          'closed',
          'both',
        ]),
        new Option('--journal', 'the calls that were sent, in place of drifts; with --database'),
      ],
    },
  ],
  exits: [
    [0, 'done'],
    [1, 'error'],
    [3, 'wrong arguments'],
  ],
  see: ['daemon', 'drift'],
  run: async input => (await import('../actions/history.ts')).showHistory(input),
};
